//! Fetches from real servers on this machine's loopback.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::*;

/// A server that hands each request's head to `answer` together with the connection.
fn server(answer: impl Fn(String, &mut TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
                head.push(byte[0]);
            }
            answer(String::from_utf8(head).unwrap(), &mut stream);
        }
    });
    address
}

/// A server with one fixed answer, which also counts its visitors.
fn saying(text: impl Into<String>) -> (SocketAddr, Arc<AtomicUsize>) {
    let (text, visits) = (text.into(), Arc::new(AtomicUsize::new(0)));
    let counted = visits.clone();
    let address = server(move |_, stream| {
        counted.fetch_add(1, Ordering::SeqCst);
        stream.write_all(text.as_bytes()).unwrap();
    });
    (address, visits)
}

fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn to(place: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n")
}

fn allowing(named: &[SocketAddr]) -> Fetcher {
    Fetcher::new(Policy::public_and(named.iter().copied()), "Throng")
}

async fn get(fetcher: &Fetcher, url: impl Into<String>) -> Result<Answer, FetchError> {
    fetcher.fetch(Ask::get(url)).await
}

#[tokio::test]
async fn an_answer_comes_with_all_it_has() {
    let (address, _) = saying(ok("hello"));
    let answer = get(&allowing(&[address]), format!("http://{address}/a?b#c")).await.unwrap();
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.content_type(), "text/html");
    assert_eq!(answer.body, "hello");
    assert_eq!(answer.url, format!("http://{address}/a?b"));
}

#[tokio::test]
async fn a_bad_status_is_an_answer_too() {
    let (address, _) = saying("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    let answer = get(&allowing(&[address]), format!("http://{address}/")).await.unwrap();
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.content_type(), "");
}

#[tokio::test]
async fn this_machine_is_refused_however_it_is_written() {
    let fetcher = allowing(&[]);
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "0",
        "localhost",
        "127.1",
        "[::]",
        "169.254.169.254",
        "[64:ff9b::7f00:1]",
    ] {
        let error = get(&fetcher, format!("http://{host}/")).await.unwrap_err();
        assert!(matches!(error, FetchError::NotPublic(_)), "{host}: {error}");
    }
}

#[tokio::test]
async fn the_text_alone_can_be_wrong() {
    let fetcher = allowing(&[]);
    for url in ["", "example.org", "/a", "ftp://example.org/", "file:///etc/passwd", "gopher://a/", "http://"]
    {
        assert_eq!(get(&fetcher, url).await.unwrap_err(), FetchError::NotAnAddress, "{url}");
    }
    assert_eq!(get(&fetcher, "http://me@example.org/").await.unwrap_err(), FetchError::Credentials);
    assert_eq!(get(&fetcher, "http://:pw@example.org/").await.unwrap_err(), FetchError::Credentials);
    assert_eq!(get(&fetcher, "http://example.org:25/").await.unwrap_err(), FetchError::Port(25));
}

#[tokio::test]
async fn a_redirect_to_the_inside_is_refused() {
    let (inside, visits) = saying(ok("secret"));
    for place in [format!("http://{inside}/"), "http://127.0.0.1/".into(), "http://[::1]/".into()] {
        let (outside, _) = saying(to(&place));
        let error = get(&allowing(&[outside]), format!("http://{outside}/")).await.unwrap_err();
        assert!(matches!(error, FetchError::NotPublic(_) | FetchError::Port(_)), "{place}: {error}");
    }
    let (outside, _) = saying(to("file:///etc/passwd"));
    let error = get(&allowing(&[outside]), format!("http://{outside}/")).await.unwrap_err();
    assert_eq!(error, FetchError::NotAnAddress);
    assert_eq!(visits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn redirects_are_followed_three_times() {
    let countdown = server(|head, stream| {
        let step: u32 = head.split(['/', ' ']).nth(2).unwrap().parse().unwrap();
        let answer = if step == 0 { ok("there") } else { to(&(step - 1).to_string()) };
        stream.write_all(answer.as_bytes()).unwrap();
    });
    let fetcher = allowing(&[countdown]);
    let answer = get(&fetcher, format!("http://{countdown}/3")).await.unwrap();
    assert_eq!((answer.body.as_ref(), answer.url), (&b"there"[..], format!("http://{countdown}/0")));
    let error = get(&fetcher, format!("http://{countdown}/4")).await.unwrap_err();
    assert_eq!(error, FetchError::TooManyRedirects);
}

#[tokio::test]
async fn a_name_that_turns_round_is_asked_once_and_pinned() {
    let (public, visits) = saying(ok("public"));
    let (private, secrets) = saying(ok("private"));
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let rebinding = move |_: &str, _: u16| {
        Ok(vec![if counted.fetch_add(1, Ordering::SeqCst) == 0 { public } else { private }])
    };
    let fetcher = Fetcher::with_lookup(Policy::public_and([public]), "Throng", rebinding);
    let url = format!("http://rebinding.example:{}/", public.port());
    assert_eq!(get(&fetcher, &url).await.unwrap().body, "public");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert_eq!(get(&fetcher, &url).await.unwrap_err(), FetchError::NotPublic("rebinding.example".into()));
    assert_eq!((visits.load(Ordering::SeqCst), secrets.load(Ordering::SeqCst)), (1, 0));
}

#[tokio::test]
async fn one_private_address_among_public_ones_is_enough() {
    let mixed =
        |_: &str, port| Ok(vec![SocketAddr::from(([1, 1, 1, 1], port)), ([10, 0, 0, 1], port).into()]);
    let fetcher = Fetcher::with_lookup(Policy::public(), "Throng", mixed);
    assert_eq!(
        get(&fetcher, "http://mixed.example/").await.unwrap_err(),
        FetchError::NotPublic("mixed.example".into())
    );
}

#[tokio::test]
async fn a_name_without_an_address_is_not_found() {
    let fetcher = Fetcher::with_lookup(Policy::public(), "Throng", |_, _| Ok(Vec::new()));
    assert_eq!(
        get(&fetcher, "https://none.example/").await.unwrap_err(),
        FetchError::NotFound("none.example".into())
    );
}

#[tokio::test]
async fn a_body_is_bounded_whether_its_length_is_told_or_not() {
    let long = "x".repeat(5_000);
    for text in [ok(&long), format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{long}")] {
        let (address, _) = saying(text);
        let ask = Ask { max_bytes: 4_999, ..Ask::get(format!("http://{address}/")) };
        assert_eq!(allowing(&[address]).fetch(ask.clone()).await.unwrap_err(), FetchError::TooLarge(4_999));
        let ask = Ask { max_bytes: 5_000, ..ask };
        assert_eq!(allowing(&[address]).fetch(ask).await.unwrap().body.len(), 5_000);
    }
}

#[tokio::test]
async fn a_dripping_body_and_a_silent_server_end_in_time() {
    let dripping = server(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n").unwrap();
        while stream.write_all(b"x").is_ok() {
            thread::park_timeout(Duration::from_millis(20));
        }
    });
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent_address = silent.local_addr().unwrap();
    for address in [dripping, silent_address] {
        let ask = Ask { timeout: Duration::from_millis(200), ..Ask::get(format!("http://{address}/")) };
        assert_eq!(allowing(&[address]).fetch(ask).await.unwrap_err(), FetchError::TimedOut);
    }
}

#[tokio::test]
async fn a_stuck_name_server_keeps_its_slot_and_the_asker_leaves() {
    let (release, stuck) = std::sync::mpsc::channel::<()>();
    let stuck = std::sync::Mutex::new(stuck);
    let fetcher = Fetcher::with_lookup(Policy::public(), "Throng", move |_, _| {
        stuck.lock().unwrap().recv().ok();
        Ok(Vec::new())
    });
    let ask = Ask { timeout: Duration::from_millis(50), ..Ask::get("http://stuck.example/") };
    assert_eq!(fetcher.fetch(ask).await.unwrap_err(), FetchError::TimedOut);
    assert_eq!(fetcher.slots.available_permits(), AT_ONCE - 1);
    release.send(()).unwrap();
    let all = fetcher.slots.acquire_many(AT_ONCE as u32).await;
    assert!(all.is_ok());
}

#[tokio::test]
async fn a_post_sends_its_body_and_follows_nothing() {
    let address = server(|head, stream| {
        assert!(head.starts_with("POST / HTTP/1.1\r\n"), "{head}");
        assert!(head.to_ascii_lowercase().contains("x-signature: abc"), "{head}");
        let mut body = [0; 4];
        stream.read_exact(&mut body).unwrap();
        assert_eq!(&body, b"ping");
        stream.write_all(to("http://127.0.0.1:1/").as_bytes()).unwrap();
    });
    let mut ask = Ask::post(format!("http://{address}/"), "ping");
    ask.headers.insert("x-signature", "abc".parse().unwrap());
    assert_eq!(allowing(&[address]).fetch(ask).await.unwrap().status, StatusCode::FOUND);
}

#[tokio::test]
async fn headers_of_the_asker_stay_with_the_origin_asked() {
    let echo = server(|head, stream| stream.write_all(ok(&head).as_bytes()).unwrap());
    let (first, _) = saying(to(&format!("http://{echo}/")));
    let mut ask = Ask::get(format!("http://{first}/"));
    ask.headers.insert("x-token", "secret".parse().unwrap());
    let there = String::from_utf8(allowing(&[first, echo]).fetch(ask).await.unwrap().body.to_vec()).unwrap();
    assert!(there.contains("Throng") && !there.contains("secret"), "{there}");
}

#[tokio::test]
async fn a_server_that_breaks_off_is_a_failure() {
    let (address, _) = saying("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    let error = get(&allowing(&[address]), format!("http://{address}/")).await.unwrap_err();
    assert!(matches!(error, FetchError::Failed(_)), "{error}");
}
