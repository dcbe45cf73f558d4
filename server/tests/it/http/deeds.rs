//! Deeds: claimed, shown, confirmed by another; refused, open again.

use platform::clock::{Clock, rfc3339};
use reqwest::Method;
use serde_json::{Value, json};

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
    assert_eq!(other.post(&verdict, json!({"confirmed": false})).await.status, 422);
    let refused = other.post(&verdict, json!({"confirmed": false, "reason": "They are dry."})).await;
    assert_eq!((refused.status.as_u16(), &refused.json()["state"]), (200, &json!("refused")));
    assert_eq!(other.post(&verdict, json!({"confirmed": true})).await.status, 409);
    let again = claim(&doer, &activity).await.unwrap();
    assert_eq!(again["item"]["text"], "The roses", "refused, it is open again");
    doer.post(&format!("{}/answer", lease(&again)), evidence).await;
    let waiting = other.get(&format!("/api/v1/activities/{activity}/deeds")).await.json();
    assert_eq!(waiting["items"][0]["answer"]["text"], "Done at noon", "{waiting}");
    let confirmed = other.post(&format!("{}/verdict", lease(&again)), json!({"confirmed": true})).await;
    assert_eq!(confirmed.json()["state"], "confirmed", "{}", confirmed.text);
    let told = server.stranger().get(&results).await.json();
    assert_eq!(
        (&told["items"][0]["state"], &told["items"][0]["answer"]["text"]),
        (&json!("done"), &json!("Done at noon"))
    );
    assert_eq!(told["progress"]["share"], 0.5);

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
    assert_eq!(shares, [(&json!(1), &json!(1.0)), (&json!(2), &json!(0.0))], "{ended}");
    let broken = throng::throngs::check(&mut server.app.db.reader().acquire().await.unwrap()).await.unwrap();
    assert!(broken.is_empty(), "{broken:?}");
}
