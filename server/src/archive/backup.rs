//! A copy of the instance as a data folder: `throng serve --data` on it is the restore.
//!
//! Order is what makes it consistent without stopping anybody: hit segments before the database, so that a hit
//! between the two is in the counts; blobs before the database and again after it, so that whatever a row names is there.
//! From PostgreSQL the rows are written into an SQLite file with the same schema.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::TryStreamExt;
use platform::blobs::{BlobHash, Blobs};
use platform::db::{Backend, Db, make_private};
use platform::folder::Copying;
use platform::migrations::migrate;
use sqlx::{AnyConnection, Connection, Executor};

use super::{ArchiveError, Instance, Progress, export, hit_log, rows, tables};
use crate::schema::SCHEMA;

/// Blobs between two lines of progress.
const TELL_EACH: usize = 1_000;
/// Time between two lines while the database is copied.
const TELL_EVERY: Duration = Duration::from_secs(5);
/// Copies of the database, if blobs that it names went away meanwhile.
const ATTEMPTS: usize = 3;

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Files.
    pub blobs: usize,
    /// Bytes of the database.
    pub database: u64,
}

/// Copies the instance into `target`, an empty folder or none.
///
/// # Errors
/// See [`ArchiveError`]; what was copied so far stays and cannot be served.
pub async fn backup(instance: &Instance, target: &Path, progress: &Progress) -> Result<Copied, ArchiveError> {
    export::begun(&instance.db).await?;
    let copy = Copying::into(target).map_err(|error| match error.kind() {
        io::ErrorKind::DirectoryNotEmpty => ArchiveError::NotEmpty(target.display().to_string()),
        _ => error.into(),
    })?;
    copy_hits(&instance.hits, &copy.path("hits"))?;
    progress.tell("hits copied").await;
    let copied = Blobs::open(&copy.path("blobs"))?;
    copy_blobs(&instance.blobs, &copied, progress).await?;
    let database = copy.path("throng.db");
    let named = database_with_blobs(instance, &copied, &database, progress).await?;
    if let Some(ring) = &instance.keys {
        platform::keys::write_copy(&copy.path("keys"), ring)?;
    }
    copy.finish()?;
    Ok(Copied { blobs: named, database: fs::metadata(database)?.len() })
}

/// The log is copied, not linked: its last segment is still written to.
fn copy_hits(from: &Path, to: &Path) -> io::Result<()> {
    for name in hit_log::files(from)? {
        match fs::copy(from.join(&name), to.join(&name)) {
            Ok(_) => File::open(to.join(&name))?.sync_all()?,
            // Folded and retired since the folder was listed: the database has its hits.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    File::open(to)?.sync_all()
}

/// Brings over every blob that is not there yet.
async fn copy_blobs(from: &Blobs, to: &Blobs, progress: &Progress) -> Result<(), ArchiveError> {
    let mut names = from.hashes();
    let mut count = 0;
    loop {
        let (from, to) = (from.clone(), to.clone());
        let (rest, copied) = tokio::task::spawn_blocking(move || {
            let copied = copy_some(&mut names, &from, &to);
            (names, copied)
        })
        .await
        .map_err(io::Error::other)?;
        names = rest;
        match copied? {
            0 => return Ok(()),
            some => count += some,
        }
        progress.tell(format!("{count} blobs looked at")).await;
    }
}

fn copy_some(
    names: &mut impl Iterator<Item = io::Result<BlobHash>>,
    from: &Blobs,
    to: &Blobs,
) -> io::Result<usize> {
    let mut looked_at = 0;
    for hash in names.take(TELL_EACH) {
        let hash = hash?;
        copy_blob(&from.path(hash), &to.path(hash))?;
        looked_at += 1;
    }
    Ok(looked_at)
}

/// A blob never changes, so a second name for the same file is a copy; another file system gets the bytes.
fn copy_blob(from: &Path, to: &Path) -> io::Result<()> {
    if to.exists() {
        return Ok(());
    }
    let Some(folder) = to.parent() else { return Ok(()) };
    fs::create_dir_all(folder)?;
    match fs::hard_link(from, to) {
        Ok(()) => {}
        // Withdrawn meanwhile.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(_) => {
            let draft = to.with_extension("draft");
            fs::copy(from, &draft)?;
            File::open(&draft)?.sync_all()?;
            fs::rename(draft, to)?;
        }
    }
    File::open(folder)?.sync_all()
}

/// Copies the database, then the blobs that came since; gives how many blobs the copy names.
async fn database_with_blobs(
    instance: &Instance,
    copied: &Blobs,
    target: &PathBuf,
    progress: &Progress,
) -> Result<usize, ArchiveError> {
    let mut missing = None;
    for _ in 0..ATTEMPTS {
        let copying = async {
            match instance.db.backend() {
                Backend::Sqlite => vacuum(&instance.db, target).await,
                Backend::Postgres => transcribe(instance, target).await,
            }
        };
        reassuring(copying, progress).await?;
        File::open(target)?.sync_all()?;
        copy_blobs(&instance.blobs, copied, progress).await?;
        let named = named_blobs(target).await?;
        missing = named.iter().find(|hash| !copied.path(**hash).exists()).copied();
        if missing.is_none() {
            return Ok(named.len());
        }
        fs::remove_file(target)?;
    }
    Err(ArchiveError::Missing(missing.map(|hash| hash.to_string()).unwrap_or_default()))
}

/// Says every few seconds that it goes on.
async fn reassuring<T>(
    work: impl Future<Output = Result<T, ArchiveError>>,
    progress: &Progress,
) -> Result<T, ArchiveError> {
    let mut work = std::pin::pin!(work);
    loop {
        match tokio::time::timeout(TELL_EVERY, &mut work).await {
            Ok(done) => return done,
            Err(_elapsed) => progress.tell("the database is being copied").await,
        }
    }
}

/// SQLite's own consistent copy; readers and the writer go on meanwhile.
async fn vacuum(db: &Db, target: &Path) -> Result<(), ArchiveError> {
    // It writes into an empty file that is there, and that one keeps its mode.
    make_private(target)?;
    let mut conn = db.writing().await?;
    sqlx::query("VACUUM INTO $1").bind(target.display().to_string()).execute(&mut conn).await?;
    conn.close().await?;
    Ok(())
}

/// Row by row from one moment of PostgreSQL into a new SQLite file.
async fn transcribe(instance: &Instance, target: &Path) -> Result<(), ArchiveError> {
    export::current(&instance.db).await?;
    let into = Db::connect(&format!("sqlite://{}", target.display())).await?;
    migrate(&into, SCHEMA).await?;
    let mut moment = instance.db.snapshot().await?;
    let mut conn = into.writing().await?;
    into.begin(&mut conn).await?;
    let tables = tables::all(&instance.scratch).await?;
    for table in tables.iter().rev() {
        conn.execute(sqlx::AssertSqlSafe(format!("DELETE FROM \"{}\"", table.name))).await?;
    }
    for table in &tables {
        let sql = table.select(instance.db.backend());
        let mut found = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch(&mut *moment);
        let mut inserter = rows::Inserter::new(table);
        while let Some(row) = found.try_next().await? {
            inserter.add(&mut conn, rows::to_json(table, &row)?).await?;
        }
        inserter.flush(&mut conn).await?;
    }
    conn.execute("COMMIT").await?;
    settle(conn).await?;
    into.close().await;
    Ok(())
}

/// Brings everything into the one file, so that nothing lies beside it.
async fn settle(mut conn: AnyConnection) -> Result<(), sqlx::Error> {
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    conn.close().await
}

async fn named_blobs(database: &Path) -> Result<Vec<BlobHash>, ArchiveError> {
    let mut conn =
        AnyConnection::connect(&format!("sqlite://{}?mode=ro&immutable=1", database.display())).await?;
    let blobs = export::blobs(&mut conn).await;
    conn.close().await?;
    blobs
}
