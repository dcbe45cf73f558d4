//! Reports, queue, acts and the public log, for programs.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::clock::rfc3339;
use platform::web::Problem;
use serde::Serialize;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::{Act, Person, Reader, Visitor, Whose};
use crate::safety::queue::{self, Waiting};
use crate::safety::{About, acts, flags, log};
use crate::web::body::{Json, Query};
use crate::web::lists::{List, Paging};

/// `/flags`, `/moderation/queue`, `/moderation/acts`, `/moderation-log`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(report))
        .routes(routes!(receipt))
        .routes(routes!(waiting))
        .routes(routes!(act))
        .routes(routes!(public_log))
}

/// A report that was taken.
#[derive(Serialize, utoipa::ToSchema)]
struct Receipt {
    /// Reads what became of it, at `/flags/{receipt}`.
    receipt: String,
}

/// *Something is wrong with this*: no account needed.
#[utoipa::path(post, path = "/api/v1/flags", tag = "safety", request_body = flags::Asked, responses((status = 201, body = Receipt), (status = 404), (status = 422)))]
async fn report(
    State(app): State<App>,
    visitor: Visitor,
    Json(asked): Json<flags::Asked>,
) -> Result<Response, Problem> {
    let receipt = flags::report(&app, &visitor, asked).await?;
    let location = [(header::LOCATION, format!("/api/v1/flags/{receipt}"))];
    let body = axum::Json(Receipt { receipt: receipt.to_string() });
    Ok((StatusCode::CREATED, location, body).into_response())
}

/// What became of a report.
#[derive(Serialize, utoipa::ToSchema)]
struct Reported {
    receipt: String,
    about: About,
    reason: String,
    /// RFC 3339.
    at: String,
    /// The moderation act that settled it; null until a moderator has looked.
    outcome: Option<String>,
}

/// A report by its receipt.
#[utoipa::path(get, path = "/api/v1/flags/{receipt}", tag = "safety", params(("receipt" = String, Path)), responses((status = 200, body = Reported), (status = 404)))]
async fn receipt(
    State(app): State<App>,
    Path(receipt): Path<String>,
) -> Result<axum::Json<Reported>, Problem> {
    let flag = flags::find(&mut *app.db.reader().acquire().await?, &receipt).await?;
    Ok(axum::Json(Reported {
        receipt,
        about: flag.about.into(),
        reason: flag.reason,
        at: rfc3339(flag.at),
        outcome: flag.outcome,
    }))
}

/// Something that waits for a moderator.
#[derive(Serialize, utoipa::ToSchema)]
struct Queued {
    about: About,
    /// `held`, `hidden` or `shown`; null for a person.
    standing: Option<String>,
    title: String,
    excerpt: String,
    href: Option<String>,
    /// Its author, or the person reported.
    author: Option<Person>,
    /// Open reports about it, oldest first, at most 20.
    flags: Vec<QueuedFlag>,
}

/// A report, as moderators read it.
#[derive(Serialize, utoipa::ToSchema)]
struct QueuedFlag {
    reason: String,
    detail: String,
    /// RFC 3339.
    at: String,
}

impl From<Waiting> for Queued {
    fn from(waiting: Waiting) -> Self {
        let found = waiting.found;
        let flag =
            |flag: flags::Flag| QueuedFlag { reason: flag.reason, detail: flag.detail, at: rfc3339(flag.at) };
        Self {
            about: waiting.about.into(),
            standing: found.as_ref().map(|found| found.standing.word().to_owned()),
            title: found.as_ref().map(|found| found.title.clone()).unwrap_or_default(),
            excerpt: found.as_ref().map(|found| found.excerpt.clone()).unwrap_or_default(),
            href: found.map(|found| found.href),
            author: waiting.person,
            flags: waiting.flags.into_iter().map(flag).collect(),
        }
    }
}

/// What is held or reported, oldest first; for moderators.
#[utoipa::path(get, path = "/api/v1/moderation/queue", tag = "safety", params(Paging), responses((status = 200, body = List<Queued>), (status = 401), (status = 403)))]
async fn waiting(
    State(app): State<App>,
    visitor: Visitor,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<Queued>>, Problem> {
    visitor.allowed(Act::SeeQueue, Whose::Other)?;
    let after = paging.after()?;
    let mut snapshot = app.db.snapshot().await?;
    let all = queue::waiting(&mut snapshot, after, paging.limit() + 1).await?;
    let all = all.into_iter().map(Queued::from).collect();
    Ok(axum::Json(List::from_one_more(all, &paging, |queued: &Queued| queued.about.id.clone())))
}

/// Does something about a thing or a person; for moderators, on the public log.
#[utoipa::path(post, path = "/api/v1/moderation/acts", tag = "safety", request_body = acts::Asked, responses((status = 201, body = log::Entry), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)))]
async fn act(
    State(app): State<App>,
    visitor: Visitor,
    Json(asked): Json<acts::Asked>,
) -> Result<Response, Problem> {
    let id = acts::act(&app, &visitor, asked).await?;
    let entry = log::find(&mut *app.db.reader().acquire().await?, &visitor.reader.words, id).await?;
    let location = [(header::LOCATION, "/api/v1/moderation-log")];
    Ok((StatusCode::CREATED, location, axum::Json(json!(entry))).into_response())
}

/// Every moderation act, newest first; for everybody.
#[utoipa::path(get, path = "/api/v1/moderation-log", tag = "safety", params(Paging), responses((status = 200, body = List<log::Entry>)))]
async fn public_log(
    State(app): State<App>,
    reader: Reader,
    Query(paging): Query<Paging>,
) -> Result<axum::Json<List<log::Entry>>, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let lines = log::list(&mut conn, &reader.words, paging.after()?, paging.limit() + 1).await?;
    Ok(axum::Json(List::from_one_more(lines, &paging, |line| line.id.clone())))
}
