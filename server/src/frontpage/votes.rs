//! Votes: one person, one vote for each submission, which they may change or take back.
//!
//! −1 hides the submission for whoever says it, and counts as a report: three independent ones take it out of everybody's sight until a
//! moderator looks. Invariant: `chosen` and `refused` of a submission are the counts of its votes 1 and −1.

use std::collections::HashMap;

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::json;
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::frontpage::submission::{self, Submission};
use crate::people::{Act, Acted, Visitor, Whose};
use crate::safety::{Subject, flags};
use crate::things::{Kind, Thing};

/// The reason of a report that was made by hiding something for oneself.
const HIDDEN: &str = "other";
/// Votes of a person that a page is told: those for what was put forward lately.
const MAX_OWN: i64 = 1_000;

/// Sets the visitor's vote; without a session it makes the guest.
///
/// # Errors
/// 404, 403, 422 for anything but 1, 0 and −1.
pub async fn vote(app: &App, visitor: &Visitor, id: Id, value: i64) -> Result<Acted<Submission>, Problem> {
    if !matches!(value, -1..=1) {
        return Err(Problem::field("/value", "submission-vote-wrong"));
    }
    let reporter = flags::Reporter::of(app, visitor);
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let found = lock(tx, id).await?.filter(|found| found.is_seen_by(Some(&visitor)));
                let found = found.ok_or_else(submission::gone)?;
                let whose = visitor.person().map_or(Whose::Other, |me| Whose::of(found.author, me.id));
                let actor = visitor.act(tx, Act::Vote, whose).await?;
                let person = actor.person.id;
                let before = of_person(tx.conn(), id, person).await?;
                if before != value {
                    set(tx, id, person, value).await?;
                    count(tx, id, before, value).await?;
                    tx.emit(format!("submission:{id}"), "state", json!({ "submission": id }));
                }
                if value == -1 {
                    let about = Subject::Thing(Thing { kind: Kind::Submission, id });
                    flags::take(tx, about, &reporter.as_person(person), HIDDEN, "").await?;
                } else if before == -1 {
                    flags::take_back(tx, id, person, HIDDEN).await?;
                }
                let value = submission::by_id(tx.conn(), id).await?.ok_or_else(submission::gone)?;
                Ok(Acted { value, actor })
            })
        })
        .await
}

/// The submission, with its row locked: on PostgreSQL two nodes must not count at once.
async fn lock(tx: &mut Tx, id: Id) -> Result<Option<Submission>, Problem> {
    sqlx::query("UPDATE submissions SET shown = shown WHERE id = $1")
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(submission::by_id(tx.conn(), id).await?)
}

async fn of_person(conn: &mut AnyConnection, id: Id, person: Id) -> Result<i64, sqlx::Error> {
    let row = sqlx::query("SELECT value FROM submission_votes WHERE submission = $1 AND person = $2")
        .bind(id.to_string())
        .bind(person.to_string())
        .fetch_optional(conn)
        .await?;
    row.map_or(Ok(0), |row| row.try_get(0))
}

async fn set(tx: &mut Tx, id: Id, person: Id, value: i64) -> Result<(), Problem> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO submission_votes (submission, person, value, at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (submission, person) DO UPDATE SET value = excluded.value, at = excluded.at",
    )
    .bind(id.to_string())
    .bind(person.to_string())
    .bind(value)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn count(tx: &mut Tx, id: Id, before: i64, after: i64) -> Result<(), Problem> {
    let change = |of: i64| i64::from(after == of) - i64::from(before == of);
    sqlx::query("UPDATE submissions SET chosen = chosen + $1, refused = refused + $2 WHERE id = $3")
        .bind(change(1))
        .bind(change(-1))
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The latest votes of a person that are not 0, by submission.
///
/// # Errors
/// When the database does not answer.
pub async fn own(conn: &mut AnyConnection, person: Id) -> Result<HashMap<Id, i64>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT submission, value FROM submission_votes WHERE person = $1 AND value <> 0 ORDER BY submission DESC LIMIT $2",
    )
    .bind(person.to_string())
    .bind(MAX_OWN)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((platform::db::id(row, "submission")?, row.try_get("value")?))).collect()
}
