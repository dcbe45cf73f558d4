//! `ETag` and `If-Match` on edits, so that a lost race overwrites nothing.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use platform::web::Problem;

/// The `ETag` of a thing's version.
pub fn etag(version: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"v{version}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"v0\""))
}

/// Refuses an edit that was made on another version than `version`. Without `If-Match` the edit goes ahead.
///
/// # Errors
/// 412: somebody else was quicker; read again.
pub fn check(headers: &HeaderMap, version: i64) -> Result<(), Problem> {
    let Some(wanted) = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()) else {
        return Ok(());
    };
    let own = format!("\"v{version}\"");
    if wanted.split(',').map(str::trim).any(|tag| tag == own || tag == "*") {
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
    }
}
