//! A problem as a page for people.

use askama::Template;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use platform::web::Problem;
use platform::words::Words;

use crate::app::App;
use crate::layout::{Layout, Nav};

#[derive(Template)]
#[template(path = "layout/problem.html")]
struct ProblemPage {
    l: Layout,
    status: u16,
    sentence: String,
    retry_after: Option<u64>,
}

/// The readable page: the same status, the same sentence, and what to do next.
pub fn page(problem: &Problem, words: &Words, app: &App) -> Response {
    let sentence = problem.detail(words);
    let page = ProblemPage {
        l: app.layout(words, Nav::Elsewhere, title(problem, words)),
        status: problem.status.as_u16(),
        sentence,
        retry_after: problem.retry_after,
    };
    let html = page.render().unwrap_or(page.sentence);
    (problem.status, [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))], html)
        .into_response()
}

fn title(problem: &Problem, words: &Words) -> String {
    words.say(match problem.status.as_u16() {
        404 | 410 => "problem-title-not-found",
        401 | 403 => "problem-title-not-allowed",
        429 | 503 => "problem-title-too-many",
        500.. => "problem-title-our-fault",
        _ => "problem-title-not-done",
    })
}

/// The problem as `application/problem+json`.
pub fn json(problem: &Problem, words: &Words) -> Response {
    let body = problem.json(words).to_string();
    (problem.status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))], body)
        .into_response()
}
