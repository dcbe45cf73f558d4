//! What happens to a throng that nobody ends: it decides until its time, freezes itself a day after, and says how far it came.

use platform::clock::{Clock, DAY, HOUR, rfc3339};
use reqwest::Method;
use serde_json::json;
use throng::throngs::sweep::sweep;

use crate::http::throngs::{cats, gather, send, work};
use crate::support::{Answer, Server};

/// A Tuesday in 2026.
const START: i64 = 1_795_000_000_000;

#[tokio::test]
async fn a_throng_that_nobody_ends_says_how_far_it_came() {
    let (clock, hand) = Clock::manual(START);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let mut made = Vec::new();
    for rows in ["text\nmeow\n", "text\nmeow\nwoof\n", "text\nmeow\n"] {
        let (throng, activity) = gather(&server, &owner, cats()).await;
        assert_eq!(send(&owner, &activity, "", rows).await.status, 201);
        made.push((throng, activity));
    }
    // The first is answered whole, the second in part, the third not at all.
    let agreed = json!({"key": null});
    for (at, (_, activity)) in made.iter().take(2).enumerate() {
        for _ in 0..8 {
            let guest = server.guest().await;
            let next = guest.post(&format!("/api/v1/activities/{activity}/next"), agreed.clone()).await;
            if next.status == 204 {
                break;
            }
            let next = next.json();
            if at == 1 && next["item"]["text"] == "woof" {
                continue;
            }
            let path = format!("/api/v1/leases/{}/answer", next["lease"].as_str().unwrap());
            assert_eq!(guest.post(&path, json!({"answer": "cat"})).await.status, 200);
        }
    }
    let state =
        async |throng: &str| owner.get(&format!("/api/v1/throngs/{throng}")).await.json()["state"].clone();
    hand.advance(HOUR + DAY - 1);
    sweep(&server.app, 0).await.unwrap();
    for (throng, _) in &made {
        assert_eq!(state(throng).await, "working", "a day of grace");
    }
    hand.advance(1);
    sweep(&server.app, 0).await.unwrap();
    for ((throng, activity), wanted) in made.iter().zip(["reached", "partly", "not_reached"]) {
        assert_eq!(state(throng).await, "ended");
        let outcome = server.stranger().get(&format!("/api/v1/throngs/{throng}/outcome")).await.json();
        assert_eq!((&outcome["state"], &outcome["statement"]), (&json!(wanted), &json!(null)), "{outcome}");
        assert_eq!(
            server.guest().await.post(&format!("/api/v1/activities/{activity}/next"), json!({})).await.status,
            204
        );
        let joined = server.guest().await.post(&format!("/api/v1/throngs/{throng}/members"), json!({})).await;
        assert_eq!(joined.status, 409);
    }
    let mut conn = server.app.db.reader().acquire().await.unwrap();
    assert_eq!(throng::throngs::check(&mut conn).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn deciding_has_its_own_end() {
    let (clock, hand) = Clock::manual(START);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let asked = json!({
        "objective": "Tell cats from dogs", "about": {"url": "https://example.org/"}, "template": "label",
        "deadline": rfc3339(START + HOUR), "decide_until": rfc3339(START + 3 * HOUR),
    });
    let throng = owner.post("/api/v1/throngs", asked).await.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/throngs/{throng}");
    hand.advance(HOUR);
    sweep(&server.app, 0).await.unwrap();
    assert_eq!(owner.get(&path).await.json()["state"], "deciding");
    let back = |body| owner.send(Method::PATCH, &path, body);
    let silent = back(json!({"state": "working"})).await;
    assert_eq!((silent.status.as_u16(), &silent.json()["errors"][0]["pointer"]), (422, &json!("/reason")));
    let later = rfc3339(START + 2 * HOUR);
    let moved = back(json!({"state": "working", "deadline": later, "reason": "Two rows came late."})).await;
    assert_eq!((moved.status.as_u16(), &moved.json()["state"]), (200, &json!("working")), "{}", moved.text);
    hand.advance(2 * HOUR + DAY);
    sweep(&server.app, 0).await.unwrap();
    assert_eq!(owner.get(&path).await.json()["state"], "ended");
    assert_eq!(back(json!({"state": "working", "reason": "Once more."})).await.status, 409);
}

#[tokio::test]
async fn a_hidden_throng_gives_nothing_and_takes_nothing() {
    let server = Server::start().await;
    let (owner, guest) = (server.owner().await, server.guest().await);
    let (throng, activity) = gather(&server, &owner, cats()).await;
    assert_eq!(send(&owner, &activity, "", "text\nmeow\nwoof\n").await.status, 201);
    let lease = guest.post(&format!("/api/v1/activities/{activity}/next"), json!({})).await.json();
    let about = json!({"kind": "throng", "id": throng});
    let hide = json!({"act": "hide", "about": about, "reason": "it names somebody"});
    assert_eq!(owner.post("/api/v1/moderation/acts", hide).await.status, 201);
    let answer = format!("/api/v1/leases/{}/answer", lease["lease"].as_str().unwrap());
    for path in ["", "/members", "/activities", "/outcome", "/hits"] {
        assert_eq!(guest.get(&format!("/api/v1/throngs/{throng}{path}")).await.status, 404, "{path}");
    }
    for path in ["", "/items", "/results", "/results?format=csv"] {
        assert_eq!(guest.get(&format!("/api/v1/activities/{activity}{path}")).await.status, 404, "{path}");
    }
    let acts = [
        (format!("/api/v1/throngs/{throng}/members"), json!({})),
        (format!("/api/v1/activities/{activity}/next"), json!({})),
        (answer.clone(), json!({"answer": "cat"})),
        (format!("/api/v1/rooms/{throng}/messages"), json!({"body": "hello"})),
    ];
    for (path, body) in &acts {
        assert_eq!(guest.post(path, body.clone()).await.status, 404, "{path}");
    }
    assert_eq!(server.stranger().get("/api/v1/throngs").await.json()["items"], json!([]));
    let sse = server.stranger().request(Method::GET, &format!("/live/sse?topic=throng:{throng}"));
    assert_eq!(Answer::of(sse).await.status, 404);
    let show = json!({"act": "show", "about": about, "reason": "it does not"});
    assert_eq!(owner.post("/api/v1/moderation/acts", show).await.status, 201);
    assert_eq!(guest.post(&answer, json!({"answer": "cat"})).await.status, 200);
    assert!(work(&guest, &activity, |_| json!("dog")).await.is_some());
}

#[tokio::test]
async fn a_throng_of_somebody_untrusted_waits_like_everything_else() {
    let server = Server::start().await;
    let (owner, host) = (server.owner().await, server.somebody("editor").await);
    // Whoever was given a role is trusted; take that back, as for a host who came from an import.
    let id = host.id().await;
    let doubt = server.app.writer.write(move |tx| {
        Box::pin(async move {
            sqlx::query("UPDATE people SET trusted = 0 WHERE id = $1").bind(id).execute(tx.conn()).await?;
            Ok(())
        })
    });
    doubt.await.unwrap();
    let (throng, _) = gather(&server, &host, cats()).await;
    let path = format!("/api/v1/throngs/{throng}");
    let (own, other) = (host.get(&path).await, server.guest().await.get(&path).await);
    assert_eq!((own.status.as_u16(), &own.json()["held"], other.status.as_u16()), (200, &json!(true), 404));
    assert_eq!(server.stranger().get("/api/v1/throngs").await.json()["items"], json!([]));
    let through = json!({"act": "let_through", "about": {"kind": "throng", "id": throng}, "reason": "fine"});
    assert_eq!(owner.post("/api/v1/moderation/acts", through).await.status, 201);
    assert_eq!(server.stranger().get(&path).await.status, 200);
}

#[tokio::test]
async fn what_waits_to_be_decided_is_decided_at_the_deadline() {
    let (clock, hand) = Clock::manual(START);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let (throng, _) = gather(&server, &owner, cats()).await;
    let at = format!("/api/v1/throngs/{throng}");
    let decide = json!({"kind": "decide", "question": {"text": "Which?"}, "options": ["rum", "tea"], "voters": "anyone"});
    let made = owner.post(&format!("{at}/activities"), decide).await.json();
    let ballot = format!("/api/v1/activities/{}/ballot", made["id"].as_str().unwrap());
    let guest = server.guest().await;
    let vote = async || guest.send(Method::PUT, &ballot, json!({"approve": ["tea"]})).await.status.as_u16();
    assert_eq!(vote().await, 409, "the work comes first");
    hand.advance(HOUR);
    sweep(&server.app, 0).await.unwrap();
    let now = owner.get(&at).await.json();
    assert_eq!(
        (&now["state"], &now["decide_until"]),
        (&json!("deciding"), &json!(rfc3339(START + HOUR + DAY)))
    );
    assert_eq!(vote().await, 200);
    hand.advance(DAY);
    sweep(&server.app, 0).await.unwrap();
    let tally = owner.get(&ballot.replace("/ballot", "/tally")).await.json();
    assert_eq!((&tally["winners"], &tally["ballots"]), (&json!(["tea"]), &json!(1)));
}

#[tokio::test]
async fn a_member_proposes_the_first_throng_and_opens_the_next() {
    let server = Server::start().await;
    let (owner, member) = (server.owner().await, server.somebody("member").await);
    let asked = json!({
        "objective": "Tell cats from dogs", "about": {"url": "https://example.org/cats"},
        "deadline": rfc3339(server.app.clock.now() + HOUR), "template": "label",
    });
    assert_eq!(server.guest().await.post("/api/v1/throngs", asked.clone()).await.status, 403);
    let first = member.post("/api/v1/throngs", asked.clone()).await;
    assert_eq!((first.status.as_u16(), &first.json()["held"]), (201, &json!(true)), "{}", first.text);
    let path = first.header("location").to_owned();
    assert_eq!(server.stranger().get(&path).await.status, 404);
    let activity = member.post(&format!("{path}/activities"), cats()).await;
    assert_eq!(activity.status, 201, "it is made ready before it is opened: {}", activity.text);
    let about = json!({"kind": "throng", "id": first.json()["id"]});
    let through = json!({"act": "let_through", "about": about, "reason": "a good one"});
    assert_eq!(owner.post("/api/v1/moderation/acts", through).await.status, 201);
    assert_eq!(server.stranger().get(&path).await.status, 200);
    let next = member.post("/api/v1/throngs", asked).await.json();
    assert_eq!(next.get("held"), None, "{next}");
}
