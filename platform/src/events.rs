//! The log of what happened: each change of state stands here once, written in the transaction that made it.
//!
//! The log holds ids and versions, never text, names or choices, so that erasing a text leaves it whole. Live frames, feeds
//! and caches read it through [`Tail`]; nothing else tells them. It knows no topic's meaning.
//!
//! Invariant: `seq` of a topic has no gaps and rises in commit order; a tail sees each event exactly once.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use sqlx::Row;
use tokio::sync::watch;

use crate::clock::Millis;
use crate::db::{Backend, Db};

/// Rows that one read of the log takes.
const BATCH: i64 = 1_000;
/// How long a tail waits for a commit of another node before it looks by itself.
const POLL: Duration = Duration::from_millis(250);

/// One thing that happened.
#[derive(Clone, Debug, Serialize)]
pub struct LogEvent {
    /// Its number in the whole log.
    pub id: i64,
    /// The transaction that wrote it (PostgreSQL), else 0.
    pub tx: i64,
    /// What it happened to: `room:ID`, `story:ID`, …
    pub topic: String,
    /// Its number within the topic, from 1.
    pub seq: i64,
    /// What kind of thing happened.
    pub kind: String,
    /// Ids and versions.
    pub data: Value,
    /// When.
    pub at: Millis,
}

/// The events of `topic` after `seq`, at most `limit`, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn since(db: &Db, topic: &str, seq: i64, limit: i64) -> Result<Vec<LogEvent>, sqlx::Error> {
    sqlx::query("SELECT id, tx, topic, seq, kind, data, at FROM events WHERE topic = $1 AND seq > $2 ORDER BY seq LIMIT $3")
        .bind(topic)
        .bind(seq)
        .bind(limit)
        .fetch_all(db.reader())
        .await?
        .iter()
        .map(event)
        .collect()
}

/// The last `seq` of `topic`; 0 where nothing happened yet.
///
/// # Errors
/// When the database does not answer.
pub async fn head(db: &Db, topic: &str) -> Result<i64, sqlx::Error> {
    let row = sqlx::query("SELECT seq FROM topics WHERE topic = $1")
        .bind(topic)
        .fetch_optional(db.reader())
        .await?;
    row.map_or(Ok(0), |row| row.try_get(0))
}

/// As [`head`], within the snapshot that a page is drawn from.
///
/// # Errors
/// When the database does not answer.
pub async fn head_in(conn: &mut sqlx::AnyConnection, topic: &str) -> Result<i64, sqlx::Error> {
    let row = sqlx::query("SELECT seq FROM topics WHERE topic = $1").bind(topic).fetch_optional(conn).await?;
    row.map_or(Ok(0), |row| row.try_get(0))
}

fn event(row: &sqlx::any::AnyRow) -> Result<LogEvent, sqlx::Error> {
    let data: String = row.try_get("data")?;
    Ok(LogEvent {
        id: row.try_get("id")?,
        tx: row.try_get("tx")?,
        topic: row.try_get("topic")?,
        seq: row.try_get("seq")?,
        kind: row.try_get("kind")?,
        data: serde_json::from_str(&data).map_err(|error| sqlx::Error::Decode(error.into()))?,
        at: row.try_get("at")?,
    })
}

/// Reads the log as it grows.
pub struct Tail {
    db: Db,
    commits: watch::Receiver<u64>,
    /// On PostgreSQL numbers are given before commits happen, out of order; (transaction, number) is the order in which
    /// events become visible to a reader that stops at the oldest running transaction.
    at: (i64, i64),
}

impl Tail {
    /// A tail that starts after the newest event there is. `commits` wakes it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn from_now(db: Db, commits: watch::Receiver<u64>) -> Result<Self, sqlx::Error> {
        let newest =
            format!("SELECT tx, id FROM events {} ORDER BY tx DESC, id DESC LIMIT 1", settled(&db, "WHERE"));
        let row = sqlx::query(sqlx::AssertSqlSafe(newest)).fetch_optional(db.reader()).await?;
        let at = row.map_or(Ok((0, 0)), |row| Ok::<_, sqlx::Error>((row.try_get(0)?, row.try_get(1)?)))?;
        Ok(Self { db, commits, at })
    }

    /// The next events, in order; waits until there are some. Gives `None` when the writer is gone.
    ///
    /// # Errors
    /// When the database does not answer; calling again goes on where it was.
    pub async fn next(&mut self) -> Result<Option<Vec<LogEvent>>, sqlx::Error> {
        loop {
            self.commits.mark_unchanged();
            let events = self.read().await?;
            if let Some(last) = events.last() {
                self.at = (last.tx, last.id);
                return Ok(Some(events));
            }
            if let Ok(Err(_gone)) = tokio::time::timeout(POLL, self.commits.changed()).await {
                return Ok(None);
            }
        }
    }

    async fn read(&self) -> Result<Vec<LogEvent>, sqlx::Error> {
        let sql = format!(
            "SELECT id, tx, topic, seq, kind, data, at FROM events WHERE (tx, id) > ($1, $2) {} ORDER BY tx, id LIMIT $3",
            settled(&self.db, "AND"),
        );
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(self.at.0)
            .bind(self.at.1)
            .bind(BATCH)
            .fetch_all(self.db.reader())
            .await?
            .iter()
            .map(event)
            .collect()
    }
}

/// Only what no running transaction can still come before.
fn settled(db: &Db, word: &str) -> String {
    match db.backend() {
        Backend::Sqlite => String::new(),
        Backend::Postgres => format!("{word} tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"),
    }
}
