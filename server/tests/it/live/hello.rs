//! Who is behind a socket.

use serde_json::json;

use super::client::Socket;
use crate::support::Server;

#[tokio::test]
async fn a_token_a_cookie_or_nothing_say_who_comes() {
    let server = Server::start().await;
    let guest = server.guest().await;
    let token = guest.token.clone().unwrap();
    let me = guest.get("/api/v1/me").await.json();

    let (_socket, welcome) = Socket::hello(&server.url, Some(&token)).await;
    assert_eq!(welcome["person"], json!({ "id": me["id"], "name": me["name"] }));
    assert_eq!(welcome["resumed"], false);
    assert!(welcome["heartbeat_s"].as_u64().unwrap() > 0 && welcome["session"].is_string());

    let (_socket, welcome) = Socket::hello(&server.url, None).await;
    assert_eq!(welcome["person"], json!(null));

    for (origin, person) in
        [(server.url.clone(), me["id"].clone()), ("http://evil.example".into(), json!(null))]
    {
        let headers = [("cookie", format!("throng={token}")), ("origin", origin.clone())];
        let mut socket = Socket::open(&server.url, "/live", &headers).await.unwrap();
        socket.say(json!({ "hello": {} })).await;
        assert_eq!(socket.until("welcome").await["person"]["id"], person, "{origin}");
    }
}

#[tokio::test]
async fn an_unknown_token_and_a_wrong_first_frame_are_refused() {
    let server = Server::start().await;
    for (frame, why) in [
        (json!({ "hello": { "token": "nobodys" } }), "unknown_token"),
        (json!({ "join": { "topic": "front" } }), "no_hello"),
        (json!({ "shout": {} }), "unknown_frame"),
    ] {
        let mut socket = Socket::open(&server.url, "/live", &[]).await.unwrap();
        socket.say(frame).await;
        let refused = socket.until("refused").await;
        assert_eq!(refused["why"], why);
        assert!(refused["detail"].as_str().unwrap().len() > 10);
        socket.until_closed().await;
    }
}
