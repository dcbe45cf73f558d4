//! Changing a throng: its state, its times, its words.

use axum::http::HeaderMap;
use platform::clock::Millis;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;

use crate::app::App;
use crate::people::{Act, Visitor, Whose};
use crate::things::Visibility;
use crate::throngs::gather::{reread, seen, told};
use crate::throngs::terms::{valid_deadline, valid_objective, valid_statement};
use crate::throngs::throng::{State, Throng};
use crate::throngs::{lock, outcome};
use crate::web::versions;

/// A change, as it is asked for; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
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
    let before = seen(&mut *app.db.reader().acquire().await?, visitor, key).await?;
    let me = visitor.known()?;
    visitor.allowed(Act::Coordinate, Whose::of(before.coordinator, me.id))?;
    let objective = asked.objective.as_deref().map(valid_objective).transpose()?;
    let reason = asked.reason.as_deref().map(valid_statement).transpose()?;
    let ends = asked.state == Some(State::Ended);
    let id = before.id;
    let after = app
        .writer
        .write(move |tx| {
            Box::pin(async move {
                lock(tx).await?;
                let mut throng = reread(tx, id).await?;
                versions::check(&headers, throng.version)?;
                if throng.state == State::Ended {
                    return Err(Problem::conflict("throng-over"));
                }
                move_times(&mut throng, &asked, tx.now())?;
                if let Some(next) = asked.state {
                    move_state(&mut throng, next, reason.is_some(), tx.now())?;
                }
                throng.objective = objective.unwrap_or(throng.objective);
                throng.visibility = asked.visibility.unwrap_or(throng.visibility);
                keep(tx, &throng, reason).await?;
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

fn move_state(throng: &mut Throng, next: State, has_reason: bool, now: Millis) -> Result<(), Problem> {
    if !throng.state.may_become(next) {
        return Err(Problem::conflict("throng-state-wrong").with("now", throng.state).with("next", next));
    }
    if throng.state == State::Deciding && next == State::Working && !has_reason {
        return Err(Problem::field("/reason", "throng-reason-missing"));
    }
    if next == State::Working && throng.deadline <= now {
        return Err(Problem::field("/deadline", "throng-deadline-wrong"));
    }
    throng.state = next;
    Ok(())
}

fn move_times(throng: &mut Throng, asked: &Asked, now: Millis) -> Result<(), Problem> {
    if asked.deadline.is_some() || asked.decide_until.is_some() {
        if asked.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
            return Err(Problem::field("/reason", "throng-reason-missing"));
        }
        if let Some(deadline) = &asked.deadline {
            throng.deadline = valid_deadline("/deadline", deadline, now)?;
        }
        if let Some(until) = &asked.decide_until {
            throng.decide_until = Some(valid_deadline("/decide_until", until, throng.deadline.max(now))?);
        }
        if throng.decide_until.is_some_and(|until| until <= throng.deadline) {
            return Err(Problem::field("/decide_until", "throng-deadline-wrong"));
        }
    }
    Ok(())
}

async fn keep(tx: &mut Tx, throng: &Throng, reason: Option<String>) -> Result<(), Problem> {
    let ended = (throng.state == State::Ended).then_some(tx.now());
    let statement = ended.and(reason.clone());
    sqlx::query(
        "UPDATE throngs SET objective = $1, state = $2, deadline = $3, decide_until = $4, visibility = $5, reason = $6, \
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
