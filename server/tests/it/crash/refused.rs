//! Data folders that are not to be served, and old ones that are.

use platform::db::Db;
use sqlx::Executor;

use super::child::{Process, run, said};

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_is_told_who_the_first_is() {
    let folder = tempfile::tempdir().unwrap();
    let first = Process::serve(folder.path());
    let second = run(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(1));
    assert!(said(&second).contains(&format!("in use by process {}", first.id())), "{}", said(&second));
}

#[tokio::test(flavor = "multi_thread")]
async fn data_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Process::serve(folder.path()).stop().success());
    let db = Db::connect(&format!("sqlite://{}", folder.path().join("throng.db").display())).await.unwrap();
    db.writing().await.unwrap().execute("INSERT INTO migrations VALUES (9999, 'later')").await.unwrap();
    db.close().await;
    let refused = run(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("written by a newer version"), "{}", said(&refused));
    let check = run(folder.path(), &["check"]);
    assert_eq!(
        (check.status.code(), said(&check).contains("schema 9999")),
        (Some(1), true),
        "{}",
        said(&check)
    );
}

/// A database as the first version left it; written down, so that an edit of a step that was released shows.
const FIRST: &str = include_str!("../fixtures/schema-0002.sql");

#[tokio::test(flavor = "multi_thread")]
async fn an_old_folder_keeps_its_people_and_sessions() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::connect(&format!("sqlite://{}", folder.path().join("throng.db").display())).await.unwrap();
    db.writing().await.unwrap().execute(sqlx::raw_sql(FIRST)).await.unwrap();
    db.close().await;
    let server = Process::serve(folder.path());
    let me = server.client.get(format!("{}/api/v1/me", server.url)).bearer_auth("a-token-of-old").send();
    let me: serde_json::Value = me.await.unwrap().json().await.unwrap();
    assert_eq!((me["name"].as_str(), me["role"].as_str()), (Some("Quiet Heron"), Some("member")));
    assert!(server.stop().success());
    let check = run(folder.path(), &["check"]);
    assert!(check.status.success(), "{}", said(&check));
}
