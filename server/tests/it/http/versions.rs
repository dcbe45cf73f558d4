//! Lost races and retries: nothing is overwritten that somebody did not see, and nothing happens twice.

use platform::clock::{Clock, DAY};
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::pictures::put_up;
use crate::http::throngs::{cats, gather, send};
use crate::support::{Answer, Server, Someone};

const START: i64 = 1_795_000_000_000;

#[tokio::test]
async fn a_lost_race_is_told_and_overwrites_nothing() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let owner = server.owner().await;
    let picture = put_up(&owner, &[]).await["id"].as_str().unwrap().to_owned();
    let story = server.a_story(&json!({})).await;
    let (throng, activity) = gather(&server, &owner, cats()).await;
    for (path, field) in [
        (format!("/api/v1/pictures/{picture}"), "title"),
        (format!("/api/v1/stories/{story}"), "title"),
        (format!("/api/v1/throngs/{throng}"), "objective"),
        (format!("/api/v1/activities/{activity}"), "title"),
    ] {
        let read = owner.get(&path).await;
        let seen = read.header("etag").to_owned();
        assert!(seen.starts_with('"'), "{path}: {seen}");
        let edit = async |tag: &str, text: &str| {
            let request = owner.request(Method::PATCH, &path).header("if-match", tag);
            Answer::of(request.json(&json!({field: text}))).await
        };
        let (one, two) = tokio::join!(edit(&seen, "One"), edit(&seen, "Two"));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{path}");
        let won = if one.status == 200 { &one } else { &two };
        let lost = if one.status == 200 { &two } else { &one };
        assert_eq!(lost.header("content-type"), "application/problem+json");
        let now = owner.get(&path).await;
        assert_eq!(
            (&now.json()[field], now.header("etag")),
            (&won.json()[field], now.header("etag")),
            "{path}"
        );
        assert_ne!(now.header("etag"), seen);
        assert!(now.header("etag").starts_with(won.header("etag").trim_end_matches('"')), "{path}");
        let known = owner.request(Method::GET, &path).header("if-none-match", now.header("etag"));
        let known = Answer::of(known).await;
        assert_eq!((known.status.as_u16(), known.text.as_str()), (304, ""), "{path}");
        assert_eq!(edit("\"nothing\"", "Three").await.status, 412, "{path}");
        assert_eq!(edit("*", "Three").await.json()[field], "Three", "{path}");
    }
}

/// A story with this key and title.
async fn write(who: &Someone, key: &str, title: &str) -> Answer {
    let request = who.request(Method::POST, "/api/v1/stories").header("idempotency-key", key);
    Answer::of(request.json(&json!({"title": title, "body": "It sat."}))).await
}

async fn stories(server: &Server) -> Vec<Value> {
    let list = server.stranger().get("/api/v1/stories").await.json();
    list["items"].as_array().unwrap().iter().map(|story| story["title"].clone()).collect()
}

#[tokio::test]
async fn a_retry_within_a_day_gets_the_first_answer_and_nothing_happens_twice() {
    let (clock, hand) = Clock::manual(START);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let first = write(&owner, "a", "Cat").await;
    hand.advance(DAY - 1);
    let again = write(&owner, "a", "Cat").await;
    assert_eq!((first.status.as_u16(), &first.text), (again.status.as_u16(), &again.text));
    for name in ["location", "etag", "content-type"] {
        assert_eq!(first.header(name), again.header(name), "{name}");
    }
    let other = write(&owner, "a", "Dog").await;
    assert_eq!((other.status.as_u16(), other.header("content-type")), (422, "application/problem+json"));
    // Somebody else's key, and another route's, are others.
    assert_eq!(write(&server.somebody("editor").await, "a", "Cow").await.status, 201);
    assert_eq!(stories(&server).await, ["Cow", "Cat"]);
    // What was refused may be mended and sent under the same key.
    let request = owner.request(Method::POST, "/api/v1/stories").header("idempotency-key", "b");
    assert_eq!(Answer::of(request.json(&json!({"title": ""}))).await.status, 422);
    assert_eq!(write(&owner, "b", "Hen").await.status, 201);
    hand.advance(2);
    assert_eq!(write(&owner, "a", "Fox").await.status, 201, "a day later the key is free");
}

#[tokio::test]
async fn one_key_sent_many_times_at_once_acts_once() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let sent = futures_util::future::join_all((0..12).map(|_| write(&owner, "k", "Cat"))).await;
    let made = sent.iter().filter(|answer| answer.status == 201).count();
    assert!(made >= 1);
    for answer in sent.iter().filter(|answer| answer.status != 201) {
        assert_eq!(answer.status, 409, "{}", answer.text);
        assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
    }
    assert_eq!(stories(&server).await, ["Cat"]);
}

/// A POST of somebody who is not known yet, as their browser or program sends it: with what an earlier answer told them.
async fn first_act(server: &Server, path: &str, body: &Value, before: Option<&Answer>, jar: bool) -> Answer {
    let stranger = server.stranger();
    let mut request = stranger
        .request(Method::POST, path)
        .header("idempotency-key", if jar { "jar" } else { "token" })
        .json(body);
    if let Some(before) = before.filter(|_| !jar) {
        request = request.bearer_auth(before.json()["token"].as_str().unwrap());
    } else {
        request = request.header("origin", &server.url);
        let cookies = before.into_iter().flat_map(|answer| answer.headers.get_all("set-cookie"));
        let cookies: Vec<_> =
            cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap()).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
    }
    Answer::of(request).await
}

#[tokio::test]
async fn a_retry_of_the_act_that_made_a_guest_makes_no_second_one() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let story = server.a_story(&json!({})).await;
    let (_, activity) = gather(&server, &owner, cats()).await;
    send(&owner, &activity, "", "text\nmeow\nwoof\n").await;
    for jar in [true, false] {
        let next = server.stranger().post(&format!("/api/v1/activities/{activity}/next"), json!({})).await;
        let lease = next.json()["lease"].as_str().unwrap().to_owned();
        for (path, body) in [
            (format!("/api/v1/stories/{story}/comments"), json!({"body": format!("Where? {jar}")})),
            ("/api/v1/session".to_owned(), json!({"name": format!("Otis {jar}")})),
            (format!("/api/v1/leases/{lease}/answer"), json!({"answer": "cat"})),
        ] {
            let first = first_act(&server, &path, &body, None, jar).await;
            assert!(first.status.is_success(), "{}", first.text);
            let again = first_act(&server, &path, &body, Some(&first), jar).await;
            assert_eq!((first.status, &first.text), (again.status, &again.text), "{path}");
        }
    }
    let comments = server.stranger().get(&format!("/api/v1/stories/{story}/comments")).await.json();
    assert_eq!(comments["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_form_that_is_sent_again_is_the_same_body() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let owner = server.owner().await;
    let put = async |title: &str| {
        let file = reqwest::multipart::Part::bytes(crate::http::pictures::jpeg(320, 200)).file_name("a.jpg");
        let form = reqwest::multipart::Form::new().text("title", title.to_owned()).part("file", file);
        let request = owner.request(Method::POST, "/api/v1/pictures").header("idempotency-key", "p");
        Answer::of(request.multipart(form)).await
    };
    let (first, again) = (put("A cat").await, put("A cat").await);
    assert_eq!((first.status.as_u16(), &first.text), (again.status.as_u16(), &again.text));
    assert_eq!(put("A dog").await.status, 422);
    let long = json!({"title": "A cat", "body": "m".repeat(2 << 20)});
    let request = owner.request(Method::POST, "/api/v1/stories").header("idempotency-key", "l").json(&long);
    assert_eq!(Answer::of(request).await.status, 413, "only uploads are held at length");
}
