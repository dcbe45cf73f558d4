//! Saying whether a deed is done, and the deeds that wait for it.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::web::Problem;
use serde::Deserialize;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{id, seen_activity};
use crate::app::App;
use crate::people::Visitor;
use crate::throngs::deeds;
use crate::web::body::Json;
use crate::web::lists::List;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(waiting)).routes(routes!(verdict))
}

/// What waits for somebody else to say whether it is done, without what is one's own.
#[utoipa::path(get, path = "/api/v1/activities/{id}/deeds", tag = "throngs", params(("id" = String, Path)),
    responses((status = 200, body = List<Value>), (status = 401)))]
async fn waiting(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let activity = seen_activity(&app, &visitor, &key).await?;
    let me = visitor.known()?.id;
    let found = deeds::waiting(&mut *app.db.reader().acquire().await?, activity.id, Some(me)).await?;
    let body = List { items: found.iter().map(deeds::Deed::json).collect(), next: None };
    Ok(([(header::CACHE_CONTROL, "private, no-store")], axum::Json(body)).into_response())
}

/// Whether it is done.
#[derive(Deserialize, utoipa::ToSchema)]
struct Verdict {
    /// Whether it is.
    confirmed: bool,
    /// Why not.
    reason: Option<String>,
}

/// Confirms or refuses what somebody else did.
#[utoipa::path(post, path = "/api/v1/leases/{lease}/verdict", tag = "throngs", params(("lease" = String, Path)), request_body = Verdict,
    responses((status = 200, body = Value), (status = 403), (status = 404), (status = 409), (status = 422)))]
async fn verdict(
    State(app): State<App>,
    visitor: Visitor,
    Path(lease): Path<String>,
    Json(said): Json<Verdict>,
) -> Result<Response, Problem> {
    let lease = id(&lease, "throng-lease-gone")?;
    let acted = deeds::verdict(&app, &visitor, lease, said.confirmed, said.reason).await?;
    Ok(acted.actor.json(StatusCode::OK, acted.value.json()))
}
