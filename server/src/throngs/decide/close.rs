//! The close: choices are cut from names, and the tally is counted from what is then public.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::Row;

use super::{cast, count, is_due, record};
use crate::app::App;
use crate::throngs::activity;
use crate::throngs::gather::{reread, told};
use crate::throngs::lock;
use crate::throngs::throng::parsed;

/// Decisions that one look closes.
const AT_ONCE: i64 = 100;

/// Closes every ballot whose time has come, and counts what was closed and not counted.
///
/// # Errors
/// When the database does not answer; the next look goes on.
pub async fn close_due(app: &App) -> Result<(), Problem> {
    let rows = sqlx::query(
        "SELECT a.id FROM activities a JOIN throngs t ON t.id = a.throng LEFT JOIN tallies y ON y.activity = a.id \
         WHERE a.kind = 'decide' AND ((a.closed_at IS NULL AND a.opened_at IS NOT NULL \
         AND (t.state = 'ended' OR (COALESCE(t.decide_until, t.deadline) <= $1 AND (t.state = 'deciding' OR t.template = 'decide')))) \
         OR (y.activity IS NOT NULL AND y.root IS NULL)) ORDER BY a.id LIMIT $2",
    )
    .bind(app.clock.now())
    .bind(AT_ONCE)
    .fetch_all(app.db.reader())
    .await?;
    for row in rows {
        close(app, parsed(&row, "id")?).await?;
    }
    Ok(())
}

/// Closes the ballot of `activity` if its time has come, and counts it; whatever of that was done already is left as it is.
///
/// # Errors
/// When the database does not answer.
pub async fn close(app: &App, activity: Id) -> Result<(), Problem> {
    app.writer.write(move |tx| Box::pin(cut(tx, activity))).await?;
    let mut conn = app.db.snapshot().await?;
    let Some(found) = activity::find(&mut conn, activity).await?.filter(|found| found.closed_at.is_some())
    else {
        return Ok(());
    };
    let decision = cast::decision(&found)?.clone();
    let leaves = record::all(&mut conn, activity).await?;
    drop(conn);
    let counting = move || count::recount(&decision.options, (decision.rule, decision.seats), &leaves);
    let counted = tokio::task::spawn_blocking(counting).await.map_err(Problem::internal)?;
    let counted = counted.map_err(Problem::internal)?;
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let written = sqlx::query(
                    "UPDATE tallies SET root = $1, counted = $2 WHERE activity = $3 AND root IS NULL",
                )
                .bind(counted.root)
                .bind(counted.told.to_string())
                .bind(activity.to_string())
                .execute(tx.conn())
                .await?;
                if written.rows_affected() > 0 {
                    let throng = reread(tx, found.throng).await?;
                    told(tx, throng.id, throng.state);
                }
                Ok(())
            })
        })
        .await
}

/// In one transaction: from here on no ballot is taken, and no table holds a person beside a choice.
async fn cut(tx: &mut Tx, id: Id) -> Result<(), Problem> {
    lock(tx).await?;
    let Some(activity) = activity::find(tx.conn(), id).await? else { return Ok(()) };
    let throng = reread(tx, activity.throng).await?;
    if activity.closed_at.is_some() || activity.opened_at.is_none() || !is_due(&throng, tx.now()) {
        return Ok(());
    }
    let (activity, now) = (id.to_string(), tx.now());
    let row = sqlx::query(
        "SELECT COUNT(*) AS ballots, CAST(COALESCE(SUM(CASE WHEN p.role = 'guest' THEN 1 ELSE 0 END), 0) AS BIGINT) AS guests \
         FROM ballots b JOIN people p ON p.id = b.person WHERE b.activity = $1",
    )
    .bind(&activity)
    .fetch_one(tx.conn())
    .await?;
    let (ballots, guests): (i64, i64) = (row.try_get("ballots")?, row.try_get("guests")?);
    sqlx::query(
        "INSERT INTO tallies (activity, ballots, guests, duplicates_bound, closed_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(&activity)
    .bind(ballots)
    .bind(guests)
    .bind(duplicates_bound(ballots, guests))
    .bind(now)
    .execute(tx.conn())
    .await?;
    // Sorted by hash, and voters by id: neither order says when somebody voted.
    for sql in [
        "INSERT INTO ballot_leaves (activity, place, commitment, salt, choice) \
         SELECT activity, ROW_NUMBER() OVER (ORDER BY commitment) - 1, commitment, salt, choice FROM ballots WHERE activity = $1 \
         ORDER BY commitment",
        "INSERT INTO ballot_voters (activity, person) SELECT activity, person FROM ballots WHERE activity = $1 ORDER BY person",
        "DELETE FROM ballots WHERE activity = $1",
    ] {
        sqlx::query(sql).bind(&activity).execute(tx.conn()).await?;
    }
    sqlx::query(
        "UPDATE activities SET closed_at = $1, done = CASE WHEN $2 > 0 THEN 1 ELSE 0 END WHERE id = $3",
    )
    .bind(now)
    .bind(ballots)
    .bind(&activity)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many ballots can at most be somebody's second: whoever has an account is one person; guests may all be one person, who may
/// have an account as well.
fn duplicates_bound(ballots: i64, guests: i64) -> i64 {
    if guests == ballots { (guests - 1).max(0) } else { guests }
}

#[cfg(test)]
mod tests {
    use super::duplicates_bound;

    #[test]
    fn only_guests_can_be_counted_twice() {
        assert_eq!(
            [(0, 0), (1, 1), (5, 0), (5, 5), (5, 2)].map(|(all, guests)| duplicates_bound(all, guests)),
            [0, 0, 0, 4, 2]
        );
    }
}
