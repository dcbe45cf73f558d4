//! How connections end: by a signing out, by a drain, by the process's own stop.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::a_room;
use super::client::Socket;
use crate::support::Server;

#[tokio::test]
async fn signing_out_ends_the_sockets_and_the_session_of_the_welcome() {
    let server = Server::start().await;
    let (guest, other) = (server.guest().await, server.guest().await);
    let (mut socket, welcome) = Socket::hello(&server.url, guest.token.as_deref()).await;
    let (mut others, _) = Socket::hello(&server.url, other.token.as_deref()).await;
    assert_eq!(guest.send(Method::DELETE, "/api/v1/session", json!({})).await.status, 204);
    assert_eq!(socket.until("refused").await["why"], "signed_out");
    socket.until_closed().await;

    let mut back = Socket::open(&server.url, "/live", &[]).await.unwrap();
    back.say(json!({ "hello": { "resume": { "session": welcome["session"], "seen": {} } } })).await;
    let again = back.until("welcome").await;
    assert_eq!((&again["resumed"], &again["person"]), (&json!(false), &json!(null)));
    others.join("front").await;
}

#[tokio::test]
async fn a_drain_gives_everyone_a_slot_and_a_ticket_that_the_next_node_takes() {
    let server = Server::start().await;
    let mut sockets = Vec::new();
    for _ in 0..3 {
        sockets.push(Socket::hello(&server.url, None).await.0);
    }
    let live = server.app.live.clone();
    let drained = tokio::spawn(async move { live.drain().await });
    let mut tickets = std::collections::HashSet::new();
    for mut socket in sockets {
        let bye = socket.until("bye").await;
        assert!(bye["reconnect_after_ms"].as_u64().unwrap() > 0);
        tickets.insert(bye["ticket"].as_str().unwrap().to_owned());
        socket.until_closed().await;
    }
    drained.await.unwrap();
    assert_eq!(tickets.len(), 3);
    assert!(Socket::open(&server.url, "/live", &[]).await.is_err(), "a node that goes takes nobody in");
}

#[tokio::test]
async fn a_stop_says_goodbye_to_live_connections_and_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Command::new(env!("CARGO_BIN_EXE_throng"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path().join("data"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().split(' ').next_back().unwrap().replace("localhost", "127.0.0.1");
    let (mut socket, _) = Socket::hello(&url, None).await;
    socket.join("front").await;
    let pid = process.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let bye = socket.until("bye").await;
    assert!(bye["ticket"].is_string());
    socket.until_closed().await;
    let ended = tokio::task::spawn_blocking(move || process.wait());
    let ended = tokio::time::timeout(Duration::from_secs(20), ended).await;
    assert!(ended.expect("it stops within 20 s").unwrap().unwrap().success());
}

#[tokio::test]
async fn open_connections_are_counted() {
    let server = Server::start().await;
    let topic = a_room(&server).await;
    let (mut socket, _) = Socket::hello(&server.url, None).await;
    socket.join(&topic).await;
    let metrics = server.stranger().get("/metrics").await.text;
    assert!(metrics.lines().any(|line| line == "throng_live_sockets 1"), "{metrics}");
}
