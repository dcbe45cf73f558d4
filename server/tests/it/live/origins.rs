//! Whose cookie counts: only one that comes from our own pages, on the socket and on event streams alike.

use reqwest::Method;
use serde_json::json;

use crate::live::client::Socket;
use crate::support::{Answer, Server};

const FOREIGN: [&str; 3] = ["http://evil.example", "null", "https://127.0.0.1"];

#[tokio::test]
async fn a_foreign_page_speaks_for_nobody_on_the_socket() {
    let server = Server::start().await;
    let guest = server.guest().await;
    let cookie = format!("throng={}", guest.token.as_ref().unwrap());
    let who = async |origin: Option<&str>| {
        let mut headers = vec![("cookie", cookie.clone())];
        headers.extend(origin.map(|origin| ("origin", origin.to_owned())));
        let Ok(mut socket) = Socket::open(&server.url, "/live", &headers).await else {
            return json!("refused");
        };
        socket.say(json!({ "hello": {} })).await;
        socket.until("welcome").await["person"].take()
    };
    assert_eq!(who(Some(&server.url)).await["id"], json!(guest.id().await));
    for origin in FOREIGN {
        let person = who(Some(origin)).await;
        assert!(person.is_null() || person == "refused", "{origin}: {person}");
    }
    assert!(who(None).await.is_null(), "a cookie without a word about where it comes from");
}

#[tokio::test]
async fn a_foreign_page_reads_nothing_by_somebodys_cookie() {
    let server = Server::start().await;
    let member = server.somebody("member").await;
    let story = server.a_story(&json!({ "visibility": "members" })).await;
    let cookie = format!("throng={}", member.token.as_ref().unwrap());
    let path = format!("/live/sse?topic=story:{story}");
    let asked = |headers: &[(&str, &str)]| {
        let request = server.stranger().request(Method::GET, &path).header("cookie", &cookie);
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
    };
    let own =
        asked(&[("sec-fetch-site", "same-origin"), ("accept", "text/event-stream")]).send().await.unwrap();
    assert_eq!(own.status(), 200);
    for origin in FOREIGN {
        for accept in ["text/event-stream", "*/*"] {
            let foreign = Answer::of(asked(&[("origin", origin), ("accept", accept)])).await;
            assert_eq!(foreign.status, 404, "{origin} {accept}");
        }
    }
    for headers in [&[][..], &[("sec-fetch-site", "cross-site")]] {
        assert_eq!(Answer::of(asked(headers)).await.status, 404, "{headers:?}");
    }
    // The same for what a script of another site fetches.
    let read = server.stranger().request(Method::GET, &format!("/api/v1/stories/{story}"));
    let foreign = Answer::of(read.header("cookie", &cookie).header("origin", "http://evil.example")).await;
    assert_eq!(foreign.status, 404);
}
