//! Lost races and retries: nothing is overwritten that somebody did not see, and nothing happens twice.

use platform::clock::{Clock, DAY};
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::pictures::put_up;
use crate::http::throngs::{cats, gather};
use crate::support::{Answer, Server, Someone};

const START: i64 = 1_795_000_000_000;

#[tokio::test]
async fn a_lost_race_is_told_and_overwrites_nothing() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let owner = server.owner().await;
    let picture = put_up(&owner, &[]).await["id"].as_str().unwrap().to_owned();
    let story = server.a_story(&json!({})).await;
    let (throng, _) = gather(&server, &owner, cats()).await;
    for (path, field) in [
        (format!("/api/v1/pictures/{picture}"), "title"),
        (format!("/api/v1/stories/{story}"), "title"),
        (format!("/api/v1/throngs/{throng}"), "objective"),
    ] {
        let read = owner.get(&path).await;
        let seen = read.header("etag").to_owned();
        assert!(seen.starts_with('"'), "{path}: {seen}");
        let edit = async |tag: &str, text: &str| {
            let request = owner.request(Method::PATCH, &path).header("if-match", tag);
            Answer::of(request.json(&json!({field: text}))).await
        };
        let (one, two) = tokio::join!(edit(&seen, "One"), edit(&seen, "Two"));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{path}");
        let won = if one.status == 200 { &one } else { &two };
        let lost = if one.status == 200 { &two } else { &one };
        assert_eq!(lost.header("content-type"), "application/problem+json");
        let now = owner.get(&path).await;
        assert_eq!(
            (&now.json()[field], now.header("etag")),
            (&won.json()[field], won.header("etag")),
            "{path}"
        );
        assert_ne!(now.header("etag"), seen);
        assert_eq!(edit("\"nothing\"", "Three").await.status, 412, "{path}");
        assert_eq!(edit("*", "Three").await.json()[field], "Three", "{path}");
    }
}

/// A story with this key and title.
async fn write(who: &Someone, key: &str, title: &str) -> Answer {
    let request = who.request(Method::POST, "/api/v1/stories").header("idempotency-key", key);
    Answer::of(request.json(&json!({"title": title, "body": "It sat."}))).await
}

async fn stories(server: &Server) -> Vec<Value> {
    let list = server.stranger().get("/api/v1/stories").await.json();
    list["items"].as_array().unwrap().iter().map(|story| story["title"].clone()).collect()
}

#[tokio::test]
async fn a_retry_within_a_day_gets_the_first_answer_and_nothing_happens_twice() {
    let (clock, hand) = Clock::manual(START);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let first = write(&owner, "a", "Cat").await;
    hand.advance(DAY - 1);
    let again = write(&owner, "a", "Cat").await;
    assert_eq!((first.status.as_u16(), &first.text), (again.status.as_u16(), &again.text));
    for name in ["location", "etag", "content-type"] {
        assert_eq!(first.header(name), again.header(name), "{name}");
    }
    let other = write(&owner, "a", "Dog").await;
    assert_eq!((other.status.as_u16(), other.header("content-type")), (422, "application/problem+json"));
    // Somebody else's key, and another route's, are others.
    assert_eq!(write(&server.somebody("editor").await, "a", "Cow").await.status, 201);
    assert_eq!(stories(&server).await, ["Cow", "Cat"]);
    // What was refused may be mended and sent under the same key.
    let request = owner.request(Method::POST, "/api/v1/stories").header("idempotency-key", "b");
    assert_eq!(Answer::of(request.json(&json!({"title": ""}))).await.status, 422);
    assert_eq!(write(&owner, "b", "Hen").await.status, 201);
    hand.advance(2);
    assert_eq!(write(&owner, "a", "Fox").await.status, 201, "a day later the key is free");
}

#[tokio::test]
async fn one_key_sent_many_times_at_once_acts_once() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let sent = futures_util::future::join_all((0..12).map(|_| write(&owner, "k", "Cat"))).await;
    let made = sent.iter().filter(|answer| answer.status == 201).count();
    assert!(made >= 1);
    for answer in sent.iter().filter(|answer| answer.status != 201) {
        assert_eq!(answer.status, 409, "{}", answer.text);
        assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
    }
    assert_eq!(stories(&server).await, ["Cat"]);
}
