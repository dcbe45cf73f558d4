//! kill -9 at any moment: what was acknowledged is there, once, and every invariant is kept.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use platform::db::Db;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use sqlx::Row;

use super::child::{Process, run, said};

/// Times that the server is killed.
const KILLS: u64 = 3;
/// Writers at once.
const WRITERS: usize = 16;
/// The longest that it is left alone, in milliseconds.
const LONGEST: u64 = 700;

/// What the server said was done: the name that was given, and the token that proves it.
type Acknowledged = Arc<Mutex<Vec<(String, String)>>>;

/// Makes guests with names of their own until the server is gone.
async fn write(url: String, client: reqwest::Client, writer: String, done: Acknowledged) {
    for n in 0.. {
        let name = format!("{writer}.{n}");
        let sent = client.post(format!("{url}/api/v1/session")).json(&json!({ "name": name })).send().await;
        let Ok(answer) = sent else { return };
        if answer.status() != 201 {
            continue;
        }
        let Ok(body) = answer.json::<Value>().await else { return };
        done.lock().unwrap().push((name, body["token"].as_str().unwrap().to_owned()));
    }
}

async fn people_named(data: &Path, name: &str) -> i64 {
    let db = Db::connect(&format!("sqlite://{}", data.join("throng.db").display())).await.unwrap();
    let count = sqlx::query("SELECT COUNT(*) FROM people WHERE name = $1")
        .bind(name)
        .fetch_one(db.reader())
        .await
        .unwrap()
        .get(0);
    db.close().await;
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_exactly_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut random = rand::rngs::StdRng::seed_from_u64(2026);
    let done = Acknowledged::default();
    for kill in 0..KILLS {
        let mut server = Process::serve(folder.path());
        let before = done.lock().unwrap().len();
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let who = format!("{kill}.{writer}");
                tokio::spawn(write(server.url.clone(), server.client.clone(), who, done.clone()))
            })
            .collect();
        while done.lock().unwrap().len() == before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(random.random_range(0..LONGEST))).await;
        server.kill();
        for writer in writers {
            writer.await.unwrap();
        }
        let check = run(folder.path(), &["check"]);
        assert!(check.status.success(), "{}", said(&check));
    }

    let server = Process::serve(folder.path());
    let acknowledged = done.lock().unwrap().clone();
    for (name, token) in &acknowledged {
        let me =
            server.client.get(format!("{}/api/v1/me", server.url)).bearer_auth(token).send().await.unwrap();
        assert_eq!(me.json::<Value>().await.unwrap()["name"], *name);
    }
    for (name, _) in acknowledged.iter().step_by(17) {
        assert_eq!(people_named(folder.path(), name).await, 1, "{name}");
    }
    assert!(server.stop().success());
}
