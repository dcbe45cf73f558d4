//! Changing a picture's words, and taking it back.

use axum::http::HeaderMap;
use platform::Id;
use platform::jobs;
use platform::web::Problem;
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::people::{Act, Visitor, Whose};
use crate::pictures::add::{RENDER, tags};
use crate::pictures::ladder::Format;
use crate::pictures::picture::{Picture, find};
use crate::pictures::{content, fields, licence};
use crate::things::Standing;
use crate::web::versions;

/// What an edit may change; what is absent stays.
#[derive(Deserialize, Default, utoipa::ToSchema)]
#[schema(as = PictureEdit)]
pub struct Edit {
    /// New title.
    pub(super) title: Option<String>,
    /// New text alternative.
    pub(super) alt: Option<String>,
    /// New licence: a new dated grant. Grants given before cannot be taken back from those who relied on them.
    pub(super) licence: Option<String>,
    /// New tags, in the place of all before.
    pub(super) tags: Option<Vec<String>>,
    /// New visibility.
    pub(super) visibility: Option<String>,
}

impl Edit {
    /// A new text alternative alone.
    pub fn alt(alt: String) -> Self {
        Self { alt: Some(alt), ..Self::default() }
    }
}

/// Changes the picture; the renditions' credit follows by itself.
///
/// # Errors
/// 401, 403, 404, 412 for a lost race, 422 for a wrong field.
pub async fn edit(
    app: &App,
    visitor: &Visitor,
    id: Id,
    edit: Edit,
    headers: &HeaderMap,
) -> Result<Picture, Problem> {
    let person = visitor.known()?.clone();
    let title = edit.title.as_deref().map(fields::title).transpose()?;
    let alt = edit.alt.as_deref().map(fields::alt).transpose()?;
    let licence = edit.licence.as_deref().map(licence::valid).transpose()?;
    let new_tags = edit.tags.as_deref().map(fields::tags).transpose()?;
    let visibility = edit.visibility.as_deref().map(fields::visibility).transpose()?;
    let (visitor, headers) = (visitor.clone(), headers.clone());
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let old = seen(find(tx.conn(), id).await?, &visitor)?;
                visitor.allowed(Act::EditPicture, Whose::of(old.author, person.id))?;
                versions::check(&headers, old.version)?;
                let new = Picture {
                    title: title.unwrap_or_else(|| old.title.clone()),
                    alt: alt.unwrap_or_else(|| old.alt.clone()),
                    licence: licence.unwrap_or_else(|| old.licence.clone()),
                    visibility: visibility.unwrap_or(old.visibility),
                    version: old.version + 1,
                    ..old.clone()
                };
                sqlx::query(
                    "UPDATE pictures SET title = $1, alt = $2, licence = $3, visibility = $4, version = $5 WHERE id = $6",
                )
                .bind(&new.title)
                .bind(&new.alt)
                .bind(&new.licence)
                .bind(new.visibility.word())
                .bind(new.version)
                .bind(id.to_string())
                .execute(tx.conn())
                .await?;
                if let Some(new_tags) = new_tags {
                    tags(tx, id, &new_tags).await?;
                }
                if new.licence != old.licence {
                    licence::grant(tx, id, &new.licence, person.id).await?;
                }
                if (&new.licence, &new.title) != (&old.licence, &old.title) {
                    let formats = [Format::Jpeg.word(), Format::WebP.word()];
                    let now = tx.now();
                    jobs::enqueue(tx, RENDER, json!({ "picture": id, "formats": formats }), now).await?;
                }
                tx.emit(format!("picture:{id}"), "edit", json!({ "picture": id, "version": new.version }));
                Ok(new)
            })
        })
        .await
}

/// Takes the picture back: its files go, its place in the lineage of others stays.
///
/// # Errors
/// 401, 403, 404, 412 for a lost race.
pub async fn withdraw(app: &App, visitor: &Visitor, id: Id, headers: &HeaderMap) -> Result<(), Problem> {
    let person = visitor.known()?.clone();
    let (visitor, headers) = (visitor.clone(), headers.clone());
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let old = seen(find(tx.conn(), id).await?, &visitor)?;
                visitor.allowed(Act::WithdrawPicture, Whose::of(old.author, person.id))?;
                versions::check(&headers, old.version)?;
                stand(tx, id, Standing::Withdrawn).await?;
                content::remove(tx, id).await
            })
        })
        .await
}

/// Gives a picture another standing and says so wherever it is shown.
///
/// # Errors
/// When the database does not take it.
pub async fn stand(tx: &mut platform::writer::Tx, id: Id, standing: Standing) -> Result<(), Problem> {
    sqlx::query("UPDATE pictures SET standing = $1, version = version + 1 WHERE id = $2")
        .bind(standing.word())
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    tx.emit(format!("picture:{id}"), "state", json!({ "picture": id }));
    for parent in crate::pictures::picture::parents(tx.conn(), id).await? {
        tx.emit(format!("picture:{parent}"), "update", json!({ "remix": id }));
    }
    tx.emit("front", "state", json!({ "picture": id }));
    Ok(())
}

/// The picture of an address, if the visitor may see it.
///
/// # Errors
/// 404, or 410 where it was taken back.
pub async fn open_to(app: &App, id: &str, visitor: &Visitor) -> Result<Picture, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let id = id.parse().map_err(|_| Problem::not_found("picture-gone"))?;
    seen(find(&mut conn, id).await?, visitor)
}

/// The picture, if the visitor may see it.
///
/// # Errors
/// 404, or 410 where it was taken back.
pub fn seen(picture: Option<Picture>, visitor: &Visitor) -> Result<Picture, Problem> {
    let picture = picture.ok_or_else(|| Problem::not_found("picture-gone"))?;
    if matches!(picture.standing, Standing::Withdrawn | Standing::Purged) {
        return Err(Problem::new(axum::http::StatusCode::GONE, "picture-withdrawn"));
    }
    if picture.is_seen(Some(visitor)) { Ok(picture) } else { Err(Problem::not_found("picture-gone")) }
}
