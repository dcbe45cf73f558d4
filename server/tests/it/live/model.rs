//! Many people against the real server: cut at random, resuming on either node, saying things twice and out of order. Each is
//! sent every event of its rooms once and in order, and what was acknowledged stands in the room once.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use platform::events;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::a_room;
use super::client::Socket;
use crate::support::{Server, Someone, on_both_databases};

/// People of one run.
const PEOPLE: u64 = 6;
/// Things that each of them does before it settles.
const STEPS: usize = 40;

/// What one person's program knows; the model that every frame is held against.
struct Player {
    who: Someone,
    random: StdRng,
    line: Option<Socket>,
    session: Option<Value>,
    seen: BTreeMap<String, u64>,
    unsaid: BTreeMap<String, String>,
    said: BTreeMap<String, (String, u64)>,
}

impl Player {
    async fn connect(&mut self, urls: &[String]) {
        let url = &urls[self.random.random_range(0..urls.len())];
        let mut hello = json!({});
        match &self.session {
            Some(session) => hello["resume"] = json!({ "session": session, "seen": self.seen }),
            None => hello["token"] = json!(self.who.token),
        }
        let mut line = Socket::open(url, "/live", &[]).await.unwrap();
        line.say(json!({ "hello": hello })).await;
        let welcome = line.until("welcome").await;
        assert_eq!(welcome["resumed"], self.session.is_some());
        assert!(!welcome["person"].is_null());
        self.session = Some(welcome["session"].clone());
        self.line = Some(line);
        let mut again: Vec<_> = self.unsaid.clone().into_iter().collect();
        again.shuffle(&mut self.random);
        for (key, topic) in again {
            self.say(&topic, &key).await;
        }
    }

    /// Says it, with the fields in any order.
    async fn say(&mut self, topic: &str, key: &str) {
        self.unsaid.insert(key.to_owned(), topic.to_owned());
        let mut fields = [("topic", topic.to_owned()), ("key", key.to_owned()), ("body", body(key))]
            .map(|(name, value)| format!("{}:{}", json!(name), json!(value)));
        fields.shuffle(&mut self.random);
        let frame = format!("{{\"say\":{{{}}}}}", fields.join(","));
        self.line.as_mut().unwrap().send(Message::text(frame)).await;
    }

    /// Hears one frame and holds it against what is known.
    async fn hear(&mut self) {
        let frame = self.line.as_mut().unwrap().next().await.expect("only we cut lines");
        if let Some(said) = frame.get("said") {
            let (key, seq) = (said["key"].as_str().unwrap().to_owned(), said["seq"].as_u64().unwrap());
            let topic = self.unsaid.remove(&key);
            let topic = topic.unwrap_or_else(|| self.said[&key].0.clone());
            let before = self.said.insert(key.clone(), (topic.clone(), seq));
            assert!(before.is_none_or(|before| before == (topic, seq)), "{key} was said twice");
        } else if let Some(joined) = frame.get("joined") {
            let seq = joined["seq"].as_u64().unwrap();
            self.seen.insert(joined["topic"].as_str().unwrap().to_owned(), seq);
        } else if let Some(seq) = frame.get("event").and_then(|event| event["seq"].as_u64()) {
            let event = &frame["event"];
            let seen = self.seen.get_mut(event["topic"].as_str().unwrap()).expect("a room it follows");
            assert_eq!(seq, *seen + 1, "nothing is missing and nothing told twice: {frame}");
            assert_eq!(event["data"]["body"], body(event["data"]["key"].as_str().unwrap()));
            *seen = seq;
        } else {
            let passing = frame.get("event").is_some() || frame.get("beat").is_some();
            assert!(passing, "{frame}");
        }
    }

    async fn step(&mut self, urls: &[String], topics: &[String]) {
        if self.line.is_none() {
            return self.connect(urls).await;
        }
        let topic = topics[self.random.random_range(0..topics.len())].clone();
        match self.random.random_range(0..10) {
            // Cut without a word: whatever was under way is lost.
            0 | 1 => self.line = None,
            2 | 3 if !self.seen.contains_key(&topic) => {
                self.line.as_mut().unwrap().say(json!({ "join": { "topic": topic } })).await;
                while !self.seen.contains_key(&topic) {
                    self.hear().await;
                }
            }
            4 | 5 => {
                let key = format!("{:x}", self.random.random::<u64>());
                self.say(&topic, &key).await;
                if self.random.random_bool(0.3) {
                    self.say(&topic, &key).await;
                }
            }
            6 if !self.said.is_empty() => {
                let (key, (topic, _)) =
                    self.said.iter().next().map(|(key, at)| (key.clone(), at.clone())).unwrap();
                self.say(&topic, &key).await;
            }
            _ if !self.unsaid.is_empty() => self.hear().await,
            _ => {}
        }
    }

    /// Goes on until nothing is unsaid and all is seen.
    async fn settle(&mut self, server: &Server, urls: &[String]) {
        while !self.unsaid.is_empty() || self.is_behind(server).await {
            match self.line {
                None => self.connect(urls).await,
                Some(_) => self.hear().await,
            }
        }
    }

    async fn is_behind(&self, server: &Server) -> bool {
        for (topic, seen) in &self.seen {
            if events::head(&server.app.db, topic).await.unwrap() > i64::try_from(*seen).unwrap() {
                return true;
            }
        }
        false
    }
}

fn body(key: &str) -> String {
    format!("{key} says hello")
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_once_and_in_order_through_cuts_on_the_real_server() {
    on_both_databases(|server| async move {
        let other = match &server.app.config.database {
            platform::config::DatabaseUrl::Postgres(_) => Some(server.another_node().await),
            platform::config::DatabaseUrl::Sqlite(_) => None,
        };
        let urls: Vec<_> =
            [Some(&server), other.as_ref()].into_iter().flatten().map(|node| node.url.clone()).collect();
        let topics = [a_room(&server).await, a_room(&server).await];
        let play = |number| {
            let (server, urls, topics) = (&server, &urls, &topics);
            async move {
                let (who, random) = (server.guest().await, StdRng::seed_from_u64(number));
                let (seen, unsaid, said) = Default::default();
                let mut player = Player { who, random, line: None, session: None, seen, unsaid, said };
                for _ in 0..STEPS {
                    player.step(urls, topics).await;
                }
                player
            }
        };
        let mut players = join_all((1..=PEOPLE).map(play)).await;
        for player in &mut players {
            player.settle(&server, &urls).await;
        }
        let mut in_rooms = BTreeMap::new();
        for topic in &topics {
            let path = format!("/api/v1/rooms/{}/messages?limit=200", &topic[5..]);
            let read = server.stranger().get(&path).await.json();
            for message in read["items"].as_array().unwrap() {
                let place = (topic.clone(), message["seq"].as_u64().unwrap());
                let twice = in_rooms.insert(message["key"].as_str().unwrap().to_owned(), place);
                assert!(twice.is_none(), "nothing twice: {message}");
            }
        }
        let said: BTreeMap<_, _> = players.iter().flat_map(|player| player.said.clone()).collect();
        assert_eq!(in_rooms, said, "nothing lost, and nothing in another place than was told");
        assert!(said.len() > 20, "the run did something: {}", said.len());
    })
    .await;
}
