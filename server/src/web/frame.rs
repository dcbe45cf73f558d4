//! The outermost layer: problems get their words, every answer its safety headers, every request its measure.

use std::time::Instant;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use platform::web::Problem;

use crate::app::App;
use crate::people::Reader;
use crate::people::visitor::{COOKIE, cookie};
use crate::surges::hits;
use crate::web::{problem_page, versions};

/// Nothing but our own files runs, frames, or is sent to.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
    font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const SAFETY: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(self)"),
];

/// Says to a page's scripts whether there is a session, which its cookie does not let them see (`assets/js/here.js`). It stands
/// beside the page, because a page that is kept ready is the same for everybody.
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
const HERE: &str = "here;dur=1";
const NOBODY: &str = "here;dur=0";

/// Wraps every request.
pub async fn layer(
    State(app): State<App>,
    matched: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let (mut parts, body) = request.into_parts();
    let Ok(reader) = Reader::from_request_parts(&mut parts, &app).await;
    let method = parts.method.clone();
    let json = wants_json(parts.uri.path(), &parts.headers);
    let is_api = parts.uri.path().starts_with("/api/");
    let known =
        parts.headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let here = cookie(&parts.headers, COOKIE).is_some();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(problem) = problem_of(&mut response) {
        let headers = std::mem::take(response.headers_mut());
        response = if json {
            problem_page::json(&problem, &reader.words)
        } else {
            problem_page::page(&problem, &reader.words, &app)
        };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        let kept =
            [header::RETRY_AFTER, header::SET_COOKIE, header::ALLOW, header::CONNECTION, header::UPGRADE];
        for name in kept {
            if let Some(value) = headers.get(&name) {
                response.headers_mut().insert(name, value.clone());
            }
        }
    }
    if method == Method::GET && is_api {
        response = versions::conditional(known.as_deref(), response).await;
    }
    for (name, value) in SAFETY {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_page(&response) {
        response
            .headers_mut()
            .insert(SERVER_TIMING, HeaderValue::from_static(if here { HERE } else { NOBODY }));
    }
    let response = hits::watch(&app, &method, response);
    app.metrics.request(
        &method,
        matched.as_ref().map(MatchedPath::as_str),
        response.status(),
        began.elapsed(),
    );
    response
}

/// A page, or that the one which the reader has is as it was.
fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    response.status() == StatusCode::NOT_MODIFIED
        || kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// What the handler refused with, or what the router itself refused.
fn problem_of(response: &mut Response) -> Option<Problem> {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return Some(problem);
    }
    let bare = !response.headers().contains_key(header::CONTENT_TYPE) || is_plain(response);
    match response.status() {
        StatusCode::NOT_FOUND if bare => Some(Problem::not_found("web-no-page")),
        status @ StatusCode::METHOD_NOT_ALLOWED => Some(Problem::new(status, "web-wrong-method")),
        status if status.is_client_error() && bare => Some(Problem::new(status, "web-not-understood")),
        _ => None,
    }
}

/// axum's own rejections are plain text for programmers.
fn is_plain(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/plain"))
}

fn wants_json(path: &str, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    path.starts_with("/api/")
        || path.starts_with("/live")
        || path.starts_with("/oembed")
        || path.contains("/api/v2/")
        || (accept.contains("json") && !accept.contains("text/html"))
}
