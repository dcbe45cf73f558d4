//! Feeds, as readers of feeds take them.

use serde_json::json;

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
