//! One address cannot take every place: its sockets and event streams are counted together.

use std::net::IpAddr;

use platform::live::MAX_PER_ADDRESS;
use reqwest::Method;
use tokio_tungstenite::tungstenite::Error;

use super::client::Socket;
use crate::support::{Answer, Server};

#[tokio::test]
async fn an_address_with_all_its_places_is_told_to_wait_and_others_come_in() {
    let server = Server::with(&[("trusted_proxies", "127.0.0.1")]).await;
    let from = |address: &str| [("x-forwarded-for", address.to_owned())];
    let key = "2001:db8::1".parse::<IpAddr>().unwrap().into();
    let addresses = &server.app.live.addresses;
    let mut held: Vec<_> = (1..MAX_PER_ADDRESS).map(|_| addresses.take(key).unwrap()).collect();

    let last = Socket::open(&server.url, "/live", &from("2001:db8::2")).await.unwrap();
    match Socket::open(&server.url, "/live", &from("2001:db8::3")).await.err() {
        Some(Error::Http(refused)) => {
            assert_eq!(refused.status(), 429);
            assert_eq!(refused.headers()["retry-after"], "60");
        }
        other => panic!("{other:?}"),
    }
    let read = server.stranger().request(Method::GET, "/live/sse?topic=front");
    let refused = Answer::of(read.header("x-forwarded-for", "2001:db8::4")).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "60"), "{}", refused.text);
    assert_eq!(refused.json()["status"], 429);
    drop(Socket::open(&server.url, "/live", &from("2001:db8:0:1::1")).await.unwrap());

    held.pop();
    drop(Socket::open(&server.url, "/live", &from("2001:db8::3")).await.expect("a place came free"));
    drop(last);
}
