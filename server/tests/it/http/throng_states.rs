//! The states of a throng and its clocks: what a coordinator may do, and what happens when nobody does anything.

use platform::clock::{Clock, DAY, HOUR, rfc3339};
use reqwest::Method;
use serde_json::{Value, json};
use throng::throngs::sweep::sweep;

use super::throngs::{cats, gather, send, work};
use crate::support::{Answer, Server, Someone};

async fn patch(who: &Someone, throng: &str, change: Value) -> Answer {
    who.send(Method::PATCH, &format!("/api/v1/throngs/{throng}"), change).await
}

#[tokio::test]
async fn a_wrong_move_says_what_is_possible_and_the_way_back_needs_a_reason() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (throng, activity) = gather(&server, &owner, cats()).await;
    assert_eq!(send(&owner, &activity, "", "text\nmeow\nwoof\n").await.status, 201);
    let guest = server.guest().await;
    assert!(work(&guest, &activity, |_| json!("cat")).await.is_some(), "work is open while people gather");
    assert_eq!(patch(&guest, &throng, json!({"state": "working"})).await.status, 403);

    let decides = patch(&owner, &throng, json!({"state": "deciding"})).await;
    assert_eq!((decides.status.as_u16(), decides.json()["state"].clone()), (200, json!("deciding")));
    assert!(decides.json()["decide_until"].is_string(), "a decision has an end: {}", decides.text);
    assert!(work(&guest, &activity, |_| json!("dog")).await.is_some(), "and while they decide");

    let wrong = patch(&owner, &throng, json!({"state": "gathering"})).await;
    assert_eq!(wrong.status, 409);
    assert!(wrong.text.contains("with a reason go back to working"), "{}", wrong.text);
    let silent = patch(&owner, &throng, json!({"state": "working"})).await;
    assert_eq!(
        (silent.status.as_u16(), silent.json()["errors"][0]["pointer"].clone()),
        (422, json!("/reason"))
    );
    let back = patch(&owner, &throng, json!({"state": "working", "reason": "Half of it is open."})).await;
    assert_eq!((back.status.as_u16(), back.json()["state"].clone()), (200, json!("working")));

    assert_eq!(patch(&owner, &throng, json!({"state": "ended"})).await.status, 200);
    let over = patch(&owner, &throng, json!({"state": "working", "reason": "Again."})).await;
    assert_eq!(over.status, 409, "{}", over.text);
}

#[tokio::test]
async fn a_throng_that_nobody_ends_decides_at_its_deadline_and_freezes_a_day_later() {
    let (clock, hand) = Clock::manual(1_795_000_000_000);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let (throng, activity) = gather(&server, &owner, cats()).await;
    assert_eq!(send(&owner, &activity, "", "text\nmeow\nwoof\n").await.status, 201);
    let until = server.app.clock.now() + 2 * HOUR;
    let moved = patch(&owner, &throng, json!({"decide_until": rfc3339(until)})).await;
    assert_eq!(moved.status, 200, "the first end of a decision needs no reason: {}", moved.text);
    let again = patch(&owner, &throng, json!({"decide_until": rfc3339(until + 1)})).await;
    assert_eq!(again.status, 422, "moving it does");
    let path = format!("/api/v1/throngs/{throng}");
    let state = async |after: i64| {
        hand.advance(after);
        sweep(&server.app, 0).await.unwrap();
        owner.get(&path).await.json()["state"].clone()
    };
    assert_eq!(state(HOUR - 1_000).await, "gathering");
    assert_eq!(state(1_000).await, "deciding");
    assert_eq!(state(DAY).await, "deciding");
    assert_eq!(state(HOUR).await, "ended");
    let outcome = owner.get(&format!("{path}/outcome")).await.json();
    assert_eq!((outcome["state"].clone(), outcome["statement"].clone()), (json!("not_reached"), Value::Null));
}
