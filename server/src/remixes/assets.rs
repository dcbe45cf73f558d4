//! Assets: layers of pixels that the studio made for a recipe, by the hash of their bytes.
//!
//! Whoever makes one holds it for a day; each recipe that uses it holds it for itself. It is seen by its maker and by whoever
//! sees a remix that uses it.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use bytes::Bytes;
use pixels::Encoding;
use platform::Id;
use platform::blob_refs;
use platform::blobs::BlobHash;
use platform::clock::{DAY, Millis, rfc3339};
use platform::config::MB;
use platform::jobs;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};
use tokio::task::spawn_blocking;

use crate::app::App;
use crate::people::visitor::Acted;
use crate::people::{Act, Visitor, Whose};
use crate::pictures::Came;
use crate::{pictures, safety};

/// The job that lets go of an asset a day after it was made.
pub const FORGET_ASSET: &str = "assets.forget";
/// Bytes of an asset as it comes.
pub const MAX_BYTES: u64 = 10 * MB;
/// Longest side that is kept, in pixels: the longest of a recipe.
const MAX_SIDE: u32 = recipes::MAX_SIDE as u32;
/// Assets that one person may hold at a time.
const MAX_HELD: i64 = 200;
/// How long a maker holds one.
const HELD: Millis = DAY;

/// An asset that was made.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Asset {
    /// What a recipe writes: `asset:HASH`.
    asset: String,
    /// Pixels.
    width: u32,
    /// Pixels.
    height: u32,
}

/// Takes an asset: the body is the picture, or a form with a part named `file`.
///
/// # Errors
/// What is wrong with it; 409 for more than one person may hold.
pub async fn add(app: &App, visitor: &Visitor, request: Request) -> Result<Acted<Asset>, Problem> {
    let came = came(app, visitor, request).await?;
    let kept = keep(app, visitor, &came).await;
    // It is kept as what was decoded, never as it came.
    pictures::disown(app, vec![(came.hash, came.bytes)]).await;
    kept
}

/// Whatever way it came.
async fn came(app: &App, visitor: &Visitor, request: Request) -> Result<Came, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
    if !kind.starts_with(b"multipart/") {
        return pictures::body(app, &visitor.reader, request, MAX_BYTES).await;
    }
    let came = pictures::form(app, &visitor.reader, request, MAX_BYTES, &mut Vec::new()).await?;
    came.ok_or_else(|| Problem::field("/file", "picture-file-missing"))
}

async fn keep(app: &App, visitor: &Visitor, came: &Came) -> Result<Acted<Asset>, Problem> {
    let _place = app.pictures.workshop.file(came.bytes).await?;
    let bytes = app.blobs.get(came.hash).await.map_err(pictures::blob_problem)?;
    let probed = bytes.clone();
    let probe = spawn_blocking(move || pixels::probe(&probed)).await.map_err(Problem::internal)?;
    let probe = probe.map_err(|why| pictures::rejection(&why))?;
    let decoded = app.pictures.workshop.decode(bytes, probe, MAX_SIDE).await?;
    let (width, height) = (decoded.image.width(), decoded.image.height());
    let made = spawn_blocking(move || {
        (pixels::phash(&decoded.image), pixels::encode(&decoded.image, Encoding::Png, None))
    });
    let (looks, png) = made.await.map_err(Problem::internal)?;
    let png = Bytes::from(png.map_err(Problem::internal)?);
    let bytes = png.len() as u64;
    let hash = app.blobs.put(png).await.map_err(pictures::blob_problem)?;
    match write(app, visitor, hash, bytes, looks).await {
        Ok(actor) => Ok(Acted { value: Asset { asset: format!("asset:{hash}"), width, height }, actor }),
        Err(problem) => {
            pictures::disown(app, vec![(hash, bytes)]).await;
            Err(problem)
        }
    }
}

async fn write(
    app: &App,
    visitor: &Visitor,
    hash: BlobHash,
    bytes: u64,
    looks: u64,
) -> Result<crate::people::Actor, Problem> {
    let (visitor, quota) = (visitor.clone(), app.config.quota_total);
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let actor = visitor.act(tx, Act::AddPicture, Whose::Own).await?;
                let person = actor.person.id;
                if safety::blocked(tx.conn(), &hash.to_string(), looks).await? {
                    return Err(Problem::field("/file", "picture-blocked"));
                }
                if blob_refs::total(tx.conn()).await?.saturating_add(bytes) > quota {
                    return Err(Problem::new(StatusCode::INSUFFICIENT_STORAGE, "picture-store-full")
                        .with("max", quota / MB));
                }
                let held: i64 = sqlx::query("SELECT COUNT(*) FROM assets WHERE person = $1")
                    .bind(person.to_string())
                    .fetch_one(tx.conn())
                    .await?
                    .try_get(0)?;
                if held >= MAX_HELD {
                    return Err(Problem::conflict("recipe-too-many-assets").with("max", MAX_HELD));
                }
                hold(tx, hash, person, bytes).await?;
                Ok(actor)
            })
        })
        .await
}

/// Writes that the person holds it; who does already holds it for another day.
async fn hold(tx: &mut Tx, hash: BlobHash, person: Id, bytes: u64) -> Result<(), Problem> {
    let now = tx.now();
    let renewed = sqlx::query("UPDATE assets SET at = $1 WHERE hash = $2 AND person = $3")
        .bind(now)
        .bind(hash.to_string())
        .bind(person.to_string())
        .execute(tx.conn())
        .await?
        .rows_affected();
    if renewed == 0 {
        sqlx::query("INSERT INTO assets (hash, person, bytes, at) VALUES ($1, $2, $3, $4)")
            .bind(hash.to_string())
            .bind(person.to_string())
            .bind(i64::try_from(bytes).map_err(Problem::internal)?)
            .bind(now)
            .execute(tx.conn())
            .await?;
        blob_refs::take(tx, hash, bytes).await?;
    }
    jobs::enqueue(tx, FORGET_ASSET, json!({ "hash": hash.to_string(), "person": person }), now + HELD).await
}

/// Lets go of a maker's hold that is a day old. One that was renewed has a job of its own.
///
/// # Errors
/// Why not, for the log.
pub async fn forget_asset(app: &App, payload: &Value) -> Result<(), String> {
    let text = |name| payload[name].as_str().map(str::to_owned).ok_or("the job names no asset");
    let (hash, person) = (text("hash")?, text("person")?);
    let done = app.writer.write(move |tx| {
        Box::pin(async move {
            let before = tx.now() - HELD;
            let rows =
                sqlx::query("DELETE FROM assets WHERE hash = $1 AND person = $2 AND at <= $3 RETURNING hash")
                    .bind(hash)
                    .bind(person)
                    .bind(before)
                    .fetch_all(tx.conn())
                    .await?;
            let_go(tx, &rows).await
        })
    });
    done.await.map_err(|problem| problem.id.to_owned())
}

/// Releases the files of deleted rows, whose first column is the hash, and has them swept.
async fn let_go(tx: &mut Tx, rows: &[sqlx::any::AnyRow]) -> Result<(), Problem> {
    for row in rows {
        release(tx, &row.try_get::<String, _>(0)?).await?;
    }
    let now = tx.now();
    if rows.is_empty() { Ok(()) } else { jobs::enqueue(tx, pictures::SWEEP, json!({}), now).await }
}

/// Takes one reference away.
///
/// # Errors
/// When the database does not take it.
pub async fn release(tx: &mut Tx, hash: &str) -> Result<(), Problem> {
    match hash.parse() {
        Ok(hash) => blob_refs::release(tx, hash).await,
        Err(_) => Ok(()),
    }
}

/// Whether the visitor may see an asset: they hold it, or see a remix that uses it.
///
/// # Errors
/// When the database does not answer.
pub async fn is_seen(
    conn: &mut AnyConnection,
    hash: BlobHash,
    visitor: &Visitor,
) -> Result<bool, sqlx::Error> {
    /// Remixes that are looked at; an asset that more use is shown by one of them.
    const MAX_USES: i64 = 50;
    if let Some(person) = visitor.person() {
        let held = sqlx::query("SELECT 1 FROM assets WHERE hash = $1 AND person = $2")
            .bind(hash.to_string())
            .bind(person.id.to_string());
        if held.fetch_optional(&mut *conn).await?.is_some() {
            return Ok(true);
        }
    }
    let uses = sqlx::query("SELECT picture FROM recipe_assets WHERE hash = $1 ORDER BY picture LIMIT $2")
        .bind(hash.to_string())
        .bind(MAX_USES)
        .fetch_all(&mut *conn)
        .await?;
    for row in uses {
        let Ok(picture) = row.try_get::<String, _>(0)?.parse() else { continue };
        if pictures::exists_for(conn, picture, visitor).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the person holds.
///
/// # Errors
/// When the database does not answer.
pub async fn export(conn: &mut AnyConnection, person: Id) -> Result<Value, sqlx::Error> {
    let rows = sqlx::query("SELECT hash, bytes, at FROM assets WHERE person = $1 ORDER BY at, hash")
        .bind(person.to_string())
        .fetch_all(conn)
        .await?;
    let asset = |row: &sqlx::any::AnyRow| {
        let (hash, bytes, at): (String, i64, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        Ok(json!({ "asset": format!("asset:{hash}"), "bytes": bytes, "at": rfc3339(at) }))
    };
    rows.iter().map(asset).collect()
}

/// Lets go of all that the person holds.
///
/// # Errors
/// When the database does not take it.
pub async fn erase(tx: &mut Tx, person: Id) -> Result<(), Problem> {
    let rows = sqlx::query("DELETE FROM assets WHERE person = $1 RETURNING hash")
        .bind(person.to_string())
        .fetch_all(tx.conn())
        .await?;
    let_go(tx, &rows).await
}
