//! Opening the file: what is refused, in which order, and why nothing is changed by a refusal.
//!
//! Everything is looked at through a read-only connection first. The file is never opened with
//! `std::fs`: closing any descriptor of it would drop the locks that SQLite holds in this process.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, SqlitePool};

use super::row::number;
use crate::error::{code, extended_code, primary_code};
use crate::limits::{
    BUSY_WAIT_MAX, CHECK_ALWAYS_BYTES_MAX, READER_WAIT_MAX, READERS_MAX, WAL_KEPT_BYTES_MAX,
    WRITER_CACHE_KIB,
};
use crate::{Epoch, OpenError};

/// "Squl": marks the file as ours in SQLite's header.
const APPLICATION_ID: i64 = 0x5371_756c;
/// The first SQLite without the bug that damages a database in WAL mode with several connections.
const SQLITE_MIN: [u32; 3] = [3, 51, 3];

static MIGRATIONS: Migrator = sqlx::migrate!();

/// A database that is open for writing.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) writer: SqliteConnection,
    /// Moves the write-ahead log into the database, and does nothing else.
    pub(super) checkpointer: SqliteConnection,
    pub(super) readers: SqlitePool,
    pub(super) lock: File,
    pub(super) epoch: Epoch,
}

/// What is in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Nothing yet.
    Empty,
    /// Nothing, but not looking like it: its first transaction was interrupted, and SQLite takes it back
    /// when the file is opened for writing.
    Unmade,
    /// Our tables, up to this migration.
    Squall { version: i64 },
}

/// Opens the database for writing; makes it if there is none.
pub(super) async fn open_for_writing(path: &Path) -> Result<Opened, OpenError> {
    refuse_old_sqlite().await?;
    let file = resolve(path)?;
    let lock = lock(&file)?;
    let form = refuse_unusable(&file).await?;
    let mut writer = prepare(&file, form).await?;
    // A killed process may have left events in the write-ahead log that it had not synced yet. Before
    // anybody sees them they must be on disk, and this syncs the log first.
    let synced = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&mut writer).await;
    synced.map_err(|e| refusal(&file, e))?;
    let epoch = read_epoch(&mut writer, &file).await?;
    let checkpointer = writing(&file).connect().await.map_err(|e| refusal(&file, e))?;
    Ok(Opened { writer, checkpointer, readers: readers(&file), lock, epoch })
}

/// Opens the database for reading, beside a server that may be running.
pub(super) async fn open_for_reading(path: &Path) -> Result<(SqlitePool, Epoch), OpenError> {
    refuse_old_sqlite().await?;
    let file = resolve(path)?;
    if file_bytes(&file)? == 0 {
        return Err(OpenError::Missing { file });
    }
    let mut connection = read_only(&file).connect().await.map_err(|e| refusal(&file, e))?;
    match inspect(&mut connection, &file).await? {
        Form::Empty | Form::Unmade => return Err(OpenError::Missing { file }),
        Form::Squall { version } if version < known_version() => {
            return Err(OpenError::Older { file });
        }
        Form::Squall { .. } => {}
    }
    let epoch = read_epoch(&mut connection, &file).await?;
    connection.close().await.map_err(|e| refusal(&file, e))?;
    Ok((readers(&file), epoch))
}

/// Refuses a library that is older than the fix of the WAL-reset bug.
pub(super) async fn refuse_old_sqlite() -> Result<(), OpenError> {
    let memory = PathBuf::from(":memory:");
    let options = SqliteConnectOptions::new().in_memory(true).disable_statement_logging();
    let mut connection = options.connect().await.map_err(|e| refusal(&memory, e))?;
    let found: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(&mut connection)
        .await
        .map_err(|e| refusal(&memory, e))?;
    if is_sound_sqlite(&found) { Ok(()) } else { Err(OpenError::OldSqlite { found }) }
}

fn is_sound_sqlite(version: &str) -> bool {
    let parts: Result<Vec<u32>, _> = version.split('.').map(str::parse).collect();
    parts.is_ok_and(|parts| parts.as_slice() >= SQLITE_MIN.as_slice())
}

/// The path without links, so that one file has one lock.
pub(super) fn resolve(path: &Path) -> Result<PathBuf, OpenError> {
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let refused = |source| OpenError::Folder { folder: folder.to_owned(), source };
    match fs::canonicalize(path) {
        Ok(file) => Ok(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let name = path.file_name().ok_or_else(|| refused(error))?;
            Ok(fs::canonicalize(folder).map_err(refused)?.join(name))
        }
        Err(error) => Err(refused(error)),
    }
}

/// Takes the lock that keeps a second writing process out. The operating system drops it with the
/// process, however that ends.
pub(super) fn lock(file: &Path) -> Result<File, OpenError> {
    let refused =
        |source| OpenError::Folder { folder: file.parent().unwrap_or(file).to_owned(), source };
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(beside(file, ".lock"))
        .map_err(refused)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse { file: file.to_owned() }),
        Err(TryLockError::Error(source)) => Err(refused(source)),
    }
}

/// Refuses what is not a sound database of ours, without changing it.
async fn refuse_unusable(file: &Path) -> Result<Form, OpenError> {
    let bytes = file_bytes(file)?;
    let unclean = file_bytes(&beside(file, "-wal"))? > 0;
    if bytes == 0 {
        if unclean {
            let detail = "it is missing or empty, but its write-ahead log is there".to_owned();
            return Err(OpenError::Damaged { file: file.to_owned(), detail });
        }
        return Ok(Form::Empty);
    }
    let mut connection = read_only(file).connect().await.map_err(|e| refusal(file, e))?;
    let form = inspect(&mut connection, file).await?;
    if form == Form::Unmade {
        return Ok(form);
    }
    if !unclean {
        refuse_partial_page(&mut connection, file, bytes).await?;
    }
    // The check reads the whole file: about a second at the limit. Beyond it, only an unclean end
    // (seen by the log that it leaves behind) is a reason to make people wait.
    if form != Form::Empty && (unclean || bytes <= CHECK_ALWAYS_BYTES_MAX) {
        quick_check(&mut connection, file).await?;
    }
    connection.close().await.map_err(|e| refusal(file, e))?;
    Ok(form)
}

/// Refuses a database that does not hold together. Reads all of it.
pub(super) async fn quick_check(
    connection: &mut SqliteConnection,
    file: &Path,
) -> Result<(), OpenError> {
    let finding: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(connection)
        .await
        .map_err(|e| refusal(file, e))?;
    let damaged = |detail| OpenError::Damaged { file: file.to_owned(), detail };
    if finding == "ok" { Ok(()) } else { Err(damaged(finding)) }
}

/// Refuses a file that ends within a page, after which SQLite itself does not ask. Only for a file
/// that was closed cleanly: otherwise the write-ahead log may hold the rest.
async fn refuse_partial_page(
    connection: &mut SqliteConnection,
    file: &Path,
    bytes: u64,
) -> Result<(), OpenError> {
    let column: i64 = sqlx::query_scalar("PRAGMA page_size")
        .fetch_one(connection)
        .await
        .map_err(|e| refusal(file, e))?;
    let whole = u64::try_from(column).is_ok_and(|page_bytes| bytes.is_multiple_of(page_bytes));
    let detail = "its end is missing".to_owned();
    if whole { Ok(()) } else { Err(OpenError::Damaged { file: file.to_owned(), detail }) }
}

/// What is in the file.
pub(super) async fn inspect(
    connection: &mut SqliteConnection,
    file: &Path,
) -> Result<Form, OpenError> {
    let refused = |error| refusal(file, error);
    let id = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *connection).await;
    if id.as_ref().is_err_and(is_unfinished) && was_empty_before(file)? {
        return Ok(Form::Unmade);
    }
    let id: i64 = id.map_err(refused)?;
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema")
        .fetch_all(&mut *connection)
        .await
        .map_err(refused)?;
    if tables.is_empty() && (id == 0 || id == APPLICATION_ID) {
        return Ok(Form::Empty);
    }
    if id != APPLICATION_ID {
        return Err(OpenError::ForeignDatabase { file: file.to_owned() });
    }
    if !tables.iter().any(|name| name == "_sqlx_migrations") {
        return Ok(Form::Squall { version: 0 });
    }
    let version: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations")
        .fetch_one(&mut *connection)
        .await
        .map_err(refused)?;
    let found = version.unwrap_or(0);
    let known = known_version();
    if found > known {
        return Err(OpenError::Newer { file: file.to_owned(), found, known });
    }
    Ok(Form::Squall { version: found })
}

/// Whether the newest transaction was to be kept in the journal and never ended, so that a connection
/// for reading cannot say what is in the database.
fn is_unfinished(error: &sqlx::Error) -> bool {
    extended_code(error) == Some(code::READ_ONLY_ROLLBACK)
}

/// Whether the journal of an unfinished transaction says that there was nothing before it.
///
/// # Source
/// <https://sqlite.org/fileformat2.html#the_rollback_journal>: after 16 bytes the length of the database
/// at the start of the transaction, in pages.
fn was_empty_before(file: &Path) -> Result<bool, OpenError> {
    let refused =
        |source| OpenError::Folder { folder: file.parent().unwrap_or(file).to_owned(), source };
    let mut header = [0; 20];
    let mut journal = File::open(beside(file, "-journal")).map_err(refused)?;
    journal.read_exact(&mut header).map_err(refused)?;
    Ok(header[16..] == [0; 4])
}

/// The writing connection, on a file in the form of this build.
async fn prepare(file: &Path, form: Form) -> Result<SqliteConnection, OpenError> {
    let refused = |error| refusal(file, error);
    let mut options = writing(file)
        .create_if_missing(true)
        // Large batches spill into a file otherwise, and pages of many boards are read again and again.
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", format!("-{WRITER_CACHE_KIB}"))
        .pragma("journal_size_limit", WAL_KEPT_BYTES_MAX.to_string());
    if matches!(form, Form::Empty | Form::Unmade) {
        options = options.pragma("application_id", APPLICATION_ID.to_string());
    }
    let mut writer = options.connect().await.map_err(refused)?;
    MIGRATIONS
        .run_direct(None, &mut writer, false)
        .await
        .map_err(|error| OpenError::Migration { file: file.to_owned(), source: Box::new(error) })?;
    // SQLite opens a protected file for reading only and says so at the first write: be it now.
    for statement in ["BEGIN IMMEDIATE", "ROLLBACK"] {
        sqlx::query(statement).execute(&mut writer).await.map_err(refused)?;
    }
    Ok(writer)
}

/// What both connections that change files have in common.
fn writing(file: &Path) -> SqliteConnectOptions {
    options(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", "0")
}

fn readers(file: &Path) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(READERS_MAX)
        .acquire_timeout(READER_WAIT_MAX)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(read_only(file))
}

pub(super) fn read_only(file: &Path) -> SqliteConnectOptions {
    options(file).read_only(true)
}

/// What all connections have in common. No memory-mapped reading: an I/O error is an error, not a
/// signal that ends the process.
pub(super) fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(true)
        .busy_timeout(BUSY_WAIT_MAX)
        .pragma("mmap_size", "0")
        .disable_statement_logging()
}

async fn read_epoch(connection: &mut SqliteConnection, file: &Path) -> Result<Epoch, OpenError> {
    let column: Option<i64> = sqlx::query_scalar("SELECT value FROM meta WHERE key = 'epoch'")
        .fetch_optional(connection)
        .await
        .map_err(|e| refusal(file, e))?;
    let epoch = column.and_then(|column| number("epoch", column).ok());
    let detail = "its epoch is missing".to_owned();
    epoch.map(Epoch).ok_or_else(|| OpenError::Damaged { file: file.to_owned(), detail })
}

fn known_version() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// The file's length; 0 if it is not there.
pub(super) fn file_bytes(file: &Path) -> Result<u64, OpenError> {
    match fs::metadata(file) {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(source) => {
            Err(OpenError::Folder { folder: file.parent().unwrap_or(file).to_owned(), source })
        }
    }
}

/// The file that belongs to the database and is named after it.
pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

pub(super) fn refusal(file: &Path, error: sqlx::Error) -> OpenError {
    let file = file.to_owned();
    match primary_code(&error) {
        Some(code::NOT_A_DATABASE) => OpenError::NotADatabase { file },
        Some(code::READ_ONLY) => OpenError::NotWritable { file },
        Some(code::CORRUPT) => OpenError::Damaged {
            file,
            detail: error.as_database_error().map_or_else(String::new, |e| e.message().to_owned()),
        },
        _ => OpenError::Failed { file, source: error.into() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sqlite_with_the_wal_reset_fix_is_accepted() {
        for sound in ["3.51.3", "3.52.0", "3.54.1", "4.0.0"] {
            assert!(is_sound_sqlite(sound), "{sound}");
        }
        for unsound in ["3.51.2", "3.40.1", "3.7.0", "", "unknown"] {
            assert!(!is_sound_sqlite(unsound), "{unsound}");
        }
    }
}
