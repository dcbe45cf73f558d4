//! Editions: what editors put on the front page, by day (UTC). A day that is over stays as it was.
//!
//! Each line keeps the headline, label and address under which it was published, whatever becomes of its submission. A line whose words
//! were taken back or removed stays in its place without them, and its hash stays, so that the edition's root can still be computed.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::web::Problem;
use platform::writer::Tx;
use proofs::{from_hex, leaf_hash, to_hex};
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, Row};

use crate::things::Standing;

/// Lines of one edition.
pub const MAX_LINES: i64 = 100;
/// Days that a calendar marks at most: a month.
const MAX_DAYS: i64 = 31;

/// A line of an edition.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = EditionLine)]
pub struct Line {
    /// The day, `2007-08-19`.
    pub edition: String,
    /// Its place in the order in which they were put there, from 1 on.
    pub place: i64,
    /// What was put there.
    #[schema(value_type = String)]
    pub submission: Id,
    /// The headline; empty once its words were taken back.
    pub headline: String,
    /// One word above it; may be empty.
    pub label: String,
    /// Where it leads; empty once its words were taken back.
    pub url: String,
    /// When it was put there, RFC 3339.
    pub at: String,
    /// What everybody can check: the hash (RFC 9162) of the fields above as JSON, in this order.
    pub leaf: String,
    /// Why the editor put it there.
    pub reason: String,
    /// `greenlit`, or `withdrawn` once its words are gone.
    pub state: &'static str,
}

/// What is hashed of a line, in this order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    edition: String,
    place: i64,
    submission: String,
    headline: String,
    label: String,
    url: String,
    at: String,
}

impl Record {
    /// The hash of a leaf, RFC 9162, section 2.1.1, in lower-case hexadecimal digits.
    ///
    /// # Errors
    /// None that a record can cause.
    pub fn hash(&self) -> Result<String, serde_json::Error> {
        Ok(to_hex(&leaf_hash(&serde_json::to_vec(self)?)))
    }
}

impl Line {
    fn hash(&self) -> Result<String, Problem> {
        let record = Record {
            edition: self.edition.clone(),
            place: self.place,
            submission: self.submission.to_string(),
            headline: self.headline.clone(),
            label: self.label.clone(),
            url: self.url.clone(),
            at: self.at.clone(),
        };
        record.hash().map_err(Problem::internal)
    }

    fn from_row(row: &sqlx::any::AnyRow) -> Result<Self, sqlx::Error> {
        let standing: Option<Standing> = row.try_get::<String, _>("standing")?.parse().ok();
        let shown = standing == Some(Standing::Shown);
        let text = |column: &str| {
            if shown { row.try_get::<String, _>(column) } else { Ok(String::new()) }
        };
        Ok(Self {
            edition: row.try_get("edition")?,
            place: row.try_get("place")?,
            submission: platform::db::id(row, "submission")?,
            headline: text("headline")?,
            label: text("label")?,
            url: text("address")?,
            at: rfc3339(row.try_get("at")?),
            leaf: row.try_get("leaf")?,
            reason: row.try_get("reason")?,
            state: if shown { "greenlit" } else { "withdrawn" },
        })
    }
}

/// The day of `at`, as editions are named.
pub fn day(at: Millis) -> Date {
    let stamp = jiff::Timestamp::from_millisecond(at).unwrap_or_default();
    TimeZone::UTC.to_datetime(stamp).date()
}

/// Reads a day as it stands in an address; `None` for what is no day, or not written so.
pub fn read(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|date| date.year() > 0 && date.to_string() == text)
}

/// The lines of an edition, in their places.
///
/// # Errors
/// When the database does not answer.
pub async fn lines(conn: &mut AnyConnection, date: Date) -> Result<Vec<Line>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT e.edition, e.place, e.submission, e.headline, e.label, e.address, e.reason, e.at, e.leaf, s.standing \
         FROM edition_lines e JOIN submissions s ON s.id = e.submission WHERE e.edition = $1 ORDER BY e.place LIMIT $2",
    )
    .bind(date.to_string())
    .bind(MAX_LINES)
    .fetch_all(conn)
    .await?;
    rows.iter().map(Line::from_row).collect()
}

/// The day of the edition that a submission stands on.
///
/// # Errors
/// When the database does not answer.
pub async fn of_submission(conn: &mut AnyConnection, id: Id) -> Result<Option<String>, sqlx::Error> {
    let row = sqlx::query("SELECT edition FROM edition_lines WHERE submission = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(|row| row.try_get("edition")).transpose()
}

/// Puts a line on the edition of the day that is now; the caller has checked that it stands on none yet.
///
/// # Errors
/// 409 when the edition is full.
pub async fn put(tx: &mut Tx, new: NewLine<'_>) -> Result<Line, Problem> {
    let now = tx.now();
    let edition = day(now).to_string();
    let count: i64 = sqlx::query("SELECT COUNT(*) FROM edition_lines WHERE edition = $1")
        .bind(&edition)
        .fetch_one(tx.conn())
        .await?
        .try_get(0)?;
    if count >= MAX_LINES {
        return Err(Problem::conflict("edition-full").with("max", MAX_LINES));
    }
    let mut line = Line {
        edition,
        place: count + 1,
        submission: new.submission,
        headline: new.headline.to_owned(),
        label: new.label.to_owned(),
        url: new.url.to_owned(),
        at: rfc3339(now),
        leaf: String::new(),
        reason: new.reason.to_owned(),
        state: "greenlit",
    };
    line.leaf = line.hash()?;
    sqlx::query(
        "INSERT INTO edition_lines (edition, place, submission, headline, label, address, reason, role, leaf, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&line.edition)
    .bind(line.place)
    .bind(line.submission.to_string())
    .bind(&line.headline)
    .bind(&line.label)
    .bind(&line.url)
    .bind(&line.reason)
    .bind(new.role)
    .bind(&line.leaf)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(line)
}

/// A line that an editor makes.
pub struct NewLine<'l> {
    /// What is put there.
    pub submission: Id,
    /// Its headline on the edition.
    pub headline: &'l str,
    /// One word above it.
    pub label: &'l str,
    /// Where it leads.
    pub url: &'l str,
    /// Why.
    pub reason: &'l str,
    /// The editor's role.
    pub role: &'l str,
}

/// Where an edition stands among the others.
#[derive(Clone, Debug, Default)]
pub struct Neighbours {
    /// The how manieth it is; the next number for a day that has none yet.
    pub number: u64,
    /// The edition before.
    pub before: Option<Date>,
    /// The edition after.
    pub after: Option<Date>,
}

/// The editions around a day.
///
/// # Errors
/// When the database does not answer.
pub async fn neighbours(conn: &mut AnyConnection, date: Date) -> Result<Neighbours, sqlx::Error> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(DISTINCT edition) FROM edition_lines WHERE edition < $1) AS earlier, \
         (SELECT MAX(edition) FROM edition_lines WHERE edition < $1) AS before_it, \
         (SELECT MIN(edition) FROM edition_lines WHERE edition > $1) AS after_it",
    )
    .bind(date.to_string())
    .fetch_one(conn)
    .await?;
    let date =
        |column: &str| row.try_get::<Option<String>, _>(column).map(|text| text.as_deref().and_then(read));
    Ok(Neighbours {
        number: u64::try_from(row.try_get::<i64, _>("earlier")?).unwrap_or(0) + 1,
        before: date("before_it")?,
        after: date("after_it")?,
    })
}

/// The days from `first` to `last` that have an edition.
///
/// # Errors
/// When the database does not answer.
pub async fn days(conn: &mut AnyConnection, first: Date, last: Date) -> Result<Vec<Date>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT DISTINCT edition FROM edition_lines WHERE edition >= $1 AND edition <= $2 ORDER BY edition LIMIT $3",
    )
    .bind(first.to_string())
    .bind(last.to_string())
    .bind(MAX_DAYS)
    .fetch_all(conn)
    .await?;
    let days = rows.iter().map(|row| row.try_get::<String, _>("edition"));
    Ok(days.collect::<Result<Vec<_>, _>>()?.iter().filter_map(|text| read(text)).collect())
}

/// The Merkle root over the lines' leaves, in lower-case hexadecimal digits; nothing while the day is not over, or without lines.
pub fn root(lines: &[Line], date: Date, now: Millis) -> Option<String> {
    if !is_closed(date, now) || lines.is_empty() {
        return None;
    }
    let leaves: Vec<_> = lines.iter().filter_map(|line| from_hex(&line.leaf)).collect();
    Some(to_hex(&proofs::root(&leaves)))
}

/// Whether the day is over, so that its edition does not change any more.
pub fn is_closed(date: Date, now: Millis) -> bool {
    date < day(now)
}

/// When the day begins.
pub fn begins(date: Date) -> jiff::Timestamp {
    TimeZone::UTC.to_timestamp(date.to_datetime(Time::midnight())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::clock::DAY;
    use sha2::{Digest, Sha256};

    #[test]
    fn days_are_utc_and_read_back() {
        assert_eq!(day(1_187_532_300_000).to_string(), "2007-08-19");
        assert_eq!(day(DAY - 1).to_string(), "1970-01-01");
        assert_eq!(begins(day(DAY)).as_millisecond(), DAY);
        for bad in ["2007-8-19", "2007-02-30", "today", "2007-08-19T00:00", "-000001-01-01", "20070819"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert!(is_closed(day(0), DAY) && !is_closed(day(DAY), DAY));
    }

    #[test]
    fn a_leaf_is_the_hash_of_what_is_published() {
        let line = Line {
            edition: "2007-08-19".into(),
            place: 1,
            submission: Id::from_number(1),
            headline: "A cat".into(),
            label: String::new(),
            url: "https://example.org/".into(),
            at: "2007-08-19T14:05:00.000Z".into(),
            leaf: String::new(),
            reason: String::new(),
            state: "greenlit",
        };
        let text = format!(
            "\0{{\"edition\":\"2007-08-19\",\"place\":1,\"submission\":\"{}\",\"headline\":\"A cat\",\"label\":\"\",\
             \"url\":\"https://example.org/\",\"at\":\"2007-08-19T14:05:00.000Z\"}}",
            Id::from_number(1)
        );
        assert_eq!(line.hash().unwrap(), data_encoding::HEXLOWER.encode(&Sha256::digest(text)));
    }
}
