//! Taking out what is one's own: one archive.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use platform::clock::{Millis, rfc3339};
use platform::web::Problem;
use serde_json::{Value, json};

use crate::app::App;
use crate::people::{Act, Visitor, Whose, own};

/// The archive of the visitor: `person.json` and a JSON file a capability.
///
/// # Errors
/// 401 without a session.
pub async fn archive(app: &App, visitor: &Visitor) -> Result<Response, Problem> {
    let me = visitor.allowed(Act::ExportAndErase, Whose::Own)?.clone();
    let now = app.clock.now();
    let mut snapshot = app.db.snapshot().await?;
    let mut files = own::export(&mut snapshot, me.id).await?;
    files.push((
        "person",
        json!({
            "id": me.id, "name": me.name, "role": me.role,
            "made_at": rfc3339(me.id.made_at()), "taken_out_at": rfc3339(now),
        }),
    ));
    let bytes = tokio::task::spawn_blocking(move || packed(&files, now)).await.map_err(Problem::internal)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/x-tar")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"throng-export.tar\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, bytes.map_err(Problem::internal)?).into_response())
}

fn packed(files: &[(&'static str, Value)], now: Millis) -> std::io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, value) in files {
        let text = serde_json::to_vec_pretty(value)?;
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(u64::try_from(now / 1_000).unwrap_or(0));
        archive.append_data(&mut header, format!("{name}.json"), text.as_slice())?;
    }
    archive.into_inner()
}
