//! A file on its way in: alone or in a form of parts, read with bounds on everything, straight to the disk.
//!
//! Nothing is decoded and no memory taken for it before it is here whole: whoever stalls holds nothing but a place.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use platform::blob_refs::Putting;
use platform::blobs::{BlobHash, Draft};
use platform::shares::{Share, Shares};
use platform::web::Problem;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::app::App;
use crate::people::Reader;
use crate::pictures::content::blob_problem;
use crate::pictures::rejected::too_large;

/// Files that come in at the same time; each has a piece in memory and the rest on the disk.
const AT_ONCE: usize = 256;
/// Of these, files from one address (one /64 in IPv6).
pub const AT_ONCE_EACH: u32 = 16;
/// How long one may take.
const PATIENCE: Duration = Duration::from_secs(600);
/// Seconds after which to come back when the places are taken.
const COME_BACK: u64 = 5;
/// Parts of a form.
const MAX_PARTS: usize = 100;
/// Bytes of all texts of a form together.
const MAX_TEXT: usize = 512 * 1024;
/// Bytes of a form beside its file.
const MAX_BESIDE: u64 = 1 << 20;

/// The places for files that are coming in.
pub struct Inbox {
    places: Arc<Semaphore>,
    shares: Arc<Shares>,
}

impl Default for Inbox {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), shares: Shares::new(AT_ONCE_EACH) }
    }
}

/// One file's place; given back when dropped.
struct Place(#[expect(dead_code, reason = "held for its permits")] (OwnedSemaphorePermit, Option<Share>));

impl Inbox {
    fn place(&self, reader: &Reader) -> Result<Place, Problem> {
        let many =
            || Problem::new(StatusCode::TOO_MANY_REQUESTS, "picture-many-coming").retry_after(COME_BACK);
        let share =
            if reader.local { None } else { Some(self.shares.take(reader.address).ok_or_else(many)?) };
        let place = Arc::clone(&self.places).try_acquire_owned();
        place.map(|place| Place((place, share))).map_err(|_| Problem::busy(COME_BACK))
    }
}

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

/// Reads a form: its texts into `texts`, so that a page can show them again, its file of at most `max` bytes to the disk.
/// `None` where the form has no file.
///
/// # Errors
/// What is wrong with the form or the file; 429 and 503 while too many are coming.
pub async fn form(
    app: &App,
    reader: &Reader,
    request: Request,
    max: u64,
    texts: &mut Texts,
) -> Result<Option<Came>, Problem> {
    let _place = app.pictures.inbox.place(reader)?;
    in_time(parts(app, request, max, texts)).await
}

/// Reads a body that is a file of at most `max` bytes.
///
/// # Errors
/// As [`form`].
pub async fn body(app: &App, reader: &Reader, request: Request, max: u64) -> Result<Came, Problem> {
    let _place = app.pictures.inbox.place(reader)?;
    in_time(whole(app, request, max)).await
}

async fn in_time<T>(coming: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    tokio::time::timeout(PATIENCE, coming).await.unwrap_or_else(|_| Err(Problem::bad("picture-form-cut-off")))
}

async fn whole(app: &App, request: Request, max: u64) -> Result<Came, Problem> {
    let mut body = Limited::new(request.into_body(), usize::try_from(max).unwrap_or(usize::MAX));
    let mut draft = app.blobs.draft(max).await.map_err(blob_problem)?;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            if error.is::<LengthLimitError>() { too_large(max) } else { Problem::bad("picture-form-cut-off") }
        })?;
        if let Some(piece) = frame.data_ref() {
            draft.write(piece).await.map_err(blob_problem)?;
        }
    }
    finish(app, draft).await
}

async fn parts(app: &App, request: Request, max: u64, texts: &mut Texts) -> Result<Option<Came>, Problem> {
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
    match draft {
        Some(draft) => finish(app, draft).await.map(Some),
        None => Ok(None),
    }
}

async fn finish(app: &App, draft: Draft) -> Result<Came, Problem> {
    let putting = app.gate.putting().await;
    let (hash, bytes) = draft.finish().await.map_err(blob_problem)?;
    Ok(Came { hash, bytes, putting })
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
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        too_large(max)
    } else {
        Problem::bad("picture-form-cut-off")
    }
}
