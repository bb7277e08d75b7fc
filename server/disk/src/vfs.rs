//! The way into SQLite: a file system that hands everything on to the platform's own one, and tells
//! [`OpenFile`] what is written, cut off, synced and deleted.
//!
//! It is registered as the default, so that the program under test is opened as always. Files that are
//! on no disk are only handed on.

#![expect(unsafe_code, reason = "SQLite's file systems are tables of C functions")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem;
use std::path::Path;
use std::ptr;
use std::slice;
use std::sync::Once;

use libsqlite3_sys as ffi;

use crate::disk::{OpenFile, deleted};

/// A file as SQLite holds it: in memory of SQLite's, the platform's own file right behind it.
#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    /// From [`Box::into_raw`]; null if the file is on no disk.
    open: *mut OpenFile,
}

/// Where the platform's file begins. SQLite's files are aligned to 8 bytes.
const INNER_AT: usize = mem::size_of::<File>().next_multiple_of(8);

/// Registers the file system as the default one, once for the process.
pub(crate) fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: a null name asks for the default; the answer lives as long as the process.
        let inner = unsafe { ffi::sqlite3_vfs_find(ptr::null()) };
        assert!(!inner.is_null(), "SQLite has a default file system");
        // SAFETY: not null, and never changed after its registration but for `pNext`, which is ours to
        // set in the copy.
        let copy = unsafe { inner.read() };
        let inner_bytes = usize::try_from(copy.szOsFile).expect("a size is not negative");
        let vfs = ffi::sqlite3_vfs {
            iVersion: 2,
            szOsFile: c_int::try_from(INNER_AT + inner_bytes).expect("a file is small"),
            pNext: ptr::null_mut(),
            zName: c"squall-disk".as_ptr(),
            pAppData: inner.cast(),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(access),
            xFullPathname: Some(full_pathname),
            xRandomness: Some(randomness),
            xSleep: Some(sleep),
            xCurrentTime: Some(current_time),
            xGetLastError: Some(get_last_error),
            xCurrentTimeInt64: Some(current_time_int64),
            // Extensions are not loaded here, and the functions of the third version not asked for.
            ..copy
        };
        let vfs = Box::leak(Box::new(vfs));
        // SAFETY: the table lives for ever, and all of its functions keep SQLite's contract.
        let registered = unsafe { ffi::sqlite3_vfs_register(vfs, 1) };
        assert!(registered == ffi::SQLITE_OK, "SQLite takes the file system");
    });
}

/// The functions of a file. The second version: no memory-mapped reading.
static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(take_lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// The platform's file system.
///
/// # Safety
/// `vfs` is the table that [`register`] has made.
unsafe fn inner_vfs<'a>(vfs: *mut ffi::sqlite3_vfs) -> &'a ffi::sqlite3_vfs {
    // SAFETY: `register` has put it there, and registered file systems stay.
    unsafe { &*(*vfs).pAppData.cast() }
}

/// The platform's file behind ours.
///
/// # Safety
/// `file` points to `szOsFile` bytes, as SQLite allocates them.
unsafe fn inner_file(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: there is room for the platform's file at this place.
    unsafe { file.byte_add(INNER_AT) }
}

/// The functions of the platform's file.
///
/// # Safety
/// [`open`] has opened `file`, and nobody has closed it.
unsafe fn inner_methods<'a>(file: *mut ffi::sqlite3_file) -> &'a ffi::sqlite3_io_methods {
    // SAFETY: the platform sets the functions of each file that it opens, to a table that stays.
    unsafe { &*(*inner_file(file)).pMethods }
}

/// Our half of the file, if it is on a disk.
///
/// # Safety
/// [`open`] has opened `file`, and nobody closes it meanwhile.
unsafe fn open_file<'a>(file: *mut ffi::sqlite3_file) -> Option<&'a OpenFile> {
    // SAFETY: `open` has filled in a whole `File`; its pointer is null or a box that `close` frees.
    unsafe { (*file.cast::<File>()).open.as_ref() }
}

/// The path that SQLite names, always a whole one; `None` for a nameless file, and for a path that is
/// not Unicode, where there are no disks.
///
/// # Safety
/// `name` is null or a C string that outlives the path.
unsafe fn path<'a>(name: *const c_char) -> Option<&'a Path> {
    if name.is_null() {
        return None;
    }
    // SAFETY: as above.
    unsafe { CStr::from_ptr(name) }.to_str().ok().map(Path::new)
}

/// Functions of the file system that are only handed on.
macro_rules! hand_on_to_vfs {
    ($($name:ident = $inner:ident($($argument:ident: $kind:ty),*);)*) => { $(
        unsafe extern "C" fn $name(vfs: *mut ffi::sqlite3_vfs, $($argument: $kind),*) -> c_int {
            // SAFETY: SQLite passes our table, and arguments as the platform's function wants them.
            unsafe {
                let inner = inner_vfs(vfs);
                let function = inner.$inner.expect("the platform's file system has it");
                function(ptr::from_ref(inner).cast_mut(), $($argument),*)
            }
        }
    )* };
}

hand_on_to_vfs! {
    access = xAccess(name: *const c_char, flags: c_int, answer: *mut c_int);
    full_pathname = xFullPathname(name: *const c_char, room: c_int, answer: *mut c_char);
    randomness = xRandomness(room: c_int, answer: *mut c_char);
    sleep = xSleep(microseconds: c_int);
    current_time = xCurrentTime(answer: *mut f64);
    get_last_error = xGetLastError(room: c_int, answer: *mut c_char);
    current_time_int64 = xCurrentTimeInt64(answer: *mut ffi::sqlite3_int64);
}

/// Functions of a file that are only handed on.
macro_rules! hand_on_to_file {
    ($($name:ident = $inner:ident($($argument:ident: $kind:ty),*) $(-> $answer:ty)?;)*) => { $(
        unsafe extern "C" fn $name(
            file: *mut ffi::sqlite3_file,
            $($argument: $kind),*
        ) $(-> $answer)? {
            // SAFETY: SQLite passes an open file, and arguments as the platform's function wants them.
            unsafe {
                let function = inner_methods(file).$inner.expect("the platform's files have it");
                function(inner_file(file), $($argument),*)
            }
        }
    )* };
}

hand_on_to_file! {
    read = xRead(bytes: *mut c_void, count: c_int, at: ffi::sqlite3_int64) -> c_int;
    file_size = xFileSize(answer: *mut ffi::sqlite3_int64) -> c_int;
    take_lock = xLock(lock: c_int) -> c_int;
    unlock = xUnlock(lock: c_int) -> c_int;
    check_reserved_lock = xCheckReservedLock(answer: *mut c_int) -> c_int;
    file_control = xFileControl(question: c_int, argument: *mut c_void) -> c_int;
    sector_size = xSectorSize() -> c_int;
    device_characteristics = xDeviceCharacteristics() -> c_int;
    shm_map = xShmMap(page: c_int, bytes: c_int, extend: c_int, answer: *mut *mut c_void) -> c_int;
    shm_lock = xShmLock(offset: c_int, count: c_int, flags: c_int) -> c_int;
    shm_barrier = xShmBarrier();
    shm_unmap = xShmUnmap(delete: c_int) -> c_int;
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    flags_answer: *mut c_int,
) -> c_int {
    let is_log = flags & (ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL) != 0;
    let is_ours = is_log || flags & ffi::SQLITE_OPEN_MAIN_DB != 0;
    // SAFETY: SQLite passes our table and `szOsFile` bytes for the file. Without functions it is not
    // closed, which is what an opening that fails leaves behind. The name stays until it is closed.
    unsafe {
        (*file).pMethods = ptr::null();
        let inner = inner_vfs(vfs);
        let function = inner.xOpen.expect("the platform's file system opens files");
        let inner = ptr::from_ref(inner).cast_mut();
        let opened = function(inner, name, inner_file(file), flags, flags_answer);
        if opened != ffi::SQLITE_OK {
            return opened;
        }
        let path = if is_ours { path(name) } else { None };
        let makes_log = is_log && flags & ffi::SQLITE_OPEN_CREATE != 0;
        let open = path.and_then(|path| OpenFile::at(path, makes_log));
        let open = open.map_or(ptr::null_mut(), |open| Box::into_raw(Box::new(open)));
        file.cast::<File>().write(File { base: ffi::sqlite3_file { pMethods: &METHODS }, open });
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_folder: c_int,
) -> c_int {
    // SAFETY: SQLite passes our table and a name.
    unsafe {
        let inner = inner_vfs(vfs);
        let function = inner.xDelete.expect("the platform's file system deletes files");
        let outcome = function(ptr::from_ref(inner).cast_mut(), name, 0);
        if outcome == ffi::SQLITE_OK
            && let Some(path) = path(name)
        {
            deleted(path, sync_folder != 0);
        }
        outcome
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite passes an open file, and does not use it again. The box is freed once only, because
    // the pointer is taken away.
    unsafe {
        let open = mem::replace(&mut (*file.cast::<File>()).open, ptr::null_mut());
        if !open.is_null() {
            drop(Box::from_raw(open));
        }
        let function = inner_methods(file).xClose.expect("the platform's files are closed");
        function(inner_file(file))
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    count: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite passes an open file and `count` bytes.
    unsafe {
        let function = inner_methods(file).xWrite.expect("the platform's files are written");
        let outcome = function(inner_file(file), bytes, count, at);
        if outcome == ffi::SQLITE_OK
            && let Some(open) = open_file(file)
        {
            open.written(whole(at), slice::from_raw_parts(bytes.cast(), whole(count.into())));
        }
        outcome
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: ffi::sqlite3_int64) -> c_int {
    // SAFETY: SQLite passes an open file.
    unsafe {
        let function = inner_methods(file).xTruncate.expect("the platform's files are cut off");
        let outcome = function(inner_file(file), length);
        if outcome == ffi::SQLITE_OK
            && let Some(open) = open_file(file)
        {
            open.truncated(whole(length));
        }
        outcome
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: SQLite passes an open file.
    unsafe {
        let Some(open) = open_file(file) else {
            let function = inner_methods(file).xSync.expect("the platform's files are synced");
            return function(inner_file(file), flags);
        };
        // The real disk is not asked: it takes long, and nobody cuts its power.
        if open.sync() { ffi::SQLITE_OK } else { ffi::SQLITE_IOERR_FSYNC }
    }
}

fn whole(number: i64) -> usize {
    usize::try_from(number).expect("SQLite's lengths and places are not negative")
}
