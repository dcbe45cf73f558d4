//! Reports: *something is wrong with this*, by anybody.
//!
//! Three independent reports hide a thing until a moderator looks. Reports are independent if they come from different
//! people and from different addresses; from this machine itself, where every address is the same, people suffice. Whoever
//! reported a thing never counts again for it, also after a moderator looked.

use data_encoding::HEXLOWER;
use platform::Id;
use platform::clock::Millis;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::people::{Visitor, directory};
use crate::safety::{About, Subject, acts, log, reach};
use crate::things::Standing;

/// Independent reports that hide a thing.
const ENOUGH: i64 = 3;
/// Characters of what a report adds.
pub const MAX_DETAIL: usize = 2_000;

/// A report, as programs send it.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = NewFlag)]
pub struct Asked {
    /// What is meant.
    pub about: About,
    /// What is wrong: `private`, `hurtful`, `illegal`, `spam`, `rights`, `other`, or in own words; at most 300 characters.
    pub reason: String,
    /// More about it, for moderators only; at most 2,000 characters.
    pub detail: Option<String>,
}

/// A report as its receipt shows it.
#[derive(Clone, Debug)]
pub struct Flag {
    /// Its receipt.
    pub id: Id,
    /// What it is about.
    pub about: Subject,
    /// What is wrong.
    pub reason: String,
    /// More, for moderators.
    pub detail: String,
    /// When.
    pub at: Millis,
    /// The moderation act that settled it.
    pub outcome: Option<String>,
}

impl Flag {
    /// Reads the columns `id, kind, thing, reason, detail, at, outcome`.
    pub(super) fn from_row(row: &sqlx::any::AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: platform::db::id(row, "id")?,
            about: Subject::from_row(row)?,
            reason: row.try_get("reason")?,
            detail: row.try_get("detail")?,
            at: row.try_get("at")?,
            outcome: row.try_get("outcome")?,
        })
    }
}

/// Who reports.
#[derive(Clone, Debug)]
pub struct Reporter {
    person: Option<Id>,
    /// What tells this reporter from others.
    key: String,
    /// A digest of the address; `None` from this machine itself.
    address: Option<String>,
}

impl Reporter {
    /// The visitor, by session or by address.
    pub fn of(app: &App, visitor: &Visitor) -> Self {
        // A digest under the instance's key: whoever reads the table cannot find the address by trying all.
        let address = app.keys.sign("flags", format!("{:?}", visitor.reader.address).as_bytes());
        let address = HEXLOWER.encode(&Sha256::digest(address));
        let person = visitor.person().map(|person| person.id);
        let key = person.map_or_else(|| address.clone(), |person| person.to_string());
        let address = (!visitor.reader.local).then_some(address);
        Self { person, key, address }
    }

    /// The same, as the guest that this act has just made.
    pub fn as_person(self, person: Id) -> Self {
        Self { person: Some(person), key: person.to_string(), ..self }
    }
}

/// Takes a report and gives its receipt; a second one of the same reporter about the same thing gets the first's.
///
/// # Errors
/// 404 if there is no such thing, 422 for a field.
pub async fn report(app: &App, visitor: &Visitor, asked: Asked) -> Result<Id, Problem> {
    let about = asked.about.subject()?;
    let reason = log::valid_reason(&asked.reason)
        .map_err(|_| Problem::field("/reason", "safety-reason-wrong").with("max", log::MAX_REASON))?;
    let detail = asked.detail.as_deref().unwrap_or("").trim().to_owned();
    if detail.chars().count() > MAX_DETAIL {
        return Err(Problem::field("/detail", "safety-detail-long").with("max", MAX_DETAIL));
    }
    let reporter = Reporter::of(app, visitor);
    app.writer
        .write(move |tx| Box::pin(async move { take(tx, about, &reporter, &reason, &detail).await }))
        .await
}

/// As [`report`], within the transaction of the act that is a report as well.
///
/// # Errors
/// 404 if there is no such thing.
pub async fn take(
    tx: &mut Tx,
    about: Subject,
    reporter: &Reporter,
    reason: &str,
    detail: &str,
) -> Result<Id, Problem> {
    if let Some(receipt) = earlier(tx.conn(), about, reporter).await? {
        return Ok(receipt);
    }
    let found = match about {
        Subject::Thing(thing) => reach::find(tx.conn(), thing)
            .await?
            .filter(|found| matches!(found.standing, Standing::Shown | Standing::Hidden)),
        Subject::Person(_) => None,
    };
    let there = match about {
        Subject::Thing(_) => found.is_some(),
        Subject::Person(id) => {
            directory::find(tx.conn(), id).await?.is_some_and(|person| !person.name.is_empty())
        }
    };
    if !there {
        return Err(reach::nothing_there());
    }
    let receipt = insert(tx, about, reporter, reason, detail).await?;
    if let Some(found) = found
        && found.standing == Standing::Shown
        && independent(tx.conn(), about).await? >= ENOUGH
    {
        reach::set_standing(tx, found.thing, Standing::Hidden).await?;
        acts::tell(tx, &found, "hide");
        log::write(tx, None, &log::Line::new("hide", about, String::new())).await?;
    }
    Ok(receipt)
}

/// Takes back what `person` reported about `thing` for `reason`, unless a moderator has looked already.
///
/// # Errors
/// When the database does not take it.
pub async fn take_back(tx: &mut Tx, thing: Id, person: Id, reason: &str) -> Result<(), Problem> {
    sqlx::query("DELETE FROM flags WHERE thing = $1 AND reporter = $2 AND reason = $3 AND outcome IS NULL")
        .bind(thing.to_string())
        .bind(person.to_string())
        .bind(reason)
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn earlier(
    conn: &mut AnyConnection,
    about: Subject,
    reporter: &Reporter,
) -> Result<Option<Id>, sqlx::Error> {
    let row = sqlx::query("SELECT id FROM flags WHERE thing = $1 AND reporter = $2")
        .bind(about.id().to_string())
        .bind(&reporter.key)
        .fetch_optional(conn)
        .await?;
    row.map(|row| platform::db::id(&row, "id")).transpose()
}

async fn insert(
    tx: &mut Tx,
    about: Subject,
    reporter: &Reporter,
    reason: &str,
    detail: &str,
) -> Result<Id, sqlx::Error> {
    let same = sqlx::query("SELECT COUNT(*) FROM flags WHERE thing = $1 AND address = $2")
        .bind(about.id().to_string())
        .bind(reporter.address.clone())
        .fetch_one(tx.conn())
        .await?;
    let independent = same.try_get::<i64, _>(0)? == 0;
    let (id, now) = (Id::new(tx.now()), tx.now());
    sqlx::query(
        "INSERT INTO flags (id, kind, thing, person, reporter, address, independent, reason, detail, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id.to_string())
    .bind(about.kind())
    .bind(about.id().to_string())
    .bind(reporter.person.map(|person| person.to_string()))
    .bind(&reporter.key)
    .bind(reporter.address.clone())
    .bind(i64::from(independent))
    .bind(reason)
    .bind(detail)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Independent reports that no moderator has looked at.
async fn independent(conn: &mut AnyConnection, about: Subject) -> Result<i64, sqlx::Error> {
    sqlx::query("SELECT COUNT(*) FROM flags WHERE thing = $1 AND independent = 1 AND outcome IS NULL")
        .bind(about.id().to_string())
        .fetch_one(conn)
        .await?
        .try_get(0)
}

/// Closes the open reports about `thing`: a moderator has looked, and did `act`.
pub(super) async fn settle(conn: &mut AnyConnection, thing: Id, act: &str) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE flags SET outcome = $1 WHERE thing = $2 AND outcome IS NULL")
        .bind(act)
        .bind(thing.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// The report with this receipt.
///
/// # Errors
/// 404 if there is none.
pub async fn find(conn: &mut AnyConnection, receipt: &str) -> Result<Flag, Problem> {
    let row = sqlx::query("SELECT id, kind, thing, reason, detail, at, outcome FROM flags WHERE id = $1")
        .bind(receipt)
        .fetch_optional(conn)
        .await?;
    Ok(Flag::from_row(&row.ok_or(Problem::not_found("safety-no-receipt"))?)?)
}
