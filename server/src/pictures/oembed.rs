//! A picture on somebody else's page: oEmbed (https://oembed.com), type `photo`, for what everybody may see.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use platform::web::Problem;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::pictures::ladder::Format;
use crate::pictures::picture::{find, renditions, url};
use crate::web::body::Query;

/// Seconds that a consumer may keep what it got; after that it asks whether the picture still stands.
const CACHE_AGE: u32 = 3_600;

/// `/oembed`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(oembed))
}

/// What is asked for.
#[derive(Deserialize, utoipa::IntoParams)]
struct Asked {
    /// The address of a picture's page here.
    url: String,
    /// `json`, the only one there is.
    format: Option<String>,
    /// Pixels that the consumer has room for.
    maxwidth: Option<u32>,
    /// Pixels that the consumer has room for.
    maxheight: Option<u32>,
}

/// The answer, in oEmbed's words.
#[derive(Serialize, utoipa::ToSchema)]
struct Photo {
    r#type: &'static str,
    version: &'static str,
    title: String,
    author_name: String,
    provider_name: &'static str,
    provider_url: String,
    cache_age: u32,
    url: String,
    width: u32,
    height: u32,
    license: String,
}

/// How a picture is put into somebody else's page.
#[utoipa::path(get, path = "/oembed", tag = "pictures", params(Asked), responses((status = 200, body = Photo), (status = 404), (status = 501)))]
async fn oembed(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Json<Photo>, Problem> {
    if asked.format.is_some_and(|format| format != "json") {
        return Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "picture-oembed-json"));
    }
    let (gone, origin) = (|| Problem::not_found("picture-gone"), app.public_url());
    let id = named(&asked.url, &origin).and_then(|id| id.parse().ok()).ok_or_else(gone)?;
    let mut conn = app.db.snapshot().await?;
    let picture = find(&mut conn, id).await?.filter(|picture| picture.is_seen(None)).ok_or_else(gone)?;
    let mut kept = renditions(&mut conn, &[id]).await?.remove(&id).unwrap_or_default();
    kept.retain(|rendition| rendition.format == Format::Jpeg);
    let room = (asked.maxwidth.unwrap_or(u32::MAX).max(1), asked.maxheight.unwrap_or(u32::MAX).max(1));
    let fits = kept.iter().rev().find(|one| one.width <= room.0 && one.height <= room.1);
    let rendition = fits.or_else(|| kept.first()).ok_or_else(gone)?;
    let (width, height) = fitted((rendition.width, rendition.height), room);
    Ok(Json(Photo {
        r#type: "photo",
        version: "1.0",
        title: picture.title,
        author_name: picture.by,
        provider_name: "Throng",
        url: format!("{origin}{}", url(id, rendition)),
        provider_url: origin,
        cache_age: CACHE_AGE,
        width,
        height,
        license: picture.licence,
    }))
}

/// The id in the address of a picture's page at `origin`.
fn named<'a>(address: &'a str, origin: &str) -> Option<&'a str> {
    let rest = address.strip_prefix(origin)?.strip_prefix("/p/")?;
    rest.split(['?', '#']).next()
}

/// The size in which a picture of `size` is drawn where there is `room`: never larger, in its own shape.
fn fitted(size: (u32, u32), room: (u32, u32)) -> (u32, u32) {
    let part = |side: u32, of: u32, whole: u32| {
        let scaled = u64::from(side) * u64::from(of) / u64::from(whole.max(1));
        u32::try_from(scaled.max(1)).unwrap_or(u32::MAX)
    };
    let (width, height) = if size.0 > room.0 { (room.0, part(size.1, room.0, size.0)) } else { size };
    if height > room.1 { (part(width, room.1, height), room.1) } else { (width, height) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_pages_of_pictures_here_are_named() {
        let origin = "https://throng.example";
        assert_eq!(named("https://throng.example/p/abc?order=old#variants", origin), Some("abc"));
        for other in ["https://throng.example.evil/p/abc", "https://throng.example/s/abc", "/p/abc", ""] {
            assert_eq!(named(other, origin), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn a_drawn_picture_fits_and_keeps_its_shape(size in (1..20_000_u32, 1..20_000_u32), room in (1..5_000_u32, 1..5_000_u32)) {
            let (width, height) = fitted(size, room);
            prop_assert!(width >= 1 && height >= 1 && width <= room.0.min(size.0) && height <= room.1.min(size.1));
            let shape = |(width, height): (u32, u32)| f64::from(width) / f64::from(height);
            if width > 50 && height > 50 {
                prop_assert!((shape((width, height)) / shape(size) - 1.0).abs() < 0.05);
            }
        }
    }
}
