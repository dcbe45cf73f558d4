//! Decisions as people meet them: the host's forms, the ballot's form, the frame on another page, and the way to hear of the end.

use platform::clock::{Clock, rfc3339};
use reqwest::Method;
use serde_json::json;

use crate::http::decide::{decide, drinks};
use crate::http::throngs::{cats, gather, send};
use crate::support::Server;

const START: i64 = 1_800_000_000_000;
const HOUR: i64 = 3_600_000;

#[tokio::test]
async fn a_host_makes_a_decision_of_a_question_and_options_and_its_ballot_opens() {
    let (clock, _hand) = Clock::manual(START);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let (throng, activity) = gather(&server, &owner, cats()).await;
    send(&owner, &activity, "", "text\nmeow\nwoof\n").await;
    let slug =
        owner.get(&format!("/api/v1/throngs/{throng}")).await.json()["slug"].as_str().unwrap().to_owned();
    let path = |rest: &str| format!("/t/{slug}{rest}");
    let manage = owner.get(&path("/manage")).await.text;
    assert!(!manage.contains("value=\"deciding\"") && manage.contains("id=\"let-decide\""), "{manage}");
    let empty = owner.form(&path("/state"), &[("state", "deciding")]).await;
    assert!(empty.status == 409 && empty.text.contains("There is nothing to decide yet"), "{}", empty.text);
    let state = owner.get(&format!("/api/v1/throngs/{throng}")).await.json()["state"].clone();
    assert_eq!(state, "gathering");

    let deadline = owner.get(&format!("/api/v1/throngs/{throng}")).await.json()["deadline"].clone();
    let deadline = platform::clock::parse_rfc3339(deadline.as_str().unwrap()).unwrap();
    let until = rfc3339(deadline + 24 * HOUR);
    let mut new = vec![
        ("question", "Which of these?"),
        ("options", "Cats\r\n\r\nDogs"),
        ("rule", "score"),
        ("voters", "anyone"),
        ("until", "2000-01-01T10:00"),
        ("offset_minutes", ""),
    ];
    let early = owner.form(&path("/let-decide"), &new).await;
    assert_eq!(early.status, 422, "{}", early.text);
    assert!(
        early.text.contains("after the deadline") && early.text.contains("Dogs</textarea>"),
        "{}",
        early.text
    );
    let all = owner.get(&format!("/api/v1/throngs/{throng}/activities")).await.json();
    assert_eq!(all["items"].as_array().unwrap().len(), 1, "nothing was made: {all}");
    new[4].1 = &until[..16];
    let made = owner.form(&path("/let-decide"), &new).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let page = server.stranger().get(&path("")).await.text;
    assert!(page.contains("Which of these?") && page.contains("data-option=\"Dogs\""), "{page}");
    let manage = owner.get(&path("/manage")).await.text;
    assert!(manage.contains("The ballot is open until") && manage.contains("ballots cast"), "{manage}");
    assert!(!manage.contains("id=\"let-decide\""), "{manage}");
}

#[tokio::test]
async fn an_untouched_ballot_is_not_counted_and_ones_own_comes_back_filled_in() {
    let (clock, hand) = Clock::manual(START);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let (throng, activity) = decide(&server, &owner, drinks("schulze", "anyone")).await;
    let slug =
        owner.get(&format!("/api/v1/throngs/{throng}")).await.json()["slug"].as_str().unwrap().to_owned();
    let path = format!("/t/{slug}/ballot");
    let guest = server.guest().await;
    let fresh = guest.get(&path).await.text;
    assert!(fresh.contains("data-receipt hidden") && !fresh.contains("data-own=\"1\""), "{fresh}");
    let untouched = [("activity", activity.as_str()), ("o0", ""), ("o1", ""), ("o2", "")];
    let refused = guest.form(&path, &untouched).await;
    assert!(refused.status == 422 && refused.text.contains("Nothing is filled in yet"), "{}", refused.text);
    assert_eq!(guest.get(&format!("/api/v1/activities/{activity}/ballot")).await.status, 404);
    let filled = [("activity", activity.as_str()), ("o0", "2"), ("o1", ""), ("o2", "1")];
    assert_eq!(guest.form(&path, &filled).await.status, 303);
    let own = guest.get(&path).await.text;
    let receipt = guest.get(&format!("/api/v1/activities/{activity}/ballot")).await.json()["receipt"].clone();
    assert!(own.contains("data-own=\"1\"") && own.contains(receipt.as_str().unwrap()), "{own}");
    assert!(
        own.contains("name=\"o2\" min=\"1\" max=\"3\" inputmode=\"numeric\" placeholder=\"–\" value=\"1\""),
        "{own}"
    );
    assert!(!own.contains("data-receipt hidden"), "{own}");
    assert!(server.stranger().get(&format!("/t/{slug}")).await.text.contains("open until"));

    // Other people's pages call to it, and say when it is over.
    let embed = server.stranger().get(&format!("/embed/{slug}")).await.text;
    assert!(
        embed.contains("What shall we drink?") && embed.contains(">rum</a>") && embed.contains("#ballot"),
        "{embed}"
    );
    let followed = server.stranger().get(&format!("/t/{slug}/follow")).await.text;
    assert!(
        followed.contains("What is a feed?") && followed.contains(&format!("/t/{slug}/feed.atom")),
        "{followed}"
    );
    let page = server.stranger().get(&format!("/t/{slug}")).await.text;
    assert!(page.contains(&format!("/t/{slug}/follow")), "{page}");
    let host = owner.id().await;
    assert!(
        page.contains(&format!("data-people=\"{host}\" hidden")),
        "only who may is led to the host's page: {page}"
    );
    hand.advance(HOUR);
    let over = owner.form(&format!("/t/{slug}/end"), &[("statement", "Tea.")]).await;
    assert_eq!(over.status, 303, "{}", over.text);
    let outcome = server.stranger().get(&format!("/t/{slug}")).await.text;
    assert!(
        outcome.contains(&format!("/api/v1/activities/{activity}/tally")) && !outcome.contains("outcome.csv"),
        "{outcome}"
    );
    hand.advance(10_000);
    let embed = server.stranger().get(&format!("/embed/{slug}")).await.text;
    assert!(!embed.contains("#ballot") && embed.contains("button primary"), "{embed}");
}

#[tokio::test]
async fn a_frame_calls_to_the_first_deed_that_is_free() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let asked = json!({
        "objective": "Water the park", "about": {"url": "https://example.org/park"}, "template": "do",
        "deadline": rfc3339(server.app.clock.now() + HOUR),
    });
    let throng = owner.post("/api/v1/throngs", asked).await.json();
    let (id, slug) = (throng["id"].as_str().unwrap(), throng["slug"].as_str().unwrap());
    let made = owner.post(&format!("/api/v1/throngs/{id}/activities"), json!({"kind": "do"})).await.json();
    let activity = made["id"].as_str().unwrap();
    send(&owner, activity, "", "text\nThe roses\nThe oak\n").await;
    let next = format!("/api/v1/activities/{activity}/next");
    assert_eq!(server.guest().await.send(Method::POST, &next, json!({})).await.status, 200);
    let embed = server.stranger().get(&format!("/embed/{slug}")).await.text;
    assert!(
        embed.contains("The oak") && embed.contains("/deeds#to-do") && !embed.contains("The roses"),
        "{embed}"
    );
    let manage = owner.get(&format!("/t/{slug}/manage")).await.text;
    assert!(manage.contains("in people’s hands now") && !manage.contains("id=\"disputed\""), "{manage}");
}
