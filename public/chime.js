// Two soft tones: the time is up. Silent where the browser lets nothing sound that nobody asked for.
export function chime() {
  try {
    const audio = new AudioContext();
    for (const [pitch, at] of [[660, 0], [880, 0.28]]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, audio.currentTime + at);
      volume.gain.exponentialRampToValueAtTime(0.2, audio.currentTime + at + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + at + 0.9);
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + at);
      tone.stop(audio.currentTime + at + 1);
    }
    setTimeout(() => audio.close(), 2_000);
  } catch {
    // There is no sound; the timer shows it.
  }
}
