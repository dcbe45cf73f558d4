//! The same events, read-only, over server-sent events.

use reqwest::Method;
use serde_json::{Value, json};

use super::a_room;
use crate::support::{Server, Someone};

/// The data of the next `wanted` durable events, and the last id; more may follow.
async fn read(who: &Someone, topic: &str, last: Option<&str>, wanted: usize) -> (Vec<Value>, String) {
    let mut request =
        who.request(Method::GET, &format!("/live/sse?topic={topic}")).header("accept", "text/event-stream");
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let mut response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let (mut text, mut last) = (String::new(), String::new());
    loop {
        let events: Vec<Value> = text
            .split("\n\n")
            .filter_map(|part| part.lines().find_map(|line| line.strip_prefix("data: ")))
            .filter_map(|data| serde_json::from_str::<Value>(data).ok())
            .filter(|frame| frame["event"].get("seq").is_some())
            .collect();
        text.lines().filter_map(|line| line.strip_prefix("id: ")).for_each(|id| id.clone_into(&mut last));
        if events.len() >= wanted && !last.is_empty() && text.ends_with("\n\n") {
            return (events, last);
        }
        let chunk = tokio::time::timeout(std::time::Duration::from_secs(30), response.chunk()).await;
        text.push_str(&String::from_utf8_lossy(&chunk.expect("in time").unwrap().unwrap()));
    }
}

#[tokio::test]
async fn a_reader_goes_on_after_the_last_event_it_saw() {
    let server = Server::start().await;
    let topic = a_room(&server).await;
    let messages = format!("/api/v1/rooms/{}/messages", &topic[5..]);
    let (guest, reader) = (server.guest().await, server.stranger());
    guest.post(&messages, json!({ "body": "one" })).await;
    let (events, place) = read(&reader, &topic, None, 0).await;
    assert!(events.is_empty() && place == format!("{topic}:1"), "{place}");
    guest.post(&messages, json!({ "body": "two" })).await;
    guest.post(&messages, json!({ "body": "three" })).await;
    let (events, place) = read(&reader, &topic, Some(&place), 2).await;
    let bodies: Vec<_> = events.iter().map(|frame| frame["event"]["data"]["body"].clone()).collect();
    assert_eq!(bodies, [json!("two"), json!("three")]);
    assert_eq!(place, format!("{topic}:3"));
}

#[tokio::test]
async fn what_is_not_there_is_a_problem() {
    let server = Server::start().await;
    for path in ["/live/sse?topic=room:x", "/live/sse?topic=sessions"] {
        let answer = server.stranger().get(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (404, "application/problem+json"),
            "{path}"
        );
    }
    assert_eq!(server.stranger().get("/live/sse").await.status, 400);
}
