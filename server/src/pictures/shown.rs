//! Pictures as the templates' macros draw them.

use std::collections::HashMap;

use platform::Id;
use platform::db::marks;
use platform::words::Words;
use sqlx::AnyConnection;

use crate::layout::{Shown, Source};
use crate::people::Visitor;
use crate::pictures::ladder::Format;
use crate::pictures::picture::{Picture, Rendition, SELECT, renditions, url};

/// The width that browsers get which understand no `srcset`.
const PLAIN: u32 = 960;

/// The pictures among `ids` that everybody may see, ready to be drawn.
///
/// # Errors
/// When the database does not answer.
pub async fn shown(
    conn: &mut AnyConnection,
    ids: &[Id],
    words: &Words,
) -> Result<HashMap<Id, Shown>, sqlx::Error> {
    shown_to(conn, ids, words, None).await
}

/// As [`shown`], for a page that is made for `who` alone.
///
/// # Errors
/// When the database does not answer.
pub async fn shown_to(
    conn: &mut AnyConnection,
    ids: &[Id],
    words: &Words,
    who: Option<&Visitor>,
) -> Result<HashMap<Id, Shown>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("{SELECT} WHERE p.id IN ({})", marks(1, ids.len()));
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for id in ids {
        query = query.bind(id.to_string());
    }
    let rows = query.fetch_all(&mut *conn).await?;
    let mut kept = renditions(conn, ids).await?;
    let mut all = HashMap::new();
    for row in rows {
        let picture = Picture::from_row(&row)?;
        if !picture.is_seen(who) {
            continue;
        }
        let kept = kept.remove(&picture.id).unwrap_or_default();
        if let Some(shown) = one(&picture, &kept, words) {
            all.insert(picture.id, shown);
        }
    }
    Ok(all)
}

/// One picture from its renditions; `None` when its content is gone.
pub fn one(picture: &Picture, kept: &[Rendition], words: &Words) -> Option<Shown> {
    let jpegs = || kept.iter().filter(|rendition| rendition.format == Format::Jpeg);
    let plain = jpegs().find(|rendition| rendition.width >= PLAIN).or_else(|| jpegs().next_back())?;
    let sources =
        [Format::WebP, Format::Jpeg].into_iter().filter_map(|format| source(picture.id, kept, format));
    let by = words.say_with("picture-by", &[("name", picture.by.as_str().into())]);
    let credit = format!("{by} · {}", picture.licence);
    let caption = if picture.title.is_empty() { credit } else { format!("{} · {credit}", picture.title) };
    Some(Shown {
        href: format!("/p/{}", picture.id),
        src: url(picture.id, plain),
        sources: sources.collect(),
        // A link that nobody described must still be told from others.
        alt: if picture.alt.is_empty() { caption.clone() } else { picture.alt.clone() },
        caption,
        width: picture.width,
        height: picture.height,
    })
}

fn source(id: Id, kept: &[Rendition], format: Format) -> Option<Source> {
    let steps = kept.iter().filter(|rendition| rendition.format == format);
    let srcset =
        steps.map(|step| format!("{} {}w", url(id, step), step.width)).collect::<Vec<_>>().join(", ");
    (!srcset.is_empty()).then_some(Source { media_type: format.media_type(), srcset })
}
