//! Hits: exact, whoever asks and however often.

use axum::body::Body;
use axum::http::{HeaderMap, Method as AxumMethod, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use http_body_util::BodyExt;
use platform::Id;
use reqwest::Method;
use serde_json::{Value, json};
use throng::surges::hits;
use throng::things::Kind;

use crate::http::pictures::put_up;
use crate::support::{Answer, Server, on_both_databases};

const CLIENTS: usize = 64;
const EACH: usize = 5;
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

#[tokio::test]
async fn every_hit_of_a_crowd_is_counted_once() {
    on_both_databases(|server| async move {
        let picture = put_up(&server.owner().await, &[]).await;
        let id = picture["id"].as_str().unwrap();
        let (page, file) = (format!("/p/{id}"), picture["renditions"][0]["url"].as_str().unwrap());
        let crowd = (0..CLIENTS).map(|n| {
            let (client, page) = (server.stranger(), page.clone());
            async move {
                for _ in 0..EACH {
                    let from = if n % 2 == 0 { "https://www.news.example/item" } else { "" };
                    let asked = client.request(Method::GET, &page).header("user-agent", FIREFOX);
                    let seen = Answer::of(asked.header("referer", from)).await;
                    assert_eq!(seen.status, 200);
                    let etag = seen.header("etag").to_owned();
                    let again = client.request(Method::GET, &page).header("if-none-match", etag);
                    let status = Answer::of(again).await.status;
                    assert!(status == 304 || status == 200, "{status}");
                    assert_eq!(Answer::of(client.request(Method::HEAD, &page)).await.status, 200);
                    assert_eq!(client.get(file).await.status, 200);
                    assert_eq!(client.get(&format!("{page}x")).await.status, 404);
                }
            }
        });
        join_all(crowd).await;
        let figures = figures(&server, id).await;
        let all = CLIENTS * EACH;
        assert_eq!((&figures["hits"], &figures["loads"]), (&json!(all * 2), &json!(all)), "{figures}");
        assert_eq!(sum(&figures["by_minute"]), all * 2);
        assert_eq!(
            figures["by_referrer"],
            json!([{"referrer": "direct", "hits": all * 3 / 2}, {"referrer": "news.example", "hits": all / 2}])
        );
        assert_eq!(
            figures["by_cause"],
            json!([{"cause": "person", "hits": all}, {"cause": "bot", "hits": all}]),
            "a client without a name is a machine"
        );
        let read = server.stranger().get(&format!("/api/v1/pictures/{id}")).await.json();
        assert_eq!(read["hits"], figures["hits"]);
    })
    .await;
}

async fn figures(server: &Server, id: &str) -> Value {
    server.stranger().get(&format!("/api/v1/pictures/{id}/hits")).await.json()
}

fn sum(parts: &Value) -> usize {
    parts.as_array().unwrap().iter().map(|part| part["hits"].as_u64().unwrap() as usize).sum()
}

#[tokio::test]
async fn an_answer_that_was_cut_short_is_no_hit() {
    let server = Server::start().await;
    let picture = put_up(&server.owner().await, &[]).await;
    let id: Id = picture["id"].as_str().unwrap().parse().unwrap();
    let answer = |method: AxumMethod| {
        let pieces = stream::iter(["half", "rest"].map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece))));
        let response = Response::new(Body::from_stream(pieces));
        hits::watch(
            &server.app,
            &method,
            hits::count(&server.app, Kind::Picture, id, &HeaderMap::new(), response),
        )
    };
    let mut cut = answer(AxumMethod::GET).into_body().into_data_stream();
    assert_eq!(cut.next().await.unwrap().unwrap(), "half");
    drop(cut);
    drop(answer(AxumMethod::HEAD).into_body().collect().await.unwrap());
    let mut failed = Response::new(Body::from("no"));
    *failed.status_mut() = StatusCode::NOT_FOUND;
    let failed = hits::count(&server.app, Kind::Picture, id, &HeaderMap::new(), failed);
    drop(hits::watch(&server.app, &AxumMethod::GET, failed).into_body().collect().await.unwrap());
    assert_eq!(figures(&server, &id.to_string()).await["hits"], 0);
    drop(answer(AxumMethod::GET).into_body().collect().await.unwrap());
    assert_eq!(figures(&server, &id.to_string()).await["hits"], 1);
}

#[tokio::test]
async fn figures_of_what_is_held_are_not_told() {
    let server = Server::start().await;
    let guest = server.guest().await;
    let id = put_up(&guest, &[]).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/pictures/{id}/hits");
    assert_eq!(server.stranger().get(&path).await.status, 404);
    assert_eq!(guest.get(&path).await.status, 200);
}
