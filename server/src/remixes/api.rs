//! Remixes and lineage for programs.

use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::Response;
use platform::web::Problem;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Visitor;
use crate::pictures;
use crate::remixes::lineage::{Node, lineage};

/// `/pictures/{id}/remixes` and `/pictures/{id}/lineage`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(remix)).routes(routes!(lineage_of))
}

/// Puts a remix up that was made elsewhere: a form as for a picture, with this one as its parent.
#[utoipa::path(post, path = "/api/v1/pictures/{id}/remixes", tag = "remixes", params(("id" = String, Path)),
    request_body(content = pictures::Form, content_type = "multipart/form-data"),
    responses((status = 201), (status = 404), (status = 413), (status = 415), (status = 422)))]
async fn remix(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let parent = pictures::open_to(&app, &id, &visitor).await?;
    let kind = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
    if kind.starts_with(b"application/json") {
        return Err(Problem::new(axum::http::StatusCode::UNSUPPORTED_MEDIA_TYPE, "picture-no-recipes"));
    }
    pictures::created(&app, &visitor, request, Some(parent.id)).await
}

/// A lineage.
#[derive(Serialize, utoipa::ToSchema)]
struct Lineage {
    /// By depth and age.
    nodes: Vec<Node>,
}

/// Where a picture comes from and what became of it.
#[utoipa::path(get, path = "/api/v1/pictures/{id}/lineage", tag = "remixes", params(("id" = String, Path)),
    responses((status = 200, body = Lineage), (status = 404), (status = 410)))]
async fn lineage_of(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<axum::Json<Lineage>, Problem> {
    let picture = pictures::open_to(&app, &id, &visitor).await?;
    let mut conn = app.db.snapshot().await?;
    Ok(axum::Json(Lineage { nodes: lineage(&mut conn, picture.id, Some(&visitor)).await? }))
}
