//! What stories, updates and comments are to those who have a page open.

use std::collections::HashMap;

use platform::Id;
use platform::clock::rfc3339;
use platform::events::LogEvent;
use serde_json::{Value, json};
use sqlx::AnyConnection;

use crate::app::App;
use crate::stories::{comments, markdown, updates};
use crate::things::Standing;

/// Kind and data, as clients see them, of those of `events` that are updates or comments; by the event's id. What is not shown
/// to everybody any more becomes a `delete`. Others are left to their capabilities.
///
/// # Errors
/// When the database does not answer.
pub async fn live_texts(
    app: &App,
    events: &[LogEvent],
) -> Result<HashMap<i64, (String, Value)>, sqlx::Error> {
    let named: Vec<(i64, Named)> =
        events.iter().filter_map(|event| Some((event.id, Named::in_event(event)?))).collect();
    let mut texts = HashMap::new();
    if named.is_empty() {
        return Ok(texts);
    }
    let mut conn = app.db.reader().acquire().await?;
    for (event, named) in named {
        let text = match named {
            Named::Update(id) => update(&mut conn, id).await?,
            Named::Comment(id) => comment(&mut conn, id).await?,
        };
        texts.insert(event, text);
    }
    Ok(texts)
}

/// What an event tells of.
enum Named {
    Update(Id),
    Comment(Id),
}

impl Named {
    fn in_event(event: &LogEvent) -> Option<Self> {
        let id = |name: &str| event.data.get(name)?.as_str()?.parse().ok();
        match event.kind.as_str() {
            "update" => id("update").map(Self::Update),
            "message" if !event.topic.starts_with("room:") => id("comment").map(Self::Comment),
            _ => None,
        }
    }
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
