//! kill -9 at any moment: what was acknowledged is there, once, and every invariant is kept.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use platform::testing::{TestDb, on_both};
use rand::{RngExt, SeedableRng};

use super::child::{Process, run, said};
use super::load::{Done, Shared, set_stage, verify, write};

/// Times that the server is killed.
const KILLS: u64 = 3;
/// Writers at once, so many requests are under way at most.
const WRITERS: u64 = 12;
/// The longest that it is left alone, in milliseconds.
const LONGEST: u64 = 1_500;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_exactly_once() {
    on_both(&[], |TestDb { url, .. }| async move { kill_and_look(&url).await }).await;
}

/// Kills servers on the database at `url` while people write.
async fn kill_and_look(url: &str) {
    let database = ["--database-url", url];
    let serve = |folder: &Path| Process::with(folder, &[&["--hold-new", "no"], &database[..]].concat());
    let check = |folder: &Path| {
        let check = run(folder, &[&["check"], &database[..]].concat());
        assert!(check.status.success(), "{url}: {}", said(&check));
    };
    let folder = tempfile::tempdir().unwrap();
    let mut random = rand::rngs::StdRng::seed_from_u64(2026);
    let done = Shared::new(Mutex::new(Done::default()));
    let first = serve(folder.path());
    let link = run(folder.path(), &["owner-link"]);
    let stage = set_stage(&first, said(&link).trim()).await;
    assert!(first.stop().success());
    for kill in 0..KILLS {
        let mut server = serve(folder.path());
        let before = done.lock().unwrap().hits;
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let who = format!("{kill}.{writer}");
                tokio::spawn(write(server.at.clone(), stage.clone(), who, done.clone()))
            })
            .collect();
        // A writer that has ended already was refused something; its panic shows below.
        while done.lock().unwrap().hits == before && !writers.iter().any(tokio::task::JoinHandle::is_finished)
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(random.random_range(0..LONGEST))).await;
        server.kill();
        for writer in writers {
            writer.await.unwrap();
        }
        check(folder.path());
    }
    let server = serve(folder.path());
    let done = std::mem::take(&mut *done.lock().unwrap());
    verify(&server, &stage, &done, KILLS * WRITERS).await;
    assert!(server.stop().success());
    check(folder.path());
}
