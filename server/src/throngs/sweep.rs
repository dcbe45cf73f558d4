//! What happens by itself: leases run out, deadlines pass, a throng that nobody ends freezes, and what a stop cut short goes on.

use std::time::Duration;

use platform::Id;
use platform::clock::{DAY, HOUR, Millis};
use platform::db::Backend;
use platform::web::Problem;
use sqlx::Row;

use crate::app::App;
use crate::throngs::states::{Course, GRACE, State, Work};
use crate::throngs::throng::parsed;
use crate::throngs::{decide, gather, leases, lock, outcome, settle, upload};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(5);
/// Throngs that one look moves.
const AT_ONCE: i64 = 100;
/// A lease that is over is kept so long, in case its answer comes after all.
pub const LATE: Millis = DAY;
/// Leases that one look forgets.
const FORGET: i64 = 1_000;
/// An upload that is not taken after so long was cut short.
const UPLOAD: Millis = HOUR;

/// Sweeps until the server stops. What an earlier run left unfinished comes first.
pub async fn run(app: App) {
    let mut first = true;
    while !app.drain.is_draining() {
        let guard = app.drain.guard();
        // On PostgreSQL another node may be in the middle of one.
        let alone = app.db.backend() == Backend::Sqlite;
        let before = if first && alone { app.clock.now() } else { app.clock.now() - UPLOAD };
        first = false;
        if let Err(problem) = sweep(&app, before).await {
            tracing::warn!(?problem, "the sweep of throngs goes on at its next turn");
        }
        drop(guard);
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = app.drain.draining() => {}
        }
    }
}

/// One look. Uploads begun before `orphans` and never taken go.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(app: &App, orphans: Millis) -> Result<(), Problem> {
    upload::remove_orphans(app, orphans).await?;
    while app.writer.write(|tx| Box::pin(expire(tx))).await? > 0 {}
    settle::settle_all(app).await?;
    deadlines(app).await?;
    decide::close::close_due(app).await?;
    for throng in ids(
        app,
        "SELECT id FROM throngs WHERE state = 'ended' AND $1 > 0 \
        AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.throng = throngs.id) ORDER BY id LIMIT $2",
    )
    .await?
    {
        outcome::finish(app, throng).await?;
    }
    Ok(())
}

async fn expire(tx: &mut platform::writer::Tx) -> Result<usize, Problem> {
    lock(tx).await?;
    let before = tx.now() - LATE;
    sqlx::query(
        "DELETE FROM leases WHERE id IN (SELECT id FROM leases WHERE live = 0 AND expires_at < $1 ORDER BY expires_at LIMIT $2)",
    )
    .bind(before)
    .bind(FORGET)
    .execute(tx.conn())
    .await?;
    leases::expire(tx, None).await
}

/// Whether a decision of the throng waits for its work; one that was gathered to decide votes from the start.
const DECISIONS: &str = "throngs.template <> 'decide' AND EXISTS (SELECT 1 FROM activities a WHERE a.throng = throngs.id \
    AND a.kind = 'decide' AND a.closed_at IS NULL)";
/// Whether the throng has items.
const ITEMS: &str =
    "EXISTS (SELECT 1 FROM activities a WHERE a.throng = throngs.id AND a.kind <> 'decide' AND a.items > 0)";

/// What the throng has to do.
async fn work(tx: &mut platform::writer::Tx, id: Id) -> Result<Work, sqlx::Error> {
    let sql = format!(
        "SELECT CASE WHEN {ITEMS} THEN 1 ELSE 0 END AS items, CASE WHEN {DECISIONS} THEN 1 ELSE 0 END AS decisions \
         FROM throngs WHERE id = $1"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_one(tx.conn()).await?;
    Ok(Work {
        items: row.try_get::<i64, _>("items")? != 0,
        decisions: row.try_get::<i64, _>("decisions")? != 0,
    })
}

/// Moves throngs whose time has come.
async fn deadlines(app: &App) -> Result<(), Problem> {
    let late = format!(
        "SELECT id FROM throngs WHERE state <> 'ended' AND deadline <= $1 \
         AND ((state <> 'deciding' AND decide_until > $1) OR (deadline + {GRACE} <= $1 AND COALESCE(decide_until, 0) + {GRACE} <= $1) \
         OR (state <> 'deciding' AND decide_until IS NULL AND {DECISIONS}) OR (state = 'gathering' AND {ITEMS})) \
         ORDER BY id LIMIT $2"
    );
    for id in ids(app, &late).await? {
        app.writer.write(move |tx| Box::pin(move_on(tx, id))).await?;
    }
    Ok(())
}

async fn move_on(tx: &mut platform::writer::Tx, id: Id) -> Result<(), Problem> {
    lock(tx).await?;
    let (work, now) = (work(tx, id).await?, tx.now());
    match gather::reread(tx, id).await?.course().due(work, now) {
        Some(Course { state: State::Ended, .. }) => outcome::close(tx, id, None).await,
        Some(Course { state: next, decide_until, .. }) => {
            sqlx::query(
                "UPDATE throngs SET state = $1, decide_until = $2, version = version + 1 WHERE id = $3",
            )
            .bind(next.word())
            .bind(decide_until)
            .bind(id.to_string())
            .execute(tx.conn())
            .await?;
            gather::told(tx, id, next);
            let moved = gather::reread(tx, id).await?;
            decide::open(tx, &moved, true).await
        }
        None => Ok(()),
    }
}

async fn ids(app: &App, sql: &str) -> Result<Vec<Id>, Problem> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()))
        .bind(app.clock.now())
        .bind(AT_ONCE)
        .fetch_all(app.db.reader())
        .await?;
    Ok(rows.iter().map(|row| parsed(row, "id")).collect::<Result<_, _>>()?)
}
