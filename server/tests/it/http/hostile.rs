//! Texts that try to be more than texts: wherever somebody can write, and on every page where it is read.

use platform::clock::rfc3339;
use reqwest::Method;
use serde_json::json;

use crate::http::pictures::put_up;
use crate::http::throngs::send;
use crate::support::{Server, Someone};

/// Breaks out of texts, attributes and scripts alike.
const TRICK: &str = "'\"></title></script><script>pwn()</script><img src=x onerror=pwn()><svg/onload=pwn()>";
/// As Markdown tries it.
const MARKDOWN: &str = "[a](javascript:pwn()) [b](JaVaScRiPt&colon;pwn()) [c](data:text/html,<script>pwn()</script>) <javascript:pwn()>\n\n\
    ![d](javascript:pwn()) <a href='vbscript:pwn()'>e</a> <style>*{background:url(//evil.example)}</style>\n\n\
    <iframe src=//evil.example></iframe>\n\n[f]: javascript:pwn()\n\n[f] ![g](https://evil.example/pixel.gif)";

/// What no page may hold.
const NEVER: [&str; 12] = [
    "<script>pwn",
    "<img src=x",
    "<svg/onload",
    "href=\"javascript",
    "href=\"vbscript",
    "href=\"data:text",
    "src=\"javascript",
    "src=\"https://evil",
    "src=\"//evil",
    "<iframe src=//evil",
    "<style>*{",
    "</title></script>",
];

async fn clean(who: &Someone, path: &str) -> String {
    let page = who.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    for bad in NEVER {
        assert!(!page.text.to_lowercase().contains(bad), "{bad} on {path}");
    }
    page.text
}

#[tokio::test]
async fn whatever_people_write_stays_words_on_every_page() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let (owner, guest) = (server.owner().await, server.guest().await);
    let short: String = TRICK.chars().skip(1).take(40).collect();
    for who in [&owner, &guest] {
        let named = who.send(Method::PATCH, "/api/v1/me", json!({"name": short})).await;
        assert_eq!(named.status, 200, "{}", named.text);
    }
    let title = [("title", TRICK), ("alt", TRICK), ("tags[]", "pwn")];
    let picture = put_up(&guest, &title).await["id"].as_str().unwrap().to_owned();
    let body = format!("{TRICK}\n\n{MARKDOWN}");
    let story = json!({"title": TRICK, "body": body, "pictures": [picture], "tags": ["<i>pwn</i>"]});
    let story = owner.post("/api/v1/stories", story).await;
    assert_eq!(story.status, 201, "{}", story.text);
    let (id, slug) = (story.json()["id"].clone(), story.json()["slug"].as_str().unwrap().to_owned());
    let id = id.as_str().unwrap();
    let gathered = json!({
        "objective": TRICK, "about": {"kind": "story", "id": id}, "template": "label",
        "deadline": rfc3339(server.app.clock.now() + 3_600_000),
    });
    let throng = owner.post("/api/v1/throngs", gathered).await;
    assert_eq!(throng.status, 201, "{}", throng.text);
    let (throng, at) =
        (throng.json()["id"].clone(), format!("/t/{}", throng.json()["slug"].as_str().unwrap()));
    let throng = throng.as_str().unwrap();
    let question = json!({"kind": "label", "title": TRICK, "question": {"kind": "choice", "text": TRICK, "choices": [TRICK, "dog"], "help": TRICK}});
    let activity = owner.post(&format!("/api/v1/throngs/{throng}/activities"), question).await;
    assert_eq!(activity.status, 201, "{}", activity.text);
    let activity = activity.json()["id"].as_str().unwrap().to_owned();
    let cell = TRICK.replace('"', "\"\"");
    let rows = format!(
        "key,text,url,\"<script>pwn()\"\n\"{cell}\",\"{cell}\",https://a.example/\"\"><script>pwn(),\"{cell}\"\nb,woof,,\n"
    );
    let sent = send(
        &owner,
        &activity,
        "",
        rows.replace("https://a.example/\"\"><script>pwn()", "\"https://a.example/\"\"><script>pwn()\""),
    )
    .await;
    assert_eq!(sent.status, 201, "{}", sent.text);

    for (path, words) in [
        (format!("/api/v1/stories/{id}/updates"), &body),
        (format!("/api/v1/stories/{id}/comments"), &body),
        (format!("/api/v1/pictures/{picture}/comments"), &body),
        (format!("/api/v1/rooms/{id}/messages"), &body),
        (format!("/api/v1/rooms/{throng}/messages"), &body),
    ] {
        let who = if path.ends_with("updates") { &owner } else { &guest };
        assert_eq!(who.post(&path, json!({"body": words})).await.status, 201, "{path}");
    }
    let flag = json!({"about": {"kind": "story", "id": id}, "reason": TRICK, "detail": TRICK});
    let receipt = guest.post("/api/v1/flags", flag).await.json()["receipt"].as_str().unwrap().to_owned();
    let lock = json!({"act": "hide", "about": {"kind": "person", "id": id}, "reason": TRICK});
    assert_eq!(owner.post("/api/v1/moderation/acts", lock).await.status, 404);

    let stranger = server.stranger();
    for path in [
        "/".to_owned(),
        format!("/s/{slug}"),
        format!("/s/{slug}/history"),
        format!("/p/{picture}"),
        format!("/p/{picture}/lineage"),
        format!("/rooms/{id}"),
        format!("/rooms/{throng}"),
        "/throngs".to_owned(),
        at.clone(),
        "/moderation".to_owned(),
        format!("/flags?kind=story&id={id}"),
        format!("/flags/{receipt}"),
        format!("/?tag={}", "%3Cscript%3Epwn()%3C/script%3E"),
    ] {
        clean(&stranger, &path).await;
    }
    for path in [
        "/moderation/queue",
        "/desk",
        "/me",
        &format!("{at}/manage"),
        &format!("{at}/known"),
        &format!("/s/{slug}/edit"),
    ] {
        clean(&owner, path).await;
    }
    for path in ["/feed.atom", &format!("/s/{slug}/feed.atom"), &format!("{at}/feed.atom")] {
        let feed = clean(&stranger, path).await;
        assert!(feed.starts_with("<?xml"), "{path}: {feed}");
    }

    // A machine's answer is no page, whatever its address ends with.
    for path in
        [format!("/api/v1/stories/{id}"), "/feed.json".to_owned(), format!("/api/v1/throngs/{throng}")]
    {
        let answer = stranger.get(&path).await;
        assert!(answer.header("content-type").contains("json"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }

    let ended = owner.post(&format!("/api/v1/throngs/{throng}/outcome"), json!({"statement": TRICK})).await;
    assert_eq!(ended.status, 201, "{}", ended.text);
    clean(&stranger, &at).await;
}

#[tokio::test]
async fn every_page_says_what_a_browser_may_load() {
    let server = Server::start().await;
    let story = server.a_story(&json!({})).await;
    for path in [
        "/",
        "/me",
        "/throngs",
        "/moderation",
        "/terms",
        "/nowhere",
        &format!("/rooms/{story}"),
        "/api/v1/me",
    ] {
        let answer = server.stranger().get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.text.contains("<script>") && !answer.text.contains(" onclick="), "{path}");
    }
}

#[tokio::test]
async fn nobody_acts_through_a_foreign_page() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let story = server.a_story(&json!({})).await;
    let cookie = format!("throng={}", owner.token.as_ref().unwrap());
    let acts = [
        (Method::POST, "/api/v1/stories".to_owned()),
        (Method::PATCH, format!("/api/v1/stories/{story}")),
        (Method::DELETE, format!("/api/v1/stories/{story}")),
        (Method::POST, format!("/api/v1/stories/{story}/comments")),
        (Method::POST, format!("/api/v1/rooms/{story}/messages")),
        (Method::POST, "/api/v1/pictures".to_owned()),
        (Method::POST, "/api/v1/throngs".to_owned()),
        (Method::POST, "/api/v1/flags".to_owned()),
        (Method::POST, "/api/v1/moderation/acts".to_owned()),
        (Method::PATCH, "/api/v1/settings".to_owned()),
        (Method::PATCH, "/api/v1/me".to_owned()),
        (Method::DELETE, "/api/v1/me".to_owned()),
        (Method::POST, "/desk/stories".to_owned()),
        (Method::POST, format!("/rooms/{story}/say")),
        (Method::POST, "/gather".to_owned()),
    ];
    for (method, path) in acts {
        for said in [("origin", "http://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")]
        {
            let request = server.stranger().request(method.clone(), &path).header("cookie", &cookie);
            let body = json!({"title": "Evil", "body": "Evil", "name": "Evil"});
            let refused = crate::support::Answer::of(request.header(said.0, said.1).json(&body)).await;
            assert_eq!(refused.status, 403, "{method} {path} {said:?}: {}", refused.text);
        }
    }
    assert_eq!(owner.get(&format!("/api/v1/stories/{story}")).await.json()["title"], "A cat and a gnome");
}
