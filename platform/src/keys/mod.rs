//! Signing keys: what makes a session, a ticket or a one-time link ours.
//!
//! [`KeyRing`] is the keys themselves, without a place: it signs, verifies, and turns into bytes and back. [`Keys`] is a
//! ring in its place, shared by threads: a file in the data folder, or, where several nodes share a database, its table
//! `keys`, so that what one node signed is good on all.
//!
//! Invariants: the file is 0600 and replaced whole; nodes that start at once agree on one ring; a token made for one purpose is never good for another; a rotation
//! leaves the tokens of the previous key good, the next one ends them. Keys are never exported or logged.
//!
//! It does NOT know of expiry: who signs puts a time into the payload and checks it.

mod ring;
mod table;

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use jiff::Timestamp;

pub use ring::{KeyRing, MAX_TOKEN, RingError};

use crate::atomic_file;
use crate::db::Db;

const FILE_NAME: &str = "signing.json";
const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;

/// Why keys cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The folder or the file.
    #[error("the signing keys in {path}: {error}")]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// What the file holds.
    #[error(
        "the signing keys in {path}: {error}; put back a backup, or move the file away to sign everybody out"
    )]
    Ring {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        error: RingError,
    },
    /// What the table holds, or that nothing could be made for it.
    #[error("the signing keys in the database: {0}; delete the row to sign everybody out")]
    Table(RingError),
    /// The table cannot be read or written.
    #[error("the signing keys in the database: {0}")]
    Database(#[from] sqlx::Error),
}

/// The keys of this instance. Signing and verifying take no lock for longer than a clone.
#[derive(Debug)]
pub struct Keys {
    place: Place,
    ring: RwLock<KeyRing>,
}

/// Where the ring lies.
enum Place {
    File { path: PathBuf, rotating: Mutex<()> },
    Table(Db),
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File { path, .. } => write!(f, "File({})", path.display()),
            Self::Table(_) => f.write_str("Table"),
        }
    }
}

impl Keys {
    /// Reads the keys in `folder`; makes folder and keys when they are missing, and takes away the rights of others.
    ///
    /// # Errors
    /// When the file cannot be read, written or understood. It is never overwritten then.
    pub fn open(folder: &Path, now: Timestamp) -> Result<Self, KeysError> {
        let file = folder.join(FILE_NAME);
        let at = |path: &Path| {
            let path = path.to_owned();
            move |error| KeysError::Io { path, error }
        };
        DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder).map_err(at(folder))?;
        restrict(folder, FOLDER_MODE).map_err(at(folder))?;
        let ring = match fs::read(&file) {
            Ok(bytes) => {
                restrict(&file, FILE_MODE).map_err(at(&file))?;
                KeyRing::from_bytes(&bytes).map_err(|error| KeysError::Ring { path: file.clone(), error })?
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let ring =
                    KeyRing::generate(now).map_err(|error| KeysError::Ring { path: file.clone(), error })?;
                write_file(&file, &ring).map_err(at(&file))?;
                ring
            }
            Err(error) => return Err(at(&file)(error)),
        };
        let place = Place::File { path: file, rotating: Mutex::new(()) };
        Ok(Self { place, ring: RwLock::new(ring) })
    }

    /// The keys in the table `keys` of a database that several nodes share; the first node to come makes them.
    ///
    /// # Errors
    /// When the table cannot be read, written or understood. It is never overwritten then.
    pub async fn in_table(db: Db, now: Timestamp) -> Result<Self, KeysError> {
        let ring = table::read_or_make(&db, now).await?;
        Ok(Self { place: Place::Table(db), ring: RwLock::new(ring) })
    }

    /// Takes in what another node rotated; to be called now and then. Keys in a file are this process's alone and stay.
    ///
    /// # Errors
    /// When the table cannot be read; the keys stay as they were then.
    pub async fn refresh(&self) -> Result<(), KeysError> {
        if let Place::Table(db) = &self.place {
            let ring = table::read(&mut *db.reader().acquire().await?).await?;
            self.replace(ring);
        }
        Ok(())
    }

    /// Makes a new key the current one, in its place first; the current one becomes the previous one.
    ///
    /// # Errors
    /// When it cannot be written; the keys stay as they were then.
    pub async fn rotate(&self, now: Timestamp) -> Result<(), KeysError> {
        match &self.place {
            Place::File { path, rotating } => self.rotate_file(path, rotating, now),
            Place::Table(db) => table::rotate(db, now).await.map(|ring| self.replace(ring)),
        }
    }

    fn rotate_file(&self, path: &Path, rotating: &Mutex<()>, now: Timestamp) -> Result<(), KeysError> {
        let _one_at_a_time = rotating.lock().unwrap_or_else(PoisonError::into_inner);
        let next =
            self.ring().rotated(now).map_err(|error| KeysError::Ring { path: path.to_owned(), error })?;
        write_file(path, &next).map_err(|error| KeysError::Io { path: path.to_owned(), error })?;
        self.replace(next);
        Ok(())
    }

    fn replace(&self, ring: KeyRing) {
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
    }

    /// See [`KeyRing::sign`].
    pub fn sign(&self, purpose: &str, payload: &[u8]) -> String {
        self.ring().sign(purpose, payload)
    }

    /// See [`KeyRing::verify`].
    pub fn verify(&self, purpose: &str, token: &str) -> Option<Vec<u8>> {
        self.ring().verify(purpose, token)
    }

    /// The keys as they are now.
    pub fn ring(&self) -> KeyRing {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The keys in `folder`, made nowhere: none if there are none.
///
/// # Errors
/// When the file cannot be read or understood.
pub fn in_folder(folder: &Path) -> Result<Option<KeyRing>, KeysError> {
    let path = folder.join(FILE_NAME);
    match fs::read(&path) {
        Ok(bytes) => KeyRing::from_bytes(&bytes).map(Some).map_err(|error| KeysError::Ring { path, error }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(KeysError::Io { path, error }),
    }
}

/// The keys in the table of `db`, made nowhere: none if there are none, or no table yet.
pub async fn in_database(db: &Db) -> Option<KeyRing> {
    let mut conn = db.reader().acquire().await.ok()?;
    table::read(&mut conn).await.ok()
}

/// Puts `ring` into the folder of a copy of this instance.
///
/// # Errors
/// What the file system says.
pub fn write_copy(folder: &Path, ring: &KeyRing) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder)?;
    write_file(&folder.join(FILE_NAME), ring)
}

fn write_file(path: &Path, ring: &KeyRing) -> io::Result<()> {
    atomic_file::write(path, &ring.to_bytes(), FILE_MODE)
}

/// Takes away what `mode` does not allow, as after a copy that did not keep permissions.
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    let found = fs::metadata(path)?.permissions().mode() & 0o777;
    if found & !mode != 0 {
        tracing::warn!(path = %path.display(), "others could read the signing keys; their rights are taken away");
        fs::set_permissions(path, Permissions::from_mode(mode))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn keys_outlive_the_process_and_a_rotation() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("keys");
        let keys = Keys::open(&folder, at(1)).unwrap();
        let token = keys.sign("session", b"ada");
        keys.rotate(at(2)).await.unwrap();
        assert_ne!(keys.sign("session", b"ada"), token);

        let again = Keys::open(&folder, at(3)).unwrap();
        assert_eq!(again.verify("session", &token).unwrap(), b"ada");
        again.rotate(at(4)).await.unwrap();
        assert_eq!(again.verify("session", &token), None);
        assert_eq!(Keys::open(&folder, at(5)).unwrap().ring().to_bytes(), again.ring().to_bytes());
    }

    #[tokio::test]
    async fn only_the_owner_can_read_them() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("keys");
        Keys::open(&folder, at(1)).unwrap().rotate(at(2)).await.unwrap();
        let file = folder.join(FILE_NAME);
        assert_eq!((mode(&folder), mode(&file)), (FOLDER_MODE, FILE_MODE));

        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        Keys::open(&folder, at(3)).unwrap();
        assert_eq!((mode(&folder), mode(&file)), (FOLDER_MODE, FILE_MODE));
    }

    #[test]
    fn a_broken_file_is_said_and_left_alone() {
        let data = tempfile::tempdir().unwrap();
        let file = data.path().join(FILE_NAME);
        fs::write(&file, "{").unwrap();
        let error = Keys::open(data.path(), at(1)).unwrap_err();
        assert!(error.to_string().contains("signing.json"));
        assert_eq!(fs::read(&file).unwrap(), b"{");
    }
}
