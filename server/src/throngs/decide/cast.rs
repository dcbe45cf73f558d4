//! Voting: one ballot a person, which may be changed until the close.

use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use platform::writer::Tx;
use proofs::{SALT, commitment, to_hex};
use serde_json::Value;
use sqlx::{AnyConnection, Row};

use super::{Decision, choice, closes_at, is_open};
use crate::app::App;
use crate::people::{Act, Acted, Visitor, Whose};
use crate::throngs::activity::{self, Activity};
use crate::throngs::gather::{join_as, reread, seen};
use crate::throngs::kinds::Terms;
use crate::throngs::lock;
use crate::throngs::roles::CONTRIBUTOR;

/// The decision of an activity.
///
/// # Errors
/// 409 if it is of another kind.
pub fn decision(activity: &Activity) -> Result<&Decision, Problem> {
    match &activity.terms {
        Terms::Decide(decision) => Ok(decision),
        _ => Err(Problem::conflict("ballot-none")),
    }
}

/// Takes this person's ballot in place of any earlier one, and gives the receipt: the commitment under which the ballot will be
/// published. Makes the visitor a guest where guests may vote, and a member of the throng.
///
/// # Errors
/// 403 for whoever may not vote here, 404, 409 unless the ballot is open, 422 for what is no ballot.
pub async fn cast(app: &App, visitor: &Visitor, activity: Id, said: Value) -> Result<Acted<String>, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let found =
        activity::find(&mut conn, activity).await?.ok_or(Problem::not_found("throng-activity-gone"))?;
    seen(&mut conn, visitor, &found.throng.to_string()).await?;
    drop(conn);
    let visitor = visitor.clone();
    app.writer.write(move |tx| Box::pin(take(tx, visitor, activity, said))).await
}

async fn take(tx: &mut Tx, visitor: Visitor, activity: Id, said: Value) -> Result<Acted<String>, Problem> {
    lock(tx).await?;
    let activity =
        activity::find(tx.conn(), activity).await?.ok_or(Problem::not_found("throng-activity-gone"))?;
    let decision = decision(&activity)?;
    let throng = reread(tx, activity.throng).await?;
    let opened_at = match activity.opened_at {
        Some(opened_at) if is_open(&activity, &throng, tx.now()) => opened_at,
        _ if activity.closed_at.is_some() || tx.now() >= closes_at(&throng) => {
            return Err(Problem::conflict("ballot-closed"));
        }
        _ => return Err(Problem::conflict("ballot-not-open")),
    };
    let choice = choice::spell(&choice::from_names(decision, &said)?, decision.options.len());
    let actor = visitor.act(tx, Act::CastBallot, Whose::Other).await?;
    decision.voters.admit(tx, &activity, opened_at, &actor.person).await?;
    let salt: [u8; SALT] = rand::random();
    let receipt = to_hex(&commitment(&salt, choice.as_bytes()));
    sqlx::query(
        "INSERT INTO ballots (activity, person, commitment, salt, choice) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (activity, person) DO UPDATE SET commitment = $3, salt = $4, choice = $5",
    )
    .bind(activity.id.to_string())
    .bind(actor.person.id.to_string())
    .bind(&receipt)
    .bind(to_hex(&salt))
    .bind(choice)
    .execute(tx.conn())
    .await?;
    join_as(tx, activity.throng, actor.person.id, CONTRIBUTOR, None).await?;
    Ok(Acted { value: receipt, actor })
}

/// A person's own ballot while it can be changed: the choice by the options' names, and its receipt.
///
/// # Errors
/// When the database does not answer.
pub async fn own(
    conn: &mut AnyConnection,
    activity: &Activity,
    person: Id,
) -> Result<Option<(ballots::Ballot, String)>, Problem> {
    let options = decision(activity)?.options.len();
    let row = sqlx::query("SELECT commitment, choice FROM ballots WHERE activity = $1 AND person = $2")
        .bind(activity.id.to_string())
        .bind(person.to_string())
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let ballot = choice::read(&row.try_get::<String, _>("choice")?, options);
    Ok(ballot.zip(row.try_get("commitment").ok()))
}

/// 409 for a tally before the close, with when that is.
pub fn too_early(closes_at: platform::clock::Millis) -> Problem {
    let at = rfc3339(closes_at);
    Problem::conflict("ballot-still-open").with("at", &at).member("closes_at", at)
}
