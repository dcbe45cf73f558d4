//! The rows of an upload: the body itself, or the part `file` of a form.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use bytes::Bytes;
use platform::web::Problem;

use crate::throngs::sheet::MAX_BYTES;

/// Endings of files that have one JSON object a line.
const JSON_LINES: [&str; 3] = [".ndjson", ".jsonl", ".json"];

/// The bytes of the rows, and whether they are JSON lines; CSV if not.
///
/// # Errors
/// 413 for too much, 422 for a form without a file, 400 for what cannot be read.
pub async fn read(request: Request) -> Result<(Bytes, bool), Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    if !kind.starts_with("multipart/") {
        let bytes = to_bytes(request.into_body(), MAX_BYTES).await.map_err(|_| too_large())?;
        return Ok((bytes, kind.contains("json")));
    }
    let broken = |_| Problem::bad("web-not-a-form");
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Problem::bad("web-not-a-form"))?;
    while let Some(mut part) = form.next_field().await.map_err(broken)? {
        if part.name() != Some("file") {
            continue;
        }
        let named = part.file_name().unwrap_or_default().to_ascii_lowercase();
        let ndjson = part.content_type().is_some_and(|kind| kind.contains("json"))
            || JSON_LINES.iter().any(|ending| named.ends_with(ending));
        let mut bytes = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(broken)? {
            if bytes.len() + piece.len() > MAX_BYTES {
                return Err(too_large());
            }
            bytes.extend_from_slice(&piece);
        }
        return Ok((bytes.into(), ndjson));
    }
    Err(Problem::field("/file", "web-field-missing").with("field", "file"))
}

fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "web-body-too-large").with("max", MAX_BYTES)
}
