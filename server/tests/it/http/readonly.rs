//! A disk that is nearly full: reading goes on, writing is refused with a sentence.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Server};

/// More than any machine has: the disk counts as full from the first look on.
const ALL_OF_IT: (&str, &str) = ("read_only_below_mb", "1000000000");

#[tokio::test]
async fn nothing_is_written_and_everything_says_so() {
    let server = Server::with(&[ALL_OF_IT]).await;
    let stranger = server.stranger();
    let refused = stranger.post("/api/v1/session", json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (507, "60"));
    insta::assert_json_snapshot!(refused.json());
    let page = Answer::of(stranger.request(Method::GET, "/nowhere").header("accept", "text/html")).await;
    assert!(page.text.contains("nothing new can be kept"), "{}", page.text);
    assert_eq!(stranger.get("/readyz").await.status, 503);
    assert!(stranger.get("/metrics").await.text.contains("throng_low_disk 1"));
}

#[tokio::test]
async fn the_owner_comes_in_and_may_sign_out() {
    let server = Server::with(&[ALL_OF_IT]).await;
    let owner = server.owner().await;
    assert_eq!(owner.get("/api/v1/me").await.json()["role"], "owner");
    assert_eq!(owner.send(Method::DELETE, "/api/v1/session", json!({})).await.status, 204);
}
