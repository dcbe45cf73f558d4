//! What is said in a room arrives, once, and what may not be said is refused with a reason.

use reqwest::Method;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::a_room;
use super::client::{Socket, saying};
use crate::support::{Server, Someone};

async fn joined(server: &Server, who: &Someone, topic: &str) -> Socket {
    let (mut socket, _) = Socket::hello(&server.url, who.token.as_deref()).await;
    socket.join(topic).await;
    socket
}

#[tokio::test]
async fn what_one_says_the_other_hears_and_a_retry_says_nothing_twice() {
    let server = Server::start().await;
    let topic = a_room(&server).await;
    let (ada, ben) = (server.guest().await, server.guest().await);
    let (mut one, mut two) = (joined(&server, &ada, &topic).await, joined(&server, &ben, &topic).await);

    one.say(saying(&topic, "  hello <b>there</b>\r\n", "k1")).await;
    let mut seen = Vec::new();
    while seen.len() < 2 {
        let frame = one.next().await.unwrap();
        if frame.get("said").is_some() || frame["event"].get("seq").is_some() {
            seen.push(frame);
        }
    }
    let said = seen.iter().find(|frame| frame.get("said").is_some()).unwrap();
    assert_eq!(said["said"], json!({ "key": "k1", "seq": 1 }));
    let event = two.until("event").await;
    let me = ada.get("/api/v1/me").await.json();
    assert_eq!(
        (&event["topic"], &event["seq"], &event["kind"]),
        (&json!(topic), &json!(1), &json!("message"))
    );
    assert_eq!(event["data"]["person"], json!({ "id": me["id"], "name": me["name"] }));
    assert_eq!((&event["data"]["body"], &event["data"]["key"]), (&json!("hello <b>there</b>"), &json!("k1")));
    assert!(event["data"]["at"].as_str().unwrap().ends_with('Z'));

    one.say(saying(&topic, "another text", "k1")).await;
    assert_eq!(one.until("said").await["seq"], 1);
    two.say(saying(&topic, "mine", "k1")).await;
    let event = one.until("event").await;
    assert_eq!(
        (&event["seq"], &event["data"]["body"]),
        (&json!(2), &json!("mine")),
        "keys are each person's own"
    );
}

#[tokio::test]
async fn what_changes_over_http_is_told_in_the_room() {
    let server = Server::start().await;
    let topic = a_room(&server).await;
    let messages = format!("/api/v1/rooms/{}/messages", &topic[5..]);
    let (ada, ben) = (server.guest().await, server.guest().await);
    let mut socket = joined(&server, &ben, &topic).await;

    let said = ada.post(&messages, json!({ "body": "one" })).await.json();
    let message = format!("/api/v1/messages/{}", said["id"].as_str().unwrap());
    assert_eq!(socket.until("event").await["data"]["body"], "one");
    ada.send(Method::PATCH, &message, json!({ "body": "two" })).await;
    let edit = socket.until("event").await;
    assert_eq!(
        (&edit["kind"], &edit["data"]["seq"], &edit["data"]["body"]),
        (&json!("edit"), &json!(1), &json!("two"))
    );
    ben.send(Method::PUT, &format!("{message}/reactions/thanks"), json!({})).await;
    let reaction = socket.until("event").await;
    assert_eq!(
        (&reaction["kind"], &reaction["data"]["reactions"]),
        (&json!("reaction"), &json!({ "thanks": 1 }))
    );
    ada.send(Method::DELETE, &message, json!({})).await;
    let delete = socket.until("event").await;
    assert_eq!((&delete["kind"], &delete["data"]["seq"]), (&json!("delete"), &json!(1)));

    socket.say(json!({ "since": { "topic": topic, "seq": 0 } })).await;
    for seq in 1..=4 {
        let again = socket.until("event").await;
        assert_eq!((&again["seq"], &again["kind"]), (&json!(seq), &json!("delete")), "no text is told again");
    }
}

#[tokio::test]
async fn typing_is_told_and_kept_nowhere() {
    let server = Server::start().await;
    let topic = a_room(&server).await;
    let (ada, ben) = (server.guest().await, server.guest().await);
    let (mut one, mut two) = (joined(&server, &ada, &topic).await, joined(&server, &ben, &topic).await);
    one.say(json!({ "typing": { "topic": topic } })).await;
    let me = ada.get("/api/v1/me").await.json();
    loop {
        let frame = two.next().await.unwrap();
        if frame["event"]["kind"] == "typing" {
            assert_eq!(frame["event"]["data"]["person"]["id"], me["id"]);
            assert!(frame["event"].get("seq").is_none());
            return;
        }
    }
}

#[tokio::test]
async fn what_may_not_be_said_is_refused_with_a_reason() {
    let server = Server::start().await;
    let topic = a_room(&server).await;
    let room = format!("/api/v1/rooms/{}", &topic[5..]);
    let guest = server.guest().await;
    let (mut nobody, _) = Socket::hello(&server.url, None).await;
    nobody.say(saying(&topic, "hello", "k")).await;
    let refused = nobody.until("refused").await;
    assert_eq!((&refused["why"], &refused["key"]), (&json!("nobody"), &json!("k")));

    let mut socket = joined(&server, &guest, &topic).await;
    let story = topic.replace("room", "story");
    let absent = format!("room:{}", platform::Id::new(1));
    for (topic, body, why) in [
        (topic.as_str(), " \n ", "bad_body"),
        (topic.as_str(), &"x".repeat(2_001), "bad_body"),
        (story.as_str(), "hello", "not_readable"),
        (absent.as_str(), "hello", "not_readable"),
        ("nonsense topic", "hello", "not_readable"),
    ] {
        socket.say(saying(topic, body, "k")).await;
        let refused = socket.until("refused").await;
        assert_eq!((&refused["why"], &refused["key"]), (&json!(why), &json!("k")), "{topic} {body}");
    }
    socket.say(json!({ "join": { "topic": format!("incident:{}", platform::Id::new(1)) } })).await;
    assert_eq!(socket.until("refused").await["why"], "not_readable");
    socket.send(Message::binary(vec![1, 2])).await;
    assert_eq!(socket.until("refused").await["why"], "binary");

    let owner = server.owner().await;
    for (mode, why) in [("locked", "locked"), ("readers", "readers")] {
        assert_eq!(owner.send(Method::PATCH, &room, json!({ "mode": mode })).await.status, 200);
        assert_eq!(socket.until("event").await["data"]["mode"], mode);
        socket.say(saying(&topic, "hello", "k")).await;
        assert_eq!(socket.until("refused").await["why"], why);
    }
    owner.send(Method::PATCH, &room, json!({ "mode": "open", "slow_s": 3600 })).await;
    assert_eq!(socket.until("event").await["data"]["slow_s"], 3600);
    socket.say(saying(&topic, "hello", "k1")).await;
    socket.until("said").await;
    socket.until("event").await;
    socket.say(saying(&topic, "hello", "k2")).await;
    assert_eq!(socket.until("refused").await["why"], "slow");

    socket.say(saying(&topic, &"x".repeat(20_000), "k")).await;
    socket.until_closed().await;
}

#[tokio::test]
async fn what_is_hidden_is_not_followed_any_more() {
    let server = Server::start().await;
    let topic = a_room(&server).await;
    let (story, id) = (topic.replace("room", "story"), topic[5..].to_owned());
    let mut socket = joined(&server, &server.guest().await, &topic).await;
    server
        .app
        .writer
        .write(move |tx| {
            Box::pin(async move {
                sqlx::query("UPDATE stories SET standing = 'hidden' WHERE id = $1")
                    .bind(id)
                    .execute(tx.conn())
                    .await?;
                tx.emit(story, "moderation", json!({}));
                Ok(())
            })
        })
        .await
        .unwrap();
    assert_eq!(socket.until("refused").await["why"], "not_readable");
    socket.say(json!({ "join": { "topic": topic } })).await;
    assert_eq!(socket.until("refused").await["why"], "not_readable");
    socket.say(saying(&topic, "hello", "k")).await;
    assert_eq!(socket.until("refused").await["why"], "not_readable");
}

#[tokio::test]
async fn an_answer_names_what_it_answers_for_everybody() {
    let server = Server::start().await;
    let topic = a_room(&server).await;
    let mut socket = joined(&server, &server.guest().await, &topic).await;
    socket.say(saying(&topic, "Who saw it?", "k1")).await;
    let first = socket.until("said").await["seq"].clone();
    socket.until("event").await;
    socket
        .say(json!({ "say": { "topic": topic, "body": "I did.", "key": "k2", "reply_to": first, "new": 1 } }))
        .await;
    let seq = socket.until("said").await["seq"].clone();
    let told = socket.until("event").await;
    assert_eq!((&told["seq"], &told["data"]["reply_to"]), (&seq, &first));
    let read = server.stranger().get(&format!("/api/v1/rooms/{}/messages", &topic[5..])).await.json();
    assert_eq!(read["items"].as_array().unwrap().last().unwrap()["reply_to"], first);
    socket.say(json!({ "say": { "topic": topic, "body": "I did.", "key": "k3", "reply_to": 999 } })).await;
    let refused = socket.until("refused").await;
    assert_eq!((&refused["why"], &refused["key"]), (&json!("bad_reply"), &json!("k3")));
    socket.say(json!({ "say": { "topic": topic, "body": "I did." } })).await;
    let refused = socket.until("refused").await;
    assert!(refused["detail"].as_str().unwrap().contains("`key`"), "{refused}");
}

#[tokio::test]
async fn refusals_are_said_in_the_readers_language() {
    let server = Server::start().await;
    let mut socket =
        Socket::open(&server.url, "/live", &[("accept-language", "de".to_owned())]).await.unwrap();
    socket.say(json!({ "hello": {} })).await;
    socket.until("welcome").await;
    for (frame, sentence) in [
        (json!({ "shout": {} }), "Das ist kein Frame"),
        (saying("front", "hallo", "k"), "Etwas sagen kann nur"),
        (json!({ "join": { "topic": "room:x" } }), "Unter „room:x“"),
    ] {
        socket.say(frame).await;
        let refused = socket.until("refused").await;
        assert!(refused["detail"].as_str().unwrap().starts_with(sentence), "{refused}");
    }
    let read = server.stranger().request(Method::GET, "/live/sse").header("accept-language", "de");
    let refused = crate::support::Answer::of(read).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (400, "5"));
    assert!(refused.json()["detail"].as_str().unwrap().starts_with("Sag, wem"), "{}", refused.text);
}
