//! Throngs: gathering, rows, leases, answers, results, the outcome.

use insta::assert_json_snapshot;
use platform::clock::rfc3339;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Server, Someone};

/// A throng of `owner` with one question, "cat" or "dog"; gives its id and its activity's.
pub async fn gather(server: &Server, owner: &Someone, question: Value) -> (String, String) {
    let deadline = rfc3339(server.app.clock.now() + 3_600_000);
    let asked = json!({
        "objective": "Tell cats from dogs", "about": {"url": "https://example.org/cats"},
        "deadline": deadline, "template": "label",
    });
    let throng = owner.post("/api/v1/throngs", asked).await;
    assert_eq!(throng.status, 201, "{}", throng.text);
    let throng = throng.json()["id"].as_str().unwrap().to_owned();
    let activity = owner.post(&format!("/api/v1/throngs/{throng}/activities"), question).await;
    assert_eq!(activity.status, 201, "{}", activity.text);
    (throng, activity.json()["id"].as_str().unwrap().to_owned())
}

/// The usual question.
pub fn cats() -> Value {
    json!({"kind": "label", "question": {"kind": "choice", "text": "What is it?", "choices": ["cat", "dog"]}})
}

/// Sends rows.
pub async fn send(owner: &Someone, activity: &str, query: &str, rows: impl Into<reqwest::Body>) -> Answer {
    let path = format!("/api/v1/activities/{activity}/items{query}");
    Answer::of(owner.request(Method::POST, &path).header("content-type", "text/csv").body(rows)).await
}

/// Takes the next item and answers it; gives the item, or nothing if nothing is left.
pub async fn work(who: &Someone, activity: &str, answer: impl Fn(&Value) -> Value) -> Option<Value> {
    let next = who.post(&format!("/api/v1/activities/{activity}/next"), json!({})).await;
    if next.status == 204 {
        return None;
    }
    assert_eq!(next.status, 200, "{}", next.text);
    let next = next.json();
    let path = format!("/api/v1/leases/{}/answer", next["lease"].as_str().unwrap());
    let said = who.post(&path, json!({"answer": answer(&next["item"])})).await;
    assert_eq!(said.status, 200, "{}", said.text);
    Some(next["item"].clone())
}

#[tokio::test]
async fn what_is_known_beforehand_is_told_to_nobody_who_could_be_asked() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (throng, activity) = gather(&server, &owner, cats()).await;
    send(&owner, &activity, "", "key,text,answer\nTom,He says meow,cat\nRex,He says woof,\n").await;
    let results = format!("/api/v1/activities/{activity}/results");
    let items = format!("/api/v1/activities/{activity}/items");
    let told = |who: Someone| {
        let (results, items) = (results.clone(), items.clone());
        async move {
            let (result, item) = (who.get(&results).await.json(), who.get(&items).await.json());
            let rows = who.get(&format!("{results}?format=ndjson")).await.text;
            (
                result["items"][0]["answer"].clone(),
                item["items"][0]["state"].clone(),
                rows.contains("\"cat\""),
            )
        }
    };
    assert_eq!(told(server.stranger()).await, (json!(null), json!("open"), false));
    assert_eq!(told(server.as_someone(&owner)).await, (json!("cat"), json!("done"), true));
    owner.post(&format!("/api/v1/throngs/{throng}/outcome"), json!({"statement": "Told."})).await;
    assert_eq!(told(server.stranger()).await, (json!("cat"), json!("done"), true));
}

#[tokio::test]
async fn from_rows_to_an_outcome() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (throng, activity) = gather(&server, &owner, cats()).await;
    let file = "name,text,note\r\nTom,He says meow,=1+1\r\nRex,He says woof,\"a, b\"\r\n";
    let taken = send(&owner, &activity, "?key=name", file).await;
    assert_eq!((taken.status.as_u16(), taken.json()["taken"].clone()), (201, json!(2)), "{}", taken.text);

    let stranger = server.stranger();
    let next = stranger.post(&format!("/api/v1/activities/{activity}/next"), json!({})).await.json();
    assert_eq!(
        (next["item"]["key"].clone(), next["question"]["choices"].clone()),
        (json!("Tom"), json!(["cat", "dog"]))
    );
    assert!(next["item"].get("note").is_none(), "private columns stay private");
    let path = format!("/api/v1/leases/{}/answer", next["lease"].as_str().unwrap());
    let wrong = stranger.post(&path, json!({"answer": "cow"})).await;
    assert_eq!(wrong.status, 422);
    assert_json_snapshot!("an_answer_that_is_no_choice", wrong.json());
    let said = stranger.post(&path, json!({"answer": "cat"})).await;
    assert_eq!((said.status.as_u16(), said.json()["counted"].clone()), (200, json!(true)), "{}", said.text);
    let mut guest = stranger;
    guest.token = Some(said.json()["token"].as_str().unwrap().to_owned());
    assert_eq!(guest.post(&path, json!({"answer": "cat"})).await.status, 409);
    assert_eq!(guest.get("/api/v1/me").await.json()["role"], "guest");

    let right = |item: &Value| json!(if item["key"] == "Tom" { "cat" } else { "dog" });
    assert_eq!(work(&guest, &activity, right).await.unwrap()["key"], "Rex");
    assert!(work(&guest, &activity, right).await.is_none(), "never twice to one person");
    let mut people = 1;
    loop {
        let guest = server.guest().await;
        if work(&guest, &activity, right).await.is_none() {
            break;
        }
        work(&guest, &activity, right).await;
        people += 1;
    }
    assert!((2..=6).contains(&people), "{people} people");

    let shown = guest.get(&format!("/api/v1/throngs/{throng}")).await.json();
    assert_eq!(
        (shown["members"].clone(), shown["progress"]["share"].clone()),
        (json!(people + 1), json!(1.0))
    );
    let outcome = format!("/api/v1/throngs/{throng}/outcome");
    assert_eq!(guest.get(&outcome).await.status, 404);
    assert_eq!(guest.post(&outcome, json!({"statement": "Mine"})).await.status, 403);
    let ended = owner.post(&outcome, json!({"statement": "One of each."})).await;
    assert_eq!(ended.status, 201, "{}", ended.text);
    let ended = guest.get(&outcome).await.json();
    assert_eq!(
        (ended["state"].clone(), ended["statement"].clone()),
        (json!("reached"), json!("One of each."))
    );
    assert_eq!(ended["credits"].as_array().unwrap().len(), people);
    assert_eq!(ended["results"][1]["answer"], "dog");
    let export = owner.get(&format!("{outcome}?format=csv")).await;
    let lines: Vec<_> = export.text.lines().collect();
    assert_eq!(lines[0], "name,text,note,answer,confidence,answers");
    assert!(lines[1].starts_with("Tom,He says meow,=1+1,cat,0.9"), "{}", lines[1]);
    assert!(lines[2].starts_with("Rex,He says woof,\"a, b\",dog,0.9"), "{}", lines[2]);
    let late = guest.post(&format!("/api/v1/activities/{activity}/next"), json!({})).await;
    assert_eq!(late.status, 204);
}
