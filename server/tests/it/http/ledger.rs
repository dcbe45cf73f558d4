//! The ledger: services, incidents, reports, benefits, replies by proof, scorecards, imports, and how it is seen.

use platform::clock::{Clock, HOUR, rfc3339};
use platform::testing::NameServer;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{Server, Someone, on_both_databases};

/// 1 January 2008.
const YEARS_END: i64 = 1_199_145_600_000;

/// A service of `who`; gives its id.
pub async fn a_service(who: &Someone, url: &str) -> String {
    let body = json!({"name": "Ring Ring", "url": url, "kind": "calls over the internet", "founded": 2003, "users_estimate": 5_500_000});
    let made = who.post("/api/v1/services", body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.header("location"), format!("/api/v1/services/{}", made.json()["id"].as_str().unwrap()));
    made.json()["id"].as_str().unwrap().to_owned()
}

/// The outage of August 2007; gives its id.
pub async fn an_outage(who: &Someone, service: &str) -> String {
    let body = json!({
        "title": "Nobody can sign in", "began_at": "2007-08-16T08:00:00Z", "acknowledged_at": "2007-08-16T08:26:00Z",
        "ended_at": "2007-08-18T08:00:00Z", "impact": "No calls", "affected": {"users": 5_500_000, "low": 5_000_000},
        "severity": 1, "evidence": ["https://example.org/log", {"text": "I tried for an hour"}],
    });
    let made = who.post(&format!("/api/v1/services/{service}/incidents"), body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.json()["id"].as_str().unwrap().to_owned()
}

fn figure<'a>(card: &'a Value, name: &str) -> &'a Value {
    card["figures"].as_array().unwrap().iter().find(|figure| figure["name"] == name).unwrap()
}

#[tokio::test]
async fn the_large_outage_is_measured_on_one_scorecard() {
    on_both_databases(|server| async move {
        let owner = server.owner().await;
        let service = a_service(&owner, "https://ring.example/").await;
        let incident = an_outage(&owner, &service).await;
        let path = format!("/api/v1/services/{service}/scorecard?from=2007-01-01&to=2008-01-01T00:00:00Z");
        let card = server.stranger().get(&path).await.json();
        for (name, value) in [
            ("saidi", 2_880.0),
            ("saifi", 1.0),
            ("caidi", 2_880.0),
            ("candour_lag", 26.0),
            ("time_to_mend", 2_880.0),
            ("recurrence", 0.0),
            ("availability", 1.0 - 2_880.0 / 525_600.0),
        ] {
            let found = figure(&card, name);
            let (low, high) = (found["low"].as_f64().unwrap(), found["high"].as_f64().unwrap());
            assert!((found["value"].as_f64().unwrap() - value).abs() < 1e-9, "{found}");
            assert!(low <= value + 1e-9 && value <= high + 1e-9 && found["n"] == 1, "{found}");
            assert!(
                found["definition"].as_str().unwrap().len() > 20 && found["inputs"].is_object(),
                "{found}"
            );
        }
        assert!((figure(&card, "saidi")["low"].as_f64().unwrap() - 2_880.0 * 5.0 / 5.5).abs() < 1e-9);
        assert_eq!(card["window"]["from"], "2007-01-01T00:00:00.000Z");
        for bad in ["from=x", "from=2008-01-01&to=2007-01-01", "from=1200-01-01&to=2007-01-01"] {
            let bad = format!("/api/v1/services/{service}/scorecard?{bad}");
            assert_eq!(server.stranger().get(&bad).await.status, 422, "{bad}");
        }
        let read = server.stranger().get(&format!("/api/v1/incidents/{incident}")).await.json();
        assert_eq!(
            (&read["state"], &read["unproven"], &read["evidence"][1]["text"]),
            (&json!("ended"), &json!(false), &json!("I tried for an hour"))
        );
        let mut conn = server.app.db.reader().acquire().await.unwrap();
        assert_eq!(throng::ledger::check::check(&mut conn).await.unwrap(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn one_person_counts_once_an_hour_however_they_tap() {
    on_both_databases(|server| async move {
        let service = a_service(&server.owner().await, "https://ring.example/").await;
        let path = format!("/api/v1/services/{service}/reports");
        let nodes = if server.app.db.backend() == platform::db::Backend::Postgres {
            vec![server.another_node().await]
        } else {
            Vec::new()
        };
        let guest = server.guest().await;
        let there = nodes.first().map_or_else(|| guest.clone(), |node| node.as_someone(&guest));
        let taps = (0..8)
            .map(|n| (if n % 2 == 0 { &guest } else { &there }).post(&path, json!({"symptom": "no sound"})));
        let answers = futures_util::future::join_all(taps).await;
        let counted =
            answers.iter().filter(|answer| answer.status == 201 && answer.json()["counted"] == true).count();
        assert_eq!(counted, 1);
        assert!(answers.iter().all(|answer| answer.status == 201 || answer.status == 503));
        let stranger = server.stranger().post(&path, json!({})).await;
        assert!(
            stranger.json()["counted"] == true && stranger.json()["token"].is_string(),
            "{}",
            stranger.text
        );
    })
    .await;
}

#[tokio::test]
async fn the_next_hour_counts_again_and_a_crowd_is_never_called_an_outage() {
    let (clock, hand) = Clock::manual(YEARS_END);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let service = a_service(&owner, "https://ring.example/").await;
    let path = format!("/api/v1/services/{service}/reports");
    let guest = server.guest().await;
    assert_eq!(guest.post(&path, json!({})).await.json()["counted"], true);
    assert_eq!(guest.post(&path, json!({})).await.json()["counted"], false);
    hand.advance(HOUR);
    assert_eq!(guest.post(&path, json!({})).await.json()["counted"], true);
    for _ in 0..2 {
        server.guest().await.post(&path, json!({"symptom": "<b>DOWN</b>", "region": "here"})).await;
    }
    let page = server.stranger().get("/ledger/ring-ring").await.text;
    assert!(
        page.contains("Many people report that it fails for them")
            && page.contains("3 reports in the last hour"),
        "{page}"
    );
    assert!(!page.contains("It fails, say two witnesses") && !page.contains("DOWN"));
    let body =
        json!({"title": "No sound", "began_at": rfc3339(YEARS_END), "evidence": ["https://example.org/"]});
    assert_eq!(owner.post(&format!("/api/v1/services/{service}/incidents"), body).await.status, 201);
    let page = server.stranger().get("/ledger/ring-ring").await.text;
    assert!(page.contains("It fails, say two witnesses"), "{page}");
}

#[tokio::test]
async fn a_record_is_changed_in_sight_of_all() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let service = a_service(&owner, "https://ring.example/").await;
    let open = json!({"title": "Calls drop", "began_at": "2007-08-16T08:00:00Z"});
    let made = owner.post(&format!("/api/v1/services/{service}/incidents"), open).await;
    let (id, etag) = (made.json()["id"].as_str().unwrap().to_owned(), made.header("etag").to_owned());
    let path = format!("/api/v1/incidents/{id}");
    assert_eq!(
        (&made.json()["state"], &made.json()["unproven"], &made.json()["affected"]),
        (&json!("open"), &json!(true), &Value::Null)
    );
    let edit = |body: Value, tag: &str| {
        let request = owner.request(Method::PATCH, &path).header("if-match", tag).json(&body);
        async move { crate::support::Answer::of(request).await }
    };
    assert_eq!(edit(json!({"title": "Calls drop everywhere"}), &etag).await.status, 200);
    assert_eq!(edit(json!({"title": "Lost race"}), &etag).await.status, 412);
    let added = owner.post(&format!("{path}/updates"), json!({"body": "Mended.", "ended": true})).await;
    assert_eq!(added.status, 201, "{}", added.text);
    let read = server.stranger().get(&path).await.json();
    assert_eq!((&read["state"], &read["updates"][0]["body"]), (&json!("ended"), &json!("Mended.")));
    let past = server.stranger().get(&format!("{path}/versions")).await.json();
    let titles: Vec<_> =
        past["items"].as_array().unwrap().iter().map(|one| one["record"]["title"].clone()).collect();
    assert_eq!(titles, ["Calls drop everywhere", "Calls drop everywhere", "Calls drop"]);
    let page = server.stranger().get(&format!("/incidents/{id}")).await.text;
    assert!(
        page.contains("without evidence")
            && page.contains("Mended.")
            && page.contains("What this record said before")
    );
    for (field, value) in [
        ("began_at", json!("tomorrow")),
        ("ended_at", json!("1999-01-01T00:00:00Z")),
        ("severity", json!(2)),
        ("affected", json!({"users": 5, "low": 9})),
        ("evidence", json!(["javascript://x"])),
        ("title", json!(" ")),
    ] {
        let refused = owner.send(Method::PATCH, &path, json!({field: value})).await;
        assert_eq!(refused.status, 422, "{field}: {}", refused.text);
    }
}

#[tokio::test]
async fn what_waits_or_is_hidden_is_seen_by_no_stranger() {
    let server = Server::start().await;
    let (owner, guest) = (server.owner().await, server.guest().await);
    let service = a_service(&owner, "https://ring.example/").await;
    let incident = an_outage(&owner, &service).await;
    let claim = json!({"claim": "Grandmothers see their grandchildren", "measure": "210 million call minutes", "evidence": ["https://example.org/"]});
    let held = guest.post(&format!("/api/v1/services/{service}/benefits"), claim).await;
    assert_eq!((held.status.as_u16(), &held.json()["held"]), (201, &json!(true)), "{}", held.text);
    assert!(!server.stranger().get("/ledger/ring-ring").await.text.contains("Grandmothers"));
    let act = |act: &str, kind: &str, id: &Value| json!({"act": act, "about": {"kind": kind, "id": id}, "reason": "for this test"});
    let through =
        owner.post("/api/v1/moderation/acts", act("let_through", "benefit", &held.json()["id"])).await;
    assert_eq!(through.status, 201, "{}", through.text);
    assert!(server.stranger().get("/ledger/ring-ring").await.text.contains("Grandmothers"));
    for (kind, id) in [("incident", incident.clone()), ("service", service.clone())] {
        assert_eq!(server.stranger().get(&format!("/incidents/{incident}")).await.status, 200);
        for (act_word, status) in [("hide", 404), ("show", 200)] {
            let done = owner.post("/api/v1/moderation/acts", act(act_word, kind, &json!(id))).await;
            assert_eq!(done.status, 201, "{}", done.text);
            for path in [format!("/incidents/{incident}"), format!("/api/v1/incidents/{incident}")] {
                assert_eq!(server.stranger().get(&path).await.status, status, "{kind} {act_word} {path}");
            }
            let feed = server.stranger().get("/ledger/feed.atom").await.text;
            assert_eq!(feed.contains("Nobody can sign in"), status == 200, "{kind} {act_word}");
        }
    }
    assert_eq!(
        owner.send(Method::DELETE, &format!("/api/v1/services/{service}"), json!({})).await.status,
        204
    );
    for path in
        ["/ledger/ring-ring", &format!("/incidents/{incident}"), "/ledger/ring-ring/api/v2/summary.json"]
    {
        assert_eq!(server.stranger().get(path).await.status, 404, "{path}");
    }
}

/// A service's web server that answers every request with this text.
async fn web_server() -> (std::net::SocketAddr, std::sync::Arc<std::sync::Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let text = std::sync::Arc::new(std::sync::Mutex::new(String::from("nothing here")));
    let (address, said) = (listener.local_addr().unwrap(), text.clone());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut head = [0; 1024];
            let read = socket.read(&mut head).await.unwrap();
            assert!(head[..read].starts_with(b"GET /.well-known/throng.txt "));
            let body = said.lock().unwrap().clone();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (address, text)
}

#[tokio::test]
async fn only_who_proves_it_by_the_services_own_server_replies() {
    let (address, file) = web_server().await;
    let server = Server::with(&[("fetch_also", &address.to_string())]).await;
    let owner = server.owner().await;
    let service = a_service(&owner, &format!("http://{address}/home")).await;
    let incident = an_outage(&owner, &service).await;
    let (speaker, other) = (server.guest().await, server.guest().await);
    let replies = format!("/api/v1/incidents/{incident}/replies");
    let answer = json!({"body": "The restart was the trigger, not the cause."});
    assert_eq!(server.stranger().post(&replies, answer.clone()).await.status, 401);
    assert_eq!(speaker.post(&replies, answer.clone()).await.status, 403);
    let claim = speaker.post(&format!("/api/v1/services/{service}/representatives"), json!({})).await.json();
    assert_eq!(claim["address"], format!("http://{address}/.well-known/throng.txt"));
    let verify = format!("/api/v1/services/{service}/representatives/verify");
    assert_eq!(other.post(&verify, json!({})).await.status, 404);
    let missing = speaker.post(&verify, json!({})).await;
    assert_eq!(missing.status, 422, "{}", missing.text);
    *file.lock().unwrap() = format!("hello\n{}\n", claim["line"].as_str().unwrap());
    assert_eq!(speaker.post(&verify, json!({})).await.status, 200);
    assert_eq!(other.post(&replies, answer.clone()).await.status, 403);
    assert_eq!(speaker.post(&replies, json!({"body": " "})).await.status, 422);
    assert_eq!(speaker.post(&replies, answer).await.status, 201);
    let page = server.stranger().get(&format!("/incidents/{incident}")).await.text;
    assert!(page.contains("What Ring Ring answers") && page.contains("not the cause."), "{page}");
    let closed = Server::start().await;
    let owner = closed.owner().await;
    let service = a_service(&owner, &format!("http://{address}/")).await;
    let base = format!("/api/v1/services/{service}/representatives");
    owner.post(&base, json!({})).await;
    assert_eq!(
        owner.post(&format!("{base}/verify"), json!({})).await.status,
        422,
        "no private address is fetched from"
    );
}

#[tokio::test]
async fn a_record_in_the_dns_of_its_name_proves_it_as_well() {
    let names = NameServer::start().await;
    let server = Server::with(&[("name_servers", &names.address.to_string())]).await;
    let (owner, speaker) = (server.owner().await, server.guest().await);
    let service = a_service(&owner, "https://calls.example/").await;
    let base = format!("/api/v1/services/{service}/representatives");
    let claim = speaker.post(&base, json!({})).await.json();
    assert_eq!(claim["record"], "_throng.calls.example");
    let page = speaker.get("/ledger/ring-ring/write").await.text;
    assert!(page.contains("_throng.calls.example") && page.contains("/.well-known/throng.txt"), "{page}");
    let line = claim["line"].as_str().unwrap();
    for (name, part, status) in [
        ("_throng.elsewhere.example", line, 422),
        ("_throng.calls.example", "throng-representative=another", 422),
        ("calls.example", line, 200),
        ("_throng.calls.example", line, 200),
    ] {
        names.say(name, &[part]);
        let answer = speaker.post(&format!("{base}/verify"), json!({})).await;
        assert_eq!(answer.status.as_u16(), status, "{name}: {}", answer.text);
        assert!(
            status == 200 || answer.text.contains("TXT record of _throng.calls.example"),
            "{}",
            answer.text
        );
    }
}

#[tokio::test]
async fn a_history_is_brought_in_once_and_given_back_in_the_same_shape() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let service = a_service(&owner, "https://ring.example/").await;
    let content = |body: &str, end: Value| {
        json!({"incidents": [{"id": "k1", "name": "Sign-in fails", "impact": "major",
        "started_at": "2024-08-16T08:00:00.000Z", "resolved_at": end, "components": [],
        "incident_updates": [{"id": "u1", "body": body, "display_at": "2024-08-16T08:26:00Z"}]}]})
    };
    let send = |content: Value| {
        owner.post(
            "/api/v1/services/import",
            json!({"service": service, "format": "statuspage", "content": content}),
        )
    };
    let first = content("We look.", Value::Null);
    assert_eq!(send(first.clone()).await.json(), json!({"added": 1, "updated": 0, "unchanged": 0}));
    assert_eq!(
        send(json!(first.to_string())).await.json(),
        json!({"added": 0, "updated": 0, "unchanged": 1})
    );
    assert_eq!(
        send(content("We look.", json!("2024-08-16T10:00:00Z"))).await.json(),
        json!({"added": 0, "updated": 1, "unchanged": 0})
    );
    assert_eq!(send(json!("{")).await.status, 422);
    let page = server.stranger().get("/ledger/ring-ring/api/v2/incidents.json").await.json();
    let one = &page["incidents"][0];
    assert_eq!(
        (&one["name"], &one["impact"], &one["status"]),
        (&json!("Sign-in fails"), &json!("major"), &json!("resolved"))
    );
    assert_eq!(
        (&one["started_at"], one["incident_updates"].as_array().unwrap().len()),
        (&json!("2024-08-16T08:00:00.000Z"), 1)
    );
    for file in ["summary", "status", "components"] {
        let answer = server.stranger().get(&format!("/ledger/ring-ring/api/v2/{file}.json")).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["page"]["name"]),
            (200, &json!("Ring Ring")),
            "{file}"
        );
    }
    assert_eq!(server.stranger().get("/ledger/ring-ring/api/v2/other.json").await.status, 404);
}

#[tokio::test]
async fn everything_works_without_a_script_and_a_throng_is_about_an_incident() {
    let server = Server::start().await;
    let owner = server.owner().await;
    assert!(server.stranger().get("/ledger").await.text.contains("No service stands here yet."));
    let fields = [("name", "Ring <Ring>"), ("url", "nowhere"), ("kind", "calls"), ("users_estimate", "1000")];
    let refused = owner.form("/ledger/new", &fields).await;
    assert!(refused.status == 422 && refused.text.contains("Ring &#60;Ring&#62;"), "{}", refused.text);
    let made =
        owner.form("/ledger/new", &[fields[0], ("url", "https://ring.example"), fields[2], fields[3]]).await;
    assert_eq!((made.status.as_u16(), made.header("location")), (303, "/ledger/ring-ring"), "{}", made.text);
    let tapped = server.stranger().form("/ledger/ring-ring/reports", &[]).await;
    assert!(
        tapped.status == 303 && tapped.header("location") == "/ledger/ring-ring?said=counted",
        "{}",
        tapped.text
    );
    let begun = [
        ("title", "No sound"),
        ("began_at", "2024-08-16T08:00"),
        ("evidence", "https://example.org/x\nI heard nothing"),
    ];
    let opened = owner.form("/ledger/ring-ring/incidents", &begun).await;
    assert_eq!(opened.status, 303, "{}", opened.text);
    let page = opened.header("location").to_owned();
    let id = page.trim_start_matches("/incidents/").to_owned();
    for path in [
        "/ledger",
        "/yardstick",
        "/ledger/ring-ring",
        "/ledger/ring-ring?said=again",
        "/ledger/ring-ring/write",
        &page,
        &format!("{page}/write"),
        &format!("/gather?about=incident:{id}"),
    ] {
        for language in ["en", "de"] {
            let path = format!("{path}{}lang={language}", if path.contains('?') { '&' } else { '?' });
            let answer = owner.get(&path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            assert!(
                !answer.text.contains("ledger-") && !answer.text.contains("<Ring>"),
                "{path}: {}",
                answer.text
            );
        }
    }
    let throng = json!({"objective": "Is there sound?", "about": {"kind": "incident", "id": id}, "deadline": rfc3339(4_102_444_800_000), "template": "check"});
    let gathered = owner.post("/api/v1/throngs", throng).await;
    assert_eq!(
        (gathered.status.as_u16(), &gathered.json()["about"]["id"]),
        (201, &json!(id)),
        "{}",
        gathered.text
    );
    let slug = gathered.json()["slug"].as_str().unwrap().to_owned();
    assert!(server.stranger().get(&format!("/t/{slug}")).await.text.contains(&page));
    let story = server.a_story(&json!({"title": "Silence", "about": [{"kind": "incident", "id": id}]})).await;
    let incident = server.stranger().get(&page).await.text;
    assert!(incident.contains("Is there sound?") && incident.contains("/s/silence"), "{story} {incident}");
    let export = owner.get("/api/v1/me/export").await;
    assert!(export.text.contains("No sound"));
    assert_eq!(owner.send(Method::DELETE, "/api/v1/me", json!({})).await.status, 204);
    assert_eq!(server.stranger().get(&page).await.status, 404);
}
