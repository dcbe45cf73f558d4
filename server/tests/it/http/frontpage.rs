//! The front page and the feeds.

use serde_json::json;

use crate::support::{Answer, Server};

#[tokio::test]
async fn an_empty_front_page_says_what_to_do() {
    let server = Server::start().await;
    let front = server.stranger().get("/").await;
    assert_eq!(front.status, 200);
    assert!(front.text.contains("The first page is still white.") && front.text.contains("href=\"/desk\""));
    for dead in ["href=\"/search\"", "href=\"/ledger\"", "href=\"/new\"", "href=\"/how-ranking-works\""] {
        assert!(!front.text.contains(dead), "{dead}");
    }
}

#[tokio::test]
async fn the_newest_stands_first_and_a_ready_page_is_not_stale() {
    let server = Server::start().await;
    let (owner, stranger) = (server.owner().await, server.stranger());
    for title in ["First", "Second"] {
        owner.post("/api/v1/stories", json!({"title": title, "body": "words", "tags": [title]})).await;
        assert!(stranger.get("/").await.text.contains(title), "published, so it is on the page at once");
    }
    let front = stranger.get("/").await;
    assert!(front.text.find("Second") < front.text.find("First"));
    let tagged = stranger.get("/?tag=first").await.text;
    assert!(tagged.contains(">First<") && !tagged.contains(">Second<"), "{tagged}");
    let request = stranger.request(reqwest::Method::GET, "/").header("if-none-match", front.header("etag"));
    assert_eq!(Answer::of(request).await.status, 304);
}

#[tokio::test]
async fn the_front_page_speaks_the_readers_language() {
    let server = Server::start().await;
    assert!(server.stranger().get("/?lang=de").await.text.contains("Die erste Seite ist noch weiß."));
    assert!(server.stranger().get("/").await.text.contains("still white"));
}
