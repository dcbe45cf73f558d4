//! The served description: real answers have the fields that it says, and no others.

use platform::clock::rfc3339;
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::ledger::a_service;
use crate::http::pictures::put_up;
use crate::http::throngs::{cats, gather, send};
use crate::support::{Answer, Server};

/// Holds a value against a schema of the document, down to the last field.
fn conforms(document: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(to) = schema["$ref"].as_str() {
        let inner = document.pointer(to.trim_start_matches('#')).unwrap_or_else(|| panic!("{to}"));
        return conforms(document, inner, value, at);
    }
    if let Some(all) = schema["oneOf"].as_array() {
        let wanted = all.iter().find(|one| (one["type"] == "null") == value.is_null());
        return conforms(document, wanted.unwrap_or_else(|| panic!("{at}: {value}")), value, at);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let said = match &schema["type"] {
        Value::Array(all) => all.iter().any(|one| one == kind),
        Value::String(one) => one == kind || (one == "number" && kind == "integer"),
        _ => true,
    };
    assert!(said, "{at} is {kind}: {schema}");
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        conforms(document, &schema["items"], item, &format!("{at}/{index}"));
    }
    if let (Some(fields), Some(members)) = (schema["properties"].as_object(), value.as_object()) {
        for name in schema["required"].as_array().into_iter().flatten() {
            assert!(members.contains_key(name.as_str().unwrap()), "{at} lacks {name}: {value}");
        }
        for (name, member) in members {
            let field = fields.get(name).unwrap_or_else(|| panic!("{at}/{name} is not described"));
            conforms(document, field, member, &format!("{at}/{name}"));
        }
    }
}

/// Holds an answer against what the document says of its request.
fn described(document: &Value, method: &str, path: &str, answer: &Answer) -> Value {
    let said = &document["paths"][path][method]["responses"][answer.status.as_str()];
    assert!(said.is_object(), "{method} {path}: {} {}", answer.status, answer.text);
    let kind = answer.header("content-type").split(';').next().unwrap();
    let schema = &said["content"][kind]["schema"];
    assert!(schema.is_object(), "{method} {path}: {kind}");
    let body = answer.json();
    conforms(document, schema, &body, path);
    body
}

#[tokio::test]
async fn answers_have_the_fields_that_are_described() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let owner = server.owner().await;
    let document = owner.get("/api/v1/openapi.json").await.json();
    let check = |method: &str, path: &str, answer: &Answer| described(&document, method, path, answer);
    put_up(&owner, &[]).await;
    let picture = check("get", "/api/v1/pictures", &owner.get("/api/v1/pictures").await)["items"][0].clone();
    let place = format!("/api/v1/pictures/{}", picture["id"].as_str().unwrap());
    check("get", "/api/v1/pictures/{id}", &owner.get(&place).await);
    let story = server.a_story(&json!({})).await;
    check("get", "/api/v1/stories/{id}", &owner.get(&format!("/api/v1/stories/{story}")).await);
    let room = format!("/api/v1/rooms/{story}");
    check("get", "/api/v1/rooms/{id}", &owner.get(&room).await);
    let said = owner.post(&format!("{room}/messages"), json!({"body": "Hello", "key": "k"})).await;
    let message = check("post", "/api/v1/rooms/{id}/messages", &said);
    let one = format!("/api/v1/messages/{}", message["id"].as_str().unwrap());
    check("get", "/api/v1/messages/{id}", &owner.get(&one).await);
    check("get", "/api/v1/messages/{id}", &owner.get("/api/v1/messages/nothing").await);
    let asked = json!({"url": "https://example.org/a", "title": "A cat sat here", "tags": []});
    let put = check("post", "/api/v1/submissions", &owner.post("/api/v1/submissions", asked).await);
    let vote = format!("/api/v1/submissions/{}/vote", put["id"].as_str().unwrap());
    check("put", "/api/v1/submissions/{id}/vote", &owner.send(Method::PUT, &vote, json!({"value": 1})).await);
}

#[tokio::test]
async fn answers_about_throngs_have_the_fields_that_are_described() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let document = owner.get("/api/v1/openapi.json").await.json();
    let check = |method: &str, path: &str, answer: &Answer| described(&document, method, path, answer);
    let (throng, activity) = gather(&server, &owner, cats()).await;
    let (at, of) = (format!("/api/v1/throngs/{throng}"), format!("/api/v1/activities/{activity}"));
    check("get", "/api/v1/throngs", &owner.get("/api/v1/throngs").await);
    check("get", "/api/v1/throngs/{id}", &owner.get(&at).await);
    check("get", "/api/v1/throngs/{id}/hits", &owner.get(&format!("{at}/hits")).await);
    let joined = owner.post(&format!("{at}/members"), json!({})).await;
    check("post", "/api/v1/throngs/{id}/members", &joined);
    let strict = json!({"title": "Cats", "target_confidence": 0.8, "max_answers": 5});
    let changed =
        check("patch", "/api/v1/activities/{id}", &owner.send(Method::PATCH, &of, strict.clone()).await);
    assert_eq!((&changed["title"], &changed["max_answers"]), (&json!("Cats"), &json!(5)));
    let taken = send(&owner, &activity, "", "key,text\na,meow\nb,woof\n").await;
    check("post", "/api/v1/activities/{id}/items", &taken);
    assert_eq!(owner.send(Method::PATCH, &of, strict).await.status, 409, "people answer by the old rule");
    check("get", "/api/v1/activities/{id}/items", &owner.get(&format!("{of}/items?state=open")).await);
    let next = owner.post(&format!("{of}/next"), json!({})).await;
    let next = check("post", "/api/v1/activities/{id}/next", &next);
    let lease = format!("/api/v1/leases/{}", next["lease"].as_str().unwrap());
    check("post", "/api/v1/leases/{lease}/touch", &owner.post(&format!("{lease}/touch"), json!({})).await);
    let answered = owner.post(&format!("{lease}/answer"), json!({"answer": "cat"})).await;
    check("post", "/api/v1/leases/{lease}/answer", &answered);
    check("get", "/api/v1/activities/{id}/results", &owner.get(&format!("{of}/results")).await);

    let decide = json!({"kind": "decide", "question": {"text": "Which?"}, "options": ["rum", "tea"], "voters": "anyone"});
    let made = owner.post(&format!("{at}/activities"), decide).await;
    let decision = check("post", "/api/v1/throngs/{id}/activities", &made)["id"].as_str().unwrap().to_owned();
    let until = rfc3339(server.app.clock.now() + 7_200_000);
    let deciding = json!({"state": "deciding", "decide_until": until, "reason": "It is enough."});
    check("patch", "/api/v1/throngs/{id}", &owner.send(Method::PATCH, &at, deciding).await);
    let ballot = format!("/api/v1/activities/{decision}/ballot");
    let cast = owner.send(Method::PUT, &ballot, json!({"approve": ["tea"]})).await;
    let receipt =
        check("put", "/api/v1/activities/{id}/ballot", &cast)["receipt"].as_str().unwrap().to_owned();
    check("get", "/api/v1/activities/{id}/ballot", &owner.get(&ballot).await);
    let ended = owner.post(&format!("{at}/outcome"), json!({"statement": "Tea."})).await;
    check("post", "/api/v1/throngs/{id}/outcome", &ended);
    let of = format!("/api/v1/activities/{decision}");
    check("get", "/api/v1/activities/{id}/tally", &owner.get(&format!("{of}/tally")).await);
    check("get", "/api/v1/activities/{id}/ballots", &owner.get(&format!("{of}/ballots")).await);
    let proof = owner.get(&format!("{of}/receipts/{receipt}")).await;
    check("get", "/api/v1/activities/{id}/receipts/{receipt}", &proof);
}

#[tokio::test]
async fn answers_about_services_have_the_fields_that_are_described() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let owner = server.owner().await;
    let document = owner.get("/api/v1/openapi.json").await.json();
    let check = |method: &str, path: &str, answer: &Answer| described(&document, method, path, answer);
    let service = a_service(&owner, "https://ring.example/").await;
    let at = format!("/api/v1/services/{service}");
    check("get", "/api/v1/services", &owner.get("/api/v1/services").await);
    check("get", "/api/v1/services/{id}", &owner.get(&at).await);
    let record = json!({"title": "Nobody can sign in", "began_at": "2007-08-16T08:00:00Z",
        "evidence": ["https://example.org/log"], "affected": {"users": 5}});
    let opened = owner.post(&format!("{at}/incidents"), record).await;
    let incident = check("post", "/api/v1/services/{id}/incidents", &opened);
    let on = format!("/api/v1/incidents/{}", incident["id"].as_str().unwrap());
    let added = owner.post(&format!("{on}/updates"), json!({"body": "It works again."})).await;
    check("post", "/api/v1/incidents/{id}/updates", &added);
    let found = owner.get(added.header("location")).await;
    assert_eq!(found.json(), added.json(), "it is where it says");
    let all = check("get", "/api/v1/incidents/{id}/updates", &owner.get(&format!("{on}/updates")).await);
    assert_eq!(all["items"], json!([found.json()]));
    check("get", "/api/v1/incidents/{id}", &owner.get(&on).await);
    check("get", "/api/v1/incidents/{id}/versions", &owner.get(&format!("{on}/versions")).await);
    check("get", "/api/v1/services/{id}/scorecard", &owner.get(&format!("{at}/scorecard")).await);
    let claimed =
        owner.post(&format!("{at}/benefits"), json!({"claim": "It rings.", "measure": "daily"})).await;
    check("post", "/api/v1/services/{id}/benefits", &claimed);
    let benefit = owner.get(claimed.header("location")).await;
    assert_eq!(check("get", "/api/v1/benefits/{id}", &benefit)["claim"], "It rings.");
    for who in [server.guest().await, server.guest().await] {
        let reported =
            who.post(&format!("{at}/reports"), json!({"symptom": "dead", "region": "north"})).await;
        assert_eq!(check("post", "/api/v1/services/{id}/reports", &reported)["counted"], true);
        assert_eq!(reported.header("location"), format!("{at}/reports"));
    }
    let hours = owner.get(&format!("{at}/reports")).await;
    check("get", "/api/v1/services/{id}/reports", &hours);
    let told: i64 =
        hours.json()["items"].as_array().unwrap().iter().map(|hour| hour["reports"].as_i64().unwrap()).sum();
    assert_eq!(told, 2);
    assert!(!hours.text.contains("dead") && !hours.text.contains("north"), "{}", hours.text);
    let claim = owner.post(&format!("{at}/representatives"), json!({})).await;
    check("post", "/api/v1/services/{id}/representatives", &claim);
    assert_eq!(owner.get(claim.header("location")).await.json(), claim.json());
}
