//! What a disk holds for certain, and what it may hold: pure bookkeeping, and its outcome in a folder.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use crate::random::Random;

/// Bytes that reach the disk together or not at all.
const SECTOR_BYTES: usize = 512;

/// One file, whatever its name is and whether it has one still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileId(usize);

/// What a disk holds at one moment: what is durable, and what was done since in its order.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    files: Vec<File>,
    durable_names: BTreeMap<String, FileId>,
    name_changes: Vec<(u64, NameChange)>,
    /// How many operations there were; the next one's place in the order of all.
    operations: u64,
}

#[derive(Debug, Clone, Default)]
struct File {
    durable: Vec<u8>,
    changes: Vec<(u64, Change)>,
}

#[derive(Debug, Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate { length: usize },
}

#[derive(Debug, Clone)]
enum NameChange {
    Create { name: String, file: FileId },
    Delete { name: String },
}

/// What is left of everything that was not synced.
#[derive(Debug, Clone, Copy)]
enum Left {
    Nothing,
    Everything,
    /// What was done before the operation of this place, and of it some first sectors.
    Before(u64),
    /// Each sector of each write, and each change of names, with this chance out of 256.
    Sectors {
        chance: usize,
    },
}

impl Contents {
    /// The files of a folder, all durable. Shared memory and locks are none.
    pub(crate) fn of_folder(folder: &Path) -> io::Result<Self> {
        let mut contents = Self::default();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.ends_with("-shm") && !name.ends_with(".lock") {
                let file = contents.create(&name);
                contents.files[file.0].durable = fs::read(entry.path())?;
            }
        }
        contents.sync_names();
        Ok(contents)
    }

    /// How many operations there were so far, on all files.
    #[must_use]
    pub fn operations(&self) -> u64 {
        self.operations
    }

    /// Makes the files of the folder those that a power cut may leave; the seed decides which.
    ///
    /// # Errors
    /// If the folder cannot be written to.
    pub fn cut_power(&self, seed: u64, folder: &Path) -> io::Result<()> {
        let mut random = Random::new(seed);
        let unsynced = self.unsynced();
        let left = match random.below(8) {
            0 => Left::Nothing,
            1 => Left::Everything,
            2..=4 if !unsynced.is_empty() => Left::Before(unsynced[random.below(unsynced.len())]),
            _ => Left::Sectors { chance: [8, 128, 248][random.below(3)] },
        };
        self.leave(left, &mut random, folder)
    }

    /// Makes the files of the folder those that programs see, whether synced or not: what is left when
    /// the process is killed and the power stays on. Not after a sync that has failed.
    ///
    /// # Errors
    /// If the folder cannot be written to.
    pub fn kill(&self, folder: &Path) -> io::Result<()> {
        self.leave(Left::Everything, &mut Random::new(0), folder)
    }

    pub(crate) fn file(&self, name: &str) -> Option<FileId> {
        self.names_after(|_| true).get(name).copied()
    }

    pub(crate) fn create(&mut self, name: &str) -> FileId {
        let file = FileId(self.files.len());
        self.files.push(File::default());
        let place = self.next_place();
        self.name_changes.push((place, NameChange::Create { name: name.to_owned(), file }));
        file
    }

    pub(crate) fn delete(&mut self, name: &str) {
        let place = self.next_place();
        self.name_changes.push((place, NameChange::Delete { name: name.to_owned() }));
    }

    pub(crate) fn write(&mut self, file: FileId, at: usize, bytes: &[u8]) {
        self.change(file, Change::Write { at, bytes: bytes.to_owned() });
    }

    pub(crate) fn truncate(&mut self, file: FileId, length: usize) {
        self.change(file, Change::Truncate { length });
    }

    /// Makes durable what was done to the file.
    pub(crate) fn sync(&mut self, file: FileId) {
        self.next_place();
        let File { durable, changes } = &mut self.files[file.0];
        for (_, change) in changes.drain(..) {
            change.apply(durable);
        }
    }

    /// Makes durable some of what was done to the file, and forgets the others.
    pub(crate) fn fail_sync(&mut self, file: FileId, random: &mut Random) {
        self.next_place();
        let File { durable, changes } = &mut self.files[file.0];
        for (_, change) in changes.drain(..) {
            change.apply_some(durable, 0, || random.below(2) == 0);
        }
    }

    /// Makes durable which files there are.
    pub(crate) fn sync_names(&mut self) {
        self.durable_names = self.names_after(|_| true);
        self.name_changes.clear();
    }

    fn next_place(&mut self) -> u64 {
        self.operations += 1;
        self.operations - 1
    }

    fn change(&mut self, file: FileId, change: Change) {
        let place = self.next_place();
        self.files[file.0].changes.push((place, change));
    }

    /// The names after the changes whose places `is_left` keeps.
    fn names_after(&self, mut is_left: impl FnMut(u64) -> bool) -> BTreeMap<String, FileId> {
        let mut names = self.durable_names.clone();
        for (_, change) in self.name_changes.iter().filter(|(place, _)| is_left(*place)) {
            match change {
                NameChange::Create { name, file } => names.insert(name.clone(), *file),
                NameChange::Delete { name } => names.remove(name),
            };
        }
        names
    }

    /// The places of everything that is not synced, in no order.
    fn unsynced(&self) -> Vec<u64> {
        let changes = self.files.iter().flat_map(|file| file.changes.iter().map(|change| change.0));
        changes.chain(self.name_changes.iter().map(|change| change.0)).collect()
    }

    fn leave(&self, left: Left, random: &mut Random, folder: &Path) -> io::Result<()> {
        let names = self.names_after(|place| match left {
            Left::Nothing => false,
            Left::Everything => true,
            Left::Before(end) => place < end,
            Left::Sectors { chance } => random.below(256) < chance,
        });
        for (name, file) in names {
            fs::write(folder.join(name), self.files[file.0].left(left, random))?;
        }
        Ok(())
    }
}

impl File {
    fn left(&self, left: Left, random: &mut Random) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        let junk = if random.below(2) == 0 { 0 } else { 0xa5 };
        for (place, change) in &self.changes {
            match left {
                Left::Nothing => break,
                Left::Everything => change.apply(&mut bytes),
                Left::Before(end) if *place < end => change.apply(&mut bytes),
                Left::Before(end) if *place == end => {
                    let mut sectors = random.below(change.sectors() + 1);
                    change.apply_some(&mut bytes, junk, || {
                        let is_left = sectors > 0;
                        sectors = sectors.saturating_sub(1);
                        is_left
                    });
                }
                Left::Before(_) => break,
                Left::Sectors { chance } => {
                    change.apply_some(&mut bytes, junk, || random.below(256) < chance);
                }
            }
        }
        bytes
    }
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => overwrite(file, *at, bytes, 0),
            Self::Truncate { length } => file.resize(*length, 0),
        }
    }

    /// Into how many pieces it may be torn.
    fn sectors(&self) -> usize {
        match self {
            Self::Write { at, bytes } => pieces(*at, bytes).count(),
            Self::Truncate { .. } => 1,
        }
    }

    /// Does those of its pieces that `is_left` asks for.
    fn apply_some(&self, file: &mut Vec<u8>, junk: u8, mut is_left: impl FnMut() -> bool) {
        match self {
            Self::Write { at, bytes } => {
                for (at, piece) in pieces(*at, bytes) {
                    if is_left() {
                        overwrite(file, at, piece, junk);
                    }
                }
            }
            Self::Truncate { .. } => {
                if is_left() {
                    self.apply(file);
                }
            }
        }
    }
}

/// The bytes as they lie in sectors, each piece with its place in the file.
fn pieces(mut at: usize, mut bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    std::iter::from_fn(move || {
        let room = SECTOR_BYTES - at % SECTOR_BYTES;
        let (piece, rest) = bytes.split_at(room.min(bytes.len()));
        let place = at;
        (at, bytes) = (at + piece.len(), rest);
        if piece.is_empty() { None } else { Some((place, piece)) }
    })
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
    use std::collections::BTreeSet;

    use super::*;

    /// What many power cuts leave of the file.
    fn left(contents: &Contents, name: &str) -> BTreeSet<Option<Vec<u8>>> {
        let cut = |seed| {
            let folder = tempfile::tempdir().unwrap();
            contents.cut_power(seed, folder.path()).unwrap();
            fs::read(folder.path().join(name)).ok()
        };
        (0..200).map(cut).collect()
    }

    fn synced(name: &str, bytes: &[u8]) -> (Contents, FileId) {
        let mut contents = Contents::default();
        let file = contents.create(name);
        contents.write(file, 0, bytes);
        contents.sync(file);
        contents.sync_names();
        (contents, file)
    }

    #[test]
    fn a_power_cut_leaves_what_was_synced_and_any_sectors_of_the_rest() {
        let (mut contents, file) = synced("log", &[1; 700]);
        contents.write(file, 700, &[2; 1_500]);
        let left: Vec<_> = left(&contents, "log").into_iter().flatten().collect();
        assert!(left.iter().all(|bytes| bytes[..700] == [1; 700]));
        assert!(left.iter().any(|bytes| bytes.len() == 700));
        assert!(left.iter().any(|bytes| bytes[700..] == [2; 1_500]));
        assert!(left.iter().any(|bytes| bytes.len() == 2 * SECTOR_BYTES), "a torn write");
        assert!(left.iter().any(|bytes| bytes.len() == 2_200 && bytes[1_100] != 2), "a hole");
    }

    #[test]
    fn what_was_written_over_or_cut_off_and_not_synced_may_come_back() {
        let (mut contents, file) = synced("log", b"old!");
        contents.write(file, 0, b"new!");
        contents.truncate(file, 2);
        let left: Vec<_> = left(&contents, "log").into_iter().flatten().collect();
        for expected in [b"old!".as_slice(), b"new!", b"ne", b"ol"] {
            assert!(left.iter().any(|bytes| bytes == expected), "{expected:?}");
        }
    }

    #[test]
    fn a_name_is_durable_only_with_its_folder() {
        let (mut contents, _) = synced("journal", b"old");
        contents.delete("journal");
        let file = contents.create("log");
        contents.write(file, 0, b"new");
        contents.sync(file);
        let (old, new) = (left(&contents, "journal"), left(&contents, "log"));
        assert_eq!(old, BTreeSet::from([None, Some(b"old".to_vec())]));
        assert_eq!(new, BTreeSet::from([None, Some(b"new".to_vec())]));
        contents.sync_names();
        assert_eq!(left(&contents, "journal"), BTreeSet::from([None]));
        assert_eq!(left(&contents, "log"), BTreeSet::from([Some(b"new".to_vec())]));
    }

    #[test]
    fn a_killed_process_leaves_everything() {
        let (mut contents, file) = synced("log", b"old");
        contents.write(file, 3, b"new");
        let folder = tempfile::tempdir().unwrap();
        contents.kill(folder.path()).unwrap();
        assert_eq!(fs::read(folder.path().join("log")).unwrap(), b"oldnew");
    }
}
