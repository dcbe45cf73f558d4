//! The pages that every instance has from the start, and the owner's form for them.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Server};

#[tokio::test]
async fn terms_privacy_and_contact_stand_from_the_first_start_in_every_language() {
    let server = Server::start().await;
    for (language, word) in [("en", "your own page"), ("de", "deiner eigenen Seite")] {
        for page in ["terms", "privacy", "contact"] {
            let answer = server.stranger().get(&format!("/{page}?lang={language}")).await;
            assert_eq!(answer.status, 200);
            assert!(answer.text.contains(&format!("<html lang=\"{language}\"")), "{}", answer.text);
            assert!(answer.text.matches("<p>").count() >= 2, "{}", answer.text);
            assert_eq!(answer.text.contains(word), page == "privacy", "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn the_owner_writes_them_at_the_desk() {
    let server = Server::start().await;
    let (owner, stranger) = (server.owner().await, server.stranger());
    assert_eq!(stranger.get("/desk/settings").await.status, 401);
    assert_eq!(stranger.get("/contact").await.status, 200);
    let form = owner.get("/desk/settings").await;
    assert!(form.text.contains("Be kind"), "{}", form.text);
    let terms = words_of(&form.text, "terms");
    let fields = [
        ("terms", terms.as_str()),
        ("privacy", ""),
        ("contact", "Write to <desk@example.org>\r\n\r\nor call."),
        ("hold_new", "no"),
    ];
    let saved = owner.form("/desk/settings/save", &fields).await;
    assert_eq!((saved.status.as_u16(), saved.header("location")), (303, "/desk/settings"), "{}", saved.text);
    let contact = stranger.get("/contact").await.text;
    assert!(contact.contains("<p>Write to &#60;desk@example.org&#62;</p><p>or call.</p>"), "{contact}");
    let decided = owner.get("/api/v1/settings").await.json();
    assert_eq!(
        decided,
        json!({"terms": null, "privacy": null, "contact": "Write to <desk@example.org>\n\nor call.", "hold_new": false, "surge_update": "held"})
    );
    let too_long = "x".repeat(20_001);
    let fields = [("terms", too_long.as_str()), ("privacy", ""), ("contact", "kept <b>"), ("hold_new", "no")];
    let refused = owner.form("/desk/settings/save", &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("kept &#60;b&#62;") && refused.text.contains("20000"), "{}", refused.text);
}

/// What the text field `name` holds, unescaped as far as the default texts need it.
fn words_of(html: &str, name: &str) -> String {
    let field = html.split(&format!("name=\"{name}\"")).nth(1).unwrap();
    let inner = field.split_once('>').unwrap().1.split("</textarea>").next().unwrap();
    inner.trim_start_matches('\n').replace("&#39;", "'")
}

#[tokio::test]
async fn every_change_is_on_the_audit_chain() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let change = json!({"contact": "me@example.org"});
    assert_eq!(owner.send(Method::PATCH, "/api/v1/settings", change).await.status, 200);
    let audit = owner.get("/api/v1/audit").await;
    let acts: Vec<_> =
        audit.json()["items"].as_array().unwrap().iter().map(|line| line["act"].clone()).collect();
    assert_eq!(acts, [json!("settings"), json!("owner_sign_in")]);
    assert!(!audit.text.contains("example.org"), "the chain holds digests, not texts: {}", audit.text);
    let first = Answer::of(owner.request(Method::GET, "/api/v1/audit?limit=1")).await.json();
    let rest = owner.get(&format!("/api/v1/audit?after={}", first["next"].as_str().unwrap())).await.json();
    assert_eq!((&rest["items"][0]["number"], &rest["next"]), (&json!(1), &json!(null)));
}
