//! Disks and the files that SQLite has open on them: which writes belong to which disk, and who watches.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::{fs, io};

use crate::contents::{Contents, FileId};
use crate::random::Random;
use crate::vfs;

/// All disks by their folders, for SQLite, which knows paths only.
static DISKS: Mutex<BTreeMap<PathBuf, Weak<Shared>>> = Mutex::new(BTreeMap::new());

/// A folder that is a disk for SQLite, for as long as this value lives.
#[derive(Debug)]
pub struct Disk {
    shared: Arc<Shared>,
}

/// Something that SQLite does to a disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// What it does.
    pub kind: OperationKind,
    /// The name of the file in the folder.
    pub file: String,
}

/// What SQLite does to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// Makes it.
    Create,
    /// Writes some bytes.
    Write,
    /// Cuts off its end.
    Truncate,
    /// Asks that everything before be durable.
    Sync,
    /// Takes its name away.
    Delete,
}

type Watcher = Box<dyn FnMut(&Operation, &Contents) + Send>;

pub(crate) struct Shared {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    contents: Contents,
    watcher: Option<Watcher>,
    forgotten: Option<String>,
    failing: Option<(usize, Random)>,
    /// How many syncs of a file have failed.
    failures: BTreeMap<FileId, u64>,
}

impl Disk {
    /// Makes the folder a disk; the files in it are durable.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Self::with(folder, Contents::of_folder(folder)?)
    }

    /// Makes the folder a disk that holds these contents as a killed process leaves them: everything can
    /// be read, and what was not synced is not durable still.
    ///
    /// # Errors
    /// If the folder cannot be written to.
    pub fn after_kill(contents: Contents, folder: &Path) -> io::Result<Self> {
        contents.kill(folder)?;
        Self::with(folder, contents)
    }

    fn with(folder: &Path, contents: Contents) -> io::Result<Self> {
        vfs::register();
        let folder = fs::canonicalize(folder)?;
        let state = Mutex::new(State { contents, ..State::default() });
        let shared = Arc::new(Shared { folder: folder.clone(), state });
        lock(&DISKS).insert(folder, Arc::downgrade(&shared));
        Ok(Self { shared })
    }

    /// Calls this at every operation while everything else waits, with the disk as it is in the middle
    /// of it: a write is not durable yet, and a sync has not been yet. It must not panic, nor use SQLite.
    pub fn watch(&self, watcher: impl FnMut(&Operation, &Contents) + Send + 'static) {
        lock(&self.shared.state).watcher = Some(Box::new(watcher));
    }

    /// Makes the disk a lying one: it says that the bytes of files with this ending are synced, and they
    /// are not.
    pub fn forget_syncs_of(&self, ending: &str) {
        lock(&self.shared.state).forgotten = Some(ending.to_owned());
    }

    /// Makes one sync in `one_in` fail from now on. Of the writes before it some are on the disk and the
    /// others never will be, not even by a later sync, though programs read them. Whoever else has the file
    /// open is told by the failure of their next sync, once. Both as Linux has it.
    pub fn fail_syncs(&self, one_in: usize, random: Random) {
        lock(&self.shared.state).failing = Some((one_in, random));
    }

    /// What the disk holds now.
    #[must_use]
    pub fn contents(&self) -> Contents {
        lock(&self.shared.state).contents.clone()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        lock(&DISKS).remove(&self.shared.folder);
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl State {
    fn failures_of(&self, file: FileId) -> u64 {
        self.failures.get(&file).copied().unwrap_or_default()
    }

    fn tell(&mut self, kind: OperationKind, file: &str) {
        if let Some(watcher) = &mut self.watcher {
            watcher(&Operation { kind, file: file.to_owned() }, &self.contents);
        }
    }
}

/// A file of a disk that SQLite has open.
#[derive(Debug)]
pub(crate) struct OpenFile {
    disk: Arc<Shared>,
    name: String,
    file: FileId,
    /// Whether the next sync also syncs the folder.
    syncs_folder: AtomicBool,
    /// How many failures of this file whoever has opened it was told of, or that were before.
    told_failures: AtomicU64,
}

impl OpenFile {
    /// The file at the path, which SQLite has just opened; `None` if it is on no disk. As SQLite does,
    /// the first sync of a log or journal that was opened for making also syncs the folder.
    pub(crate) fn at(path: &Path, is_new_log: bool) -> Option<Self> {
        let (disk, name) = place(path)?;
        let mut state = lock(&disk.state);
        let file = state.contents.file(&name).unwrap_or_else(|| {
            let file = state.contents.create(&name);
            state.tell(OperationKind::Create, &name);
            file
        });
        let told_failures = AtomicU64::new(state.failures_of(file));
        drop(state);
        Some(Self { disk, name, file, syncs_folder: AtomicBool::new(is_new_log), told_failures })
    }

    pub(crate) fn written(&self, at: usize, bytes: &[u8]) {
        let mut state = lock(&self.disk.state);
        state.contents.write(self.file, at, bytes);
        state.tell(OperationKind::Write, &self.name);
    }

    pub(crate) fn truncated(&self, length: usize) {
        let mut state = lock(&self.disk.state);
        state.contents.truncate(self.file, length);
        state.tell(OperationKind::Truncate, &self.name);
    }

    /// Makes everything durable that was done to the file; `false` if that has failed.
    pub(crate) fn sync(&self) -> bool {
        let mut state = lock(&self.disk.state);
        state.tell(OperationKind::Sync, &self.name);
        let State { contents, failing, failures, .. } = &mut *state;
        if let Some((one_in, random)) = failing
            && random.below(*one_in) == 0
        {
            contents.fail_sync(self.file, random);
            *failures.entry(self.file).or_default() += 1;
        }
        let failures = state.failures_of(self.file);
        if self.told_failures.swap(failures, Ordering::Relaxed) < failures {
            return false;
        }
        if !state.forgotten.as_ref().is_some_and(|ending| self.name.ends_with(ending)) {
            state.contents.sync(self.file);
        }
        if self.syncs_folder.swap(false, Ordering::Relaxed) {
            state.contents.sync_names();
        }
        true
    }
}

/// SQLite has deleted the file at the path, and perhaps synced the folder.
pub(crate) fn deleted(path: &Path, syncs_folder: bool) {
    let Some((disk, name)) = place(path) else { return };
    let mut state = lock(&disk.state);
    state.contents.delete(&name);
    state.tell(OperationKind::Delete, &name);
    if syncs_folder {
        state.contents.sync_names();
    }
}

/// The disk that the path is on, and the name there.
fn place(path: &Path) -> Option<(Arc<Shared>, String)> {
    let disk = lock(&DISKS).get(path.parent()?)?.upgrade()?;
    Some((disk, path.file_name()?.to_string_lossy().into_owned()))
}

/// The value behind the lock. A watcher that panics ends the process, so that nothing is left halfway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sync_that_failed_is_told_once_to_everybody_who_has_the_file_open() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::new(folder.path()).unwrap();
        let open = || OpenFile::at(&folder.path().join("squall.db-wal"), false).unwrap();
        let (writer, checkpointer) = (open(), open());
        writer.written(0, b"a frame");
        disk.fail_syncs(1, Random::new(1));
        assert!(!checkpointer.sync());
        disk.fail_syncs(usize::MAX, Random::new(1));
        assert!(!writer.sync(), "what it wrote may be lost for ever");
        assert!(writer.sync() && checkpointer.sync() && open().sync());
    }
}
