//! Whole answers of the resources that programs rely on, as they are: a field that goes missing or changes its name shows here.

use insta::assert_json_snapshot;
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::pictures::put_up;
use crate::http::throngs::{cats, gather, send, work};
use crate::support::{Answer, Server};

/// Names in these fields differ from run to run; their shape is checked, their value is not.
fn steady(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.iter_mut().for_each(steady);
            // How many people a rule asked is its own tests' matter: alike ones are shown once.
            items.dedup();
        }
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), &value) {
                    ("name", Value::String(_)) => *value = json!("[name]"),
                    ("token" | "slug" | "lease" | "session" | "upload" | "receipt", Value::String(_)) => {
                        *value = json!(format!("[{name}]"));
                    }
                    ("confidence" | "share" | "answers" | "acts" | "people", Value::Number(_)) => {
                        *value = json!(format!("[{name}]"));
                    }
                    ("hash" | "entry" | "previous", Value::String(_)) => *value = json!("[hash]"),
                    _ => steady(value),
                }
            }
        }
        Value::String(text) => *value = json!(without_marks(text)),
        _ => {}
    }
}

/// A text without ids (26 letters and digits), hashes and times.
fn without_marks(text: &str) -> String {
    let is_mark =
        |word: &str| word.len() == 26 && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if platform::clock::parse_rfc3339(text).is_some() {
        return "[time]".to_owned();
    }
    let text = text.split_once("?h=").map_or_else(|| text.to_owned(), |(path, _)| format!("{path}?h=[hash]"));
    text.split('/').map(|part| if is_mark(part) { "[id]" } else { part }).collect::<Vec<_>>().join("/")
}

fn shape(answer: &Answer) -> Value {
    let mut body = answer.json();
    steady(&mut body);
    json!({ "status": answer.status.as_u16(), "location": without_marks(answer.header("location")), "body": body })
}

#[tokio::test]
async fn people_and_sessions() {
    let server = Server::start().await;
    let made = server.stranger().post("/api/v1/session", json!({"name": "Otis"})).await;
    assert_json_snapshot!("session", shape(&made));
    let guest = server.guest().await;
    assert_json_snapshot!("me", shape(&guest.get("/api/v1/me").await));
    let role = format!("/api/v1/people/{}/role", guest.id().await);
    let given =
        server.owner().await.send(Method::PUT, &role, json!({"role": "editor", "reason": "Writes."})).await;
    assert_json_snapshot!("role", shape(&given));
    assert_json_snapshot!("moderation_log", shape(&server.stranger().get("/api/v1/moderation-log").await));
    assert_json_snapshot!("nobody", shape(&server.stranger().get("/api/v1/me").await));
    assert_json_snapshot!("nothing_there", shape(&server.stranger().get("/api/v1/nothing").await));
    assert_json_snapshot!(
        "wrong_method",
        shape(&guest.send(Method::PUT, "/api/v1/session", json!({})).await)
    );
}

#[tokio::test]
async fn pictures_and_their_figures() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let owner = server.owner().await;
    let fields = [("title", "A cat"), ("alt", "A grey cat"), ("licence", "CC-BY-4.0"), ("tags[]", "cat")];
    let sent =
        owner.upload("/api/v1/pictures", "cat.jpg", crate::http::pictures::jpeg(320, 200), &fields).await;
    assert_json_snapshot!("picture", shape(&sent));
    let id = sent.json()["id"].as_str().unwrap().to_owned();
    let remix = owner
        .upload(
            &format!("/api/v1/pictures/{id}/remixes"),
            "b.jpg",
            crate::http::pictures::jpeg(300, 200),
            &[],
        )
        .await;
    assert_eq!((remix.status.as_u16(), &remix.json()["parents"]), (201, &json!([id])));
    assert_json_snapshot!("lineage", shape(&owner.get(&format!("/api/v1/pictures/{id}/lineage")).await));
    let page = owner.request(Method::GET, &format!("/p/{id}")).header("referer", "https://news.example/a");
    assert_eq!(Answer::of(page.header("user-agent", "Mozilla/5.0 (X11) Firefox/140.0")).await.status, 200);
    assert_json_snapshot!("hits", shape(&owner.get(&format!("/api/v1/pictures/{id}/hits")).await));
    let list = owner.get("/api/v1/pictures?limit=1").await.json();
    assert_eq!((list["items"].as_array().unwrap().len(), list["next"].is_string()), (1, true));
    assert_eq!((&list["items"][0]["hits"], &list["items"][0]["loads"]), (&json!(0), &json!(0)));
    let rest =
        owner.get(&format!("/api/v1/pictures?limit=1&after={}", list["next"].as_str().unwrap())).await.json();
    assert_eq!(
        (&rest["items"][0]["id"], &rest["items"][0]["hits"], &rest["next"]),
        (&json!(id), &json!(1), &json!(null))
    );
}

#[tokio::test]
async fn what_stands_under_a_story() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let story = server.a_story(&json!({"tags": ["garden"]})).await;
    let update =
        owner.post(&format!("/api/v1/stories/{story}/updates"), json!({"body": "It *moved*."})).await;
    assert_json_snapshot!("update", shape(&update));
    let path = format!("/api/v1/stories/{story}/comments");
    let first = owner.post(&path, json!({"body": "Where?"})).await;
    assert_json_snapshot!("comment", shape(&first));
    let parent = first.json()["id"].clone();
    assert_eq!(owner.post(&path, json!({"body": "There.", "parent": parent})).await.json()["parent"], parent);
    assert_json_snapshot!(
        "comments",
        shape(&server.stranger().get(&format!("{path}?limit=1")).await)["body"]["items"]
    );
    let messages = format!("/api/v1/rooms/{story}/messages");
    assert_json_snapshot!(
        "message",
        shape(&owner.post(&messages, json!({"body": "Hello", "key": "k"})).await)
    );
    assert_json_snapshot!("messages", shape(&server.stranger().get(&messages).await));
    assert_json_snapshot!("room", shape(&server.stranger().get(&format!("/api/v1/rooms/{story}")).await));
    let flag = json!({"about": {"kind": "story", "id": story}, "reason": "spam"});
    let flagged = server.stranger().post("/api/v1/flags", flag).await;
    assert_json_snapshot!("flag", shape(&flagged));
    assert_json_snapshot!("queue", shape(&owner.get("/api/v1/moderation/queue").await));
    let act = json!({"act": "show", "about": {"kind": "story", "id": story}, "reason": "It is fine."});
    assert_json_snapshot!("act", shape(&owner.post("/api/v1/moderation/acts", act).await));
}

#[tokio::test]
async fn a_throng_from_its_gathering_to_its_outcome() {
    let server = Server::start().await;
    let (owner, guest) = (server.owner().await, server.guest().await);
    let (throng, activity) = gather(&server, &owner, cats()).await;
    let (at, of) = (format!("/api/v1/throngs/{throng}"), format!("/api/v1/activities/{activity}"));
    assert_json_snapshot!("throng", shape(&owner.get(&at).await));
    assert_json_snapshot!("activity", shape(&owner.get(&of).await));
    assert_json_snapshot!(
        "items_taken",
        shape(&send(&owner, &activity, "", "key,text\na,meow\nb,woof\n").await)
    );
    let joined = guest.post(&format!("{at}/members"), json!({"invited_by": owner.id().await})).await;
    assert_json_snapshot!("joined", shape(&joined));
    assert_json_snapshot!("members", shape(&owner.get(&format!("{at}/members")).await)["body"]["items"][0]);
    let next = guest.post(&format!("{of}/next"), json!({})).await;
    assert_json_snapshot!("next", shape(&next));
    let lease = format!("/api/v1/leases/{}", next.json()["lease"].as_str().unwrap());
    assert_json_snapshot!(
        "answered",
        shape(&guest.post(&format!("{lease}/answer"), json!({"answer": "cat"})).await)
    );
    assert_json_snapshot!(
        "answered_twice",
        shape(&guest.post(&format!("{lease}/answer"), json!({"answer": "cat"})).await)
    );
    assert_eq!(guest.get(&format!("{at}/outcome")).await.status, 404);
    for _ in 0..3 {
        let other = server.guest().await;
        while work(&other, &activity, |item| json!(if item["key"] == "a" { "cat" } else { "dog" }))
            .await
            .is_some()
        {}
    }
    assert_json_snapshot!("results", shape(&owner.get(&format!("{of}/results")).await));
    assert_json_snapshot!(
        "outcome",
        shape(&owner.post(&format!("{at}/outcome"), json!({"statement": "Told."})).await)
    );
    assert_json_snapshot!("over", shape(&owner.send(Method::PATCH, &at, json!({"state": "working"})).await));
    let back = guest.send(Method::DELETE, &lease, json!({})).await;
    assert!(back.status == 404 || back.status == 204, "{}", back.text);
}

#[tokio::test]
async fn a_picture_that_is_listed_is_whole() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let picture = put_up(&server.owner().await, &[]).await;
    let listed = server.stranger().get("/api/v1/pictures").await.json()["items"][0].clone();
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&listed), names(&picture));
}
