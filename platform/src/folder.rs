//! The data folder and its one owner.
//!
//! Everything that an instance is lies in one folder: database, blobs, hits, keys. Two processes that write it would
//! ruin it, so the owner holds a lock on a file in it; the system takes the lock back however the owner ends,
//! so there is never a stale one to clean up. The file also says which process that is, for the sentence that the
//! second one prints.
//!
//! Does NOT open what lies in it. Invariants: while a [`DataFolder`] lives no other process has one for the same folder;
//! the folder and the sub-folders made here are their owner's only (0700).

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The file that is locked.
const LOCK: &str = "lock";

/// The file that marks a copy which is still being made, or was broken off.
const UNFINISHED: &str = "unfinished";

/// Digits of a process id that are read back.
const MAX_PID: u64 = 20;

/// Why the data folder is not ours.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another process has it.
    #[error("{} is in use by {}; stop that process, or choose another folder with --data", path.display(), holder(*pid))]
    InUse {
        /// The folder.
        path: PathBuf,
        /// The owner's process id, if it has said so.
        pid: Option<u32>,
    },
    /// It is a backup that was broken off.
    #[error("{} is a backup that was not finished, so parts are missing; make it anew in another folder", .0.display())]
    Unfinished(PathBuf),
    /// It cannot be made or opened.
    #[error("the data folder {} cannot be used: {error}; check that it may be written to", path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}

/// A data folder that this process owns for as long as the value lives.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Takes the folder, creating what is missing.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let failed = |error| FolderError::Io { path: path.to_owned(), error };
        make_private(path).map_err(failed)?;
        if path.join(UNFINISHED).exists() {
            return Err(FolderError::Unfinished(path.to_owned()));
        }
        let mut lock = open_lock(path).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(FolderError::InUse { path: path.to_owned(), pid: read_pid(lock) });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        write_pid(&mut lock).map_err(failed)?;
        let folder = Self { path: path.to_owned(), _lock: lock };
        for inner in [folder.blobs(), folder.hits(), folder.keys(), folder.scratch()] {
            make_private(&inner).map_err(failed)?;
        }
        Ok(folder)
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The SQLite database.
    pub fn database(&self) -> PathBuf {
        self.path.join("throng.db")
    }

    /// The blob store.
    pub fn blobs(&self) -> PathBuf {
        self.path.join("blobs")
    }

    /// The segments of the hit log.
    pub fn hits(&self) -> PathBuf {
        self.path.join("hits")
    }

    /// The signing keys.
    pub fn keys(&self) -> PathBuf {
        self.path.join("keys")
    }

    /// For files that need not outlive this process.
    pub fn scratch(&self) -> PathBuf {
        self.path.join("tmp")
    }
}

/// A folder that is being filled with a copy of an instance. Until [`Copying::finish`] nobody can serve it.
#[derive(Debug)]
pub struct Copying(PathBuf);

impl Copying {
    /// Makes the folder if it is missing, and marks it.
    ///
    /// # Errors
    /// [`io::ErrorKind::DirectoryNotEmpty`] if something lies in it; else what the file system says.
    pub fn into(folder: &Path) -> io::Result<Self> {
        make_private(folder)?;
        if std::fs::read_dir(folder)?.next().is_some() {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        File::create_new(folder.join(UNFINISHED))?.sync_all()?;
        let copying = Self(folder.to_owned());
        for name in ["blobs", "hits", "keys"] {
            make_private(&copying.path(name))?;
        }
        Ok(copying)
    }

    /// Where a part of the copy goes.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Brings the folder to the disk and takes the mark away; from now on it can be served.
    ///
    /// # Errors
    /// What the file system says; the mark stays then.
    pub fn finish(self) -> io::Result<()> {
        File::open(&self.0)?.sync_all()?;
        std::fs::remove_file(self.path(UNFINISHED))?;
        File::open(&self.0)?.sync_all()
    }
}

fn make_private(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn open_lock(folder: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(folder.join(LOCK))
}

fn read_pid(lock: File) -> Option<u32> {
    let mut text = String::new();
    lock.take(MAX_PID).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn write_pid(lock: &mut File) -> io::Result<()> {
    lock.set_len(0)?;
    lock.rewind()?;
    writeln!(lock, "{}", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use tempfile::tempdir;

    #[test]
    fn what_is_missing_is_made_for_the_owner_only() {
        let parent = tempdir().unwrap();
        let folder = DataFolder::open(&parent.path().join("a/b")).unwrap();
        for made in [folder.path().to_owned(), folder.blobs(), folder.hits(), folder.keys(), folder.scratch()]
        {
            assert_eq!(
                fs::metadata(&made).unwrap().permissions().mode() & 0o777,
                0o700,
                "{}",
                made.display()
            );
        }
        assert_eq!(folder.database(), parent.path().join("a/b/throng.db"));
    }

    #[test]
    fn the_second_is_told_who_the_first_is() {
        let parent = tempdir().unwrap();
        let first = DataFolder::open(parent.path()).unwrap();
        let error = DataFolder::open(parent.path()).unwrap_err();
        assert!(matches!(error, FolderError::InUse { pid: Some(pid), .. } if pid == std::process::id()));
        assert!(error.to_string().contains(&format!("in use by process {};", std::process::id())), "{error}");
        drop(first);
        DataFolder::open(parent.path()).unwrap();
    }

    #[test]
    fn a_copy_can_be_served_once_it_is_whole() {
        let parent = tempdir().unwrap();
        let copy = parent.path().join("copy");
        let copying = Copying::into(&copy).unwrap();
        let refused = DataFolder::open(&copy).unwrap_err();
        assert!(refused.to_string().contains("was not finished"), "{refused}");
        assert_eq!(Copying::into(&copy).unwrap_err().kind(), io::ErrorKind::DirectoryNotEmpty);
        copying.finish().unwrap();
        DataFolder::open(&copy).unwrap();
    }

    #[test]
    fn an_owner_that_has_not_said_its_name_is_another_process() {
        let parent = tempdir().unwrap();
        let first = DataFolder::open(parent.path()).unwrap();
        fs::write(parent.path().join(LOCK), "soon").unwrap();
        let error = DataFolder::open(parent.path()).unwrap_err();
        assert!(error.to_string().contains("in use by another process"), "{error}");
        drop(first);
    }

    #[test]
    fn what_a_dead_owner_left_does_not_matter() {
        let parent = tempdir().unwrap();
        fs::write(parent.path().join(LOCK), "4000000000\nand a long rest of an older file").unwrap();
        let _folder = DataFolder::open(parent.path()).unwrap();
        let said = fs::read_to_string(parent.path().join(LOCK)).unwrap();
        assert_eq!(said, format!("{}\n", std::process::id()));
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_a_sentence() {
        let parent = tempdir().unwrap();
        let file = parent.path().join("file");
        fs::write(&file, "").unwrap();
        let error = DataFolder::open(&file.join("data")).unwrap_err();
        assert!(error.to_string().ends_with("check that it may be written to"), "{error}");
    }
}
