//! Changing a throng: its state, its times, its words.

use axum::http::HeaderMap;
use platform::Id;
use platform::clock::Millis;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;

use crate::app::App;
use crate::people::Visitor;
use crate::things::Visibility;
use crate::throngs::activity::{self, Activity};
use crate::throngs::gather::{reread, seen, told};
use crate::throngs::roles::coordinates;
use crate::throngs::states::{Change, Course, State};
use crate::throngs::terms::{valid_deadline, valid_objective, valid_reason};
use crate::throngs::throng::Throng;
use crate::throngs::{decide, kinds, lock, outcome};
use crate::web::versions;

/// A change, as it is asked for; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = ThrongChange)]
pub struct Asked {
    /// Where it goes.
    pub state: Option<State>,
    /// A clearer objective.
    pub objective: Option<String>,
    /// RFC 3339; a moved deadline needs a reason.
    pub deadline: Option<String>,
    /// RFC 3339; a moved end of the decision needs a reason.
    pub decide_until: Option<String>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
    /// Why; it is shown.
    pub reason: Option<String>,
}

/// Changes a throng: its state, its words, its times. Ending it this way takes the reason as its statement.
///
/// # Errors
/// 403 for whoever does not coordinate it, 409 for a state that it cannot go to, 412 for a lost race, 422.
pub async fn change(
    app: &App,
    visitor: &Visitor,
    key: &str,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Throng, Problem> {
    let mut conn = app.db.snapshot().await?;
    let before = seen(&mut conn, visitor, key).await?;
    coordinates(&mut conn, visitor, &before).await?;
    drop(conn);
    let objective = asked.objective.as_deref().map(valid_objective).transpose()?;
    let reason = asked.reason.as_deref().map(valid_reason).transpose()?;
    let ends = asked.state == Some(State::Ended);
    let id = before.id;
    let after = app
        .writer
        .write(move |tx| {
            Box::pin(async move {
                lock(tx).await?;
                let mut throng = reread(tx, id).await?;
                versions::check(&headers, throng.version)?;
                let course = moved(&throng, &asked, reason.is_some(), tx.now())?;
                throng.state = course.state;
                throng.deadline = course.deadline;
                throng.decide_until = course.decide_until;
                throng.objective = objective.unwrap_or(throng.objective);
                throng.visibility = asked.visibility.unwrap_or(throng.visibility);
                keep(tx, &throng, reason).await?;
                if asked.state == Some(State::Deciding) {
                    decide::open(tx, &throng, true).await?;
                }
                told(tx, id, throng.state);
                reread(tx, id).await
            })
        })
        .await?;
    if ends {
        outcome::finish(app, id).await?;
    }
    Ok(after)
}

/// Changes an activity. How sure an answer must be cannot change under the people who answer: only before there are items.
///
/// # Errors
/// 403 for whoever does not coordinate it, 404, 409 once the throng has ended or the work has begun, 412 for a lost race, 422.
pub async fn change_activity(
    app: &App,
    visitor: &Visitor,
    id: Id,
    headers: HeaderMap,
    asked: kinds::Change,
) -> Result<Activity, Problem> {
    let rule = asked.target_confidence.is_some() || asked.max_answers.is_some();
    let target = asked.target_confidence.map(kinds::valid_target).transpose()?;
    let max_answers = asked.max_answers.map(kinds::valid_max_answers).transpose()?;
    let title = asked.title.as_deref().map(|title| kinds::valid_title(Some(title))).transpose()?;
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                lock(tx).await?;
                let gone = || Problem::not_found("throng-activity-gone");
                let before = activity::find(tx.conn(), id).await?.ok_or_else(gone)?;
                let throng = reread(tx, before.throng).await?;
                coordinates(tx.conn(), &visitor, &throng).await?;
                versions::check(&headers, before.revision())?;
                if throng.state == State::Ended {
                    return Err(Problem::conflict("throng-over"));
                }
                if rule && before.items > 0 {
                    return Err(Problem::conflict("throng-rule-late"));
                }
                sqlx::query("UPDATE activities SET title = $1, target_confidence = $2, max_answers = $3 WHERE id = $4")
                    .bind(title.unwrap_or(before.title))
                    .bind(target.unwrap_or(before.target))
                    .bind(max_answers.unwrap_or(before.max_answers))
                    .bind(id.to_string())
                    .execute(tx.conn())
                    .await?;
                told(tx, throng.id, throng.state);
                activity::find(tx.conn(), id).await?.ok_or_else(gone)
            })
        })
        .await
}

/// The course as it is asked for.
fn moved(throng: &Throng, asked: &Asked, reason: bool, now: Millis) -> Result<Course, Problem> {
    let time = |pointer, text: &Option<String>| {
        text.as_deref().map(|text| valid_deadline(pointer, text, now)).transpose()
    };
    let change = Change {
        state: asked.state,
        deadline: time("/deadline", &asked.deadline)?,
        decide_until: time("/decide_until", &asked.decide_until)?,
        reason,
    };
    Ok(throng.course().changed(change, now)?)
}

async fn keep(tx: &mut Tx, throng: &Throng, reason: Option<String>) -> Result<(), Problem> {
    let ended = (throng.state == State::Ended).then_some(tx.now());
    let statement = ended.and(reason.clone());
    sqlx::query(
        "UPDATE throngs SET objective = $1, state = $2, deadline = $3, decide_until = $4, visibility = $5, reason = COALESCE($6, reason), \
         statement = $7, ended_at = $8, version = version + 1 WHERE id = $9",
    )
    .bind(&throng.objective)
    .bind(throng.state.word())
    .bind(throng.deadline)
    .bind(throng.decide_until)
    .bind(throng.visibility.word())
    .bind(reason)
    .bind(statement)
    .bind(ended)
    .bind(throng.id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}
