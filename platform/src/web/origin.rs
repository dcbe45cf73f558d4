//! Whether a request with a cookie comes from our own pages.
//!
//! A cookie travels with requests that other sites cause. On anything but a plain `GET` it counts only if the browser says
//! that our own page asked; the upgrade to `/live` and event streams are asked too.

use axum::http::{HeaderMap, Method, header};

/// Where a request comes from, as its headers tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// One of our own pages: `Origin` is ours, or `Sec-Fetch-Site: same-origin`.
    Own,
    /// A page of somebody else.
    Foreign,
    /// Nothing says: a program, or a link that somebody followed.
    Unsaid,
}

/// Where the request comes from. `origin` is the configured public origin (`https://example.org`); without one the `Host` header
/// is what `Origin` is compared to.
pub fn source(headers: &HeaderMap, origin: Option<&str>) -> Source {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(said) = text(header::ORIGIN) {
        let own = match origin {
            Some(origin) => said.eq_ignore_ascii_case(origin),
            None => said.split_once("://").map(|(_, host)| host) == text(header::HOST),
        };
        return if own { Source::Own } else { Source::Foreign };
    }
    match headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        Some("same-origin") => Source::Own,
        Some("same-site" | "cross-site") => Source::Foreign,
        _ => Source::Unsaid,
    }
}

/// Whether a cookie may speak for this request: on a plain `GET` or `HEAD` always, else only from our own page. A `GET` with an
/// `Origin` is a script's, and no plain one.
pub fn cookie_counts(method: &Method, headers: &HeaderMap, origin: Option<&str>) -> bool {
    let plain = matches!(*method, Method::GET | Method::HEAD)
        && !headers.contains_key(header::UPGRADE)
        && !headers.contains_key(header::ORIGIN)
        && !is_stream(headers);
    plain || source(headers, origin) == Source::Own
}

/// An event stream is read by scripts only, so that a foreign page could read along.
fn is_stream(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/event-stream"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_our_own_page_may_act_with_a_cookie() {
        let own = headers(&[("host", "localhost:8080"), ("origin", "http://localhost:8080")]);
        let foreign = headers(&[("host", "localhost:8080"), ("origin", "http://evil.example")]);
        let opaque = headers(&[("host", "localhost:8080"), ("origin", "null")]);
        let said = headers(&[("host", "localhost:8080"), ("sec-fetch-site", "same-origin")]);
        let cross = headers(&[("host", "localhost:8080"), ("sec-fetch-site", "cross-site")]);
        let program = headers(&[("host", "localhost:8080")]);
        for (headers, counts) in [
            (&own, true),
            (&foreign, false),
            (&opaque, false),
            (&said, true),
            (&cross, false),
            (&program, false),
        ] {
            assert_eq!(cookie_counts(&Method::POST, headers, None), counts, "{headers:?}");
        }
        for (headers, counts) in [(&own, true), (&foreign, false), (&cross, true), (&program, true)] {
            assert_eq!(cookie_counts(&Method::GET, headers, None), counts, "{headers:?}");
        }
        assert!(!cookie_counts(&Method::POST, &own, Some("https://throng.example")));
    }

    #[test]
    fn the_upgrade_and_event_streams_are_asked_too() {
        let upgrade = headers(&[("host", "a"), ("origin", "http://b"), ("upgrade", "websocket")]);
        let stream = headers(&[("host", "a"), ("origin", "http://b"), ("accept", "text/event-stream")]);
        assert!(!cookie_counts(&Method::GET, &upgrade, None));
        assert!(!cookie_counts(&Method::GET, &stream, None));
    }
}
