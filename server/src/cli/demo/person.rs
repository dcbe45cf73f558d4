//! One person of the simulated crowd: what they will do is drawn from the seed, then done over real HTTP and WebSockets.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::client::{Client, Failed, Http};
use super::drawing;
use super::lines::{COMMENTED, REMIXED, SAID};
use super::stage::Stage;

/// Frames that somebody waits through for their message to be acknowledged.
const MAX_FRAMES: usize = 500;
/// How often, in hundred, each thing is done by those who do more than look.
const ACTIVE: u32 = 45;
const ANSWERS: u32 = 85;
const TALKS: u32 = 22;
const COMMENTS: u32 = 14;
const REMIXES: u32 = 5;

/// Where people say that they come from: mostly an origin, as browsers send it.
const REFERRERS: [(Option<&str>, u32); 4] = [
    (Some("https://frontpage.example/"), 60),
    (None, 22),
    (Some("https://cats.example/"), 12),
    (Some("https://letters.example/2026/gnome"), 6),
];

/// What a person will do.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Where they come from.
    pub referrer: Option<&'static str>,
    /// How long they look before they do anything.
    pub looks: Duration,
    /// How many items they answer at most.
    pub answers: u32,
    /// How often they are wrong.
    pub wrong: f64,
    /// How long an answer takes them.
    pub thinks: Duration,
    /// What they say in the room.
    pub says: Vec<&'static str>,
    /// What they say under the story.
    pub comments: Option<&'static str>,
    /// The remix that they make: its title and the seed of its picture.
    pub remix: Option<(&'static str, u64)>,
    seed: u64,
}

impl Plan {
    /// The plan of the person with this seed.
    pub fn new(seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let active = random.random_range(0..100) < ACTIVE;
        let mut some = |share| active && random.random_range(0..100) < share;
        let (answers, talks, comments, remixes) = (some(ANSWERS), some(TALKS), some(COMMENTS), some(REMIXES));
        let said = if talks { random.random_range(1..=3) } else { 0 };
        Self {
            referrer: referrer(random.random_range(0..100)),
            looks: seconds(random.random_range(1.0..8.0)),
            answers: if answers { random.random_range(1..=8) } else { 0 },
            // Most are careful, a few are not.
            wrong: random.random_range(0.0_f64..1.0).powi(3) * 0.3 + 0.02,
            thinks: seconds(random.random_range(1.2..4.5)),
            says: SAID.sample(&mut random, said).copied().collect(),
            comments: COMMENTED.choose(&mut random).copied().filter(|_| comments),
            remix: REMIXED.choose(&mut random).copied().filter(|_| remixes).map(|title| (title, seed)),
            seed,
        }
    }
}

fn referrer(mut roll: u32) -> Option<&'static str> {
    for (from, share) in REFERRERS {
        match roll.checked_sub(share) {
            None => return from,
            Some(rest) => roll = rest,
        }
    }
    None
}

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

/// A person at the door.
pub struct Person {
    plan: Plan,
    client: Client,
    stage: Arc<Stage>,
    /// How much faster than life it goes.
    speed: f64,
}

impl Person {
    /// Somebody with this plan.
    pub fn new(plan: Plan, http: Http, stage: Arc<Stage>, speed: f64) -> Self {
        let client = Client::new(http, stage.base.clone(), plan.referrer);
        Self { plan, client, stage, speed }
    }

    /// Arrives, does what was planned, and goes.
    ///
    /// # Errors
    /// What the server refused or the network broke; the others go on.
    pub async fn live(mut self) -> Result<(), Failed> {
        self.client.get(&self.stage.story_page).await?;
        for rendition in &self.stage.renditions {
            self.client.get(rendition).await?;
        }
        self.pause(self.plan.looks).await;
        self.answer().await?;
        if let Some(body) = self.plan.comments {
            let path = format!("/api/v1/stories/{}/comments", self.stage.story);
            self.client.post(&path, &json!({ "body": body })).await?;
        }
        if let Some((title, seed)) = self.plan.remix {
            self.remix(title, seed).await?;
        }
        if self.plan.says.is_empty() { Ok(()) } else { self.talk().await }
    }

    async fn pause(&self, time: Duration) {
        tokio::time::sleep(time.div_f64(self.speed)).await;
    }

    async fn answer(&mut self) -> Result<(), Failed> {
        let mut random = StdRng::seed_from_u64(self.plan.seed);
        for _ in 0..self.plan.answers {
            let path = format!("/api/v1/activities/{}/next", self.stage.activity);
            let wish = self.stage.items.choose(&mut random);
            let handed = self.client.post(&path, &json!({ "prefer": wish })).await?;
            let (Some(lease), Some(key)) = (handed["lease"].as_str(), handed["item"]["key"].as_str()) else {
                return Ok(());
            };
            if self.stage.is_left_open(key) {
                return self.client.delete(&format!("/api/v1/leases/{lease}")).await;
            }
            self.pause(self.plan.thinks).await;
            let answer = self.stage.answer(key, random.random_bool(self.plan.wrong));
            let path = format!("/api/v1/leases/{lease}/answer");
            self.client.post(&path, &json!({ "answer": answer })).await?;
        }
        Ok(())
    }

    async fn remix(&mut self, title: &str, seed: u64) -> Result<(), Failed> {
        let picture = tokio::task::spawn_blocking(move || drawing::jpeg(&drawing::repainted(seed))).await?;
        let fields = [
            ("title", title),
            ("alt", "The garden with the cat and the gnome, drawn anew"),
            ("licence", "CC0-1.0"),
            ("parents", &self.stage.picture),
        ];
        self.client.upload("/api/v1/pictures", "remix.jpg", &picture, &fields).await?;
        Ok(())
    }

    /// Goes into the room, says each line, and waits until it is durable.
    async fn talk(&mut self) -> Result<(), Failed> {
        if self.client.token.is_none() {
            self.client.post("/api/v1/session", &json!({})).await?;
        }
        let mut request =
            format!("{}/live", self.stage.base.replacen("http", "ws", 1)).into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", platform::live::SUBPROTOCOL.parse()?);
        let (mut socket, _) = tokio_tungstenite::connect_async(request).await?;
        let topic = format!("room:{}", self.stage.story);
        let frames =
            [json!({ "hello": { "token": self.client.token } }), json!({ "join": { "topic": topic } })];
        for frame in frames {
            socket.send(Message::text(frame.to_string())).await?;
        }
        for (n, body) in self.plan.says.clone().into_iter().enumerate() {
            self.pause(self.plan.thinks).await;
            let key = format!("{}-{n}", self.plan.seed);
            let say = json!({ "say": { "topic": topic, "body": body, "key": key } });
            socket.send(Message::text(say.to_string())).await?;
            for _ in 0..MAX_FRAMES {
                let Some(frame) = socket.next().await.transpose()? else { return Ok(()) };
                let heard: Value =
                    serde_json::from_str(frame.to_text().unwrap_or_default()).unwrap_or_default();
                if heard["said"]["key"] == key || !heard["refused"].is_null() {
                    break;
                }
            }
        }
        self.pause(self.plan.looks).await;
        Ok(socket.close(None).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_is_the_same_person_and_most_only_look() {
        assert_eq!(Plan::new(7), Plan::new(7));
        let plans: Vec<_> = (0..1_000).map(Plan::new).collect();
        let count = |is: fn(&Plan) -> bool| plans.iter().filter(|plan| is(plan)).count();
        assert!((300..450).contains(&count(|plan| plan.answers > 0)));
        assert!((60..140).contains(&count(|plan| !plan.says.is_empty())));
        assert!((10..50).contains(&count(|plan| plan.remix.is_some())));
        assert!((550..650).contains(&count(|plan| plan.referrer == REFERRERS[0].0)));
        assert!(plans.iter().all(|plan| plan.wrong < 0.5));
    }
}
