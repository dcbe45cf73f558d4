//! The whole instance in one piece: a folder to serve again ([`backup`]), or one file that any database takes in
//! ([`export`], [`import`]).
//!
//! What is copied is derived from the schema ([`tables`]), so that a table added later is not forgotten. It knows no
//! capability. It does NOT hold what only this machine needs: the signing keys go into a backup, never into an export.
//!
//! Invariants: a copy shows one moment of the database, and every blob that it names is in it; a backup that was broken
//! off is refused by `throng serve`; exporting what was imported gives the same bytes.

pub mod backup;
pub mod export;
mod hit_log;
pub mod import;
mod instance;
mod progress;
mod rows;
mod tables;

pub use instance::Instance;
pub use progress::{Progress, telling};

/// Why a copy was not made or not taken in; each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The target of a backup holds something.
    #[error("{0} is not empty; name a folder that is, or one that does not exist yet")]
    NotEmpty(String),
    /// The instance that is imported into has people already.
    #[error("this instance is not empty; import into a new data folder, or an empty database")]
    InUse,
    /// The archive is of another schema.
    #[error(
        "the archive has schema {found} and this program {known}; export and import with the same version of Throng"
    )]
    OtherSchema {
        /// The archive's.
        found: i64,
        /// This program's.
        known: i64,
    },
    /// The database was not brought up to date.
    #[error(
        "the database has schema {found} and this program {known}; start `throng serve` once, then try again"
    )]
    NotCurrent {
        /// The database's.
        found: i64,
        /// This program's.
        known: i64,
    },
    /// The archive is damaged, or no archive.
    #[error("this is no whole archive of Throng: {0}")]
    Broken(String),
    /// There is no such file, or it may not be read.
    #[error("the archive {0} cannot be read: {1}; check its name")]
    Unreadable(String, std::io::Error),
    /// A blob that the database names is not there.
    #[error("blob {0} is missing; see what `throng check` says")]
    Missing(String),
    /// The database.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema.
    #[error(transparent)]
    Schema(#[from] platform::migrations::MigrationError),
    /// The blob store.
    #[error(transparent)]
    Blobs(#[from] platform::blobs::BlobError),
    /// The disk.
    #[error("the disk failed: {0}")]
    Io(#[from] std::io::Error),
}
