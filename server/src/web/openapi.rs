//! The description of the API, generated from the handlers, for programs and for people.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use utoipa::openapi::OpenApi;

use crate::app::App;

/// `GET /api/v1/openapi.json`.
pub fn routes(document: OpenApi) -> Router<App> {
    let json: bytes::Bytes = document.to_json().unwrap_or_default().into();
    Router::new().route(
        "/api/v1/openapi.json",
        get(move || async move { ([(header::CONTENT_TYPE, "application/json")], json.clone()).into_response() }),
    )
}
