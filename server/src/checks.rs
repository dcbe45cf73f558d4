//! Every invariant of the data, checked on demand: `throng check`.
//!
//! What is the platform's is checked here; each capability checks its own and says one sentence for each broken invariant.
//! Repairing mends only what can be derived from something else: counters of references, and files that nobody knows. It never
//! changes what people made.

mod blobs;
mod log;

use sqlx::{AnyConnection, Connection, Executor, Row};

use crate::archive::{ArchiveError, Instance, Progress};
use crate::schema::SCHEMA;
use crate::{audit, frontpage, ledger, pictures, rooms, stories, surges, throngs};
use platform::db::Backend;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Broken, and still so.
    pub broken: Vec<String>,
    /// Broken, and mended.
    pub mended: Vec<String>,
}

/// Checks everything; with `repair` mends what can be derived.
///
/// # Errors
/// When something cannot even be read.
pub async fn check(instance: &Instance, repair: bool, progress: &Progress) -> Result<Findings, ArchiveError> {
    let mut found = Findings::default();
    let (schema, known) =
        (platform::migrations::schema_of(&instance.db).await?, SCHEMA.last().map_or(0, |step| step.number));
    if schema != known {
        found.broken.push(format!(
            "the database has schema {schema} and this program {known}: start `throng serve` once to bring it up to date"
        ));
        return Ok(found);
    }
    if repair {
        recount(instance, &mut found).await?;
    }
    progress.tell("looking at the database").await;
    let mut moment = instance.db.snapshot().await?;
    if instance.db.backend() == Backend::Sqlite {
        found.broken.extend(integrity(&mut moment).await?);
    }
    found.broken.extend(log::check(&mut moment).await?);
    found.broken.extend(capabilities(&mut moment).await?);
    moment.commit().await?;
    blobs::check(instance, repair, progress, &mut found).await?;
    Ok(found)
}

/// Counts references anew, while no writer counts.
async fn recount(instance: &Instance, found: &mut Findings) -> Result<(), ArchiveError> {
    let mut conn = instance.db.writing().await?;
    instance.db.begin(&mut conn).await?;
    if instance.db.backend() == Backend::Postgres {
        conn.execute("LOCK TABLE blobs IN EXCLUSIVE MODE").await?;
    }
    match pictures::recount(&mut conn).await? {
        0 => {}
        1 => found.mended.push("one count of references was wrong".into()),
        wrong => found.mended.push(format!("{wrong} counts of references were wrong")),
    }
    conn.execute("COMMIT").await?;
    conn.close().await?;
    Ok(())
}

/// Each capability's own invariants.
async fn capabilities(conn: &mut AnyConnection) -> Result<Vec<String>, sqlx::Error> {
    let mut broken = audit::check(&mut *conn).await?;
    broken.extend(frontpage::check::check(conn).await?);
    broken.extend(ledger::check::check(conn).await?);
    broken.extend(rooms::check::check(conn).await?);
    broken.extend(pictures::check(conn).await?);
    broken.extend(stories::check(conn).await?);
    broken.extend(throngs::check(conn).await?);
    broken.extend(surges::check::check(conn).await?);
    Ok(broken)
}

/// What must hold no row: the statement that finds the ids, and what is wrong with them.
pub type Rule = (&'static str, &'static str);

/// Broken rows that are named for each rule.
const NAMED: i64 = 100;

/// One sentence for each row that breaks one of the `rules`; it begins with `what` the row is.
///
/// # Errors
/// When the database does not answer.
pub async fn broken(
    conn: &mut AnyConnection,
    what: &str,
    rules: &[Rule],
) -> Result<Vec<String>, sqlx::Error> {
    let mut broken = Vec::new();
    for (find, wrong) in rules {
        let sql = format!("{find} LIMIT {NAMED}");
        for row in sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *conn).await? {
            broken.push(format!("{what} {}: {wrong}", row.try_get::<String, _>(0)?));
        }
    }
    Ok(broken)
}

/// What SQLite finds about its file, and references that lead nowhere; PostgreSQL guards both by itself.
async fn integrity(conn: &mut AnyConnection) -> Result<Vec<String>, sqlx::Error> {
    let mut broken = Vec::new();
    for row in sqlx::query("PRAGMA integrity_check").fetch_all(&mut *conn).await? {
        let line: String = row.try_get(0)?;
        if line != "ok" {
            broken.push(format!("the database file is damaged: {line}"));
        }
    }
    for row in sqlx::query("PRAGMA foreign_key_check").fetch_all(conn).await? {
        let (table, other): (String, String) = (row.try_get(0)?, row.try_get(2)?);
        broken.push(format!("a row of {table} refers to a row of {other} that is not there"));
    }
    Ok(broken)
}
