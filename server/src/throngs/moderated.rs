//! Throngs as safety sees them.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::AnyConnection;

use crate::safety::Moderated;
use crate::things::{Kind, Standing, Thing};
use crate::throngs::gather::{reread, told};
use crate::throngs::throng::{self, Throng};

/// The throng, if there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: Id) -> Result<Option<Moderated>, sqlx::Error> {
    Ok(throng::find(conn, &id.to_string()).await?.map(|throng| Moderated {
        thing: Thing { kind: Kind::Throng, id },
        author: throng.coordinator,
        standing: throng.standing,
        title: throng.objective,
        excerpt: throng.statement.unwrap_or_default(),
        picture: None,
        topic: format!("throng:{id}"),
        href: format!("/t/{}", throng.slug),
    }))
}

/// Sets how the throng stands, and tells whoever has it open.
///
/// # Errors
/// 404 where there is no such throng, or its content is gone.
pub async fn set_standing(tx: &mut Tx, id: Id, standing: Standing) -> Result<(), Problem> {
    let throng = there(tx, id).await?;
    sqlx::query("UPDATE throngs SET standing = $1, version = version + 1 WHERE id = $2")
        .bind(standing.word())
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    told(tx, id, throng.state);
    Ok(())
}

/// Destroys what the throng said and showed; its counts stay.
///
/// # Errors
/// 404 where there is no such throng, or its content is gone.
pub async fn purge(tx: &mut Tx, id: Id) -> Result<(), Problem> {
    let throng = there(tx, id).await?;
    let statements = [
        "UPDATE throngs SET objective = '', about_kind = 'link', about_what = '', statement = NULL, reason = NULL, \
         standing = 'purged', version = version + 1 WHERE id = $1",
        "UPDATE items SET item_key = NULL, text = NULL, picture = NULL, url = NULL, cells = '[]' \
         WHERE activity IN (SELECT id FROM activities WHERE throng = $1)",
        "UPDATE throng_updates SET body = '' WHERE throng = $1",
        "UPDATE deeds SET text = NULL, picture = NULL, link = NULL, reason = NULL \
         WHERE activity IN (SELECT id FROM activities WHERE throng = $1)",
    ];
    for sql in statements {
        sqlx::query(sql).bind(id.to_string()).execute(tx.conn()).await?;
    }
    told(tx, id, throng.state);
    Ok(())
}

async fn there(tx: &mut Tx, id: Id) -> Result<Throng, Problem> {
    Some(reread(tx, id).await?)
        .filter(|throng| !matches!(throng.standing, Standing::Withdrawn | Standing::Purged))
        .ok_or(Problem::not_found("throng-gone"))
}

/// Held throngs after `after`, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn held(
    conn: &mut AnyConnection,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Thing>, sqlx::Error> {
    let rows = sqlx::query("SELECT id FROM throngs WHERE standing = 'held' AND id > $1 ORDER BY id LIMIT $2")
        .bind(after.map(|id| id.to_string()).unwrap_or_default())
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Ok(Thing { kind: Kind::Throng, id: throng::parsed(row, "id")? })).collect()
}
