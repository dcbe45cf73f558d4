//! Comments: who may say what, who sees it, and what a double click does.

use reqwest::Method;
use serde_json::{Value, json};

use crate::http::pictures::put_up;
use crate::support::{Server, Someone, on_both_databases};

async fn story(server: &Server) -> (Someone, String, String) {
    let owner = server.owner().await;
    let made = owner.post("/api/v1/stories", json!({"title": "A cat", "body": "It sat."})).await.json();
    let id = made["id"].as_str().unwrap().to_owned();
    (owner, format!("/api/v1/stories/{id}/comments"), "/s/a-cat".to_owned())
}

#[tokio::test]
async fn a_stranger_becomes_a_guest_by_a_comment_and_can_take_it_back() {
    on_both_databases(|server| async move {
        let (_, comments, page) = story(&server).await;
        let stranger = server.stranger();
        let said = stranger.post(&comments, json!({"body": "Nice *hat*"})).await;
        assert_eq!(said.status, 201, "{}", said.text);
        let mut guest = stranger.clone();
        guest.token = said.json()["token"].as_str().map(str::to_owned);
        let answer = guest.post(&comments, json!({"body": "Or is it?", "parent": said.json()["id"]})).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let shown = stranger.get(&page).await.text;
        assert!(shown.contains("<em>hat</em>") && shown.contains("2 comments"), "{shown}");
        let list = stranger.get(&format!("{comments}?limit=1")).await.json();
        assert_eq!(
            (list["items"][0]["id"].clone(), list["next"].is_null()),
            (answer.json()["id"].clone(), false)
        );
        let own = format!("/api/v1/comments/{}", said.json()["id"].as_str().unwrap());
        assert_eq!(said.header("location"), own);
        assert_eq!(server.guest().await.send(Method::DELETE, &own, json!({})).await.status, 403);
        assert_eq!(guest.send(Method::DELETE, &own, json!({})).await.status, 204);
        assert_eq!(stranger.get(&own).await.status, 404);
        assert!(!stranger.get(&page).await.text.contains("<em>hat</em>"));
        assert_eq!(stranger.get("/api/v1/stories").await.json()["items"][0]["comments"], 1);
    })
    .await;
}

#[tokio::test]
async fn a_new_guests_link_waits_and_strangers_do_not_see_it() {
    let server = Server::start().await;
    let (owner, comments, page) = story(&server).await;
    let (guest, stranger) = (server.guest().await, server.stranger());
    let said = guest.post(&comments, json!({"body": "buy at https://spam.example"})).await;
    assert_eq!((said.status.as_u16(), said.json()["held"].clone()), (201, json!(true)));
    let own = format!("/api/v1/comments/{}", said.json()["id"].as_str().unwrap());
    assert_eq!(stranger.get(&own).await.status, 404);
    for address in [&comments, &page, &format!("{page}?own=1")] {
        assert!(!stranger.get(address).await.text.contains("spam.example"), "{address}");
        assert!(!server.guest().await.get(address).await.text.contains("spam.example"), "{address}");
    }
    for who in [&guest, &owner] {
        assert!(who.get(&format!("{page}?own=1")).await.text.contains("spam.example"));
        assert_eq!(who.get(&own).await.json()["held"], true);
    }
    let act = json!({"act": "let_through", "about": {"kind": "comment", "id": said.json()["id"]}, "reason": "it is fine"});
    let through = owner.post("/api/v1/moderation/acts", act).await;
    assert!(through.status.is_success(), "{}", through.text);
    assert!(stranger.get(&page).await.text.contains("spam.example"));
    let trusted = guest.post(&comments, json!({"body": "see https://a.example"})).await.json();
    assert_eq!(trusted["held"], Value::Null);
}

#[tokio::test]
async fn without_a_script_a_comment_is_said_once_and_a_refusal_keeps_the_text() {
    on_both_databases(|server| async move {
        let (_, comments, page) = story(&server).await;
        let guest = server.guest().await;
        let path = format!("{page}/comments");
        for who in [&guest, &guest, &server.stranger(), &server.stranger()] {
            assert_eq!(who.form(&path, &[("body", "said\r\nonce")]).await.status, 303);
        }
        let bodies = |list: Value| {
            list["items"].as_array().unwrap().iter().map(|c| c["body"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(bodies(guest.get(&comments).await.json()), [json!("said\nonce")]);
        let refused = guest.form(&path, &[("body", &"x".repeat(10_001))]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains(&"x".repeat(10_001)) && refused.text.contains("comment-wrong"));
    })
    .await;
}

#[tokio::test]
async fn an_answer_stands_under_the_same_thing_only() {
    let server = Server::start().await;
    let (owner, comments, _) = story(&server).await;
    let said = owner.post(&comments, json!({"body": "one"})).await.json();
    let other = owner.post("/api/v1/stories", json!({"title": "Other", "body": "b"})).await.json();
    let elsewhere = format!("/api/v1/stories/{}/comments", other["id"].as_str().unwrap());
    let refused = owner.post(&elsewhere, json!({"body": "two", "parent": said["id"]})).await;
    assert_eq!(
        (refused.status.as_u16(), refused.json()["errors"][0]["pointer"].clone()),
        (422, json!("/parent"))
    );
}

#[tokio::test]
async fn whoever_is_erased_leaves_no_words() {
    let server = Server::start().await;
    let (_, comments, page) = story(&server).await;
    let guest = server.guest().await;
    guest.post(&comments, json!({"body": "my secret"})).await;
    assert!(server.stranger().get(&page).await.text.contains("my secret"));
    assert_eq!(guest.send(Method::DELETE, "/api/v1/me", json!({})).await.status, 204);
    assert!(!server.stranger().get(&page).await.text.contains("my secret"));
    let left: i64 = sqlx::Row::get(
        &sqlx::query("SELECT COUNT(*) FROM comments WHERE body <> ''")
            .fetch_one(server.app.db.reader())
            .await
            .unwrap(),
        0,
    );
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_pictures_page_has_its_comments_and_takes_them_without_a_script() {
    on_both_databases(|server| async move {
        let owner = server.owner().await;
        let picture = put_up(&owner, &[("title", "A cat")]).await["id"].as_str().unwrap().to_owned();
        let (page, path) = (format!("/p/{picture}"), format!("/p/{picture}/comments"));
        let stranger = server.stranger();
        assert!(stranger.get(&page).await.text.contains(&format!("action=\"{path}\"")));
        let said = stranger.form(&path, &[("body", "Nice *hat*")]).await;
        assert_eq!(said.status, 303, "{}", said.text);
        assert!(said.header("location").starts_with(&format!("{page}#comment-")));
        assert!(said.header("set-cookie").starts_with("throng="), "the first act makes a guest");
        let first = said.header("location").split_once("#comment-").unwrap().1.to_owned();
        let shown = server.stranger().get(&page).await.text;
        assert!(shown.contains("<em>hat</em>"), "{shown}");
        let asked = stranger.get(&format!("{page}?answer={first}")).await.text;
        assert!(asked.contains(&format!("name=\"parent\" value=\"{first}\"")), "{asked}");
        let long = "x".repeat(10_001);
        let refused = owner.form(&path, &[("body", &long), ("parent", &first)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains(&long) && refused.text.contains("id=\"comment-wrong\""));
        assert!(refused.text.contains(&format!("name=\"parent\" value=\"{first}\"")));
        let mine = owner.form(&path, &[("body", "Mine"), ("parent", &first)]).await;
        let id = mine.header("location").split_once("#comment-").unwrap().1.to_owned();
        assert!(owner.get(&format!("{page}?own=1")).await.text.contains(&format!("{path}/{id}/withdraw")));
        let other = server.guest().await;
        assert_eq!(other.form(&format!("{path}/{first}/withdraw"), &[]).await.status, 403);
        assert_eq!(owner.form(&format!("{path}/{id}/withdraw"), &[]).await.status, 303);
        assert!(!stranger.get(&page).await.text.contains("Mine"));
        let gone = owner.send(Method::DELETE, &format!("/api/v1/pictures/{picture}"), json!({})).await;
        assert_eq!(gone.status, 204, "{}", gone.text);
        assert_eq!(stranger.form(&path, &[("body", "late")]).await.status, 410);
    })
    .await;
}
