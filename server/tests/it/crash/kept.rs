//! Folders as earlier versions left them: they are served, keep what was in them, and hold every invariant afterwards.
//!
//! They are written down as SQL, so that an edit of a step that was released shows.

use std::path::Path;

use platform::blobs::{BlobHash, Blobs};
use platform::db::{Backend, Db};
use platform::testing::{TestDb, on_both};
use serde_json::{Value, json};
use sqlx::{Executor, Row};
use throng::archive::{Instance, telling};
use throng::checks::{self, Findings};
use throng::schema::SCHEMA;

use super::child::{Process, run, said as said_by};
use crate::support::Server;

/// Puts the database, and the files that it names, into the folder.
async fn lay_out(folder: &Path, sql: &'static str) {
    let db = Db::connect(&format!("sqlite://{}", folder.join("throng.db").display())).await.unwrap();
    let mut conn = db.writing().await.unwrap();
    conn.execute(sqlx::raw_sql(sql)).await.unwrap();
    if sql.contains("kept_files") {
        let blobs = Blobs::open(&folder.join("blobs")).unwrap();
        for row in sqlx::query("SELECT hash, content FROM kept_files").fetch_all(&mut conn).await.unwrap() {
            let (hash, content): (String, Vec<u8>) = (row.get(0), row.get(1));
            let put: BlobHash = blobs.put(content.into()).await.unwrap();
            assert_eq!(put.to_string(), hash);
        }
        conn.execute("DROP TABLE kept_files").await.unwrap();
    }
    drop(conn);
    db.close().await;
}

/// Reads `path` as the person with this token, or as a stranger.
async fn read(server: &Process, path: &str, token: Option<&str>) -> Value {
    let request = server.client.get(format!("{}{path}", server.url));
    let answer = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.json().await.unwrap()
}

/// Stops the server; nothing may be broken then.
fn stop_and_check(folder: &Path, server: Process) {
    assert!(server.stop().success());
    let check = run(folder, &["check"]);
    assert!(check.status.success(), "{}", said_by(&check));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_the_first_version_keeps_its_people_and_sessions() {
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), include_str!("../fixtures/schema-0002.sql")).await;
    let server = Process::serve(folder.path());
    let me = read(&server, "/api/v1/me", Some("a-token-of-old")).await;
    assert_eq!((&me["name"], &me["role"]), (&json!("Quiet Heron"), &json!("member")));
    stop_and_check(folder.path(), server);
}

/// The owner's token in the folder of the first landing.
const OWNER: &str = "yHb59WJJynafeFLduL4qRR6ia1N-38u7IN2tM6_ewjQ";

/// Puts the rows of a folder that was written down into a database whose schema is as old, whatever order they stand in.
async fn pour(db: &Db, sql: &str) {
    let mut conn = db.writing().await.unwrap();
    conn.execute(match db.backend() {
        Backend::Sqlite => "PRAGMA foreign_keys=OFF",
        Backend::Postgres => "SET session_replication_role = replica",
    })
    .await
    .unwrap();
    let rows = sql.lines().filter_map(|line| {
        let table = line.strip_prefix("INSERT INTO ")?.split_once(' ').unwrap().0;
        (!["migrations", "kept_files", "sqlite_sequence"].contains(&table)).then_some((table, line))
    });
    let rows: Vec<_> = rows.collect();
    for (table, _) in &rows {
        conn.execute(sqlx::AssertSqlSafe(format!("DELETE FROM {table}"))).await.unwrap();
    }
    for (table, row) in rows {
        conn.execute(sqlx::AssertSqlSafe(row.to_owned()))
            .await
            .unwrap_or_else(|error| panic!("{table}: {error}"));
    }
    if db.backend() == Backend::Postgres {
        let numbers = "SELECT setval(pg_get_serial_sequence('events', 'id'), MAX(id)) FROM events";
        conn.execute(numbers).await.unwrap();
    }
}

#[tokio::test]
async fn the_data_of_the_first_landing_goes_on_in_either_database() {
    const SQL: &str = include_str!("../fixtures/schema-0008.sql");
    on_both(&SCHEMA[..8], |TestDb { url, db }| async move {
        pour(&db, SQL).await;
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        lay_out(elsewhere.path(), SQL).await;
        std::fs::rename(elsewhere.path().join("blobs"), data.join("blobs")).unwrap();

        let server = Server::with(&[("data", data.to_str().unwrap()), ("database_url", &url)]).await;
        let mut owner = server.stranger();
        owner.token = Some(OWNER.to_owned());
        assert_eq!(owner.get("/api/v1/me").await.json()["role"], "owner");
        let story = "01m86zkvyre0b9rebymcfgsmt5";
        let told = owner.get(&format!("/api/v1/stories/{story}")).await.json();
        assert_eq!(
            (&told["title"], &told["updates"][0]["body"]),
            (&json!("A cat and a gnome"), &json!("The gnome moved."))
        );
        let said = owner.get(&format!("/api/v1/rooms/{story}/messages")).await.json();
        assert_eq!(
            (&said["items"][0]["body"], &said["items"][1]["reply_to"]),
            (&json!("hello all"), &json!(1))
        );
        let outcome = owner.get("/api/v1/throngs/01m86zkwg4e0g8nahy6szhrtv7/outcome").await.json();
        assert_eq!(
            (&outcome["statement"], &outcome["results"][0]["answer"]),
            (&json!("One of each."), &json!("cat"))
        );
        let more =
            owner.post(&format!("/api/v1/rooms/{story}/messages"), json!({"body": "Still here."})).await;
        assert_eq!(more.status, 201, "{}", more.text);
        let instance = Instance::of(&server.app);
        let check =
            telling(async |told| checks::check(&instance, false, &told).await, |_| std::future::ready(()));
        assert_eq!(check.await.unwrap(), Findings::default(), "{url}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_the_first_landing_keeps_everything() {
    const GUEST: &str = "POe1zotUSXYHrNJKWR3UHGPLrSl88eHEDhemOHcyMNk";
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), include_str!("../fixtures/schema-0008.sql")).await;
    let server = Process::serve(folder.path());
    let (cat, story) = ("01m86zkv7re069w2dhhwd3sc8g", "01m86zkvyre0b9rebymcfgsmt5");
    let (over, at_work) = ("01m86zkwg4e0g8nahy6szhrtv7", "01m86zkxcce0pbzs523btj0e37");

    assert_eq!(read(&server, "/api/v1/me", Some(OWNER)).await["role"], "owner");
    assert_eq!(read(&server, "/api/v1/me", Some(GUEST)).await["name"], "Otis");
    let told = read(&server, &format!("/api/v1/stories/{story}"), None).await;
    assert_eq!((&told["title"], &told["pictures"]), (&json!("A cat and a gnome"), &json!([cat])));
    assert_eq!(told["updates"][0]["body"], "The gnome moved.");
    assert_eq!(read(&server, &format!("/api/v1/stories/{story}/hits"), None).await["hits"], 3);
    let comments = read(&server, &format!("/api/v1/stories/{story}/comments"), None).await;
    assert_eq!(comments["items"][1]["body"], "I saw it too.");
    let said = read(&server, &format!("/api/v1/rooms/{story}/messages"), None).await;
    assert_eq!((&said["items"][0]["body"], &said["items"][1]["reply_to"]), (&json!("hello all"), &json!(1)));

    let picture = read(&server, &format!("/api/v1/pictures/{cat}"), None).await;
    let file = picture["renditions"][0]["url"].as_str().unwrap();
    let file = server.client.get(format!("{}{file}", server.url)).send().await.unwrap();
    assert_eq!(file.status(), 200);
    let lineage = read(&server, &format!("/api/v1/pictures/{cat}/lineage"), None).await;
    assert_eq!(lineage["nodes"].as_array().unwrap().len(), 2);

    let outcome = read(&server, &format!("/api/v1/throngs/{over}/outcome"), None).await;
    assert_eq!((&outcome["state"], &outcome["statement"]), (&json!("reached"), &json!("One of each.")));
    let answers: Vec<_> =
        outcome["results"].as_array().unwrap().iter().map(|result| &result["answer"]).collect();
    assert_eq!(answers, [&json!("cat"), &json!("gnome"), &json!("cat")]);
    let going = read(&server, &format!("/api/v1/throngs/{at_work}"), None).await;
    assert_eq!((&going["state"], &going["progress"]["total"]), (&json!("gathering"), &json!(2)));
    let queue = read(&server, "/api/v1/moderation/queue", Some(OWNER)).await;
    assert_eq!(queue["items"].as_array().unwrap().len(), 2, "a report and a held picture");

    // What is exported and imported is the same: every id, every text, every count.
    let paths = [
        // First, since it waits until every hit is counted.
        format!("/api/v1/stories/{story}/hits"),
        "/api/v1/stories".to_owned(),
        "/api/v1/pictures".to_owned(),
        "/api/v1/throngs".to_owned(),
        "/api/v1/moderation-log".to_owned(),
        format!("/api/v1/stories/{story}/comments"),
        format!("/api/v1/pictures/{cat}/lineage"),
        format!("/api/v1/rooms/{story}/messages"),
        format!("/api/v1/throngs/{over}/outcome"),
        format!("/api/v1/throngs/{at_work}/members"),
        "/api/v1/moderation/queue".to_owned(),
    ];
    let all = async |server: &Process| {
        let mut answers = Vec::new();
        for path in &paths {
            let answer = read(server, path, Some(OWNER)).await.to_string();
            answers.push(answer.replace(&server.url.replace("127.0.0.1", "localhost"), ""));
        }
        answers
    };
    let before = all(&server).await;
    stop_and_check(folder.path(), server);
    let archive = folder.path().join("all.tar").display().to_string();
    let other = tempfile::tempdir().unwrap();
    for (data, command) in [(folder.path(), "export"), (other.path(), "import")] {
        let done = run(data, &[command, &archive]);
        assert!(done.status.success(), "{command}: {}", said_by(&done));
    }
    let server = Process::serve(other.path());
    assert_eq!(all(&server).await, before);
    stop_and_check(other.path(), server);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_schema_15_keeps_what_came_since() {
    const OWNER: &str = "rB6JQ4fIZV6hZwQB3eCek9AB7yT4IIuUnY9PjbqPxIw";
    const STORY: &str = "01m87m87xze05t2myndpsqmcrk";
    let folder = tempfile::tempdir().unwrap();
    lay_out(folder.path(), include_str!("../fixtures/schema-0015.sql")).await;
    let server = Process::serve(folder.path());
    let owner = async |path: &str| read(&server, path, Some(OWNER)).await;

    assert_eq!(owner("/api/v1/me").await["role"], "owner");
    assert_eq!(owner(&format!("/api/v1/stories/{STORY}/hits")).await["hits"], 1);
    assert_eq!(owner(&format!("/api/v1/rooms/{STORY}/messages")).await["items"][0]["body"], "hello all");
    let submissions = owner("/api/v1/submissions").await;
    let (first, state) = (&submissions["items"][0]["title"], &submissions["items"][0]["state"]);
    assert_eq!((first, state), (&json!("A link put forward"), &json!("greenlit")));
    let tally = owner("/api/v1/activities/01m87m886fe09a0cq1m4mgqty2/tally").await;
    assert_eq!((&tally["winners"], &tally["ballots"]), (&json!(["tea"]), &json!(2)));
    let deeds = owner("/api/v1/activities/01m87m88nqe0a9rwjmz5dkgqkg/items").await;
    assert_eq!(deeds["items"][1]["text"], "Wash the gnome");
    let label = owner("/api/v1/activities/01m87m88xfe0crzabxcvfp1p2k/results").await;
    let answers = label["items"].as_array().unwrap().iter().map(|item| item["answers"].as_i64().unwrap());
    assert_eq!(answers.sum::<i64>(), 1);
    let incident = owner("/api/v1/incidents/01m87m890se0fsnaaaz0ppsf81").await;
    let update = &incident["updates"][0]["body"];
    assert_eq!((&incident["title"], update), (&json!("Nobody can sign in"), &json!("They look into it.")));
    let figures = owner("/api/v1/services/01m87m890je0fagvh5x4d6xcw7/scorecard").await;
    assert!(figures["figures"].as_array().unwrap().iter().any(|figure| figure["name"] == "saidi"));
    stop_and_check(folder.path(), server);
}
