//! What moderators do to stories, updates and comments.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::json;

use crate::stories::comments::{self, Comment};
use crate::stories::story::{self, Story};
use crate::stories::updates;
use crate::things::{Kind, Standing};

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
        Kind::Picture | Kind::Message | Kind::Throng => Ok(()),
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
        ],
        Kind::Update => &["UPDATE updates SET body = '' WHERE id = $1"],
        Kind::Comment => &["UPDATE comments SET body = '' WHERE id = $1"],
        Kind::Picture | Kind::Message | Kind::Throng => &[],
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
