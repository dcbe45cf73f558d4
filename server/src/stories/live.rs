//! What stories, updates and comments are to those who have a page open.

use std::collections::HashMap;

use platform::Id;
use platform::clock::rfc3339;
use platform::events::LogEvent;
use platform::web::Problem;
use serde_json::{Value, json};
use sqlx::AnyConnection;

use crate::app::App;
use crate::people::Person;
use crate::stories::{comments, markdown, story, updates};
use crate::things::{Standing, is_seen_by};

/// Kind and data, as clients see them, of those of `events` that are updates or comments; by the event's id. What is not shown
/// to everybody any more becomes a `delete`. Others are left to their capabilities.
///
/// # Errors
/// When the database does not answer.
pub async fn live_texts(app: &App, events: &[LogEvent]) -> Result<HashMap<i64, (String, Value)>, Problem> {
    let named = |event: &LogEvent, name: &str| event.data.get(name)?.as_str()?.parse::<Id>().ok();
    let mut texts = HashMap::new();
    let told = events.iter().filter(|event| matches!(event.kind.as_str(), "update" | "message"));
    let mut told = told
        .filter(|event| {
            event.topic.starts_with("story:") || event.topic.starts_with("picture:") || event.topic == "front"
        })
        .peekable();
    if told.peek().is_none() {
        return Ok(texts);
    }
    let mut conn = app.db.reader().acquire().await?;
    for event in told {
        let text = if let Some(id) = named(event, "update") {
            update(&mut conn, id).await?
        } else if let Some(id) = named(event, "comment") {
            comment(&mut conn, id).await?
        } else {
            continue;
        };
        texts.insert(event.id, text);
    }
    Ok(texts)
}

async fn update(conn: &mut AnyConnection, id: Id) -> Result<(String, Value), sqlx::Error> {
    let found = updates::by_id(conn, id).await?.filter(|update| update.standing == Standing::Shown);
    Ok(match found {
        Some(update) => (
            "update".to_owned(),
            json!({
                "id": update.id, "story": update.story, "at": rfc3339(update.at), "cause": update.cause,
                "person": { "id": update.author, "name": update.author_name },
                "body": update.body, "html": markdown::story(&update.body, &HashMap::new()),
            }),
        ),
        None => ("delete".to_owned(), json!({ "id": id })),
    })
}

async fn comment(conn: &mut AnyConnection, id: Id) -> Result<(String, Value), sqlx::Error> {
    let found = comments::by_id(conn, id).await?.filter(|comment| comment.standing == Standing::Shown);
    Ok(match found {
        Some(comment) => (
            "message".to_owned(),
            json!({
                "id": comment.id, "at": rfc3339(comment.at), "parent": comment.parent,
                "person": { "id": comment.author, "name": comment.author_name },
                "body": comment.body, "html": markdown::comment(&comment.body),
            }),
        ),
        None => ("delete".to_owned(), json!({ "id": id })),
    })
}

/// Whether the person may follow what happens to the story.
///
/// # Errors
/// When the database does not answer.
pub async fn may_follow(app: &App, who: Option<Id>, story: Id) -> Result<bool, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let Some(story) = story::by_id(&mut conn, story).await? else { return Ok(false) };
    let seen = |person| is_seen_by(story.standing, story.visibility, story.author, person);
    if seen(None) {
        return Ok(true);
    }
    let Some(who) = who else { return Ok(false) };
    let row = sqlx::query("SELECT id, name, role, trusted FROM people WHERE id = $1 AND erased_at IS NULL")
        .bind(who.to_string())
        .fetch_optional(&mut *conn)
        .await?;
    let person = row.as_ref().map(Person::from_row).transpose()?;
    Ok(person.as_ref().is_some_and(|person| seen(Some(person))))
}
