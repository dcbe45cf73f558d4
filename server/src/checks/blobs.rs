//! The files: each that is referred to is there, whole and under its right name, and no other is.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use platform::blobs::{BlobHash, Blobs};
use sha2::{Digest, Sha256};
use sqlx::Row;

use super::Findings;
use crate::archive::{ArchiveError, Instance, Progress};

/// A file that nobody knows is left alone for so long: it may belong to an upload under way.
const UNDER_WAY: Duration = Duration::from_secs(3_600);
/// Blobs between two lines of progress, and in one statement.
const STEP: i64 = 500;
/// The piece in which a blob is read.
const PIECE: usize = 256 << 10;

/// Checks all blobs; with `repair` deletes files that nobody knows.
pub(super) async fn check(
    instance: &Instance,
    repair: bool,
    progress: &Progress,
    found: &mut Findings,
) -> Result<(), ArchiveError> {
    let mut after = String::new();
    let mut count = 0;
    loop {
        let rows =
            sqlx::query("SELECT hash, bytes FROM blobs WHERE hash > $1 AND refs > 0 ORDER BY hash LIMIT $2")
                .bind(&after)
                .bind(STEP)
                .fetch_all(instance.db.reader())
                .await?;
        let Some(last) = rows.last() else { break };
        after = last.try_get(0)?;
        count += rows.len();
        let rows = rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
        let rows = rows.collect::<Result<Vec<(String, i64)>, sqlx::Error>>()?;
        for (hash, sentence) in blocking(instance.blobs.clone(), move |blobs| broken(&blobs, &rows)).await? {
            if is_referred_to(instance, &hash).await? {
                found.broken.push(sentence);
            }
        }
        progress.tell(format!("{count} blobs read")).await;
    }
    orphans(instance, repair, found).await
}

/// Asked again: it may have been withdrawn since the row was read.
async fn is_referred_to(instance: &Instance, hash: &str) -> Result<bool, sqlx::Error> {
    let row = sqlx::query("SELECT COUNT(*) FROM blobs WHERE hash = $1 AND refs > 0").bind(hash);
    Ok(row.fetch_one(instance.db.reader()).await?.try_get::<i64, _>(0)? == 1)
}

/// The names of what is broken, each with its sentence.
fn broken(blobs: &Blobs, rows: &[(String, i64)]) -> Vec<(String, String)> {
    let wrong = |(hash, bytes): &(String, i64)| match hash.parse::<BlobHash>() {
        Err(_) => Some(format!("blob {hash} has a name that is none")),
        Ok(name) => match length_and_hash(&blobs.path(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(format!("blob {hash} is missing")),
            Err(error) => Some(format!("blob {hash} cannot be read: {error}")),
            Ok((length, _)) if i64::try_from(length) != Ok(*bytes) => {
                Some(format!("blob {hash} is {length} bytes long and should be {bytes}"))
            }
            Ok((_, content)) if content != *hash => Some(format!("blob {hash} holds other content")),
            Ok(_) => None,
        },
    };
    rows.iter().filter_map(|row| Some((row.0.clone(), wrong(row)?))).collect()
}

fn length_and_hash(path: &Path) -> io::Result<(u64, String)> {
    let (mut file, mut hasher, mut length) = (File::open(path)?, Sha256::new(), 0);
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((length, data_encoding::HEXLOWER.encode(&hasher.finalize()))),
            read => {
                hasher.update(&piece[..read]);
                length += read as u64;
            }
        }
    }
}

/// Files without a row.
async fn orphans(instance: &Instance, repair: bool, found: &mut Findings) -> Result<(), ArchiveError> {
    let names = blocking(instance.blobs.clone(), |blobs| old_files(&blobs)).await??;
    for step in names.chunks(usize::try_from(STEP).unwrap_or(1)) {
        let sql = format!("SELECT hash FROM blobs WHERE hash IN ({})", platform::db::marks(1, step.len()));
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for hash in step {
            query = query.bind(hash.to_string());
        }
        let known = query.fetch_all(instance.db.reader()).await?;
        let known = known.iter().map(|row| row.try_get::<String, _>(0)).collect::<Result<Vec<_>, _>>()?;
        for hash in step.iter().filter(|hash| !known.contains(&hash.to_string())) {
            let sentence = format!("blob {hash} belongs to nothing");
            // A running server may be about to refer to it, and has the content already.
            if repair && !instance.is_served() {
                instance.blobs.delete(*hash).await?;
                found.mended.push(sentence);
            } else {
                found.broken.push(sentence);
            }
        }
    }
    Ok(())
}

fn old_files(blobs: &Blobs) -> io::Result<Vec<BlobHash>> {
    let mut old = Vec::new();
    for hash in blobs.hashes() {
        let hash = hash?;
        let modified = std::fs::metadata(blobs.path(hash)).and_then(|metadata| metadata.modified());
        if modified.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > UNDER_WAY)) {
            old.push(hash);
        }
    }
    Ok(old)
}

async fn blocking<T: Send + 'static>(
    blobs: Blobs,
    work: impl FnOnce(Blobs) -> T + Send + 'static,
) -> Result<T, ArchiveError> {
    Ok(tokio::task::spawn_blocking(move || work(blobs)).await.map_err(io::Error::other)?)
}
