//! `/new/{id}`: one submission: its line, why it stands where it does, and the forms that work without a script.

use askama::Template;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use platform::Id;
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::frontpage::lines::{self, Line};
use crate::frontpage::ranking::{ENOUGH_VIEWS, QUOTA, chance};
use crate::frontpage::submission::{self, Decided, Submission, known};
use crate::frontpage::today::Today;
use crate::frontpage::{editions, greenlight, submit, votes};
use crate::layout::{Layout, Moment, Nav};
use crate::people::{Act, Reader, Visitor};
use crate::safety::log;
use crate::stories::stamp;
use crate::things::Standing;
use crate::web::body::Form;
use crate::web::pages::{page, ready, see_other};

/// Seconds that the page is kept although nothing changes: it shows counts.
const COUNTS: u32 = 5;

/// `/new/{id}` and its forms.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(vote))
        .routes(routes!(withdraw))
        .routes(routes!(put_on_edition))
        .routes(routes!(say_no))
}

#[derive(Template)]
#[template(path = "frontpage/submission.html")]
struct SubmissionPage {
    l: Layout,
    id: Id,
    line: Line,
    headline: String,
    notice: String,
    edition: Option<String>,
    why: Why,
    acts: Vec<ActLine>,
    /// What this visitor may do, beside voting.
    may: May,
    /// What was wrong with an editor's form, and the reason as typed.
    refused: Option<(String, String)>,
}

/// The figures behind its place.
struct Why {
    shown: u64,
    chosen: u64,
    low: String,
    high: String,
    score: String,
    age: Moment,
    rank: Option<u64>,
    is_ranked: bool,
    unsure: bool,
    quota: u64,
    enough: u64,
}

/// What an editor or moderator did.
struct ActLine {
    at: Moment,
    text: String,
    reason: String,
}

/// See [`SubmissionPage::may`].
#[derive(Default)]
struct May {
    withdraw: bool,
    withdraw_with_reason: bool,
    decide: bool,
}

/// How the page is asked for.
#[derive(Default, Deserialize, utoipa::IntoParams)]
struct Look {
    /// Present: with what only this visitor sees. `thanks` and `joined` say what has just been done.
    own: Option<String>,
}

/// One submission.
#[utoipa::path(get, path = "/new/{id}", tag = "frontpage", params(("id" = String, Path), Look), responses((status = 200), (status = 404)))]
async fn show(
    State(app): State<App>,
    reader: Reader,
    Path(id): Path<String>,
    Query(look): Query<Look>,
    mut parts: Parts,
) -> Result<Response, Problem> {
    let id = known(&id)?;
    if look.own.is_none() {
        let key = format!("submission:{}:{id}", reader.words.language());
        let kept = app.hot.page(&key, app.clock.now(), || async {
            let drawn = draw(&app, &reader.words, id, None).await?;
            let html = drawn.render().map_err(Problem::internal)?;
            let topics = vec!["front".to_owned(), format!("submission:{id}")];
            Ok::<_, Problem>(Rendered { html, topics, shelf: Shelf::Seconds(COUNTS) })
        });
        match kept.await {
            Ok(kept) => return Ok(ready(&kept, "text/html; charset=utf-8", &parts.headers)),
            // It may be there for this visitor all the same.
            Err(problem) if problem.status == StatusCode::NOT_FOUND => {}
            Err(problem) => return Err(problem),
        }
    }
    let visitor = Visitor::from_request_parts(&mut parts, &app).await?;
    let mut drawn = draw(&app, &visitor.reader.words, id, Some(&visitor)).await?;
    let said = match look.own.as_deref() {
        Some("joined") => "submission-joined",
        Some("thanks") if drawn.notice.is_empty() => "submission-thanks",
        _ => "",
    };
    if !said.is_empty() {
        drawn.notice = drawn.l.t.say(said);
    }
    page(&drawn)
}

async fn draw(app: &App, words: &Words, id: Id, who: Option<&Visitor>) -> Result<SubmissionPage, Problem> {
    let now = app.clock.now();
    let mut conn = app.db.snapshot().await?;
    let one = submission::seen(&mut conn, id, who).await?;
    let today = Today::read(&mut conn, now).await?;
    let own = match who.and_then(Visitor::person) {
        Some(person) => votes::own(&mut conn, person.id).await?.get(&id).copied().unwrap_or(0),
        None => 0,
    };
    let line = lines::of_submission(&mut conn, words, &one, own).await?.ok_or_else(submission::gone)?;
    let acts = log::about(&mut conn, words, &[id]).await?.remove(&id.to_string()).unwrap_or_default();
    let act = |entry: &log::Entry| ActLine {
        at: Moment::full(words, stamp(entry.made_at)),
        text: words.sentence(
            "submission-act",
            &[
                ("did", words.say(&format!("moderation-did-{}", entry.act.replace('_', "-")))),
                ("role", words.say(&format!("layout-role-{}", entry.role))),
            ],
        ),
        reason: entry.reason.clone(),
    };
    let notice = match one.standing {
        Standing::Held => words.say("submission-held"),
        Standing::Hidden => words.say("submission-hidden"),
        _ => String::new(),
    };
    Ok(SubmissionPage {
        l: app.layout(words, Nav::Today, one.headline.clone()),
        id,
        line: Line { lead: true, ..line },
        notice,
        edition: editions::of_submission(&mut conn, id).await?,
        why: why(words, &one, &today, now),
        acts: acts.iter().map(act).collect(),
        may: may(&one, who),
        headline: one.headline,
        refused: None,
    })
}

fn why(words: &Words, one: &Submission, today: &Today, now: i64) -> Why {
    let chance = chance(one.shown, one.chosen, now - one.at);
    let count = |count: i64| u64::try_from(count).unwrap_or(0);
    Why {
        shown: count(one.shown),
        chosen: count(one.chosen),
        low: percent(chance.low),
        high: percent(chance.high),
        score: format!("{:.4}", chance.score),
        age: Moment::full(words, stamp(one.at)),
        rank: today.rank(one.id).and_then(|rank| u64::try_from(rank).ok()),
        is_ranked: today.is_ranked,
        unsure: one.shown < QUOTA,
        quota: count(QUOTA),
        enough: count(ENOUGH_VIEWS),
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn may(one: &Submission, who: Option<&Visitor>) -> May {
    let Some(visitor) = who else { return May::default() };
    let own = visitor.person().is_some_and(|person| person.id == one.author);
    let can = |act| visitor.can(act, one.author);
    May {
        withdraw: own && can(Act::WithdrawSubmission),
        withdraw_with_reason: !own && can(Act::WithdrawSubmission),
        decide: one.standing == Standing::Shown && one.decided != Decided::Greenlit && can(Act::Greenlight),
    }
}

/// A vote, as the form sends it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = VoteForm)]
struct Vote {
    value: i64,
    /// Where the form stood: the front page, or the submission's own.
    #[serde(default)]
    from: String,
}

/// Votes, and goes back to where the form stood.
#[utoipa::path(post, path = "/new/{id}/vote", tag = "frontpage", params(("id" = String, Path)), request_body(content = Vote, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 404)))]
async fn vote(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(vote): Form<Vote>,
) -> Result<Response, Problem> {
    let id = known(&id)?;
    let done = votes::vote(&app, &visitor, id, vote.value).await?;
    let back = if vote.from == "front" { format!("/?own=1#line-{id}") } else { format!("/new/{id}?own=1") };
    Ok(done.actor.sign_in(see_other(&back)))
}

/// A reason, as the form sends it.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = ReasonForm)]
struct Reason {
    reason: String,
}

/// Takes it back.
#[utoipa::path(post, path = "/new/{id}/withdraw", tag = "frontpage", params(("id" = String, Path)), request_body(content = Reason, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 404), (status = 422)))]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(why): Form<Reason>,
) -> Result<Response, Problem> {
    let id = known(&id)?;
    let done = submit::withdraw(&app, &visitor, id, &why.reason).await;
    decided(&app, &visitor, id, &why.reason, done, "/new").await
}

/// Puts it on today's edition.
#[utoipa::path(post, path = "/new/{id}/greenlight", tag = "frontpage", params(("id" = String, Path)), request_body(content = greenlight::Asked, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 404), (status = 409), (status = 422)))]
async fn put_on_edition(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(asked): Form<greenlight::Asked>,
) -> Result<Response, Problem> {
    let (id, reason) = (known(&id)?, asked.reason.clone());
    let done = greenlight::greenlight(&app, &visitor, id, asked).await.map(|_| ());
    decided(&app, &visitor, id, &reason, done, "/desk/new").await
}

/// Says no to it.
#[utoipa::path(post, path = "/new/{id}/refuse", tag = "frontpage", params(("id" = String, Path)), request_body(content = Reason, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 404), (status = 409), (status = 422)))]
async fn say_no(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(why): Form<Reason>,
) -> Result<Response, Problem> {
    let id = known(&id)?;
    let done = greenlight::refuse(&app, &visitor, id, &why.reason).await.map(|_| ());
    decided(&app, &visitor, id, &why.reason, done, "/desk/new").await
}

/// Goes on to `next`, or shows the page again with what was wrong and the reason as typed.
async fn decided(
    app: &App,
    visitor: &Visitor,
    id: Id,
    reason: &str,
    done: Result<(), Problem>,
    next: &str,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(see_other(next)),
        Err(problem) if matches!(problem.status, StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY) => {
            let words = &visitor.reader.words;
            let mut drawn = draw(app, words, id, Some(visitor)).await?;
            drawn.refused = Some((problem.detail(words), reason.to_owned()));
            let mut response = page(&drawn)?;
            *response.status_mut() = problem.status;
            Ok(response)
        }
        Err(problem) => Err(problem),
    }
}
