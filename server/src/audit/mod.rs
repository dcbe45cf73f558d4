//! Audit: the record of privileged acts, each chained to the one before, so that a changed or missing line shows.
//!
//! It holds ids and digests, never names or texts, so that erasing a person leaves it whole. It judges nothing.
//!
//! Invariant: line `n` hashes line `n − 1`'s hash and all of its own fields; the numbers have no gaps; `audit_head` names the
//! last line, so that a record cut short shows too.

mod api;

use data_encoding::HEXLOWER;
use platform::Id;
use platform::clock::Millis;
use platform::writer::Tx;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::{AnyConnection, Row};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// Lines that the check reads at a time.
const CHUNK: i64 = 1_000;

/// The routes of the audit record.
pub fn routes() -> OpenApiRouter<App> {
    api::routes()
}

/// One line of the record.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number, from 1, without gaps.
    pub number: i64,
    /// When.
    pub at: Millis,
    /// The id of the person who acted.
    pub who: String,
    /// What they did: `role`, `settings`, `owner_sign_in`, or a moderation act.
    pub act: String,
    /// What they did it to, as `kind:id`; empty for the instance itself.
    pub about: String,
    /// More, as a JSON object of ids, words of the program and digests.
    pub data: String,
    /// The chain's hash up to and with this line, as 64 hexadecimal digits.
    pub hash: String,
}

impl Line {
    /// The hash that this line must have after one with the hash `before`: each field with its length before it, so that no
    /// two lines read the same.
    fn chained(&self, before: &str) -> String {
        let (number, at) = (self.number.to_string(), self.at.to_string());
        let mut hash = Sha256::new();
        for field in [before, &number, &at, &self.who, &self.act, &self.about, &self.data] {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
        HEXLOWER.encode(&hash.finalize())
    }

    /// Reads the columns `number, at, who, act, about, data, hash`.
    fn from_row(row: &sqlx::any::AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            number: row.try_get("number")?,
            at: row.try_get("at")?,
            who: row.try_get("who")?,
            act: row.try_get("act")?,
            about: row.try_get("about")?,
            data: row.try_get("data")?,
            hash: row.try_get("hash")?,
        })
    }
}

/// Writes a privileged act down, in the transaction that does it.
///
/// # Errors
/// When the database does not take it; then the act must not happen either.
pub async fn record(tx: &mut Tx, who: Id, act: &str, about: &str, data: &Value) -> Result<(), sqlx::Error> {
    // Taking the number locks the head's row, so that a second node waits here and reads the hash after us.
    let head = sqlx::query("UPDATE audit_head SET number = number + 1 WHERE one = 1 RETURNING number, hash")
        .fetch_one(tx.conn())
        .await?;
    let before: String = head.try_get("hash")?;
    let mut line = Line {
        number: head.try_get("number")?,
        at: tx.now(),
        who: who.to_string(),
        act: act.to_owned(),
        about: about.to_owned(),
        data: data.to_string(),
        hash: String::new(),
    };
    line.hash = line.chained(&before);
    sqlx::query(
        "INSERT INTO audit (number, at, who, act, about, data, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(line.number)
    .bind(line.at)
    .bind(&line.who)
    .bind(&line.act)
    .bind(&line.about)
    .bind(&line.data)
    .bind(&line.hash)
    .execute(tx.conn())
    .await?;
    sqlx::query("UPDATE audit_head SET hash = $1 WHERE one = 1").bind(&line.hash).execute(tx.conn()).await?;
    Ok(())
}

/// Up to `limit` lines before number `before`, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn lines(conn: &mut AnyConnection, before: i64, limit: i64) -> Result<Vec<Line>, sqlx::Error> {
    sqlx::query(
        "SELECT number, at, who, act, about, data, hash FROM audit WHERE number < $1 ORDER BY number DESC LIMIT $2",
    )
    .bind(before)
    .bind(limit)
    .fetch_all(conn)
    .await?
    .iter()
    .map(Line::from_row)
    .collect()
}

/// What is wrong with the chain: one sentence for the first line that does not fit, none if it is whole.
///
/// # Errors
/// When the database does not answer.
pub async fn check(conn: &mut AnyConnection) -> Result<Vec<String>, sqlx::Error> {
    let (mut number, mut hash) = (0, String::new());
    loop {
        let rows = sqlx::query(
            "SELECT number, at, who, act, about, data, hash FROM audit WHERE number > $1 ORDER BY number LIMIT $2",
        )
        .bind(number)
        .bind(CHUNK)
        .fetch_all(&mut *conn)
        .await?;
        for row in &rows {
            let line = Line::from_row(row)?;
            number += 1;
            if line.number != number {
                return Ok(vec![format!("audit: line {number} is missing")]);
            }
            if line.hash != line.chained(&hash) {
                return Ok(vec![format!("audit: line {number} was changed after it was written")]);
            }
            hash = line.hash;
        }
        if rows.is_empty() {
            break;
        }
    }
    let head = sqlx::query("SELECT number, hash FROM audit_head WHERE one = 1").fetch_one(conn).await?;
    let whole = head.try_get::<i64, _>("number")? == number && head.try_get::<String, _>("hash")? == hash;
    Ok(if whole { Vec::new() } else { vec![format!("audit: lines after {number} were cut off")] })
}
