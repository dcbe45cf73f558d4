//! Takes an archive into an empty instance: blobs first, each checked against its name, then all rows in one transaction.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use platform::blobs::Blobs;
use platform::migrations::migrate;
use sqlx::{AnyConnection, Executor, Row};
use tar::{Archive, Entry};

use super::export::{FORMAT, Manifest};
use super::tables::{self, Table};
use super::{ArchiveError, Instance, Progress, hit_log, rows};
use crate::schema::SCHEMA;

/// The longest `manifest.json` that is read.
const MAX_MANIFEST: u64 = 1 << 20;
/// The longest line of a table: far above any row, far below the memory.
const MAX_LINE: u64 = 64 << 20;
/// The piece in which blobs are read.
const PIECE: usize = 256 << 10;

/// What was found before the tables are written.
struct Unpacked {
    manifest: Manifest,
    tables: Vec<(String, File)>,
}

/// Takes `source` in.
///
/// # Errors
/// See [`ArchiveError`]; the database stays empty then.
pub async fn import(instance: &Instance, source: &Path, progress: &Progress) -> Result<(), ArchiveError> {
    let unreadable = |error: io::Error| ArchiveError::Unreadable(source.display().to_string(), error);
    let archive = File::open(source).map_err(unreadable)?;
    migrate(&instance.db, SCHEMA).await?;
    let known = tables::all(&instance.scratch).await?;
    let mut conn = instance.db.writing().await?;
    empty(&mut conn).await?;
    let unpacking = Unpacking {
        blobs: instance.blobs.clone(),
        hits: instance.hits.clone(),
        scratch: instance.scratch.clone(),
    };
    clear(&instance.hits)?;
    let runtime = tokio::runtime::Handle::current();
    let unpacked = tokio::task::spawn_blocking(move || unpacking.run(archive, &runtime))
        .await
        .map_err(io::Error::other)?;
    let written = match unpacked {
        Ok(unpacked) => commit(instance, &mut conn, &known, unpacked, progress).await,
        Err(error) => Err(error),
    };
    if written.is_err() {
        clear(&instance.hits)?;
    }
    written
}

/// Nobody has acted here: all content has an author.
async fn empty(conn: &mut AnyConnection) -> Result<(), ArchiveError> {
    let people: i64 = sqlx::query("SELECT COUNT(*) FROM people").fetch_one(conn).await?.try_get(0)?;
    if people == 0 { Ok(()) } else { Err(ArchiveError::InUse) }
}

/// Hits of an instance without people are hits of nothing.
fn clear(hits: &Path) -> io::Result<()> {
    for segment in fs::read_dir(hits)? {
        fs::remove_file(segment?.path())?;
    }
    Ok(())
}

async fn commit(
    instance: &Instance,
    conn: &mut AnyConnection,
    known: &[Table],
    unpacked: Unpacked,
    progress: &Progress,
) -> Result<(), ArchiveError> {
    progress.tell(format!("{} blobs", unpacked.manifest.blobs)).await;
    instance.db.begin(conn).await?;
    let written = write(instance, conn, known, unpacked, progress).await;
    conn.execute(if written.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
    written
}

/// Writes all rows; rows that the schema itself begins with make way.
async fn write(
    instance: &Instance,
    conn: &mut AnyConnection,
    known: &[Table],
    unpacked: Unpacked,
    progress: &Progress,
) -> Result<(), ArchiveError> {
    for table in known.iter().rev() {
        conn.execute(sqlx::AssertSqlSafe(format!("DELETE FROM \"{}\"", table.name))).await?;
    }
    for ((name, file), (listed, rows)) in unpacked.tables.into_iter().zip(unpacked.manifest.tables) {
        let table = known.iter().find(|table| table.name == name && name == listed);
        let table = table.ok_or_else(|| ArchiveError::Broken(format!("table {name} is not expected")))?;
        let written = fill(conn, table, file).await?;
        if written != rows {
            return Err(ArchiveError::Broken(format!("table {name} has {written} rows of {rows}")));
        }
        progress.tell(format!("{name}: {rows} rows")).await;
    }
    rows::restart_numbers(&instance.db, conn).await?;
    Ok(())
}

async fn fill(conn: &mut AnyConnection, table: &Table, file: File) -> Result<u64, ArchiveError> {
    let mut lines = BufReader::new(file);
    let mut inserter = rows::Inserter::new(table);
    let (mut line, mut count) = (Vec::new(), 0);
    loop {
        line.clear();
        if lines.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let row = serde_json::from_slice(&line)
            .map_err(|error| ArchiveError::Broken(format!("table {}: {error}", table.name)))?;
        inserter.add(conn, row).await?;
        count += 1;
    }
    inserter.flush(conn).await?;
    Ok(count)
}

/// Where the parts of an archive go.
struct Unpacking {
    blobs: Blobs,
    hits: PathBuf,
    scratch: PathBuf,
}

impl Unpacking {
    /// Reads the archive once, from its beginning to its end. Blocks.
    fn run(self, source: File, runtime: &tokio::runtime::Handle) -> Result<Unpacked, ArchiveError> {
        let mut archive = Archive::new(BufReader::new(source));
        let mut entries = archive.entries()?;
        let first = entries.next().ok_or_else(|| ArchiveError::Broken("it is empty".into()))?;
        let manifest = manifest(first.map_err(broken)?)?;
        let (mut tables, mut blobs) = (Vec::new(), 0);
        for entry in entries {
            let mut entry = entry.map_err(broken)?;
            let path = entry.path().map_err(broken)?.into_owned();
            let name = path.to_str().unwrap_or_default();
            match name.split_once('/') {
                Some(("blobs", hash)) => {
                    self.blob(&mut entry, hash, runtime)?;
                    blobs += 1;
                }
                Some(("hits", file)) => self.hits(&mut entry, file)?,
                Some(("tables", file)) => {
                    let mut table = tempfile::tempfile_in(&self.scratch)?;
                    io::copy(&mut entry, &mut table).map_err(broken)?;
                    table.rewind()?;
                    tables.push((file.strip_suffix(".jsonl").unwrap_or_default().to_owned(), table));
                }
                _ => return Err(ArchiveError::Broken(format!("{name} does not belong in it"))),
            }
        }
        if (blobs, tables.len()) != (manifest.blobs, manifest.tables.len()) {
            return Err(ArchiveError::Broken("its end is missing".into()));
        }
        Ok(Unpacked { manifest, tables })
    }

    fn blob(
        &self,
        entry: &mut Entry<'_, impl Read>,
        name: &str,
        runtime: &tokio::runtime::Handle,
    ) -> Result<(), ArchiveError> {
        let mut draft = runtime.block_on(self.blobs.draft(entry.size()))?;
        let mut piece = vec![0; PIECE];
        loop {
            match entry.read(&mut piece).map_err(broken)? {
                0 => break,
                read => runtime.block_on(draft.write(&piece[..read]))?,
            }
        }
        let (hash, _) = runtime.block_on(draft.finish())?;
        if hash.to_string() == name {
            Ok(())
        } else {
            Err(ArchiveError::Broken(format!("blob {name} is damaged")))
        }
    }

    /// Only a name that the hit log itself gives becomes a path.
    fn hits(&self, entry: &mut Entry<'_, impl Read>, name: &str) -> Result<(), ArchiveError> {
        if !hit_log::is_ours(name) {
            return Err(ArchiveError::Broken(format!("hits/{name} does not belong in it")));
        }
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.hits.join(name))?;
        io::copy(entry, &mut file).map_err(broken)?;
        Ok(file.sync_all()?)
    }
}

fn manifest(entry: Entry<'_, impl Read>) -> Result<Manifest, ArchiveError> {
    if entry.path_bytes().as_ref() != b"manifest.json" {
        return Err(ArchiveError::Broken("it does not begin with manifest.json".into()));
    }
    let manifest: Manifest = serde_json::from_reader(entry.take(MAX_MANIFEST))
        .map_err(|error| ArchiveError::Broken(format!("manifest.json: {error}")))?;
    let known = SCHEMA.last().map_or(0, |step| step.number);
    if manifest.format != FORMAT {
        return Err(ArchiveError::Broken(format!("its layout has number {}", manifest.format)));
    }
    if manifest.schema != known {
        return Err(ArchiveError::OtherSchema { found: manifest.schema, known });
    }
    Ok(manifest)
}

fn broken(error: io::Error) -> ArchiveError {
    ArchiveError::Broken(error.to_string())
}
