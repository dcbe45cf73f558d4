//! What moderators do to stories, updates and comments.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::json;
use sqlx::AnyConnection;

use crate::safety::Moderated;
use crate::stories::comments::{self, Comment};
use crate::stories::story::{self, Story, parsed};
use crate::stories::{markdown, updates};
use crate::things::{Kind, Standing, Thing};

/// Characters of a thing's words that moderators see in a list.
const EXCERPT: usize = 300;

/// A thing of this folder, as moderators see it.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, kind: Kind, id: Id) -> Result<Option<Moderated>, sqlx::Error> {
    let thing = Thing { kind, id };
    let seen = |author, standing, title: &str, body: &str, topic, href| Moderated {
        thing,
        author,
        standing,
        title: title.to_owned(),
        excerpt: markdown::excerpt(body, EXCERPT),
        picture: None,
        topic,
        href,
    };
    Ok(match kind {
        Kind::Story => story::by_id(conn, id).await?.map(|story| {
            seen(story.author, story.standing, &story.title, &story.body, story.topic(), story.href())
        }),
        Kind::Update => {
            let Some(update) = updates::by_id(conn, id).await? else { return Ok(None) };
            let Some(story) = story::by_id(conn, update.story).await? else { return Ok(None) };
            let href = format!("{}#update-{id}", story.href());
            Some(seen(update.author, update.standing, &story.title, &update.body, story.topic(), href))
        }
        Kind::Comment => {
            let Some(comment) = comments::by_id(conn, id).await? else { return Ok(None) };
            let href = format!("{}?own=1#comment-{id}", comments::page_of(conn, comment.about).await?);
            Some(seen(comment.author, comment.standing, "", &comment.body, comment.about.to_string(), href))
        }
        _ => None,
    })
}

/// The held comments with an id after `after`, oldest first. A held update waits for its author, not for a moderator.
///
/// # Errors
/// When the database does not answer.
pub async fn held(
    conn: &mut AnyConnection,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Thing>, sqlx::Error> {
    let rows =
        sqlx::query("SELECT id FROM comments WHERE standing = 'held' AND id > $1 ORDER BY id LIMIT $2")
            .bind(after.map_or_else(String::new, |id| id.to_string()))
            .bind(limit)
            .fetch_all(conn)
            .await?;
    rows.iter().map(|row| Ok(Thing { kind: Kind::Comment, id: parsed(row, "id")? })).collect()
}

/// Puts a thing of this folder into a standing, and tells those who have it open. A thing that is not there is left alone.
///
/// # Errors
/// When the database does not take it.
pub async fn set_standing(tx: &mut Tx, kind: Kind, id: Id, standing: Standing) -> Result<(), Problem> {
    match kind {
        Kind::Story => match story::by_id(tx.conn(), id).await? {
            Some(story) => stand(tx, &story, standing).await,
            None => Ok(()),
        },
        Kind::Update => set_update_standing(tx, id, standing).await,
        Kind::Comment => match comments::by_id(tx.conn(), id).await? {
            Some(comment) => set_comment_standing(tx, &comment, standing).await,
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Destroys the words of a thing of this folder; its row stays, without them.
///
/// # Errors
/// When the database does not take it.
pub async fn purge(tx: &mut Tx, kind: Kind, id: Id) -> Result<(), Problem> {
    set_standing(tx, kind, id, Standing::Purged).await?;
    let statements: &[&'static str] = match kind {
        Kind::Story => &[
            "UPDATE stories SET title = '', body = '', pictures = '[]', tags = '[]', about = '[]' WHERE id = $1",
            "DELETE FROM story_texts WHERE story = $1",
            "DELETE FROM story_tags WHERE story = $1",
            "DELETE FROM links_in WHERE story = $1",
        ],
        Kind::Update => &["UPDATE updates SET body = '' WHERE id = $1"],
        Kind::Comment => &["UPDATE comments SET body = '' WHERE id = $1"],
        _ => &[],
    };
    for statement in statements {
        sqlx::query(*statement).bind(id.to_string()).execute(tx.conn()).await?;
    }
    Ok(())
}

/// Puts a story into a standing.
pub(super) async fn stand(tx: &mut Tx, story: &Story, standing: Standing) -> Result<(), Problem> {
    write(tx, "UPDATE stories SET standing = $1 WHERE id = $2", story.id, standing).await?;
    let kind = if standing == Standing::Shown { "moderation" } else { "delete" };
    tx.emit(story.topic(), kind, json!({ "story": story.id }));
    tx.emit("front", "state", json!({ "story": story.id }));
    Ok(())
}

async fn set_update_standing(tx: &mut Tx, id: Id, standing: Standing) -> Result<(), Problem> {
    let Some(update) = updates::by_id(tx.conn(), id).await? else { return Ok(()) };
    write(tx, "UPDATE updates SET standing = $1 WHERE id = $2", id, standing).await?;
    if standing == Standing::Shown {
        updates::tell(tx, update.story, id);
    } else if update.standing == Standing::Shown {
        tx.emit(format!("story:{}", update.story), "delete", json!({ "id": id }));
        tx.emit("front", "state", json!({ "story": update.story }));
    }
    Ok(())
}

/// Puts a comment into a standing.
pub(super) async fn set_comment_standing(
    tx: &mut Tx,
    comment: &Comment,
    standing: Standing,
) -> Result<(), Problem> {
    write(tx, "UPDATE comments SET standing = $1 WHERE id = $2", comment.id, standing).await?;
    if standing == Standing::Shown {
        comments::tell(tx, comment);
    } else if comment.standing == Standing::Shown {
        tx.emit(comment.about.to_string(), "delete", json!({ "id": comment.id }));
    }
    Ok(())
}

async fn write(tx: &mut Tx, statement: &'static str, id: Id, standing: Standing) -> Result<(), Problem> {
    sqlx::query(statement).bind(standing.word()).bind(id.to_string()).execute(tx.conn()).await?;
    Ok(())
}
