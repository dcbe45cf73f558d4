//! Recipes: put up, read again, forked, refused, and let go of.

use pixels::{Encoding, Image, encode};
use platform::clock::{Clock, DAY};
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::pictures::put_up;
use crate::support::{Server, Someone};

/// A half-transparent red layer.
fn layer() -> Vec<u8> {
    let image = Image::new(40, 30, true, [255, 0, 0, 128].repeat(1_200)).unwrap();
    encode(&image, Encoding::Png, None).unwrap()
}

async fn asset(someone: &Someone) -> Value {
    let answer = someone.upload("/api/v1/assets", "layer.png", layer(), &[]).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

fn recipe(picture: &str, layer: &str) -> String {
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='700' height='500'>\
         <image href='picture:{picture}' width='700' height='500'/><image href='{layer}' x='9.6' width='40' height='30'/>\
         <text x='350' y='480' font-family='Anton' font-size='60' text-anchor='middle' fill='#fff'>HELLO</text></svg>"
    )
}

/// How many pictures and held assets there are.
async fn kept(server: &Server) -> i64 {
    use sqlx::Row;
    let kept = sqlx::query("SELECT (SELECT COUNT(*) FROM pictures) + (SELECT COUNT(*) FROM assets)");
    kept.fetch_one(server.app.db.reader()).await.unwrap().try_get(0).unwrap()
}

/// How many refer to an asset's file.
async fn references(server: &Server, asset: &str) -> i64 {
    use sqlx::Row;
    let refs = sqlx::query("SELECT COALESCE(MAX(refs), 0) FROM blobs WHERE hash = $1");
    let refs = refs.bind(asset.trim_start_matches("asset:").to_owned());
    refs.fetch_one(server.app.db.reader()).await.unwrap().try_get(0).unwrap()
}

async fn is_whole(server: &Server) {
    let mut conn = server.app.db.reader().acquire().await.unwrap();
    assert_eq!(throng::pictures::check(&mut conn).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_recipe_is_drawn_kept_and_forked() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let guest = server.guest().await;
    let (first, second) = (put_up(&guest, &[]).await, put_up(&guest, &[]).await);
    let (first, second) = (first["id"].as_str().unwrap(), second["id"].as_str().unwrap());
    let layer = asset(&guest).await;
    assert_eq!((&layer["width"], &layer["height"]), (&json!(40), &json!(30)));
    let layer = layer["asset"].as_str().unwrap();
    let path = format!("/api/v1/pictures/{first}/remixes");
    let fields = json!({"title": "Hello", "alt": "A greeting", "licence": "CC0-1.0", "tags": ["cat"],
        "recipe": recipe(second, layer)});
    let made = guest.post(&path, fields).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let made = made.json();
    assert_eq!(made["parents"], json!([first, second]));
    assert_eq!(
        (&made["title"], &made["licence"], &made["tags"]),
        (&json!("Hello"), &json!("CC0-1.0"), &json!(["cat"]))
    );
    assert_eq!(
        (&made["width"], &made["height"], &made["media_type"]),
        (&json!(700), &json!(500), &json!("image/png"))
    );
    assert!(made["renditions"].as_array().unwrap().len() >= 4, "{made}");
    let address = format!("/api/v1/pictures/{}/recipe", made["id"].as_str().unwrap());
    let kept = server.stranger().get(&address).await;
    assert_eq!((kept.status.as_u16(), kept.header("content-type")), (200, "image/svg+xml"));
    assert!(kept.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
    assert_eq!(kept.header("x-content-type-options"), "nosniff");
    assert!(kept.text.contains(" x=\"10\"") && kept.text.contains("geometricPrecision"), "{}", kept.text);
    let pixels =
        server.stranger().get(&format!("/api/v1/assets/{}", layer.trim_start_matches("asset:"))).await;
    assert_eq!((pixels.status.as_u16(), pixels.header("content-type")), (200, "image/png"));
    let stranger = server.stranger();
    let fork = stranger
        .post(
            &format!("/api/v1/pictures/{}/remixes", made["id"].as_str().unwrap()),
            json!({"title": "Fork", "recipe": kept.text}),
        )
        .await;
    assert_eq!(fork.status, 201, "{}", fork.text);
    assert!(fork.json()["token"].is_string(), "a fork makes a guest");
    assert_eq!(guest.get(&format!("/api/v1/pictures/{first}/recipe")).await.status, 404);
    is_whole(&server).await;
}

#[tokio::test]
async fn what_is_wrong_in_a_recipe_is_named_and_nothing_is_kept() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let guest = server.guest().await;
    let id = put_up(&guest, &[]).await["id"].as_str().unwrap().to_owned();
    let held = put_up(&guest, &[("visibility", "members")]).await["id"].as_str().unwrap().to_owned();
    let (path, before) = (format!("/api/v1/pictures/{id}/remixes"), kept(&server).await);
    let svg = |inside: &str| {
        format!("<svg xmlns='http://www.w3.org/2000/svg' width='90' height='60'>{inside}</svg>")
    };
    let nobody = format!("asset:{}", "0".repeat(64));
    let wrong = [
        ("<svg/>".to_owned(), "svg"),
        (svg("<script>1</script>"), "script"),
        (svg("<g onclick='x'/>"), "onclick"),
        (svg("<image href='https://a.example/x.png' width='1' height='1'/>"), "picture:ID"),
        (svg(&format!("<image href='picture:{}' width='1' height='1'/>", "0".repeat(26))), "picture:000"),
        (svg(&format!("<image href='{nobody}' width='1' height='1'/>")), "asset:000"),
    ];
    for (recipe, named) in wrong {
        let answer = guest.post(&path, json!({"title": "x", "recipe": recipe})).await;
        assert_eq!(answer.status, 422, "{recipe}: {}", answer.text);
        assert!(answer.text.contains(named) && answer.text.contains("/recipe"), "{named}: {}", answer.text);
    }
    let hidden = svg(&format!("<image href='picture:{held}' width='9' height='9'/>"));
    let stranger = server.guest().await;
    assert_eq!(
        stranger.post(&path, json!({"recipe": hidden})).await.status,
        422,
        "who may not see it may not use it"
    );
    assert_eq!(guest.post(&path, json!({"title": "x"})).await.status, 422);
    let long = json!({"recipe": " ".repeat(recipes::MAX_BYTES + 1)});
    assert_eq!(guest.post(&path, long).await.status, 422);
    for bytes in [b"<svg/>".to_vec(), Vec::new()] {
        assert_eq!(guest.upload("/api/v1/assets", "x.png", bytes, &[]).await.status, 422);
    }
    let large = guest.upload("/api/v1/assets", "x.png", vec![0; 11 << 20], &[]).await;
    assert_eq!(large.status, 413, "{}", large.text);
    assert_eq!(kept(&server).await, before);
}

#[tokio::test]
async fn an_asset_is_its_makers_for_a_day_and_its_recipes_for_as_long_as_they_stand() {
    let (clock, hand) = Clock::manual(1_800_000_000_000);
    let server = Server::at(clock, &[("hold_new", "no")]).await;
    let guest = server.guest().await;
    let id = put_up(&guest, &[]).await["id"].as_str().unwrap().to_owned();
    let layer = asset(&guest).await["asset"].as_str().unwrap().to_owned();
    assert_eq!(asset(&guest).await["asset"], json!(layer), "the same pixels are the same asset");
    let address = format!("/api/v1/assets/{}", layer.trim_start_matches("asset:"));
    assert_eq!(guest.get(&address).await.status, 200);
    assert_eq!(server.stranger().get(&address).await.status, 404, "nobody else sees what nothing uses");
    let made = guest
        .post(&format!("/api/v1/pictures/{id}/remixes"), json!({"recipe": recipe(&id, &layer)}))
        .await
        .json();
    let made = format!("/api/v1/pictures/{}", made["id"].as_str().unwrap());
    let payload = json!({"hash": layer.trim_start_matches("asset:"), "person": guest.id().await});
    throng::remixes::forget_asset(&server.app, &payload).await.unwrap();
    assert_eq!(references(&server, &layer).await, 2, "not before its day is over");
    hand.advance(DAY);
    throng::remixes::forget_asset(&server.app, &payload).await.unwrap();
    is_whole(&server).await;
    assert_eq!(server.stranger().get(&address).await.status, 200, "its recipe keeps it");
    assert_eq!(guest.send(Method::DELETE, &made, json!({})).await.status, 204);
    assert_eq!(guest.get(&address).await.status, 404);
    assert_eq!(guest.get(&format!("{made}/recipe")).await.status, 410);
    is_whole(&server).await;
    assert_eq!(references(&server, &layer).await, 0);
}
