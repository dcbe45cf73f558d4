//! A picture as it stands in its tables, and as programs read it.

use std::collections::HashMap;

use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::db::marks;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::people::Visitor;
use crate::pictures::ladder::Format;
use crate::pictures::licence;
use crate::surges::{Figures, figures};
use crate::things::{Kind, Standing, Visibility, is_seen};

/// A picture with its author's name.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Names it.
    pub id: Id,
    /// Whose it is.
    pub author: Id,
    /// How they are called now.
    pub by: String,
    /// Title; may be empty.
    pub title: String,
    /// Text alternative; may be empty.
    pub alt: String,
    /// SPDX name or `all-rights-reserved`.
    pub licence: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// How it stands.
    pub standing: Standing,
    /// The original's media type.
    pub media_type: String,
    /// Pixels, upright.
    pub width: u32,
    /// Pixels, upright.
    pub height: u32,
    /// Bytes of the original.
    pub bytes: i64,
    /// Hash of the original's blob; empty when the content is gone.
    pub original: String,
    /// `#rrggbb`.
    pub colour: String,
    /// A blurred thumbnail as a `data:` URL.
    pub placeholder: String,
    /// Rises with each edit.
    pub version: i64,
    /// When it came.
    pub made_at: Millis,
}

/// A rendition that is kept.
#[derive(Clone, Debug)]
pub struct Rendition {
    /// Its format.
    pub format: Format,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Hash of its blob.
    pub hash: String,
}

/// Characters of a content's hash that stand in an address.
pub const HASH_IN_URL: usize = 20;

/// Begins every statement that [`Picture::from_row`] reads.
pub const SELECT: &str =
    "SELECT p.*, who.name AS by_name FROM pictures p JOIN people who ON who.id = p.author";

impl Picture {
    /// Reads a row of [`SELECT`].
    ///
    /// # Errors
    /// When a column is missing or holds what no release wrote.
    pub fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        let text = |name: &str| row.try_get::<String, _>(name);
        let number = |name: &str| row.try_get::<i64, _>(name);
        Ok(Self {
            id: id(row, "id")?,
            author: id(row, "author")?,
            by: text("by_name")?,
            title: text("title")?,
            alt: text("alt")?,
            licence: text("licence")?,
            visibility: text("visibility")?.parse().map_err(|()| bad("visibility"))?,
            standing: text("standing")?.parse().map_err(|()| bad("standing"))?,
            media_type: text("media_type")?,
            width: pixels(number("width")?),
            height: pixels(number("height")?),
            bytes: number("bytes")?,
            original: text("original")?,
            colour: text("colour")?,
            placeholder: text("placeholder")?,
            version: number("version")?,
            made_at: number("made_at")?,
        })
    }

    /// Whether `who` sees it at its own address.
    pub fn is_seen(&self, who: Option<&Visitor>) -> bool {
        is_seen(self.standing, self.visibility, self.author, who)
    }
}

/// An id in a column.
///
/// # Errors
/// When there is none.
pub fn id(row: &AnyRow, name: &'static str) -> Result<Id, sqlx::Error> {
    row.try_get::<String, _>(name)?.parse().map_err(|_| bad(name))
}

fn bad(what: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(format!("pictures.{what}").into())
}

fn pixels(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or(0)
}

/// The picture `id`, however it stands.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: Id) -> Result<Option<Picture>, sqlx::Error> {
    let sql = format!("{SELECT} WHERE p.id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(Picture::from_row).transpose()
}

/// Whether there is a picture `id` that `visitor` may see.
///
/// # Errors
/// When the database does not answer.
pub async fn exists_for(conn: &mut AnyConnection, id: Id, visitor: &Visitor) -> Result<bool, sqlx::Error> {
    Ok(find(conn, id).await?.is_some_and(|picture| picture.is_seen(Some(visitor))))
}

/// A statement with an `IN` of `ids`.
fn of_all(sql: &str, ids: &[Id]) -> String {
    sql.replace("{}", &marks(1, ids.len()))
}

/// The kept renditions of `ids` (at most a page of them), smallest first.
///
/// # Errors
/// When the database does not answer.
pub async fn renditions(
    conn: &mut AnyConnection,
    ids: &[Id],
) -> Result<HashMap<Id, Vec<Rendition>>, sqlx::Error> {
    let mut all: HashMap<Id, Vec<Rendition>> = HashMap::new();
    if ids.is_empty() {
        return Ok(all);
    }
    let sql = of_all(
        "SELECT picture, format, width, height, hash FROM renditions WHERE picture IN ({}) ORDER BY format, width",
        ids,
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for id in ids {
        query = query.bind(id.to_string());
    }
    for row in query.fetch_all(conn).await? {
        let Some(format) = Format::from_word(&row.try_get::<String, _>("format")?) else { continue };
        all.entry(id(&row, "picture")?).or_default().push(Rendition {
            format,
            width: pixels(row.try_get("width")?),
            height: pixels(row.try_get("height")?),
            hash: row.try_get("hash")?,
        });
    }
    Ok(all)
}

/// The address of a rendition; it changes with the content.
pub fn url(id: Id, rendition: &Rendition) -> String {
    let name = match rendition.format {
        Format::Card => "card.jpg".to_owned(),
        format => format!("{}.{}", rendition.width, format.word()),
    };
    format!("/r/{id}/{name}?h={}", rendition.hash.get(..HASH_IN_URL).unwrap_or_default())
}

/// Tags of `id`, by the alphabet.
///
/// # Errors
/// When the database does not answer.
pub async fn tags(conn: &mut AnyConnection, id: Id) -> Result<Vec<String>, sqlx::Error> {
    let rows = sqlx::query("SELECT tag FROM picture_tags WHERE picture = $1 ORDER BY tag")
        .bind(id.to_string())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| row.try_get(0)).collect()
}

/// What `id` is made from, in the order that its author gave.
///
/// # Errors
/// When the database does not answer.
pub async fn parents(conn: &mut AnyConnection, id: Id) -> Result<Vec<Id>, sqlx::Error> {
    let rows = sqlx::query("SELECT parent FROM picture_parents WHERE picture = $1 ORDER BY place")
        .bind(id.to_string())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| self::id(row, "parent")).collect()
}

/// The picture as programs read it.
///
/// # Errors
/// When the database does not answer.
pub async fn json(conn: &mut AnyConnection, picture: &Picture) -> Result<Value, sqlx::Error> {
    let id = picture.id;
    let kept = renditions(conn, &[id]).await?.remove(&id).unwrap_or_default();
    let renditions: Vec<Value> = kept
        .iter()
        .filter(|rendition| rendition.format != Format::Card)
        .map(|rendition| {
            json!({
                "width": rendition.width,
                "height": rendition.height,
                "media_type": rendition.format.media_type(),
                "url": url(id, rendition),
            })
        })
        .collect();
    Ok(json!({
        "id": id,
        "title": picture.title,
        "alt": picture.alt,
        "licence": picture.licence,
        "granted_at": licence::granted_at(conn, id).await?.map(rfc3339),
        "tags": tags(conn, id).await?,
        "width": picture.width,
        "height": picture.height,
        "bytes": picture.bytes,
        "media_type": picture.media_type,
        "parents": parents(conn, id).await?,
        "renditions": renditions,
        "visibility": picture.visibility,
        "held": picture.standing == Standing::Held,
        "standing": picture.standing,
        "author": {"id": picture.author, "name": picture.by},
        "colour": picture.colour,
        "at": rfc3339(picture.made_at),
        "url": format!("/p/{id}"),
    }))
}

/// As [`json`], with how often it was looked at.
///
/// # Errors
/// When the database does not answer.
pub async fn with_figures(conn: &mut AnyConnection, picture: &Picture) -> Result<Value, sqlx::Error> {
    let mut body = json(conn, picture).await?;
    let Figures { hits, loads, .. } = figures(conn, Kind::Picture, picture.id).await?;
    body["hits"] = hits.into();
    body["loads"] = loads.into();
    Ok(body)
}
