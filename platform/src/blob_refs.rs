//! Who refers to a blob: how often, and what all of them take.
//!
//! A blob is put first, then taken in the transaction that makes its reference; the file goes when the last reference has
//! been released. Between the two it is named by nobody, so whoever puts holds a [`Putting`] until the transaction has
//! ended, and sweeping waits for all of them.
//!
//! Invariant: `blobs.refs` is the number of references that capabilities hold, `blob_totals.bytes` the sum of all kept blobs.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use sqlx::{AnyConnection, Row};
use tokio::sync::{OwnedRwLockReadGuard, RwLock};

use crate::blobs::{BlobError, BlobHash, Blobs};
use crate::db::{Db, marks};
use crate::web::Problem;
use crate::writer::{Tx, Writer};

/// Blobs that one step of sweeping looks at.
const SWEEP_STEP: i64 = 500;

/// Keeps sweeping away from blobs that are put and not yet taken.
#[derive(Clone, Default)]
pub struct Gate(Arc<RwLock<()>>);

/// Held from before a put until the transaction that takes the blob has ended.
pub struct Putting(#[expect(dead_code, reason = "held for its lock")] OwnedRwLockReadGuard<()>);

impl Gate {
    /// Waits until no sweeping is under way.
    pub async fn putting(&self) -> Putting {
        Putting(Arc::clone(&self.0).read_owned().await)
    }
}

/// Adds a reference to a blob of `bytes` bytes.
///
/// # Errors
/// When the database does not take it.
pub async fn take(tx: &mut Tx, hash: BlobHash, bytes: u64) -> Result<(), Problem> {
    let bytes = i64::try_from(bytes).map_err(Problem::internal)?;
    let now = tx.now();
    let refs: i64 = sqlx::query(
        "INSERT INTO blobs (hash, bytes, refs, at) VALUES ($1, $2, 1, $3) \
         ON CONFLICT (hash) DO UPDATE SET refs = blobs.refs + 1 RETURNING refs",
    )
    .bind(hash.to_string())
    .bind(bytes)
    .bind(now)
    .fetch_one(tx.conn())
    .await?
    .try_get(0)?;
    if refs == 1 {
        add_to_total(tx, bytes).await?;
    }
    Ok(())
}

/// Takes a reference away. The file goes with the next [`sweep`] if it was the last one.
///
/// # Errors
/// When the database does not take it.
pub async fn release(tx: &mut Tx, hash: BlobHash) -> Result<(), Problem> {
    let row =
        sqlx::query("UPDATE blobs SET refs = refs - 1 WHERE hash = $1 AND refs > 0 RETURNING refs, bytes")
            .bind(hash.to_string())
            .fetch_optional(tx.conn())
            .await?;
    let Some(row) = row else { return Ok(()) };
    if row.try_get::<i64, _>(0)? == 0 {
        add_to_total(tx, -row.try_get::<i64, _>(1)?).await?;
    }
    Ok(())
}

/// Names a blob that was put and will not be taken, so that the next [`sweep`] deletes it unless somebody else refers to it.
///
/// # Errors
/// When the database does not take it.
pub async fn disown(tx: &mut Tx, hash: BlobHash, bytes: u64) -> Result<(), Problem> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO blobs (hash, bytes, refs, at) VALUES ($1, $2, 0, $3) ON CONFLICT (hash) DO NOTHING",
    )
    .bind(hash.to_string())
    .bind(i64::try_from(bytes).map_err(Problem::internal)?)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn add_to_total(tx: &mut Tx, bytes: i64) -> Result<(), Problem> {
    sqlx::query("UPDATE blob_totals SET bytes = bytes + $1 WHERE one = 1")
        .bind(bytes)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Bytes of all blobs that somebody refers to.
///
/// # Errors
/// When the database does not answer.
pub async fn total(conn: &mut AnyConnection) -> Result<u64, sqlx::Error> {
    let bytes: i64 =
        sqlx::query("SELECT bytes FROM blob_totals WHERE one = 1").fetch_one(conn).await?.try_get(0)?;
    Ok(u64::try_from(bytes).unwrap_or(0))
}

/// Deletes the files that nobody refers to any more; gives how many.
///
/// # Errors
/// When the database does not answer or a file cannot be deleted; calling again goes on.
pub async fn sweep(writer: &Writer, blobs: &Blobs, gate: &Gate) -> Result<u64, Problem> {
    let mut swept = 0;
    loop {
        let _alone = gate.0.write().await;
        let gone = writer
            .write(|tx| {
                Box::pin(async move {
                    let rows = sqlx::query(
                        "DELETE FROM blobs WHERE hash IN (SELECT hash FROM blobs WHERE refs = 0 LIMIT $1) RETURNING hash",
                    )
                    .bind(SWEEP_STEP)
                    .fetch_all(tx.conn())
                    .await?;
                    rows.iter().map(|row| Ok(row.try_get::<String, _>(0)?)).collect::<Result<Vec<_>, Problem>>()
                })
            })
            .await?;
        for hash in gone.iter().filter_map(|hash| hash.parse().ok()) {
            blobs.delete(hash).await.map_err(Problem::internal)?;
            swept += 1;
        }
        if gone.is_empty() {
            return Ok(swept);
        }
    }
}

/// Deletes files that no row knows: a process died between putting and taking. For the start, before anybody puts.
///
/// # Errors
/// When the database does not answer or the store fails.
pub async fn sweep_orphans(db: &Db, blobs: &Blobs, gate: &Gate) -> Result<u64, OrphanError> {
    let mut swept = 0;
    let mut names = blobs.hashes();
    loop {
        let step = usize::try_from(SWEEP_STEP).unwrap_or(1);
        let (rest, batch) = tokio::task::spawn_blocking(move || {
            let batch = names.by_ref().take(step).collect::<io::Result<Vec<BlobHash>>>();
            (names, batch)
        })
        .await
        .map_err(io::Error::other)?;
        names = rest;
        let batch = batch?;
        if batch.is_empty() {
            return Ok(swept);
        }
        let _alone = gate.0.write().await;
        let known = known(db, &batch).await?;
        for orphan in batch.into_iter().filter(|hash| !known.contains(&hash.to_string())) {
            blobs.delete(orphan).await?;
            swept += 1;
        }
    }
}

async fn known(db: &Db, batch: &[BlobHash]) -> Result<HashSet<String>, sqlx::Error> {
    let sql = format!("SELECT hash FROM blobs WHERE hash IN ({})", marks(1, batch.len()));
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for hash in batch {
        query = query.bind(hash.to_string());
    }
    query.fetch_all(db.reader()).await?.iter().map(|row| row.try_get(0)).collect()
}

/// Why orphans could not be swept.
#[derive(Debug, thiserror::Error)]
pub enum OrphanError {
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The store.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// Reading the folders.
    #[error(transparent)]
    Io(#[from] io::Error),
}
