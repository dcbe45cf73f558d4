//! Deeds as safety sees them: what is shown of them.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::AnyConnection;

use super::{Deed, find as deed};
use crate::safety::Moderated;
use crate::things::{Kind, Standing, Thing};
use crate::throngs::activity;
use crate::throngs::gather::{reread, told};
use crate::throngs::throng;

/// The deed, once it shows something.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: Id) -> Result<Option<Moderated>, sqlx::Error> {
    let Some(deed) = deed(conn, id).await?.filter(|deed| deed.evidenced_at.is_some()) else {
        return Ok(None);
    };
    let Some(activity) = activity::find(conn, deed.activity).await? else { return Ok(None) };
    let Some(throng) = throng::find(conn, &activity.throng.to_string()).await? else { return Ok(None) };
    Ok(Some(Moderated {
        thing: Thing { kind: Kind::Deed, id },
        author: deed.person,
        standing: deed.standing,
        title: deed.asked,
        excerpt: [deed.text, deed.link].into_iter().flatten().collect::<Vec<_>>().join(" "),
        picture: None,
        topic: format!("throng:{}", throng.id),
        href: format!("/t/{}/deeds#deed-{id}", throng.slug),
    }))
}

/// Sets how what is shown of the deed stands, and tells whoever has its throng open. Whether the deed is done stays.
///
/// # Errors
/// 404 where there is no such deed, or its content is gone.
pub async fn set_standing(tx: &mut Tx, id: Id, standing: Standing) -> Result<(), Problem> {
    let found = there(tx, id).await?;
    sqlx::query("UPDATE deeds SET standing = $1 WHERE id = $2")
        .bind(standing.word())
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    changed(tx, &found).await
}

/// Destroys what was shown of the deed.
///
/// # Errors
/// 404 where there is no such deed, or its content is gone.
pub async fn purge(tx: &mut Tx, id: Id) -> Result<(), Problem> {
    let found = there(tx, id).await?;
    sqlx::query(
        "UPDATE deeds SET text = NULL, picture = NULL, link = NULL, standing = 'purged' WHERE id = $1",
    )
    .bind(id.to_string())
    .execute(tx.conn())
    .await?;
    changed(tx, &found).await
}

async fn there(tx: &mut Tx, id: Id) -> Result<Deed, Problem> {
    let found = deed(tx.conn(), id).await?.filter(|deed| deed.standing != Standing::Purged);
    found.ok_or(Problem::not_found("throng-lease-gone"))
}

async fn changed(tx: &mut Tx, deed: &Deed) -> Result<(), Problem> {
    if let Some(activity) = activity::find(tx.conn(), deed.activity).await? {
        let throng = reread(tx, activity.throng).await?;
        told(tx, throng.id, throng.state);
    }
    Ok(())
}
