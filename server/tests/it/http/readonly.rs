//! A disk that is nearly full: reading goes on, writing is refused with a sentence.

use reqwest::Method;
use serde_json::json;

use crate::store::archive::copied;
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

#[tokio::test]
async fn moderators_still_hide_and_purge_and_people_take_back() {
    let (before, folder) = (Server::with(&[("hold_new", "no")]).await, tempfile::tempdir().unwrap());
    let (guest, moderator) = (before.guest().await, before.somebody("moderator").await);
    let story = before.a_story(&json!({})).await;
    let comments = format!("/api/v1/stories/{story}/comments");
    let mut ids = Vec::new();
    for body in ["Rude.", "Worse.", "Mine."] {
        let comment = guest.post(&comments, json!({ "body": body })).await;
        assert_eq!(comment.status, 201, "{}", comment.text);
        ids.push(comment.json()["id"].as_str().unwrap().to_owned());
    }
    let copy = folder.path().join("copy");
    copied(&before, &copy).await;

    let server = Server::with(&[ALL_OF_IT, ("data", copy.to_str().unwrap())]).await;
    let (guest, moderator) = (server.as_someone(&guest), server.as_someone(&moderator));
    let refused = guest.post(&comments, json!({"body": "More."})).await;
    assert_eq!(refused.status, 507, "{}", refused.text);
    let hide = json!({"act": "hide", "about": {"kind": "comment", "id": ids[0]}, "reason": "rude"});
    let hidden = moderator.post("/api/v1/moderation/acts", hide).await;
    assert_eq!(hidden.status, 201, "{}", hidden.text);
    let purge = [("act", "purge"), ("kind", "comment"), ("id", &ids[1]), ("reason", "worse")];
    let purged = moderator.form("/moderation/acts", &purge).await;
    assert_eq!(purged.status, 303, "{}", purged.text);
    let taken = guest.send(Method::DELETE, &format!("/api/v1/comments/{}", ids[2]), json!({})).await;
    assert_eq!(taken.status, 204, "{}", taken.text);
    let left = server.stranger().get(&comments).await;
    for body in ["Rude.", "Worse.", "Mine."] {
        assert!(!left.text.contains(body), "{}", left.text);
    }
}
