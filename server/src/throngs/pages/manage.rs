//! What the coordinator does: the deadline, the end, and afterwards how it went on. And where people disagree, for everybody.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use platform::clock::rfc3339;
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::people::Visitor;
use crate::throngs::change::{self, Asked as ChangeAsked};
use crate::throngs::gather::seen;
use crate::throngs::pages::decision::{self, Deciding, New};
use crate::throngs::pages::figures::{Named, figures};
use crate::throngs::pages::form::{for_people, instant, local};
use crate::throngs::pages::tables::{self, ResultRow, Shows};
use crate::throngs::roles::{self, coordinates};
use crate::throngs::states::State as ThrongState;
use crate::throngs::watch::{self, Watch};
use crate::throngs::{activity, known, outcome, updates};
use crate::web::body::Form;
use crate::web::pages::{page, see_other};

/// `/t/{slug}/manage` and its verbs, and `/t/{slug}/disputed`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(move_deadline))
        .routes(routes!(move_state))
        .routes(routes!(end))
        .routes(routes!(update))
        .routes(routes!(show_disputed))
}

#[derive(Template)]
#[template(path = "throngs/manage.html")]
struct ManagePage {
    l: Layout,
    slug: String,
    notice: String,
    bad: bool,
    id: String,
    figures: Vec<Named>,
    /// Whether questions are asked, so that there are answers to know and to disagree on.
    asks: bool,
    unclear: String,
    ended: bool,
    stands: String,
    moves: Vec<(&'static str, String)>,
    deputies: Vec<(String, String)>,
    deputy: String,
    statement: String,
    deadline: String,
    offset_minutes: String,
    known_words: String,
    decision: Deciding,
    rows: Vec<ResultRow>,
    link: String,
    embed: String,
}

/// What a redrawn page keeps of a form that was refused.
#[derive(Default)]
pub struct Kept {
    /// What was wrong.
    pub wrong: Option<Problem>,
    /// A statement.
    pub text: String,
    /// A deadline, and how far its zone is from UTC.
    pub deadline: Option<(String, String)>,
    /// The name of a deputy.
    pub deputy: String,
    /// A new decision.
    pub decision: Option<New>,
}

/// The coordinator's page.
#[utoipa::path(get, path = "/t/{slug}/manage", tag = "throngs", params(("slug" = String, Path)), responses((status = 200), (status = 403)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    draw(&app, &visitor, &slug, Kept::default()).await
}

async fn draw(app: &App, visitor: &Visitor, slug: &str, kept: Kept) -> Result<Response, Problem> {
    let t = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, visitor, slug).await?;
    coordinates(&mut conn, visitor, &throng).await?;
    let watched = watch::watch(&mut conn, throng.id, app.clock.now()).await?;
    let all = activity::of_throng(&mut conn, throng.id).await?;
    let decision = decision::stands(t, &throng, &all, app.clock.now(), kept.decision);
    let figures = figures(&mut conn, t, &throng, &all, &watched, app.clock.now()).await?;
    let (mut rows, mut known) = (Vec::new(), 0);
    for activity in all.iter().filter(|activity| activity.is_label() && activity.items > 0) {
        rows.extend(tables::disputed(&mut conn, t, activity, Shows::Answers).await?);
        known += known::count(&mut conn, activity.id).await?;
    }
    let deputies = roles::deputies(&mut conn, throng.id).await?;
    drop(conn);
    let (deadline, offset_minutes) =
        kept.deadline.unwrap_or_else(|| (local(throng.deadline, 0), String::new()));
    let response = page(&ManagePage {
        l: app.layout(t, Nav::Throngs, throng.objective.clone()),
        notice: kept.wrong.as_ref().map_or_else(String::new, |problem| problem.detail(t)),
        bad: kept.wrong.is_some(),
        id: throng.id.to_string(),
        figures,
        asks: all.iter().any(|activity| activity.is_label() && activity.items > 0),
        unclear: if watched.is_unclear() { unclear(t, &watched) } else { String::new() },
        ended: throng.state == ThrongState::Ended,
        stands: t.say_with("state-stands", &[("state", throng.state.word().into())]),
        moves: moves(t, throng.state, decision.some && !decision.open),
        deputies: deputies.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        deputy: kept.deputy,
        statement: kept.text,
        deadline,
        offset_minutes,
        known_words: t.say_with("known-do", &[("done", known.into())]),
        decision,
        rows,
        link: format!("{}/t/{}", app.public_url(), throng.slug),
        embed: crate::embed::line(app, &throng.slug, &throng.objective),
        slug: throng.slug,
    })?;
    let status = kept.wrong.map_or(StatusCode::OK, |problem| problem.status);
    Ok((status, response).into_response())
}

fn unclear(t: &Words, watched: &Watch) -> String {
    t.say_with("manage-unclear", &[("disputed", watched.disputed.into()), ("judged", watched.judged.into())])
}

/// Where the throng can go without ending, with the words on the button; to deciding only where there is something to decide.
fn moves(t: &Words, from: ThrongState, decides: bool) -> Vec<(&'static str, String)> {
    let is_way = |to: &ThrongState| match to {
        ThrongState::Ended => false,
        ThrongState::Deciding => decides && from.may_become(*to),
        _ => from.may_become(*to),
    };
    let ways = ThrongState::ALL.into_iter().filter(is_way);
    ways.map(|to| (to.word(), t.say_with("state-go", &[("state", to.word().into())]))).collect()
}

/// The page again where the form was at fault; anything else is told on a page of its own.
///
/// # Errors
/// What is not the form's fault.
pub async fn again(
    app: &App,
    visitor: &Visitor,
    slug: &str,
    problem: Problem,
    kept: Kept,
) -> Result<Response, Problem> {
    match problem.status {
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT => {
            draw(app, visitor, slug, Kept { wrong: Some(problem), ..kept }).await
        }
        _ => Err(problem),
    }
}

/// The page again with what was wrong about a deputy that was to be called `name`.
///
/// # Errors
/// What is not the form's fault.
pub async fn redrawn(
    app: &App,
    visitor: &Visitor,
    slug: &str,
    problem: Problem,
    name: String,
) -> Result<Response, Problem> {
    again(app, visitor, slug, problem, Kept { deputy: name, ..Kept::default() }).await
}

/// A new deadline.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct Moved {
    deadline: String,
    #[serde(default)]
    offset_minutes: String,
    #[serde(default)]
    reason: String,
}

/// Moves the deadline.
#[utoipa::path(post, path = "/t/{slug}/deadline", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Moved, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 422)))]
async fn move_deadline(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(moved): Form<Moved>,
) -> Result<Response, Problem> {
    let Some(at) = instant(&moved.deadline, &moved.offset_minutes) else {
        let problem = Problem::field("/deadline", "gather-bad-deadline");
        return again(&app, &visitor, &slug, problem, Kept::default()).await;
    };
    let asked =
        ChangeAsked { deadline: Some(rfc3339(at)), reason: Some(moved.reason), ..ChangeAsked::default() };
    match change::change(&app, &visitor, &slug, HeaderMap::new(), asked).await {
        Ok(throng) => Ok(see_other(&format!("/t/{}/manage", throng.slug))),
        Err(problem) => {
            let kept = Kept { deadline: Some((moved.deadline, moved.offset_minutes)), ..Kept::default() };
            again(&app, &visitor, &slug, for_people(problem), kept).await
        }
    }
}

/// Where the throng is to go, and why.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct Going {
    state: ThrongState,
    #[serde(default)]
    reason: String,
}

/// Moves the throng on, or from deciding back to work.
#[utoipa::path(post, path = "/t/{slug}/state", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Going, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 409), (status = 422)))]
async fn move_state(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(going): Form<Going>,
) -> Result<Response, Problem> {
    if going.state == ThrongState::Deciding && !has_decision(&app, &visitor, &slug).await? {
        let problem = Problem::conflict("throng-nothing-to-decide");
        return again(&app, &visitor, &slug, problem, Kept::default()).await;
    }
    let reason = Some(going.reason).filter(|reason| !reason.trim().is_empty());
    let asked = ChangeAsked { state: Some(going.state), reason, ..ChangeAsked::default() };
    match change::change(&app, &visitor, &slug, HeaderMap::new(), asked).await {
        Ok(throng) => Ok(see_other(&format!("/t/{}/manage", throng.slug))),
        Err(problem) => again(&app, &visitor, &slug, for_people(problem), Kept::default()).await,
    }
}

/// Whether the throng has a decision that is not closed. A program may come to deciding without one and add it then; a host at a
/// form would wonder where the ballot is.
async fn has_decision(app: &App, visitor: &Visitor, slug: &str) -> Result<bool, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let throng = seen(&mut conn, visitor, slug).await?;
    Ok(activity::of_throng(&mut conn, throng.id).await?.iter().any(decision::is_waiting))
}

/// The coordinator's words.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = ThrongUpdateForm)]
struct Said {
    #[serde(alias = "body")]
    statement: String,
}

/// Ends the throng and shows its outcome.
#[utoipa::path(post, path = "/t/{slug}/end", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Said, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 409), (status = 422)))]
async fn end(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(words): Form<Said>,
) -> Result<Response, Problem> {
    match outcome::end(&app, &visitor, &slug, &words.statement).await {
        Ok(throng) => Ok(see_other(&format!("/t/{}", throng.slug))),
        Err(problem) => {
            let kept = Kept { text: words.statement, ..Kept::default() };
            again(&app, &visitor, &slug, problem, kept).await
        }
    }
}

/// Tells how it went on after the end.
#[utoipa::path(post, path = "/t/{slug}/update", tag = "throngs", params(("slug" = String, Path)),
    request_body(content = Said, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 409), (status = 422)))]
async fn update(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(words): Form<Said>,
) -> Result<Response, Problem> {
    match updates::add(&app, &visitor, &slug, &words.statement).await {
        Ok(id) => Ok(see_other(&format!("/t/{slug}#update-{id}"))),
        Err(problem) => {
            let kept = Kept { text: words.statement, ..Kept::default() };
            again(&app, &visitor, &slug, problem, kept).await
        }
    }
}

#[derive(Template)]
#[template(path = "throngs/disputed.html")]
struct DisputedPage {
    l: Layout,
    slug: String,
    rows: Vec<ResultRow>,
}

/// Where people disagree.
#[utoipa::path(get, path = "/t/{slug}/disputed", tag = "throngs", params(("slug" = String, Path)), responses((status = 200), (status = 404)))]
async fn show_disputed(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let t = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, &visitor, &slug).await?;
    let shows = if throng.state == ThrongState::Ended { Shows::Answers } else { Shows::Items };
    let mut rows = Vec::new();
    for activity in activity::of_throng(&mut conn, throng.id).await? {
        rows.extend(tables::disputed(&mut conn, t, &activity, shows).await?);
    }
    page(&DisputedPage { l: app.layout(t, Nav::Throngs, throng.objective.clone()), slug: throng.slug, rows })
}
