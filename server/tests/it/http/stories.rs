//! Stories: their texts, history, updates, who sees them, and the host's pages.

use reqwest::Method;
use serde_json::{Value, json};

use crate::http::pictures::jpeg;
use crate::support::{Answer, Server, Someone, on_both_databases};

async fn story(host: &Someone, body: Value) -> Value {
    let made = host.post("/api/v1/stories", body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.header("location"), format!("/api/v1/stories/{}", made.json()["id"].as_str().unwrap()));
    made.json()
}

fn path(story: &Value) -> String {
    format!("/api/v1/stories/{}", story["id"].as_str().unwrap())
}

fn page(story: &Value) -> String {
    format!("/s/{}", story["slug"].as_str().unwrap())
}

#[tokio::test]
async fn a_story_has_the_fields_that_programs_rely_on() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let made = story(
        &owner,
        json!({"title": " A cat \n and a gnome ", "body": "One *looked*.", "tags": ["Cats", "#cats", "gnomes"]}),
    )
    .await;
    insta::assert_json_snapshot!(made, {
        ".id" => "[id]", ".url" => "[url]", ".author" => "[author]", ".at" => "[at]", ".changed_at" => "[at]"
    });
    let other = story(&owner, json!({"title": "A cat and a gnome", "body": "Two."})).await;
    assert!(other["slug"].as_str().unwrap().starts_with("a-cat-and-a-gnome-"), "{other}");
    let list = server.stranger().get("/api/v1/stories?tag=CATS").await.json();
    assert_eq!((list["items"][0]["id"].clone(), list["items"][1].clone()), (made["id"].clone(), Value::Null));
}

#[tokio::test]
async fn only_hosts_write() {
    let server = Server::start().await;
    let body = json!({"title": "t", "body": "b"});
    assert_eq!(server.stranger().post("/api/v1/stories", body.clone()).await.status, 401);
    let guest = server.guest().await;
    assert_eq!(guest.post("/api/v1/stories", body.clone()).await.status, 403);
    let made = story(&server.owner().await, body).await;
    assert_eq!(guest.send(Method::PATCH, &path(&made), json!({"body": "mine"})).await.status, 403);
    assert_eq!(guest.post(&format!("{}/updates", path(&made)), json!({"body": "x"})).await.status, 403);
    assert_eq!(guest.send(Method::DELETE, &path(&made), json!({})).await.status, 403);
    assert_eq!(server.stranger().get("/desk").await.status, 401);
    assert_eq!(guest.get("/desk").await.status, 403);
    assert_eq!(guest.get(&format!("{}/edit", page(&made))).await.status, 403);
}

#[tokio::test]
async fn what_is_wrong_is_pointed_at() {
    let server = Server::start().await;
    let owner = server.owner().await;
    for (body, pointer) in [
        (json!({"body": "b"}), "/title"),
        (json!({"title": "\u{202e}", "body": "b"}), "/title"),
        (json!({"title": "x".repeat(201), "body": "b"}), "/title"),
        (json!({"title": "t"}), "/body"),
        (json!({"title": "t", "body": "x".repeat(100_001)}), "/body"),
        (json!({"title": "t", "body": "b", "tags": ["x".repeat(41)]}), "/tags"),
        (json!({"title": "t", "body": "b", "visibility": "secret"}), "/visibility"),
    ] {
        let refused = owner.post("/api/v1/stories", body).await;
        assert_eq!(
            (refused.status.as_u16(), refused.json()["errors"][0]["pointer"].clone()),
            (422, json!(pointer))
        );
    }
}

#[tokio::test]
async fn no_edit_is_silent_and_a_lost_race_overwrites_nothing() {
    on_both_databases(|server| async move {
        let owner = server.owner().await;
        let made = story(&owner, json!({"title": "A cat", "body": "It sat."})).await;
        let read = owner.get(&path(&made)).await;
        let first = read.header("etag").to_owned();
        let edit = |body: Value, etag: String| {
            let request = owner.request(Method::PATCH, &path(&made)).header("if-match", etag);
            Answer::of(request.json(&body))
        };
        let edited = edit(json!({"body": "It stood."}), first.clone()).await;
        assert_eq!((edited.status.as_u16(), edited.json()["body"].clone()), (200, json!("It stood.")));
        assert_ne!(edited.header("etag"), first);
        let lost = edit(json!({"body": "It lay."}), first).await;
        assert_eq!(lost.status, 412, "{}", lost.text);
        let stranger = server.stranger();
        assert_eq!(stranger.get(&path(&made)).await.json()["body"], "It stood.");

        let history = stranger.get(&format!("{}/history", page(&made))).await.text;
        assert!(history.contains("<del>sat</del>") || history.contains("<del>sat.</del>"), "{history}");
        let then = made["changed_at"].as_str().unwrap();
        let past = stranger.get(&format!("{}?at={then}", page(&made))).await;
        assert!(past.text.contains("<p>It sat.</p>") && !past.text.contains("It stood."), "{}", past.text);
        let before = stranger.get(&format!("{}?at=2001-01-01T00:00:00Z", page(&made))).await;
        assert_eq!(before.status, 404);
        assert!(stranger.get(&page(&made)).await.text.contains("<p>It stood.</p>"));
        assert_eq!(broken(&server).await, Vec::<String>::new());
    })
    .await;
}

async fn broken(server: &Server) -> Vec<String> {
    let mut conn = server.app.db.snapshot().await.unwrap();
    throng::stories::check(&mut conn).await.unwrap()
}

#[tokio::test]
async fn an_update_is_dated_and_appears_on_the_ready_page_and_in_the_feeds() {
    on_both_databases(|server| async move {
        let (owner, stranger) = (server.owner().await, server.stranger());
        let made = story(&owner, json!({"title": "A cat", "body": "It sat."})).await;
        assert!(!stranger.get(&page(&made)).await.text.contains("id=\"update-"));
        let added = owner.post(&format!("{}/updates", path(&made)), json!({"body": "It is **up**."})).await;
        assert_eq!((added.status.as_u16(), added.json()["cause"].clone()), (201, json!("author")));
        let id = added.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(owner.get(added.header("location")).await.json(), added.json());
        let shown = stranger.get(&page(&made)).await.text;
        assert!(
            shown.contains(&format!("id=\"update-{id}\"")) && shown.contains("<strong>up</strong>"),
            "{shown}"
        );
        assert_eq!(stranger.get(&path(&made)).await.json()["updates"], json!([added.json()]));
        for feed in ["/feed.atom", &format!("{}/feed.json", page(&made))] {
            assert!(stranger.get(feed).await.text.contains(&format!("#update-{id}")), "{feed}");
        }
        let topic = format!("story:{}", made["id"].as_str().unwrap());
        let events = platform::events::since(&server.app.db, &topic, 0, 9).await;
        let kinds: Vec<_> = events.unwrap().into_iter().map(|event| event.kind).collect();
        assert_eq!(kinds, ["state", "update"]);
    })
    .await;
}

#[tokio::test]
async fn visibility_holds_everywhere() {
    on_both_databases(|server| async move {
        let (owner, stranger, guest) = (server.owner().await, server.stranger(), server.guest().await);
        for (visibility, at_its_address) in [("public", 200), ("link", 200), ("members", 404)] {
            let title = format!("Seen by {visibility}");
            let made = story(&owner, json!({"title": title, "body": "b", "visibility": visibility})).await;
            owner.post(&format!("{}/updates", path(&made)), json!({"body": "more"})).await;
            let listed = visibility == "public";
            for who in [&stranger, &guest] {
                for address in [
                    path(&made),
                    page(&made),
                    format!("{}/history", page(&made)),
                    format!("{}/feed.atom", page(&made)),
                    format!("{}?at={}", page(&made), made["at"].as_str().unwrap()),
                    format!("{}/comments", path(&made)),
                    format!("{}/updates", path(&made)),
                ] {
                    assert_eq!(who.get(&address).await.status, at_its_address, "{visibility} {address}");
                }
                for list in ["/", "/feed.atom", "/feed.json", "/api/v1/stories"] {
                    assert_eq!(who.get(list).await.text.contains(&title), listed, "{visibility} {list}");
                }
                let said = who.post(&format!("{}/comments", path(&made)), json!({"body": "hello"})).await;
                assert_eq!(said.status.is_success(), at_its_address == 200, "{visibility}");
            }
            assert_eq!(owner.get(&page(&made)).await.status, 200);
            let topic =
                platform::live::Topic::parse(&format!("story:{}", made["id"].as_str().unwrap())).unwrap();
            let followed = throng::rooms::may_read(&server.app, None, &topic).await.unwrap();
            assert_eq!(followed, at_its_address == 200, "{visibility}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_back_is_gone_everywhere() {
    let server = Server::start().await;
    let (owner, stranger) = (server.owner().await, server.stranger());
    let made = story(&owner, json!({"title": "A mistake", "body": "b"})).await;
    assert!(stranger.get("/").await.text.contains("A mistake"));
    assert_eq!(stranger.get(&page(&made)).await.status, 200);
    assert_eq!(owner.send(Method::DELETE, &path(&made), json!({})).await.status, 204);
    for who in [&stranger, &owner] {
        assert_eq!(who.get(&page(&made)).await.status, 404);
        assert_eq!(who.get(&path(&made)).await.status, 404);
    }
    for list in ["/", "/feed.atom", "/api/v1/stories"] {
        assert!(!stranger.get(list).await.text.contains("A mistake"), "{list}");
    }
}

#[tokio::test]
async fn tricks_in_titles_and_texts_stay_words() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let title = "</title><script>alert(1)</script>\u{202e}gnp";
    let body = "<script>alert(2)</script>\n\n[x](javascript:alert(3))\n\n![p](https://evil.example/p.gif)\n\n<img src=x onerror=alert(4)>";
    let made =
        story(&owner, json!({"title": title, "body": body, "tags": ["\"><script>alert(5)</script>"]})).await;
    owner.post(&format!("{}/updates", path(&made)), json!({"body": body})).await;
    owner.send(Method::PATCH, &path(&made), json!({"body": format!("{body} more")})).await;
    for address in [
        page(&made),
        "/".into(),
        format!("{}/history", page(&made)),
        format!("{}/feed.atom", page(&made)),
        "/desk".into(),
        format!("{}/edit", page(&made)),
    ] {
        let text = owner.get(&address).await.text;
        for bad in ["<script>alert", "<img src=x", "=\"javascript:", "src=\"https://evil", "\u{202e}"] {
            assert!(!text.contains(bad), "{address} has {bad}: {text}");
        }
    }
}

#[tokio::test]
async fn a_form_that_is_sent_twice_publishes_once() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let desk = owner.get("/desk").await.text;
    let key = between(&desk, "name=\"key\" value=\"", '"');
    let form = [("key", key), ("title", "Twice"), ("body", "once"), ("visibility", "public")];
    let send = || owner.form("/desk/stories", &form);
    let (first, again) = (send().await, send().await);
    assert_eq!((first.status.as_u16(), first.header("location")), (303, again.header("location")));
    assert!(owner.get(first.header("location")).await.text.contains("Twice"));
    assert_eq!(owner.get("/api/v1/stories").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_preview_saves_nothing_and_a_refused_form_keeps_its_text() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let owner = &owner;
    let send = |path: &'static str, title: &'static str| async move {
        owner.form(path, &[("title", title), ("body", "Some *words* here")]).await
    };
    let preview = send("/desk/preview", "A title").await;
    assert!(preview.text.contains("<em>words</em>") && preview.text.contains("Some *words* here"));
    assert_eq!(owner.get("/api/v1/stories").await.json()["items"], json!([]));
    let refused = send("/desk/stories", "").await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Some *words* here") && refused.text.contains("role=\"alert\""));
}

#[tokio::test]
async fn a_picture_is_put_up_in_the_form_and_nothing_typed_is_lost() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let typed = [("title", "A cat"), ("body", "It *sat*."), ("licence", "CC0-1.0"), ("visibility", "public")];
    let looked = owner.upload("/desk/preview", "cat.jpg", jpeg(700, 500), &typed).await;
    assert_eq!(looked.status, 200, "{}", looked.text);
    assert!(looked.text.contains("It *sat*.") && looked.text.contains("<em>sat</em>"));
    let picture = between(&looked.text, "name=\"pictures\" value=\"", '"').to_owned();
    let alt = format!("alt-{picture}");
    let sent = [&typed[..], &[("pictures", &picture), (&alt, "A cat, close up")]].concat();
    let published = owner.form("/desk/stories", &sent).await;
    assert_eq!(published.status, 303, "{}", published.text);
    let kept = owner.get(&format!("/api/v1/pictures/{picture}")).await.json();
    assert_eq!((&kept["alt"], &kept["licence"]), (&json!("A cat, close up"), &json!("CC0-1.0")));
    let story = &owner.get("/api/v1/stories").await.json()["items"][0];
    assert_eq!(story["pictures"], json!([picture]));

    let edit = format!("{}/edit", published.header("location"));
    let wrong = owner.upload(&edit, "cat.txt", b"no picture".to_vec(), &sent).await;
    assert!(wrong.status.is_client_error() && wrong.text.contains("It *sat*."), "{}", wrong.text);
    let out = format!("out:{picture}");
    let arranged = [&sent[..], &[("arrange", &out)]].concat();
    let without = owner.form(&format!("{edit}/preview"), &arranged).await;
    assert_eq!(between(&without.text, "name=\"pictures\" value=\"", '"'), "");
}

/// What stands in `text` after `start`, as far as `end`.
fn between<'a>(text: &'a str, start: &str, end: char) -> &'a str {
    text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).expect(start).0
}

#[tokio::test]
async fn an_edit_form_from_an_old_page_overwrites_nothing() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let made = story(&owner, json!({"title": "A cat", "body": "It sat."})).await;
    let (host, edit) = (&owner, &format!("{}/edit", page(&made)));
    let save = |body: &'static str| async move {
        host.form(edit, &[("version", "1"), ("title", "A cat"), ("body", body), ("visibility", "public")])
            .await
    };
    assert_eq!(save("It stood.").await.status, 303);
    let lost = save("It lay.").await;
    assert_eq!(lost.status, 412);
    assert!(lost.text.contains("It lay."), "what was typed is kept");
    assert_eq!(owner.get(&path(&made)).await.json()["body"], "It stood.");
}

#[tokio::test]
async fn every_look_at_a_story_is_counted_the_ready_ones_too() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let made = story(&owner, json!({"title": "A cat", "body": "It sat."})).await;
    for _ in 0..3 {
        assert_eq!(server.stranger().get(&page(&made)).await.status, 200);
    }
    let hits = owner.get(&format!("{}/hits", path(&made))).await.json();
    assert_eq!(hits["hits"], 3, "{hits}");
    assert_eq!(owner.get(&path(&made)).await.json()["hits"], 3);
    assert!(owner.get("/desk").await.text.contains("3 hits"));
}
