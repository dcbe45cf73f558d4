//! Editions: a day that is over stays as it was, and anybody can count it again.

use platform::clock::{Clock, DAY, HOUR};
use reqwest::Method;
use serde_json::json;

use crate::crash::child::{run, said};
use crate::http::decide::change;
use crate::http::frontpage::{OPEN, id_of};
use crate::support::Server;

/// 19 August 2007, noon.
const NOON: i64 = 1_187_524_800_000;

#[tokio::test]
async fn a_day_that_is_over_stays_as_it_was() {
    let (clock, hand) = Clock::manual(NOON);
    let server = Server::at(clock, &OPEN).await;
    let owner = server.owner().await;
    let mut ids = Vec::new();
    for n in 1..=2 {
        let id = id_of(&owner, &format!("https://example.invalid/{n}"), &format!("Number {n}")).await;
        owner.post(&format!("/api/v1/submissions/{id}/greenlight"), json!({"reason": "good"})).await;
        ids.push(id);
    }
    hand.advance(DAY);
    let read = || async { server.stranger().get("/api/v1/editions/2007-08-19").await.json() };
    let closed = read().await;
    assert_eq!(closed["root"].as_str().map(str::len), Some(64), "{closed}");
    assert_eq!(closed["items"].as_array().unwrap().len(), 2);
    let id = id_of(&owner, "https://example.invalid/3", "Number 3").await;
    owner.post(&format!("/api/v1/submissions/{id}/greenlight"), json!({"reason": "next day"})).await;
    assert_eq!(read().await, closed, "what comes later is on a later edition");
    let page = server.stranger().get("/edition/2007-08-20").await.text;
    assert!(
        page.contains("href=\"/edition/2007-08-19\" rel=\"prev\"") && page.contains("edition 2"),
        "{page}"
    );
    owner.send(Method::DELETE, &format!("/api/v1/submissions/{}", ids[0]), json!({})).await;
    let after = read().await;
    assert_eq!(
        (&after["items"][0]["headline"], &after["items"][0]["state"]),
        (&json!(""), &json!("withdrawn"))
    );
    assert_eq!((&after["root"], &after["items"][0]["leaf"]), (&closed["root"], &closed["items"][0]["leaf"]));
    hand.advance(HOUR);
    for none in ["2007-08-21", "2007-8-19", "nonsense"] {
        assert_eq!(server.stranger().get(&format!("/edition/{none}")).await.status, 404, "{none}");
        assert_eq!(server.stranger().get(&format!("/api/v1/editions/{none}")).await.status, 404, "{none}");
    }
    assert_eq!(
        server.stranger().get("/edition/2007-08-18").await.status,
        200,
        "a past day without an edition says so"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_that_was_tampered_with_does_not_pass_the_recount() {
    let (clock, hand) = Clock::manual(NOON);
    let server = Server::at(clock, &OPEN).await;
    let owner = server.owner().await;
    for n in 1..=3 {
        let id = id_of(&owner, &format!("https://example.invalid/{n}"), &format!("Number {n}")).await;
        let lit =
            owner.post(&format!("/api/v1/submissions/{id}/greenlight"), json!({"reason": "good"})).await;
        assert_eq!(lit.status, 200, "{}", lit.text);
        if n == 2 {
            owner.send(Method::DELETE, &format!("/api/v1/submissions/{id}"), json!({})).await;
        }
    }
    let data = server.app.config.data.clone();
    let recount = |arguments: &[&str]| {
        let arguments: Vec<String> = arguments.iter().map(|&one| one.to_owned()).collect();
        let data = data.clone();
        let ask = move || run(&data, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
        tokio::task::spawn_blocking(ask)
    };
    let early = recount(&["recount", "2007-08-19", "--url", &server.url]).await.unwrap();
    assert!(early.status.code() == Some(1) && said(&early).contains("not closed yet"), "{}", said(&early));
    hand.advance(DAY);
    let address = format!("{}/edition/2007-08-19", server.url);
    for arguments in [
        &["recount", &address][..],
        &["recount", "2007-08-19", "--url", &server.url],
        &["recount", "2007-08-19"],
    ] {
        let right = recount(arguments).await.unwrap();
        assert!(
            right.status.success()
                && said(&right).contains("3 lines")
                && said(&right).contains("taken back since: 1"),
            "{}",
            said(&right)
        );
    }
    change(&server, "UPDATE edition_lines SET headline = 'Another' WHERE place = 3").await;
    for arguments in [&["recount", &address][..], &["recount", "2007-08-19"]] {
        let wrong = recount(arguments).await.unwrap();
        assert!(wrong.status.code() == Some(1) && said(&wrong).contains("line 3"), "{}", said(&wrong));
    }
}
