//! How a throng ends: nothing changes any more, everything is worked out once more from the stored answers, and that stands.
//!
//! Ending is one short transaction, after which no answer is taken; the rest is finished outside it and taken up again after a stop.
//! The final consensus depends on the stored answers alone.

use std::collections::BTreeMap;

use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::web::Problem;
use platform::writer::Tx;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::people::Visitor;
use crate::throngs::activity::{self, Activity};
use crate::throngs::credits::{self, Credit};
use crate::throngs::engine::Engine;
use crate::throngs::gather::{reread, seen, told};
use crate::throngs::kinds::Terms;
use crate::throngs::roles::coordinates;
use crate::throngs::states::State;
use crate::throngs::terms::valid_statement;
use crate::throngs::throng::Throng;
use crate::throngs::{decide, entries, items, lock, results, settle};

/// Answers that one read takes.
const READ: i64 = 5_000;
/// Results that the outcome itself holds; all of them are in the export.
const RESULTS: i64 = 10_000;

/// How far the objective was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// Every item has its answer.
    Reached,
    /// Some have.
    Partly,
    /// None has.
    NotReached,
}

impl Reached {
    /// By the counts.
    pub fn by(done: i64, total: i64) -> Self {
        match done {
            0 => Self::NotReached,
            done if done >= total => Self::Reached,
            _ => Self::Partly,
        }
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Partly => "partly",
            Self::NotReached => "not_reached",
        }
    }
}

/// Ends the throng with the coordinator's statement.
///
/// # Errors
/// 403 for whoever does not coordinate it, 409 once it has ended, 422 for no statement.
pub async fn end(app: &App, visitor: &Visitor, key: &str, statement: &str) -> Result<Throng, Problem> {
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, visitor, key).await?;
    coordinates(&mut conn, visitor, &throng).await?;
    drop(conn);
    let statement = valid_statement(statement)?;
    app.writer.write(move |tx| Box::pin(close(tx, throng.id, Some(statement)))).await?;
    finish(app, throng.id).await?;
    Ok(throng)
}

/// From here on nothing is answered, joined or changed.
///
/// # Errors
/// 409 if that was so already.
pub async fn close(tx: &mut Tx, throng: Id, statement: Option<String>) -> Result<(), Problem> {
    lock(tx).await?;
    if reread(tx, throng).await?.state == State::Ended {
        return Err(Problem::conflict("throng-over"));
    }
    let now = tx.now();
    sqlx::query(
        "UPDATE throngs SET state = 'ended', statement = $1, ended_at = $2, version = version + 1 WHERE id = $3",
    )
    .bind(statement)
    .bind(now)
    .bind(throng.to_string())
    .execute(tx.conn())
    .await?;
    told(tx, throng, State::Ended);
    Ok(())
}

/// Freezes the results of a throng that has ended; if that was done already, nothing happens.
///
/// # Errors
/// When the database does not answer; the sweep tries again.
pub async fn finish(app: &App, throng: Id) -> Result<(), Problem> {
    let activities = activity::of_throng(&mut *app.db.reader().acquire().await?, throng).await?;
    let mut bits: BTreeMap<String, f64> = BTreeMap::new();
    for activity in activities.iter().filter(|activity| activity.opened_at.is_some()) {
        decide::close::close(app, activity.id).await?;
    }
    for activity in activities.iter().filter(|activity| activity.is_label()) {
        settle::settle(app, activity.id).await?;
        let engine = fit(app, activity).await?;
        settle::write_final(app, activity, engine, &mut bits).await?;
    }
    credits::write(app, throng, bits).await?;
    app.writer.write(move |tx| Box::pin(freeze(tx, throng))).await
}

/// The consensus of all stored answers, in the order of their numbers.
///
/// # Errors
/// When the database does not answer.
pub async fn fit(app: &App, activity: &Activity) -> Result<Engine, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let mut engine = settle::empty(&mut conn, activity).await?;
    loop {
        let stored = settle::read(&mut conn, activity.id, engine.folded, READ).await?;
        if stored.is_empty() {
            break;
        }
        let collect = move || engine.collect(&stored).map(|()| engine);
        engine = tokio::task::spawn_blocking(collect)
            .await
            .map_err(Problem::internal)?
            .map_err(Problem::internal)?;
    }
    let fit = move || {
        engine.fit();
        engine
    };
    tokio::task::spawn_blocking(fit).await.map_err(Problem::internal)
}

async fn freeze(tx: &mut Tx, throng: Id) -> Result<(), Problem> {
    let ended = reread(tx, throng).await?;
    let row = sqlx::query(
        "SELECT CAST(COALESCE(SUM(acts), 0) AS BIGINT) AS acts, COUNT(*) AS people FROM credits WHERE throng = $1 AND acts > 0",
    )
    .bind(throng.to_string())
    .fetch_one(tx.conn())
    .await?;
    let figures = json!({
        "items": ended.progress.total,
        "done": ended.progress.done,
        "answers": row.try_get::<i64, _>("acts")?,
        "people": row.try_get::<i64, _>("people")?,
    });
    let (mut done, mut total) = (0, 0);
    for activity in activity::of_throng(tx.conn(), throng).await? {
        done += activity.progress().done;
        // A remix that nobody took up was asked for all the same.
        total += activity.progress().total.max(i64::from(activity.terms.picture().is_some()));
    }
    let reached = Reached::by(done, total);
    sqlx::query(
        "INSERT INTO outcomes (throng, state, figures, at) VALUES ($1, $2, $3, $4) ON CONFLICT (throng) DO NOTHING",
    )
    .bind(throng.to_string())
    .bind(reached.word())
    .bind(figures.to_string())
    .bind(ended.ended_at)
    .execute(tx.conn())
    .await?;
    told(tx, throng, State::Ended);
    Ok(())
}

/// What a throng ended with.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the coordinator said; nothing if it ended by itself.
    pub statement: Option<String>,
    /// How far it came: `reached`, `partly` or `not_reached`.
    pub state: String,
    /// `items`, `done`, `answers`, `people`.
    pub figures: Value,
    /// Who did it, the largest part first.
    pub credits: Vec<Credit>,
    /// When.
    pub at: Millis,
}

/// The outcome, once there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, throng: &Throng) -> Result<Option<Outcome>, Problem> {
    let row = sqlx::query("SELECT state, figures, at FROM outcomes WHERE throng = $1")
        .bind(throng.id.to_string())
        .fetch_optional(&mut *conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Outcome {
        statement: throng.statement.clone(),
        state: row.try_get("state")?,
        figures: serde_json::from_str(&row.try_get::<String, _>("figures")?).map_err(Problem::internal)?,
        credits: credits::of(conn, throng.id).await?,
        at: row.try_get("at")?,
    }))
}

/// The outcome as the API gives it; `method` is how it was done, in words.
///
/// # Errors
/// When the database does not answer.
pub async fn json(
    conn: &mut AnyConnection,
    throng: &Throng,
    outcome: &Outcome,
    method: &str,
) -> Result<Value, Problem> {
    let (mut frozen, mut disagreements, mut decisions, mut remixes) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for activity in activity::of_throng(conn, throng.id).await? {
        let items = items::after(conn, activity.id, -1, RESULTS).await?;
        frozen.extend(results::of_kind(conn, &items, &activity).await?);
        match &activity.terms {
            Terms::Decide(_) => decisions.extend(decide::record::tally(conn, &activity).await?),
            Terms::Remix(_) => {
                remixes
                    .extend(entries::of(conn, &activity, RESULTS).await?.iter().map(|entry| entry.picture));
            }
            Terms::Label | Terms::Do => {}
        }
        disagreements.extend(results::disagreements(conn, &activity).await?);
    }
    let credits = outcome.credits.iter().map(|credit| {
        json!({
            "person": {"id": credit.person, "name": credit.name},
            "acts": credit.acts,
            "share": credit.share,
            "invited": credit.invited,
        })
    });
    Ok(json!({
        "statement": outcome.statement,
        "state": outcome.state,
        "results": frozen,
        "figures": outcome.figures,
        "method": method,
        "disagreements": disagreements,
        "decisions": decisions,
        "remixes": remixes,
        "credits": credits.collect::<Vec<_>>(),
        "updates": updates(conn, throng.id).await?,
        "at": rfc3339(outcome.at),
    }))
}

/// What was said after the end, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn updates(conn: &mut AnyConnection, throng: Id) -> Result<Vec<Value>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT u.id, u.body, u.at, u.author, p.name FROM throng_updates u JOIN people p ON p.id = u.author \
         WHERE u.throng = $1 ORDER BY u.id LIMIT 200",
    )
    .bind(throng.to_string())
    .fetch_all(conn)
    .await?;
    let update = |row: &sqlx::any::AnyRow| {
        Ok(json!({
            "id": row.try_get::<String, _>("id")?,
            "at": rfc3339(row.try_get("at")?),
            "body": row.try_get::<String, _>("body")?,
            "author": {"id": row.try_get::<String, _>("author")?, "name": row.try_get::<String, _>("name")?},
        }))
    };
    rows.iter().map(update).collect()
}
