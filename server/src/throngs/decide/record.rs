//! The public record of a closed ballot: its leaves, its tally, and what proves that a receipt is in it.

use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use proofs::to_hex;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use super::cast::{decision, too_early};
use super::count::{Leaf, hash};
use super::{close, closes_at};
use crate::app::App;
use crate::throngs::activity::{self, Activity};
use crate::throngs::throng;

/// Leaves that one answer gives at most.
pub const PAGE: i64 = 10_000;

/// The leaves from `place` on, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub async fn from(
    conn: &mut AnyConnection,
    activity: Id,
    place: i64,
    limit: i64,
) -> Result<Vec<Leaf>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT commitment, salt, choice FROM ballot_leaves WHERE activity = $1 AND place >= $2 ORDER BY place LIMIT $3",
    )
    .bind(activity.to_string())
    .bind(place)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    let leaf = |row: &sqlx::any::AnyRow| {
        Ok(Leaf {
            commitment: row.try_get("commitment")?,
            salt: row.try_get("salt")?,
            choice: row.try_get("choice")?,
        })
    };
    rows.iter().map(leaf).collect()
}

/// All leaves, in their order.
///
/// # Errors
/// When the database does not answer.
pub async fn all(conn: &mut AnyConnection, activity: Id) -> Result<Vec<Leaf>, sqlx::Error> {
    let mut leaves = Vec::new();
    loop {
        let page = from(conn, activity, i64::try_from(leaves.len()).unwrap_or(i64::MAX), PAGE).await?;
        if page.is_empty() {
            return Ok(leaves);
        }
        leaves.extend(page);
    }
}

/// The activity once its ballot is closed and counted; closes it now if only the sweep has not come by yet.
///
/// # Errors
/// 409 with `closes_at` before the close.
pub async fn closed(app: &App, activity: Activity) -> Result<Activity, Problem> {
    decision(&activity)?;
    let id = activity.id;
    if activity.closed_at.is_none() {
        close::close(app, id).await?;
    }
    let mut conn = app.db.reader().acquire().await?;
    let now = activity::find(&mut conn, id).await?.ok_or(Problem::not_found("throng-activity-gone"))?;
    if now.closed_at.is_none() {
        let throng = throng::find(&mut conn, &now.throng.to_string()).await?;
        return Err(throng.map_or(Problem::not_found("throng-gone"), |throng| too_early(closes_at(&throng))));
    }
    Ok(now)
}

/// The tally as the API gives it; `None` while it is not counted.
///
/// # Errors
/// When the database does not answer.
pub async fn tally(conn: &mut AnyConnection, activity: &Activity) -> Result<Option<Value>, Problem> {
    let row = sqlx::query(
        "SELECT ballots, guests, duplicates_bound, root, counted, closed_at FROM tallies WHERE activity = $1 AND root IS NOT NULL",
    )
    .bind(activity.id.to_string())
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let decision = decision(activity)?;
    let mut told: Value =
        serde_json::from_str(&row.try_get::<String, _>("counted")?).map_err(Problem::internal)?;
    told["activity"] = json!(activity.id);
    told["rule"] = json!(decision.rule.word());
    told["seats"] = json!(decision.seats);
    told["voters"] = json!(decision.voters);
    told["ballots"] = json!(row.try_get::<i64, _>("ballots")?);
    told["guests"] = json!(row.try_get::<i64, _>("guests")?);
    told["duplicates_bound"] = json!(row.try_get::<i64, _>("duplicates_bound")?);
    told["root"] = json!(row.try_get::<String, _>("root")?);
    told["closed_at"] = json!(rfc3339(row.try_get("closed_at")?));
    Ok(Some(told))
}

/// What proves that the ballot with this receipt is in the tree, and how it was counted.
///
/// # Errors
/// 404 for a receipt of no counted ballot.
pub async fn receipt(conn: &mut AnyConnection, activity: &Activity, receipt: &str) -> Result<Value, Problem> {
    let leaves = all(conn, activity.id).await?;
    let at = leaves.binary_search_by(|leaf| leaf.commitment.as_str().cmp(receipt));
    let at = at.map_err(|_| Problem::not_found("ballot-receipt-unknown"))?;
    let leaf = leaves[at].clone();
    let work = move || -> Result<_, super::count::Broken> {
        let hashes =
            leaves.iter().enumerate().map(|(at, leaf)| hash(at, leaf)).collect::<Result<Vec<_>, _>>()?;
        Ok((proofs::root(&hashes), proofs::inclusion(&hashes, at).unwrap_or_default(), hashes.len()))
    };
    let made = tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?;
    let (root, path, size) = made.map_err(Problem::internal)?;
    Ok(json!({
        "receipt": receipt,
        "included": true,
        "index": at,
        "size": size,
        "salt": leaf.salt,
        "choice": leaf.choice,
        "path": path.iter().map(|hash| to_hex(hash)).collect::<Vec<_>>(),
        "root": to_hex(&root),
    }))
}
