//! `/r/{id}/{width}.{jpg,webp,png}`: a rendition, one address a format, never negotiated.
//!
//! With the content's hash in its address it never changes and is kept for a year. Steps of the ladder are files; other
//! widths, in steps of [`STEP`], and PNG are made when they are asked for, within the workshop's budget, and kept in memory.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use pixels::LADDER;
use platform::Id;
use platform::blobs::BlobHash;
use platform::compress::not_modified;
use platform::web::Problem;
use tokio::task::spawn_blocking;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::Visitor;
use crate::pictures::ladder::{self, Format};
use crate::pictures::picture::{HASH_IN_URL, Picture, Rendition, find, renditions, url};
use crate::pictures::ready::{Key, Sendable};
use crate::pictures::{add, content, rejected};
use crate::surges::hits;
use crate::things::Standing;

/// Widths beside the ladder's, in pixels.
pub const STEP: u32 = 80;
/// Kept for a year and never asked for again.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Kept, and asked for each time.
const ASKED: HeaderValue = HeaderValue::from_static("public, no-cache");
/// Not kept: not everybody may see it.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("private, no-store");

/// The one route.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(rendition))
}

/// A rendition of a picture. `file` is `{width}.jpg`, `.webp` or `.png`; widths are those of the ladder or multiples of 80.
#[utoipa::path(get, path = "/r/{id}/{file}", tag = "pictures",
    params(("id" = String, Path), ("file" = String, Path), ("h" = Option<String>, Query, description = "The content's hash, as in `renditions[].url`")),
    responses((status = 200), (status = 304), (status = 307), (status = 404), (status = 410), (status = 503)))]
async fn rendition(
    State(app): State<App>,
    Path((id, file)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Problem> {
    let gone = || Problem::not_found("picture-no-rendition");
    let picture: Id = id.parse().map_err(|_| gone())?;
    let (width, format) = asked(&file).ok_or_else(gone)?;
    let key = Key { picture, width, format };
    if let Some(ready) = app.pictures.ready.get(&key) {
        let sent = send(&ready, format, request.headers(), query.as_deref(), None);
        return Ok(hits::load(&app, picture, request.headers(), sent));
    }
    let (mut parts, _) = request.into_parts();
    let mut conn = app.db.reader().acquire().await?;
    let found = find(&mut conn, picture).await?.ok_or_else(gone)?;
    if matches!(found.standing, Standing::Withdrawn | Standing::Purged) {
        return Err(Problem::new(StatusCode::GONE, "picture-withdrawn"));
    }
    let for_all = found.is_seen(None);
    if !for_all {
        let visitor = Visitor::from_request_parts(&mut parts, &app).await?;
        if !found.is_seen(Some(&visitor)) {
            return Err(gone());
        }
    }
    let kept = renditions(&mut conn, &[picture]).await?.remove(&picture).unwrap_or_default();
    drop(conn);
    let wanted = match wanted(&found, kept, width, format)? {
        Wanted::At(place) => return Ok(Redirect::temporary(&place).into_response()),
        wanted => wanted,
    };
    let rendition = if for_all {
        app.pictures.ready.get_or(key, || load(&app, picture, wanted, format, true)).await?
    } else {
        Arc::new(load(&app, picture, wanted, format, false).await?)
    };
    let uncached = (!for_all).then_some(NOT_KEPT);
    let sent = send(&rendition, format, &parts.headers, query.as_deref(), uncached);
    Ok(hits::load(&app, picture, &parts.headers, sent))
}

/// Reads `1600.webp`; the card has no width.
fn asked(file: &str) -> Option<(u32, Format)> {
    if file == "card.jpg" {
        return Some((0, Format::Card));
    }
    let (width, format) = file.split_once('.')?;
    let is_plain =
        width.len() <= 5 && !width.starts_with('0') && width.bytes().all(|byte| byte.is_ascii_digit());
    let format = Format::from_word(format).filter(|format| *format != Format::Card)?;
    is_plain.then(|| width.parse().ok()).flatten().map(|width| (width, format))
}

/// How a wanted rendition comes about.
enum Wanted {
    /// A file.
    File(String),
    /// Made from the original, so large.
    Made(u32, u32),
    /// The picture is not as wide: its widest is there.
    At(String),
}

fn wanted(picture: &Picture, kept: Vec<Rendition>, width: u32, format: Format) -> Result<Wanted, Problem> {
    let right = |kept: &&Rendition| kept.format == format && (kept.width == width || format == Format::Card);
    if let Some(file) = kept.iter().find(right) {
        return Ok(Wanted::File(file.hash.clone()));
    }
    let sizes = pixels::ladder(picture.width, picture.height);
    let (widest, tallest) = sizes.last().copied().unwrap_or((1, 1));
    if sizes.iter().any(|(step, _)| *step == width) && format != Format::Png {
        // The job that makes it has not come by yet.
        return Err(Problem::busy(2));
    }
    let regular = width.is_multiple_of(STEP) || LADDER.contains(&width);
    if width > widest && regular && format != Format::Card {
        let end = Rendition { format, width: widest, height: tallest, hash: String::new() };
        let end = kept.into_iter().find(|kept| kept.format == format && kept.width == widest).unwrap_or(end);
        return Ok(Wanted::At(url(picture.id, &end)));
    }
    if format == Format::Card || !(regular || width == widest) {
        return Err(Problem::not_found("picture-no-rendition"));
    }
    let height = u64::from(tallest) * u64::from(width) / u64::from(widest.max(1));
    Ok(Wanted::Made(width, u32::try_from(height).unwrap_or(1).max(1)))
}

/// Reads or makes it. What everybody gets is looked at once more behind the read: a change in between counts.
async fn load(
    app: &App,
    picture: Id,
    wanted: Wanted,
    format: Format,
    for_all: bool,
) -> Result<Sendable, Problem> {
    let gone = || Problem::not_found("picture-no-rendition");
    let mut conn = app.db.reader().acquire().await?;
    let found =
        find(&mut conn, picture).await?.filter(|found| !for_all || found.is_seen(None)).ok_or_else(gone)?;
    drop(conn);
    let (bytes, hash) = match wanted {
        Wanted::File(hash) => {
            let bytes =
                app.blobs.get(hash.parse().map_err(|_| gone())?).await.map_err(content::blob_problem)?;
            (bytes, hash)
        }
        Wanted::Made(width, height) => {
            let bytes = Bytes::from(make(app, &found, width, height, format).await?);
            let hash = BlobHash::of(&bytes).to_string();
            (bytes, hash)
        }
        Wanted::At(_) => return Err(gone()),
    };
    let hash = hash.get(..HASH_IN_URL).unwrap_or_default().to_owned();
    let etag = HeaderValue::try_from(format!("\"{hash}\"")).map_err(Problem::internal)?;
    Ok(Sendable { bytes, etag, hash })
}

async fn make(
    app: &App,
    picture: &Picture,
    width: u32,
    height: u32,
    format: Format,
) -> Result<Vec<u8>, Problem> {
    let gone = || Problem::not_found("picture-no-rendition");
    let original = picture.original.parse().map_err(|_| gone())?;
    let _place = app.pictures.workshop.file(u64::try_from(picture.bytes).unwrap_or(0)).await?;
    let bytes = app.blobs.get(original).await.map_err(content::blob_problem)?;
    let probe = pixels::probe(&bytes).map_err(|why| rejected::problem(&why))?;
    let decoded = app.pictures.workshop.decode_for_reader(bytes, probe, width.max(height)).await?;
    let credit = add::credit(&picture.by, &picture.licence, &picture.title);
    let made = spawn_blocking(move || ladder::step(&decoded.image, width, height, format, &credit));
    Ok(made.await.map_err(Problem::internal)?.map_err(Problem::internal)?.bytes)
}

fn send(
    rendition: &Sendable,
    format: Format,
    headers: &HeaderMap,
    query: Option<&str>,
    uncached: Option<HeaderValue>,
) -> Response {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if not_modified(known, rendition.etag.to_str().unwrap_or_default()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        rendition.bytes.clone().into_response()
    };
    let named = query.and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("h=")));
    let kept = if named == Some(rendition.hash.as_str()) { FOR_EVER } else { ASKED };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    out.insert(header::CACHE_CONTROL, uncached.unwrap_or(kept));
    out.insert(header::ETAG, rendition.etag.clone());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_read() {
        assert_eq!(asked("1600.webp"), Some((1600, Format::WebP)));
        assert_eq!(asked("card.jpg"), Some((0, Format::Card)));
        for name in
            ["0.jpg", "01.jpg", "+5.jpg", "5.svg", "5.card", "5.jpg.png", "..", "99999999999.jpg", ".jpg"]
        {
            assert_eq!(asked(name), None, "{name}");
        }
    }
}
