//! Reports, the queue, what moderators do, and the public log.

use reqwest::Method;
use serde_json::json;

use crate::support::{Server, on_both_databases};

#[tokio::test]
async fn a_report_needs_no_account_and_its_receipt_says_what_became_of_it() {
    on_both_databases(|server| async move {
        let (stranger, moderator) = (server.stranger(), server.somebody("moderator").await);
        let id = server.guest().await.id().await;
        let about = json!({"kind": "person", "id": id});
        let flag = json!({"about": about, "reason": "hurtful", "detail": "<b>the name</b>"});
        let taken = stranger.post("/api/v1/flags", flag.clone()).await;
        assert_eq!(taken.status, 201, "{}", taken.text);
        let receipt = taken.json()["receipt"].as_str().unwrap().to_owned();
        assert!(taken.header("set-cookie").is_empty(), "a report makes no guest");
        assert_eq!(stranger.post("/api/v1/flags", flag).await.json()["receipt"], json!(receipt));
        let path = format!("/api/v1/flags/{receipt}");
        assert_eq!(stranger.get(&path).await.json()["outcome"], json!(null));

        let queue = moderator.get("/api/v1/moderation/queue").await.json();
        assert_eq!(queue["items"][0]["about"], about);
        assert_eq!(queue["items"][0]["flags"][0]["detail"], "<b>the name</b>");
        let page = moderator.get("/moderation/queue").await.text;
        assert!(page.contains("&#60;b&#62;the name") && !page.contains("<b>the name"), "{page}");

        let act = json!({"act": "show", "about": about, "reason": "nothing wrong with it"});
        assert_eq!(moderator.post("/api/v1/moderation/acts", act).await.status, 201);
        assert_eq!(stranger.get(&path).await.json()["outcome"], "show");
        assert_eq!(moderator.get("/api/v1/moderation/queue").await.json()["items"], json!([]));
        let log = stranger.get("/api/v1/moderation-log").await.json();
        let line = &log["items"][0];
        assert_eq!(
            (&line["act"], &line["about"], &line["role"]),
            (&json!("show"), &about, &json!("moderator"))
        );
        assert!(line.get("person").is_none(), "moderators are named by role only: {line}");
    })
    .await;
}

#[tokio::test]
async fn the_pages_do_the_same_without_a_script() {
    let server = Server::start().await;
    let (stranger, moderator) = (server.stranger(), server.somebody("moderator").await);
    let id = server.guest().await.id().await;
    let form = stranger.get(&format!("/flags?kind=person&id={id}")).await;
    assert!(form.status == 200 && form.text.contains("name=\"reason\" value=\"hurtful\""), "{}", form.text);
    let about = [("kind", "person"), ("id", id.as_str())];
    let refused = stranger.form("/flags", &[about[0], about[1], ("detail", "kept <i>")]).await;
    assert!(refused.status == 422 && refused.text.contains("kept &#60;i&#62;"), "{}", refused.text);
    let taken = stranger.form("/flags", &[about[0], about[1], ("reason", "hurtful")]).await;
    assert_eq!(taken.status, 303, "{}", taken.text);
    assert_eq!(stranger.get(taken.header("location")).await.status, 200);

    let refused = moderator
        .form("/moderation/acts", &[about[0], about[1], ("act", "hide"), ("reason", "so <u>")])
        .await;
    assert!(refused.status == 422 && refused.text.contains("so &#60;u&#62;"), "{}", refused.text);
    let fields = [about[0], about[1], ("act", "purge"), ("reason", "the name hurts")];
    assert_eq!(moderator.form("/moderation/acts", &fields).await.status, 303);
    assert_eq!(stranger.form("/moderation/acts", &fields).await.status, 401);
    let log = stranger.get("/moderation").await.text;
    assert!(log.contains("the name hurts"), "{log}");
    for gone in ["/flags?kind=person&id=nobody", "/flags/nothing"] {
        assert_eq!(stranger.get(gone).await.status, 404, "{gone}");
    }
    assert_eq!(stranger.get("/flags?kind=cake&id=1").await.status, 422);
}

#[tokio::test]
async fn whoever_is_timed_out_may_read_take_out_and_leave_but_not_act() {
    on_both_databases(|server| async move {
        let moderator = server.somebody("moderator").await;
        let guest = server.guest().await;
        let act = |act: &str, until: Option<&str>| {
            let (moderator, guest) = (moderator.clone(), guest.clone());
            let mut body = json!({"act": act, "reason": "shouting"});
            if let Some(until) = until {
                body["until"] = json!(until);
            }
            async move {
                body["about"] = json!({"kind": "person", "id": guest.id().await});
                moderator.post("/api/v1/moderation/acts", body).await
            }
        };
        let rename = || guest.send(Method::PATCH, "/api/v1/me", json!({"name": "Loud"}));
        assert_eq!(act("time_out", Some("2001-01-01T00:00:00Z")).await.status, 422);
        let done = act("time_out", Some("2999-12-31T23:59:00Z")).await;
        assert_eq!((done.status.as_u16(), &done.json()["until"]), (201, &json!("2999-12-31T23:59:00.000Z")));
        let refused = rename().await;
        assert_eq!(refused.status, 403);
        assert!(refused.json()["detail"].as_str().unwrap().contains("2999-12-31 23:59"), "{}", refused.text);
        assert_eq!(act("show", None).await.status, 201);
        assert_eq!(rename().await.status, 200);
        assert_eq!(act("ban", None).await.status, 201);
        assert_eq!(rename().await.status, 403);
        assert_eq!(guest.get("/api/v1/me").await.status, 200);
        assert_eq!(guest.get("/api/v1/me/export").await.status, 200);
        assert_eq!(guest.send(Method::DELETE, "/api/v1/me", json!({})).await.status, 204);
    })
    .await;
}

#[tokio::test]
async fn moderators_answer_to_the_owner_and_nobody_bans_the_owner() {
    let server = Server::start().await;
    let (owner, one, two) =
        (server.owner().await, server.somebody("moderator").await, server.somebody("moderator").await);
    let ban = |id: String| json!({"act": "ban", "about": {"kind": "person", "id": id}, "reason": "because"});
    for (who, whom, status) in
        [(&one, &two, 403), (&one, &owner, 403), (&owner, &owner, 403), (&owner, &two, 201)]
    {
        let answer = who.post("/api/v1/moderation/acts", ban(whom.id().await)).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    assert_eq!(two.get("/api/v1/moderation/queue").await.status, 403);
}

#[tokio::test]
async fn a_changed_or_shortened_record_shows() {
    on_both_databases(|server| async move {
        server.somebody("member").await;
        server.somebody("editor").await;
        let check = || async {
            throng::audit::check(&mut server.app.db.reader().acquire().await.unwrap()).await.unwrap()
        };
        assert_eq!(check().await, Vec::<String>::new());
        for (harm, finding) in [
            ("UPDATE audit SET who = 'somebody else' WHERE number = 2", "line 2 was changed"),
            ("DELETE FROM audit WHERE number = 2", "line 2 is missing"),
            ("DELETE FROM audit WHERE number >= 2", "lines after 1 were cut off"),
        ] {
            let harmed = server.app.writer.write(move |tx| {
                Box::pin(async move {
                    sqlx::query(harm).execute(tx.conn()).await?;
                    Ok(())
                })
            });
            harmed.await.unwrap();
            let found = check().await;
            assert!(found.len() == 1 && found[0].contains(finding), "{found:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn three_people_hide_a_story_until_a_moderator_looks_and_one_person_never_does() {
    on_both_databases(|server| async move {
        let (owner, stranger) = (server.owner().await, server.stranger());
        let story = owner.post("/api/v1/stories", json!({"title": "A gate", "body": "and a gnome"})).await;
        assert_eq!(story.status, 201, "{}", story.text);
        let id = story.json()["id"].as_str().unwrap().to_owned();
        let about = json!({"kind": "story", "id": id});
        let flag = json!({"about": about, "reason": "rights"});
        let path = format!("/api/v1/stories/{id}");
        let read = || stranger.get(&path);
        let one = server.guest().await;
        for _ in 0..3 {
            assert_eq!(one.post("/api/v1/flags", flag.clone()).await.status, 201);
        }
        // Without a session a report counts by its address, however often it is sent.
        for _ in 0..3 {
            assert_eq!(stranger.post("/api/v1/flags", flag.clone()).await.status, 201);
        }
        assert_eq!(read().await.status, 200);
        assert_eq!(server.guest().await.post("/api/v1/flags", flag.clone()).await.status, 201);
        assert_eq!(read().await.status, 404);
        let line = stranger.get("/api/v1/moderation-log").await.json()["items"][0].clone();
        assert_eq!(
            (&line["act"], &line["about"], &line["role"]),
            (&json!("hide"), &about, &json!("readers"))
        );

        let show = json!({"act": "show", "about": about, "reason": "it is the owner's own"});
        assert_eq!(owner.post("/api/v1/moderation/acts", show).await.status, 201);
        assert_eq!(read().await.status, 200);
        // Whoever reported it before does not hide it again.
        assert_eq!(one.post("/api/v1/flags", flag.clone()).await.status, 201);
        assert_eq!(read().await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn what_is_let_through_is_seen_and_its_author_trusted() {
    let server = Server::start().await;
    let (owner, guest, stranger) = (server.owner().await, server.guest().await, server.stranger());
    let story = owner.post("/api/v1/stories", json!({"title": "A gate", "body": "and a gnome"})).await.json();
    let comments = format!("/api/v1/stories/{}/comments", story["id"].as_str().unwrap());
    let link = json!({"body": "look at https://example.org"});
    let held = guest.post(&comments, link.clone()).await;
    assert_eq!((held.status.as_u16(), &held.json()["held"]), (201, &json!(true)), "{}", held.text);
    assert!(!stranger.get(&comments).await.text.contains("example.org"));
    let queue = owner.get("/api/v1/moderation/queue").await.json();
    let about = json!({"kind": "comment", "id": held.json()["id"]});
    assert_eq!((&queue["items"][0]["about"], &queue["items"][0]["standing"]), (&about, &json!("held")));
    assert!(owner.get("/moderation/queue").await.text.contains("value=\"let_through\""));
    let through = json!({"act": "let_through", "about": about, "reason": "a fine link"});
    assert_eq!(owner.post("/api/v1/moderation/acts", through).await.status, 201);
    assert!(stranger.get(&comments).await.text.contains("example.org"));
    let next = guest.post(&comments, link.clone()).await.json();
    assert_ne!(next["held"], json!(true), "trusted from now on: {next}");

    let about = json!({"kind": "story", "id": story["id"]});
    let lock = json!({"act": "lock", "about": about, "reason": "enough said"});
    assert_eq!(owner.post("/api/v1/moderation/acts", lock).await.status, 201);
    assert_eq!(guest.post(&comments, link).await.status, 403);
}

#[tokio::test]
async fn what_was_taken_back_hides_nothing_that_waits_behind_it() {
    let server = Server::start().await;
    let (guest, owner) = (server.guest().await, server.owner().await);
    let story = server.a_story(&json!({})).await;
    let comments = format!("/api/v1/stories/{story}/comments");
    let mut made = Vec::new();
    for _ in 0..5 {
        let comment = guest.post(&comments, json!({"body": "Look here."})).await;
        let id = comment.json()["id"].as_str().unwrap().to_owned();
        let flag = json!({"about": {"kind": "comment", "id": id}, "reason": "spam"});
        assert_eq!(server.guest().await.post("/api/v1/flags", flag).await.status, 201);
        made.push(id);
    }
    for id in &made[..4] {
        let path = format!("/api/v1/comments/{id}");
        assert_eq!(guest.send(Method::DELETE, &path, json!({})).await.status, 204);
    }
    let queue = owner.get("/api/v1/moderation/queue?limit=1").await.json();
    assert_eq!((&queue["items"][0]["about"]["id"], &queue["next"]), (&json!(made[4]), &json!(null)));
}
