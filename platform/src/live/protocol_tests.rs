//! Each promise of the protocol once, over real sockets.

use std::sync::atomic::Ordering;

use admission::Limits;
use axum::http::StatusCode;
use futures_util::SinkExt;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::testing::*;
use super::*;
use crate::clock::Clock;
use crate::ids::Id;

fn room(number: i64) -> String {
    format!("room:{}", Id::from_number(number as u128))
}

async fn node() -> (Arc<MemoryLog>, Node) {
    let log = Arc::new(MemoryLog::default());
    let node = Node::start(&log, Plan::default()).await;
    (log, node)
}

#[tokio::test]
async fn join_say_event_leave() {
    let (_, node) = node().await;
    let (mut ada, welcome) = node.welcome(json!({"token": "1"})).await;
    assert_eq!(welcome["person"]["name"], "Otter 1");
    assert_eq!((&welcome["resumed"], &welcome["heartbeat_s"]), (&json!(false), &json!(25)));
    let (mut bob, nobody) = node.welcome(json!({})).await;
    assert_eq!(nobody["person"], json!(null));
    for client in [&mut ada, &mut bob] {
        client.send(&json!({"join": {"topic": room(1)}})).await;
        assert_eq!(client.await_frame("joined").await, json!({"topic": room(1), "seq": 0}));
    }
    ada.send(&json!({"say": {"topic": room(1), "body": "hello", "key": "k"}})).await;
    assert_eq!(ada.await_frame("said").await, json!({"key": "k", "seq": 1}));
    let event = bob.durable().await;
    assert_eq!((&event["kind"], &event["data"]["body"]), (&json!("message"), &json!("hello")));
    bob.send(&json!({"say": {"topic": room(1), "body": "me too", "key": "b"}})).await;
    let refused = bob.await_frame("refused").await;
    assert_eq!((&refused["why"], &refused["key"]), (&json!("nobody"), &json!("b")));
    bob.send(&json!({"since": {"topic": room(1), "seq": 0}})).await;
    assert_eq!(bob.durable().await["seq"], 1);
    bob.send(&json!({"leave": {"topic": room(1)}})).await;
    bob.send(&json!({"join": {"topic": "front"}})).await;
    bob.await_frame("joined").await;
    ada.send(&json!({"say": {"topic": room(1), "body": "gone?", "key": "l"}})).await;
    ada.await_frame("said").await;
    ada.send(&json!({"say": {"topic": "front", "body": "here", "key": "m"}})).await;
    assert_eq!(bob.durable().await["topic"], "front", "what was left is not heard");
}

#[tokio::test]
async fn presence_and_typing_are_told_without_a_seq() {
    let (_, node) = node().await;
    let (mut ada, _) = node.welcome(json!({"token": "1"})).await;
    let (mut bob, _) = node.welcome(json!({"token": "2"})).await;
    for client in [&mut ada, &mut bob] {
        client.send(&json!({"join": {"topic": room(1)}})).await;
        client.await_frame("joined").await;
    }
    let mut counted = json!(null);
    while counted["data"]["count"] != json!(2) {
        counted = ada.await_frame("event").await;
    }
    assert_eq!((&counted["kind"], counted.get("seq")), (&json!("presence"), None));
    ada.send(&json!({"typing": {"topic": room(1)}})).await;
    let mut typing = json!(null);
    while typing["kind"] != "typing" {
        typing = bob.await_frame("event").await;
    }
    assert_eq!(typing["data"]["person"]["name"], "Otter 1");
}

#[tokio::test]
async fn resuming_within_the_ring_reads_nothing() {
    let (log, node) = node().await;
    let (mut ada, welcome) = node.welcome(json!({"token": "1"})).await;
    ada.send(&json!({"join": {"topic": room(1)}})).await;
    ada.await_frame("joined").await;
    drop(ada);
    let (mut bob, _) = node.welcome(json!({"token": "2"})).await;
    bob.send(&json!({"join": {"topic": room(1)}})).await;
    bob.await_frame("joined").await;
    for number in 0..20 {
        bob.send(&json!({"say": {"topic": room(1), "body": "x", "key": number.to_string()}})).await;
    }
    while bob.durable().await["seq"] != 20 {}
    let reads = log.reads.load(Ordering::SeqCst);
    let resume = json!({"token": "1", "resume": {"session": welcome["session"], "seen": {room(1): 0}}});
    let (mut ada, welcome) = node.welcome(resume).await;
    assert_eq!((&welcome["resumed"], &welcome["person"]["name"]), (&json!(true), &json!("Otter 1")));
    for seq in 1..=20 {
        assert_eq!(ada.durable().await["seq"], seq);
    }
    assert_eq!(log.reads.load(Ordering::SeqCst), reads);
}

#[tokio::test]
async fn who_has_seen_more_than_there_is_starts_over() {
    let (log, node) = node().await;
    log.add(&room(1), "message", json!({}));
    let (_, welcome) = node.welcome(json!({})).await;
    let resume = json!({"resume": {"session": welcome["session"], "seen": {room(1): 9}}});
    let (mut client, _) = node.welcome(resume).await;
    assert_eq!(client.await_frame("reset").await, json!({"topic": room(1), "seq": 1}));
}

#[tokio::test]
async fn signing_out_ends_the_line_and_the_session() {
    let (_, node) = node().await;
    let (mut ada, welcome) = node.welcome(json!({"token": "1"})).await;
    node.live.hub.revoke(viewer(1).session);
    assert_eq!(ada.await_frame("refused").await["why"], "signed_out");
    assert_eq!(ada.next().await, None);
    let (_, welcome) = node.welcome(json!({"resume": {"session": welcome["session"], "seen": {}}})).await;
    assert_eq!((&welcome["resumed"], &welcome["person"]), (&json!(false), &json!(null)));
}

#[tokio::test]
async fn what_becomes_private_is_left() {
    let (log, node) = node().await;
    let (mut client, _) = node.welcome(json!({})).await;
    client.send(&json!({"join": {"topic": room(1)}})).await;
    client.await_frame("joined").await;
    let topic = Topic::parse(&room(1)).unwrap();
    log.private.lock().unwrap().push(topic.clone());
    node.live.hub.recheck(&topic);
    assert_eq!(client.await_frame("refused").await["why"], "not_readable");
    client.send(&json!({"join": {"topic": room(1)}})).await;
    assert_eq!(client.await_frame("refused").await["why"], "not_readable");
}

#[tokio::test]
async fn what_is_not_a_frame_is_refused() {
    let (_, node) = node().await;
    let mut rude = node.connect("").await.unwrap();
    rude.send(&json!({"join": {"topic": "front"}})).await;
    assert_eq!(rude.await_frame("refused").await["why"], "no_hello");
    assert_eq!(rude.next().await, None);
    let (mut client, _) = node.welcome(json!({})).await;
    client.send(&json!({"shout": {}})).await;
    assert_eq!(client.await_frame("refused").await["why"], "unknown_frame");
    client.socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(client.await_frame("refused").await["why"], "binary");
    client.send(&json!({"join": {"topic": "no such thing"}})).await;
    assert_eq!(client.await_frame("refused").await["why"], "not_readable");
    for number in 0..MAX_TOPICS {
        client.send(&json!({"join": {"topic": room(number as i64)}})).await;
        client.await_frame("joined").await;
    }
    client.send(&json!({"join": {"topic": "front"}})).await;
    assert_eq!(client.await_frame("refused").await["why"], "too_many_topics");
    client.send(&json!({"shout": "x".repeat(MAX_FRAME)})).await;
    while client.next().await.is_some() {}
}

#[tokio::test]
async fn a_flood_of_frames_is_slowed() {
    let log = Arc::new(MemoryLog::default());
    let (clock, _hand) = Clock::manual(1_795_000_000_000);
    let node = Node::start(&log, Plan { clock, ..Plan::default() }).await;
    let (mut client, _) = node.welcome(json!({"token": "1"})).await;
    for number in 0..65 {
        client.send(&json!({"say": {"topic": room(1), "body": "x", "key": number.to_string()}})).await;
    }
    let refused = client.await_frame("refused").await;
    assert_eq!((&refused["why"], &refused["key"]), (&json!("too_fast"), &json!("64")));
}

#[tokio::test]
async fn who_answers_no_beat_is_dropped_and_who_does_is_renewed() {
    let log = Arc::new(MemoryLog::default());
    let (clock, hand) = Clock::manual(1_795_000_000_000);
    let heartbeat = Duration::from_millis(20);
    let node = Node::start(&log, Plan { clock, heartbeat, ..Plan::default() }).await;
    let (mut deaf, _) = node.welcome(json!({})).await;
    for _ in 0..3 {
        assert!(deaf.await_frame("beat").await["window_ms"].as_u64().unwrap() >= 1_000);
    }
    assert_eq!(deaf.next().await, None);
    let (mut alive, _) = node.welcome(json!({"token": "1"})).await;
    hand.advance(SESSION_LIFE / 2);
    let mut session = None;
    for _ in 0..8 {
        let beat = alive.await_frame("beat").await;
        session = session.or_else(|| beat["session"].as_str().map(str::to_owned));
        alive.send(&json!({"beat": {}})).await;
    }
    hand.advance(SESSION_LIFE / 2);
    let (_, welcome) = node.welcome(json!({"resume": {"session": session.unwrap(), "seen": {}}})).await;
    assert_eq!(welcome["person"]["name"], "Otter 1");
}

#[tokio::test]
async fn a_drain_gives_each_a_slot_and_the_next_node_admits_the_ticket() {
    let log = Arc::new(MemoryLog::default());
    let (clock, hand) = Clock::manual(1_795_000_000_000);
    let old = Node::start(&log, Plan { clock: clock.clone(), ..Plan::default() }).await;
    let closed = Limits { capacity_per_s: 0.000_1, burst: 0.0, ..LIMITS };
    let new = Node::start(&log, Plan { clock, limits: closed, ..Plan::default() }).await;
    let (mut ada, _) = old.welcome(json!({})).await;
    let (mut bob, _) = old.welcome(json!({})).await;
    let live = old.live.clone();
    let draining = tokio::spawn(async move { live.drain().await });
    let (first, second) = (ada.await_frame("bye").await, bob.await_frame("bye").await);
    assert_eq!((ada.next().await, bob.next().await), (None, None));
    drop((ada, bob));
    draining.await.unwrap();
    assert_ne!(first["reconnect_after_ms"], second["reconnect_after_ms"]);
    assert_refused(old.connect("").await.err());
    assert_refused(new.connect("").await.err());
    hand.advance(first["reconnect_after_ms"].as_i64().unwrap());
    let ticket = format!("?ticket={}", first["ticket"].as_str().unwrap());
    assert!(new.connect(&ticket).await.is_ok());
    assert_refused(new.connect(&ticket).await.err());
}

fn assert_refused(error: Option<Error>) {
    let Some(Error::Http(response)) = error else { panic!("not refused: {error:?}") };
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap() >= 1);
}

/// Reads an SSE stream line by line: the status line, then `id` and `data` as they come.
struct Events(tokio::io::Lines<BufReader<TcpStream>>);

impl Events {
    async fn open(node: &Node, query: &str, header: &str) -> Self {
        let mut stream = TcpStream::connect(&node.address).await.unwrap();
        let request = format!("GET /live/sse?{query} HTTP/1.1\r\nhost: x\r\n{header}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        Self(BufReader::new(stream).lines())
    }

    /// The rest of the next line that begins so.
    async fn next(&mut self, start: &str) -> String {
        loop {
            let line =
                tokio::time::timeout(PATIENCE, self.0.next_line()).await.expect("a line in time").unwrap();
            if let Some(rest) = line.expect("the stream goes on").strip_prefix(start) {
                return rest.trim().to_owned();
            }
        }
    }
}

#[tokio::test]
async fn readers_by_sse_get_the_same_events_and_resume() {
    let (log, node) = node().await;
    let mut events = Events::open(&node, &format!("topic={}&topic=front", room(1)), "").await;
    assert_eq!(events.next("HTTP/1.1 ").await, "200 OK");
    assert_eq!(events.next("id:").await, format!("{}:0,front:0", room(1)));
    log.add(&room(1), "message", json!({"body": "hello"}));
    let place = events.next("id:").await;
    assert_eq!(place, format!("{}:1,front:0", room(1)));
    drop(events);
    log.add("front", "update", json!({}));
    let query = format!("topic={}&topic=front", room(1));
    let mut events = Events::open(&node, &query, &format!("last-event-id: {place}\r\n")).await;
    assert_eq!(events.next("id:").await, place);
    while !events.next("data:").await.contains(r#""kind":"update""#) {}
    let mut refused = Events::open(&node, "topic=nothing:here", "").await;
    assert_eq!(refused.next("HTTP/1.1 ").await, "404 Not Found");
}
