//! Deeds: claimed, shown, confirmed by another; refused, open again.

use platform::clock::{Clock, rfc3339};
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::pictures::jpeg;
use crate::http::throngs::send;
use crate::support::{Server, Someone};

async fn claim(who: &Someone, activity: &str) -> Option<Value> {
    let next = who.post(&format!("/api/v1/activities/{activity}/next"), json!({})).await;
    assert!(matches!(next.status.as_u16(), 200 | 204), "{}", next.text);
    (next.status == 200).then(|| next.json())
}

#[tokio::test]
async fn a_deed_is_claimed_shown_and_confirmed_by_another() {
    let (clock, hand) = Clock::manual(1_800_000_000_000);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let asked = json!({
        "objective": "Water the park", "about": {"url": "https://example.org/park"}, "template": "do",
        "deadline": rfc3339(server.app.clock.now() + 30 * 86_400_000),
    });
    let throng = owner.post("/api/v1/throngs", asked).await.json()["id"].as_str().unwrap().to_owned();
    let made = owner.post(&format!("/api/v1/throngs/{throng}/activities"), json!({"kind": "do"})).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let activity = made.json()["id"].as_str().unwrap().to_owned();
    let taken = send(&owner, &activity, "", "text\nThe roses\nThe oak\n").await;
    assert_eq!(taken.status, 201, "{}", taken.text);

    let first = claim(&server.stranger(), &activity).await.unwrap();
    let mut doer = server.stranger();
    doer.token = first["token"].as_str().map(str::to_owned);
    assert_eq!(first["item"]["text"], "The roses");
    let lease = |handed: &Value| format!("/api/v1/leases/{}", handed["lease"].as_str().unwrap());
    let other = server.guest().await;
    let second = claim(&other, &activity).await.unwrap();
    assert_eq!(second["item"]["text"], "The oak", "what is in somebody's hands is not handed out");
    assert!(claim(&server.guest().await, &activity).await.is_none());
    assert_eq!(
        other.post(&format!("{}/answer", lease(&first)), json!({"answer": {"text": "Mine"}})).await.status,
        404
    );

    let empty = doer.post(&format!("{}/answer", lease(&first)), json!({"answer": {}})).await;
    assert_eq!(empty.status, 422, "{}", empty.text);
    let evidence = json!({"answer": {"text": "Done at noon", "link": "https://example.org/roses"}});
    let shown = doer.post(&format!("{}/answer", lease(&first)), evidence.clone()).await;
    assert_eq!((shown.status.as_u16(), &shown.json()["counted"]), (200, &json!(true)), "{}", shown.text);
    assert_eq!(doer.post(&format!("{}/answer", lease(&first)), evidence.clone()).await.status, 409);
    let results = format!("/api/v1/activities/{activity}/results");
    assert!(!other.get(&results).await.text.contains("noon"), "what is not confirmed is not public");

    let verdict = format!("{}/verdict", lease(&first));
    assert_eq!(doer.post(&verdict, json!({"confirmed": true})).await.status, 403);
    let new = other.post(&verdict, json!({"confirmed": true})).await;
    assert_eq!(new.status, 403, "a guest who did nothing here confirms nothing: {}", new.text);
    let member = server.somebody("member").await;
    assert_eq!(member.post(&verdict, json!({"confirmed": false})).await.status, 422);
    let refused = member.post(&verdict, json!({"confirmed": false, "reason": "They are dry."})).await;
    assert_eq!((refused.status.as_u16(), &refused.json()["state"]), (200, &json!("refused")));
    assert_eq!(member.post(&verdict, json!({"confirmed": true})).await.status, 409);
    let again = claim(&doer, &activity).await.unwrap();
    assert_eq!(again["item"]["text"], "The roses", "refused, it is open again");
    doer.post(&format!("{}/answer", lease(&again)), evidence).await;
    let waiting = other.get(&format!("/api/v1/activities/{activity}/deeds")).await.json();
    assert_eq!(waiting["items"][0]["answer"]["text"], "Done at noon", "{waiting}");
    let confirmed = member.post(&format!("{}/verdict", lease(&again)), json!({"confirmed": true})).await;
    assert_eq!(confirmed.json()["state"], "confirmed", "{}", confirmed.text);
    let told = server.stranger().get(&results).await.json();
    assert_eq!(
        (&told["items"][0]["state"], &told["items"][0]["answer"]["text"]),
        (&json!("done"), &json!("Done at noon"))
    );
    assert_eq!(told["progress"]["share"], 0.5);
    let table = owner.get(&format!("{results}?format=csv")).await.text;
    assert!(table.contains(",Done at noon https://example.org/roses,1.0,1,done"), "{table}");

    let touched = other.post(&format!("{}/touch", lease(&second)), json!({})).await;
    assert_eq!(touched.status, 200, "{}", touched.text);
    hand.advance(5 * 3_600_000);
    let taken_over = claim(&doer, &activity).await.unwrap();
    assert_eq!(taken_over["item"]["text"], "The oak", "a claim runs out");
    assert_eq!(doer.send(Method::DELETE, &lease(&taken_over), json!({})).await.status, 204);
    let late =
        other.post(&format!("{}/answer", lease(&second)), json!({"answer": {"text": "At last"}})).await;
    assert_eq!((late.status.as_u16(), &late.json()["late"]), (200, &json!(true)), "{}", late.text);

    let ended =
        owner.post(&format!("/api/v1/throngs/{throng}/outcome"), json!({"statement": "Roses."})).await.json();
    assert_eq!(
        (&ended["state"], &ended["results"][0]["answer"]["text"]),
        (&json!("partly"), &json!("Done at noon"))
    );
    let shares: Vec<_> = ended["credits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|credit| (&credit["acts"], &credit["share"]))
        .collect();
    let file = owner.get(&format!("/api/v1/throngs/{throng}/outcome?format=csv")).await.text;
    assert_eq!(
        file,
        "text,answer,confidence,answers\nThe roses,Done at noon https://example.org/roses,1.0,1\nThe oak,,,0\n"
    );
    let lines = server.stranger().get(&format!("/api/v1/throngs/{throng}/outcome?format=ndjson")).await.text;
    assert!(
        lines.contains("\"link\":\"https://example.org/roses\"") && lines.contains("\"answers\":1"),
        "{lines}"
    );
    assert_eq!(shares, [(&json!(1), &json!(1.0)), (&json!(2), &json!(0.0))], "{ended}");
    let broken = throng::throngs::check(&mut server.app.db.reader().acquire().await.unwrap()).await.unwrap();
    assert!(broken.is_empty(), "{broken:?}");
}

const GARDEN: &str = "text\nThe roses\nThe oak\nThe hedge\n";

/// A throng with three things to do: its slug and its activity.
async fn garden(owner: &Someone, server: &Server) -> (String, String) {
    let asked = json!({
        "objective": "Water the park", "about": {"url": "https://example.org/park"}, "template": "do",
        "deadline": rfc3339(server.app.clock.now() + 30 * 86_400_000),
    });
    let throng = owner.post("/api/v1/throngs", asked).await.json();
    let slug = throng["slug"].as_str().unwrap().to_owned();
    let made = owner.post(&format!("/api/v1/throngs/{slug}/activities"), json!({"kind": "do"})).await;
    let activity = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(send(owner, &activity, "", GARDEN).await.status, 201);
    (format!("/t/{slug}"), activity)
}

/// The lease of the form that is about `asked`.
fn lease_of(page: &str, asked: &str) -> String {
    let (_, rest) = page.split_once(&format!("{asked}</h2>")).unwrap_or_else(|| panic!("{asked}: {page}"));
    let (_, rest) = rest.split_once("name=\"lease\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_was_typed_stays_at_its_own_deed_and_is_not_lost() {
    let (clock, hand) = Clock::manual(1_800_000_000_000);
    let server = Server::at(clock, &[]).await;
    let owner = server.owner().await;
    let (path, activity) = garden(&owner, &server).await;
    let doer = server.guest().await;
    let page = doer.get(&format!("{path}/deeds")).await.text;
    let (_, oak) = page.split_once("The oak</span>").unwrap();
    let (_, oak) = oak.split_once("name=\"item\" value=\"").unwrap();
    let oak = oak.split('"').next().unwrap().to_owned();
    let claim = format!("{path}/claim");
    assert_eq!(doer.form(&claim, &[("item", &oak)]).await.status, 303, "one chooses which");
    let taken = server.guest().await.form(&claim, &[("item", &oak)]).await;
    assert!(taken.status == 409 && taken.text.contains("Choose another"), "{}", taken.text);
    assert_eq!(doer.form(&claim, &[]).await.status, 303);
    let page = doer.get(&format!("{path}/deeds")).await.text;
    let (oak, roses) = (lease_of(&page, "The oak"), lease_of(&page, "The roses"));

    let bad = [("lease", oak.as_str()), ("text", "Two cans of it"), ("link", "no address")];
    let refused = doer.form(&format!("{path}/deed"), &bad).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.text.matches("Two cans of it").count(), 1, "{}", refused.text);
    let (_, form) = refused.text.split_once("The oak</h2>").unwrap();
    assert!(form.contains("Two cans of it") && form.contains("value=\"no address\""), "{}", refused.text);
    let empty = doer.form(&format!("{path}/deed"), &[("lease", &roses)]).await;
    assert!(empty.status == 422 && empty.text.contains("in a few words"), "{}", empty.text);
    assert_eq!(doer.form(&format!("{path}/give-back"), &[("lease", &roses)]).await.status, 303);
    hand.advance(5 * 3_600_000);
    let late = doer.get(&format!("{path}/deeds")).await.text;
    assert!(late.contains("your time is over") && late.contains(&oak), "{late}");
    let shown = [("lease", oak.as_str()), ("text", "Two cans of it"), ("link", "")];
    assert_eq!(doer.form(&format!("{path}/deed"), &shown).await.status, 303);
    let mine = doer.get(&format!("{path}/deeds")).await.text;
    assert!(mine.contains("waits for somebody") && mine.contains("Two cans of it"), "{mine}");
    assert!(server.stranger().get(&path).await.text.contains("waits to be confirmed"));

    let member = server.somebody("member").await;
    let verdict = format!("{path}/verdict");
    let long = "x".repeat(2_001);
    let refused = member.form(&verdict, &[("lease", &oak), ("reason", &long)]).await;
    assert!(refused.status == 422 && refused.text.contains(&long), "a refused reason is kept");
    let none = member.form(&verdict, &[("lease", &oak)]).await;
    assert!(
        none.text.contains("Say why it is not done: whoever") && !none.text.contains("“reason”"),
        "{}",
        none.text
    );
    assert_eq!(member.form(&verdict, &[("lease", &oak), ("reason", "It is still dry")]).await.status, 303);
    assert!(doer.get(&format!("{path}/deeds")).await.text.contains("It is still dry"));
    assert!(
        server.stranger().get(&path).await.text.contains("It is still dry"),
        "whoever tries next reads it"
    );

    let again = claim_of(&doer, &activity).await;
    let ended = owner.form(&format!("{path}/end"), &[("statement", "Enough.")]).await;
    assert_eq!(ended.status, 303, "{}", ended.text);
    let lost =
        doer.form(&format!("{path}/deed"), &[("lease", &again), ("text", "Too late by a minute")]).await;
    assert!(lost.status == 409 && lost.text.contains("Too late by a minute"), "{}", lost.text);
    assert!(!lost.text.contains("yours until"), "{}", lost.text);
    let outcome = server.stranger().get(&path).await.text;
    assert!(!outcome.contains("You get one for four hours") && !outcome.contains("taken until"), "{outcome}");
}

async fn claim_of(who: &Someone, activity: &str) -> String {
    claim(who, activity).await.unwrap()["lease"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_shown_of_a_deed_is_moderated_and_named_in_the_outcome() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let (path, activity) = garden(&owner, &server).await;
    let doer = server.guest().await;
    let picture = doer.upload("/api/v1/pictures", "roses.jpg", jpeg(64, 48), &[("title", "Roses")]).await;
    let picture = picture.json()["id"].as_str().unwrap().to_owned();
    let lease = claim_of(&doer, &activity).await;
    let address = format!("http://localhost/p/{picture}");
    let shown = doer
        .form(&format!("{path}/deed"), &[("lease", &lease), ("text", "Wet now"), ("picture", &address)])
        .await;
    assert_eq!(shown.status, 303, "{}", shown.text);
    assert_eq!(
        owner.form(&format!("{path}/verdict"), &[("lease", &lease), ("confirmed", "1")]).await.status,
        303
    );
    let name = doer.get("/api/v1/me").await.json()["name"].as_str().unwrap().to_owned();
    let page = server.stranger().get(&path).await.text;
    assert!(
        page.contains("Wet now") && page.contains(&format!("/p/{picture}")) && page.contains(&name),
        "{page}"
    );

    assert!(doer.get("/me").await.text.contains("one deed"));

    let about = json!({"kind": "deed", "id": lease});
    let flag = json!({"about": about, "reason": "hurtful"});
    assert_eq!(server.stranger().post("/api/v1/flags", flag).await.status, 201);
    let queue = owner.get("/moderation/queue").await.text;
    assert!(queue.contains("Wet now"), "{queue}");
    let act = json!({"act": "hide", "about": about, "reason": "Not meant for here"});
    assert_eq!(owner.post("/api/v1/moderation/acts", act).await.status, 201);
    let page = server.stranger().get(&path).await.text;
    assert!(page.contains("A moderator took away") && !page.contains("Wet now"), "{page}");
    let results =
        server.stranger().get(&format!("/api/v1/activities/{activity}/results?format=csv")).await.text;
    assert!(!results.contains("Wet now") && results.contains(",1.0,1,done"), "{results}");
    let act = json!({"act": "purge", "about": about, "reason": "Not meant for here"});
    assert_eq!(owner.post("/api/v1/moderation/acts", act).await.status, 201);
}
