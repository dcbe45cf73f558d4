//! The room's events as clients see them: ids from the log, texts from the table as they are now.
//!
//! Whatever is not shown to everybody comes as a `delete` in its own place, so that nothing taken back is told again.

use std::collections::{HashMap, HashSet};

use axum::http::StatusCode;
use platform::Id;
use platform::events::LogEvent;
use platform::limits::Who;
use platform::live::{Refusal, Saying, Topic, Viewer};
use platform::web::Problem;
use serde_json::{Value, json};

use crate::app::App;
use crate::rooms::message::{self, Message};
use crate::rooms::say::{self, Words};
use crate::things::Standing;

/// Kind and data of the events of rooms among `events`, by the events' ids.
///
/// # Errors
/// When the database does not answer.
pub async fn texts(app: &App, events: &[LogEvent]) -> Result<HashMap<i64, (String, Value)>, sqlx::Error> {
    let of_rooms: Vec<_> = events.iter().filter(|event| event.topic.starts_with("room:")).collect();
    let ids: HashSet<Id> = of_rooms.iter().filter_map(|event| message_of(event)).collect();
    let messages: HashMap<Id, Message> = if ids.is_empty() {
        HashMap::new()
    } else {
        let mut conn = app.db.reader().acquire().await?;
        let found = message::by_ids(&mut conn, &ids.into_iter().collect::<Vec<_>>()).await?;
        found.into_iter().map(|message| (message.id, message)).collect()
    };
    let told = |event: &&LogEvent| {
        let message = message_of(event).and_then(|id| messages.get(&id));
        (event.id, told(event, message))
    };
    Ok(of_rooms.iter().map(told).collect())
}

fn message_of(event: &LogEvent) -> Option<Id> {
    event.data["message"].as_str()?.parse().ok()
}

fn told(event: &LogEvent, message: Option<&Message>) -> (String, Value) {
    let kind = event.kind.as_str();
    let is_about_text = matches!(kind, "message" | "edit" | "reaction");
    match message {
        Some(message) if is_about_text && message.standing == Standing::Shown => {
            (kind.to_owned(), data(kind, message))
        }
        // Its number was given anew when it was let through: here it says nothing.
        Some(message) if kind == "message" => {
            ("delete".to_owned(), json!({ "seq": event.seq, "id": message.id }))
        }
        Some(message) if is_about_text => {
            ("delete".to_owned(), json!({ "seq": message.seq, "id": message.id }))
        }
        None if is_about_text => ("delete".to_owned(), json!({ "seq": event.seq })),
        Some(message) if kind == "delete" => {
            (kind.to_owned(), json!({ "seq": message.seq, "id": message.id }))
        }
        _ if kind == "moderation" => (kind.to_owned(), json!({})),
        _ => (kind.to_owned(), event.data.clone()),
    }
}

fn data(kind: &str, message: &Message) -> Value {
    match kind {
        "reaction" => json!({ "id": message.id, "seq": message.seq, "reactions": message.reactions }),
        _ => message.json(),
    }
}

/// Says something over the socket.
///
/// # Errors
/// Why not, with a sentence.
pub async fn say(app: &App, who: &Viewer, topic: &Topic, saying: Saying) -> Result<u64, Refusal> {
    let Some(room) = topic.id().filter(|_| topic.kind() == "room") else {
        return Err(refusal(Problem::not_found("rooms-gone")));
    };
    let spent = app.limits.acts.spend(Who::Person(who.person.number()), std::time::Instant::now());
    if let Err(refused) = spent {
        app.metrics.limit_refused(app.limits.acts.budget().name);
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "people-too-often")
            .with("seconds", refused.retry_after.as_secs() + 1);
        return Err(refusal(problem));
    }
    let Saying { body, key, reply_to } = saying;
    let words = Words { body, key: Some(key), reply_to };
    let said = say::say_as(app, who.person, room, words).await.map_err(refusal)?;
    u64::try_from(said.seq()).map_err(|_| refusal(Problem::busy(1)))
}

/// A problem as the live protocol has it: its word, and the sentence of the field at fault, if there is one.
pub fn refusal(mut problem: Problem) -> Refusal {
    let why = match (problem.status, problem.id) {
        (_, "rooms-locked" | "safety-locked" | "safety-locked-until") => "locked",
        (_, "rooms-readers") => "readers",
        (_, "rooms-slow") => "slow",
        (_, "rooms-body-wrong") => "bad_body",
        (_, "rooms-nothing-to-answer") => "bad_reply",
        (StatusCode::UNAUTHORIZED, _) => "nobody",
        (StatusCode::NOT_FOUND, _) => "not_readable",
        (StatusCode::TOO_MANY_REQUESTS, _) => "too_fast",
        (status, _) if status.is_server_error() => "unavailable",
        _ => "not_allowed",
    };
    let (id, args) = match problem.fields.pop() {
        Some(field) => (field.id, field.args),
        None => (problem.id, problem.args),
    };
    Refusal { why, id, args }
}
