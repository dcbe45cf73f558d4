//! A problem as a page for people.

use askama::Template;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use platform::web::Problem;
use platform::words::Words;

use crate::layout::{Layout, Nav};

#[derive(Template)]
#[template(path = "layout/problem.html")]
struct ProblemPage {
    l: Layout,
    status: u16,
    detail: String,
    fields: Vec<String>,
}

/// The readable page: the same status, the same sentence, and what to do next.
pub fn page(problem: &Problem, words: &Words, simulated: Option<u64>) -> Response {
    let detail = problem.detail(words);
    let page = ProblemPage {
        l: Layout { t: words.clone(), title: detail.clone(), nav: Nav::Elsewhere, simulated },
        status: problem.status.as_u16(),
        fields: problem.fields.iter().map(|field| words.sentence(field.id, &field.args)).filter(|text| *text != detail).collect(),
        detail,
    };
    let html = page.render().unwrap_or(page.detail);
    (problem.status, [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], html).into_response()
}

/// The problem as `application/problem+json`.
pub fn json(problem: &Problem, words: &Words) -> Response {
    let body = problem.json(words).to_string();
    (problem.status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))], body).into_response()
}
