//! What the ledger's updates are to those who have a page open.

use std::collections::HashMap;

use platform::Id;
use platform::clock::rfc3339;
use platform::events::LogEvent;
use serde_json::{Value, json};
use sqlx::Row;

use crate::app::App;
use crate::stories::markdown;

/// Kind and data, as clients see them, of those of `events` that are updates of an incident; by the event's id.
///
/// # Errors
/// When the database does not answer.
pub async fn live_texts(
    app: &App,
    events: &[LogEvent],
) -> Result<HashMap<i64, (String, Value)>, sqlx::Error> {
    let mut texts = HashMap::new();
    for event in events.iter().filter(|event| event.kind == "update" && event.topic.starts_with("incident:"))
    {
        let Some(entry) = event.data["entry"].as_str().and_then(|id| id.parse::<Id>().ok()) else { continue };
        let row = sqlx::query(
            "SELECT u.body, u.at, i.standing, p.name FROM incident_updates u JOIN incidents i ON i.id = u.incident \
             JOIN people p ON p.id = u.author WHERE u.id = $1",
        )
        .bind(entry.to_string())
        .fetch_optional(app.db.reader())
        .await?;
        let Some(row) =
            row.filter(|row| row.try_get::<String, _>("standing").is_ok_and(|word| word == "shown"))
        else {
            texts.insert(event.id, ("delete".to_owned(), json!({ "id": entry })));
            continue;
        };
        let mut data = event.data.clone();
        data["id"] = json!(entry);
        data["at"] = json!(rfc3339(row.try_get("at")?));
        let body: String = row.try_get("body")?;
        data["html"] = json!(markdown::comment(&body));
        data["body"] = json!(body);
        data["person"] = json!({ "name": row.try_get::<String, _>("name")? });
        texts.insert(event.id, (event.kind.clone(), data));
    }
    Ok(texts)
}
