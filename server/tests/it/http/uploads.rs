//! What strangers send as pictures, and how much of it: quotas, what their files tell about them, blocked content, odd addresses.

use pixels::{Encoding, Image, encode, probe};
use reqwest::Method;
use serde_json::json;

use crate::http::pictures::{jpeg, put_up};
use crate::support::{Answer, Server};

/// A picture of bars, `turn` apart, so that no two look alike.
fn bars(turn: usize) -> Vec<u8> {
    let pixel = |x: usize, y: usize| {
        if (x / (8 + 6 * turn) + y / (40 - 6 * turn)).is_multiple_of(2) { 20 } else { 230 }
    };
    let pixels = (0..96).flat_map(|y| (0..96).flat_map(move |x| [pixel(x, y); 3])).collect();
    encode(&Image::new(96, 96, false, pixels).unwrap(), Encoding::Png, None).unwrap()
}

/// A soft light left of the middle, as a lamp at night.
fn disc() -> Vec<u8> {
    let light =
        |x: i32, y: i32| u8::try_from(255 - (((x - 150).pow(2) + (y - 120).pow(2)) / 300).min(255)).unwrap();
    let pixels = (0..300).flat_map(|y| (0..400).flat_map(move |x| [light(x, y); 3])).collect();
    encode(&Image::new(400, 300, false, pixels).unwrap(), Encoding::Jpeg { quality: 90 }, None).unwrap()
}

/// An EXIF block with an artist, a camera and the place where it was taken: 48° 51' 29" N.
fn exif() -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x03\0".to_vec();
    let mut entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        tiff.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
        tiff.extend(count.to_le_bytes());
        tiff.extend(value);
    };
    // Make, artist and the pointer to the place; their texts lie behind the directory, which is 50 bytes long.
    entry(0x010F, 2, 10, 50_u32.to_le_bytes());
    entry(0x013B, 2, 10, 60_u32.to_le_bytes());
    entry(0x8825, 4, 1, 70_u32.to_le_bytes());
    tiff.extend([0; 4]);
    tiff.extend(b"SpyCamera\0Ada Kunst\0");
    tiff.extend(b"\x02\0\x01\0\x02\0\x02\0\0\0N\0\0\0\x02\0\x05\0\x03\0\0\0\x64\0\0\0\0\0\0\0");
    for (value, of) in [(48_u32, 1_u32), (51, 1), (2929, 100)] {
        tiff.extend([value.to_le_bytes(), of.to_le_bytes()].concat());
    }
    [b"Exif\0\0".to_vec(), tiff].concat()
}

/// `file`, a JPEG, with these segments behind its beginning.
fn with_segments(file: &[u8], segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut out = file[..2].to_vec();
    for (marker, body) in segments {
        out.extend([0xFF, *marker]);
        out.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        out.extend(body);
    }
    [out, file[2..].to_vec()].concat()
}

fn holds(file: &[u8], word: &[u8]) -> bool {
    file.windows(word.len()).any(|window| window == word)
}

#[tokio::test]
async fn no_served_file_tells_where_it_was_taken_and_all_tell_whose_it_is() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let guest = server.guest().await;
    guest.send(Method::PATCH, "/api/v1/me", json!({"name": "Otis Heron"})).await;
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>SecretXmpPlace</x:xmpmeta>"
        .to_vec();
    let file =
        with_segments(&jpeg(700, 500), &[(0xE1, exif()), (0xE1, xmp), (0xFE, b"SecretComment".to_vec())]);
    assert_eq!(
        probe(&file).unwrap().found.author.as_deref(),
        Some("Ada Kunst"),
        "the file's own block can be read"
    );

    let sent = guest
        .upload("/api/v1/pictures", "home.jpg", file, &[("licence", "CC-BY-4.0"), ("title", "A gate")])
        .await;
    assert_eq!(sent.status, 201, "{}", sent.text);
    let id = sent.json()["id"].as_str().unwrap().to_owned();
    let mut urls: Vec<String> =
        ["card.jpg", "240.png", "240.webp", "240.jpg"].map(|name| format!("/r/{id}/{name}")).into();
    while urls.len() < 4 + 8 {
        urls.truncate(4);
        let picture = guest.get(&format!("/api/v1/pictures/{id}")).await.json();
        let made = picture["renditions"].as_array().unwrap().iter();
        urls.extend(made.map(|rendition| rendition["url"].as_str().unwrap().to_owned()));
    }
    for url in urls {
        let served = server.stranger().get(&url).await;
        assert_eq!(served.status, 200, "{url}");
        for secret in [&b"SpyCamera"[..], b"GPS", b"SecretXmpPlace", b"SecretComment", b"Exif\0\0", b"EXIF"] {
            assert!(!holds(&served.bytes, secret), "{} in {url}", String::from_utf8_lossy(secret));
        }
        let found = probe(&served.bytes).unwrap().found;
        assert_eq!(found.licence.as_deref(), Some("CC-BY-4.0"), "{url}");
        assert_eq!(found.author.as_deref(), Some("Otis Heron"), "{url}");
    }
}

#[tokio::test]
async fn a_guest_fills_their_share_and_everybody_together_the_store() {
    let server =
        Server::with(&[("hold_new", "no"), ("quota_mb_per_guest", "1"), ("max_upload_mb", "1")]).await;
    let guest = server.guest().await;
    // Noise at the end of a PNG is no part of the picture; it only weighs.
    let heavy = |turn: usize| [bars(turn), vec![7; 600_000]].concat();
    let send = async |who: &crate::support::Someone, turn| {
        who.upload("/api/v1/pictures", "a.png", heavy(turn), &[]).await
    };
    let first = send(&guest, 0).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let more = send(&guest, 1).await;
    assert_eq!(more.status, 507, "{}", more.text);
    insta::assert_json_snapshot!("a_guest_s_share_is_full", more.json());
    // The share is a guest's: others go on, and what was taken back makes room again.
    assert_eq!(send(&server.somebody("member").await, 2).await.status, 201);
    let path = format!("/api/v1/pictures/{}", first.json()["id"].as_str().unwrap());
    assert_eq!(guest.send(Method::DELETE, &path, json!({})).await.status, 204);
    assert_eq!(send(&guest, 1).await.status, 201);

    let small = Server::with(&[("quota_mb_total", "1"), ("max_upload_mb", "1")]).await;
    let owner = small.owner().await;
    assert_eq!(send(&owner, 0).await.status, 201);
    let full = send(&owner, 1).await;
    assert_eq!(full.status, 507);
    insta::assert_json_snapshot!("the_store_is_full", full.json());
}

#[tokio::test]
async fn two_uploads_at_once_do_not_go_beyond_a_share() {
    let server =
        Server::with(&[("hold_new", "no"), ("quota_mb_per_guest", "1"), ("max_upload_mb", "1")]).await;
    let guest = server.guest().await;
    let send = async |turn: usize| {
        let file = [bars(turn), vec![7; 600_000]].concat();
        guest.upload("/api/v1/pictures", "a.png", file, &[]).await.status.as_u16()
    };
    let (a, b, c) = tokio::join!(send(0), send(1), send(2));
    let mut all = [a, b, c];
    all.sort_unstable();
    assert_eq!(all, [201, 507, 507]);
}

#[tokio::test]
async fn what_was_blocked_comes_back_neither_as_it_was_nor_nearly() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let (owner, guest) = (server.owner().await, server.guest().await);
    let picture = guest.upload("/api/v1/pictures", "a.jpg", disc(), &[]).await.json();
    let served = guest.get(picture["renditions"][0]["url"].as_str().unwrap()).await;
    assert_eq!(served.status, 200);
    let about = json!({"kind": "picture", "id": picture["id"]});
    let block = json!({"act": "block", "about": about, "reason": "nobody wants it"});
    assert_eq!(owner.post("/api/v1/moderation/acts", block).await.status, 201);
    let gone = guest.get(&format!("/api/v1/pictures/{}", picture["id"].as_str().unwrap())).await;
    assert_eq!(gone.status, 410);
    // What was served of it, somebody saved and sends again.
    let smaller = served.bytes;
    for (name, file) in [("same", disc()), ("smaller", smaller)] {
        let again = server.guest().await.upload("/api/v1/pictures", "a.jpg", file, &[]).await;
        assert_eq!(again.status, 422, "{name}: {}", again.text);
        assert_eq!(again.json()["errors"][0]["pointer"], "/file");
    }
    let other = guest.upload("/api/v1/pictures", "b.png", bars(1), &[]).await;
    assert_eq!(other.status, 201, "{}", other.text);
}

#[tokio::test]
async fn no_address_leads_out_of_the_folder() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let picture = put_up(&server.guest().await, &[]).await;
    let id = picture["id"].as_str().unwrap();
    let tricks = [
        format!("/r/{id}/../../../etc/passwd"),
        format!("/r/{id}/..%2f..%2f..%2fetc%2fpasswd"),
        format!("/r/{id}/%2e%2e%2f%2e%2e%2fthrong.db"),
        format!("/r/{id}/320.jpg%00.png"),
        format!("/r/{id}/320.jpg/"),
        format!("/r/{id}/-320.jpg"),
        format!("/r/{id}/1e2.jpg"),
        format!("/r/{id}/99999.jpg"),
        "/r/..%2f..%2fthrong.db/320.jpg".to_owned(),
        "/r/%00/320.jpg".to_owned(),
        "/assets/..%2f..%2fCargo.toml".to_owned(),
        "/assets/%2e%2e/%2e%2e/Cargo.toml".to_owned(),
        "/blobs/../throng.db".to_owned(),
        "/throng.db".to_owned(),
        "//etc/passwd".to_owned(),
    ];
    let port = server.url.rsplit(':').next().unwrap();
    for path in tricks {
        // By hand: a client library would tidy the path up.
        let raw = format!("GET {path} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n");
        let answer = said(port, &raw).await;
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(matches!(status, "404" | "400"), "{path}: {answer}");
        assert!(!answer.contains("root:") && !answer.contains("SQLite format"), "{path}");
    }
    let known = Answer::of(server.stranger().request(Method::GET, &format!("/r/{id}/320.jpg"))).await;
    assert_eq!(known.status, 200);
}

async fn said(port: &str, request: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut socket = tokio::net::TcpStream::connect(format!("127.0.0.1:{port}")).await.unwrap();
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
