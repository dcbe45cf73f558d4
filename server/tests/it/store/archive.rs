//! An instance in one piece: backup, export, import and the check that nothing is broken.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use platform::config::Config;
use platform::testing::{TestDb, on_both};
use reqwest::Method;
use serde_json::json;
use sqlx::Executor;
use throng::archive::backup::backup;
use throng::archive::export::export;
use throng::archive::import::import;
use throng::archive::{ArchiveError, Instance, Progress, telling};
use throng::checks::{self, Findings};

use crate::http::decide::{decide, drinks};
use crate::http::ledger::{a_service, an_outage};
use crate::http::throngs::{cats, gather, send, work};
use crate::support::{Server, Someone};

/// A name that is counted as a person's browser.
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Settings of an instance in `data`, on the database at `url`.
fn settings(data: &Path, url: &str) -> Config {
    let flags =
        [("data".to_owned(), data.display().to_string()), ("database_url".to_owned(), url.to_owned())];
    Config::load(flags.into(), std::iter::empty(), None).unwrap().config
}

async fn quietly<T, W: Future<Output = T>>(work: impl FnOnce(Progress) -> W) -> T {
    telling(work, |_| std::future::ready(())).await
}

async fn check(instance: &Instance, repair: bool) -> Findings {
    quietly(async |told| checks::check(instance, repair, &told).await).await.unwrap()
}

async fn exported(instance: &Instance, file: PathBuf) -> Vec<u8> {
    quietly(async |told| export(instance, &file, &told).await).await.unwrap();
    std::fs::read(file).unwrap()
}

/// Copies the whole instance into `target`, a data folder then.
pub async fn copied(server: &Server, target: &Path) {
    let instance = Instance::of(&server.app);
    quietly(async |told| backup(&instance, target, &told).await).await.unwrap();
}

/// A small picture.
fn drawn() -> Vec<u8> {
    let image = pixels::Image::new(64, 48, false, vec![90; 64 * 48 * 3]).unwrap();
    pixels::encode(&image, pixels::Encoding::Png, None).unwrap()
}

/// A server with people, events, a picture and hits.
async fn lived_in() -> (Server, Someone) {
    let server = Server::start().await;
    let guest = server.guest().await;
    guest.send(Method::PATCH, "/api/v1/me", json!({"name": "Otis \u{1f408} \"7\""})).await;
    for _ in 0..3 {
        server.guest().await;
    }
    let words = [("title", "A garden gnome"), ("alt", "Grey"), ("licence", "CC0-1.0")];
    let picture = server.owner().await.upload("/api/v1/pictures", "a.png", drawn(), &words).await;
    assert_eq!(picture.status, 201, "{}", picture.text);
    let page = format!("/p/{}", picture.json()["id"].as_str().unwrap());
    let look = server.stranger().request(Method::GET, &page).header("user-agent", BROWSER);
    let looked = look.send().await.unwrap();
    assert_eq!(looked.status(), 200);
    looked.bytes().await.unwrap();
    let kept = server.app.writer.write(move |tx| {
        Box::pin(async move {
            for _ in 0..300 {
                tx.emit("room:a", "message", json!({"id": "x"}));
            }
            Ok(())
        })
    });
    kept.await.unwrap();
    (server, guest)
}

/// As [`lived_in`], and something of every capability: a story that is talked about, a throng that labels and one that decides, a
/// service with an incident.
async fn full_of_life() -> (Server, Someone) {
    let (server, guest) = lived_in().await;
    let owner = server.owner().await;
    let story = server.a_story(&json!({})).await;
    for (path, body) in [
        (format!("/api/v1/stories/{story}/updates"), json!({"body": "The gnome moved."})),
        (format!("/api/v1/stories/{story}/comments"), json!({"body": "I saw it."})),
        (format!("/api/v1/rooms/{story}/messages"), json!({"body": "Hello \u{1f408}", "key": "k"})),
        (format!("/api/v1/rooms/{story}/messages"), json!({"body": "Who?", "reply_to": 1})),
        (
            "/api/v1/submissions".to_owned(),
            json!({"url": "https://example.org/a", "title": "A link", "tags": ["cats"]}),
        ),
    ] {
        let done = owner.post(&path, body).await;
        assert_eq!(done.status, 201, "{path}: {}", done.text);
    }
    let (_, activity) = gather(&server, &owner, cats()).await;
    assert_eq!(
        send(&owner, &activity, "", "key,text\nTom,He says meow\nRex,He says woof\n").await.status,
        201
    );
    while work(&guest, &activity, |item| json!(if item["key"] == "Tom" { "cat" } else { "dog" }))
        .await
        .is_some()
    {}
    let (throng, ballot) = decide(&server, &owner, drinks("approval", "anyone")).await;
    let ballot = format!("/api/v1/activities/{ballot}/ballot");
    let cast = guest.send(Method::PUT, &ballot, json!({"approve": ["tea"]})).await;
    assert_eq!(cast.status, 200, "{}", cast.text);
    let ended =
        owner.post(&format!("/api/v1/throngs/{throng}/outcome"), json!({"statement": "Ada's."})).await;
    assert_eq!(ended.status, 201, "{}", ended.text);
    let service = a_service(&owner, "https://ring.example/").await;
    let incident = an_outage(&owner, &service).await;
    let update = json!({"body": "They look into it."});
    assert_eq!(owner.post(&format!("/api/v1/incidents/{incident}/updates"), update).await.status, 201);
    assert_eq!(guest.post(&format!("/api/v1/services/{service}/reports"), json!({})).await.status, 201);
    (server, guest)
}

/// Tables that [`full_of_life`] must have rows in: what is moved is compared only where there is something.
const LIVED: [&str; 20] = [
    "people",
    "sessions",
    "pictures",
    "renditions",
    "stories",
    "story_texts",
    "updates",
    "comments",
    "messages",
    "throngs",
    "throng_members",
    "activities",
    "items",
    "answers",
    "ballot_leaves",
    "outcomes",
    "submissions",
    "services",
    "incidents",
    "reports",
];

/// Hits of the only picture.
async fn hits(server: &Server) -> serde_json::Value {
    let pictures = server.stranger().get("/api/v1/pictures").await.json();
    let id = pictures["items"][0]["id"].as_str().unwrap();
    server.stranger().get(&format!("/api/v1/pictures/{id}/hits")).await.json()["hits"].clone()
}

#[tokio::test]
async fn what_was_imported_is_exported_the_same_from_either_database() {
    let (server, guest) = full_of_life().await;
    for table in LIVED {
        let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let rows: i64 = sqlx::query_scalar(sql).fetch_one(server.app.db.reader()).await.unwrap();
        assert!(rows > 0, "{table}");
    }
    let folder = tempfile::tempdir().unwrap();
    let first = exported(&Instance::of(&server.app), folder.path().join("first.tar")).await;
    let (folder, first, guest) = (&folder, &first, &guest);
    on_both(&[], |TestDb { url, .. }| async move {
        let other = tempfile::tempdir().unwrap();
        let config = settings(&other.path().join("data"), &url);
        let instance = Instance::open(&config).await.unwrap();
        let source = folder.path().join("first.tar");
        quietly(async |told| import(&instance, &source, &told).await).await.unwrap();
        assert_eq!(check(&instance, false).await, Findings::default());
        assert!(exported(&instance, other.path().join("second.tar")).await == *first, "{url}");
        let again = quietly(async |told| import(&instance, &source, &told).await).await;
        assert!(matches!(again, Err(ArchiveError::InUse)));
        drop(instance);

        // It goes on living: people are signed in, the log goes on.
        let server = Server::with(&[("data", config.data.to_str().unwrap()), ("database_url", &url)]).await;
        assert_eq!(server.as_someone(guest).get("/api/v1/me").await.json()["name"], "Otis \u{1f408} \"7\"");
        let seq = server.app.writer.write(|tx| {
            let seq = tx.emit("room:a", "message", json!({}));
            Box::pin(async move { Ok(seq) })
        });
        assert_eq!(seq.await.unwrap().get(), 301);
        assert_eq!(hits(&server).await, 1);

        // And a backup of it is a data folder.
        let copy = other.path().join("copy");
        copied(&server, &copy).await;
        let mode = std::fs::metadata(copy.join("throng.db")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "what signs people in is their owner's only");
        let instance = Instance::of(&server.app);
        let refused = quietly(async |told| backup(&instance, &copy, &told).await).await;
        assert!(matches!(refused, Err(ArchiveError::NotEmpty(_))));
        let restored = Server::with(&[("data", copy.to_str().unwrap())]).await;
        assert_eq!(restored.as_someone(guest).get("/api/v1/me").await.status, 200);
        assert_eq!(hits(&restored).await, 1);
        let token = server.app.keys.sign("p", b"x");
        assert_eq!(restored.app.keys.verify("p", &token).unwrap(), b"x");
        assert_eq!(check(&Instance::of(&restored.app), false).await, Findings::default());
    })
    .await;
}

#[tokio::test]
async fn a_damaged_archive_leaves_nothing_behind() {
    let (server, _) = lived_in().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.tar");
    let whole = exported(&Instance::of(&server.app), file.clone()).await;
    let content = whole.windows(8).position(|part| part == b"\x89PNG\r\n\x1a\n").unwrap();
    let mut other_content = whole.clone();
    other_content[content + 40] ^= 1;
    let cut = whole[..whole.len() - 3_000].to_vec();
    let data = folder.path().join("data");
    let config = settings(&data, &format!("sqlite://{}", data.join("throng.db").display()));
    for broken in [other_content, cut, b"no archive".to_vec(), Vec::new()] {
        std::fs::write(&file, broken).unwrap();
        let instance = Instance::open(&config).await.unwrap();
        let refused = quietly(async |told| import(&instance, &file, &told).await).await;
        assert!(matches!(refused, Err(ArchiveError::Broken(_))), "{refused:?}");
    }
    std::fs::write(&file, whole).unwrap();
    let instance = Instance::open(&config).await.unwrap();
    quietly(async |told| import(&instance, &file, &told).await).await.unwrap();
}

#[tokio::test]
async fn each_broken_invariant_is_one_line() {
    let (server, _) = lived_in().await;
    let instance = Instance::of(&server.app);
    assert_eq!(check(&instance, false).await, Findings::default());
    let mut conn = server.app.db.writing().await.unwrap();
    for sql in [
        "DELETE FROM events WHERE topic = 'room:a' AND seq = 7",
        "UPDATE blobs SET refs = refs + 1 WHERE hash = (SELECT original FROM pictures)",
        "PRAGMA foreign_keys=OFF",
        "INSERT INTO sessions (id, person, token_hash, made_at, expires_at) VALUES ('s', 'nobody', 'h', 0, 9000000000000)",
        "INSERT INTO blobs (hash, bytes, refs, at) VALUES ('0000000000000000000000000000000000000000000000000000000000000000', 1, 1, 0)",
    ] {
        conn.execute(sql).await.unwrap();
    }
    let original = platform::blobs::BlobHash::of(&drawn());
    let mut other_content = drawn();
    other_content[40] ^= 1;
    std::fs::write(server.app.blobs.path(original), other_content).unwrap();
    let orphan = server.app.blobs.put(Bytes::from_static(b"nobody's")).await.unwrap();
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(7_200);
    let file = std::fs::File::options().write(true).open(server.app.blobs.path(orphan)).unwrap();
    file.set_modified(long_ago).unwrap();
    insta::assert_snapshot!(check(&instance, false).await.broken.join("\n"));

    // Counts are mended; files are deleted only where no server might need them in the same moment.
    let mended = check(&instance, true).await;
    assert_eq!((mended.broken.len(), mended.mended.len()), (4, 1));
    let copy = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", server.app.folder.database().display());
    let mut config = settings(copy.path(), &database);
    config.blobs.clone_from(&server.app.config.blobs);
    let alone = Instance::open(&config).await.unwrap();
    let mended = check(&alone, true).await;
    assert_eq!((mended.broken.len(), mended.mended.len()), (3, 1));
    assert!(!server.app.blobs.path(orphan).exists());
}
