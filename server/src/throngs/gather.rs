//! Gathering a throng, changing it, joining it, and giving it something to do: the actions behind API and pages.

use axum::http::HeaderMap;
use platform::Id;
use platform::clock::{DAY, Millis, parse_rfc3339};
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;
use serde_json::json;
use sqlx::AnyConnection;

use crate::app::App;
use crate::people::{Act, Acted, Person, Visitor, Whose};
use crate::safety::first_standing;
use crate::things::{Kind, Thing, Visibility};
use crate::throngs::activity::{self, Activity};
use crate::throngs::throng::{self, About, State, Template, Throng};
use crate::throngs::{lock, outcome};
use crate::web::versions;
use crate::{pictures, rooms, stories};

/// Characters of an objective.
pub const MAX_OBJECTIVE: usize = 200;
/// Characters of a reason or statement.
pub const MAX_STATEMENT: usize = 5_000;
/// Characters of a link.
const MAX_URL: usize = 2_000;
/// How far away a deadline may be.
const MAX_AHEAD: Millis = 366 * DAY;
/// Characters of the objective that make the slug.
const SLUG: usize = 48;
/// Activities of one throng.
const MAX_ACTIVITIES: usize = 50;

/// What a throng is about, as it is asked for: a kind and an id, or an address.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
pub struct AboutAsked {
    /// `picture`, `story` or `link`.
    pub kind: Option<String>,
    /// Of the picture or story.
    pub id: Option<String>,
    /// Of a page elsewhere.
    pub url: Option<String>,
}

/// A new throng, as it is asked for.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct Asked {
    /// What is to be reached, in one sentence that a stranger understands.
    pub objective: String,
    /// What it is about.
    pub about: AboutAsked,
    /// RFC 3339.
    pub deadline: String,
    /// RFC 3339, after the deadline.
    pub decide_until: Option<String>,
    /// `label` or `check`; others come with a later version.
    pub template: String,
    /// Who may see it.
    #[serde(default)]
    pub visibility: Visibility,
}

/// A change, as it is asked for; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
pub struct ChangeAsked {
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

/// The throng with this id or slug, if the visitor may see it.
///
/// # Errors
/// 404 if not, or if there is none.
pub async fn seen(conn: &mut AnyConnection, visitor: &Visitor, key: &str) -> Result<Throng, Problem> {
    let found = throng::find(conn, key).await?.filter(|throng| throng.is_seen(Some(visitor)));
    found.ok_or(Problem::not_found("throng-gone"))
}

/// Gathers a throng.
///
/// # Errors
/// 401 and 403 for whoever may not, 422 for what cannot be.
pub async fn gather(app: &App, visitor: &Visitor, asked: Asked) -> Result<Acted<Throng>, Problem> {
    let template = valid_template(&asked.template)?;
    let (objective, about) = (valid_objective(&asked.objective)?, valid_about(&asked.about)?);
    let (visitor, hold_new) = (visitor.clone(), app.config.hold_new);
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let actor = visitor.act(tx, Act::Gather, Whose::Own).await?;
                is_there(tx, &about, &visitor).await?;
                let deadline = valid_deadline("/deadline", &asked.deadline, tx.now())?;
                let decide_until = asked
                    .decide_until
                    .map(|until| valid_deadline("/decide_until", &until, deadline))
                    .transpose()?;
                let standing = first_standing(tx.conn(), hold_new, &actor.person).await?;
                let id = Id::new(tx.now());
                let (kind, what) = about.columns();
                sqlx::query(
                    "INSERT INTO throngs (id, slug, objective, about_kind, about_what, template, state, deadline, decide_until, \
                     coordinator, standing, visibility, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                )
                .bind(id.to_string())
                .bind(slug(&objective, id))
                .bind(&objective)
                .bind(kind)
                .bind(what)
                .bind(template.word())
                .bind(State::Gathering.word())
                .bind(deadline)
                .bind(decide_until)
                .bind(actor.person.id.to_string())
                .bind(standing.word())
                .bind(asked.visibility.word())
                .bind(tx.now())
                .execute(tx.conn())
                .await?;
                rooms::open(tx, Thing { kind: Kind::Throng, id }).await?;
                join_as(tx, id, actor.person.id, "coordinator", None).await?;
                told(tx, id, State::Gathering);
                Ok(Acted { value: reread(tx, id).await?, actor })
            })
        })
        .await
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
    asked: ChangeAsked,
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

fn move_times(throng: &mut Throng, asked: &ChangeAsked, now: Millis) -> Result<(), Problem> {
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

/// Says that the throng changed.
pub fn told(tx: &mut Tx, id: Id, state: State) {
    tx.emit(format!("throng:{id}"), "state", json!({"throng": id, "state": state}));
}

/// The throng as this transaction sees it.
///
/// # Errors
/// 404 if it is not there.
pub async fn reread(tx: &mut Tx, id: Id) -> Result<Throng, Problem> {
    throng::find(tx.conn(), &id.to_string()).await?.ok_or(Problem::not_found("throng-gone"))
}

/// Joins a throng; whoever joined already stays what they are. `invited_by` is the person whose link was followed.
///
/// # Errors
/// 404 for what the visitor may not see, 409 once it has ended.
pub async fn join(
    app: &App,
    visitor: &Visitor,
    key: &str,
    invited_by: Option<Id>,
) -> Result<Acted<Throng>, Problem> {
    let throng = seen(&mut *app.db.reader().acquire().await?, visitor, key).await?;
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let actor = visitor.act(tx, Act::Contribute, Whose::Other).await?;
                if reread(tx, throng.id).await?.state == State::Ended {
                    return Err(Problem::conflict("throng-over"));
                }
                join_as(tx, throng.id, actor.person.id, "contributor", invited_by).await?;
                Ok(Acted { value: reread(tx, throng.id).await?, actor })
            })
        })
        .await
}

/// Writes the membership, unless there is one. An inviter counts only if they have joined themselves.
///
/// # Errors
/// When the database does not take it.
pub async fn join_as(
    tx: &mut Tx,
    throng: Id,
    person: Id,
    role: &'static str,
    invited_by: Option<Id>,
) -> Result<(), Problem> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO throng_members (throng, person, role, invited_by, joined_at) \
         VALUES ($1, $2, $3, (SELECT person FROM throng_members WHERE throng = $1 AND person = $4 AND person <> $2), $5) \
         ON CONFLICT (throng, person) DO NOTHING",
    )
    .bind(throng.to_string())
    .bind(person.to_string())
    .bind(role)
    .bind(invited_by.map(|id| id.to_string()))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives a throng something to do.
///
/// # Errors
/// 403 for whoever does not coordinate it, 409 once it has ended, 422 for what cannot be asked.
pub async fn add_activity(
    app: &App,
    visitor: &Visitor,
    key: &str,
    asked: activity::Asked,
) -> Result<Activity, Problem> {
    let throng = seen(&mut *app.db.reader().acquire().await?, visitor, key).await?;
    coordinates(visitor, &throng)?;
    let new = asked.valid()?;
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                lock(tx).await?;
                let throng = reread(tx, throng.id).await?;
                if throng.state == State::Ended {
                    return Err(Problem::conflict("throng-over"));
                }
                if activity::of_throng(tx.conn(), throng.id).await?.len() >= MAX_ACTIVITIES {
                    return Err(Problem::conflict("throng-activities-many").with("max", MAX_ACTIVITIES));
                }
                let id = activity::insert(tx, throng.id, &new).await?;
                told(tx, throng.id, throng.state);
                activity::find(tx.conn(), id).await?.ok_or(Problem::not_found("throng-activity-gone"))
            })
        })
        .await
}

/// The person, if they coordinate the throng or may stand in for its coordinator.
///
/// # Errors
/// 401 or 403.
pub fn coordinates<'v>(visitor: &'v Visitor, throng: &Throng) -> Result<&'v Person, Problem> {
    let me = visitor.known()?;
    visitor.allowed(Act::Coordinate, Whose::of(throng.coordinator, me.id))
}

fn valid_template(word: &str) -> Result<Template, Problem> {
    match word.parse::<Template>() {
        Ok(template) if template.can_be_gathered() => Ok(template),
        Ok(_) => Err(Problem::field("/template", "throng-template-later")),
        Err(()) => Err(Problem::field("/template", "throng-template-unknown")),
    }
}

fn valid_objective(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_OBJECTIVE || text.chars().any(char::is_control) {
        return Err(Problem::field("/objective", "throng-objective-wrong").with("max", MAX_OBJECTIVE));
    }
    Ok(text.to_owned())
}

/// A statement or reason as it is kept.
///
/// # Errors
/// 422 where it is empty or too long.
pub fn valid_statement(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_STATEMENT {
        return Err(Problem::field("/statement", "throng-statement-wrong").with("max", MAX_STATEMENT));
    }
    Ok(text.to_owned())
}

fn valid_about(asked: &AboutAsked) -> Result<About, Problem> {
    let id = asked.id.as_deref().and_then(|id| id.parse().ok());
    match (asked.kind.as_deref(), id, asked.url.as_deref()) {
        (Some("picture"), Some(id), None) => Ok(About::Picture(id)),
        (Some("story"), Some(id), None) => Ok(About::Story(id)),
        (Some("picture" | "story"), _, _) => Err(Problem::field("/about/id", "throng-about-gone")),
        (None | Some("link"), None, Some(url)) if is_link(url) => Ok(About::Link(url.to_owned())),
        (None | Some("link"), _, Some(_)) => {
            Err(Problem::field("/about/url", "throng-about-url").with("max", MAX_URL))
        }
        _ => Err(Problem::field("/about", "throng-about-wrong")),
    }
}

/// Refuses what is not there, or not for this visitor.
async fn is_there(tx: &mut Tx, about: &About, visitor: &Visitor) -> Result<(), Problem> {
    let there = match about {
        About::Picture(id) => pictures::exists_for(tx.conn(), *id, visitor).await?,
        About::Story(id) => {
            stories::comments::sees(tx.conn(), Thing { kind: Kind::Story, id: *id }, visitor).await?
        }
        About::Link(_) => true,
    };
    if there { Ok(()) } else { Err(Problem::field("/about/id", "throng-about-gone")) }
}

/// Whether it is an address of the web that people can follow.
fn is_link(url: &str) -> bool {
    let parsed = url.parse::<axum::http::Uri>().ok();
    url.len() <= MAX_URL
        && parsed.is_some_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.host().is_some_and(|host| !host.is_empty())
        })
}

fn valid_deadline(pointer: &str, text: &str, after: Millis) -> Result<Millis, Problem> {
    parse_rfc3339(text)
        .filter(|at| (after + 1..=after + MAX_AHEAD).contains(at))
        .ok_or_else(|| Problem::field(pointer, "throng-deadline-wrong"))
}

/// Words of the objective that an address can hold, and the end of the id so that no two are alike.
fn slug(objective: &str, id: Id) -> String {
    let mut words = String::new();
    for c in objective.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            words.push(c);
        } else if !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
        if words.len() >= SLUG {
            break;
        }
    }
    let id = id.to_string();
    let tail = &id[id.len() - 8..];
    let words = words.trim_end_matches('-');
    if words.is_empty() { tail.to_owned() } else { format!("{words}-{tail}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_readable_and_safe() {
        let id = Id::new(1);
        let tail = &id.to_string()[18..];
        assert_eq!(slug("Is it a Cat? — yes/no", id), format!("is-it-a-cat-yes-no-{tail}"));
        assert_eq!(slug("これは猫?", id), tail);
        assert!(slug(&"word ".repeat(100), id).len() < 64);
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert!(is_link("https://example.org/a?b=c") && is_link("http://localhost:8080"));
        for bad in ["javascript:alert(1)", "/path", "example.org", "ftp://example.org", "http://", ""] {
            assert!(!is_link(bad), "{bad}");
        }
    }
}
