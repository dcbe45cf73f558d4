//! A picture's files: kept with their references, and let go.

use bytes::Bytes;
use futures_util::future::try_join_all;
use platform::Id;
use platform::blob_refs;
use platform::blobs::{BlobError, BlobHash, Blobs};
use platform::jobs;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::json;
use sqlx::Row;

use crate::app::App;
use crate::pictures::ladder::{Format, Made};

/// The job that deletes files to which nobody refers any more.
pub const SWEEP: &str = "blobs.sweep";

/// A rendition whose file is kept and whose row is not written yet.
#[derive(Clone, Debug)]
pub struct Kept {
    format: Format,
    width: u32,
    height: u32,
    bytes: u64,
    hash: BlobHash,
}

/// Puts the files. The caller holds a [`blob_refs::Putting`].
///
/// # Errors
/// 507 when the disk is full.
pub async fn put(blobs: &Blobs, made: Vec<Made>) -> Result<Vec<Kept>, Problem> {
    let each = made.into_iter().map(|made| async move {
        let bytes = made.bytes.len() as u64;
        let hash = blobs.put(Bytes::from(made.bytes)).await?;
        Ok(Kept { format: made.format, width: made.width, height: made.height, bytes, hash })
    });
    try_join_all(each).await.map_err(blob_problem)
}

impl Kept {
    /// The file and its length.
    pub const fn file(&self) -> (BlobHash, u64) {
        (self.hash, self.bytes)
    }
}

/// Lets go of files that were put and that nothing will refer to. If even that fails, the next start sweeps them.
pub async fn disown(app: &App, files: Vec<(BlobHash, u64)>) {
    let done = app
        .writer
        .write(move |tx| {
            Box::pin(async move {
                for (hash, bytes) in files {
                    blob_refs::disown(tx, hash, bytes).await?;
                }
                let now = tx.now();
                jobs::enqueue(tx, SWEEP, json!({}), now).await
            })
        })
        .await;
    if let Err(problem) = done {
        tracing::warn!(?problem, "files that nobody refers to wait for the next start");
    }
}

/// What a failing store means to an uploader.
pub fn blob_problem(error: BlobError) -> Problem {
    match error {
        BlobError::Full => {
            Problem::new(axum::http::StatusCode::INSUFFICIENT_STORAGE, "problem-disk-full").retry_after(60)
        }
        BlobError::TooLarge(max) => crate::pictures::rejected::too_large(max),
        BlobError::Missing(_) | BlobError::Io(_) => Problem::internal(error),
    }
}

/// Writes the rows of renditions, in the place of those of the same format and width, with their references.
///
/// # Errors
/// When the database does not take it.
pub async fn record(tx: &mut Tx, picture: Id, kept: &[Kept]) -> Result<(), Problem> {
    for rendition in kept {
        blob_refs::take(tx, rendition.hash, rendition.bytes).await?;
        let old = sqlx::query(
            "DELETE FROM renditions WHERE picture = $1 AND format = $2 AND width = $3 RETURNING hash",
        )
        .bind(picture.to_string())
        .bind(rendition.format.word())
        .bind(i64::from(rendition.width))
        .fetch_optional(tx.conn())
        .await?;
        if let Some(old) = old {
            release(tx, &old.try_get::<String, _>(0)?).await?;
        }
        sqlx::query(
            "INSERT INTO renditions (picture, format, width, height, bytes, hash) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(picture.to_string())
        .bind(rendition.format.word())
        .bind(i64::from(rendition.width))
        .bind(i64::from(rendition.height))
        .bind(i64::try_from(rendition.bytes).unwrap_or(i64::MAX))
        .bind(rendition.hash.to_string())
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Lets go of everything that can be looked at: the original, every rendition, the placeholder. Other pictures of the same
/// content keep theirs.
///
/// # Errors
/// When the database does not take it.
pub async fn remove(tx: &mut Tx, picture: Id) -> Result<(), Problem> {
    let rows = sqlx::query("DELETE FROM renditions WHERE picture = $1 RETURNING hash")
        .bind(picture.to_string())
        .fetch_all(tx.conn())
        .await?;
    for row in rows {
        release(tx, &row.try_get::<String, _>(0)?).await?;
    }
    crate::remixes::recipe::remove(tx, picture).await?;
    let original = sqlx::query("SELECT original FROM pictures WHERE id = $1")
        .bind(picture.to_string())
        .fetch_optional(tx.conn())
        .await?;
    if let Some(row) = original {
        release(tx, &row.try_get::<String, _>(0)?).await?;
    }
    sqlx::query("UPDATE pictures SET original = '', placeholder = '', bytes = 0 WHERE id = $1")
        .bind(picture.to_string())
        .execute(tx.conn())
        .await?;
    let now = tx.now();
    jobs::enqueue(tx, SWEEP, json!({}), now).await
}

/// An empty text is a content that went before.
async fn release(tx: &mut Tx, hash: &str) -> Result<(), Problem> {
    match hash.parse() {
        Ok(hash) => blob_refs::release(tx, hash).await,
        Err(_) => Ok(()),
    }
}
