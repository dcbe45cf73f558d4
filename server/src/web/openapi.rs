//! The description of the API, generated from the handlers: `/api/v1/openapi.json` for programs, `/api` for people.

mod answers;
mod complete;
mod shapes;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use platform::web::Problem;
use serde_json::Value;
use utoipa::openapi::OpenApi;

use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::people::Reader;
use crate::web::pages::page;

/// One request that the API takes.
struct Operation {
    method: String,
    path: String,
    says: String,
}

/// Requests that belong together.
struct Group {
    name: String,
    operations: Vec<Operation>,
}

#[derive(Template)]
#[template(path = "layout/api.html")]
struct ApiPage {
    l: Layout,
    groups: Arc<[Group]>,
}

/// `GET /api/v1/openapi.json` and `GET /api`.
pub fn routes(document: &OpenApi) -> Router<App> {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    complete::complete(&mut document);
    let groups: Arc<[Group]> = groups(&document).into();
    let json: bytes::Bytes = document.to_string().into();
    let described =
        move || async move { ([(header::CONTENT_TYPE, "application/json")], json.clone()).into_response() };
    Router::new().route("/api/v1/openapi.json", get(described)).route(
        "/api",
        get(move |app: State<App>, reader: Reader| async move { show(&app, &reader, groups.clone()) }),
    )
}

fn show(app: &App, reader: &Reader, groups: Arc<[Group]>) -> Result<Response, Problem> {
    let l = app.layout(&reader.words, Nav::Elsewhere, reader.words.say("layout-api-title"));
    page(&ApiPage { l, groups })
}

/// The programs' paths of the document, by tag, in their order.
fn groups(document: &Value) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let paths = document["paths"].as_object().into_iter().flatten();
    for (path, methods) in paths.filter(|(path, _)| path.starts_with("/api/")) {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let name = operation["tags"][0].as_str().unwrap_or_default().to_owned();
            let says =
                operation["summary"].as_str().or(operation["description"].as_str()).unwrap_or_default();
            let operation =
                Operation { method: method.to_uppercase(), path: path.clone(), says: says.to_owned() };
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.operations.push(operation),
                None => groups.push(Group { name, operations: vec![operation] }),
            }
        }
    }
    groups
}
