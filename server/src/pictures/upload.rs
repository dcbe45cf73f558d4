//! A picture on its way in: a form of parts, read with bounds on everything, the file straight to the disk.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use http_body_util::Limited;
use platform::blob_refs::Putting;
use platform::blobs::{BlobHash, Draft};
use platform::web::Problem;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::pictures::content::blob_problem;
use crate::pictures::rejected::too_large;

/// Uploads that come in at the same time.
const AT_ONCE: usize = 64;
/// How long one may take.
const PATIENCE: Duration = Duration::from_secs(600);
/// Parts of a form.
const MAX_PARTS: usize = 100;
/// Bytes of all texts of a form together.
const MAX_TEXT: usize = 512 * 1024;
/// Bytes of a form beside its file.
const MAX_BESIDE: u64 = 1 << 20;

static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));

/// The texts of a form: each part's name and what it says.
pub type Texts = Vec<(String, String)>;

/// A file that came in whole.
pub struct Came {
    /// Its content's name.
    pub hash: BlobHash,
    /// Its length.
    pub bytes: u64,
    /// Keeps the file until its reference is written.
    pub putting: Putting,
}

/// Reads the form: its texts into `texts`, so that a page can show them again, its file to the disk. `None` where the form
/// has no file.
///
/// # Errors
/// What is wrong with the form or the file.
pub async fn read(app: &App, request: Request, texts: &mut Texts) -> Result<Option<Came>, Problem> {
    let Ok(_place) = PLACES.try_acquire() else { return Err(Problem::busy(5)) };
    tokio::time::timeout(PATIENCE, parts(app, request, texts))
        .await
        .unwrap_or_else(|_| Err(Problem::bad("picture-form-cut-off")))
}

async fn parts(app: &App, request: Request, texts: &mut Texts) -> Result<Option<Came>, Problem> {
    let max = app.config.max_upload;
    let bound = usize::try_from(max + MAX_BESIDE).unwrap_or(usize::MAX);
    let request = request.map(|body| Body::new(Limited::new(body, bound)));
    let no_form = |_| Problem::bad("picture-no-form");
    let mut form = Multipart::from_request(request, &()).await.map_err(no_form)?;
    let (mut draft, mut count, mut text) = (None, 0, 0);
    while let Some(mut field) = form.next_field().await.map_err(|error| broken(&error, max))? {
        count += 1;
        if count > MAX_PARTS {
            return Err(Problem::bad("picture-form-too-many-parts").with("max", MAX_PARTS));
        }
        match field.name().unwrap_or_default().to_owned().as_str() {
            "file" if draft.is_some() => return Err(Problem::field("/file", "picture-file-only-one")),
            "file" => draft = file(app, &mut field, max).await?,
            name => texts.push((name.to_owned(), words(&mut field, &mut text, max).await?)),
        }
    }
    let Some(draft) = draft else { return Ok(None) };
    let putting = app.gate.putting().await;
    let (hash, bytes) = draft.finish().await.map_err(blob_problem)?;
    Ok(Some(Came { hash, bytes, putting }))
}

/// A file field that was left empty is none.
async fn file(app: &App, field: &mut Field<'_>, max: u64) -> Result<Option<Draft>, Problem> {
    let named = field.file_name().is_some_and(|name| !name.is_empty());
    let mut draft = app.blobs.draft(max).await.map_err(blob_problem)?;
    let mut empty = true;
    while let Some(piece) = field.chunk().await.map_err(|error| broken(&error, max))? {
        empty &= piece.is_empty();
        draft.write(&piece).await.map_err(blob_problem)?;
    }
    Ok((named || !empty).then_some(draft))
}

async fn words(field: &mut Field<'_>, text: &mut usize, max: u64) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| broken(&error, max))? {
        *text += piece.len();
        if *text > MAX_TEXT {
            return Err(Problem::bad("picture-form-too-much-text").with("max", MAX_TEXT));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The form ended early, is no form, or is longer than is taken.
fn broken(error: &axum::extract::multipart::MultipartError, max: u64) -> Problem {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        too_large(max)
    } else {
        Problem::bad("picture-form-cut-off")
    }
}
