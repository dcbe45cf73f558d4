//! Locks: a place where nothing more is said until a moderator opens it again or its time is over.

use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::web::Problem;
use sqlx::{AnyConnection, Row};

/// `until` of a lock without an end.
const FOR_GOOD: Millis = Millis::MAX;

/// Refuses new words (comments, messages, answers) about the thing `id` while it is locked. A room has its thing's id.
///
/// # Errors
/// 403 with the sentence to show.
pub async fn not_locked(conn: &mut AnyConnection, id: Id, now: Millis) -> Result<(), Problem> {
    let row = sqlx::query("SELECT until FROM locks WHERE thing = $1 AND until > $2")
        .bind(id.to_string())
        .bind(now)
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(()) };
    let until: Millis = row.try_get(0)?;
    if until == FOR_GOOD {
        return Err(Problem::forbidden("safety-locked"));
    }
    let minute: String = rfc3339(until).chars().take(16).collect();
    Err(Problem::forbidden("safety-locked-until").with("until", minute.replace('T', " ")))
}

/// Locks the thing; without an end if `until` is `None`.
///
/// # Errors
/// When the database does not take it.
pub async fn lock(conn: &mut AnyConnection, id: Id, until: Option<Millis>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO locks (thing, until) VALUES ($1, $2) ON CONFLICT (thing) DO UPDATE SET until = excluded.until",
    )
    .bind(id.to_string())
    .bind(until.unwrap_or(FOR_GOOD))
    .execute(conn)
    .await?;
    Ok(())
}

/// Opens the thing again.
///
/// # Errors
/// When the database does not take it.
pub async fn unlock(conn: &mut AnyConnection, id: Id) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM locks WHERE thing = $1").bind(id.to_string()).execute(conn).await?;
    Ok(())
}
