//! Backups: a whole copy of a database, and a database made of one.
//!
//! SQLite makes the copy (`VACUUM INTO`) in one read transaction, so it is of one moment and may be
//! made while a server writes. It appears under its name only when it is complete and on disk.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use sqlx::{ConnectOptions as _, Connection as _};

use super::open::{
    Form, beside, file_bytes, inspect, lock, options, quick_check, read_only, refusal,
    refuse_old_sqlite, resolve,
};
use crate::OpenError;

/// Copies the database at `path` to the file `to`, also while a server runs. Returns the copy's
/// length in bytes.
///
/// # Errors
/// [`OpenError::Exists`] if there is something under the copy's name, and whatever refuses reading.
pub async fn back_up(path: &Path, to: &Path) -> Result<u64, OpenError> {
    refuse_old_sqlite().await?;
    let (file, to) = (resolve(path)?, resolve(to)?);
    let unfinished = Unfinished::copy(&file, &to).await?;
    unfinished.finish(&to)
}

/// Makes the database at `path` of a backup, which stays as it is. The new database has another
/// epoch: browsers that have seen later events than the backup holds start again. Returns its length
/// in bytes.
///
/// # Errors
/// [`OpenError::Exists`] if there is a database already, [`OpenError::Damaged`] if the backup is, and
/// whatever else refuses an opening.
pub async fn restore(backup: &Path, path: &Path) -> Result<u64, OpenError> {
    refuse_old_sqlite().await?;
    let (backup, file) = (resolve(backup)?, resolve(path)?);
    let _lock = lock(&file)?;
    let log = beside(&file, "-wal");
    if file_bytes(&log)? > 0 {
        return Err(OpenError::Exists { file: log });
    }
    let unfinished = Unfinished::copy(&backup, &file).await?;
    let refused = |error| refusal(&backup, error);
    let mut copy = options(&unfinished.file).connect().await.map_err(refused)?;
    quick_check(&mut copy, &backup).await?;
    let renewed =
        sqlx::query("UPDATE meta SET value = random() & 9223372036854775807 WHERE key = 'epoch'");
    renewed.execute(&mut copy).await.map_err(refused)?;
    copy.close().await.map_err(refused)?;
    unfinished.finish(&file)
}

/// A copy that is not complete; removed when it is dropped.
struct Unfinished {
    file: PathBuf,
}

impl Unfinished {
    /// Copies one of our databases to a place beside `to`, which must be free.
    async fn copy(database: &Path, to: &Path) -> Result<Self, OpenError> {
        let file = beside(to, ".unfinished");
        for taken in [to, &file] {
            if taken.symlink_metadata().is_ok() {
                return Err(OpenError::Exists { file: taken.to_owned() });
            }
        }
        let missing = || OpenError::Missing { file: database.to_owned() };
        if file_bytes(database)? == 0 {
            return Err(missing());
        }
        let refused = |error| refusal(database, error);
        let mut connection = read_only(database).connect().await.map_err(refused)?;
        match inspect(&mut connection, database).await? {
            Form::Empty | Form::Unmade => return Err(missing()),
            Form::Squall { .. } => {}
        }
        let unfinished = Self { file };
        let name = unfinished.file.to_string_lossy();
        let copied = sqlx::query("VACUUM INTO ?").bind(&*name).execute(&mut connection).await;
        copied.map_err(|error| refusal(&unfinished.file, error))?;
        connection.close().await.map_err(refused)?;
        Ok(unfinished)
    }

    /// Gives the copy its name.
    fn finish(self, name: &Path) -> Result<u64, OpenError> {
        let folder = name.parent().unwrap_or(name);
        let finished = File::open(&self.file).and_then(|copy| {
            copy.sync_all()?;
            fs::rename(&self.file, name)?;
            File::open(folder)?.sync_all()?;
            Ok(copy.metadata()?.len())
        });
        finished.map_err(|source| OpenError::Folder { folder: folder.to_owned(), source })
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // It is not there if it has its name now, or SQLite did not come so far.
        let _ = fs::remove_file(&self.file);
    }
}
