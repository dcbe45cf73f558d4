//! Putting a picture up: checked, decoded once, its JPEGs made, and only then written down.

use axum::extract::Request;
use axum::http::StatusCode;
use bytes::Bytes;
use pixels::{Credit, Probe};
use platform::Id;
use platform::blob_refs;
use platform::blobs::BlobHash;
use platform::config::MB;
use platform::jobs;
use platform::web::Problem;
use platform::writer::Tx;
use recipes::Recipe;
use serde_json::json;
use sqlx::{AnyConnection, Row};
use tokio::task::spawn_blocking;

use crate::app::App;
use crate::people::visitor::Acted;
use crate::people::{Act, Actor, Person, Role, Visitor, Whose};
use crate::pictures::fields::{Fields, Sent};
use crate::pictures::ladder::{self, Format, Made};
use crate::pictures::picture::{Picture, find};
use crate::pictures::upload::{self, Came};
use crate::pictures::{content, licence, rejected};
use crate::things::{Kind, Standing, Thing};
use crate::{remixes, rooms, safety};

/// The job that makes what is not needed at once: the WebP ladder, or everything anew when the credit has changed.
pub const RENDER: &str = "pictures.render";

/// Takes the form of a request and puts the picture up; `parent` is added to the parents. What was sent stays in `sent`.
///
/// # Errors
/// What is wrong with the form, the file or a field; nothing is kept then.
pub async fn add(
    app: &App,
    visitor: &Visitor,
    request: Request,
    parent: Option<Id>,
    sent: &mut Sent,
) -> Result<Acted<Picture>, Problem> {
    let mut texts = Vec::new();
    let max = app.config.max_upload;
    let came = upload::form(app, &visitor.reader, request, max, &mut texts).await;
    *sent = Sent::of(&texts);
    sent.parents.extend(parent.map(|id| id.to_string()));
    let Some(came) = came? else { return Err(Problem::field("/file", "picture-file-missing")) };
    keep(app, visitor, sent, came, None).await
}

/// Puts up what came in, with the recipe that it was drawn from, if there is one; nothing of it is kept if that fails.
///
/// # Errors
/// What is wrong with the file or a field.
pub async fn keep(
    app: &App,
    visitor: &Visitor,
    sent: &Sent,
    came: Came,
    recipe: Option<Recipe>,
) -> Result<Acted<Picture>, Problem> {
    let added = put_up(app, visitor, sent, &came, recipe).await;
    if added.is_err() {
        content::disown(app, vec![(came.hash, came.bytes)]).await;
    }
    drop(came.putting);
    added
}

async fn put_up(
    app: &App,
    visitor: &Visitor,
    sent: &Sent,
    came: &Came,
    recipe: Option<Recipe>,
) -> Result<Acted<Picture>, Problem> {
    let fields = sent.valid()?;
    within_quota(&mut *app.db.reader().acquire().await?, app, visitor.person(), came.bytes).await?;
    for parent in &fields.parents {
        let mut conn = app.db.reader().acquire().await?;
        if !crate::pictures::exists_for(&mut conn, *parent, visitor).await? {
            return Err(Problem::field("/parents", "picture-parent-gone"));
        }
    }
    let _place = app.pictures.workshop.file(came.bytes).await?;
    let bytes = app.blobs.get(came.hash).await.map_err(content::blob_problem)?;
    let (probe, image) = decode(app, &bytes).await?;
    let visitor = visitor.clone();
    let actor = app
        .writer
        .write(move |tx| Box::pin(async move { visitor.act(tx, Act::AddPicture, Whose::Own).await }))
        .await?;
    let credit = credit(&actor.person.name, &fields.licence, &fields.title);
    let (made, looks) =
        spawn_blocking(move || look(&image.image, &credit)).await.map_err(Problem::internal)??;
    let kept = content::put(&app.blobs, made).await?;
    let files = kept.iter().map(content::Kept::file).collect();
    let original = (came.hash, came.bytes);
    let written = write(app, actor.clone(), fields, original, probe, looks, kept, recipe).await;
    if written.is_err() {
        content::disown(app, files).await;
    }
    let mut conn = app.db.reader().acquire().await?;
    let value = find(&mut conn, written?).await?.ok_or_else(|| Problem::not_found("picture-gone"))?;
    Ok(Acted { value, actor })
}

/// What stands in the files.
pub fn credit(author: &str, licence: &str, title: &str) -> Credit {
    Credit { author: author.to_owned(), licence: licence.to_owned(), title: title.to_owned() }
}

/// Probes and decodes an original as large as its ladder needs it.
pub async fn decode(
    app: &App,
    bytes: &Bytes,
) -> Result<(Probe, crate::pictures::workshop::Decoded), Problem> {
    let probed = bytes.clone();
    let probe = spawn_blocking(move || pixels::probe(&probed))
        .await
        .map_err(Problem::internal)?
        .map_err(|why| rejected::problem(&why))?;
    let side = ladder::side(probe.width, probe.height);
    let image = app.pictures.workshop.decode(bytes.clone(), probe.clone(), side).await?;
    Ok((probe, image))
}

/// What is known of a picture from its pixels.
struct Looks {
    phash: u64,
    colour: String,
    placeholder: String,
}

fn look(image: &pixels::Image, credit: &Credit) -> Result<(Vec<Made>, Looks), Problem> {
    let mut made = ladder::steps(image, Format::Jpeg, credit).map_err(Problem::internal)?;
    made.push(ladder::card(image, credit).map_err(Problem::internal)?);
    let placeholder = pixels::placeholder(image).map_err(Problem::internal)?;
    let placeholder = format!("data:image/webp;base64,{}", data_encoding::BASE64.encode(&placeholder));
    Ok((made, Looks { phash: pixels::phash(image), colour: pixels::dominant_colour(image), placeholder }))
}

/// Refuses what would go beyond a guest's share or the whole store.
async fn within_quota(
    conn: &mut AnyConnection,
    app: &App,
    who: Option<&Person>,
    bytes: u64,
) -> Result<(), Problem> {
    let full = |id, max: u64| Problem::new(StatusCode::INSUFFICIENT_STORAGE, id).with("max", max / MB);
    if blob_refs::total(conn).await?.saturating_add(bytes) > app.config.quota_total {
        return Err(full("picture-store-full", app.config.quota_total));
    }
    let Some(guest) = who.filter(|person| person.role == Role::Guest) else { return Ok(()) };
    let used: i64 =
        sqlx::query("SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM pictures WHERE author = $1")
            .bind(guest.id.to_string())
            .fetch_one(conn)
            .await?
            .try_get(0)?;
    if u64::try_from(used).unwrap_or(0).saturating_add(bytes) > app.config.quota_per_guest {
        return Err(full("picture-guest-full", app.config.quota_per_guest));
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "what one transaction writes")]
async fn write(
    app: &App,
    actor: Actor,
    fields: Fields,
    original: (BlobHash, u64),
    probe: Probe,
    looks: Looks,
    kept: Vec<content::Kept>,
    recipe: Option<Recipe>,
) -> Result<Id, Problem> {
    let (hold_new, app) = (app.config.hold_new, app.clone());
    let writer = app.writer.clone();
    writer
        .write(move |tx| {
            Box::pin(async move {
                let (id, now) = (Id::new(tx.now()), tx.now());
                if safety::blocked(tx.conn(), &original.0.to_string(), looks.phash).await? {
                    return Err(Problem::field("/file", "picture-blocked"));
                }
                // Asked again: others may have filled the store while this one was decoded.
                within_quota(tx.conn(), &app, Some(&actor.person), original.1).await?;
                let standing = safety::first_standing(tx.conn(), hold_new, &actor.person).await?;
                insert(tx, id, &actor, &fields, standing, original, &probe, &looks).await?;
                blob_refs::take(tx, original.0, original.1).await?;
                content::record(tx, id, &kept).await?;
                licence::grant(tx, id, &fields.licence, actor.person.id).await?;
                tags(tx, id, &fields.tags).await?;
                parents(tx, id, &fields.parents).await?;
                if let Some(recipe) = &recipe {
                    remixes::recipe::keep(tx, id, recipe).await?;
                }
                jobs::enqueue(tx, RENDER, json!({ "picture": id, "formats": [Format::WebP.word()] }), now)
                    .await?;
                rooms::open(tx, Thing { kind: Kind::Picture, id }).await?;
                tx.emit(format!("picture:{id}"), "state", json!({ "picture": id }));
                for parent in &fields.parents {
                    tx.emit(format!("picture:{parent}"), "update", json!({ "remix": id }));
                }
                if standing == Standing::Shown {
                    tx.emit("front", "state", json!({ "picture": id }));
                }
                Ok(id)
            })
        })
        .await
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row")]
async fn insert(
    tx: &mut Tx,
    id: Id,
    actor: &Actor,
    fields: &Fields,
    standing: Standing,
    (original, bytes): (BlobHash, u64),
    probe: &Probe,
    looks: &Looks,
) -> Result<(), Problem> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO pictures (id, author, title, alt, licence, visibility, standing, media_type, width, height, bytes, \
         original, digest, phash, colour, placeholder, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14, $15, $16)",
    )
    .bind(id.to_string())
    .bind(actor.person.id.to_string())
    .bind(&fields.title)
    .bind(&fields.alt)
    .bind(&fields.licence)
    .bind(fields.visibility.word())
    .bind(standing.word())
    .bind(probe.format.media_type())
    .bind(i64::from(probe.width))
    .bind(i64::from(probe.height))
    .bind(i64::try_from(bytes).map_err(Problem::internal)?)
    .bind(original.to_string())
    .bind(looks.phash.cast_signed())
    .bind(&looks.colour)
    .bind(&looks.placeholder)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes the tags of `id`, in the place of those before.
///
/// # Errors
/// When the database does not take it.
pub async fn tags(tx: &mut Tx, id: Id, tags: &[String]) -> Result<(), Problem> {
    sqlx::query("DELETE FROM picture_tags WHERE picture = $1")
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    for tag in tags {
        sqlx::query("INSERT INTO picture_tags (picture, tag) VALUES ($1, $2)")
            .bind(id.to_string())
            .bind(tag)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

async fn parents(tx: &mut Tx, id: Id, parents: &[Id]) -> Result<(), Problem> {
    for (place, parent) in (0_i64..).zip(parents) {
        sqlx::query("INSERT INTO picture_parents (picture, parent, place) VALUES ($1, $2, $3)")
            .bind(id.to_string())
            .bind(parent.to_string())
            .bind(place)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}
