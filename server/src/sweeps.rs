//! What is forgotten by itself: old events, and what has run out. Also what is measured by looking now and then.
//!
//! Each sweep deletes at most [`ROWS`] rows a table and turn, so that writers never wait long behind one. Does NOT sweep what
//! was released: a job does, where references are counted.

use std::time::Duration;

use platform::blob_refs;
use platform::clock::{DAY, Millis};
use platform::db::Backend;
use platform::disk::Room;
use platform::web::Problem;
use platform::writer::Tx;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;

/// Time between two sweeps.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// Time between two looks at the writer's queue.
const MEASURE_EVERY: Duration = Duration::from_secs(1);
/// Time between two searches for files that a process left which died between putting them and referring to them.
const ORPHANS_EVERY: Duration = Duration::from_secs(6 * 3_600);
/// Rows that one sweep deletes from one table.
const ROWS: i64 = 5_000;

/// What is forgotten: the table, its key, the column with the time, and how long after that time it is kept. Whoever slept
/// longer than events are kept reads the page again.
const FORGOTTEN: [(&str, &str, &str, Millis); 4] = [
    ("sessions", "id", "expires_at", 0),
    ("owner_links", "token_hash", "expires_at", 0),
    ("idempotency", "id", "at", DAY),
    ("events", "id", "at", 30 * DAY),
];

/// Sweeps and measures until the server stops.
pub async fn run(app: App) {
    let (mut sweeps, mut measures) = (interval(SWEEP_EVERY), interval(MEASURE_EVERY));
    sweeps.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut orphans = interval(ORPHANS_EVERY);
    measures.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = app.drain.draining() => return,
            _ = measures.tick() => measure(&app),
            _ = orphans.tick() => {
                let _guard = app.drain.guard();
                sweep_orphans(&app).await;
            }
            _ = sweeps.tick() => {
                let _guard = app.drain.guard();
                if let Err(problem) = sweep(&app).await {
                    tracing::warn!(?problem, "a sweep was not done; the next one comes in a minute");
                }
                if let Err(error) = measure_blobs(&app).await {
                    tracing::warn!(%error, "what the files take could not be measured");
                }
                if let Err(error) = app.keys.refresh().await {
                    tracing::warn!(%error, "the keys of other nodes could not be read");
                }
            }
        }
    }
}

fn measure(app: &App) {
    app.metrics.writer_queue.set(i64::try_from(app.writer.waiting()).unwrap_or(i64::MAX));
}

/// Brings `throng_blobs_bytes` up to date.
///
/// # Errors
/// When the database does not answer.
pub async fn measure_blobs(app: &App) -> Result<(), sqlx::Error> {
    let bytes = blob_refs::total(&mut *app.db.reader().acquire().await?).await?;
    app.metrics.blobs_bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    Ok(())
}

/// Where several nodes share a database they may share the files too, and one cannot see what another is about to refer to:
/// there `throng check --repair` does it.
async fn sweep_orphans(app: &App) {
    if app.db.backend() == Backend::Sqlite
        && let Err(error) = blob_refs::sweep_orphans(&app.db, &app.blobs, &app.gate).await
    {
        tracing::warn!(%error, "files that belong to nothing could not be looked for");
    }
}

/// One sweep of everything; gives how many rows went, or lost a secret.
///
/// # Errors
/// When the database does not take it.
pub async fn sweep(app: &App) -> Result<u64, Problem> {
    if *app.room.borrow() == Room::Low {
        // Deleting writes before it frees.
        return Ok(0);
    }
    app.writer.write(|tx| Box::pin(forget(tx))).await
}

async fn forget(tx: &mut Tx) -> Result<u64, Problem> {
    let mut gone = 0;
    for (table, key, time, kept) in FORGOTTEN {
        // Oldest first, so that what stays of a topic has no gaps.
        let sql = format!(
            "DELETE FROM {table} WHERE {key} IN \
             (SELECT {key} FROM {table} WHERE {time} <= $1 ORDER BY {time}, {key} LIMIT $2)"
        );
        let before = tx.now() - kept;
        let delete = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(before).bind(ROWS);
        gone += delete.execute(tx.conn()).await?.rows_affected();
    }
    Ok(gone)
}
