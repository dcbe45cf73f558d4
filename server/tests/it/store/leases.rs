//! Leases, against a model of what they promise: random people take, answer, give back and forget, while time goes by.

use std::collections::{HashMap, HashSet};

use futures_util::future::join_all;
use platform::clock::Clock;
use platform::testing::on_both;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::Row;
use throng::schema::SCHEMA;

use crate::http::throngs::{cats, gather, send};
use crate::support::{Server, Someone};

/// Items, known ones among them, people and steps of one run.
const ITEMS: usize = 14;
const GOLD: usize = 2;
const PEOPLE: usize = 9;
const STEPS: usize = 700;
/// Most answers of an item in these tests.
const MAX_ANSWERS: usize = 5;

/// Repeatable chance (xorshift64*, Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound
    }
}

struct Lease {
    id: String,
    item: String,
    person: usize,
    expires_at: i64,
    live: bool,
}

struct Model {
    server: Server,
    people: Vec<Someone>,
    activity: String,
    leases: Vec<Lease>,
    throng: String,
    gold: HashSet<String>,
    had: HashSet<(String, usize)>,
    answered: HashSet<(String, usize)>,
}

impl Model {
    fn live(&self, item: &str) -> usize {
        let now = self.server.app.clock.now();
        self.leases.iter().filter(|lease| lease.item == item && lease.live && lease.expires_at > now).count()
    }

    fn answers(&self, item: &str) -> usize {
        self.answered.iter().filter(|(answered, _)| answered == item).count()
    }

    async fn states(&self) -> HashMap<String, bool> {
        let items = self.people[0].get(&format!("/api/v1/activities/{}/items", self.activity)).await.json();
        let items = items["items"].as_array().unwrap().iter();
        items.map(|item| (item["id"].as_str().unwrap().to_owned(), item["state"] == "open")).collect()
    }

    async fn next(&mut self, person: usize) {
        let open = self.states().await;
        let path = format!("/api/v1/activities/{}/next", self.activity);
        let next = self.people[person].post(&path, json!({})).await;
        if next.status == 204 {
            for (item, _) in open.iter().filter(|(item, open)| **open && !self.gold.contains(*item)) {
                let theirs = self.had.contains(&(item.clone(), person));
                assert!(theirs || self.live(item) > 0, "an item that nobody has was not handed out");
            }
            return;
        }
        let next = next.json();
        let item = next["item"]["id"].as_str().unwrap().to_owned();
        let is_gold = self.gold.contains(&item);
        assert!(open[&item], "a finished item was handed out, or one shown as known beforehand");
        assert!(!is_gold || self.acts(person) < 2, "known items are for newcomers");
        assert!(self.had.insert((item.clone(), person)), "an item came twice to one person");
        let room = MAX_ANSWERS.saturating_sub(self.answers(&item));
        assert!(
            is_gold || self.live(&item) < room,
            "{} leases are out where {room} answers are wanted",
            self.live(&item)
        );
        let expires_at = platform::clock::parse_rfc3339(next["expires_at"].as_str().unwrap()).unwrap();
        let id = next["lease"].as_str().unwrap().to_owned();
        self.leases.push(Lease { id, item, person, expires_at, live: true });
    }

    async fn answer(&mut self, chance: &mut Chance) {
        let Some(at) = self.some_lease(chance) else { return };
        let (lease, now) = (&self.leases[at], self.server.app.clock.now());
        let said = [json!("cat"), json!("cat"), json!("dog"), Value::Null][chance.below(4)].clone();
        let path = format!("/api/v1/leases/{}/answer", lease.id);
        let answer = self.people[lease.person].post(&path, json!({ "answer": said })).await;
        let known = !self.answered.insert((lease.item.clone(), lease.person));
        if known {
            assert_eq!(answer.status, 409, "{}", answer.text);
        } else {
            assert_eq!(answer.status, 200, "{}", answer.text);
            let late = !lease.live || lease.expires_at <= now;
            assert_eq!(answer.json().get("late").is_some(), late, "{}", answer.text);
        }
        self.leases[at].live = false;
    }

    async fn give_back(&mut self, chance: &mut Chance) {
        let Some(at) = self.some_lease(chance) else { return };
        let lease = &self.leases[at];
        let somebody_else = &self.people[(lease.person + 1) % PEOPLE];
        let path = format!("/api/v1/leases/{}", lease.id);
        assert_eq!(somebody_else.send(Method::DELETE, &path, json!({})).await.status, 404);
        assert_eq!(self.people[lease.person].send(Method::DELETE, &path, json!({})).await.status, 204);
        self.leases[at].live = false;
    }

    /// What a person has answered or holds.
    fn acts(&self, person: usize) -> usize {
        let now = self.server.app.clock.now();
        let held =
            self.leases.iter().filter(|lease| lease.person == person && lease.live && lease.expires_at > now);
        held.count() + self.answered.iter().filter(|(_, who)| *who == person).count()
    }

    /// The coordinator moves the throng about; whatever its state, the work goes on.
    async fn moved(&mut self, owner: &Someone, chance: &mut Chance) {
        let state = ["working", "deciding"][chance.below(2)];
        let path = format!("/api/v1/throngs/{}", self.throng);
        let moved =
            owner.send(Method::PATCH, &path, json!({"state": state, "reason": "For a change."})).await;
        assert!([200, 409, 422].contains(&moved.status.as_u16()), "{}", moved.text);
        assert_ne!(owner.get(&path).await.json()["state"], "ended");
    }

    /// Nothing is taken any more, on time or late.
    async fn is_over(&self) {
        let path = format!("/api/v1/activities/{}/next", self.activity);
        assert_eq!(self.people[0].post(&path, json!({})).await.status, 204);
        for lease in self.leases.iter().rev().take(5) {
            let path = format!("/api/v1/leases/{}/answer", lease.id);
            let late = self.people[lease.person].post(&path, json!({"answer": "cat"})).await;
            assert_eq!(late.status, 409, "{}", late.text);
        }
    }

    fn some_lease(&self, chance: &mut Chance) -> Option<usize> {
        (!self.leases.is_empty()).then(|| chance.below(self.leases.len()))
    }
}

async fn rows(server: &Server) -> (Vec<String>, i64) {
    let mut conn = server.app.db.reader().acquire().await.unwrap();
    let broken = throng::throngs::check(&mut conn).await.unwrap();
    let answers = sqlx::query("SELECT COUNT(*) FROM answers").fetch_one(&mut *conn).await.unwrap().get(0);
    (broken, answers)
}

fn small() -> Value {
    let mut asked = cats();
    asked["max_answers"] = json!(MAX_ANSWERS);
    asked["target_confidence"] = json!(0.99);
    asked
}

fn csv(rows: usize) -> String {
    (0..rows).fold("text\n".to_owned(), |file, row| file + &format!("row {row}\n"))
}

async fn play(settings: &[(&str, &str)]) {
    let (clock, hand) = Clock::manual(1_795_000_000_000);
    let server = Server::at(clock, settings).await;
    let owner = server.owner().await;
    let (throng, activity) = gather(&server, &owner, small()).await;
    let known = (0..GOLD).fold("text,answer\n".to_owned(), |file, row| file + &format!("known {row},cat\n"));
    assert_eq!(send(&owner, &activity, "", known).await.status, 201);
    assert_eq!(send(&owner, &activity, "", csv(ITEMS - GOLD)).await.status, 201);
    let items = owner.get(&format!("/api/v1/activities/{activity}/items")).await.json();
    let done = items["items"].as_array().unwrap().iter().filter(|item| item["state"] == "done");
    let gold: HashSet<_> = done.map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(gold.len(), GOLD);
    let people = join_all((0..PEOPLE).map(|_| server.guest())).await;
    let (leases, had, answered) = (Vec::new(), HashSet::new(), HashSet::new());
    let mut model = Model { server, people, activity, leases, throng, gold, had, answered };
    let mut chance = Chance(42);
    for _ in 0..STEPS {
        match chance.below(11) {
            0..4 => model.next(chance.below(PEOPLE)).await,
            4..8 => model.answer(&mut chance).await,
            8 => model.give_back(&mut chance).await,
            9 => model.moved(&owner, &mut chance).await,
            _ => hand.advance(chance.below(60_000) as i64),
        }
    }
    let count = i64::try_from(model.answered.len()).unwrap();
    assert!(count > 30, "only {count} answers in {STEPS} steps");
    assert_eq!(rows(&model.server).await, (vec![], count));
    let ended = owner
        .post(&format!("/api/v1/throngs/{}/outcome", model.throng), json!({"statement": "Enough."}))
        .await;
    assert_eq!(ended.status, 201, "{}", ended.text);
    model.is_over().await;
    assert_eq!(rows(&model.server).await, (vec![], count));
}

#[tokio::test]
async fn leases_keep_what_they_promise() {
    on_both(SCHEMA, |test| async move {
        let settings = [("database_url", test.url.as_str())];
        play(if test.url.starts_with("postgres") { &settings } else { &[] }).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rush_at_two_nodes_gets_no_item_too_often() {
    on_both(SCHEMA, |test| async move {
        if !test.url.starts_with("postgres") {
            return;
        }
        let settings = [("database_url", test.url.as_str())];
        let nodes = [Server::with(&settings).await, Server::with(&settings).await];
        let owner = nodes[0].owner().await;
        let (_, activity) = gather(&nodes[0], &owner, small()).await;
        assert_eq!(send(&owner, &activity, "", csv(3)).await.status, 201);
        let people = join_all((0..50).map(|n| nodes[n % 2].guest())).await;
        let path = format!("/api/v1/activities/{activity}/next");
        let handed = join_all(people.iter().map(|who| who.post(&path, json!({})))).await;
        assert!(handed.iter().all(|answer| matches!(answer.status.as_u16(), 200 | 204)));
        let mut conn = nodes[0].app.db.reader().acquire().await.unwrap();
        let over =
            sqlx::query("SELECT COUNT(*) FROM items WHERE live > wanted OR live > 5").fetch_one(&mut *conn);
        assert_eq!(over.await.unwrap().get::<i64, _>(0), 0);
        let out: i64 = sqlx::query("SELECT CAST(SUM(wanted) AS BIGINT) FROM items")
            .fetch_one(&mut *conn)
            .await
            .unwrap()
            .get(0);
        let given = handed.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(i64::try_from(given).unwrap(), out, "all that is wanted is out");
        drop(conn);

        let held = people.iter().zip(&handed).filter(|(_, answer)| answer.status == 200);
        let answers = held.enumerate().map(|(n, (who, answer))| {
            let other = nodes[n % 2].as_someone(who);
            let path = format!("/api/v1/leases/{}/answer", answer.json()["lease"].as_str().unwrap());
            async move { other.post(&path, json!({"answer": "cat"})).await.status.as_u16() }
        });
        assert!(join_all(answers).await.iter().all(|status| *status == 200));
        assert_eq!(rows(&nodes[1]).await, (vec![], out));
        let results = owner.get(&format!("/api/v1/activities/{activity}/results")).await.json();
        for item in results["items"].as_array().unwrap() {
            assert_eq!(item["answer"], "cat", "{item}");
        }
    })
    .await;
}
