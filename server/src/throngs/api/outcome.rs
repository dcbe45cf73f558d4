//! `/throngs/{id}/outcome`.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use platform::web::Problem;
use serde::Deserialize;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::work::{Formatted, format};
use crate::app::App;
use crate::people::Visitor;
use crate::throngs::gather::seen;
use crate::throngs::{activity, export, outcome};
use crate::web::body::{Json, Query};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, end))
}

/// How a throng ends.
#[derive(Deserialize, utoipa::ToSchema)]
struct Ending {
    /// What was reached, in the coordinator's words.
    statement: String,
}

/// Ends the throng and freezes its results.
#[utoipa::path(post, path = "/api/v1/throngs/{id}/outcome", tag = "throngs", params(("id" = String, Path)), request_body = Ending,
    responses((status = 201, body = Value), (status = 409), (status = 422)))]
async fn end(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Json(asked): Json<Ending>,
) -> Result<Response, Problem> {
    let throng = outcome::end(&app, &visitor, &key, &asked.statement).await?;
    let body = found(&app, &visitor, &throng.id.to_string()).await?;
    let mut response = (StatusCode::CREATED, axum::Json(body)).into_response();
    if let Ok(path) = HeaderValue::try_from(format!("/api/v1/throngs/{}/outcome", throng.id)) {
        response.headers_mut().insert(header::LOCATION, path);
    }
    Ok(response)
}

async fn found(app: &App, visitor: &Visitor, key: &str) -> Result<Value, Problem> {
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, visitor, key).await?;
    let outcome = outcome::find(&mut conn, &throng).await?.ok_or(Problem::not_found("throng-not-over"))?;
    outcome::json(&mut conn, &throng, &outcome, &visitor.reader.words.say("outcome-method")).await
}

/// What came of it; 404 before the end. `?format=csv|ndjson` gives the host's own file with what the crowd added, `&activity=` that of
/// one activity where there are several.
#[utoipa::path(get, path = "/api/v1/throngs/{id}/outcome", tag = "throngs", params(("id" = String, Path), Formatted),
    responses((status = 200, body = Value), (status = 404)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Formatted>,
) -> Result<Response, Problem> {
    match format(asked.format.as_deref())? {
        Some(format) => file(&app, &visitor, &key, format, asked.activity.as_deref()).await,
        None => {
            let body = found(&app, &visitor, &key).await?;
            Ok(([(header::CACHE_CONTROL, "private, no-cache")], axum::Json(body)).into_response())
        }
    }
}

/// The host's own file with answer, confidence and answers, of one activity: the one that is asked for, else the first with rows.
///
/// # Errors
/// 404 before the end, and for an activity that is not the throng's.
pub async fn file(
    app: &App,
    visitor: &Visitor,
    key: &str,
    format: export::Format,
    of: Option<&str>,
) -> Result<Response, Problem> {
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, visitor, key).await?;
    if outcome::find(&mut conn, &throng).await?.is_none() {
        return Err(Problem::not_found("throng-not-over"));
    }
    let activity = match of {
        Some(id) => {
            let all = activity::of_throng(&mut conn, throng.id).await?;
            all.into_iter().find(|activity| activity.id.to_string() == id)
        }
        None => activity::with_rows(&mut conn, throng.id).await?,
    };
    drop(conn);
    let activity = activity.ok_or(Problem::not_found("throng-activity-gone"))?;
    export::outcome(app, visitor, &throng, activity, format).await
}
