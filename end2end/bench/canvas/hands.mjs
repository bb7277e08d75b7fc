// Hands and eyes, the same for every canvas: real wheel, mouse and key events through the browser's debugging
// protocol, and the frames that the page gets meanwhile. Knows no canvas.

/** How often input comes, in milliseconds: as a mouse or pad at 60 Hz. */
const INPUT_MS = 16;
/** How fast a pan is at most, in CSS pixels a second: about 35 for an event. */
const PAN_SPEED = 2_200;
/** Events in one direction, and how far each zooms: all three go by a percent or so for 1. */
const ZOOM_EVENTS = 15;
const ZOOM_DELTA = 4;
/** Half the width of the circle that a drag goes round, in CSS pixels, and its time in seconds. */
const DRAG_PX = 80;
const DRAG_TURN = 1;
const KEY_MS = 100;
const KEYS_MIN = 20;
/** Events that may be on their way: what comes meanwhile is added up, as browsers do. */
const IN_FLIGHT = 2;

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The times between two frames while something is done, in milliseconds, rising. */
export async function frames(page, act) {
  await page.evaluate(() => {
    const recorder = { stamps: [], isOn: true };
    const tick = (now) => {
      recorder.stamps.push(now);
      if (recorder.isOn) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    globalThis.frameRecorder = recorder;
  });
  await act();
  const stamps = await page.evaluate(async () => {
    // What the last input led to counts as well.
    for (let more = 0; more < 2; more += 1) await new Promise(requestAnimationFrame);
    globalThis.frameRecorder.isOn = false;
    return globalThis.frameRecorder.stamps;
  });
  const intervals = stamps.slice(1).map((stamp, index) => stamp - stamps[index]);
  return intervals.sort((a, b) => a - b);
}

/** Calls `send` every 16 ms with the seconds that have passed; `true` from it means that it was sent. */
async function steadily(seconds, send) {
  const began = performance.now();
  let due = began;
  const sent = [];
  let waiting = 0;
  while (performance.now() - began < seconds * 1_000) {
    if (waiting < IN_FLIGHT) {
      waiting += 1;
      sent.push(send((performance.now() - began) / 1_000).finally(() => (waiting -= 1)));
    }
    due = Math.max(due + INPUT_MS, performance.now());
    await pause(Math.max(0, due - performance.now()));
  }
  await Promise.all(sent);
}

/** Pans along an eight that lies on its side, by the wheel with the pointer at this place, up to `reach` CSS
 * pixels to each side of where it begins. */
export async function pan(input, at, seconds, reach) {
  const turns = PAN_SPEED / Math.SQRT2 / reach / (2 * Math.PI);
  const place = (time) => {
    const angle = time * turns * 2 * Math.PI;
    return [reach * Math.sin(angle), (reach / 2) * Math.sin(2 * angle)];
  };
  let last = place(0);
  await steadily(seconds, (time) => {
    const next = place(time);
    // No pure vertical step: some take that for a wheel that zooms.
    const deltaX = next[0] - last[0] || 0.5;
    const deltaY = next[1] - last[1];
    last = next;
    return input.send("Input.dispatchMouseEvent", { type: "mouseWheel", ...at, deltaX, deltaY });
  });
}

/** Zooms out and in again, or in and out, around this place, again and again. */
export async function zoom(input, at, seconds, first) {
  let count = 0;
  await steadily(seconds, () => {
    const isFirst = count % (2 * ZOOM_EVENTS) < ZOOM_EVENTS;
    const isOut = isFirst === (first === "out");
    count += 1;
    const deltaY = isOut ? ZOOM_DELTA : -ZOOM_DELTA;
    const event = { type: "mouseWheel", ...at, deltaX: 0, deltaY, modifiers: 2 };
    return input.send("Input.dispatchMouseEvent", event);
  });
}

/** Takes up what lies here, carries it round and drops it beside. */
export async function drag(input, at, seconds) {
  const send = (type, x, y, buttons) => {
    const event = { type, x, y, button: "left", buttons, clickCount: 1 };
    return input.send("Input.dispatchMouseEvent", event);
  };
  await send("mouseMoved", at.x, at.y, 0);
  await send("mousePressed", at.x, at.y, 1);
  await steadily(seconds, (time) => {
    const angle = (time / DRAG_TURN) * 2 * Math.PI;
    const [x, y] = [at.x + DRAG_PX * Math.sin(angle), at.y + DRAG_PX * (1 - Math.cos(angle)) / 2];
    return send("mouseMoved", x, y, 1);
  });
  await send("mouseMoved", at.x + 40, at.y + 30, 1);
  await send("mouseReleased", at.x + 40, at.y + 30, 0);
}

/** Writes into the field that has the focus; from each key to the end of the frame after it, in
 * milliseconds, rising. */
export async function type(page, seconds) {
  await page.evaluate(() => {
    const delays = [];
    const pressed = ({ timeStamp }) => {
      requestAnimationFrame(() => {
        // A message comes after the frame is done.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => delays.push(performance.now() - timeStamp);
        port2.postMessage(null);
      });
    };
    addEventListener("keydown", pressed, { capture: true });
    globalThis.keyRecorder = { delays, stop: () => removeEventListener("keydown", pressed, true) };
  });
  const letters = "the parcel has come ";
  const count = Math.max(KEYS_MIN, Math.round((seconds * 1_000) / KEY_MS));
  for (let key = 0; key < count; key += 1) {
    const due = performance.now() + KEY_MS;
    const letter = letters[key % letters.length];
    await page.keyboard.press(letter === " " ? "Space" : letter);
    await pause(Math.max(0, due - performance.now()));
  }
  const delays = await page.evaluate(async () => {
    for (let more = 0; more < 2; more += 1) await new Promise(requestAnimationFrame);
    globalThis.keyRecorder.stop();
    return globalThis.keyRecorder.delays;
  });
  if (delays.length < count) throw new Error(`only ${delays.length} of ${count} keys came`);
  return delays.sort((a, b) => a - b);
}
