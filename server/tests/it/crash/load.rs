//! What people do while the server is killed, and what it said was done.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::child::Address;

/// A browser's name, so that its hits are a person's.
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
/// Items of the throng.
const ITEMS: usize = 3_000;

/// Where the load goes.
#[derive(Clone)]
pub struct Stage {
    /// The host's token.
    host: String,
    picture: String,
    story: String,
    activity: String,
    decision: String,
    deciding: String,
}

/// What was acknowledged, by kind: what identifies each thing.
#[derive(Default)]
pub struct Done {
    /// Name and token of each guest.
    pub guests: Vec<(String, String)>,
    /// The title of each picture.
    pub pictures: Vec<String>,
    /// The text of each comment.
    pub comments: Vec<String>,
    /// The text and number of each message.
    pub messages: Vec<(String, i64)>,
    /// How many answers to each item.
    pub answers: HashMap<String, i64>,
    /// The receipt of each ballot.
    pub receipts: Vec<String>,
    /// Hits whose answer came whole.
    pub hits: u64,
    /// Hits that were asked for.
    pub asked: u64,
}

/// Shared by all who write.
pub type Shared = Arc<Mutex<Done>>;

/// Puts up what the load is about, as a host does.
pub async fn set_stage(server: &Address, owner_link: &str) -> Stage {
    let path = &owner_link[owner_link.find("/owner/").unwrap()..];
    let host = server.client.post(format!("{}{path}", server.url)).header("accept", "application/json");
    let host: Value = host.send().await.unwrap().json().await.unwrap();
    let mut someone = Writer { server: server.clone(), token: Some(text(&host["token"])) };
    let picture = someone.upload("the picture").await.unwrap();
    let story =
        someone.post("/api/v1/stories", &json!({"title": "A story", "body": "A body"})).await.unwrap();
    let throng = json!({
        "objective": "Label them all",
        "about": {"kind": "story", "id": story["id"]},
        "deadline": (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24)).to_string(),
        "template": "label",
    });
    let throng = someone.post("/api/v1/throngs", &throng).await.unwrap();
    let question = json!({"kind": "choice", "text": "Which?", "choices": ["a", "b"]});
    let activities = format!("/api/v1/throngs/{}/activities", text(&throng["id"]));
    let activity = someone.post(&activities, &json!({"kind": "label", "question": question})).await.unwrap();
    let activity = text(&activity["id"]);
    let lines: String = (0..ITEMS).map(|n| format!("{}\n", json!({"text": format!("item {n}")}))).collect();
    let items = server
        .client
        .post(format!("{}/api/v1/activities/{activity}/items", server.url))
        .bearer_auth(someone.token.as_ref().unwrap())
        .header("content-type", "application/x-ndjson")
        .body(lines);
    assert_eq!(items.send().await.unwrap().status(), 201);
    let (deciding, decision) = a_decision(&mut someone).await;
    Stage {
        host: someone.token.unwrap(),
        picture: text(&picture["id"]),
        story: text(&story["id"]),
        activity,
        decision,
        deciding,
    }
}

/// A throng that decides something, and its ballot.
async fn a_decision(host: &mut Writer) -> (String, String) {
    let throng = json!({
        "objective": "Choose one",
        "about": {"url": "https://example.org"},
        "deadline": (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24)).to_string(),
        "template": "decide",
    });
    let throng = text(&host.post("/api/v1/throngs", &throng).await.unwrap()["id"]);
    let decision =
        json!({"kind": "decide", "question": {"text": "Which?"}, "options": ["a", "b"], "voters": "anyone"});
    let decision = host.post(&format!("/api/v1/throngs/{throng}/activities"), &decision).await.unwrap();
    (throng, text(&decision["id"]))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// Somebody who acts until the server is gone.
struct Writer {
    server: Address,
    token: Option<String>,
}

/// Writes everything that can be written, one thing after another, until the server is gone. `who` is nobody else's name.
pub async fn write(server: Address, stage: Stage, who: String, done: Shared) {
    let mut writer = Writer { server, token: None };
    for n in 0.. {
        if writer.round(&stage, &format!("{who}.{n}"), &done).await.is_none() {
            return;
        }
    }
}

impl Writer {
    /// One of each. None when the server is gone.
    async fn round(&mut self, stage: &Stage, name: &str, done: &Shared) -> Option<()> {
        let guest = Self { server: self.server.clone(), token: None }
            .post("/api/v1/session", &json!({ "name": name }))
            .await?;
        self.token = Some(text(&guest["token"]));
        done.lock().unwrap().guests.push((name.to_owned(), text(&guest["token"])));

        let comments = format!("/api/v1/stories/{}/comments", stage.story);
        self.post(&comments, &json!({ "body": name })).await?;
        done.lock().unwrap().comments.push(name.to_owned());

        let messages = format!("/api/v1/rooms/{}/messages", stage.story);
        let message = self.post(&messages, &json!({ "body": name, "key": name })).await?;
        done.lock().unwrap().messages.push((name.to_owned(), message["seq"].as_i64().unwrap()));

        let handed = self.post(&format!("/api/v1/activities/{}/next", stage.activity), &json!({})).await?;
        self.post(&format!("/api/v1/leases/{}/answer", text(&handed["lease"])), &json!({"answer": "a"}))
            .await?;
        *done.lock().unwrap().answers.entry(text(&handed["item"]["id"])).or_default() += 1;

        let ballot = format!("{}/api/v1/activities/{}/ballot", self.server.url, stage.decision);
        let ballot = self.server.client.put(ballot).json(&json!({"approve": ["b"]}));
        let cast = answered(ballot.bearer_auth(self.token.as_ref()?)).await?;
        done.lock().unwrap().receipts.push(text(&cast["receipt"]));

        self.upload(name).await?;
        done.lock().unwrap().pictures.push(name.to_owned());

        done.lock().unwrap().asked += 1;
        let hit = self.server.client.get(format!("{}/p/{}", self.server.url, stage.picture));
        let page = hit.header("user-agent", BROWSER).send().await.ok()?;
        assert_eq!(page.status(), 200);
        page.bytes().await.ok()?;
        done.lock().unwrap().hits += 1;
        Some(())
    }

    async fn post(&mut self, path: &str, body: &Value) -> Option<Value> {
        let mut request = self.server.client.post(format!("{}{path}", self.server.url)).json(body);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        answered(request).await
    }

    async fn upload(&mut self, title: &str) -> Option<Value> {
        let file = Part::bytes(drawn(title)).file_name("a.png");
        let texts = [("title", title), ("alt", "A field of one colour"), ("licence", "CC0-1.0")];
        let form = texts.into_iter().fold(Form::new(), |form, (key, value)| form.text(key, value.to_owned()));
        let request = self.server.client.post(format!("{}/api/v1/pictures", self.server.url));
        answered(request.bearer_auth(self.token.as_ref()?).multipart(form.part("file", file))).await
    }
}

/// The answer's body; none when the server is gone. It refuses nothing that this load asks for.
async fn answered(request: reqwest::RequestBuilder) -> Option<Value> {
    let answer = request.send().await.ok()?;
    let status = answer.status();
    let body = answer.text().await.ok()?;
    assert!(status.is_success(), "{status}: {body}");
    serde_json::from_str(&body).ok()
}

/// A small picture that no other title has.
fn drawn(title: &str) -> Vec<u8> {
    let seed = title.bytes().fold(7_u32, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
    let pixels = (0..64 * 48_u32).flat_map(|n| (seed.wrapping_mul(n / 97 + 1)).to_le_bytes()[..3].to_vec());
    let image = pixels::Image::new(64, 48, false, pixels.collect()).unwrap();
    pixels::encode(&image, pixels::Encoding::Png, None).unwrap()
}

/// Everything that was acknowledged is there, once.
pub async fn verify(server: &Address, stage: &Stage, done: &Done, in_flight: u64) {
    for (name, token) in &done.guests {
        let me = server.client.get(format!("{}/api/v1/me", server.url)).bearer_auth(token);
        assert_eq!(answered(me).await.unwrap()["name"], *name);
    }
    let once = |kind: &str, found: &[Value], field: &str, wanted: &str| {
        let count = found.iter().filter(|one| one[field] == *wanted).count();
        assert_eq!(count, 1, "{kind} {wanted}");
    };
    let comments = all(server, stage, &format!("/api/v1/stories/{}/comments", stage.story)).await;
    done.comments.iter().for_each(|body| once("comment", &comments, "body", body));
    let pictures = all(server, stage, "/api/v1/pictures").await;
    done.pictures.iter().for_each(|title| once("picture", &pictures, "title", title));
    let messages = all(server, stage, &format!("/api/v1/rooms/{}/messages", stage.story)).await;
    for (body, seq) in &done.messages {
        once("message", &messages, "body", body);
        assert!(messages.iter().any(|one| one["body"] == **body && one["seq"] == *seq), "{body} {seq}");
    }
    let results = all(server, stage, &format!("/api/v1/activities/{}/results", stage.activity)).await;
    let counted =
        |item: &str| results.iter().find(|one| one["item"] == *item).unwrap()["answers"].as_i64().unwrap();
    for (item, answers) in &done.answers {
        assert!(counted(item) >= *answers, "item {item} has {} of {answers} answers", counted(item));
    }
    let sum: i64 = results.iter().filter_map(|one| one["answers"].as_i64()).sum();
    let acknowledged: i64 = done.answers.values().sum();
    assert!(sum <= acknowledged + i64::try_from(in_flight).unwrap(), "{sum} answers of {acknowledged}");
    nothing_is_stuck(server, stage).await;
    ballots(server, stage, done, in_flight).await;
    hits(server, stage, done, in_flight).await;
}

/// Whoever comes next still gets something to do, and it counts.
async fn nothing_is_stuck(server: &Address, stage: &Stage) {
    let mut someone = Writer { server: server.clone(), token: None };
    let session = someone.post("/api/v1/session", &json!({})).await.unwrap();
    someone.token = Some(text(&session["token"]));
    let next =
        someone.post(&format!("/api/v1/activities/{}/next", stage.activity), &json!({})).await.unwrap();
    let lease = next["lease"].as_str().expect("an item is handed out after all that");
    let said =
        someone.post(&format!("/api/v1/leases/{lease}/answer"), &json!({"answer": null})).await.unwrap();
    assert_eq!(said["counted"], true);
}

/// Every ballot whose receipt was given is counted, once.
async fn ballots(server: &Address, stage: &Stage, done: &Done, in_flight: u64) {
    let end = server.client.post(format!("{}/api/v1/throngs/{}/outcome", server.url, stage.deciding));
    answered(end.bearer_auth(&stage.host).json(&json!({"statement": "It is b."}))).await.unwrap();
    let of =
        |what: &str| server.client.get(format!("{}/api/v1/activities/{}/{what}", server.url, stage.decision));
    let tally = answered(of("tally")).await.unwrap();
    let (counted, cast) = (tally["ballots"].as_u64().unwrap(), u64::try_from(done.receipts.len()).unwrap());
    assert!((cast..=cast + in_flight).contains(&counted), "{counted} ballots of {cast}");
    let record = answered(of("ballots")).await.unwrap();
    for receipt in &done.receipts {
        let found = record["items"].as_array().unwrap().iter().filter(|leaf| leaf["commitment"] == **receipt);
        assert_eq!(found.count(), 1, "{receipt}");
    }
}

/// Exact: at most the requests that were under way differ.
async fn hits(server: &Address, stage: &Stage, done: &Done, in_flight: u64) {
    let address = format!("{}/api/v1/pictures/{}/hits", server.url, stage.picture);
    let counted = answered(server.client.get(address)).await.unwrap()["hits"].as_u64().unwrap();
    assert!(
        counted + in_flight >= done.hits && counted <= done.asked,
        "{counted}: {} of {}",
        done.hits,
        done.asked
    );
}

/// All things of a list, as the host sees it.
async fn all(server: &Address, stage: &Stage, path: &str) -> Vec<Value> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let address = format!("{}{path}?limit=200{after}", server.url);
        let mut part = answered(server.client.get(address).bearer_auth(&stage.host)).await.unwrap();
        found.append(part["items"].as_array_mut().unwrap());
        match part["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return found,
        }
    }
}
