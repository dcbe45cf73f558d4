//! What is not shown to everybody is shown nowhere: a picture that waits, is hidden, taken back or purged, wherever it stood.

use reqwest::Method;
use serde_json::{Value, json};

use crate::http::pictures::put_up;
use crate::http::throngs::{cats, gather, send, work};
use crate::support::{Server, Someone};

/// Everything that stands on a picture of the host's, and the addresses where strangers found it.
async fn everywhere(server: &Server, host: &Someone) -> (String, Vec<String>) {
    let picture = put_up(host, &[("title", "Seen")]).await["id"].as_str().unwrap().to_owned();
    let story = server
        .a_story(
            &json!({"title": "With it", "body": format!("![it](picture:{picture})"), "pictures": [picture]}),
        )
        .await;
    let update = json!({"body": format!("Again: ![it](picture:{picture})")});
    let added = host.post(&format!("/api/v1/stories/{story}/updates"), update).await;
    assert_eq!(added.status, 201, "{}", added.text);
    let other = put_up(host, &[("title", "Parent")]).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/pictures/{picture}/remixes");
    let child = host.upload(&path, "cat.jpg", crate::http::pictures::jpeg(640, 480), &[]).await;
    assert_eq!(child.status, 201, "{}", child.text);
    let ended = a_throng(server, host, &picture).await;
    let open = a_throng(server, host, &picture).await;
    let outcome = format!("/api/v1/throngs/{}/outcome", ended.0);
    assert_eq!(host.post(&outcome, json!({"statement": "Told."})).await.status, 201);
    let child = child.json()["id"].as_str().unwrap().to_owned();
    let pages = [
        "/".to_owned(),
        "/feed.atom".to_owned(),
        "/s/with-it".to_owned(),
        "/s/with-it/feed.atom".to_owned(),
        "/s/with-it/feed.json".to_owned(),
        format!("/p/{child}/lineage"),
        format!("/t/{}", ended.1),
        format!("/t/{}", open.1),
        format!("/p/{other}/lineage"),
    ];
    (picture, pages.into())
}

/// A throng with the picture as its only item, answered once; gives id and slug.
async fn a_throng(server: &Server, host: &Someone, picture: &str) -> (String, String) {
    let (throng, activity) = gather(server, host, cats()).await;
    let sent = send(host, &activity, "", format!("picture,text\n{picture},one\n{picture},two\n")).await;
    assert_eq!(sent.status, 201, "{}", sent.text);
    assert!(work(&server.guest().await, &activity, |_| json!("cat")).await.is_some());
    let slug = host.get(&format!("/api/v1/throngs/{throng}")).await.json()["slug"].clone();
    (throng, slug.as_str().unwrap().to_owned())
}

/// The addresses among `pages` where a stranger is shown the picture.
async fn shown_at(server: &Server, picture: &str, pages: &[String]) -> Vec<String> {
    let mut shown = Vec::new();
    for page in pages {
        let answer = server.stranger().get(page).await;
        assert_eq!(answer.status, 200, "{page}: {}", answer.text);
        if answer.text.contains(&format!("/r/{picture}/")) {
            shown.push(page.clone());
        }
    }
    shown
}

#[tokio::test]
async fn a_picture_that_is_hidden_is_seen_nowhere_at_once() {
    let server = Server::start().await;
    let host = server.owner().await;
    let (picture, pages) = everywhere(&server, &host).await;
    let before = shown_at(&server, &picture, &pages).await;
    assert_eq!(before, pages[..pages.len() - 1], "it stands everywhere but in the other's lineage");
    let act = |act: &str| json!({"act": act, "about": {"kind": "picture", "id": picture}, "reason": "for this test"});
    for (taken, given) in [("hide", Some("show")), ("purge", None)] {
        let done = host.post("/api/v1/moderation/acts", act(taken)).await;
        assert!(done.status.is_success(), "{}", done.text);
        assert_eq!(shown_at(&server, &picture, &pages).await, Vec::<String>::new(), "{taken}");
        assert!(matches!(server.stranger().get(&format!("/p/{picture}")).await.status.as_u16(), 404 | 410));
        if let Some(given) = given {
            let done = host.post("/api/v1/moderation/acts", act(given)).await;
            assert!(done.status.is_success(), "{}", done.text);
            assert_eq!(shown_at(&server, &picture, &pages).await, before, "{given}");
        }
    }
}

#[tokio::test]
async fn a_picture_that_is_taken_back_is_seen_nowhere_at_once() {
    let server = Server::start().await;
    let host = server.owner().await;
    let (picture, pages) = everywhere(&server, &host).await;
    assert!(!shown_at(&server, &picture, &pages).await.is_empty());
    let path = format!("/api/v1/pictures/{picture}");
    assert_eq!(host.send(Method::DELETE, &path, json!({})).await.status, 204);
    assert_eq!(shown_at(&server, &picture, &pages).await, Vec::<String>::new());
    assert_eq!(server.stranger().get(&path).await.status, 410);
}

#[tokio::test]
async fn a_picture_that_waits_or_is_for_members_is_not_shown_in_a_question() {
    let server = Server::start().await;
    let (host, guest) = (server.owner().await, server.guest().await);
    let held = put_up(&guest, &[]).await;
    assert_eq!(held["held"], true);
    let members = put_up(&host, &[("visibility", "members")]).await;
    for picture in [held, members] {
        let id = picture["id"].as_str().unwrap();
        let (_, slug) = a_throng(&server, &host, id).await;
        let pages = [format!("/t/{slug}")];
        assert_eq!(shown_at(&server, id, &pages).await, Vec::<String>::new());
        let read = server.stranger().get(&format!("/api/v1/pictures/{id}")).await;
        assert_eq!(read.status, 404);
    }
}

#[tokio::test]
async fn a_picture_is_embedded_elsewhere_only_while_everybody_may_see_it() {
    let server = Server::start().await;
    let host = server.owner().await;
    let picture = put_up(&host, &[("title", "A cat & a hat"), ("licence", "CC0-1.0")]).await;
    let id = picture["id"].as_str().unwrap();
    let address = format!("{}/p/{id}", server.app.public_url());
    let page = server.stranger().get(&format!("/p/{id}")).await.text;
    let link = page.split("application/json+oembed\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let ask = |more: &str| {
        let path = format!("{}{more}", link.replace("&amp;", "&"));
        let stranger = server.stranger();
        async move { stranger.get(&path).await }
    };
    let whole = ask("").await;
    assert_eq!(whole.status, 200, "{link}: {}", whole.text);
    let photo: Value = whole.json();
    assert_eq!(
        (&photo["type"], &photo["version"], &photo["title"], &photo["width"], &photo["height"]),
        (&json!("photo"), &json!("1.0"), &json!("A cat & a hat"), &json!(700), &json!(500))
    );
    let path = photo["url"].as_str().unwrap().strip_prefix(&server.app.public_url()).unwrap().to_owned();
    assert_eq!(server.stranger().get(&path).await.header("content-type"), "image/jpeg");
    let small = ask("&maxwidth=500").await.json();
    assert_eq!((&small["width"], small["url"].as_str().unwrap().contains("/480.jpg")), (&json!(480), true));
    let tiny = ask("&maxwidth=70&maxheight=70").await.json();
    assert_eq!((&tiny["width"], &tiny["height"]), (&json!(70), &json!(50)));
    assert_eq!(server.stranger().get(&format!("/oembed?format=xml&url={address}")).await.status, 501);
    assert_eq!(server.stranger().get("/oembed?url=https://example.org/p/x").await.status, 404);
    assert_eq!(server.stranger().get("/oembed").await.status, 422);
    let act = json!({"act": "hide", "about": {"kind": "picture", "id": id}, "reason": "for this test"});
    assert!(host.post("/api/v1/moderation/acts", act).await.status.is_success());
    assert_eq!(ask("").await.status, 404);
}
