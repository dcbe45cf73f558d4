//! `ETag` and `If-Match` on edits, so that a lost race overwrites nothing.

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use platform::compress::not_modified;
use platform::web::Problem;
use sha2::{Digest, Sha256};

/// The `ETag` of a thing's version.
pub fn etag(version: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"v{version}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"v0\""))
}

/// Bytes of an answer that is compared with what a client has; longer ones are always given.
const MAX_COMPARED: u64 = 1 << 20;

/// An answer to a read whose thing has a version: its `ETag` names the content as well, because counts change without an edit, and
/// whoever has this content already gets 304.
pub async fn conditional(known: Option<&str>, response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let tag = parts.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()?.strip_suffix('"'));
    let Some(tag) = tag.filter(|tag| tag.starts_with("\"v") && parts.status == StatusCode::OK) else {
        return Response::from_parts(parts, body);
    };
    if body.size_hint().exact().is_none_or(|size| size > MAX_COMPARED) {
        return Response::from_parts(parts, body);
    }
    let tag = tag.to_owned();
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else {
        return Problem::busy(1).into_response();
    };
    let tag = format!("{tag}-{}\"", &HEXLOWER.encode(&Sha256::digest(&body))[..16]);
    let same = not_modified(known, &tag);
    if let Ok(tag) = HeaderValue::try_from(tag) {
        parts.headers.insert(header::ETAG, tag);
    }
    if !same {
        return Response::from_parts(parts, Body::from(body));
    }
    parts.status = StatusCode::NOT_MODIFIED;
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::empty())
}

/// Refuses an edit that was made on another version than `version`. Without `If-Match` the edit goes ahead.
///
/// # Errors
/// 412: somebody else was quicker; read again.
pub fn check(headers: &HeaderMap, version: i64) -> Result<(), Problem> {
    let Some(wanted) = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()) else {
        return Ok(());
    };
    // What stands behind the version names the content, which an edit does not ask for.
    let own = format!("v{version}");
    let is_own = |tag: &str| {
        let name = tag.trim_matches('"');
        tag.starts_with('"') && name.split('-').next() == Some(&own)
    };
    if wanted.split(',').map(str::trim).any(|tag| tag == "*" || is_own(tag)) {
        Ok(())
    } else {
        Err(Problem::new(StatusCode::PRECONDITION_FAILED, "web-changed-meanwhile"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_race_is_refused() {
        let mut headers = HeaderMap::new();
        assert!(check(&headers, 2).is_ok());
        headers.insert(header::IF_MATCH, etag(1));
        assert_eq!(check(&headers, 2).unwrap_err().status, 412);
        headers.insert(header::IF_MATCH, etag(2));
        assert!(check(&headers, 2).is_ok());
        headers.insert(header::IF_MATCH, HeaderValue::from_static("\"v2-0123456789abcdef\""));
        assert!(check(&headers, 2).is_ok());
        assert_eq!(check(&headers, 20).unwrap_err().status, 412);
    }

    #[tokio::test]
    async fn whoever_has_the_content_gets_nothing_again() {
        let answer = |text: &'static str| ([(header::ETAG, etag(1))], text).into_response();
        let first = conditional(None, answer("3 hits")).await;
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        assert!(tag.starts_with("\"v1-") && first.status() == 200, "{tag}");
        assert_eq!(conditional(Some(&tag), answer("3 hits")).await.status(), 304);
        assert_eq!(conditional(Some(&tag), answer("4 hits")).await.status(), 200);
        assert_eq!(conditional(Some("*"), "no version".into_response()).await.status(), 200);
    }
}
