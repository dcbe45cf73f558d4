//! Deciding: who may vote, one ballot each, silence before the close, and a record that anyone can count again.

use platform::clock::{Clock, Millis, rfc3339};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::Row;

use crate::crash::child::{run, said};
use crate::http::pictures::{jpeg, put_up};
use crate::http::throngs::{cats, gather, send, work};
use crate::support::{Answer, Server, Someone, on_both_databases};

/// When these tests begin.
const START: Millis = 1_800_000_000_000;
const HOUR: Millis = 3_600_000;

/// A throng to decide something by `decision`, open for an hour; gives its id and the activity's.
pub async fn decide(server: &Server, owner: &Someone, decision: Value) -> (String, String) {
    let now = server.app.clock.now();
    let asked = json!({
        "objective": "Choose a drink", "about": {"url": "https://example.org/drinks"}, "template": "decide",
        "deadline": rfc3339(now + HOUR / 2), "decide_until": rfc3339(now + HOUR),
    });
    let throng = owner.post("/api/v1/throngs", asked).await;
    assert_eq!(throng.status, 201, "{}", throng.text);
    let throng = throng.json()["id"].as_str().unwrap().to_owned();
    let activity = owner.post(&format!("/api/v1/throngs/{throng}/activities"), decision).await;
    assert_eq!(activity.status, 201, "{}", activity.text);
    (throng, activity.json()["id"].as_str().unwrap().to_owned())
}

/// What to drink, decided by this rule and these voters.
pub fn drinks(rule: &str, voters: &str) -> Value {
    json!({
        "kind": "decide", "question": {"text": "What shall we drink?"}, "options": ["tea", "milk", "rum"],
        "rule": rule, "voters": voters,
    })
}

async fn vote(who: &Someone, activity: &str, ballot: Value) -> Answer {
    who.send(Method::PUT, &format!("/api/v1/activities/{activity}/ballot"), ballot).await
}

async fn count(server: &Server, sql: &'static str) -> i64 {
    sqlx::query(sql).fetch_one(server.app.db.reader()).await.unwrap().get(0)
}

#[tokio::test]
async fn from_an_open_ballot_to_a_tally_that_anyone_can_count_again() {
    let (clock, hand) = Clock::manual(START);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let (throng, activity) = decide(&server, &owner, drinks("approval", "anyone")).await;
    let path = |rest: &str| format!("/api/v1/activities/{activity}/{rest}");

    let first = vote(&server.stranger(), &activity, json!({"approve": ["rum"]})).await;
    assert_eq!(first.status, 200, "{}", first.text);
    let mut guest = server.stranger();
    guest.token = first.json()["token"].as_str().map(str::to_owned);
    let changed = vote(&guest, &activity, json!({"approve": ["tea", "milk"]})).await.json();
    assert_ne!(changed["receipt"], first.json()["receipt"]);
    let own = guest.get(&path("ballot")).await.json();
    assert_eq!((&own["approve"], &own["receipt"]), (&json!(["tea", "milk"]), &changed["receipt"]));
    for ballot in [json!({"approve": ["tea"]}), json!({"approve": ["tea", "rum"]}), json!({"approve": []})] {
        assert_eq!(vote(&server.guest().await, &activity, ballot).await.status, 200);
    }
    assert_eq!(vote(&owner, &activity, json!({"approve": ["milk"]})).await.status, 200);
    let wrong = vote(&guest, &activity, json!({"approve": ["beer"]})).await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.json()["errors"][0]["pointer"].clone()),
        (422, json!("/approve"))
    );

    let hidden = guest.get(&path("tally")).await;
    assert_eq!(hidden.status, 409);
    assert_eq!(hidden.json()["closes_at"], rfc3339(START + HOUR), "{}", hidden.text);
    for rest in ["ballots", &format!("receipts/{}", changed["receipt"].as_str().unwrap())] {
        assert_eq!(owner.get(&path(rest)).await.status, 409, "{rest}");
    }
    let told = owner.get(&format!("/api/v1/activities/{activity}")).await.text
        + &owner.get(&path("results")).await.text
        + &owner.get(&format!("/api/v1/throngs/{throng}")).await.text;
    assert!(!told.contains("winners") && !told.contains("commitment"), "{told}");

    hand.advance(HOUR);
    assert_eq!(vote(&guest, &activity, json!({"approve": ["rum"]})).await.status, 409);
    let tally = server.stranger().get(&path("tally")).await;
    assert_eq!(tally.status, 200, "{}", tally.text);
    let tally = tally.json();
    assert_eq!(tally["winners"], json!(["tea"]));
    assert_eq!(tally["order"], json!(["tea", "milk", "rum"]));
    assert_eq!(tally["rounds"][0]["counts"][0], json!({"option": "tea", "votes": 3, "share": 0.6}));
    assert_eq!(
        (&tally["ballots"], &tally["guests"], &tally["duplicates_bound"], &tally["rule"]),
        (&json!(5), &json!(4), &json!(4), &json!("approval"))
    );
    let proof = guest.get(&path(&format!("receipts/{}", changed["receipt"].as_str().unwrap()))).await.json();
    assert_eq!((&proof["choice"], &proof["root"]), (&json!(r#"{"approve":[0,1]}"#), &tally["root"]));
    let hash = |value: &Value| proofs::from_hex(value.as_str().unwrap()).unwrap();
    let steps: Vec<_> = proof["path"].as_array().unwrap().iter().map(hash).collect();
    let leaf = proofs::leaf_hash(&hash(&proof["receipt"]));
    let (at, size) = (proof["index"].as_u64().unwrap(), proof["size"].as_u64().unwrap());
    assert!(proofs::verify::inclusion(&hash(&tally["root"]), size, at, &leaf, &steps));
    let old = guest.get(&path(&format!("receipts/{}", first.json()["receipt"].as_str().unwrap()))).await;
    assert_eq!(old.status, 404, "a ballot that was changed is not in it");

    assert_eq!(count(&server, "SELECT COUNT(*) FROM ballots").await, 0, "nobody stands beside a choice");
    assert_eq!(count(&server, "SELECT COUNT(*) FROM ballot_voters").await, 5);
    let leaves = guest.get(&path("ballots")).await.json();
    let commitments: Vec<_> =
        leaves["items"].as_array().unwrap().iter().map(|leaf| leaf["commitment"].as_str().unwrap()).collect();
    assert!(commitments.is_sorted() && commitments.len() == 5, "{leaves}");
    let paged = guest.get(&path("ballots?limit=2&after=2")).await.json();
    assert_eq!((&paged["items"][0], &paged["next"]), (&leaves["items"][2], &json!("4")));

    let ended = owner.post(&format!("/api/v1/throngs/{throng}/outcome"), json!({"statement": "Tea."})).await;
    assert_eq!(ended.json()["decisions"][0], tally, "{}", ended.text);
    assert_eq!(
        (&ended.json()["state"], ended.json()["credits"].as_array().unwrap().len()),
        (&json!("reached"), 5)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_was_tampered_with_does_not_pass_the_recount() {
    let (clock, hand) = Clock::manual(START);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let (_, activity) = decide(&server, &owner, drinks("schulze", "anyone")).await;
    for rank in [json!(["rum", "tea"]), json!([["tea", "milk"], "rum"]), json!(["tea"])] {
        let cast = vote(&server.guest().await, &activity, json!({"rank": rank})).await;
        assert_eq!(cast.status, 200, "{}", cast.text);
    }
    let data = server.app.config.data.clone();
    let recount = |from_web: bool| {
        let (activity, url, data) = (activity.clone(), server.url.clone(), data.clone());
        let ask = move || match from_web {
            true => run(&data, &["recount", &activity, "--url", &url]),
            false => run(&data, &["recount", &activity]),
        };
        tokio::task::spawn_blocking(ask)
    };
    let early = recount(false).await.unwrap();
    assert_eq!(early.status.code(), Some(1), "{}", said(&early));
    hand.advance(HOUR);
    throng::throngs::sweep::sweep(&server.app, 0).await.unwrap();
    for from_web in [true, false] {
        let right = recount(from_web).await.unwrap();
        assert!(right.status.success() && said(&right).contains("winners: tea"), "{}", said(&right));
    }
    for (spoil, mend) in [
        ("UPDATE ballot_leaves SET choice = '{\"rank\":[[2]]}' WHERE place = 0", None),
        ("UPDATE tallies SET ballots = 4", Some("UPDATE tallies SET ballots = 3")),
        ("UPDATE tallies SET counted = REPLACE(counted, 'tea', 'rum')", None),
        ("DELETE FROM ballot_leaves WHERE place = 2", None),
    ] {
        let kept = keep(&server).await;
        change(&server, spoil).await;
        for from_web in [true, false] {
            let wrong = recount(from_web).await.unwrap();
            assert_eq!(wrong.status.code(), Some(1), "{spoil}: {}", said(&wrong));
        }
        if let Some(mend) = mend {
            change(&server, mend).await;
        }
        restore(&server, kept).await;
    }
    assert!(recount(true).await.unwrap().status.success());
}

pub async fn change(server: &Server, sql: &'static str) {
    let written = server.app.writer.write(move |tx| {
        Box::pin(async move {
            sqlx::query(sql).execute(tx.conn()).await?;
            Ok(())
        })
    });
    written.await.unwrap();
}

type Kept = (Vec<(String, i64, String, String, String)>, String);

async fn keep(server: &Server) -> Kept {
    let rows = sqlx::query("SELECT activity, place, commitment, salt, choice FROM ballot_leaves");
    let rows = rows.fetch_all(server.app.db.reader()).await.unwrap();
    let leaves =
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4))).collect();
    let counted = sqlx::query("SELECT counted FROM tallies").fetch_one(server.app.db.reader()).await.unwrap();
    (leaves, counted.get(0))
}

async fn restore(server: &Server, (leaves, counted): Kept) {
    let written = server.app.writer.write(move |tx| {
        Box::pin(async move {
            sqlx::query("DELETE FROM ballot_leaves").execute(tx.conn()).await?;
            sqlx::query("UPDATE tallies SET counted = $1").bind(counted).execute(tx.conn()).await?;
            for (activity, place, commitment, salt, choice) in leaves {
                let sql = "INSERT INTO ballot_leaves (activity, place, commitment, salt, choice) VALUES ($1, $2, $3, $4, $5)";
                let row = sqlx::query(sql).bind(activity).bind(place).bind(commitment).bind(salt).bind(choice);
                row.execute(tx.conn()).await?;
            }
            Ok(())
        })
    });
    written.await.unwrap();
}

#[tokio::test]
async fn who_may_vote_is_as_the_decision_says() {
    on_both_databases(|server| async move {
        let owner = server.owner().await;
        let (throng, label) = gather(&server, &owner, cats()).await;
        assert_eq!(send(&owner, &label, "", "text\nmeow\nwoof\n").await.status, 201);
        let acted = server.guest().await;
        work(&acted, &label, |_| json!("cat")).await.unwrap();
        let (member, invited, late) =
            (server.somebody("member").await, server.guest().await, server.guest().await);
        let join = format!("/api/v1/throngs/{throng}/members");
        assert_eq!(acted.post(&join, json!({})).await.status, 201);
        assert_eq!(invited.post(&join, json!({"invited_by": acted.id().await})).await.status, 201);
        let mut decisions = Vec::new();
        for voters in ["anyone", "acted", "members", "invited"] {
            let made =
                owner.post(&format!("/api/v1/throngs/{throng}/activities"), drinks("score", voters)).await;
            assert_eq!(made.status, 201, "{}", made.text);
            decisions.push((voters, made.json()["id"].as_str().unwrap().to_owned()));
        }
        let points = json!({"score": {"tea": 5, "rum": 1}});
        let early = vote(&acted, &decisions[0].1, points.clone()).await;
        assert_eq!(
            (early.status.as_u16(), early.json()["type"].clone()),
            (409, json!("/problems/ballot-not-open"))
        );
        let until = rfc3339(server.app.clock.now() + 2 * HOUR);
        let opened = owner
            .send(
                Method::PATCH,
                &format!("/api/v1/throngs/{throng}"),
                json!({"state": "deciding", "decide_until": until, "reason": "The work is done."}),
            )
            .await;
        assert_eq!(
            (opened.status.as_u16(), opened.json()["state"].clone()),
            (200, json!("deciding")),
            "{}",
            opened.text
        );
        work(&late, &label, |_| json!("dog")).await;

        for (voters, activity) in &decisions {
            for (who, name) in
                [(&acted, "acted"), (&member, "members"), (&invited, "invited"), (&late, "late")]
            {
                let cast = vote(who, activity, points.clone()).await;
                let may = *voters == "anyone" || *voters == name;
                assert_eq!(
                    cast.status.as_u16(),
                    if may { 200 } else { 403 },
                    "{name} in {voters}: {}",
                    cast.text
                );
            }
            let people = count(&server, "SELECT COUNT(*) FROM people").await;
            let stranger = vote(&server.stranger(), activity, points.clone()).await;
            assert_eq!(stranger.status.as_u16(), if *voters == "anyone" { 200 } else { 403 });
            let made = count(&server, "SELECT COUNT(*) FROM people").await - people;
            assert_eq!(made, i64::from(*voters == "anyone"), "whoever may not vote is not made a guest");
        }
        let mut many = drinks("schulze", "anyone");
        many["seats"] = json!(2);
        let refused = owner.post(&format!("/api/v1/throngs/{throng}/activities"), many).await;
        assert_eq!(
            (refused.status.as_u16(), refused.json()["errors"][0]["pointer"].clone()),
            (422, json!("/seats"))
        );
        let mut conn = server.app.db.reader().acquire().await.unwrap();
        let broken = throng::throngs::check(&mut conn).await.unwrap();
        assert!(broken.is_empty(), "{broken:?}");
    })
    .await;
}

#[tokio::test]
async fn moving_the_end_needs_a_reason_and_going_back_to_work_keeps_ballots() {
    let (clock, hand) = Clock::manual(START);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let (throng, label) = gather(&server, &owner, cats()).await;
    send(&owner, &label, "", "text\nmeow\n").await;
    let path = format!("/api/v1/throngs/{throng}");
    let activity = owner.post(&format!("{path}/activities"), drinks("approval", "anyone")).await.json();
    let activity = activity["id"].as_str().unwrap();
    let patch = async |body: Value| owner.send(Method::PATCH, &path, body).await;
    let until = |hours: Millis| rfc3339(START + hours * HOUR);
    let opened = patch(json!({"state": "deciding", "decide_until": until(2), "reason": "Enough."})).await;
    assert_eq!(opened.status, 200, "{}", opened.text);
    let guest = server.guest().await;
    assert_eq!(
        guest.send(Method::PATCH, &path, json!({"state": "working", "reason": "x"})).await.status,
        403
    );
    assert_eq!(vote(&guest, activity, json!({"approve": ["tea"]})).await.status, 200);
    assert_eq!(patch(json!({"decide_until": until(3)})).await.status, 422);
    assert_eq!(patch(json!({"decide_until": until(3), "reason": "More time."})).await.status, 200);
    assert_eq!(patch(json!({"state": "working"})).await.status, 422);
    let back = patch(json!({"state": "working", "reason": "Something is missing."})).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert_eq!(vote(&guest, activity, json!({"approve": ["rum"]})).await.status, 409);
    assert_eq!(patch(json!({"state": "deciding", "reason": "Now."})).await.status, 200);
    hand.advance(2 * HOUR);
    let open = guest.get(&format!("/api/v1/activities/{activity}/tally")).await;
    assert_eq!((open.status.as_u16(), &open.json()["closes_at"]), (409, &json!(until(3))));
    hand.advance(HOUR);
    throng::throngs::sweep::sweep(&server.app, 0).await.unwrap();
    let tally = guest.get(&format!("/api/v1/activities/{activity}/tally")).await.json();
    assert_eq!((&tally["winners"], &tally["ballots"]), (&json!(["tea"]), &json!(1)));
    let moved = patch(json!({"decide_until": until(9), "reason": "Once more."})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    assert_eq!(vote(&guest, activity, json!({"approve": ["rum"]})).await.status, 409, "closed stays closed");
}

#[tokio::test]
async fn remixes_become_the_options_of_a_ballot() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let owner = server.owner().await;
    let picture = put_up(&owner, &[]).await["id"].as_str().unwrap().to_owned();
    let asked = json!({
        "objective": "A hat for the cat", "about": {"kind": "picture", "id": picture}, "template": "remix",
        "deadline": rfc3339(server.app.clock.now() + HOUR),
    });
    let throng = owner.post("/api/v1/throngs", asked).await.json();
    let throng = format!("/api/v1/throngs/{}", throng["id"].as_str().unwrap());
    let too_few = json!({"kind": "decide", "question": {"text": "Which?"}, "voters": "anyone"});
    assert_eq!(owner.post(&format!("{throng}/activities"), too_few.clone()).await.status, 422);
    let remix = json!({"kind": "remix", "brief": "Give it a hat", "picture": picture});
    let remix = owner.post(&format!("{throng}/activities"), remix).await;
    assert_eq!(remix.status, 201, "{}", remix.text);
    let nowhere = json!({"kind": "remix", "brief": "A hat", "picture": "0000000000000000000000000a"});
    assert_eq!(owner.post(&format!("{throng}/activities"), nowhere).await.status, 422);

    let mut entries = Vec::new();
    for joined in [true, true, false] {
        let guest = server.guest().await;
        if joined {
            assert_eq!(guest.post(&format!("{throng}/members"), json!({})).await.status, 201);
        }
        let made = guest
            .upload(
                &format!("/api/v1/pictures/{picture}/remixes"),
                "b.jpg",
                jpeg(300, 200),
                &[("title", "Hat")],
            )
            .await;
        assert_eq!(made.status, 201, "{}", made.text);
        entries.push(made.json()["id"].as_str().unwrap().to_owned());
    }
    let activity = remix.json()["id"].as_str().unwrap().to_owned();
    let shown = owner.get(&format!("/api/v1/activities/{activity}")).await.json();
    assert_eq!(
        (&shown["entries"], &shown["brief"]),
        (&json!(2), &json!("Give it a hat")),
        "only of those who joined"
    );
    let decision = owner.post(&format!("{throng}/activities"), too_few).await;
    assert_eq!(decision.status, 201, "{}", decision.text);
    entries.truncate(2);
    entries.sort_unstable();
    assert_eq!(decision.json()["options"], json!(entries));
    let outcome = owner.post(&format!("{throng}/outcome"), json!({"statement": "Two hats."})).await.json();
    assert_eq!(outcome["remixes"].as_array().unwrap().len(), 2, "{outcome}");
}

#[tokio::test]
async fn votes_that_elect_nobody_go_on() {
    let (clock, hand) = Clock::manual(START);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let mut two = drinks("stv", "anyone");
    two["seats"] = json!(2);
    let (throng, activity) = decide(&server, &owner, two).await;
    for ballot in [["tea", "rum", "milk"]; 4] {
        assert_eq!(vote(&server.guest().await, &activity, json!({"rank": ballot})).await.status, 200);
    }
    for _ in 0..2 {
        assert_eq!(vote(&server.guest().await, &activity, json!({"rank": ["milk"]})).await.status, 200);
    }
    let tied = vote(&owner, &activity, json!({"rank": [["tea", "rum"]]})).await;
    assert_eq!(
        (tied.status.as_u16(), tied.json()["type"].clone()),
        (422, json!("/problems/ballot-wrong-stv"))
    );

    hand.advance(HOUR);
    let tally = owner.get(&format!("/api/v1/activities/{activity}/tally")).await.json();
    assert_eq!((&tally["winners"], &tally["seats"]), (&json!(["tea", "milk"]), &json!(2)));
    let (surplus, exclusion) = (&tally["rounds"][1], &tally["rounds"][2]);
    assert_eq!((&surplus["done"], &surplus["of"]), (&json!("surplus"), &json!(["tea"])));
    assert_eq!(surplus["counts"][2], json!({"option": "rum", "votes": 1}));
    assert_eq!((&exclusion["of"], &exclusion["elected"]), (&json!(["rum"]), &json!(["milk"])));
    let slug = owner.get(&format!("/api/v1/throngs/{throng}")).await.json()["slug"].clone();
    let page = server.stranger().get(&format!("/t/{}", slug.as_str().unwrap())).await.text;
    assert!(page.contains("Chosen: tea, milk.") && page.contains("rum goes out"), "{page}");
}
