//! One person's page of deeds: what they have in hand and did, what they can take on, and what waits for their word.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Moment, Nav};
use crate::people::Visitor;
use crate::pictures;
use crate::throngs::activity::{self, Activity};
use crate::throngs::deeds::{self, Deed, Which};
use crate::throngs::gather::seen;
use crate::throngs::kinds::Terms;
use crate::throngs::pages::deeds::{CHOSEN, Evidence, ToDo, to_do};
use crate::throngs::pages::sentences::stamp;
use crate::throngs::states::State as ThrongState;
use crate::web::body::Form;
use crate::web::pages::{page, see_other};

/// Pictures of one's own that are proposed as evidence.
const PICTURES: i64 = 20;

/// `/t/{slug}/deeds` and its verbs.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(claim))
        .routes(routes!(give_back))
        .routes(routes!(tell))
        .routes(routes!(judge))
}

#[derive(Template)]
#[template(path = "throngs/doing.html")]
struct DoingPage {
    l: Layout,
    slug: String,
    over: bool,
    notice: String,
    /// What was written about a deed that is in nobody's hands here any more, so that it is not lost.
    left: Option<Told>,
    mine: Vec<Mine>,
    did: Vec<Did>,
    to_do: Vec<ToDo>,
    waiting: Vec<Waiting>,
    pictures: Vec<(Id, String)>,
}

/// A deed that one has in hand, with what was written of it so far.
struct Mine {
    id: Id,
    asked: String,
    until: Moment,
    /// Whether somebody else may have it by now.
    late: bool,
    told: Told,
    wrong: String,
}

/// A deed of one's own that was shown.
struct Did {
    asked: String,
    words: String,
    works: bool,
    reason: String,
    evidence: Evidence,
}

/// Somebody else's deed that waits for a word.
struct Waiting {
    asked: String,
    evidence: Evidence,
    reason: String,
    wrong: String,
}

/// What was refused, and what was written then.
#[derive(Default)]
struct Refused {
    problem: Option<Problem>,
    lease: Option<Id>,
    told: Told,
    reason: String,
}

/// What one has in hand, what one can do, and what waits for one's word.
#[utoipa::path(get, path = "/t/{slug}/deeds", tag = "throngs", params(("slug" = String, Path)), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    draw(&app, &visitor, &slug, Refused::default()).await
}

async fn draw(app: &App, visitor: &Visitor, slug: &str, refused: Refused) -> Result<Response, Problem> {
    let (t, now) = (&visitor.reader.words, app.clock.now());
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, visitor, slug).await?;
    let over = throng.state == ThrongState::Ended;
    let status = refused.problem.as_ref().map_or(StatusCode::OK, |problem| problem.status);
    let sentence = refused.problem.as_ref().map_or_else(String::new, |problem| problem.detail(t));
    let (mut own, mut waiting, mut free) = (Vec::new(), Vec::new(), Vec::new());
    for activity in activity::of_throng(&mut conn, throng.id).await? {
        if activity.terms != Terms::Do {
            continue;
        }
        if let Some(me) = visitor.person() {
            own.extend(deeds::own(&mut conn, activity.id, me.id).await?);
            if !over {
                waiting.extend(deeds::waiting(&mut conn, activity.id, Some(me.id)).await?);
            }
        }
        free.extend(to_do(&mut conn, t, &activity, CHOSEN, now).await?);
    }
    let done: Vec<_> = free.iter().filter(|item| item.done).map(|item| item.id).collect();
    let in_hand = |deed: &Deed| deed.state == "claimed" && !over && !done.contains(&deed.item);
    let (held, shown): (Vec<_>, Vec<_>) = own.into_iter().partition(in_hand);
    let is_here = |id: Id| held.iter().chain(&waiting).any(|deed| deed.id == id);
    let is_shown = refused.lease.is_some_and(is_here);
    let told = &refused.told;
    let is_written = !told.text.is_empty() || !told.link.is_empty();
    let left = (is_written && !is_shown).then(|| told.clone());
    let about = |id: Id| if refused.lease == Some(id) { sentence.clone() } else { String::new() };
    let mine = held.iter().rev().map(|deed| Mine {
        id: deed.id,
        asked: deed.asked.clone(),
        until: Moment::full(t, stamp(deed.expires_at)),
        late: deed.expires_at <= now,
        told: if refused.lease == Some(deed.id) { told.clone() } else { Told::default() },
        wrong: about(deed.id),
    });
    let pictures = match visitor.person() {
        Some(me) if !held.is_empty() => pictures::own::titles(&mut conn, me.id, PICTURES).await?,
        _ => Vec::new(),
    };
    let body = page(&DoingPage {
        l: app.layout(t, Nav::Throngs, throng.objective.clone()),
        slug: throng.slug,
        over,
        mine: mine.collect(),
        did: shown.iter().filter(|deed| deed.state != "claimed").map(|deed| did(t, deed)).collect(),
        to_do: free.into_iter().filter(|item| !item.done).collect(),
        waiting: waiting
            .iter()
            .map(|deed| Waiting {
                asked: deed.asked.clone(),
                evidence: Evidence::of(t, deed),
                reason: if refused.lease == Some(deed.id) { refused.reason.clone() } else { String::new() },
                wrong: about(deed.id),
            })
            .collect(),
        notice: if is_shown { String::new() } else { sentence.clone() },
        left,
        pictures,
    })?;
    Ok((status, body).into_response())
}

/// One's own deed and what became of it.
fn did(t: &Words, deed: &Deed) -> Did {
    // Whoever was erased has no name.
    let by = deed.checker.clone().filter(|name| !name.is_empty());
    let said = |plain, named| match by {
        Some(name) => t.say_with(named, &[("name", name.into())]),
        None => t.say(plain),
    };
    let words = match deed.state.as_str() {
        "confirmed" => said("deeds-confirmed", "deeds-confirmed-by"),
        "refused" => said("deeds-refused", "deeds-refused-by"),
        _ => t.say("deeds-waits"),
    };
    Did {
        asked: deed.asked.clone(),
        works: deed.state == "confirmed",
        words,
        reason: deed.reason.clone().unwrap_or_default(),
        evidence: Evidence::of(t, deed),
    }
}

async fn again(app: &App, visitor: &Visitor, slug: &str, refused: Refused) -> Result<Response, Problem> {
    match refused.problem {
        Some(problem) if !problem.status.is_client_error() => Err(problem),
        _ => draw(app, visitor, slug, refused).await,
    }
}

/// What somebody takes on; without an item, anything.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
struct Taken {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    item: Option<Id>,
}

/// Takes one on.
#[utoipa::path(post, path = "/t/{slug}/claim", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Taken, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 404), (status = 409)))]
async fn claim(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(taken): Form<Taken>,
) -> Result<Response, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let throng = seen(&mut conn, &visitor, &slug).await?;
    let all = activity::of_throng(&mut conn, throng.id).await?;
    let mut chosen = None;
    for activity in all.iter().filter(|activity| activity.terms == Terms::Do) {
        let is_here = match taken.item {
            Some(item) => crate::throngs::items::find(&mut conn, activity.id, item).await?.is_some(),
            None => is_open(activity),
        };
        chosen = chosen.or(Some(activity).filter(|_| is_here));
    }
    drop(conn);
    let there = see_other(&format!("/t/{}/deeds", throng.slug));
    let Some(activity) = chosen else { return Ok(there) };
    let which = taken.item.map_or(Which::Any(None), Which::This);
    match deeds::claim(&app, &visitor, activity, which).await {
        Ok(Some(acted)) => Ok(acted.actor.sign_in(there)),
        Ok(None) => Ok(there),
        Err(problem) => {
            again(&app, &visitor, &slug, Refused { problem: Some(problem), ..Refused::default() }).await
        }
    }
}

const fn is_open(activity: &Activity) -> bool {
    activity.done < activity.items
}

/// Which deed is given back.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct Given {
    #[schema(value_type = String)]
    lease: Id,
}

/// Gives one back; somebody else can take it on.
#[utoipa::path(post, path = "/t/{slug}/give-back", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Given, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 404)))]
async fn give_back(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(given): Form<Given>,
) -> Result<Response, Problem> {
    deeds::give_back(&app, &visitor, given.lease).await?;
    Ok(see_other(&format!("/t/{slug}/deeds")))
}

/// What shows that it is done.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
struct Told {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    lease: Option<Id>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    link: String,
    /// A picture's id, or the address of its page.
    #[serde(default)]
    picture: String,
}

impl Told {
    /// The id at the end of what was written of a picture.
    fn picture_id(&self) -> &str {
        let path = self.picture.trim().split(['?', '#']).next().unwrap_or_default();
        path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
    }
}

/// Shows that it is done.
#[utoipa::path(post, path = "/t/{slug}/deed", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Told, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 409), (status = 422)))]
async fn tell(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(told): Form<Told>,
) -> Result<Response, Problem> {
    let lease = told.lease.ok_or(Problem::not_found("throng-lease-gone"))?;
    let said = json!({"text": told.text, "link": told.link, "picture": told.picture_id()});
    match deeds::answer(&app, &visitor, lease, &said).await {
        Ok(_) => Ok(see_other(&format!("/t/{slug}/deeds#deed-{lease}"))),
        Err(problem) => {
            let lease = Some(lease);
            let refused = Refused { problem: Some(for_people(problem)), lease, told, reason: String::new() };
            again(&app, &visitor, &slug, refused).await
        }
    }
}

/// A word on somebody else's deed.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct Judged {
    #[schema(value_type = String)]
    lease: Id,
    #[serde(default)]
    confirmed: Option<String>,
    #[serde(default)]
    reason: String,
}

/// Confirms or refuses what somebody else did.
#[utoipa::path(post, path = "/t/{slug}/verdict", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Judged, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 409), (status = 422)))]
async fn judge(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(judged): Form<Judged>,
) -> Result<Response, Problem> {
    let confirmed = judged.confirmed.is_some();
    match deeds::verdict(&app, &visitor, judged.lease, confirmed, Some(judged.reason.clone())).await {
        Ok(acted) => Ok(acted.actor.sign_in(see_other(&format!("/t/{slug}/deeds")))),
        Err(problem) => {
            let (lease, told) = (Some(judged.lease), Told::default());
            let refused = Refused { problem: Some(for_people(problem)), lease, told, reason: judged.reason };
            again(&app, &visitor, &slug, refused).await
        }
    }
}

/// The same refusal in words for somebody at a form, who knows no names of fields.
fn for_people(problem: Problem) -> Problem {
    match problem.id {
        "throng-deed-reason" => Problem::field("/reason", "deeds-no-reason"),
        "throng-deed-empty" => Problem::field("/text", "deeds-no-evidence"),
        "throng-picture-gone" => Problem::field("/picture", "deeds-no-picture"),
        _ => problem,
    }
}
