//! Rooms over HTTP and as pages.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Server, on_both_databases};

#[tokio::test]
async fn what_is_said_can_be_read_changed_and_taken_back() {
    on_both_databases(|server| async move {
        let id = server.a_story(&json!({})).await;
        let messages = format!("/api/v1/rooms/{id}/messages");
        let said = server.stranger().post(&messages, json!({ "body": " hello ", "key": "k" })).await;
        assert_eq!(said.status, 201, "{}", said.text);
        assert!(said.header("set-cookie").starts_with("throng=") && said.json()["token"].is_string());
        let token = said.json()["token"].as_str().map(str::to_owned);
        let mut ada = server.stranger();
        ada.token = token;
        let first = said.json();
        assert_eq!(
            (&first["seq"], &first["body"], &first["reactions"]),
            (&json!(1), &json!("hello"), &json!({}))
        );
        let message = said.header("location").to_owned();
        assert_eq!(message, format!("/api/v1/messages/{}", first["id"].as_str().unwrap()));

        let again = ada.post(&messages, json!({ "body": "hello", "key": "k" })).await;
        assert_eq!((again.status.as_u16(), &again.json()["seq"]), (200, &json!(1)));
        let ben = server.guest().await;
        let reply = ben.post(&messages, json!({ "body": "hi", "reply_to": 1 })).await;
        assert_eq!((reply.status.as_u16(), &reply.json()["reply_to"]), (201, &json!(1)));
        assert_eq!(ben.post(&messages, json!({ "body": "hi", "reply_to": 9 })).await.status, 422);

        let read = ben.get(&message).await;
        let edit = |who: &crate::support::Someone, tag: &str, body: &str| {
            let request = who.request(Method::PATCH, &message).header("if-match", tag);
            Answer::of(request.json(&json!({ "body": body })))
        };
        assert_eq!(edit(&ben, read.header("etag"), "mine").await.status, 403);
        let edited = edit(&ada, read.header("etag"), "hello all").await;
        assert_eq!(edited.json()["body"], "hello all", "{}", edited.text);
        assert_eq!(edited.json()["past"][0]["body"], "hello");
        assert_eq!(edit(&ada, read.header("etag"), "late").await.status, 412);

        let thanks = format!("{message}/reactions/thanks");
        for _ in 0..2 {
            let given = ben.send(Method::PUT, &thanks, json!({})).await;
            assert_eq!(given.json()["reactions"], json!({ "thanks": 1 }));
        }
        assert_eq!(ben.send(Method::PUT, &format!("{message}/reactions/x"), json!({})).await.status, 422);
        let taken = ben.send(Method::DELETE, &thanks, json!({})).await;
        assert_eq!(taken.json()["reactions"], json!({}));

        assert_eq!(ben.send(Method::DELETE, &message, json!({})).await.status, 403);
        assert_eq!(ada.send(Method::DELETE, &message, json!({})).await.status, 204);
        assert_eq!(ada.get(&message).await.status, 404);
        let left = ben.get(&messages).await.json();
        assert_eq!(left["items"].as_array().unwrap().len(), 1);
        assert!(!left.to_string().contains("hello"));
        let mut conn = server.app.db.reader().acquire().await.unwrap();
        assert_eq!(throng::rooms::check(&mut conn).await.unwrap(), Vec::<String>::new());
    })
    .await;
}

fn seqs(list: &Value) -> Vec<i64> {
    list["items"].as_array().unwrap().iter().map(|item| item["seq"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_room_is_read_in_parts() {
    let server = Server::start().await;
    let id = server.a_story(&json!({})).await;
    let messages = format!("/api/v1/rooms/{id}/messages");
    let guest = server.guest().await;
    for n in 1..=5 {
        assert_eq!(guest.post(&messages, json!({ "body": n.to_string() })).await.json()["seq"], n);
    }
    let part = async |query: &str| server.stranger().get(&format!("{messages}{query}")).await.json();
    let first = part("?limit=2").await;
    assert_eq!((seqs(&first), &first["next"]), (vec![1, 2], &json!("2")));
    let rest = part("?limit=3&after=2").await;
    assert_eq!((seqs(&rest), &rest["next"]), (vec![3, 4, 5], &json!(null)));
    assert_eq!(seqs(&part("?before=4&limit=2").await), [2, 3]);
}

#[tokio::test]
async fn the_page_shows_what_was_said_as_text_and_the_form_works() {
    let server = Server::start().await;
    let id = server.a_story(&json!({})).await;
    let guest = server.guest().await;
    let say = async |body: &str| guest.form(&format!("/rooms/{id}/say"), &[("body", body)]).await;
    let said = say("<script>alert(1)</script> & \"quotes\"").await;
    assert_eq!(said.status, 303, "{}", said.text);
    let back = guest.get(said.header("location")).await.text;
    assert!(back.contains("<title>A cat and a gnome"), "{back}");
    assert!(back.contains("&#60;script&#62;alert(1)"), "back on the story's page, it stands there");
    let page = server.stranger().get(&format!("/rooms/{id}")).await.text;
    assert!(page.contains("&#60;script&#62;alert(1)") && !page.contains("<script>alert"), "{page}");
    let empty = say(" ").await;
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains("A message has between 1 and 2,000 characters."), "{}", empty.text);
    let long = "x".repeat(2_001);
    let kept = say(&long).await;
    assert!(kept.status == 422 && kept.text.contains(&long));
}

#[tokio::test]
async fn what_waits_or_is_not_open_is_seen_by_those_who_may() {
    let server = Server::start().await;
    let id = server.a_story(&json!({})).await;
    let messages = format!("/api/v1/rooms/{id}/messages");
    let (ada, ben, owner) = (server.guest().await, server.guest().await, server.owner().await);
    let held = ada.post(&messages, json!({ "body": "see https://a.example" })).await.json();
    assert_eq!((&held["held"], &held["seq"]), (&json!(true), &json!(1)));
    let count = async |who: &crate::support::Someone| {
        who.get(&messages).await.json()["items"].as_array().unwrap().len()
    };
    assert_eq!((count(&ada).await, count(&ben).await, count(&owner).await), (1, 0, 1));
    let message = format!("/api/v1/messages/{}", held["id"].as_str().unwrap());
    assert_eq!(
        (ben.get(&message).await.status.as_u16(), ada.get(&message).await.status.as_u16()),
        (404, 200)
    );

    let about = json!({ "kind": "message", "id": held["id"] });
    let act = json!({ "act": "let_through", "about": about, "reason": "a good link" });
    let let_through = owner.post("/api/v1/moderation/acts", act).await;
    assert!(let_through.status.is_success(), "{}", let_through.text);
    let seen = ben.get(&messages).await.json();
    assert_eq!((seqs(&seen).len(), &seen["items"][0]["held"]), (1, &json!(null)));
    assert!(seqs(&seen)[0] > 1, "it is said only now");

    let members = server.a_story(&json!({ "visibility": "members" })).await;
    for path in [format!("/api/v1/rooms/{members}/messages"), format!("/rooms/{members}")] {
        assert_eq!(
            (ben.get(&path).await.status.as_u16(), owner.get(&path).await.status.as_u16()),
            (404, 200)
        );
    }
    assert_eq!(
        ben.post(&format!("/api/v1/rooms/{members}/messages"), json!({ "body": "x" })).await.status,
        404
    );
    assert_eq!(ben.get("/api/v1/rooms/nonsense/messages").await.status, 404);
}

#[tokio::test]
async fn only_those_who_look_after_a_room_close_it() {
    let server = Server::start().await;
    let id = server.a_story(&json!({})).await;
    let (guest, owner) = (server.guest().await, server.owner().await);
    let room = format!("/api/v1/rooms/{id}");
    assert_eq!(guest.send(Method::PATCH, &room, json!({ "mode": "locked" })).await.status, 403);
    let closed = owner.send(Method::PATCH, &room, json!({ "mode": "locked" })).await;
    assert_eq!((closed.status.as_u16(), &closed.json()["mode"]), (200, &json!("locked")));
    let refused = guest.post(&format!("{room}/messages"), json!({ "body": "hello" })).await;
    assert_eq!(refused.status, 403);
    insta::assert_json_snapshot!(refused.json());
    owner.send(Method::PATCH, &room, json!({ "mode": "open", "slow_s": 60 })).await;
    assert_eq!(guest.post(&format!("{room}/messages"), json!({ "body": "one" })).await.status, 201);
    let slow = guest.post(&format!("{room}/messages"), json!({ "body": "two" })).await;
    assert_eq!(slow.status, 429);
    assert!((1..=61).contains(&slow.header("retry-after").parse::<u64>().unwrap()));
}

#[tokio::test]
async fn what_is_ones_own_can_be_taken_along_and_erased() {
    on_both_databases(|server| async move {
        let id = server.a_story(&json!({})).await;
        let messages = format!("/api/v1/rooms/{id}/messages");
        let ada = server.guest().await;
        ada.post(&messages, json!({ "body": "a secret" })).await;
        let me: platform::Id = ada.get("/api/v1/me").await.json()["id"].as_str().unwrap().parse().unwrap();
        let mut conn = server.app.db.reader().acquire().await.unwrap();
        let export = throng::rooms::own::export(&mut conn, me).await.unwrap();
        assert_eq!(export["messages"][0]["body"], "a secret");
        drop(conn);
        let erased = ada.send(Method::DELETE, "/api/v1/me", json!({})).await;
        assert!(erased.status.is_success(), "{}", erased.text);
        assert_eq!(server.stranger().get(&messages).await.json()["items"], json!([]));
        let mut conn = server.app.db.reader().acquire().await.unwrap();
        assert_eq!(throng::rooms::own::export(&mut conn, me).await.unwrap()["messages"], json!([]));
        assert_eq!(throng::rooms::check(&mut conn).await.unwrap(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_link_that_comes_in_by_an_edit_waits_like_one_that_was_said() {
    let server = Server::start().await;
    let id = server.a_story(&json!({})).await;
    let messages = format!("/api/v1/rooms/{id}/messages");
    let (ada, ben) = (server.guest().await, server.guest().await);
    let said = ada.post(&messages, json!({ "body": "hello" })).await.header("location").to_owned();
    let edited = ada.send(Method::PATCH, &said, json!({ "body": "buy at https://a.example" })).await;
    assert_eq!((edited.status.as_u16(), &edited.json()["held"]), (200, &json!(true)), "{}", edited.text);
    assert_eq!(ben.get(&said).await.status, 404);
    assert_eq!(ben.get(&messages).await.json()["items"], json!([]));
    let about = json!({ "kind": "message", "id": edited.json()["id"] });
    let through = json!({ "act": "let_through", "about": about, "reason": "a good shop" });
    assert_eq!(server.owner().await.post("/api/v1/moderation/acts", through).await.status, 201);
    let shown = ben.get(&messages).await.json();
    assert_eq!(shown["items"][0]["body"], "buy at https://a.example");
    let mut conn = server.app.db.reader().acquire().await.unwrap();
    assert_eq!(throng::rooms::check(&mut conn).await.unwrap(), Vec::<String>::new());
}
