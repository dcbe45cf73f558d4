//! Ballots, tallies and their public record.

use std::num::NonZeroU32;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::clock::rfc3339;
use platform::web::Problem;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{id, seen_activity};
use crate::app::App;
use crate::people::Visitor;
use crate::throngs::decide::{cast, choice, closes_at, record};
use crate::throngs::throng;
use crate::web::body::{Json, Query};
use crate::web::lists;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(own_ballot, cast_ballot))
        .routes(routes!(tally))
        .routes(routes!(ballots))
        .routes(routes!(receipt))
}

/// Casts this person's ballot, in place of any earlier one. `{"approve": […]}`, `{"score": {…: 0–5}}` or `{"rank": […]}`, by the rule.
#[utoipa::path(put, path = "/api/v1/activities/{id}/ballot", tag = "throngs", params(("id" = String, Path)), request_body = Value,
    responses((status = 200, body = Value), (status = 403), (status = 409), (status = 422)))]
async fn cast_ballot(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Json(said): Json<Value>,
) -> Result<Response, Problem> {
    let acted = cast::cast(&app, &visitor, id(&key, "throng-activity-gone")?, said).await?;
    Ok(acted.actor.json(StatusCode::OK, json!({"receipt": acted.value})))
}

/// This person's own ballot and its receipt, while it can be changed; nobody can tell it afterwards.
#[utoipa::path(get, path = "/api/v1/activities/{id}/ballot", tag = "throngs", params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = 404)))]
async fn own_ballot(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let activity = seen_activity(&app, &visitor, &key).await?;
    let me = visitor.known()?.id;
    let mut conn = app.db.reader().acquire().await?;
    let (ballot, receipt) =
        cast::own(&mut conn, &activity, me).await?.ok_or(Problem::not_found("ballot-own-none"))?;
    let throng = throng::find(&mut conn, &activity.throng.to_string()).await?;
    let mut body = choice::to_names(cast::decision(&activity)?, &ballot);
    body["receipt"] = json!(receipt);
    body["closes_at"] = json!(throng.map(|throng| rfc3339(closes_at(&throng))));
    Ok(([(header::CACHE_CONTROL, "private, no-store")], axum::Json(body)).into_response())
}

/// What the ballots came to; 409 with `closes_at` before the close.
#[utoipa::path(get, path = "/api/v1/activities/{id}/tally", tag = "throngs", params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = 409)))]
async fn tally(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<axum::Json<Value>, Problem> {
    let activity = record::closed(&app, seen_activity(&app, &visitor, &key).await?).await?;
    let mut conn = app.db.reader().acquire().await?;
    Ok(axum::Json(record::tally(&mut conn, &activity).await?.ok_or(Problem::busy(1))?))
}

/// Where a list of ballots goes on.
#[derive(Deserialize, utoipa::IntoParams)]
struct Paged {
    /// At most so many; without it 10,000.
    #[param(value_type = Option<u32>, minimum = 1)]
    limit: Option<NonZeroU32>,
    /// `next` of the answer before.
    after: Option<String>,
}

/// All ballots of a closed decision, each as its commitment and what opens it, sorted by commitment: enough to count again.
#[utoipa::path(get, path = "/api/v1/activities/{id}/ballots", tag = "throngs", params(("id" = String, Path), Paged),
    responses((status = 200, body = Value), (status = 409)))]
async fn ballots(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(paged): Query<Paged>,
) -> Result<axum::Json<Value>, Problem> {
    let activity = record::closed(&app, seen_activity(&app, &visitor, &key).await?).await?;
    let limit = paged.limit.map_or(record::PAGE, |limit| i64::from(limit.get())).min(record::PAGE);
    let from = lists::number(paged.after.as_deref())?.unwrap_or(0).max(0);
    let mut conn = app.db.reader().acquire().await?;
    let items = record::from(&mut conn, activity.id, from, limit).await?;
    let count = i64::try_from(items.len()).unwrap_or(limit);
    let next = (count == limit).then(|| (from + count).to_string());
    Ok(axum::Json(json!({"items": items, "next": next})))
}

/// Whether the ballot with this receipt was counted, with the proof that it is under the root.
#[utoipa::path(get, path = "/api/v1/activities/{id}/receipts/{receipt}", tag = "throngs",
    params(("id" = String, Path), ("receipt" = String, Path)), responses((status = 200, body = Value), (status = 404), (status = 409)))]
async fn receipt(
    State(app): State<App>,
    visitor: Visitor,
    Path((key, receipt)): Path<(String, String)>,
) -> Result<axum::Json<Value>, Problem> {
    let activity = record::closed(&app, seen_activity(&app, &visitor, &key).await?).await?;
    let mut conn = app.db.snapshot().await?;
    Ok(axum::Json(record::receipt(&mut conn, &activity, &receipt).await?))
}
