//! What moderators do to submissions.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::json;
use sqlx::AnyConnection;

use crate::frontpage::addresses;
use crate::frontpage::submission::{self, Target};
use crate::safety::Moderated;
use crate::things::{Kind, Standing, Thing};

/// The submission, as moderators see it.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: Id) -> Result<Option<Moderated>, sqlx::Error> {
    Ok(submission::by_id(conn, id).await?.map(|found| Moderated {
        thing: Thing { kind: Kind::Submission, id },
        author: found.author,
        standing: found.standing,
        excerpt: match &found.target {
            Target::Link(address) => address.clone(),
            Target::Thing(thing) => thing.to_string(),
        },
        picture: None,
        topic: format!("submission:{id}"),
        href: format!("{}?own=1", found.href()),
        title: found.headline,
    }))
}

/// The held submissions with an id after `after`, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn held(
    conn: &mut AnyConnection,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Thing>, sqlx::Error> {
    let rows =
        sqlx::query("SELECT id FROM submissions WHERE standing = 'held' AND id > $1 ORDER BY id LIMIT $2")
            .bind(after.map_or_else(String::new, |id| id.to_string()))
            .bind(limit)
            .fetch_all(conn)
            .await?;
    rows.iter().map(|row| Ok(Thing { kind: Kind::Submission, id: platform::db::id(row, "id")? })).collect()
}

/// Puts a submission into a standing. One that was taken back gives its address free.
///
/// # Errors
/// When the database does not take it.
pub async fn set_standing(tx: &mut Tx, id: Id, standing: Standing) -> Result<(), Problem> {
    sqlx::query("UPDATE submissions SET standing = $1 WHERE id = $2")
        .bind(standing.word())
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    if standing == Standing::Withdrawn {
        addresses::release(tx, id).await?;
    }
    tell(tx, id, if standing == Standing::Shown { "moderation" } else { "delete" });
    Ok(())
}

/// Destroys its words, also on its edition; votes and counts stay. Its address stays taken.
///
/// # Errors
/// When the database does not take it.
pub async fn purge(tx: &mut Tx, id: Id) -> Result<(), Problem> {
    set_standing(tx, id, Standing::Purged).await?;
    for statement in [
        "UPDATE submissions SET kind = 'link', what = '', headline = '', page_title = '', tags = '[]' WHERE id = $1",
        "UPDATE edition_lines SET headline = '', label = '', address = '' WHERE submission = $1",
    ] {
        sqlx::query(statement).bind(id.to_string()).execute(tx.conn()).await?;
    }
    Ok(())
}

/// Says what became of a submission to its own page and to the front page.
pub fn tell(tx: &mut Tx, id: Id, kind: &'static str) {
    tx.emit(format!("submission:{id}"), kind, json!({ "submission": id }));
    tx.emit("front", "state", json!({ "submission": id }));
}
