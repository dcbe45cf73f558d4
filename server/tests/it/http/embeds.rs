//! The frame on somebody else's page: shown, counted, and good for nothing but an answer.

use reqwest::Method;
use serde_json::json;

use crate::http::throngs::{cats, gather, send};
use crate::support::{Answer, Server, on_both_databases};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

#[tokio::test]
async fn the_frame_alone_may_be_framed_and_its_loads_are_counted_with_their_host() {
    on_both_databases(|server| async move {
        let owner = server.owner().await;
        let (throng, activity) = gather(&server, &owner, cats()).await;
        send(&owner, &activity, "", "text\nmeow\nwoof\n").await;
        let slug =
            owner.get(&format!("/api/v1/throngs/{throng}")).await.json()["slug"].as_str().unwrap().to_owned();
        let embed = format!("/embed/{slug}");
        for _ in 0..3 {
            let asked = server.stranger().request(Method::GET, &embed).header("user-agent", FIREFOX);
            let shown = Answer::of(asked.header("referer", "https://blog.example/")).await;
            assert_eq!(shown.status, 200);
            let policy = shown.header("content-security-policy");
            assert!(policy.contains("frame-ancestors *") && policy.contains("script-src 'self'"), "{policy}");
            for part in
                ["<crowd-line", "Tell cats from dogs", "What is it?", "target=\"_blank\"", "value=\"cat\""]
            {
                assert!(shown.text.contains(part), "{part}: {}", shown.text);
            }
            assert!(!shown.text.contains("masthead") && !shown.text.contains("throng-room"));
        }
        let figures = server.stranger().get(&format!("/api/v1/throngs/{throng}/hits")).await.json();
        assert_eq!((&figures["embeds"], &figures["hits"]), (&json!(3), &json!(0)), "{figures}");
        assert_eq!(figures["by_embedder"], json!([{"referrer": "blog.example", "hits": 3}]));
        for other in ["/", &format!("/t/{slug}"), "/api/v1/surges", "/embed/nothing"] {
            let policy = server.stranger().get(other).await;
            assert!(policy.header("content-security-policy").contains("frame-ancestors 'none'"), "{other}");
        }
        let manage = owner.get(&format!("/t/{slug}/manage")).await.text;
        assert!(manage.contains(&format!("/embed/{slug}")) && manage.contains("iframe"), "{manage}");
    })
    .await;
}

#[tokio::test]
async fn a_story_is_framed_with_the_throng_about_it() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let story = server.a_story(&json!({})).await;
    let slug =
        owner.get(&format!("/api/v1/stories/{story}")).await.json()["slug"].as_str().unwrap().to_owned();
    assert_eq!(server.stranger().get(&format!("/embed/{slug}")).await.status, 404, "nobody is gathered");
    let deadline = platform::clock::rfc3339(server.app.clock.now() + 3_600_000);
    let asked = json!({"objective": "Name the gnome", "about": {"kind": "story", "id": story}, "deadline": deadline, "template": "label"});
    let throng = owner.post("/api/v1/throngs", asked).await;
    assert_eq!(throng.status, 201, "{}", throng.text);
    let shown = server.stranger().get(&format!("/embed/{slug}")).await;
    assert!(shown.status == 200 && shown.text.contains("Name the gnome"), "{}", shown.text);
    let figures = server.stranger().get(&format!("/api/v1/stories/{story}/hits")).await.json();
    assert_eq!((&figures["embeds"], &figures["hits"]), (&json!(1), &json!(0)));
    let edit = owner.get(&format!("/s/{slug}/edit")).await.text;
    assert!(edit.contains(&format!("/embed/{slug}")), "{edit}");
}

#[tokio::test]
async fn a_guest_without_a_cookie_answers_and_a_foreign_page_does_not() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (_, activity) = gather(&server, &owner, cats()).await;
    send(&owner, &activity, "", "text\nmeow\nwoof\n").await;
    let next = format!("/api/v1/activities/{activity}/next");
    let from = |origin: &str, path: &str, token: Option<&str>, body: serde_json::Value| {
        let asked = server.stranger().request(Method::POST, path).header("origin", origin).json(&body);
        Answer::of(match token {
            Some(token) => asked.bearer_auth(token),
            None => asked,
        })
    };
    let lease = from(&server.url, &next, None, json!({})).await.json();
    let path = format!("/api/v1/leases/{}/answer", lease["lease"].as_str().unwrap());
    assert_eq!(from("http://evil.example", &path, None, json!({"answer": "cat"})).await.status, 403);
    assert_eq!(from("null", &path, None, json!({"answer": "cat"})).await.status, 403);
    let said = from(&server.url, &path, None, json!({"answer": "cat"})).await;
    assert_eq!(said.status, 200, "{}", said.text);
    let token = said.json()["token"].as_str().unwrap().to_owned();
    let second = from(&server.url, &next, Some(&token), json!({})).await.json();
    assert_ne!(second["item"]["id"], lease["item"]["id"], "the same guest goes on");
}
