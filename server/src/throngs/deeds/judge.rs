//! Saying whether somebody else's deed is done.

use platform::Id;
use platform::clock::Millis;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::AnyConnection;

use super::act::MAX_TEXT;
use super::{Deed, find};
use crate::app::App;
use crate::people::{Act, Acted, Person, Role, Visitor, Whose};
use crate::things::Standing;
use crate::throngs::activity;
use crate::throngs::decide::acted;
use crate::throngs::gather::{join_as, seen, told};
use crate::throngs::roles::{self, CHECKER, CONTRIBUTOR, COORDINATOR, DEPUTY};
use crate::throngs::states::State;
use crate::throngs::{leases, lock, throng};

/// Says whether somebody else's deed is done. Confirmed, its item is done; refused, with a reason, the item is open again.
///
/// # Errors
/// 403 for one's own deed and for a guest who did nothing here before, 404, 409 unless it waits for this, 422 for a refusal without a reason.
pub async fn verdict(
    app: &App,
    visitor: &Visitor,
    id: Id,
    confirmed: bool,
    reason: Option<String>,
) -> Result<Acted<Deed>, Problem> {
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    if !confirmed && reason.is_none() {
        return Err(Problem::field("/reason", "throng-deed-reason"));
    }
    if reason.as_ref().is_some_and(|reason| reason.chars().count() > MAX_TEXT) {
        return Err(Problem::field("/reason", "throng-text-long").with("max", MAX_TEXT));
    }
    let mut conn = app.db.reader().acquire().await?;
    let deed = find(&mut conn, id).await?.ok_or(Problem::not_found("throng-lease-gone"))?;
    let activity = activity::find(&mut conn, deed.activity).await?;
    let activity = activity.ok_or(Problem::not_found("throng-activity-gone"))?;
    let throng = throng::find(&mut conn, &activity.throng.to_string()).await?;
    let throng = throng.ok_or(Problem::not_found("throng-gone"))?;
    seen(&mut conn, visitor, &throng.slug).await?;
    drop(conn);
    let visitor = visitor.clone();
    app.writer.write(move |tx| Box::pin(judge(tx, visitor, id, confirmed, reason))).await
}

async fn judge(
    tx: &mut Tx,
    visitor: Visitor,
    id: Id,
    confirmed: bool,
    reason: Option<String>,
) -> Result<Acted<Deed>, Problem> {
    lock(tx).await?;
    let deed = find(tx.conn(), id).await?.ok_or(Problem::not_found("throng-lease-gone"))?;
    let activity = activity::find(tx.conn(), deed.activity).await?;
    let activity = activity.ok_or(Problem::not_found("throng-activity-gone"))?;
    if activity.throng_state == State::Ended {
        return Err(Problem::conflict("throng-over"));
    }
    let actor = visitor.act(tx, Act::Contribute, Whose::Other).await?;
    if actor.person.id == deed.person {
        return Err(Problem::forbidden("throng-deed-own"));
    }
    if deed.state != "evidenced" || deed.standing != Standing::Shown {
        return Err(Problem::conflict("throng-deed-not-waiting"));
    }
    let shown_at = deed.evidenced_at.unwrap_or(deed.claimed_at);
    if !may_judge(tx.conn(), activity.throng, &actor.person, shown_at).await? {
        return Err(Problem::forbidden("throng-deed-only-acted"));
    }
    let now = tx.now();
    sqlx::query("UPDATE deeds SET state = $1, checked_by = $2, checked_at = $3, reason = $4 WHERE id = $5")
        .bind(if confirmed { "confirmed" } else { "refused" })
        .bind(actor.person.id.to_string())
        .bind(now)
        .bind(reason)
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    if confirmed {
        let done =
            sqlx::query("UPDATE items SET state = 'done', confidence = 1.0 WHERE id = $1 AND state = 'open'")
                .bind(deed.item.to_string())
                .execute(tx.conn())
                .await?;
        leases::count_live(tx, &[deed.item]).await?;
        sqlx::query("UPDATE activities SET done = done + $1 WHERE id = $2")
            .bind(i64::try_from(done.rows_affected()).unwrap_or(0))
            .bind(deed.activity.to_string())
            .execute(tx.conn())
            .await?;
    }
    join_as(tx, activity.throng, actor.person.id, CONTRIBUTOR, None).await?;
    told(tx, activity.throng, activity.throng_state);
    let deed = find(tx.conn(), id).await?.ok_or(Problem::not_found("throng-lease-gone"))?;
    Ok(Acted { value: deed, actor })
}

/// Whether this person's word on deeds shown at `shown_at` counts: see the head of [`super`].
async fn may_judge(
    conn: &mut AnyConnection,
    throng: Id,
    person: &Person,
    shown_at: Millis,
) -> Result<bool, Problem> {
    if person.role != Role::Guest || acted(conn, throng, shown_at, person).await? {
        return Ok(true);
    }
    let role = roles::role(conn, throng, person.id).await?;
    Ok(role.is_some_and(|role| [COORDINATOR, DEPUTY, CHECKER].contains(&role.as_str())))
}
