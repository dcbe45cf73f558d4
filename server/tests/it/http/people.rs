//! Sessions, names and the owner's link.

use std::collections::BTreeMap;
use std::io::Read;

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::Row;

use crate::http::pictures::{jpeg, put_up};
use crate::http::throngs::{cats, gather, send, work};
use crate::support::{Answer, Server, on_both_databases};

#[tokio::test]
async fn a_guest_is_made_by_one_post() {
    let server = Server::start().await;
    let guest = server.guest().await;
    let me = guest.get("/api/v1/me").await.json();
    assert_eq!(me["role"], "guest");
    assert_eq!(me["name"].as_str().unwrap().split(' ').count(), 2);
    let renamed = guest.send(Method::PATCH, "/api/v1/me", json!({"name": "  Otis  "})).await;
    assert_eq!(renamed.json()["name"], "Otis");
    let refused = guest.send(Method::PATCH, "/api/v1/me", json!({"name": ""})).await;
    insta::assert_json_snapshot!(refused.json());
    assert_eq!(guest.send(Method::DELETE, "/api/v1/session", json!({})).await.status, 204);
    assert_eq!(guest.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn the_owners_link_works_once_and_a_preview_does_not_use_it_up() {
    let server = Server::start().await;
    let link = server.app.writer.write(|tx| Box::pin(throng::people::owner_link::make(tx))).await.unwrap();
    let path = format!("/owner/{}", link.reveal());
    let stranger = server.stranger();
    for _ in 0..2 {
        assert_eq!(stranger.get(&path).await.status, 200);
    }
    let first = Answer::of(stranger.request(Method::POST, &path).header("accept", "application/json")).await;
    assert_eq!((first.status.as_u16(), first.json()["person"]["role"].clone()), (200, json!("owner")));
    assert_eq!(stranger.post(&path, json!({})).await.status, 404);
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_retry_with_its_key_gets_the_first_answer() {
    let server = Server::start().await;
    let guest = server.guest().await;
    let send = |body: Value| {
        Answer::of(guest.request(Method::POST, "/api/v1/session").header("idempotency-key", "k1").json(&body))
    };
    let (first, again) = (send(json!({"name": "A"})).await, send(json!({"name": "A"})).await);
    assert_eq!((first.status, first.text), (again.status, again.text));
    assert_eq!(send(json!({"name": "B"})).await.status, 422);
}

#[tokio::test]
async fn a_foreign_page_may_not_act() {
    let server = Server::start().await;
    let forged =
        server.stranger().request(Method::POST, "/api/v1/session").header("origin", "http://evil.example");
    let refused = Answer::of(forged.json(&json!({}))).await;
    assert_eq!(refused.status, 403);
    insta::assert_json_snapshot!(refused.json());
}

#[tokio::test]
async fn one_comes_in_by_a_form_and_a_name_is_only_a_text() {
    let server = Server::start().await;
    let stranger = server.stranger();
    let way_in = stranger.get("/me").await;
    assert_eq!(way_in.status, 200);
    assert!(way_in.text.contains("action=\"/me/guest\""), "{}", way_in.text);
    let name = "<img src=x onerror=alert(1)>\"";
    let came = stranger.form("/me/guest", &[("name", name)]).await;
    assert_eq!((came.status.as_u16(), came.header("location")), (303, "/me"), "{}", came.text);
    let cookie = came.header("set-cookie").split(';').next().unwrap().to_owned();
    let page = Answer::of(stranger.request(Method::GET, "/me").header("cookie", cookie)).await;
    assert!(page.text.contains("&#60;img src=x"), "{}", page.text);
    assert!(!page.text.contains("<img src=x"), "{}", page.text);
}

#[tokio::test]
async fn a_wrong_name_is_shown_again_with_what_is_wrong() {
    let server = Server::start().await;
    let guest = server.guest().await;
    let long = format!("<b>{}", "x".repeat(40));
    for (who, path) in [(&guest, "/me/name"), (&server.stranger(), "/me/guest")] {
        let refused = who.form(path, &[("name", &long)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("between 1 and 40"), "{}", refused.text);
        assert!(
            refused.text.contains("&#60;b&#62;xxx") && !refused.text.contains("<b>xxx"),
            "{}",
            refused.text
        );
    }
    let renamed = guest.form("/me/name", &[("name", "Otis")]).await;
    assert_eq!(renamed.status, 303);
    assert_eq!(guest.get("/api/v1/me").await.json()["name"], "Otis");
}

#[tokio::test]
async fn whoever_is_erased_leaves_an_id_and_nothing_else() {
    on_both_databases(|server| async move {
        let guest = server.guest().await;
        let (id, other) = (guest.id().await, server.guest().await);
        let flag = json!({"about": {"kind": "person", "id": other.id().await}, "reason": "a secret word", "detail": "more"});
        let receipt = guest.post("/api/v1/flags", flag).await.json()["receipt"].as_str().unwrap().to_owned();
        assert_eq!(guest.send(Method::DELETE, "/api/v1/me", json!({})).await.status, 204);
        assert_eq!(guest.get("/api/v1/me").await.status, 401);
        let left = server.stranger().get(&format!("/api/v1/people/{id}")).await.json();
        assert_eq!(left, json!({"id": id, "name": "", "role": "guest"}));
        let flag = server.stranger().get(&format!("/api/v1/flags/{receipt}")).await;
        assert_eq!((flag.status.as_u16(), flag.text.contains("secret")), (200, false), "{}", flag.text);
        assert_eq!(other.get("/api/v1/me").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn everything_of_ones_own_is_one_archive() {
    let server = Server::start().await;
    let guest = server.guest().await;
    let id = guest.id().await;
    let flag = json!({"about": {"kind": "person", "id": server.guest().await.id().await}, "reason": "spam"});
    assert_eq!(guest.post("/api/v1/flags", flag).await.status, 201);
    let original = jpeg(900, 700);
    let put = guest.upload("/api/v1/pictures", "cat.jpg", original.clone(), &[]).await;
    assert_eq!(put.status, 201, "{}", put.text);
    let kept = format!("pictures/{}.jpeg", put.json()["id"].as_str().unwrap());
    for path in ["/api/v1/me/export", "/me/export"] {
        let answer = guest.get(path).await;
        assert_eq!(answer.header("content-type"), "application/x-tar");
        let files = unpacked(&answer.bytes);
        let json = |name: &str| serde_json::from_slice::<Value>(&files[name]).unwrap();
        assert_eq!(json("person.json")["id"], json!(id));
        assert_eq!(json("flags.json")[0]["reason"], "spam");
        assert!(files.contains_key("rooms.json"));
        assert!(files[&kept] == original, "the original, byte for byte");
        assert_eq!(server.stranger().get(path).await.status, 401);
    }
    let others = unpacked(&server.guest().await.get("/me/export").await.bytes);
    assert!(others.keys().all(|name| !name.starts_with("pictures/")), "{:?}", others.keys());
}

fn unpacked(tar: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = tar::Archive::new(tar);
    let file = |entry: std::io::Result<tar::Entry<'_, &[u8]>>| {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        (name, content)
    };
    archive.entries().unwrap().map(file).collect()
}

#[tokio::test]
async fn ones_own_page_names_everything_that_one_did() {
    on_both_databases(|server| async move {
        let (host, guest) = (server.owner().await, server.guest().await);
        let story = server.a_story(&json!({"title": "Two & a cat"})).await;
        put_up(&host, &[("title", "Chelsea")]).await;
        let (throng, activity) = gather(&server, &host, cats()).await;
        assert_eq!(send(&host, &activity, "", "text\nMiau\n").await.status, 201);
        assert!(work(&guest, &activity, |_| json!("cat")).await.is_some());
        let said =
            guest.post(&format!("/api/v1/stories/{story}/comments"), json!({"body": "Nice *hat*"})).await;
        let message =
            guest.post(&format!("/api/v1/rooms/{story}/messages"), json!({"body": "<b>hello"})).await;
        assert_eq!((said.status.as_u16(), message.status.as_u16()), (201, 201), "{}", message.text);

        let mine = host.get("/me").await.text;
        for did in [
            "You put up “Chelsea”",
            "You wrote “Two &#38; a cat”",
            "You gathered a throng: “Tell cats from dogs”",
        ] {
            assert!(mine.contains(did), "{did}: {mine}");
        }
        let theirs = guest.get("/me").await.text;
        let link = format!("?own=1#comment-{}", said.json()["id"].as_str().unwrap());
        for did in ["You commented: “Nice hat”", "You said: “&#60;b&#62;hello”", "one answer", &link]
        {
            assert!(theirs.contains(did), "{did}: {theirs}");
        }
        assert!(!theirs.contains("You put up"), "{theirs}");
        assert!(!theirs.contains("came from you"), "credit comes with the end: {theirs}");
        let outcome = format!("/api/v1/throngs/{throng}/outcome");
        assert_eq!(host.post(&outcome, json!({"statement": "One cat."})).await.status, 201);
        assert!(guest.get("/me").await.text.contains("100% of what was found out came from you"));
        assert_eq!(
            guest
                .send(
                    Method::DELETE,
                    &format!("/api/v1/comments/{}", said.json()["id"].as_str().unwrap()),
                    json!({})
                )
                .await
                .status,
            204
        );
        assert!(!guest.get("/me").await.text.contains("Nice hat"));
    })
    .await;
}

#[tokio::test]
async fn a_role_is_given_in_public_and_only_within_reason() {
    on_both_databases(|server| async move {
        let (owner, guest) = (server.owner().await, server.guest().await);
        let path = format!("/api/v1/people/{}/role", guest.id().await);
        let give = |role: &str, reason: &str| {
            let body = json!({"role": role, "reason": reason});
            let (owner, path) = (owner.clone(), path.clone());
            async move { owner.send(Method::PUT, &path, body).await.status.as_u16() }
        };
        assert_eq!(give("editor", "<script>writes well</script>").await, 200);
        assert_eq!(guest.get("/api/v1/me").await.json()["role"], "editor");
        assert_eq!(
            (give("owner", "no").await, give("king", "no").await, give("guest", " ").await),
            (422, 422, 422)
        );
        let own = format!("/api/v1/people/{}/role", owner.id().await);
        let body = json!({"role": "guest", "reason": "tired"});
        assert_eq!(owner.send(Method::PUT, &own, body).await.status, 403);
        let line = server.stranger().get("/api/v1/moderation-log").await.json()["items"][0].clone();
        assert_eq!(
            (&line["act"], &line["role"], &line["given"], &line["reason"]),
            (&json!("role"), &json!("owner"), &json!("editor"), &json!("<script>writes well</script>"))
        );
        let page = server.stranger().get("/moderation").await.text;
        assert!(page.contains("&#60;script&#62;writes well") && !page.contains("<script>writes"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn the_language_chosen_stays_chosen() {
    let server = Server::start().await;
    let choose = server.stranger().request(Method::POST, "/lang").header("origin", &server.url);
    let referrer = format!("{}/terms?lang=en", server.url);
    let chosen = Answer::of(choose.header("referer", referrer).form(&[("lang", "de")])).await;
    assert_eq!((chosen.status.as_u16(), chosen.header("location")), (303, "/terms"));
    assert!(chosen.header("set-cookie").starts_with("lang=de;"));
    let page = Answer::of(server.stranger().request(Method::GET, "/terms").header("cookie", "lang=de")).await;
    assert!(
        page.text.contains("<html lang=\"de\"") && page.text.contains("lang=\"en\">English</button>"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn no_form_of_another_site_does_anything() {
    let server = Server::start().await;
    let guest = server.guest().await;
    let cookie = format!("throng={}", guest.token.as_ref().unwrap());
    let forms = [
        "/me/name",
        "/me/guest",
        "/me/erase",
        "/me/sign-out",
        "/lang",
        "/flags",
        "/moderation/acts",
        "/desk/settings/save",
    ];
    for path in forms {
        for origin in ["http://evil.example", "null"] {
            let forged = server
                .stranger()
                .request(Method::POST, path)
                .header("origin", origin)
                .header("cookie", &cookie);
            let fields = [
                ("name", "Evil"),
                ("lang", "de"),
                ("kind", "person"),
                ("id", "x"),
                ("reason", "x"),
                ("act", "ban"),
            ];
            assert_eq!(Answer::of(forged.form(&fields)).await.status, 403, "{path} from {origin}");
        }
        // A cookie without a word about where it comes from does not count either.
        let silent = server.stranger().request(Method::POST, path).header("cookie", &cookie);
        let status = Answer::of(silent.form(&[("name", "Evil"), ("lang", "de")])).await.status;
        assert_ne!(status, 500, "{path}");
    }
    let me = guest.get("/api/v1/me").await;
    assert!(me.status == 200 && me.json()["name"] != "Evil", "{}", me.text);
}

#[tokio::test]
async fn an_answer_kept_for_retries_is_sealed_and_a_request_that_was_cut_off_is_not_done_again() {
    on_both_databases(|server| async move {
        let send = || {
            let request =
                server.stranger().request(Method::POST, "/api/v1/session").header("idempotency-key", "k");
            Answer::of(request.json(&json!({})))
        };
        let (first, again) = (send().await, send().await);
        assert_eq!((first.status.as_u16(), &first.text), (201, &again.text));
        assert_eq!(
            (first.header("set-cookie"), first.header("content-type")),
            (again.header("set-cookie"), again.header("content-type"))
        );
        let token = first.json()["token"].as_str().unwrap().to_owned();
        let kept = sqlx::query("SELECT headers, answer FROM idempotency")
            .fetch_one(server.app.db.reader())
            .await
            .unwrap();
        let (headers, answer): (String, Vec<u8>) = (kept.get(0), kept.get(1));
        let is_told = answer.windows(8).any(|part| token.as_bytes().windows(8).any(|known| known == part));
        assert!(headers.is_empty() && !is_told && answer.len() > first.text.len());
        let cut = server.app.writer.write(|tx| {
            Box::pin(async move {
                sqlx::query("UPDATE idempotency SET status = 0, answer = NULL, at = at - 180000")
                    .execute(tx.conn())
                    .await?;
                Ok(())
            })
        });
        cut.await.unwrap();
        let refused = send().await;
        assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (409, ""), "{}", refused.text);
        assert!(refused.text.contains("with a new key"), "{}", refused.text);
    })
    .await;
}
