//! The body of a keyed request, held whole so that it can be compared with its retry: bounded for each request, for all
//! of them together, and in time.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use bytes::{Bytes, BytesMut};
use data_encoding::HEXLOWER;
use futures_util::StreamExt;
use platform::web::Problem;
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::web::body::MAX_BODY;

/// Bytes of an upload with a key: the largest picture and its form.
const MAX_UPLOAD: usize = 52 << 20;
/// Bytes of all keyed requests that are held at one time.
const MAX_HELD: usize = 208 << 20;
/// Bytes that are counted as one.
const PIECE: usize = 1 << 10;
/// How long an ordinary body may take to come in.
const TIME: Duration = Duration::from_secs(30);
/// How long an upload may take to come in.
const UPLOAD_TIME: Duration = Duration::from_mins(10);
/// Where files come in; everything else is small.
const UPLOADS: [&str; 6] = [
    "/api/v1/pictures",
    "/api/v1/pictures/{id}/remixes",
    "/api/v1/assets",
    "/api/v1/activities/{id}/items",
    "/p/{id}/remix",
    "/p/{id}/remixes",
];

/// How much is held at this moment.
#[derive(Clone)]
pub struct Held(Arc<Semaphore>);

/// A body that came in whole.
pub struct Whole {
    /// Its bytes.
    pub body: Bytes,
    /// Its share of what may be held; to be kept as long as the bytes.
    pub room: Option<OwnedSemaphorePermit>,
    /// What a retry with the same content has as well.
    pub hash: String,
}

impl Default for Held {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MAX_HELD / PIECE)))
    }
}

impl Held {
    /// Reads a body that was sent to `route`.
    ///
    /// # Errors
    /// 413 for one that is too large there, 503 while too much is held already, 408 for one that does not come.
    pub async fn read(&self, route: &str, headers: &HeaderMap, body: Body) -> Result<Whole, Problem> {
        let bounds = if UPLOADS.contains(&route) { (MAX_UPLOAD, UPLOAD_TIME) } else { (MAX_BODY, TIME) };
        self.within(bounds, headers, body).await
    }

    async fn within(
        &self,
        (max, time): (usize, Duration),
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Whole, Problem> {
        let slow = |_| Problem::new(StatusCode::REQUEST_TIMEOUT, "web-body-slow");
        let (body, room) = timeout(time, self.gather(body, max)).await.map_err(slow)??;
        let (edge, bytes) = (boundary(headers), body.clone());
        let hash = tokio::task::spawn_blocking(move || hash(&bytes, edge.as_deref()));
        Ok(Whole { body, room, hash: hash.await.map_err(Problem::internal)? })
    }

    /// Room is taken as the bytes come, so that whoever sends none holds none.
    async fn gather(&self, body: Body, max: usize) -> Result<(Bytes, Option<OwnedSemaphorePermit>), Problem> {
        let mut whole = BytesMut::new();
        let mut room: Option<OwnedSemaphorePermit> = None;
        let mut stream = body.into_data_stream();
        while let Some(part) = stream.next().await {
            let part = part.map_err(|_| Problem::bad("web-not-understood"))?;
            if whole.len() + part.len() > max {
                let problem = Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "web-body-too-large");
                return Err(problem.with("max", max));
            }
            let pieces = u32::try_from(part.len().div_ceil(PIECE)).unwrap_or(u32::MAX);
            let more = Arc::clone(&self.0).try_acquire_many_owned(pieces).map_err(|_| Problem::busy(2))?;
            match &mut room {
                Some(room) => room.merge(more),
                None => room = Some(more),
            }
            whole.extend_from_slice(&part);
        }
        Ok((whole.freeze(), room))
    }
}

/// What stands between the parts of a form; every sending makes up another one.
fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    if !kind.to_ascii_lowercase().starts_with("multipart/") {
        return None;
    }
    let at = kind.to_ascii_lowercase().find("boundary=")? + "boundary=".len();
    let value = kind[at..].split(';').next()?.trim().trim_matches('"');
    (!value.is_empty()).then(|| format!("--{value}"))
}

/// SHA-256 over the pieces between the boundaries, each with its length.
fn hash(body: &[u8], edge: Option<&str>) -> String {
    let mut hash = Sha256::new();
    let mut piece = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    let mut rest = body;
    while let Some((before, after)) = edge.and_then(|edge| split(rest, edge.as_bytes())) {
        piece(before);
        rest = after;
    }
    piece(rest);
    HEXLOWER.encode(&hash.finalize())
}

/// What stands before and after the first `edge`.
fn split<'b>(body: &'b [u8], edge: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let mut from = 0;
    loop {
        let at = from + body.get(from..)?.iter().position(|byte| *byte == b'-')?;
        if body[at..].starts_with(edge) {
            return Some((&body[..at], &body[at + edge.len()..]));
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(boundary: &str, text: &str) -> (HeaderMap, Body) {
        let kind = format!("multipart/form-data; charset=utf-8; boundary=\"{boundary}\"");
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().unwrap())]);
        let body = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\n{text}\r\n--{boundary}--\r\n"
        );
        (headers, Body::from(body))
    }

    async fn hashed(boundary: &str, text: &str) -> String {
        let (headers, body) = form(boundary, text);
        Held::default().read("/api/v1/pictures", &headers, body).await.unwrap().hash
    }

    #[tokio::test]
    async fn a_form_that_is_sent_again_is_the_same_form() {
        let first = hashed("xX-1", "a - b").await;
        assert_eq!(first, hashed("another", "a - b").await);
        assert_ne!(first, hashed("xX-1", "a - c").await);
        assert_ne!(hash(b"ab", None), hash(b"a", None));
    }

    #[tokio::test]
    async fn what_is_held_is_bounded_and_given_back() {
        let held = Held(Arc::new(Semaphore::new(4)));
        let read = |route: &'static str, size: usize| {
            let held = held.clone();
            async move { held.read(route, &HeaderMap::new(), Body::from(vec![0; size])).await }
        };
        let first = read("/api/v1/pictures", 3 * PIECE).await.unwrap();
        assert_eq!(read("/api/v1/pictures", 2 * PIECE).await.err().unwrap().status, 503);
        drop(first);
        assert!(read("/api/v1/pictures", 4 * PIECE).await.is_ok());
        assert_eq!(read("/api/v1/stories", MAX_BODY + 1).await.err().unwrap().status, 413);
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let never = Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
        let refused =
            Held::default().within((1, Duration::ZERO), &HeaderMap::new(), never).await.err().unwrap();
        assert_eq!((refused.status.as_u16(), refused.id), (408, "web-body-slow"));
    }
}
