//! A problem as a page for people.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use platform::web::Problem;
use platform::words::Words;

use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::people::Reader;
use crate::web::pages;

#[derive(Template)]
#[template(path = "layout/problem.html")]
struct ProblemPage {
    l: Layout,
    status: u16,
    sentence: String,
    retry_after: Option<u64>,
}

#[derive(Template)]
#[template(path = "layout/problem_kind.html")]
struct KindPage {
    l: Layout,
    id: String,
    sentence: String,
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

/// `GET /problems/{id}`: what a problem's `type` says, for people.
pub fn routes() -> Router<App> {
    Router::new().route("/problems/{id}", get(kind))
}

async fn kind(State(app): State<App>, reader: Reader, Path(id): Path<String>) -> Result<Response, Problem> {
    let t = &reader.words;
    if !t.has(&id) {
        return Err(Problem::not_found("web-no-page"));
    }
    let title = t.say("problem-title-not-done");
    let l = app.layout(t, Nav::Elsewhere, title);
    pages::page(&KindPage { l, sentence: without_values(&t.say(&id)), id })
}

/// A sentence with a dash where a value would stand, which only a problem itself has.
fn without_values(sentence: &str) -> String {
    let mut parts = sentence.split("{$");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "…" + part.split_once('}').map_or("", |(_, rest)| rest))
}

/// The problem as `application/problem+json`, with its title in the reader's words.
pub fn json(problem: &Problem, words: &Words) -> Response {
    let mut body = problem.json(words);
    body["title"] = title(problem, words).into();
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
    (problem.status, kind, body.to_string()).into_response()
}
