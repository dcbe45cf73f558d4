//! Bytes by their content: pictures, renditions, layers, evidence.
//!
//! A blob lies in a file named by the SHA-256 of what is in it, two folders deep, and never changes. It is written to a
//! draft in the same tree, brought to the disk, moved into place, and only then named to anybody; so a
//! name always leads to whole content. The same content twice is one file.
//!
//! Does NOT know who refers to a blob: counting references, and deleting at none, is the database's part. Whoever
//! deletes makes sure that no put of the same content is under way for a reference not yet written.
//!
//! Invariants: a path is made of a [`BlobHash`] alone, so no text from outside reaches the file system. A finished
//! put survives the loss of power. Drafts of a process that died are swept when the store is opened.

#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;
use tokio::task::spawn_blocking;

/// The folder of drafts, inside the store so that moving into place never crosses file systems.
const DRAFTS: &str = "drafts";

/// The name of a blob: the SHA-256 of its content, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobHash([u8; 32]);

impl BlobHash {
    /// The name that this content has.
    pub fn of(content: &[u8]) -> Self {
        Self(Sha256::digest(content).into())
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobHash({self})")
    }
}

/// Text that is no name of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a blob's name is 64 digits of 0-9 and a-f")]
pub struct NotAHash;

impl FromStr for BlobHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| NotAHash)?;
        bytes.try_into().map(Self).map_err(|_| NotAHash)
    }
}

/// Why a blob could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no such blob.
    #[error("there is no blob {0}")]
    Missing(BlobHash),
    /// The disk, or this user's share of it, is full.
    #[error("the disk is full; free some space and try again")]
    Full,
    /// The content is longer than was allowed, in bytes.
    #[error("the content is longer than {0} bytes; send less")]
    TooLarge(u64),
    /// The file system failed otherwise.
    #[error("the blob store failed: {0}")]
    Io(io::Error),
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

/// A store of blobs in a folder that this process alone writes.
#[derive(Debug, Clone)]
pub struct Blobs {
    root: PathBuf,
}

impl Blobs {
    /// Opens the store, creating what is missing and sweeping the drafts of a process that died. Blocks.
    pub fn open(root: &Path) -> Result<Self, BlobError> {
        make_folder(&root.join(DRAFTS))?;
        for draft in fs::read_dir(root.join(DRAFTS))? {
            fs::remove_file(draft?.path())?;
        }
        for first in 0..=u8::MAX {
            make_folder(&root.join(format!("{first:02x}")))?;
        }
        sync_folder(root)?;
        Ok(Self { root: root.to_owned() })
    }

    /// Keeps content that is at hand. If it is kept already, nothing is written.
    pub async fn put(&self, content: Bytes) -> Result<BlobHash, BlobError> {
        let hash = BlobHash::of(&content);
        match self.len(hash).await {
            Ok(len) if len == content.len() as u64 => return Ok(hash),
            Ok(_) | Err(BlobError::Missing(_)) => {}
            Err(error) => return Err(error),
        }
        let mut draft = self.draft(content.len() as u64).await?;
        draft.write(&content).await?;
        Ok(draft.finish().await?.0)
    }

    /// Begins content that comes in pieces, at most `max_bytes` of them.
    pub async fn draft(&self, max_bytes: u64) -> Result<Draft, BlobError> {
        let path = self.root.join(DRAFTS).join(uuid::Uuid::now_v7().to_string());
        let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).clone();
        let file = tokio::fs::OpenOptions::from(file).open(&path).await?;
        let left_over = LeftOver(path);
        Ok(Draft { blobs: self.clone(), file, left_over, hasher: Sha256::new(), len: 0, max_bytes })
    }

    /// The whole content. For what is known to be small; else [`Blobs::open_file`].
    pub async fn get(&self, hash: BlobHash) -> Result<Bytes, BlobError> {
        tokio::fs::read(self.path(hash)).await.map(Bytes::from).map_err(|error| missing(hash, error))
    }

    /// The content as a file to read from.
    pub async fn open_file(&self, hash: BlobHash) -> Result<tokio::fs::File, BlobError> {
        tokio::fs::File::open(self.path(hash)).await.map_err(|error| missing(hash, error))
    }

    /// The content's length in bytes.
    pub async fn len(&self, hash: BlobHash) -> Result<u64, BlobError> {
        let metadata = tokio::fs::metadata(self.path(hash)).await;
        metadata.map(|metadata| metadata.len()).map_err(|error| missing(hash, error))
    }

    /// Deletes the blob; says whether it was there.
    pub async fn delete(&self, hash: BlobHash) -> Result<bool, BlobError> {
        match tokio::fs::remove_file(self.path(hash)).await.map_err(|error| missing(hash, error)) {
            Ok(()) => Ok(true),
            Err(BlobError::Missing(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The names of all blobs, in no order, one folder in memory at a time. Blocks.
    pub fn hashes(&self) -> impl Iterator<Item = io::Result<BlobHash>> + use<> {
        let firsts = (0..=u8::MAX).map(|first| format!("{first:02x}"));
        let root = self.root.clone();
        let seconds = firsts.flat_map(move |first| listed(&root.join(first)));
        let files = seconds.flat_map(|second| match second {
            Ok(second) => listed(&second),
            Err(error) => vec![Err(error)],
        });
        files.filter_map(|file| file.map(|file| file.file_name()?.to_str()?.parse().ok()).transpose())
    }

    /// Where the content lies, for copying it whole.
    pub fn path(&self, hash: BlobHash) -> PathBuf {
        let name = hash.to_string();
        self.root.join(&name[..2]).join(&name[2..4]).join(name)
    }
}

/// Content on its way in. Dropped before [`Draft::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Draft {
    blobs: Blobs,
    file: tokio::fs::File,
    left_over: LeftOver,
    hasher: Sha256,
    len: u64,
    max_bytes: u64,
}

impl Draft {
    /// Adds a piece.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), BlobError> {
        self.len = self.len.saturating_add(piece.len() as u64);
        if self.len > self.max_bytes {
            return Err(BlobError::TooLarge(self.max_bytes));
        }
        self.hasher.update(piece);
        Ok(self.file.write_all(piece).await?)
    }

    /// Ends the content: gives its name and length once it is safe on the disk.
    pub async fn finish(mut self) -> Result<(BlobHash, u64), BlobError> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let hash = BlobHash(self.hasher.finalize().into());
        let (place, left_over) = (self.blobs.path(hash), self.left_over);
        spawn_blocking(move || move_into(&left_over.0, &place)).await.map_err(io::Error::other)??;
        Ok((hash, self.len))
    }
}

/// A draft's file, removed when nobody holds the draft any more; after it was moved into place there is none.
#[derive(Debug)]
struct LeftOver(PathBuf);

impl Drop for LeftOver {
    fn drop(&mut self) {
        // If this fails, the next start sweeps it.
        let _ = fs::remove_file(&self.0);
    }
}

/// Moves a synced file to its place and brings the move to the disk, with the folder that it may have needed.
fn move_into(draft: &Path, place: &Path) -> io::Result<()> {
    let folder = place.parent().ok_or(io::ErrorKind::InvalidFilename)?;
    let above = folder.parent().ok_or(io::ErrorKind::InvalidFilename)?;
    make_folder(folder)?;
    fs::rename(draft, place)?;
    sync_folder(folder)?;
    sync_folder(above)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn listed(folder: &Path) -> Vec<io::Result<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) => vec![Err(error)],
    }
}

fn missing(hash: BlobHash, error: io::Error) -> BlobError {
    if error.kind() == io::ErrorKind::NotFound { BlobError::Missing(hash) } else { error.into() }
}
