//! Feeds, as readers of feeds take them.

use serde_json::json;

use crate::http::ledger::a_service;
use crate::http::throngs::{cats, gather};
use crate::support::Server;

/// Whether every element of `xml` is closed in order, and no bare `&` or control character is in it.
fn is_well_formed(xml: &str) -> bool {
    let mut open = Vec::new();
    let body = xml.split_once("?>").map_or(xml, |(_, body)| body);
    for part in body.split('<').skip(1) {
        let Some((tag, text)) = part.split_once('>') else { return false };
        let references = text.split('&').skip(1).all(|rest| {
            rest.split_once(';').is_some_and(|(name, _)| {
                ["lt", "gt", "amp", "quot", "apos"].contains(&name)
                    || name.strip_prefix('#').is_some_and(|n| n.parse::<u32>().is_ok_and(|n| n >= 32))
            })
        });
        let controls = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'));
        if !references || controls {
            return false;
        }
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap_or(tag));
        }
    }
    open.is_empty()
}

#[tokio::test]
async fn both_feeds_are_valid_whatever_was_written() {
    let server = Server::start().await;
    let (owner, stranger) = (server.owner().await, server.stranger());
    let made = owner
        .post(
            "/api/v1/stories",
            json!({"title": "Salt & <pepper> ]]>", "body": "a < b && \"c\" ]]>\u{b}\n\n```\n<x>\n```"}),
        )
        .await
        .json();
    let slug = made["slug"].as_str().unwrap();
    owner
        .post(
            &format!("/api/v1/stories/{}/updates", made["id"].as_str().unwrap()),
            json!({"body": "more &amp; more"}),
        )
        .await;
    for path in ["/feed".to_owned(), format!("/s/{slug}/feed")] {
        let atom = stranger.get(&format!("{path}.atom")).await;
        assert_eq!(
            (atom.status.as_u16(), atom.header("content-type")),
            (200, "application/atom+xml; charset=utf-8")
        );
        assert!(is_well_formed(&atom.text), "{}", atom.text);
        for needed in [
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"",
            "<id>",
            "<updated>",
            "rel=\"self\"",
            "<author><name>",
        ] {
            assert!(atom.text.contains(needed), "{needed}: {}", atom.text);
        }
        assert_eq!(atom.text.matches("<entry>").count(), 2);

        let json = stranger.get(&format!("{path}.json")).await;
        assert_eq!(json.header("content-type"), "application/feed+json; charset=utf-8");
        let feed = json.json();
        assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
        assert!(feed["title"].is_string() && feed["home_page_url"].is_string());
        for item in feed["items"].as_array().unwrap() {
            assert!(item["id"] == item["url"] && item["content_html"].is_string(), "{item}");
            assert!(platform::clock::parse_rfc3339(item["date_published"].as_str().unwrap()).is_some());
        }
        let fresh = stranger
            .request(reqwest::Method::GET, &format!("{path}.atom"))
            .header("if-none-match", atom.header("etag"));
        assert_eq!(crate::support::Answer::of(fresh).await.status, 304);
    }
}

#[tokio::test]
async fn an_empty_feed_is_a_feed() {
    let server = Server::start().await;
    let atom = server.stranger().get("/feed.atom").await;
    assert!(is_well_formed(&atom.text) && atom.text.contains("<updated>"), "{}", atom.text);
    assert_eq!(server.stranger().get("/feed.json").await.json()["items"], json!([]));
}

#[tokio::test]
async fn every_list_page_has_its_feeds() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let owner = server.owner().await;
    server.a_story(&json!({"tags": ["garden"]})).await;
    let asked = json!({"url": "https://example.org/a", "title": "A cat sat here", "tags": []});
    let put = owner.post("/api/v1/submissions", asked).await.json()["id"].as_str().unwrap().to_owned();
    owner.post(&format!("/api/v1/submissions/{put}/greenlight"), json!({"reason": "It is good."})).await;
    gather(&server, &owner, cats()).await;
    let service = a_service(&owner, "https://ring.example/").await;
    let slug =
        owner.get(&format!("/api/v1/services/{service}")).await.json()["slug"].as_str().unwrap().to_owned();
    let record = json!({"title": "Nobody can sign in", "began_at": "2007-08-16T08:00:00Z"});
    owner.post(&format!("/api/v1/services/{service}/incidents"), record).await;
    let day = &platform::clock::rfc3339(server.app.clock.now())[..10].to_owned();
    for (page, entries) in [
        (String::new(), 2),
        ("/new".into(), 1),
        (format!("/edition/{day}"), 1),
        ("/throngs".into(), 1),
        ("/ledger".into(), 1),
        (format!("/ledger/{slug}"), 1),
        ("/moderation".into(), 1),
    ] {
        let atom = server.stranger().get(&format!("{page}/feed.atom")).await;
        assert_eq!(atom.status, 200, "{page}: {}", atom.text);
        assert!(is_well_formed(&atom.text), "{}", atom.text);
        let feed = server.stranger().get(&format!("{page}/feed.json")).await.json();
        assert_eq!(feed["items"].as_array().unwrap().len(), entries, "{page}: {feed}");
    }
    let tagged = async |tag: &str| {
        server.stranger().get(&format!("/feed.json?tag={tag}")).await.json()["items"].clone()
    };
    assert_eq!(tagged("garden").await.as_array().unwrap().len(), 1);
    assert_eq!(tagged("gnome").await, json!([]));
    assert_eq!(server.stranger().get("/ledger/nobody/feed.atom").await.status, 404);
}
