//! Surges: noticed, told truly, and by nobody else's wish.

use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener};

use platform::clock::{Clock, HOUR, Hand, MINUTE, SECOND};
use platform::fetch::{Fetcher, Policy};
use platform::testing::{TestDb, on_both};
use reqwest::Method;
use serde_json::{Value, json};
use throng::schema::SCHEMA;
use throng::surges::watch;

use crate::support::{Answer, Server};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
/// 14:05 UTC.
const START: i64 = 1_187_532_300_000;

/// A server whose clock stands until it is moved, on both databases.
async fn on_both_at<F, Fut>(test: F)
where
    F: Fn(Server, Hand) -> Fut,
    Fut: Future<Output = ()>,
{
    on_both(SCHEMA, |TestDb { url, .. }| {
        let test = &test;
        async move {
            let (clock, hand) = Clock::manual(START);
            let settings = [("database_url", url.as_str())];
            let settings = if url.starts_with("postgres") { &settings[..] } else { &[] };
            test(Server::at(clock, settings).await, hand).await;
        }
    })
    .await;
}

/// So many people come to a page, from `from`.
async fn come(server: &Server, path: &str, people: usize, from: &str) {
    for _ in 0..people {
        let asked = server.stranger().request(Method::GET, path).header("user-agent", FIREFOX);
        let asked = if from.is_empty() { asked } else { asked.header("referer", from) };
        assert_eq!(Answer::of(asked).await.status, 200);
    }
}

/// A web server elsewhere that answers everything with `answer`, and a fetcher that finds it under every name.
fn elsewhere(server: &Server, answer: impl Fn(&str) -> Vec<u8> + Send + 'static) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
                head.push(byte[0]);
            }
            // Whoever asks in TLS gets no answer, as from a host without it.
            if head.starts_with(b"GET") {
                let _ = stream.write_all(&answer(&String::from_utf8_lossy(&head)));
            }
        }
    });
    by_way_of(server, address);
}

fn by_way_of(server: &Server, address: SocketAddr) {
    let found = move |host: &str, port: u16| {
        if let Ok(literal) = host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::from((literal, port))]);
        }
        Ok(match host {
            "inside.example" => vec![SocketAddr::from(([10, 0, 0, 1], port))],
            _ if port == 443 => Vec::new(),
            _ => vec![address],
        })
    };
    server.app.surges.fetch_by(Fetcher::with_lookup(Policy::public_and([address]), "Throng", found));
}

fn page(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}

async fn story(server: &Server) -> Value {
    let id = server.a_story(&json!({})).await;
    server.stranger().get(&format!("/api/v1/stories/{id}")).await.json()
}

/// The page of a story.
fn path(story: &Value) -> String {
    format!("/s/{}", story["slug"].as_str().unwrap())
}

async fn surges(server: &Server) -> Vec<Value> {
    watch::look_once(&server.app).await.unwrap();
    server.stranger().get("/api/v1/surges").await.json()["items"].as_array().unwrap().clone()
}

async fn again(server: &Server, story: &Value) -> Value {
    server.stranger().get(&format!("/api/v1/stories/{}", story["id"].as_str().unwrap())).await.json()
}

#[tokio::test]
async fn a_crowd_is_noticed_fades_and_goes() {
    on_both_at(|server, hand| async move {
        let story = story(&server).await;
        come(&server, &path(&story), 6, "https://news.example/").await;
        assert_eq!(surges(&server).await, Vec::<Value>::new(), "six are no surge");
        come(&server, &path(&story), 24, "https://news.example/").await;
        come(&server, &path(&story), 6, "").await;
        let begun = surges(&server).await;
        assert_eq!(begun.len(), 1, "{begun:?}");
        assert_eq!(begun[0]["about"], json!({"kind": "story", "id": story["id"]}));
        assert_eq!((&begun[0]["state"], &begun[0]["peak_per_minute"]), (&json!("rising"), &json!(36)));
        assert_eq!(
            (&begun[0]["referrers"], &begun[0]["half_life_s"]),
            (&json!(["news.example"]), &Value::Null)
        );
        assert_eq!(begun[0]["began_at"], "2007-08-19T14:05:00.000Z");

        for people in [30, 22, 18, 13, 10, 8, 6] {
            hand.advance(MINUTE);
            come(&server, &path(&story), people, "https://news.example/").await;
        }
        let fading = surges(&server).await;
        assert_eq!(fading[0]["state"], "fading", "{fading:?}");
        let half = fading[0]["half_life_s"].as_i64().unwrap();
        assert!((60..900).contains(&half), "{half}");
        // The page with its running counts is kept for some seconds.
        hand.advance(10 * SECOND);
        let shown = server.stranger().get(&path(&story)).await.text;
        for words in [
            "from news.example since 14:05",
            "Arrivals halve every",
            "class=\"fan\"",
            "looking now",
            "no page named",
        ] {
            assert!(shown.contains(words), "{words}");
        }

        hand.advance(6 * HOUR);
        assert_eq!(surges(&server).await[0]["state"], "over");
        let shown = server.stranger().get(&path(&story)).await.text;
        assert!(!shown.contains("since 14:05") && !shown.contains("<crowd-line"));
    })
    .await;
}

#[tokio::test]
async fn the_host_is_told_and_lets_the_story_say_it_with_one_tap() {
    on_both_at(|server, _| async move {
        elsewhere(&server, |_| page("<a href=\"/about\">about us</a>"));
        let owner = server.owner().await;
        let story = story(&server).await;
        come(&server, &path(&story), 30, "https://www.news.example/").await;
        surges(&server).await;
        let desk = owner.get("/desk").await.text;
        let about = format!("/gather?about=story:{}", story["id"].as_str().unwrap());
        for words in ["Many people are coming from news.example: ", &about, "People are coming now"] {
            assert!(desk.contains(words), "{words}");
        }
        assert_eq!(again(&server, &story).await["updates"], json!([]), "held for the author");
        let publish = desk.split("action=\"").map(|part| part.split('"').next().unwrap());
        let publish = publish.into_iter().find(|action| action.ends_with("/publish")).unwrap();
        assert_eq!(owner.form(publish, &[]).await.status, 303);
        let told = again(&server, &story).await;
        assert_eq!(told["updates"][0]["cause"], "surge");
        assert_eq!(told["links_in"], json!([]), "no page is claimed that does not link");
        let feed = server.stranger().get(&format!("{}/feed.atom", path(&story))).await.text;
        assert!(feed.contains("Many people are coming from news.example"), "{feed}");
        come(&server, &path(&story), 30, "https://www.news.example/").await;
        surges(&server).await;
        assert_eq!(again(&server, &story).await["updates"].as_array().unwrap().len(), 1, "said once");
    })
    .await;
}

#[tokio::test]
async fn a_page_that_links_is_named_and_posted_at_once_where_the_author_chose_so() {
    on_both_at(|server, _| async move {
        let owner = server.owner().await;
        let story = story(&server).await;
        let link = story["url"].as_str().unwrap().to_owned();
        elsewhere(&server, move |_| page(&format!("<ul><li><a class=t href='{link}?ref=1'>A cat</a></ul>")));
        let chosen = owner.form(&format!("{}/surge", path(&story)), &[("choice", "posted")]).await;
        assert_eq!(chosen.status, 303, "{}", chosen.text);
        come(&server, &path(&story), 30, "https://www.news.example/").await;
        let begun = surges(&server).await;
        let told = again(&server, &story).await;
        let body = told["updates"][0]["body"].as_str().unwrap();
        // The watcher of the server itself may have looked before the last of them came.
        let (before, after) = body.split_once("): ").unwrap();
        assert_eq!(before, "This story is on the front page of [news.example](http://news.example/");
        let (people, since) = after.split_once(' ').unwrap();
        assert!((20..=30).contains(&people.parse::<u32>().unwrap()), "{body}");
        assert_eq!(since, "people came from there since 14:05 UTC.");
        assert_eq!(
            (&told["links_in"], &told["updates"][0]["cause"]),
            (&json!(["http://news.example/"]), &json!("surge"))
        );
        assert_eq!(begun[0]["page"], "http://news.example/");
    })
    .await;
}

#[tokio::test]
async fn forged_referrers_and_spam_write_nothing() {
    let (clock, _hand) = Clock::manual(START);
    let server = Server::at(clock, &[]).await;
    elsewhere(&server, |_| page("<p>nothing here links anywhere</p>"));
    let owner = server.owner().await;
    let story = story(&server).await;
    owner.form(&format!("{}/surge", path(&story)), &[("choice", "posted")]).await;
    come(&server, &path(&story), 40, "http://buttons-for-website.example/").await;
    assert_eq!(surges(&server).await, Vec::<Value>::new(), "spam is no crowd");
    come(&server, &path(&story), 40, "http://forged.example/").await;
    come(&server, &path(&story), 4, "http://few.example/").await;
    let begun = surges(&server).await;
    assert_eq!(begun[0]["referrers"], json!(["forged.example"]));
    let told = again(&server, &story).await;
    let body = told["updates"][0]["body"].as_str().unwrap();
    assert!(body.starts_with("Many people are coming to this story: ") && !body.contains("forged"), "{body}");
    let hits =
        server.stranger().get(&format!("/api/v1/stories/{}/hits", story["id"].as_str().unwrap())).await;
    assert!(!hits.text.contains("buttons-for") && hits.json()["hits"] == 84, "{}", hits.text);
    assert!(hits.json()["by_cause"].to_string().contains("\"bot\""));
}

#[tokio::test]
async fn hostile_pages_are_refused_within_their_bounds() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let story = story(&server).await;
    let link = story["url"].as_str().unwrap().to_owned();
    elsewhere(&server, move |head| match head.split(' ').nth(1).unwrap_or_default() {
        "/huge" => {
            let mut answer = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
            answer.resize(3 << 20, b'a');
            answer.extend(format!("<a href=\"{link}\">").bytes());
            answer
        }
        "/inside" => {
            b"HTTP/1.1 302 Found\r\nlocation: http://inside.example/\r\ncontent-length: 0\r\n\r\n".to_vec()
        }
        "/round" => b"HTTP/1.1 302 Found\r\nlocation: /round\r\ncontent-length: 0\r\n\r\n".to_vec(),
        "/gone" => format!(
            "HTTP/1.1 404 Not Found\r\ncontent-length: {}\r\n\r\n<a href=\"{link}\">",
            link.len() + 11
        )
        .into_bytes(),
        _ => page(&format!("<a href=\"{link}\">cat</a>")),
    });
    let links = format!("/api/v1/stories/{}/links", story["id"].as_str().unwrap());
    for address in [
        "http://news.example/huge",
        "http://news.example/inside",
        "http://news.example/round",
        "http://news.example/gone",
        "http://inside.example/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://me:pw@news.example/",
        "",
    ] {
        let refused = owner.post(&links, json!({"page": address})).await;
        assert_eq!(refused.status, 422, "{address}: {}", refused.text);
    }
    assert_eq!(again(&server, &story).await["links_in"], json!([]));
    let stranger = server.guest().await.post(&links, json!({"page": "http://news.example/"})).await;
    assert_eq!(stranger.status, 403);
    let kept = owner.form(&format!("{}/links", path(&story)), &[("page", "http://news.example/yes")]).await;
    assert_eq!(kept.status, 303, "{}", kept.text);
    assert_eq!(again(&server, &story).await["links_in"], json!(["http://news.example/yes"]));
    let wrong = owner.form(&format!("{}/links", path(&story)), &[("page", "http://news.example/gone")]).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text.contains("value=\"http://news.example/gone\"") && wrong.text.contains("does not link")
    );
}

#[tokio::test]
async fn a_surge_of_what_is_hidden_is_told_only_to_those_who_see_it() {
    let (clock, hand) = Clock::manual(START);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let id = server.a_story(&json!({"visibility": "members"})).await;
    let slug = owner.get(&format!("/api/v1/stories/{id}")).await.json()["slug"].as_str().unwrap().to_owned();
    for _ in 0..30 {
        let asked = owner.request(Method::GET, &format!("/s/{slug}")).header("user-agent", FIREFOX);
        assert_eq!(Answer::of(asked).await.status, 200);
    }
    watch::look_once(&server.app).await.unwrap();
    assert_eq!(server.stranger().get("/api/v1/surges").await.json()["items"], json!([]));
    let seen = owner.get("/api/v1/surges").await.json();
    assert_eq!(seen["items"][0]["state"], "rising", "{seen}");
    hand.advance(6 * MINUTE);
    watch::look_once(&server.app).await.unwrap();
    let seen = owner.get("/api/v1/surges").await.json();
    assert_eq!(seen["items"].as_array().unwrap().len(), 1, "{seen}");
    let mut conn = server.app.db.reader().acquire().await.unwrap();
    assert_eq!(throng::surges::check::check(&mut conn).await.unwrap(), Vec::<String>::new());
}
