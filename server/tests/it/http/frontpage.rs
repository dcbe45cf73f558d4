//! The front page, what is put forward, votes, editions and feeds.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Server, Someone, on_both_databases};

/// Without holding what new guests put forward first.
pub const OPEN: [(&str, &str); 1] = [("hold_new", "no")];

async fn put(who: &Someone, url: &str, title: &str) -> Answer {
    who.post("/api/v1/submissions", json!({"url": url, "title": title, "tags": ["Cats"]})).await
}

pub async fn id_of(who: &Someone, url: &str, title: &str) -> String {
    let answer = put(who, url, title).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["id"].as_str().unwrap().to_owned()
}

async fn vote(who: &Someone, id: &str, value: i64) -> Answer {
    who.send(Method::PUT, &format!("/api/v1/submissions/{id}/vote"), json!({"value": value})).await
}

/// The titles of a list.
fn titles(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_empty_front_page_says_what_to_do() {
    let server = Server::start().await;
    let front = server.stranger().get("/").await;
    assert_eq!(front.status, 200);
    for there in [
        "The first page is still white.",
        "href=\"/desk\"",
        "href=\"/new#put\"",
        "href=\"/how-ranking-works\"",
    ] {
        assert!(front.text.contains(there), "{there}");
    }
    for page in ["/new", "/how-ranking-works"] {
        assert_eq!(server.stranger().get(page).await.status, 200, "{page}");
    }
}

#[tokio::test]
async fn the_newest_stands_first_and_a_ready_page_is_not_stale() {
    let server = Server::start().await;
    let (owner, stranger) = (server.owner().await, server.stranger());
    for title in ["First", "Second"] {
        owner.post("/api/v1/stories", json!({"title": title, "body": "words", "tags": [title]})).await;
        assert!(stranger.get("/").await.text.contains(title), "published, so it is on the page at once");
    }
    let front = stranger.get("/").await;
    assert!(front.text.find("Second") < front.text.find("First"));
    let tagged = stranger.get("/?tag=first").await.text;
    assert!(tagged.contains(">First<") && !tagged.contains(">Second<"), "{tagged}");
    let request = stranger.request(Method::GET, "/").header("if-none-match", front.header("etag"));
    assert_eq!(Answer::of(request).await.status, 304);
}

#[tokio::test]
async fn the_front_page_speaks_the_readers_language() {
    let server = Server::start().await;
    assert!(server.stranger().get("/?lang=de").await.text.contains("Die erste Seite ist noch weiß."));
    assert!(server.stranger().get("/").await.text.contains("still white"));
}

#[tokio::test]
async fn something_is_put_forward_voted_for_and_put_on_the_edition() {
    on_both_databases(|server| async move {
        let (owner, guest) = (server.owner().await, server.guest().await);
        let made = put(&owner, "http://nowhere.invalid/cat?utm_source=x", " A  cat <b>sits</b> ").await;
        assert_eq!(made.status, 201, "{}", made.text);
        let (body, id) = (made.json(), made.json()["id"].as_str().unwrap().to_owned());
        assert_eq!(made.header("location"), format!("/api/v1/submissions/{id}"));
        assert_eq!(
            (&body["title"], &body["state"], &body["rank"]),
            (&json!("A cat <b>sits</b>"), &json!("new"), &json!(1))
        );
        assert_eq!(
            (&body["tags"], &body["edition"], &body["page_title"]),
            (&json!(["cats"]), &Value::Null, &Value::Null)
        );
        assert!(body["score"].as_f64().unwrap() > 0.0);

        let again = put(&guest, "https://www.nowhere.invalid/cat/", "Same").await;
        assert_eq!(
            (again.status.as_u16(), &again.json()["id"], &again.json()["joined"]),
            (200, &json!(id), &json!(true))
        );

        let voted = vote(&guest, &id, 1).await;
        assert_eq!((voted.status.as_u16(), &voted.json()["chosen"]), (200, &json!(1)));
        assert_eq!(vote(&guest, &id, 1).await.json()["chosen"], 1, "one person, one vote");
        let stranger = vote(&server.stranger(), &id, 1).await.json();
        assert!(
            stranger["token"].is_string() && stranger["chosen"] == 2,
            "a vote makes the guest: {stranger}"
        );
        assert_eq!(vote(&guest, &id, 0).await.json()["chosen"], 1, "it may be taken back");
        for wrong in [2, -2] {
            assert_eq!(vote(&guest, &id, wrong).await.status, 422);
        }

        let path = format!("/api/v1/submissions/{id}/greenlight");
        assert_eq!(guest.post(&path, json!({"reason": "mine"})).await.status, 403);
        assert_eq!(owner.post(&path, json!({"reason": " "})).await.status, 422);
        let lit = owner
            .post(&path, json!({"headline": "Cat, sitting", "label": "Amusing", "reason": "It sits well"}))
            .await;
        assert_eq!((lit.status.as_u16(), &lit.json()["state"]), (200, &json!("greenlit")), "{}", lit.text);
        assert_eq!(owner.post(&path, json!({"reason": "again"})).await.status, 409);
        let date = lit.json()["edition"].as_str().unwrap().to_owned();
        let edition = server.stranger().get(&format!("/api/v1/editions/{date}")).await.json();
        assert_eq!((&edition["date"], &edition["root"]), (&json!(date), &Value::Null), "{edition}");
        assert_eq!(edition["items"][0]["headline"], "Cat, sitting");
        let acts =
            server.stranger().get(&format!("/api/v1/submissions/{id}")).await.json()["why"]["acts"].clone();
        assert_eq!(
            (&acts[0]["act"], &acts[0]["reason"], &acts[0]["role"]),
            (&json!("greenlight"), &json!("It sits well"), &json!("owner"))
        );
        let log = server.stranger().get("/api/v1/moderation-log").await.json();
        assert_eq!(
            (&log["items"][0]["act"], &log["items"][0]["about"]["id"]),
            (&json!("greenlight"), &json!(id))
        );

        for page in ["/", "/new", &format!("/new/{id}"), &format!("/edition/{date}")] {
            let page = server.stranger().get(page).await;
            assert_eq!(page.status, 200);
            assert!(!page.text.contains("<b>sits</b>"), "{}", page.text);
        }
        let front = server.stranger().get("/").await.text;
        assert!(
            front.contains("Cat, sitting")
                && front.contains("Amusing")
                && front.contains("1 of 1 voted for it"),
            "{front}"
        );
        for feed in ["/feed.atom", "/new/feed.json", &format!("/edition/{date}/feed.atom")] {
            let feed = server.stranger().get(feed).await;
            assert!(feed.status == 200 && feed.text.contains(&id), "{}", feed.text);
        }
        let mut conn = server.app.db.reader().acquire().await.unwrap();
        assert_eq!(throng::frontpage::check::check(&mut conn).await.unwrap(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn few_readers_see_the_newest_first_and_the_list_says_so() {
    let server = Server::with(&OPEN).await;
    let (owner, guest) = (server.owner().await, server.guest().await);
    for n in 1..=3 {
        let id = id_of(&guest, &format!("https://example.invalid/{n}"), &format!("Number {n}")).await;
        if n == 1 {
            owner.post(&format!("/api/v1/submissions/{id}/greenlight"), json!({"reason": "first"})).await;
        } else if n == 2 {
            vote(&owner, &id, 1).await;
        }
    }
    let ranked = guest.get("/api/v1/submissions?order=ranked").await.json();
    assert_eq!(titles(&ranked), ["Number 1", "Number 3", "Number 2"], "what editors chose, then the newest");
    assert_eq!(ranked["items"][0]["why"]["order"], "new");
    assert_eq!(
        titles(&guest.get("/api/v1/submissions?order=new").await.json()),
        ["Number 3", "Number 2", "Number 1"]
    );
    let part = guest.get("/api/v1/submissions?order=ranked&limit=2").await.json();
    let rest = guest
        .get(&format!("/api/v1/submissions?order=ranked&limit=2&after={}", part["next"].as_str().unwrap()))
        .await;
    assert_eq!((titles(&part), titles(&rest.json())), (vec!["Number 1", "Number 3"], vec!["Number 2"]));
}

#[tokio::test]
async fn views_are_counted_once_a_viewer_and_rank_what_many_chose() {
    let server = Server::with(&OPEN).await;
    let guest = server.guest().await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(id_of(&guest, &format!("https://example.invalid/{n}"), &format!("Number {n}")).await);
    }
    let browser = |n: usize| format!("Mozilla/5.0 (reader {n})");
    for n in 0..110 {
        for _ in 0..2 {
            let beacon = server
                .stranger()
                .request(Method::POST, "/api/v1/impressions")
                .header("user-agent", browser(n));
            let told = json!({"submissions": [&ids[0], &ids[1], &ids[2], &ids[3], &ids[4], "no-id"]});
            assert_eq!(Answer::of(beacon.json(&told)).await.status, 204);
        }
    }
    let bot =
        server.stranger().request(Method::POST, "/api/v1/impressions").header("user-agent", "Googlebot/2.1");
    Answer::of(bot.json(&json!({"submissions": [&ids[0]]}))).await;
    throng::frontpage::write_impressions(&server.app).await;
    for _ in 0..4 {
        vote(&server.guest().await, &ids[1], 1).await;
    }
    let ranked = guest.get("/api/v1/submissions?order=ranked").await.json();
    let first = &ranked["items"][0];
    assert_eq!(
        (&first["title"], &first["why"]["shown"], &first["why"]["chosen"]),
        (&json!("Number 1"), &json!(110), &json!(4))
    );
    assert_eq!(first["why"]["order"], "ranked");
    assert!(first["why"]["low"].as_f64() < first["why"]["high"].as_f64());
    assert!(server.stranger().get("/").await.text.contains("by how many of those who saw it"));
}

#[tokio::test]
async fn the_first_thing_of_a_new_guest_waits_and_is_shown_once_let_through() {
    let server = Server::start().await;
    let (owner, guest, other) = (server.owner().await, server.guest().await, server.guest().await);
    let held = put(&guest, "https://example.invalid/held", "Secret words").await.json();
    let id = held["id"].as_str().unwrap();
    assert_eq!(held["held"], true);
    for path in [format!("/api/v1/submissions/{id}"), format!("/new/{id}")] {
        assert_eq!(server.stranger().get(&path).await.status, 404);
        assert_eq!(guest.get(&path).await.status, 200);
    }
    assert_eq!(vote(&other, id, 1).await.status, 404);
    let joined = put(&other, "https://example.invalid/held", "My words").await;
    assert_eq!(
        (joined.status.as_u16(), &joined.json()["title"]),
        (200, &json!("My words")),
        "held words are not told"
    );
    let queue = owner.get("/api/v1/moderation/queue").await.json();
    assert_eq!(queue["items"][0]["about"], json!({"kind": "submission", "id": id}));
    let act = json!({"act": "let_through", "about": {"kind": "submission", "id": id}, "reason": "fine"});
    assert_eq!(owner.post("/api/v1/moderation/acts", act).await.status, 201);
    assert!(server.stranger().get("/new").await.text.contains("Secret words"));
}

#[tokio::test]
async fn three_who_hide_it_take_it_out_of_sight() {
    let server = Server::with(&OPEN).await;
    let author = server.guest().await;
    let id = id_of(&author, "https://example.invalid/bad", "Bad").await;
    let (first, second, third) = (server.guest().await, server.guest().await, server.guest().await);
    vote(&first, &id, -1).await;
    assert_eq!(
        titles(&first.get("/api/v1/submissions").await.json()),
        Vec::<&str>::new(),
        "hidden for oneself"
    );
    assert_eq!(titles(&second.get("/api/v1/submissions").await.json()), ["Bad"]);
    vote(&first, &id, 0).await;
    vote(&second, &id, -1).await;
    vote(&third, &id, -1).await;
    assert_eq!(server.stranger().get(&format!("/new/{id}")).await.status, 200, "one took the report back");
    vote(&first, &id, -1).await;
    assert_eq!(server.stranger().get(&format!("/new/{id}")).await.status, 404);
    assert_eq!(put(&second, "https://example.invalid/bad", "Again").await.status, 409);
}

#[tokio::test]
async fn own_things_are_put_forward_by_their_address() {
    let server = Server::with(&OPEN).await;
    let story = server.a_story(&json!({})).await;
    let guest = server.guest().await;
    let made = put(&guest, "/s/a-cat-and-a-gnome", "").await;
    assert_eq!(
        (made.status.as_u16(), &made.json()["about"]),
        (201, &json!({"kind": "story", "id": story})),
        "{}",
        made.text
    );
    assert_eq!(made.json()["title"], "A cat and a gnome", "its own title, where none is given");
    let front = server.stranger().get("/").await.text;
    assert_eq!(front.matches(">A cat and a gnome<").count(), 1, "the story stands there once");
    for nothing in ["/s/none", "/throngs", "/new"] {
        assert_eq!(put(&guest, nothing, "x").await.status, 422, "{nothing}");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_and_what_was_typed_stays() {
    let server = Server::start().await;
    let guest = server.guest().await;
    for url in
        ["", "javascript:alert(1)", "data:text/html,x", "ftp://a.invalid/", "http://user:pw@a.invalid/"]
    {
        assert_eq!(put(&guest, url, "x").await.status, 422, "{url}");
    }
    for inside in ["http://127.0.0.1:1/", "http://169.254.169.254/latest/", "http://[::1]/"] {
        let answer = put(&guest, inside, "").await;
        assert_eq!(answer.status, 422, "nothing inside is asked for its title: {}", answer.text);
    }
    assert_eq!(put(&guest, "https://a.invalid/", &"x".repeat(161)).await.status, 422);
    let typed = [("url", "nonsense:1"), ("title", "\"><script>alert(1)</script>"), ("tags", "a")];
    let redrawn = server.stranger().form("/new/submissions", &typed).await;
    assert_eq!(redrawn.status, 422);
    assert!(redrawn.text.contains("nonsense:1") && redrawn.text.contains("aria-invalid"), "{}", redrawn.text);
    assert!(!redrawn.text.contains("<script>alert"));
}

#[tokio::test]
async fn everything_works_by_forms() {
    let server = Server::with(&OPEN).await;
    let form = [("url", "https://example.invalid/form"), ("title", "By form"), ("tags", "one, two")];
    let sent = server.stranger().form("/new/submissions", &form).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    assert!(sent.header("set-cookie").contains("throng="));
    let page = sent.header("location").to_owned();
    assert!(page.ends_with("?own=thanks"));
    let id = page.trim_start_matches("/new/").trim_end_matches("?own=thanks").to_owned();
    let voted =
        server.guest().await.form(&format!("/new/{id}/vote"), &[("value", "1"), ("from", "front")]).await;
    assert_eq!(
        (voted.status.as_u16(), voted.header("location")),
        (303, format!("/?own=1#line-{id}").as_str())
    );
    let editor = server.somebody("editor").await;
    assert!(editor.get("/desk/new").await.text.contains("By form"));
    let wrong = editor.form(&format!("/new/{id}/greenlight"), &[("reason", "")]).await;
    assert_eq!(wrong.status, 422);
    let lit = editor.form(&format!("/new/{id}/greenlight"), &[("headline", ""), ("reason", "good")]).await;
    assert_eq!((lit.status.as_u16(), lit.header("location")), (303, "/desk/new"));
    assert_eq!(server.guest().await.get("/desk/new").await.status, 403);
}

#[tokio::test]
async fn the_rights_are_those_of_the_table() {
    let server = Server::with(&OPEN).await;
    let author = server.guest().await;
    for role in ["guest", "member", "editor", "moderator", "owner"] {
        let who = server.somebody(role).await;
        let own = id_of(&who, &format!("https://example.invalid/{role}"), role).await;
        assert_eq!(
            who.send(Method::DELETE, &format!("/api/v1/submissions/{own}"), json!({})).await.status,
            204
        );
        let others = id_of(&author, &format!("https://example.invalid/of-{role}"), "theirs").await;
        assert_eq!(vote(&who, &others, 1).await.status, 200);
        let no = who.post(&format!("/api/v1/submissions/{others}/refuse"), json!({"reason": "dull"})).await;
        assert_eq!(
            no.status == 200,
            matches!(role, "editor" | "moderator" | "owner"),
            "{role}: {}",
            no.status
        );
        let path = format!("/api/v1/submissions/{others}");
        let out = who.send(Method::DELETE, &path, json!({"reason": "off topic"})).await;
        assert_eq!(out.status == 204, matches!(role, "moderator" | "owner"), "{role}: {}", out.status);
    }
    let log = server.stranger().get("/api/v1/moderation-log").await.text;
    assert!(log.contains("\"withdraw\"") && log.contains("\"refuse\"") && log.contains("off topic"), "{log}");
    let gone = id_of(&author, "https://example.invalid/guest", "free again").await;
    assert_eq!(
        server
            .stranger()
            .send(Method::DELETE, &format!("/api/v1/submissions/{gone}"), json!({}))
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn whoever_leaves_takes_their_words_along() {
    let server = Server::with(&OPEN).await;
    let (guest, voter) = (server.guest().await, server.guest().await);
    let id = id_of(&guest, "https://example.invalid/mine", "My words").await;
    vote(&voter, &id, 1).await;
    assert!(guest.get("/api/v1/me/export").await.text.contains("My words"));
    assert_eq!(voter.get("/api/v1/me/votes").await.json()["items"], json!([{"submission": id, "value": 1}]));
    assert_eq!(guest.send(Method::DELETE, "/api/v1/me", json!({})).await.status, 204);
    assert!(!server.stranger().get("/new").await.text.contains("My words"));
    assert_eq!(put(&voter, "https://example.invalid/mine", "Mine now").await.status, 201);
}
