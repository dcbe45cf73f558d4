//! The style sheet, the scripts, the mark and the fonts of recipes, out of the binary.
//!
//! An address with the right `?v=` never changes and is kept for a year; without it the browser asks each time.

use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use axum::routing::get;
use platform::compress::Compressed;
use platform::web::Problem;
use recipes::{FONTS, Font};
use rust_embed::RustEmbed;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::app::App;
use crate::web::pages::ready;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

static READY: LazyLock<HashMap<String, (Arc<Compressed>, &'static str)>> = LazyLock::new(|| {
    let file = |path: &str| {
        Files::get(path).map(|file| (Arc::new(Compressed::new(file.data.into_owned())), media_type(path)))
    };
    Files::iter().filter_map(|path| Some((path.to_string(), file(&path)?))).chain(fonts()).collect()
});

/// The very files that recipes are drawn with, and the style sheet that names them, at `fonts/recipes.css`.
fn fonts() -> impl Iterator<Item = (String, (Arc<Compressed>, &'static str))> {
    let faces: String = FONTS.iter().map(face).collect();
    let beside = [
        ("recipes.css", faces.into_bytes(), "text/css; charset=utf-8"),
        ("OFL.txt", recipes::FONTS_LICENCE.as_bytes().to_vec(), "text/plain; charset=utf-8"),
    ];
    let files = FONTS.iter().map(|font| (font.file, font.bytes.to_vec(), "font/ttf"));
    files
        .chain(beside)
        .map(|(name, bytes, kind)| (format!("fonts/{name}"), (Arc::new(Compressed::new(bytes)), kind)))
}

fn face(font: &Font) -> String {
    let Font { family, weights: (from, to), file, .. } = font;
    format!(
        "@font-face{{font-family:\"{family}\";font-weight:{from} {to};src:url(\"{file}\") format(\"truetype\")}}\n"
    )
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("webp") => "image/webp",
        Some("jpg") => "image/jpeg",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        _ => "application/octet-stream",
    }
}

/// A file as it lies in the binary.
pub fn file(path: &str) -> Option<std::borrow::Cow<'static, [u8]>> {
    Files::get(path).map(|file| file.data)
}

/// `GET /assets/{path}`, and `GET /favicon.ico`, which browsers and feed readers ask for unasked.
pub fn routes() -> Router<App> {
    let mark = |query, headers| asset(Path("favicon.ico".to_owned()), query, headers);
    Router::new().route("/assets/{*path}", get(asset)).route("/favicon.ico", get(mark))
}

async fn asset(
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (file, media_type) = READY.get(&path).ok_or(Problem::not_found("web-no-page"))?;
    let mut response = ready(file, media_type, &headers);
    let versioned = query.is_some_and(|query| query.contains("v="));
    let kept = if versioned { "public, max-age=31536000, immutable" } else { "public, no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    Ok(response)
}
