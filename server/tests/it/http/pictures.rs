//! Pictures: putting them up, every size of them, changing and taking back; and whatever strangers send instead.

use pixels::{Encoding, Image, encode};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Server, Someone};

/// A picture with soft colours.
fn picture(width: u32, height: u32) -> Image {
    let pixels = (0..height)
        .flat_map(|y| {
            (0..width).flat_map(move |x| [(x % 256) as u8, (y % 256) as u8, ((x + y) / 8 % 256) as u8])
        })
        .collect();
    Image::new(width, height, false, pixels).unwrap()
}

/// The same as JPEG.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encode(&picture(width, height), Encoding::Jpeg { quality: 90 }, None).unwrap()
}

/// Puts a picture up and gives it.
pub async fn put_up(someone: &Someone, fields: &[(&str, &str)]) -> Value {
    let answer = someone.upload("/api/v1/pictures", "cat.jpg", jpeg(700, 500), fields).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn a_picture_is_put_up_and_served_in_every_size() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let stranger = server.stranger();
    let answer = stranger
        .upload(
            "/api/v1/pictures",
            "../../etc/passwd",
            jpeg(700, 500),
            &[
                ("title", "Cat & <gnome>"),
                ("licence", "CC-BY-SA-4.0"),
                ("tags[]", "cat"),
                ("tags[]", "Gnome"),
            ],
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let made = answer.json();
    assert_eq!(answer.header("location"), format!("/api/v1/pictures/{}", made["id"].as_str().unwrap()));
    assert!(made["token"].is_string(), "the first act makes a guest");
    assert_eq!((&made["width"], &made["height"], &made["held"]), (&json!(700), &json!(500), &json!(false)));
    assert_eq!(made["tags"], json!(["cat", "gnome"]));
    let read = stranger.get(&format!("/api/v1/pictures/{}", made["id"].as_str().unwrap())).await;
    assert_eq!((read.status.as_u16(), &read.json()["title"]), (200, &json!("Cat & <gnome>")));
    let widths: Vec<_> = jpegs(&made).map(|rendition| rendition["width"].as_u64().unwrap()).collect();
    assert_eq!(widths, [320, 480, 640, 700]);
    for rendition in jpegs(&made) {
        let url = rendition["url"].as_str().unwrap();
        let sent = stranger.get(url).await;
        assert_eq!((sent.status.as_u16(), sent.header("content-type")), (200, "image/jpeg"));
        assert_eq!(sent.header("cache-control"), "public, max-age=31536000, immutable");
        let probe = pixels::probe(&sent.bytes).unwrap();
        assert_eq!(json!([probe.width, probe.height]), json!([rendition["width"], rendition["height"]]));
        assert_eq!(probe.found.licence.as_deref(), Some("CC-BY-SA-4.0"));
        let etag = sent.header("etag").to_owned();
        let again = Answer::of(stranger.request(Method::GET, url).header("if-none-match", etag)).await;
        assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
    }
    assert_eq!(server.app.pictures.workshop.for_readers(), 0, "readers cause no encode of the ladder");
}

/// The renditions that are JPEGs.
fn jpegs(picture: &Value) -> impl Iterator<Item = &Value> {
    picture["renditions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|rendition| rendition["media_type"] == "image/jpeg")
}

#[tokio::test]
async fn webp_follows_by_itself_and_odd_sizes_are_made_when_asked_for() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let guest = server.guest().await;
    let id = put_up(&guest, &[]).await["id"].as_str().unwrap().to_owned();
    let mut renditions = Vec::new();
    while renditions.len() < 8 {
        renditions = guest.get(&format!("/api/v1/pictures/{id}")).await.json()["renditions"]
            .as_array()
            .unwrap()
            .clone();
    }
    let webp = renditions.iter().find(|rendition| rendition["media_type"] == "image/webp").unwrap();
    let sent = guest.get(webp["url"].as_str().unwrap()).await;
    assert_eq!((sent.status.as_u16(), sent.header("content-type")), (200, "image/webp"));
    assert_eq!(server.app.pictures.workshop.for_readers(), 0);
    let odd = guest.get(&format!("/r/{id}/240.png")).await;
    assert_eq!((odd.status.as_u16(), odd.header("content-type")), (200, "image/png"));
    assert_eq!(odd.header("cache-control"), "public, no-cache");
    assert_eq!(pixels::probe(&odd.bytes).unwrap().width, 240);
    guest.get(&format!("/r/{id}/240.png")).await;
    assert_eq!(server.app.pictures.workshop.for_readers(), 1, "made once");
    assert_eq!(guest.get(&format!("/r/{id}/241.jpg")).await.status, 404);
    let wide = guest.get(&format!("/r/{id}/1600.jpg")).await;
    assert_eq!(wide.status, 307, "never grown");
    assert!(wide.header("location").starts_with(&format!("/r/{id}/700.jpg")), "{}", wide.header("location"));
    assert!(guest.get(&format!("/r/{id}/card.jpg")).await.bytes.len() <= 50_000);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_a_sentence() {
    let server = Server::with(&[("hold_new", "no"), ("max_upload_mb", "1")]).await;
    let guest = server.guest().await;
    let whole = jpeg(700, 500);
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#.to_vec();
    let huge_png = {
        let mut png = encode(&picture(4, 4), Encoding::Png, None).unwrap();
        png[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        png
    };
    let refused = [
        ("empty", Vec::new(), 422),
        ("svg", svg, 422),
        ("html", b"<html><body onload=alert(1)>".to_vec(), 422),
        ("noise", vec![7; 5_000], 422),
        ("cut off", whole[..whole.len() / 2].to_vec(), 422),
        ("lying", huge_png, 422),
        ("oversized", [whole.clone(), vec![0; 1 << 20]].concat(), 413),
    ];
    for (name, bytes, status) in refused {
        let answer = guest.upload("/api/v1/pictures", "cat.jpg", bytes, &[]).await;
        assert_eq!(answer.status, status, "{name}: {}", answer.text);
        assert_eq!(answer.json()["errors"][0]["pointer"], "/file", "{name}");
        assert!(answer.header("content-type").starts_with("application/problem+json"));
    }
    assert_eq!(
        guest.post("/api/v1/pictures", json!({"title": "x"})).await.status,
        422,
        "neither file nor recipe"
    );
    let wrong = guest.upload("/api/v1/pictures", "a.jpg", whole.clone(), &[("licence", "mine")]).await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.json()["errors"][0]["pointer"].clone()),
        (422, json!("/licence"))
    );
    let orphan = guest
        .upload("/api/v1/pictures", "a.jpg", whole, &[("parents[]", "01arz3ndektsv4rrffq69g5fav")])
        .await;
    assert_eq!(orphan.status, 422, "{}", orphan.text);
    let forged =
        server.stranger().request(Method::POST, "/api/v1/pictures").header("origin", "http://evil.example");
    let form = reqwest::multipart::Form::new().text("title", "x");
    assert_eq!(Answer::of(forged.multipart(form)).await.status, 403);
    let list = guest.get("/api/v1/pictures").await.json();
    assert_eq!(list, json!({"items": [], "next": null}), "nothing of it was kept");
}

#[tokio::test]
async fn what_is_held_is_its_authors_until_it_is_let_through() {
    let server = Server::start().await;
    let (guest, other, owner) = (server.guest().await, server.guest().await, server.owner().await);
    let held = put_up(&guest, &[]).await;
    assert_eq!(held["held"], true);
    let id = held["id"].as_str().unwrap();
    let (json, file) = (format!("/api/v1/pictures/{id}"), held["renditions"][0]["url"].as_str().unwrap());
    for someone in [&other, &server.stranger()] {
        assert_eq!(
            (someone.get(&json).await.status, someone.get(file).await.status.as_u16()),
            (reqwest::StatusCode::NOT_FOUND, 404)
        );
    }
    for someone in [&guest, &owner] {
        assert_eq!(someone.get(&json).await.status, 200);
        let seen = someone.get(file).await;
        assert_eq!((seen.status.as_u16(), seen.header("cache-control")), (200, "private, no-store"));
    }
    assert_eq!(put_up(&owner, &[]).await["held"], false, "a host's own is shown at once");
}

#[tokio::test]
async fn an_edit_is_a_new_version_and_a_withdrawal_is_at_once() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let (guest, other) = (server.guest().await, server.guest().await);
    let made = put_up(&guest, &[("title", "Old")]).await;
    let path = format!("/api/v1/pictures/{}", made["id"].as_str().unwrap());
    let file = made["renditions"][0]["url"].as_str().unwrap();
    assert_eq!(other.send(Method::PATCH, &path, json!({"title": "Mine"})).await.status, 403);
    let etag = guest.get(&path).await.header("etag").to_owned();
    let edit = |title: &'static str| {
        Answer::of(
            guest
                .request(Method::PATCH, &path)
                .header("if-match", etag.clone())
                .json(&json!({"title": title})),
        )
    };
    assert_eq!(edit("New").await.json()["title"], "New");
    assert_eq!(edit("Newer").await.status, 412);
    assert_eq!(guest.get(&path).await.json()["title"], "New");
    assert_eq!(other.get(file).await.status, 200);
    assert_eq!(other.send(Method::DELETE, &path, json!({})).await.status, 403);
    assert_eq!(guest.send(Method::DELETE, &path, json!({})).await.status, 204);
    for gone in [other.get(file).await, other.get(&path).await, guest.get(&path).await] {
        assert_eq!((gone.status.as_u16(), gone.header("cache-control")), (410, "private, no-store"));
    }
}
