//! Figures for programs.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::web::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Visitor;
use crate::pictures;
use crate::surges::{Summary, summary};
use crate::things::Kind;

/// `/pictures/{id}/hits`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(of_picture))
}

/// How often a picture's page and renditions were looked at, by minute and by host; exact.
#[utoipa::path(get, path = "/api/v1/pictures/{id}/hits", tag = "surges", params(("id" = String, Path)),
    responses((status = 200, body = Summary), (status = 404), (status = 410)))]
async fn of_picture(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let picture = pictures::open_to(&app, &id, &visitor).await?;
    answer(&app, Kind::Picture, picture.id).await
}

/// The figures as an answer. Whether they may be seen is the caller's question.
///
/// # Errors
/// When the database does not answer.
pub async fn answer(app: &App, kind: Kind, id: Id) -> Result<Response, Problem> {
    let figures = summary(app, kind, id).await?;
    Ok(([(header::CACHE_CONTROL, "private, no-cache")], axum::Json(figures)).into_response())
}
