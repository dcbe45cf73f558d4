//! Data folders that are not to be served.

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
