//! The host's rows over HTTP: every spelling of a table that people send, what is wrong named by its line, and the way back.

use reqwest::Method;
use serde_json::{Value, json};

use crate::http::throngs::{cats, gather, send, work};
use crate::support::{Answer, Server, Someone};

/// The items' texts, in order.
pub async fn texts(who: &Someone, activity: &str) -> Vec<Value> {
    let items = who.get(&format!("/api/v1/activities/{activity}/items?limit=200")).await.json();
    items["items"].as_array().unwrap().iter().map(|item| item["text"].clone()).collect()
}

#[tokio::test]
async fn a_table_is_understood_however_it_was_saved() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let files: [(&str, Vec<u8>, [&str; 2]); 6] = [
        ("commas", b"id,text\n1,A cat\n2,\"A, dog\"\n".to_vec(), ["A cat", "A, dog"]),
        ("semicolons", "id;text\r\n1;Käse\r\n2;Maß\r\n".into(), ["Käse", "Maß"]),
        ("tabs", b"id\ttext\n1\tA cat\n2\tA dog\n".to_vec(), ["A cat", "A dog"]),
        ("a mark", b"\xEF\xBB\xBFtext\nA cat\nA dog\n".to_vec(), ["A cat", "A dog"]),
        ("Windows-1252", b"text;n\nK\xE4se;1\n\x80 5;2\n".to_vec(), ["Käse", "€ 5"]),
        ("one column", b"Sentence\n=SUM(A1)\n@here\n".to_vec(), ["=SUM(A1)", "@here"]),
    ];
    for (name, file, wanted) in files {
        let (_, activity) = gather(&server, &owner, cats()).await;
        let sent = send(&owner, &activity, "", file).await;
        assert_eq!(sent.status, 201, "{name}: {}", sent.text);
        assert_eq!(sent.json()["taken"], 2, "{name}");
        assert_eq!(texts(&owner, &activity).await, wanted, "{name}");
    }
}

#[tokio::test]
async fn one_object_a_line_is_taken_whole_and_comes_back_as_it_was() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (throng, activity) = gather(&server, &owner, cats()).await;
    let rows = "{\"key\":\"a\",\"text\":\"meow\",\"n\":1.50,\"private\":{\"deep\":[1]}}\n\n{\"key\":\"b\",\"text\":\"woof\",\"answer\":\"dog\"}\n";
    let path = format!("/api/v1/activities/{activity}/items");
    let request =
        owner.request(Method::POST, &path).header("content-type", "application/x-ndjson").body(rows);
    let sent = Answer::of(request).await;
    assert_eq!(sent.status, 201, "{}", sent.text);
    assert_eq!(sent.header("location"), path);
    let mut listed = owner.get(&path).await.json();
    for item in listed["items"].as_array_mut().unwrap() {
        item["id"] = json!("[id]");
    }
    insta::assert_json_snapshot!("items_of_an_activity", listed);

    for _ in 0..6 {
        let guest = server.guest().await;
        let right = |item: &Value| json!(if item["key"] == "b" { "dog" } else { "cat" });
        while work(&guest, &activity, right).await.is_some() {}
    }
    let outcome = format!("/api/v1/throngs/{throng}/outcome");
    assert_eq!(owner.post(&outcome, json!({"statement": "Told apart."})).await.status, 201);
    let own = owner.get(&format!("{outcome}?format=ndjson")).await.text;
    let first = own.lines().next().unwrap();
    assert!(
        first.starts_with(
            "{\"key\":\"a\",\"text\":\"meow\",\"n\":1.50,\"private\":{\"deep\":[1]},\"crowd_answer\":\"cat\""
        ),
        "{first}"
    );
    // Others read what was shown, and nothing that the host kept to themselves.
    let public = server.stranger().get(&format!("{outcome}?format=ndjson")).await.text;
    assert!(
        public.contains("\"text\":\"meow\"") && !public.contains("private") && !public.contains("1.50"),
        "{public}"
    );
}

#[tokio::test]
async fn a_private_column_is_the_hosts_alone_and_no_cell_acts_in_a_strangers_table() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (throng, activity) = gather(&server, &owner, cats()).await;
    let file = "key,text,secret\n=1+1,=HYPERLINK(\"http://evil.example\"),the source\n-5,+49 30,at home\n";
    let file =
        file.replace("=HYPERLINK(\"http://evil.example\")", "\"=HYPERLINK(\"\"http://evil.example\"\")\"");
    assert_eq!(send(&owner, &activity, "", file.clone()).await.status, 201);
    let outcome = format!("/api/v1/throngs/{throng}/outcome");
    assert_eq!(owner.post(&outcome, json!({"statement": "Nothing yet."})).await.status, 201);
    let slug =
        owner.get(&format!("/api/v1/throngs/{throng}")).await.json()["slug"].as_str().unwrap().to_owned();
    for path in [format!("{outcome}?format=csv"), format!("/t/{slug}/outcome.csv")] {
        let own: Vec<String> = owner.get(&path).await.text.lines().map(str::to_owned).collect();
        let rows: Vec<&str> = file.lines().collect();
        assert_eq!(own[0], format!("{},answer,confidence,answers", rows[0]), "{path}");
        assert!(own[1].starts_with(rows[1]) && own[2].starts_with(rows[2]), "{own:?}");
        let public = server.stranger().get(&path).await;
        assert_eq!(public.header("content-type"), "text/csv; charset=utf-8");
        let lines: Vec<&str> = public.text.lines().collect();
        assert_eq!(lines[0], "key,text,picture,url,answer,confidence,answers");
        assert!(lines[1].starts_with("'=1+1,\"'=HYPERLINK("), "{}", lines[1]);
        assert!(lines[2].starts_with("-5,'+49 30,"), "{}", lines[2]);
        assert!(!public.text.contains("source") && !public.text.contains("at home"), "{}", public.text);
    }
    let results = format!("/api/v1/activities/{activity}/results?format=csv");
    let own = owner.get(&results).await.text;
    assert!(own.starts_with("key,text,secret,item,answer,confidence,answers,state\n=1+1,\"=HYPER"), "{own}");
    assert!(server.stranger().get(&results).await.text.contains(",'=1+1,"));
}

#[tokio::test]
async fn what_is_wrong_is_named_by_its_line_and_nothing_is_taken() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (_, activity) = gather(&server, &owner, cats()).await;
    let wide = |columns: usize| vec!["a"; columns].join(",") + "\n" + &vec!["1"; columns].join(",") + "\n";
    let bad: [(&str, String, u64); 11] = [
        ("a cell too many", "id,text\n1,a\n2,b,c\n".into(), 3),
        ("a cell too few", "id,text\n1,a\n2\n".into(), 3),
        ("no text", "id,text\n1,a\n2,\n".into(), 3),
        ("a key twice", "key,text\nx,a\ny,b\nx,c\n".into(), 4),
        ("an answer that is no choice", "text,answer\na,cat\nb,cow\n".into(), 3),
        ("a picture that is none", "picture\nnowhere\n".into(), 2),
        ("an address that is none", "text,url\na,https://a.example\nb,javascript:alert(1)\n".into(), 3),
        ("a quote without an end", format!("id,text\n1,\"{}\n", "a\n".repeat(20_001)), 2),
        ("no JSON", "{\"text\":\"a\"}\n{\"text\":\n".into(), 2),
        ("a nested text", "{\"text\":\"a\"}\n{\"text\":[\"b\"]}\n".into(), 2),
        ("100,000 columns", wide(100_000), 1),
    ];
    for (name, file, line) in bad {
        let refused = send(&owner, &activity, "", file).await;
        assert_eq!(refused.status, 422, "{name}: {}", refused.text);
        let problem = refused.json();
        assert_eq!(problem["errors"][0]["pointer"], format!("/{line}"), "{name}: {problem}");
        let detail = problem["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(&line.to_string()), "{name}: {detail}");
    }
    for (name, file) in [("nothing", ""), ("headings alone", "id,text\n"), ("no known column", "a,b\n1,2\n")]
    {
        let refused = send(&owner, &activity, "", file).await;
        assert_eq!(refused.status, 422, "{name}: {}", refused.text);
    }
    let unknown = send(&owner, &activity, "?text=nowhere", "a,b\n1,2\n").await;
    assert_eq!((unknown.status.as_u16(), &unknown.json()["errors"][0]["pointer"]), (422, &json!("/text")));
    assert_eq!(texts(&owner, &activity).await, Vec::<Value>::new());
    let stored: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM items").fetch_one(server.app.db.reader()).await.unwrap();
    assert_eq!(stored, 0, "not even out of sight");
    // A key of an upload before is taken as well.
    assert_eq!(send(&owner, &activity, "", "key,text\nx,a\n").await.status, 201);
    let twice = send(&owner, &activity, "", "key,text\ny,b\nx,c\n").await;
    assert_eq!((twice.status.as_u16(), &twice.json()["errors"][0]["pointer"]), (422, &json!("/3")));
    assert_eq!(texts(&owner, &activity).await, ["a"]);
}

#[tokio::test]
async fn who_may_not_is_refused_before_the_rows_are_read() {
    let server = Server::start().await;
    let (_, activity) = gather(&server, &server.owner().await, cats()).await;
    // A body that never comes: an answer shows that nobody waited for it.
    let never = futures_util::stream::pending::<Result<http_body::Frame<bytes::Bytes>, std::io::Error>>();
    let body = reqwest::Body::wrap(http_body_util::StreamBody::new(never));
    assert_eq!(send(&server.guest().await, &activity, "", body).await.status, 403);
}
