//! A file on a disk that forgets, when the power fails, what was not synced. Knows nothing of what
//! is in the file.

use crate::random::Random;

/// Bytes that reach the disk together or not at all. Small, so that little events span many.
const SECTOR_BYTES: usize = 32;

/// A file: what programs see, and what would be left after a power cut.
///
/// # Invariants
/// Up to `clean`, both are equal.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disk {
    seen: Vec<u8>,
    durable: Vec<u8>,
    clean: usize,
}

impl Disk {
    /// What a program reads.
    pub(crate) fn seen(&self) -> &[u8] {
        &self.seen
    }

    /// What is certain to be left after a power cut.
    pub(crate) fn durable(&self) -> &[u8] {
        &self.durable
    }

    /// Writes without syncing: a crash of the process keeps it, a power cut perhaps.
    pub(crate) fn write(&mut self, at: usize, bytes: &[u8]) {
        let end = at + bytes.len();
        if self.seen.len() < end {
            self.seen.resize(end, 0);
        }
        self.seen[at..end].copy_from_slice(bytes);
        self.clean = self.clean.min(at);
    }

    /// Makes everything durable that was written.
    pub(crate) fn sync(&mut self) {
        self.durable.truncate(self.clean);
        self.durable.extend_from_slice(&self.seen[self.clean..]);
        self.clean = self.seen.len();
    }

    /// The power fails. Of what was not synced a beginning is left, or some of the sectors with
    /// anything between them.
    pub(crate) fn cut_power(&mut self, random: &mut Random) {
        let unsynced = self.clean..self.seen.len();
        let mut left = self.durable.clone();
        if random.once_in(2) {
            let end = unsynced.start + random.below(unsynced.len() + 1);
            left.truncate(left.len().max(end));
            overwrite(&mut left, unsynced.start, &self.seen[unsynced.start..end], 0);
        } else {
            let junk = if random.once_in(2) { 0 } else { 0xa5 };
            for (place, sector) in self.seen[unsynced.clone()].chunks(SECTOR_BYTES).enumerate() {
                if random.once_in(2) {
                    overwrite(&mut left, unsynced.start + place * SECTOR_BYTES, sector, junk);
                }
            }
        }
        self.clean = left.len();
        self.seen.clone_from(&left);
        self.durable = left;
    }
}

/// Puts the bytes there; a gap before them is filled with `junk`.
fn overwrite(file: &mut Vec<u8>, at: usize, bytes: &[u8], junk: u8) {
    let end = at + bytes.len();
    if file.len() < end {
        file.resize(end, junk);
    }
    file[at..end].copy_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_cut_keeps_what_was_synced_and_any_part_of_the_rest() {
        let mut kept_all = 0;
        let mut kept_none = 0;
        for seed in 0..1_000 {
            let mut disk = Disk::default();
            disk.write(0, b"synced");
            disk.sync();
            let rest = [7; 3 * SECTOR_BYTES];
            disk.write(6, &rest);
            disk.cut_power(&mut Random::new(seed));
            assert_eq!(&disk.durable()[..6], b"synced");
            assert_eq!(disk.seen(), disk.durable());
            kept_all += usize::from(disk.seen()[6..] == rest);
            kept_none += usize::from(disk.seen().len() == 6);
        }
        assert!(kept_all > 0 && kept_none > 0 && kept_all + kept_none < 900);
    }

    #[test]
    fn what_was_written_over_and_not_synced_may_come_back() {
        let mut old = 0;
        for seed in 0..100 {
            let mut disk = Disk::default();
            disk.write(0, b"old!");
            disk.sync();
            disk.write(0, b"new!");
            disk.cut_power(&mut Random::new(seed));
            old += usize::from(disk.seen() == b"old!");
        }
        assert!(old > 0 && old < 100);
    }
}
