//! Pages as answers: rendered for one reader, or kept ready for all.

use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use platform::compress::{Compressed, not_modified};
use platform::web::Problem;

/// A page for one reader; it is not kept anywhere.
///
/// # Errors
/// 500 if the template fails.
pub fn page(template: &impl Template) -> Result<Response, Problem> {
    let html = template.render().map_err(Problem::internal)?;
    Ok(([(header::CACHE_CONTROL, "private, no-store")], Html(html)).into_response())
}

/// Where a form without JavaScript goes on: 303, so that going back does not send it twice.
pub fn see_other(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// Ready bytes, in the form that the reader takes, or 304 if they have them already.
pub fn ready(kept: &Arc<Compressed>, content_type: &'static str, headers: &HeaderMap) -> Response {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let (bytes, encoding) = kept.pick(text(header::ACCEPT_ENCODING));
    let etag = kept.etag_for(encoding);
    let mut response = if not_modified(text(header::IF_NONE_MATCH), &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        bytes.clone().into_response()
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Accept-Language, Cookie"));
    if let Ok(etag) = HeaderValue::try_from(etag) {
        out.insert(header::ETAG, etag);
    }
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}
