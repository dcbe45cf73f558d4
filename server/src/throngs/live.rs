//! A throng's events as clients see them: how it stands now, with its counts.

use std::collections::{BTreeSet, HashMap};

use platform::events::LogEvent;
use serde_json::{Value, json};

use crate::app::App;
use crate::things::Standing;
use crate::throngs::throng::{self, Throng};

/// Kind and data of the `state` events of throngs among `events`, by the events' ids. One that is not shown to everybody says
/// nothing of itself.
///
/// # Errors
/// When the database does not answer.
pub async fn texts(app: &App, events: &[LogEvent]) -> Result<HashMap<i64, (String, Value)>, sqlx::Error> {
    let of_throngs = || events.iter().filter(|event| event.topic.starts_with("throng:"));
    let ids: BTreeSet<&str> = of_throngs().filter_map(|event| event.topic.strip_prefix("throng:")).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut conn = app.db.reader().acquire().await?;
    let mut throngs = HashMap::new();
    for id in ids {
        if let Some(throng) = throng::find(&mut conn, id).await? {
            throngs.insert(id, throng);
        }
    }
    let told = |event: &LogEvent| {
        let throng = event.topic.strip_prefix("throng:").and_then(|id| throngs.get(id));
        (event.id, (event.kind.clone(), data(event, throng)))
    };
    Ok(of_throngs().map(told).collect())
}

fn data(event: &LogEvent, throng: Option<&Throng>) -> Value {
    match throng.filter(|throng| throng.standing == Standing::Shown) {
        Some(throng) if event.kind == "state" => json!({
            "id": throng.id,
            "state": throng.state,
            "objective": throng.objective,
            "deadline": platform::clock::rfc3339(throng.deadline),
            "members": throng.members,
            "progress": throng.progress,
        }),
        Some(_) => event.data.clone(),
        None => json!({}),
    }
}
