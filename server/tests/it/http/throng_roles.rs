//! Roles in a throng, following it, and the files of all its activities.

use platform::clock::Clock;
use reqwest::Method;
use serde_json::{Value, json};

use super::throngs::{cats, gather, send, work};
use crate::support::{Answer, Server, Someone};

async fn role(who: &Someone, throng: &str, asked: Value) -> Answer {
    who.send(Method::PATCH, &format!("/api/v1/throngs/{throng}/members"), asked).await
}

#[tokio::test]
async fn a_deputy_may_do_what_the_coordinator_may_except_naming_deputies() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (throng, activity) = gather(&server, &owner, cats()).await;
    assert_eq!(send(&owner, &activity, "", "text\nmeow\n").await.status, 201);
    let (helper, other) = (server.guest().await, server.guest().await);
    let join = format!("/api/v1/throngs/{throng}/members");
    let joined = helper.post(&join, json!({})).await;
    assert_eq!((joined.status.as_u16(), joined.json()["role"].clone()), (201, json!("contributor")));
    assert_eq!(
        role(&owner, &throng, json!({"person": other.id().await, "role": "deputy"})).await.status,
        404
    );
    assert_eq!(other.post(&join, json!({})).await.status, 201);

    let path = format!("/api/v1/throngs/{throng}");
    assert_eq!(helper.send(Method::PATCH, &path, json!({"state": "working"})).await.status, 403);
    let deputy = json!({"person": helper.id().await, "role": "deputy"});
    assert_eq!(role(&helper, &throng, deputy.clone()).await.status, 403, "nobody names themselves");
    let named = role(&owner, &throng, deputy).await;
    assert_eq!((named.status.as_u16(), named.json()["role"].clone()), (200, json!("deputy")));
    assert_eq!(helper.send(Method::PATCH, &path, json!({"state": "working"})).await.status, 200);
    assert_eq!(
        role(&helper, &throng, json!({"person": other.id().await, "role": "deputy"})).await.status,
        403
    );
    assert_eq!(
        role(&helper, &throng, json!({"person": other.id().await, "role": "scout"})).await.status,
        200
    );
    assert_eq!(
        role(&helper, &throng, json!({"person": owner.id().await, "role": "scout"})).await.status,
        409
    );

    assert_eq!(role(&other, &throng, json!({"role": "Herald of cats"})).await.status, 200);
    assert_eq!(role(&other, &throng, json!({"role": "coordinator"})).await.status, 422);
    assert_eq!(role(&other, &throng, json!({"role": "x".repeat(41)})).await.status, 422);
    let members = owner.get(&join).await.json();
    let roles: Vec<_> =
        members["items"].as_array().unwrap().iter().map(|member| member["role"].clone()).collect();
    assert!(roles.contains(&json!("Herald of cats")) && roles.contains(&json!("deputy")), "{roles:?}");
}

#[tokio::test]
async fn a_checker_has_answered_three_times_and_gets_what_is_disputed_first() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (throng, activity) = gather(&server, &owner, cats()).await;
    assert_eq!(send(&owner, &activity, "", "text\na\nb\nc\nd\ne\nf\ng\nh\n").await.status, 201);
    let checker = server.guest().await;
    assert!(work(&checker, &activity, |_| json!("cat")).await.is_some());
    let early = role(&checker, &throng, json!({"role": "checker"})).await;
    assert_eq!(early.status, 409, "{}", early.text);
    for _ in 0..2 {
        assert!(work(&checker, &activity, |_| json!("cat")).await.is_some());
    }
    assert_eq!(role(&checker, &throng, json!({"role": "checker"})).await.status, 200);
    // Two people disagree on one of those that the checker never had.
    let items = owner.get(&format!("/api/v1/activities/{activity}/items")).await.json();
    let item = items["items"][7]["id"].clone();
    for answer in ["cat", "dog"] {
        let guest = server.guest().await;
        let next =
            guest.post(&format!("/api/v1/activities/{activity}/next"), json!({"prefer": item})).await.json();
        assert_eq!(next["item"]["id"], item);
        let path = format!("/api/v1/leases/{}/answer", next["lease"].as_str().unwrap());
        assert_eq!(guest.post(&path, json!({ "answer": answer })).await.status, 200);
    }
    let next = checker.post(&format!("/api/v1/activities/{activity}/next"), json!({})).await.json();
    assert_eq!(next["item"]["id"], item, "{next}");
}

#[tokio::test]
async fn whoever_wants_mail_is_sent_to_the_feed_and_no_address_is_kept() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (throng, _) = gather(&server, &owner, cats()).await;
    let path = format!("/api/v1/throngs/{throng}/followers");
    assert_eq!(server.stranger().post(&path, json!({"email": "nobody"})).await.status, 422);
    let asked = server.stranger().post(&path, json!({"email": "otis@example.org"})).await;
    assert_eq!(asked.status, 501);
    let detail = asked.json()["detail"].as_str().unwrap().to_owned();
    let feed = detail.split_whitespace().find(|word| word.contains("/feed.atom")).unwrap().to_owned();
    let feed = feed[feed.find("/t/").unwrap()..].to_owned();
    assert_eq!(server.stranger().get(&feed).await.status, 200);

    let outcome = format!("/api/v1/throngs/{throng}/outcome");
    assert_eq!(owner.post(&outcome, json!({"statement": "It was a cat."})).await.status, 201);
    let slug = feed.trim_end_matches("/feed.atom").to_owned();
    let update = owner.form(&format!("{slug}/update"), &[("statement", "The cat is well.")]).await;
    assert_eq!(update.status, 303);
    let feed = server.stranger().get(&feed).await.text;
    assert!(feed.contains("It was a cat.") && feed.contains("The cat is well."), "{feed}");
}

#[tokio::test]
async fn the_forecast_says_when_or_why_not_and_every_activity_has_its_file() {
    let (clock, hand) = Clock::manual(1_795_000_000_000);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let (throng, activity) = gather(&server, &owner, cats()).await;
    let rows: String = (0..20).map(|row| format!("row {row}\n")).collect();
    assert_eq!(send(&owner, &activity, "", format!("text\n{rows}")).await.status, 201);
    let second = owner.post(&format!("/api/v1/throngs/{throng}/activities"), cats()).await.json();
    let second = second["id"].as_str().unwrap().to_owned();
    assert_eq!(send(&owner, &second, "", "text,shelf\nlast,9\n").await.status, 201);

    let path = format!("/api/v1/throngs/{throng}");
    let shown = owner.get(&path).await.json();
    assert!(shown["forecast"].is_null() && shown["forecast_reason"].is_string(), "{shown}");
    let guests = [server.guest().await, server.guest().await, server.guest().await, server.guest().await];
    for _ in 0..12 {
        for guest in &guests {
            work(guest, &activity, |_| json!("cat")).await;
        }
        hand.advance(60_000);
    }
    let shown = owner.get(&path).await.json();
    assert!(shown["forecast"].is_object(), "{shown}");
    let moment =
        |name: &str| platform::clock::parse_rfc3339(shown["forecast"][name].as_str().unwrap()).unwrap();
    assert!(moment("from") <= moment("at") && moment("at") <= moment("to"), "{shown}");
    assert!(
        moment("from") >= server.app.clock.now() - 60_000 && shown["forecast"]["level"] == 0.9,
        "{shown}"
    );
    let page = server.stranger().get(&format!("/t/{}", shown["slug"].as_str().unwrap())).await.text;
    assert!(page.contains("Likely done by <time") && page.contains("class=\"fan\""), "{page}");

    let outcome = format!("{path}/outcome");
    assert_eq!(owner.post(&outcome, json!({"statement": "Enough."})).await.status, 201);
    let file = owner.get(&format!("{outcome}?format=csv&activity={second}")).await;
    assert_eq!(file.text.lines().next(), Some("text,shelf,answer,confidence,answers"), "{}", file.text);
    assert_eq!(owner.get(&format!("{outcome}?format=csv")).await.text.lines().count(), 21);
    assert_eq!(owner.get(&format!("{outcome}?format=csv&activity={throng}")).await.status, 404);
}
