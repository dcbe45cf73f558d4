//! A remix by recipe: read, joined with its pictures and assets, drawn, and put up like any other picture.
//!
//! The canonical form is kept, never what came. A recipe names its parents; once one of them is gone it can be read and no
//! longer be drawn, and the remix keeps its pixels.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use pixels::{Encoding, Image};
use platform::Id;
use platform::blob_refs;
use platform::blobs::BlobHash;
use platform::web::Problem;
use platform::writer::Tx;
use recipes::{Drawing, ImageRef, Recipe};
use serde::Deserialize;
use sqlx::{AnyConnection, Row};
use tokio::task::spawn_blocking;

use crate::app::App;
use crate::people::Visitor;
use crate::people::visitor::Acted;
use crate::pictures::{self, Came, Picture, Sent};
use crate::remixes::assets;
use crate::remixes::refusal::{refused, undrawable};

/// Widest that a remix is drawn at, in pixels: the last step of the ladder.
const MAX_WIDTH: u32 = pixels::LADDER[pixels::LADDER.len() - 1];
/// Bytes that all images of a recipe may take as they lie in memory while it is drawn.
const MAX_IMAGES: usize = 128 << 20;

/// A picture as a recipe, as programs send it.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct Sending {
    /// At most 200 characters.
    #[serde(default)]
    title: String,
    /// SVG of the recipes' profile, at most 512 KiB.
    recipe: String,
    /// The picture in words.
    #[serde(default)]
    alt: String,
    /// SPDX name or `all-rights-reserved`, which is the default.
    #[serde(default)]
    licence: String,
    /// At most 20.
    #[serde(default)]
    tags: Vec<String>,
    /// `public`, `link` or `members`.
    #[serde(default)]
    visibility: String,
}

/// Draws a recipe and puts the picture up; its parents are `parent`, if it is a remix, and every picture in it.
///
/// # Errors
/// 422 at `/recipe` for what is wrong in it, else as for an upload.
pub async fn put_up(
    app: &App,
    visitor: &Visitor,
    parent: Option<Id>,
    sending: Sending,
) -> Result<Acted<Picture>, Problem> {
    let text = sending.recipe;
    let recipe = spawn_blocking(move || recipes::parse(&text)).await.map_err(Problem::internal)?;
    let recipe = recipe.map_err(|why| refused(&why))?;
    let named = recipe.images().into_iter().filter_map(|image| match image {
        ImageRef::Picture(id) => Some(id),
        ImageRef::Asset(_) => None,
    });
    let sent = Sent {
        title: sending.title,
        alt: sending.alt,
        licence: sending.licence,
        tags: sending.tags,
        parents: parent.map(|id| id.to_string()).into_iter().chain(named).collect(),
        visibility: sending.visibility,
    };
    sent.valid()?;
    let png = draw(app, visitor, &recipe).await?;
    let putting = app.gate.putting().await;
    let bytes = png.len() as u64;
    let hash = app.blobs.put(png).await.map_err(pictures::blob_problem)?;
    pictures::keep(app, visitor, &sent, Came { hash, bytes, putting }, Some(recipe)).await
}

/// Draws a recipe for the visitor, as a PNG of at most [`MAX_WIDTH`] pixels.
async fn draw(app: &App, visitor: &Visitor, recipe: &Recipe) -> Result<Bytes, Problem> {
    let (own, height) = recipe.size();
    let width = own.min(MAX_WIDTH);
    let side = width.max((u64::from(height) * u64::from(width) / u64::from(own.max(1))) as u32);
    let mut images = HashMap::new();
    let mut bytes = 0;
    for image in recipe.images() {
        let png = layer(app, visitor, &image, side).await?;
        bytes += png.len();
        if bytes > MAX_IMAGES {
            return Err(Problem::field("/recipe", "recipe-too-heavy"));
        }
        images.insert(image, png);
    }
    let recipe = recipe.clone();
    let prepared: Drawing =
        spawn_blocking(move || recipes::prepare(&recipe, &|image| images.get(image).cloned()))
            .await
            .map_err(Problem::internal)?
            .map_err(|why| undrawable(&why))?;
    let raster = app.pictures.workshop.draw(prepared, width).await?;
    let image = Image::new(raster.width, raster.height, true, raster.rgba).map_err(Problem::internal)?;
    let png = spawn_blocking(move || pixels::encode(&image, Encoding::Png, None));
    Ok(Bytes::from(png.await.map_err(Problem::internal)?.map_err(Problem::internal)?))
}

/// The pixels of an image that the visitor may see, as a PNG of at most `side` pixels a side.
async fn layer(app: &App, visitor: &Visitor, image: &ImageRef, side: u32) -> Result<Arc<Vec<u8>>, Problem> {
    let gone = || Problem::field("/recipe", "recipe-image-gone").with("image", image);
    let mut conn = app.db.reader().acquire().await?;
    let hash: BlobHash = match image {
        ImageRef::Picture(id) => {
            let id = id.parse().map_err(|_| gone())?;
            let found = pictures::find(&mut conn, id).await?;
            let found = found.filter(|picture| picture.is_seen(Some(visitor))).ok_or_else(gone)?;
            found.original.parse().map_err(|_| gone())?
        }
        ImageRef::Asset(hash) => {
            let hash = hash.parse().map_err(|_| gone())?;
            if !assets::is_seen(&mut conn, hash, visitor).await? {
                return Err(gone());
            }
            hash
        }
    };
    drop(conn);
    let bytes = app.blobs.get(hash).await.map_err(pictures::blob_problem)?;
    let _place = app.pictures.workshop.file(bytes.len() as u64).await?;
    let probed = bytes.clone();
    let probe = spawn_blocking(move || pixels::probe(&probed)).await.map_err(Problem::internal)?;
    let probe = probe.map_err(|why| pictures::rejection(&why))?;
    let decoded = app.pictures.workshop.decode(bytes, probe, side).await?;
    let png = spawn_blocking(move || pixels::encode(&decoded.image, Encoding::Png, None));
    Ok(Arc::new(png.await.map_err(Problem::internal)?.map_err(Problem::internal)?))
}

/// Writes the recipe of a new picture down, with references to its assets.
///
/// # Errors
/// 422 where an asset went meanwhile.
pub async fn keep(tx: &mut Tx, picture: Id, recipe: &Recipe) -> Result<(), Problem> {
    let text = recipe.to_string();
    sqlx::query("INSERT INTO picture_recipes (picture, recipe, hash) VALUES ($1, $2, $3)")
        .bind(picture.to_string())
        .bind(&text)
        .bind(BlobHash::of(text.as_bytes()).to_string())
        .execute(tx.conn())
        .await?;
    for image in recipe.images() {
        let ImageRef::Asset(hash) = &image else { continue };
        let kept = sqlx::query("SELECT bytes FROM blobs WHERE hash = $1 AND refs > 0")
            .bind(hash)
            .fetch_optional(tx.conn())
            .await?;
        let gone = || Problem::field("/recipe", "recipe-image-gone").with("image", &image);
        let bytes: i64 = kept.ok_or_else(gone)?.try_get(0)?;
        blob_refs::take(tx, hash.parse().map_err(|_| gone())?, u64::try_from(bytes).unwrap_or(0)).await?;
        sqlx::query("INSERT INTO recipe_assets (picture, hash) VALUES ($1, $2)")
            .bind(picture.to_string())
            .bind(hash)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// The recipe of a picture, if it was made by one and still has it.
///
/// # Errors
/// When the database does not answer.
pub async fn recipe_of(conn: &mut AnyConnection, picture: Id) -> Result<Option<String>, sqlx::Error> {
    sqlx::query("SELECT recipe FROM picture_recipes WHERE picture = $1")
        .bind(picture.to_string())
        .fetch_optional(conn)
        .await?
        .map(|row| row.try_get(0))
        .transpose()
}

/// Lets go of a picture's recipe and its assets. The caller has the files swept.
///
/// # Errors
/// When the database does not take it.
pub async fn remove(tx: &mut Tx, picture: Id) -> Result<(), Problem> {
    sqlx::query("DELETE FROM picture_recipes WHERE picture = $1")
        .bind(picture.to_string())
        .execute(tx.conn())
        .await?;
    let rows = sqlx::query("DELETE FROM recipe_assets WHERE picture = $1 RETURNING hash")
        .bind(picture.to_string())
        .fetch_all(tx.conn())
        .await?;
    for row in rows {
        assets::release(tx, &row.try_get::<String, _>(0)?).await?;
    }
    Ok(())
}
