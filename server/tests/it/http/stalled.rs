//! Whoever begins something and does not go on: holds little, not for long, and keeps nobody out.

use std::time::Duration;

use reqwest::Method;
use throng::pictures::AT_ONCE_EACH;
use throng::web::connections;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::http::pictures::jpeg;
use crate::support::{Answer, Server};

/// A failure bound, never a pause, and beyond every bound of the server.
const PATIENCE: Duration = Duration::from_secs(120);
/// Uploads that stall at once: more than would once have taken all the memory that there is for files.
const STALLED: usize = 40;

/// A connection on which `text` was sent.
async fn sent(server: &Server, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// All that comes until the server closes.
async fn until_closed(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    // A reset is an end as well.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut heard)).await.expect("the server closes");
    String::from_utf8_lossy(&heard).into_owned()
}

/// An upload to `path` of which one byte comes; returns once the server waits for the rest, or with its refusal.
async fn stalled(server: &Server, path: &str, from: Option<&str>) -> (TcpStream, String) {
    let forwarded = from.map(|address| format!("x-forwarded-for: {address}\r\n")).unwrap_or_default();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: a.example\r\n{forwarded}content-type: image/png\r\ncontent-length: 9000000\r\n\
         expect: 100-continue\r\n\r\n"
    );
    let mut stream = sent(server, &head).await;
    let mut heard = vec![0; 64];
    let length = timeout(PATIENCE, stream.read(&mut heard)).await.expect("an answer").unwrap();
    stream.write_all(b"\x89").await.unwrap();
    (stream, String::from_utf8_lossy(&heard[..length]).into_owned())
}

#[tokio::test]
async fn stalled_uploads_keep_nobody_out() {
    let server = Server::start().await;
    let mut held = Vec::new();
    for _ in 0..STALLED {
        let (stream, heard) = stalled(&server, "/api/v1/assets", None).await;
        assert!(heard.starts_with("HTTP/1.1 100"), "{heard}");
        held.push(stream);
    }
    let guest = server.guest().await;
    let taken = guest.upload("/api/v1/assets", "a.jpg", jpeg(40, 30), &[]).await;
    assert_eq!(taken.status, 201, "{}", taken.text);
    let words = [("title", "A gnome"), ("alt", "Grey"), ("licence", "CC0-1.0")];
    let taken = guest.upload("/api/v1/pictures", "a.jpg", jpeg(40, 30), &words).await;
    assert_eq!(taken.status, 201, "{}", taken.text);
}

#[tokio::test]
async fn an_address_has_a_share_of_the_uploads_and_the_others_have_the_rest() {
    let server = Server::with(&[("trusted_proxies", "127.0.0.1")]).await;
    let mut held = Vec::new();
    for place in 0..AT_ONCE_EACH {
        let (stream, heard) = stalled(&server, "/api/v1/assets", Some("2001:db8::1")).await;
        assert!(heard.starts_with("HTTP/1.1 100"), "{place}: {heard}");
        held.push(stream);
    }
    let (_, refused) = stalled(&server, "/api/v1/assets", Some("2001:db8::2")).await;
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
    let put = |address: &str| {
        let request = server.stranger().request(Method::POST, "/api/v1/assets").body(jpeg(40, 30));
        Answer::of(request.header("x-forwarded-for", address.to_owned()))
    };
    assert_eq!(put("2001:db8::3").await.status, 429);
    let other = put("2001:db8:0:1::1").await;
    assert_eq!(other.status, 201, "{}", other.text);
}

#[tokio::test]
async fn a_body_that_stops_coming_is_given_up_with_a_sentence() {
    let server = Server::start().await;
    let (mut stream, heard) = stalled(&server, "/api/v1/assets", None).await;
    assert!(heard.starts_with("HTTP/1.1 100"), "{heard}");
    // From here on the clock jumps to whatever is waited for.
    tokio::time::pause();
    let answer = until_closed(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("connection: close") && answer.contains("stopped coming"), "{answer}");
}

#[tokio::test]
async fn half_a_head_and_a_silent_connection_are_cut() {
    let server = Server::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let head_wait = Duration::from_millis(200);
    tokio::spawn(connections::serve(server.app.clone(), listener, head_wait));
    for (begun, answered) in
        [("", 0), ("GET / HT", 0), ("GET /healthz HTTP/1.1\r\nhost: a.example\r\n\r\n", 1)]
    {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(begun.as_bytes()).await.unwrap();
        let heard = until_closed(&mut stream).await;
        assert_eq!(heard.matches("HTTP/1.1 200").count(), answered, "{begun:?}: {heard}");
    }
}

#[tokio::test]
async fn who_is_refused_before_the_body_is_read_hears_that_the_connection_ends() {
    let server = Server::start().await;
    let head = "POST /api/v1/pictures HTTP/1.1\r\nhost: a.example\r\norigin: http://evil.example\r\n\
                content-type: multipart/form-data; boundary=x\r\ncontent-length: 9000000\r\n\r\n--x";
    let heard = until_closed(&mut sent(&server, head).await).await;
    assert!(heard.starts_with("HTTP/1.1 403") && heard.contains("connection: close"), "{heard}");

    // Who sent all of it goes on with the same connection.
    let whole = "POST /api/v1/session HTTP/1.1\r\nhost: a.example\r\norigin: http://a.example\r\n\
                 content-type: application/json\r\ncontent-length: 2\r\n\r\n{}\
                 GET /healthz HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\n\r\n";
    let heard = until_closed(&mut sent(&server, whole).await).await;
    assert!(heard.starts_with("HTTP/1.1 201") && heard.contains("HTTP/1.1 200"), "{heard}");
}

#[tokio::test]
async fn who_comes_through_a_proxy_that_nobody_named_is_counted_as_well() {
    let server = Server::start().await;
    let stranger = server.stranger();
    for (name, value) in
        [("x-forwarded-for", "203.0.113.5"), ("forwarded", "for=203.0.113.5"), ("via", "1.1 a")]
    {
        let act = async |proxied: bool| {
            let request = stranger.request(Method::DELETE, "/api/v1/me");
            Answer::of(if proxied { request.header(name, value) } else { request }).await.status.as_u16()
        };
        let (mut acts, mut last) = (0, 401);
        while last == 401 {
            acts += 1;
            assert!(acts < 1_000, "{name}: nobody counts");
            last = act(true).await;
        }
        assert_eq!((last, act(false).await), (429, 401), "{name}");
    }
}
