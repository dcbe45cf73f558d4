//! Whoever was cut off misses nothing and is told nothing twice, on this node or another one.

use serde_json::{Value, json};

use super::a_room;
use super::client::{Socket, saying};
use crate::support::{Server, on_both_databases};

/// Says `bodies` one after another, each once the one before is durable.
async fn say_all(socket: &mut Socket, topic: &str, bodies: &[&str]) {
    for body in bodies {
        socket.say(saying(topic, body, body)).await;
        socket.until("said").await;
    }
}

async fn resumed(url: &str, session: &Value, seen: Value) -> (Socket, Value) {
    let mut socket = Socket::open(url, "/live", &[]).await.unwrap();
    socket.say(json!({ "hello": { "resume": { "session": session, "seen": seen } } })).await;
    let welcome = socket.until("welcome").await;
    (socket, welcome)
}

async fn heard(socket: &mut Socket, seqs: std::ops::RangeInclusive<u64>) -> Vec<String> {
    let mut bodies = Vec::new();
    for seq in seqs {
        let event = socket.until("event").await;
        assert_eq!(event["seq"], seq);
        bodies.push(event["data"]["body"].as_str().unwrap().to_owned());
    }
    bodies
}

#[tokio::test]
async fn a_cut_loses_nothing_and_repeats_nothing() {
    on_both_databases(|server| async move {
        let topic = a_room(&server).await;
        let (ada, ben) = (server.guest().await, server.guest().await);
        // Ada follows nothing, so that only answers come back to her.
        let (mut one, _) = Socket::hello(&server.url, ada.token.as_deref()).await;
        let (mut two, welcome) = Socket::hello(&server.url, ben.token.as_deref()).await;
        assert_eq!(two.join(&topic).await, 0);
        say_all(&mut one, &topic, &["a", "b"]).await;
        assert_eq!(heard(&mut two, 1..=2).await, ["a", "b"]);
        drop(two);
        say_all(&mut one, &topic, &["c", "d", "e"]).await;

        let (mut back, again) = resumed(&server.url, &welcome["session"], json!({ &topic: 2 })).await;
        assert_eq!((&again["resumed"], &again["person"]), (&json!(true), &welcome["person"]));
        assert_eq!(heard(&mut back, 3..=5).await, ["c", "d", "e"]);
        say_all(&mut one, &topic, &["f"]).await;
        assert_eq!(heard(&mut back, 6..=6).await, ["f"], "what was followed before is followed again");
        back.say(json!({ "since": { "topic": topic, "seq": 4 } })).await;
        assert_eq!(heard(&mut back, 5..=6).await, ["e", "f"]);

        if let platform::config::DatabaseUrl::Postgres(_) = &server.app.config.database {
            let other = server.another_node().await;
            let (mut there, again) = resumed(&other.url, &welcome["session"], json!({ &topic: 1 })).await;
            assert_eq!((&again["resumed"], &again["person"]), (&json!(true), &welcome["person"]));
            assert_eq!(heard(&mut there, 2..=6).await, ["b", "c", "d", "e", "f"]);
            say_all(&mut one, &topic, &["g"]).await;
            assert_eq!(heard(&mut there, 7..=7).await, ["g"]);
            say_all(&mut there, &topic, &["h"]).await;
            assert_eq!(heard(&mut back, 7..=8).await, ["g", "h"]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_forged_session_resumes_nothing() {
    let server = Server::start().await;
    let topic = a_room(&server).await;
    let (_, welcome) = Socket::hello(&server.url, server.guest().await.token.as_deref()).await;
    let mut forged = welcome["session"].as_str().unwrap().to_owned();
    forged.replace_range(4..5, if &forged[4..5] == "A" { "B" } else { "A" });
    let (_, again) = resumed(&server.url, &json!(forged), json!({ topic: 0 })).await;
    assert_eq!((&again["resumed"], &again["person"]), (&json!(false), &json!(null)));
}
