//! Pictures on both databases: files are shared, counted and let go.

use reqwest::Method;
use serde_json::json;
use sqlx::Row;

use crate::http::pictures::put_up;
use crate::support::{Server, on_both_databases};

#[tokio::test]
async fn the_same_picture_twice_shares_its_file_and_one_going_leaves_the_other() {
    on_both_databases(|server| async move {
        let owner = server.owner().await;
        let one = put_up(&owner, &[]).await;
        let two = put_up(&owner, &[]).await;
        let (one, path) =
            (one["id"].as_str().unwrap(), format!("/api/v1/pictures/{}", two["id"].as_str().unwrap()));
        let file = two["renditions"][0]["url"].as_str().unwrap();
        sound(&server).await;
        let purge = json!({"act": "purge", "about": {"kind": "picture", "id": one}, "reason": "a test"});
        let purged = owner.post("/api/v1/moderation/acts", purge).await;
        assert!(purged.status.is_success(), "{}", purged.text);
        assert_eq!(owner.get(&format!("/r/{one}/320.jpg")).await.status, 410);
        assert_eq!(owner.get(&path).await.status, 200);
        sound(&server).await;
        assert_eq!(owner.get(file).await.status, 200);
        assert_eq!(owner.send(Method::DELETE, &path, json!({})).await.status, 204);
        let swept = async {
            while server.app.blobs.hashes().next().is_some() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), swept).await.unwrap();
        sound(&server).await;
        let left: i64 = sqlx::query("SELECT bytes FROM blob_totals")
            .fetch_one(server.app.db.reader())
            .await
            .unwrap()
            .get(0);
        assert_eq!(left, 0);
    })
    .await;
}

/// Every invariant holds.
async fn sound(server: &Server) {
    let mut conn = server.app.db.snapshot().await.unwrap();
    assert_eq!(throng::pictures::check(&mut conn).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_blocked_does_not_come_back() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let (owner, guest) = (server.owner().await, server.guest().await);
    let id = put_up(&guest, &[]).await["id"].as_str().unwrap().to_owned();
    let block = json!({"act": "block", "about": {"kind": "picture", "id": id}, "reason": "a test"});
    let blocked = owner.post("/api/v1/moderation/acts", block).await;
    assert!(blocked.status.is_success(), "{}", blocked.text);
    let again = guest.upload("/api/v1/pictures", "a.jpg", crate::http::pictures::jpeg(700, 500), &[]).await;
    assert_eq!(again.status, 422, "{}", again.text);
}
