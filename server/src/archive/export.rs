//! The whole instance as one tar archive: `manifest.json`, `blobs/HASH`, `hits/NAME`, `tables/NAME.jsonl`.
//!
//! Tables come last, so that an import has every blob before it writes the first row. Nothing in it depends on the time or
//! the machine.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use futures_util::TryStreamExt;
use platform::blobs::BlobHash;
use platform::db::Db;
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, Row};
use tar::{Builder, Header};

use super::tables::{self, Table};
use super::{ArchiveError, Instance, Progress, hit_log, rows};
use crate::schema::SCHEMA;

/// The version of the archive's layout.
pub const FORMAT: u32 = 1;

/// What an archive says of itself, first.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// The schema's number.
    pub schema: i64,
    /// How many blobs follow.
    pub blobs: usize,
    /// How many rows each table has, in the order in which they follow.
    pub tables: Vec<(String, u64)>,
}

/// A table, written out and not yet in the archive.
struct Spooled {
    name: String,
    file: File,
    rows: u64,
}

/// Writes the archive to `target`, which appears whole or not at all.
///
/// # Errors
/// See [`ArchiveError`].
pub async fn export(instance: &Instance, target: &Path, progress: &Progress) -> Result<(), ArchiveError> {
    current(&instance.db).await?;
    let tables = tables::all(&instance.scratch).await?;
    // Segments before the database: what is folded between the two is in the counts, and the position says so.
    let hits = hit_files(&instance.hits)?;
    let (spooled, blobs) = read(instance, &tables, progress).await?;
    progress.tell(format!("{} blobs", blobs.len())).await;
    let (store, target) = (instance.blobs.clone(), target.to_owned());
    tokio::task::spawn_blocking(move || {
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or_else(|| Path::new(".")))?;
        let mut archive = Builder::new(BufWriter::new(file.as_file_mut()));
        write(&mut archive, &store, &blobs, hits, spooled)?;
        archive.into_inner()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        file.persist(target).map_err(|error| error.error)?;
        Ok(())
    })
    .await
    .map_err(io::Error::other)?
}

/// Refuses a database that no server has begun.
pub(super) async fn begun(db: &Db) -> Result<(), ArchiveError> {
    match platform::migrations::schema_of(db).await? {
        0 => current(db).await,
        _ => Ok(()),
    }
}

/// Refuses a database whose schema is not this program's.
pub(super) async fn current(db: &Db) -> Result<(), ArchiveError> {
    let known = SCHEMA.last().map_or(0, |step| step.number);
    match platform::migrations::schema_of(db).await? {
        found if found == known => Ok(()),
        found => Err(ArchiveError::NotCurrent { found, known }),
    }
}

/// All rows of one moment, and the blobs they name.
async fn read(
    instance: &Instance,
    tables: &[Table],
    progress: &Progress,
) -> Result<(Vec<Spooled>, Vec<BlobHash>), ArchiveError> {
    let mut moment = instance.db.snapshot().await?;
    let mut spooled = Vec::new();
    for table in tables {
        let one = spool(&instance.db, &mut moment, table, &instance.scratch).await?;
        progress.tell(format!("{}: {} rows", one.name, one.rows)).await;
        spooled.push(one);
    }
    Ok((spooled, blobs(&mut moment).await?))
}

async fn spool(
    db: &Db,
    conn: &mut AnyConnection,
    table: &Table,
    scratch: &Path,
) -> Result<Spooled, ArchiveError> {
    let mut out = BufWriter::new(tempfile::tempfile_in(scratch)?);
    let sql = table.select(db.backend());
    let mut rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch(conn);
    let mut count = 0;
    while let Some(row) = rows.try_next().await? {
        serde_json::to_writer(&mut out, &rows::to_json(table, &row)?).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
        count += 1;
    }
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(Spooled { name: table.name.clone(), file, rows: count })
}

/// The blobs that somebody refers to, in order.
pub(super) async fn blobs(conn: &mut AnyConnection) -> Result<Vec<BlobHash>, ArchiveError> {
    let rows = sqlx::query("SELECT hash FROM blobs WHERE refs > 0").fetch_all(conn).await?;
    let parse = |row: sqlx::any::AnyRow| {
        let hash: String = row.try_get(0)?;
        hash.parse().map_err(|_| ArchiveError::Broken(format!("{hash} is no blob's name")))
    };
    let mut blobs: Vec<BlobHash> = rows.into_iter().map(parse).collect::<Result<_, _>>()?;
    blobs.sort_unstable();
    Ok(blobs)
}

/// The hit log, opened now: a segment that is retired meanwhile is still read whole.
fn hit_files(folder: &Path) -> io::Result<Vec<(String, File)>> {
    let open = |name: String| Ok((name.clone(), File::open(folder.join(name))?));
    hit_log::files(folder)?.into_iter().map(open).collect()
}

fn write(
    archive: &mut Builder<impl Write>,
    store: &platform::blobs::Blobs,
    blobs: &[BlobHash],
    hits: Vec<(String, File)>,
    tables: Vec<Spooled>,
) -> Result<(), ArchiveError> {
    let manifest = Manifest {
        format: FORMAT,
        schema: SCHEMA.last().map_or(0, |step| step.number),
        blobs: blobs.len(),
        tables: tables.iter().map(|table| (table.name.clone(), table.rows)).collect(),
    };
    let mut text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::from)?;
    text.push(b'\n');
    append(archive, "manifest.json", text.len() as u64, &text[..])?;
    for hash in blobs {
        let file = File::open(store.path(*hash)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ArchiveError::Missing(hash.to_string()),
            _ => error.into(),
        })?;
        append(archive, &format!("blobs/{hash}"), file.metadata()?.len(), file)?;
    }
    for (name, file) in hits {
        append(archive, &format!("hits/{name}"), file.metadata()?.len(), file)?;
    }
    for mut table in tables {
        io::Seek::rewind(&mut table.file)?;
        let length = table.file.metadata()?.len();
        append(archive, &format!("tables/{}.jsonl", table.name), length, table.file)?;
    }
    Ok(())
}

/// An entry without owner or time.
fn append(
    archive: &mut Builder<impl Write>,
    name: &str,
    length: u64,
    content: impl io::Read,
) -> io::Result<()> {
    let mut header = Header::new_ustar();
    header.set_size(length);
    header.set_mode(0o600);
    archive.append_data(&mut header, name, content.take(length))
}
