//! Sessions, names and the owner's link.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Server};

#[tokio::test]
async fn a_guest_is_made_by_one_post() {
    let server = Server::start().await;
    let guest = server.guest().await;
    let me = guest.get("/api/v1/me").await.json();
    assert_eq!(me["role"], "guest");
    assert_eq!(me["name"].as_str().unwrap().split(' ').count(), 2);
    let renamed = guest.send(Method::PATCH, "/api/v1/me", json!({"name": "  Otis  "})).await;
    assert_eq!(renamed.json()["name"], "Otis");
    let refused = guest.send(Method::PATCH, "/api/v1/me", json!({"name": ""})).await;
    insta::assert_json_snapshot!(refused.json());
    assert_eq!(guest.send(Method::DELETE, "/api/v1/session", json!({})).await.status, 204);
    assert_eq!(guest.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn the_owners_link_works_once_and_a_preview_does_not_use_it_up() {
    let server = Server::start().await;
    let link = server.app.writer.write(|tx| Box::pin(throng::people::owner_link::make(tx))).await.unwrap();
    let path = format!("/owner/{}", link.reveal());
    let stranger = server.stranger();
    for _ in 0..2 {
        assert_eq!(stranger.get(&path).await.status, 200);
    }
    let first = Answer::of(stranger.request(Method::POST, &path).header("accept", "application/json")).await;
    assert_eq!((first.status.as_u16(), first.json()["person"]["role"].clone()), (200, json!("owner")));
    assert_eq!(stranger.post(&path, json!({})).await.status, 404);
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_retry_with_its_key_gets_the_first_answer() {
    let server = Server::start().await;
    let guest = server.guest().await;
    let send = |body: serde_json::Value| {
        Answer::of(guest.request(Method::POST, "/api/v1/session").header("idempotency-key", "k1").json(&body))
    };
    let (first, again) = (send(json!({"name": "A"})).await, send(json!({"name": "A"})).await);
    assert_eq!((first.status, first.text), (again.status, again.text));
    assert_eq!(send(json!({"name": "B"})).await.status, 422);
}

#[tokio::test]
async fn a_foreign_page_may_not_act() {
    let server = Server::start().await;
    let forged =
        server.stranger().request(Method::POST, "/api/v1/session").header("origin", "http://evil.example");
    let refused = Answer::of(forged.json(&json!({}))).await;
    assert_eq!(refused.status, 403);
    insta::assert_json_snapshot!(refused.json());
}
