//! What is sent wrongly is refused with the field and with what to do, in the reader's language.

use reqwest::Method;
use serde_json::json;

use crate::http::ledger::a_service;
use crate::http::throngs::{cats, gather, send};
use crate::support::{Answer, Server};

#[tokio::test]
async fn the_field_at_fault_is_named_in_the_readers_language() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let german = owner.request(Method::POST, "/api/v1/throngs").header("accept-language", "de");
    let answer = Answer::of(german.json(&json!({}))).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.json()["errors"][0]["pointer"], "/objective");
    assert_eq!(answer.json()["detail"], "„objective“ fehlt. Gib einen Wert dafür an.");
    assert_eq!(answer.json()["title"], "Das wurde nicht getan");
    let kind = answer.json()["type"].as_str().unwrap().to_owned();
    let page = server.stranger().get(&kind).await;
    assert_eq!(page.status, 200, "{kind}");
    assert!(page.text.contains("is missing. Give it a value."), "{}", page.text);
    assert_eq!(server.stranger().get("/problems/nothing-of-the-kind").await.status, 404);
    let tags = json!({"url": "https://example.org/", "title": "A cat sat here", "tags": ["a", 7]});
    let answer = owner.post("/api/v1/submissions", tags).await;
    assert_eq!(answer.json()["errors"][0]["pointer"], "/tags/1", "{}", answer.text);
    assert_eq!(answer.json()["detail"], "“tags” is a text.");
    let service = owner.post("/api/v1/services", json!({"name": "Ring", "kind": "calls"})).await;
    assert_eq!(service.json()["errors"][0]["pointer"], "/url");
    assert_eq!(service.json()["detail"], "“url” is missing. Give it a value.");
    let asked = json!({"url": "https://example.org/b", "title": "A cat sat here", "tags": []});
    let put = owner.post("/api/v1/submissions", asked).await.json()["id"].as_str().unwrap().to_owned();
    let green = owner.post(&format!("/api/v1/submissions/{put}/greenlight"), json!({})).await;
    assert!(green.json()["detail"].as_str().unwrap().starts_with("Say why"), "{}", green.text);
}

#[tokio::test]
async fn lists_take_what_they_gave_and_say_so() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let owner = server.owner().await;
    let (throng, activity) = gather(&server, &owner, cats()).await;
    let service = a_service(&owner, "https://ring.example/").await;
    let story = server.a_story(&json!({})).await;
    for list in [
        "/api/v1/pictures".to_owned(),
        "/api/v1/stories".to_owned(),
        format!("/api/v1/stories/{story}/updates"),
        format!("/api/v1/stories/{story}/comments"),
        "/api/v1/submissions".to_owned(),
        "/api/v1/throngs".to_owned(),
        format!("/api/v1/throngs/{throng}/members"),
        format!("/api/v1/activities/{activity}/items"),
        format!("/api/v1/activities/{activity}/results"),
        format!("/api/v1/rooms/{story}/messages"),
        "/api/v1/services".to_owned(),
        format!("/api/v1/services/{service}/incidents"),
        format!("/api/v1/services/{service}/reports"),
        "/api/v1/surges".to_owned(),
        "/api/v1/audit".to_owned(),
        "/api/v1/moderation-log".to_owned(),
        "/api/v1/moderation/queue".to_owned(),
    ] {
        for (query, pointer) in
            [("after=zzz", "/after"), ("limit=0", "/limit"), ("limit=x", "/limit"), ("limit=-1", "/limit")]
        {
            let answer = owner.get(&format!("{list}?{query}")).await;
            assert_eq!(answer.status, 422, "{list}?{query}: {}", answer.text);
            assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{list}?{query}");
        }
        assert_eq!(owner.get(&format!("{list}?limit=1000")).await.status, 200, "{list}");
    }
    let order = owner.get("/api/v1/submissions?order=bogus").await;
    assert_eq!((order.status.as_u16(), &order.json()["errors"][0]["pointer"]), (422, &json!("/order")));
    assert_eq!(order.json()["detail"], "“order” is one of: ranked, new.");
}

#[tokio::test]
async fn addresses_for_programs_say_what_they_take() {
    let server = Server::start().await;
    let anyone = server.stranger();
    let live = anyone.get("/live").await;
    assert_eq!((live.status.as_u16(), live.header("upgrade")), (426, "websocket"));
    assert!(live.json()["detail"].as_str().unwrap().contains("/live/sse"), "{}", live.text);
    let bare = anyone.get("/oembed").await;
    assert_eq!((bare.status.as_u16(), &bare.json()["errors"][0]["pointer"]), (422, &json!("/url")));
    let xml = anyone.get(&format!("/oembed?url={}/p/a&format=xml", server.url)).await;
    assert_eq!((xml.status.as_u16(), xml.header("content-type")), (501, "application/problem+json"));
    let gone = anyone.get(&format!("/oembed?url={}/p/a", server.url)).await;
    assert_eq!((gone.status.as_u16(), gone.header("content-type")), (404, "application/problem+json"));
}

#[tokio::test]
async fn rows_come_as_a_file_of_a_form_too_and_are_listed_by_state() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (_, activity) = gather(&server, &owner, cats()).await;
    let items = format!("/api/v1/activities/{activity}/items");
    let csv = owner.upload(&items, "x.csv", b"key,text,answer\na,meow,\nb,woof,dog\n".to_vec(), &[]).await;
    assert_eq!((csv.status.as_u16(), &csv.json()["taken"]), (201, &json!(2)), "{}", csv.text);
    let lines = owner.upload(&items, "x.ndjson", b"{\"key\":\"c\",\"text\":\"moo\"}\n".to_vec(), &[]).await;
    assert_eq!(lines.json()["taken"], 1, "{}", lines.text);
    let keys = async |who: &crate::support::Someone, state: &str| {
        let list = who.get(&format!("{items}?state={state}")).await.json();
        list["items"].as_array().unwrap().iter().map(|item| item["key"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(keys(&owner, "open").await, ["a", "c"]);
    assert_eq!(keys(&owner, "done").await, ["b"]);
    assert_eq!(keys(&server.stranger(), "open").await, ["a", "b", "c"], "what is known is not given away");
    assert!(keys(&server.stranger(), "done").await.is_empty());
    assert_eq!(owner.get(&format!("{items}?state=bogus")).await.status, 422);
}

#[tokio::test]
async fn what_is_to_be_done_asks_no_question() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (_, activity) = gather(&server, &owner, json!({"kind": "do"})).await;
    send(&owner, &activity, "", "text\nWater the roses\n").await;
    let next = server.guest().await.post(&format!("/api/v1/activities/{activity}/next"), json!({})).await;
    assert_eq!(next.status, 200, "{}", next.text);
    assert_eq!(
        (&next.json()["item"]["text"], next.json().get("question")),
        (&json!("Water the roses"), None)
    );
}

#[tokio::test]
async fn a_throng_that_is_taken_back_is_gone() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (throng, activity) = gather(&server, &owner, cats()).await;
    let at = format!("/api/v1/throngs/{throng}");
    let slug = owner.get(&at).await.json()["slug"].as_str().unwrap().to_owned();
    let page = format!("/t/{slug}");
    let anyone = server.stranger();
    let shown = async |path: &str| anyone.get(path).await.text.contains("Tell cats from dogs");
    for path in
        [page.as_str(), "/throngs", "/api/v1/throngs", "/throngs/feed.atom", &format!("{page}/feed.atom")]
    {
        assert!(shown(path).await, "{path}");
    }
    assert_eq!(server.somebody("editor").await.send(Method::DELETE, &at, json!({})).await.status, 403);
    assert_eq!(owner.send(Method::DELETE, &at, json!({})).await.status, 204);
    for path in
        [page.as_str(), "/throngs", "/api/v1/throngs", "/throngs/feed.atom", &format!("{page}/feed.atom")]
    {
        assert!(!shown(path).await, "{path}");
    }
    for path in
        [at.as_str(), &page, &format!("/api/v1/activities/{activity}"), &format!("/api/v1/rooms/{throng}")]
    {
        assert_eq!(anyone.get(path).await.status, 404, "{path}");
    }
    assert_eq!(owner.send(Method::DELETE, &at, json!({})).await.status, 404);
}
