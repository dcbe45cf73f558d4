//! Submissions, votes, editions and impressions, for programs.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::web::Problem;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::frontpage::submission::{self, Submission, known};
use crate::frontpage::today::Today;
use crate::frontpage::view::{Context, View, views};
use crate::frontpage::{editions, greenlight, submit, votes};
use crate::people::Visitor;
use crate::web::body::{Json, Query};
use crate::web::lists::{List, Paging};

/// `/submissions` and what belongs to it, `/editions/{date}`, `/impressions`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, withdraw))
        .routes(routes!(vote))
        .routes(routes!(put_on_edition))
        .routes(routes!(say_no))
        .routes(routes!(own_votes))
        .routes(routes!(edition))
        .routes(routes!(seen))
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// As on the front page.
    #[default]
    Ranked,
    /// The newest first.
    New,
}

/// Which submissions.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// `ranked` (as on the front page, those of the last week) or `new` (all of them).
    #[serde(default)]
    #[param(inline)]
    order: Order,
}

/// What was put forward. What this person hid for themselves is left out.
#[utoipa::path(get, path = "/api/v1/submissions", tag = "frontpage", params(Asked, Paging), responses((status = 200, body = List<View>)))]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<View>>, Problem> {
    let after = paging.after()?;
    let mut conn = app.db.snapshot().await?;
    let votes = own(&mut conn, &visitor).await?;
    let today = Today::read(&mut conn, app.clock.now()).await?;
    let visible = |one: &&Submission| votes.get(&one.id) != Some(&-1);
    let limit = paging.limit() + 1;
    let found: Vec<Submission> = match asked.order {
        Order::New => submission::newest(&mut conn, after, 0, limit + hidden(&votes)).await?,
        Order::Ranked => {
            let passed = after.and_then(|after| today.rank(after)).unwrap_or(0);
            today.ordered.iter().skip(passed).cloned().collect()
        }
    };
    let found = found.iter().filter(visible).take(usize::try_from(limit).unwrap_or(0)).cloned().collect();
    let items = shown(&app, &mut conn, &visitor, (&today, &votes), found).await?;
    Ok(axum::Json(List::from_one_more(items, &paging, |view| view.id.to_string())))
}

/// How many submissions this person hid.
fn hidden(votes: &HashMap<Id, i64>) -> i64 {
    i64::try_from(votes.values().filter(|value| **value == -1).count()).unwrap_or(0)
}

async fn own(conn: &mut sqlx::AnyConnection, visitor: &Visitor) -> Result<HashMap<Id, i64>, sqlx::Error> {
    match visitor.person() {
        Some(person) => votes::own(conn, person.id).await,
        None => Ok(HashMap::new()),
    }
}

async fn shown(
    app: &App,
    conn: &mut sqlx::AnyConnection,
    visitor: &Visitor,
    (today, votes): (&Today, &HashMap<Id, i64>),
    found: Vec<Submission>,
) -> Result<Vec<View>, Problem> {
    let (words, now, home) = (&visitor.reader.words, app.clock.now(), app.public_url());
    views(conn, found, &Context { today, words, votes, now, home: &home }).await
}

/// One submission, as an answer.
async fn answer(app: &App, visitor: &Visitor, one: Submission) -> Result<View, Problem> {
    let mut conn = app.db.snapshot().await?;
    let votes = own(&mut conn, visitor).await?;
    let today = Today::read(&mut conn, app.clock.now()).await?;
    let view = shown(app, &mut conn, visitor, (&today, &votes), vec![one]).await?.pop();
    view.ok_or_else(submission::gone)
}

/// Puts something forward: `201`; what had been put forward already is answered with `200` and `joined`.
#[utoipa::path(post, path = "/api/v1/submissions", tag = "frontpage", request_body = submit::Asked, responses((status = 201, body = View), (status = 200, body = View), (status = 409), (status = 422)))]
async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Json(asked): Json<submit::Asked>,
) -> Result<Response, Problem> {
    let done = submit::submit(&app, &visitor, asked).await?;
    let joined = done.value.joined;
    let location = format!("/api/v1/submissions/{}", done.value.submission.id);
    let view = View { joined, ..answer(&app, &visitor, done.value.submission).await? };
    let status = if joined { StatusCode::OK } else { StatusCode::CREATED };
    let mut response = done.actor.json(status, json!(view));
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// One submission.
#[utoipa::path(get, path = "/api/v1/submissions/{id}", tag = "frontpage", params(("id" = String, Path)), responses((status = 200, body = View), (status = 404)))]
async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<axum::Json<View>, Problem> {
    let one = submission::seen(&mut *app.db.reader().acquire().await?, known(&id)?, Some(&visitor)).await?;
    answer(&app, &visitor, one).await.map(axum::Json)
}

/// Why a moderator takes something back.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = GivenReason)]
struct Reason {
    /// For the public log; needed where the submission is another's.
    reason: String,
}

/// Takes a submission back.
#[utoipa::path(delete, path = "/api/v1/submissions/{id}", tag = "frontpage", params(("id" = String, Path)), request_body = Reason, responses((status = 204), (status = 401), (status = 403), (status = 404), (status = 422)))]
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(why): Json<Reason>,
) -> Result<StatusCode, Problem> {
    submit::withdraw(&app, &visitor, known(&id)?, &why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A vote.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct Vote {
    /// 1: for it. 0: none. −1: hides it for oneself, and counts as a report.
    value: i64,
}

/// Sets this person's vote; it may be changed.
#[utoipa::path(put, path = "/api/v1/submissions/{id}/vote", tag = "frontpage", params(("id" = String, Path)), request_body = Vote, responses((status = 200), (status = 404), (status = 422)))]
async fn vote(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(vote): Json<Vote>,
) -> Result<Response, Problem> {
    let done = votes::vote(&app, &visitor, known(&id)?, vote.value).await?;
    let one = &done.value;
    let body = json!({
        "id": one.id, "value": vote.value, "vote": vote.value, "shown": one.shown, "chosen": one.chosen, "state": one.state(),
        "score": crate::frontpage::ranking::chance(one.shown, one.chosen, app.clock.now() - one.at).score,
    });
    Ok(done.actor.json(StatusCode::OK, body))
}

/// Puts a submission on today's edition; on the public log, with the reason.
#[utoipa::path(post, path = "/api/v1/submissions/{id}/greenlight", tag = "frontpage", params(("id" = String, Path)), request_body = greenlight::Asked, responses((status = 200, body = View), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)))]
async fn put_on_edition(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(asked): Json<greenlight::Asked>,
) -> Result<axum::Json<View>, Problem> {
    let done = greenlight::greenlight(&app, &visitor, known(&id)?, asked).await?;
    answer(&app, &visitor, done.value).await.map(axum::Json)
}

/// Says no to a submission; on the public log, with the reason. Readers may still vote for it.
#[utoipa::path(post, path = "/api/v1/submissions/{id}/refuse", tag = "frontpage", params(("id" = String, Path)), request_body = Reason, responses((status = 200, body = View), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)))]
async fn say_no(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Json(why): Json<Reason>,
) -> Result<axum::Json<View>, Problem> {
    let done = greenlight::refuse(&app, &visitor, known(&id)?, &why.reason).await?;
    answer(&app, &visitor, done.value).await.map(axum::Json)
}

/// A vote of one's own.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct OwnVote {
    #[schema(value_type = String)]
    submission: Id,
    /// 1 or −1.
    value: i64,
}

/// This person's votes, so that pages which are the same for everybody can show them.
#[utoipa::path(get, path = "/api/v1/me/votes", tag = "frontpage", responses((status = 200, body = List<OwnVote>), (status = 401)))]
async fn own_votes(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    let person = visitor.known()?.id;
    let found = votes::own(&mut *app.db.reader().acquire().await?, person).await?;
    let items = found.into_iter().map(|(submission, value)| OwnVote { submission, value }).collect();
    Ok(axum::Json(List { items, next: None }).into_response())
}

/// What stood in view for a second.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
struct Seen {
    /// At most 60 ids; more are left out, and so is what is no id.
    submissions: Vec<String>,
}

/// Counts what a page showed to somebody: each once a day and viewer.
#[utoipa::path(post, path = "/api/v1/impressions", tag = "frontpage", request_body = Seen, responses((status = 204)))]
async fn seen(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Json(seen): Json<Seen>,
) -> Result<StatusCode, Problem> {
    let ids: Vec<Id> = seen.submissions.iter().filter_map(|id| id.parse().ok()).collect();
    app.impressions.see(&visitor, &headers, &ids, app.clock.now());
    Ok(StatusCode::NO_CONTENT)
}

/// An edition.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Edition {
    /// The day, `2007-08-19`.
    date: String,
    /// Its lines, in the order in which they were put there.
    items: Vec<editions::Line>,
    /// The Merkle root (RFC 9162) over the lines' hashes; null while the day is not over.
    root: Option<String>,
}

/// The edition of a day; without lines where there was none.
#[utoipa::path(get, path = "/api/v1/editions/{date}", tag = "frontpage", params(("date" = String, Path)), responses((status = 200, body = Edition), (status = 404)))]
async fn edition(State(app): State<App>, Path(date): Path<String>) -> Result<axum::Json<Value>, Problem> {
    let now = app.clock.now();
    let date = editions::read(&date).filter(|date| *date <= editions::day(now));
    let date = date.ok_or_else(|| Problem::not_found("edition-gone"))?;
    let items = editions::lines(&mut *app.db.reader().acquire().await?, date).await?;
    let root = editions::root(&items, date, now);
    Ok(axum::Json(json!(Edition { date: date.to_string(), items, root })))
}
