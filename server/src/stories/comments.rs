//! What people say under a story or a picture.
//!
//! A comment with a link by a guest whom nobody let through yet is held. A form on a page that is kept ready for everybody
//! carries no key of its own: there the same words about the same thing, sent again within a minute, are the same comment.

mod panel;

pub use panel::{CommentForm, Panel, Said, Thread, panel, place};

use platform::Id;
use platform::clock::{MINUTE, Millis};
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::json;
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::people::{Act, Acted, Actor, Person, Visitor, Whose};
use crate::pictures;
use crate::safety::{first_standing, not_locked};
use crate::stories::markdown;
use crate::stories::story::{self, parsed};
use crate::things::{self, Kind, Standing, Thing, Visibility};
use crate::web::text;

/// Characters of a comment.
pub const MAX_BODY: usize = 10_000;
/// Within this time the same words from the same person are a double click.
const DOUBLE: Millis = MINUTE;

/// One comment.
#[derive(Clone, Debug)]
pub struct Comment {
    /// Names it.
    pub id: Id,
    /// What it is about.
    pub about: Thing,
    /// Who said it.
    pub author: Id,
    /// As they are called now.
    pub author_name: String,
    /// Which comment it answers.
    pub parent: Option<Id>,
    /// Markdown without headings and pictures.
    pub body: String,
    /// How it stands.
    pub standing: Standing,
    /// When.
    pub at: Millis,
}

const COLUMNS: &str = "SELECT c.id, c.kind, c.about, c.author, p.name AS author_name, c.parent, c.body, c.standing, c.made_at \
     FROM comments c JOIN people p ON p.id = c.author";

fn comment(row: &sqlx::any::AnyRow) -> Result<Comment, sqlx::Error> {
    Ok(Comment {
        id: parsed(row, "id")?,
        about: Thing { kind: parsed(row, "kind")?, id: parsed(row, "about")? },
        author: parsed(row, "author")?,
        author_name: row.try_get("author_name")?,
        parent: row.try_get::<Option<String>, _>("parent")?.and_then(|id| id.parse().ok()),
        body: row.try_get("body")?,
        standing: parsed(row, "standing")?,
        at: row.try_get("made_at")?,
    })
}

/// The comment with this id, however it stands.
///
/// # Errors
/// When the database does not answer.
pub async fn by_id(conn: &mut AnyConnection, id: Id) -> Result<Option<Comment>, sqlx::Error> {
    let sql = format!("{COLUMNS} WHERE c.id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(comment).transpose()
}

/// The newest `limit` comments before `before` that `who` sees, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(
    conn: &mut AnyConnection,
    about: Thing,
    who: Option<&Person>,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<Comment>, sqlx::Error> {
    let moderator = who.is_some_and(|person| crate::people::may(person.role, Act::SeeQueue, Whose::Other));
    let sql = format!(
        "{COLUMNS} WHERE c.about = $1 AND c.id < $2 \
         AND (c.standing = 'shown' OR (c.standing IN ('held', 'hidden') AND (c.author = $3 OR $4 = 1))) \
         ORDER BY c.id DESC LIMIT $5"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(about.id.to_string())
        .bind(before.unwrap_or(Id::from_number(u128::MAX)).to_string())
        .bind(who.map_or_else(String::new, |person| person.id.to_string()))
        .bind(i64::from(moderator))
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(comment).collect()
}

/// How many comments everybody sees.
///
/// # Errors
/// When the database does not answer.
pub async fn count(conn: &mut AnyConnection, about: Id) -> Result<u64, sqlx::Error> {
    let row = sqlx::query("SELECT COUNT(*) FROM comments WHERE about = $1 AND standing = 'shown'")
        .bind(about.to_string())
        .fetch_one(conn)
        .await?;
    Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
}

/// Whether `who` sees the thing that is talked about.
///
/// # Errors
/// When the database does not answer.
pub async fn sees(conn: &mut AnyConnection, about: Thing, who: &Visitor) -> Result<bool, sqlx::Error> {
    match about.kind {
        Kind::Story => {
            Ok(story::by_id(conn, about.id).await?.is_some_and(|story| story.is_seen_by(Some(who))))
        }
        Kind::Picture => pictures::exists_for(conn, about.id, who).await,
        _ => Ok(false),
    }
}

/// Whether `who` sees the comment, and what it is about.
///
/// # Errors
/// When the database does not answer.
pub async fn is_seen(
    conn: &mut AnyConnection,
    comment: &Comment,
    who: &Visitor,
) -> Result<bool, sqlx::Error> {
    let stands = things::is_seen(comment.standing, Visibility::Public, comment.author, Some(who));
    Ok(stands && sees(conn, comment.about, who).await?)
}

/// The path of the page that a thing's comments stand on.
///
/// # Errors
/// When the database does not answer.
pub async fn page_of(conn: &mut AnyConnection, about: Thing) -> Result<String, sqlx::Error> {
    Ok(match about.kind {
        Kind::Story => {
            story::by_id(conn, about.id).await?.map_or_else(|| "/".to_owned(), |story| story.href())
        }
        _ => format!("/p/{}", about.id),
    })
}

/// What somebody says.
#[derive(Clone, Debug)]
pub struct Saying {
    /// Markdown.
    pub body: String,
    /// Which comment it answers.
    pub parent: Option<Id>,
    /// Whether it comes from a form that may be sent twice by mistake.
    pub from_form: bool,
}

/// Says something under a thing; whoever has no session yet becomes a guest by it.
///
/// # Errors
/// 404 if the visitor does not see the thing, 422 with the field.
pub async fn say(
    app: &App,
    visitor: &Visitor,
    about: Thing,
    said: Saying,
) -> Result<Acted<Comment>, Problem> {
    let body = text::block(&said.body, MAX_BODY)
        .ok_or_else(|| Problem::field("/body", "story-body-wrong").with("max", MAX_BODY))?;
    let (visitor, hold) = (visitor.clone(), app.config.hold_new);
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                if !sees(tx.conn(), about, &visitor).await? {
                    return Err(Problem::not_found("story-gone"));
                }
                if said.from_form
                    && let Some(first) = sent_before(tx, about, &visitor, &body).await?
                {
                    return Ok(first);
                }
                let now = tx.now();
                not_locked(tx.conn(), about.id, now).await?;
                let actor = visitor.act(tx, Act::Comment, Whose::Own).await?;
                let parent = answered(tx, about, said.parent).await?;
                let standing = if markdown::has_link(&body) {
                    first_standing(tx.conn(), hold, &actor.person).await?
                } else {
                    Standing::Shown
                };
                let value = Comment {
                    id: Id::new(tx.now()),
                    about,
                    author: actor.person.id,
                    author_name: actor.person.name.clone(),
                    parent,
                    body,
                    standing,
                    at: tx.now(),
                };
                insert(tx, &value).await?;
                if standing == Standing::Shown {
                    tell(tx, &value);
                }
                Ok(Acted { value, actor })
            })
        })
        .await
}

/// The comment that this one repeats. Somebody without a session is taken for the guest whom the first click made; they get
/// no part of that guest's session.
async fn sent_before(
    tx: &mut Tx,
    about: Thing,
    visitor: &Visitor,
    body: &str,
) -> Result<Option<Acted<Comment>>, Problem> {
    let since = tx.now() - DOUBLE;
    let sql = format!(
        "{COLUMNS} WHERE c.about = $1 AND c.made_at > $2 AND c.body = $3 AND c.standing IN ('shown', 'held') \
         AND (c.author = $4 OR ($4 = '' AND p.made_at > $2)) ORDER BY c.id LIMIT 1"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(about.id.to_string())
        .bind(since)
        .bind(body)
        .bind(visitor.person().map_or_else(String::new, |person| person.id.to_string()))
        .fetch_optional(tx.conn())
        .await?;
    let Some(value) = row.as_ref().map(comment).transpose()? else { return Ok(None) };
    let person = match visitor.person() {
        Some(person) => person.clone(),
        None => Person {
            id: value.author,
            name: value.author_name.clone(),
            role: crate::people::Role::Guest,
            trusted: false,
        },
    };
    Ok(Some(Acted { value, actor: Actor { person, fresh: None } }))
}

/// The comment that is answered; it must stand under the same thing.
async fn answered(tx: &mut Tx, about: Thing, parent: Option<Id>) -> Result<Option<Id>, Problem> {
    let Some(parent) = parent else { return Ok(None) };
    let found = by_id(tx.conn(), parent).await?;
    let stands = found.is_some_and(|found| found.about == about && found.standing == Standing::Shown);
    if stands { Ok(Some(parent)) } else { Err(Problem::field("/parent", "story-comment-gone")) }
}

async fn insert(tx: &mut Tx, comment: &Comment) -> Result<(), Problem> {
    sqlx::query(
        "INSERT INTO comments (id, kind, about, author, parent, body, standing, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(comment.id.to_string())
    .bind(comment.about.kind.word())
    .bind(comment.about.id.to_string())
    .bind(comment.author.to_string())
    .bind(comment.parent.map(|id| id.to_string()))
    .bind(&comment.body)
    .bind(comment.standing.word())
    .bind(comment.at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says on the thing's topic that a comment is there.
pub(super) fn tell(tx: &mut Tx, comment: &Comment) {
    tx.emit(comment.about.to_string(), "message", json!({ "comment": comment.id }));
}

/// Takes a comment back; nobody sees its words any more.
///
/// # Errors
/// 404, 401, 403.
pub async fn withdraw(app: &App, visitor: &Visitor, id: Id) -> Result<(), Problem> {
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let gone = || Problem::not_found("story-comment-gone");
                let comment = by_id(tx.conn(), id).await?.ok_or_else(gone)?;
                let person = visitor.known()?;
                if !is_seen(tx.conn(), &comment, &visitor).await? {
                    return Err(gone());
                }
                visitor.allowed(Act::WithdrawComment, Whose::of(comment.author, person.id))?;
                super::moderated::set_comment_standing(tx, &comment, Standing::Withdrawn).await
            })
        })
        .await
}
