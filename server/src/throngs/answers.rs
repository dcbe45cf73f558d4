//! Answering: what was acknowledged is durable, counts once a person and item, and counts even if it comes late.

use platform::Id;
use platform::clock::{MINUTE, Millis};
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::Value;
use sqlx::Row;

use crate::app::App;
use crate::people::{Act, Acted, Visitor, Whose};
use crate::throngs::activity::{self, Activity};
use crate::throngs::gather::{join_as, seen};
use crate::throngs::roles::CONTRIBUTOR;
use crate::throngs::states::State;
use crate::throngs::throng::Progress;
use crate::throngs::{items, leases, lock, progress, settle};

/// An answer that counts.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// To which activity.
    pub activity: Id,
    /// To which item.
    pub item: Id,
    /// Whether the lease was over.
    pub late: bool,
    /// Whether the item is agreed with it, and was not before.
    pub settled: bool,
    /// How far the activity is with it.
    pub progress: Progress,
}

/// What is being answered.
#[derive(Clone, Copy, Debug)]
pub enum To {
    /// What was handed out under this lease.
    Lease(Id),
    /// This item of this activity, seen on a page that is the same for everybody and so could hand out no lease.
    Item(Id, Id),
}

/// Takes an answer: a choice's text, or null for "can't tell". Makes the visitor a guest and a member of the throng.
///
/// # Errors
/// 404 for an unknown lease or item, 409 if this person answered the item already or the throng has ended, 422 for what is not a choice.
pub async fn answer(app: &App, visitor: &Visitor, to: To, said: Value) -> Result<Acted<Counted>, Problem> {
    let visitor = visitor.clone();
    let mut acted = app.writer.write(move |tx| Box::pin(take(tx, visitor, to, said))).await?;
    // On a task of its own: a visitor who goes away now has answered all the same.
    let (settling, activity) = (app.clone(), acted.value.activity);
    let settled = tokio::spawn(async move { settle::settle(&settling, activity).await }).await;
    if let Err(problem) = settled.map_err(Problem::internal).flatten() {
        tracing::warn!(?problem, "an answer is kept, and will be worked into its item at the next sweep");
    }
    let mut conn = app.db.reader().acquire().await?;
    let item = items::find(&mut conn, activity, acted.value.item).await?;
    acted.value.settled = acted.value.settled && item.is_some_and(|item| item.done);
    if let Some(now) = activity::find(&mut conn, activity).await? {
        acted.value.progress = now.progress();
        progress::changed(app, now.throng);
    }
    Ok(acted)
}

async fn take(tx: &mut Tx, visitor: Visitor, to: To, said: Value) -> Result<Acted<Counted>, Problem> {
    lock(tx).await?;
    let now = tx.now();
    let who = visitor.person().map(|person| person.id);
    let (activity, item, lease) = match to {
        To::Item(activity, item) => (activity, item, None),
        To::Lease(id) => {
            let lease = leases::find(tx, id, who).await?.ok_or(Problem::not_found("throng-lease-gone"))?;
            (lease.activity, lease.item, Some((id, lease)))
        }
    };
    let activity =
        activity::find(tx.conn(), activity).await?.ok_or(Problem::not_found("throng-activity-gone"))?;
    seen(tx.conn(), &visitor, &activity.throng.to_string()).await?;
    if activity.throng_state == State::Ended {
        return Err(Problem::conflict("throng-over"));
    }
    let label = label(&activity, &said)?;
    if lease.as_ref().is_some_and(|(_, lease)| lease.answered) {
        return Err(Problem::conflict("throng-answered"));
    }
    let asked = items::find(tx.conn(), activity.id, item).await?;
    let asked = asked.ok_or(Problem::not_found("throng-item-gone"))?;
    let actor = visitor.act(tx, Act::Contribute, Whose::Other).await?;
    let late = lease.as_ref().is_some_and(|(_, lease)| !lease.is_live(now));
    let took = lease.as_ref().map(|(_, lease)| now - lease.given_at);
    keep(tx, &activity, item, actor.person.id, label, late, took).await?;
    if let Some((id, _)) = lease {
        sqlx::query("UPDATE leases SET live = 0, answered = 1 WHERE id = $1")
            .bind(id.to_string())
            .execute(tx.conn())
            .await?;
    }
    // Until it is settled the answer stands for itself: no more leases go out than before.
    sqlx::query(
        "UPDATE items SET answers = answers + 1, wanted = CASE WHEN wanted > 0 THEN wanted - 1 ELSE 0 END WHERE id = $1",
    )
    .bind(item.to_string())
    .execute(tx.conn())
    .await?;
    leases::count_live(tx, &[item]).await?;
    join_as(tx, activity.throng, actor.person.id, CONTRIBUTOR, None).await?;
    let value =
        Counted { activity: activity.id, item, late, settled: !asked.done, progress: activity.progress() };
    Ok(Acted { value, actor })
}

fn label(activity: &Activity, said: &Value) -> Result<Option<i64>, Problem> {
    match said {
        Value::Null => Some(None),
        Value::String(text) => activity.question.label(text).map(|label| Some(i64::from(label))),
        _ => None,
    }
    .ok_or_else(|| {
        Problem::field("/answer", "throng-answer-wrong").with("choices", activity.question.choices.join(", "))
    })
}

async fn keep(
    tx: &mut Tx,
    activity: &Activity,
    item: Id,
    person: Id,
    label: Option<i64>,
    late: bool,
    took: Option<Millis>,
) -> Result<(), Problem> {
    let known = sqlx::query("SELECT 1 FROM answers WHERE item = $1 AND person = $2")
        .bind(item.to_string())
        .bind(person.to_string())
        .fetch_optional(tx.conn())
        .await?;
    if known.is_some() {
        return Err(Problem::conflict("throng-answered"));
    }
    let number: i64 =
        sqlx::query("UPDATE activities SET answers = answers + 1 WHERE id = $1 RETURNING answers")
            .bind(activity.id.to_string())
            .fetch_one(tx.conn())
            .await?
            .try_get(0)?;
    let now = tx.now();
    sqlx::query(
        "INSERT INTO answers (activity, number, item, person, label, late, took, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(activity.id.to_string())
    .bind(number)
    .bind(item.to_string())
    .bind(person.to_string())
    .bind(label)
    .bind(i64::from(late))
    .bind(took)
    .bind(now)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "INSERT INTO paces (activity, minute, answers) VALUES ($1, $2, 1) \
         ON CONFLICT (activity, minute) DO UPDATE SET answers = paces.answers + 1",
    )
    .bind(activity.id.to_string())
    .bind(now / MINUTE)
    .execute(tx.conn())
    .await?;
    Ok(())
}
