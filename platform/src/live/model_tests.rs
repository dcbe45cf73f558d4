//! Many clients against two nodes: cut at random, resuming on either, saying things twice.
//! Whatever happens, each client sees every event of its topics once and in order, or is told to read the page again;
//! and everything said stands in the log once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::testing::*;
use super::*;
use crate::ids::Id;

/// Clients of one run.
const CLIENTS: u64 = 12;
/// Things that each client does before it settles.
const STEPS: u64 = 60;

/// What one client knows; the model that every frame is held against.
struct Player {
    number: u64,
    dice: Dice,
    line: Option<Client>,
    node: usize,
    session: Option<String>,
    seen: BTreeMap<String, u64>,
    unsaid: BTreeMap<String, String>,
    said: BTreeSet<String>,
    resets: usize,
}

impl Player {
    fn new(number: u64, seed: u64) -> Self {
        let dice = Dice((seed + 1).wrapping_mul(0x9E37_79B9) ^ (number << 32) | 1);
        let (seen, unsaid) = (BTreeMap::new(), BTreeMap::new());
        Self {
            number,
            dice,
            line: None,
            node: 0,
            session: None,
            seen,
            unsaid,
            said: BTreeSet::new(),
            resets: 0,
        }
    }

    async fn connect(&mut self, nodes: &[Node]) {
        self.node = self.dice.below(nodes.len() as u64) as usize;
        let mut hello = json!({"token": self.number.to_string()});
        if let Some(session) = &self.session {
            hello["resume"] = json!({"session": session, "seen": self.seen});
        }
        let (client, welcome) = nodes[self.node].welcome(hello).await;
        assert_eq!(welcome["resumed"], json!(self.session.is_some()));
        assert_eq!(welcome["person"]["id"], json!(viewer(self.number).person));
        self.session = welcome["session"].as_str().map(str::to_owned);
        self.line = Some(client);
        for (key, topic) in self.unsaid.clone() {
            self.say(&topic, &key).await;
        }
    }

    async fn say(&mut self, topic: &str, key: &str) {
        self.unsaid.insert(key.to_owned(), topic.to_owned());
        let line = self.line.as_mut().unwrap();
        line.send(&json!({"say": {"topic": topic, "body": format!("{key} says hello"), "key": key}})).await;
    }

    /// Hears one frame and holds it against what is known.
    async fn hear(&mut self) {
        let Some(frame) = self.line.as_mut().unwrap().next().await else {
            self.line = None;
            return;
        };
        if let Some(said) = frame.get("said") {
            let key = said["key"].as_str().unwrap();
            self.unsaid.remove(key);
            self.said.insert(key.to_owned());
        } else if let Some(joined) = frame.get("joined") {
            self.seen.insert(topic_of(joined), joined["seq"].as_u64().unwrap());
        } else if let Some(reset) = frame.get("reset") {
            let seen = self.seen.get_mut(&topic_of(reset)).expect("a reset of a topic it follows");
            let seq = reset["seq"].as_u64().unwrap();
            assert!(seq >= *seen, "a reset never goes back");
            (*seen, self.resets) = (seq, self.resets + 1);
        } else if let Some(seq) = frame.get("event").and_then(|event| event["seq"].as_u64()) {
            let seen = self.seen.get_mut(&topic_of(&frame["event"])).expect("an event of a topic it follows");
            assert_eq!(seq, *seen + 1, "client {}: {frame}", self.number);
            *seen = seq;
        } else {
            assert!(frame.get("refused").is_none(), "{frame}");
        }
    }

    async fn step(&mut self, nodes: &[Node], topics: &[String]) {
        if self.line.is_none() {
            return self.connect(nodes).await;
        }
        let topic = topics[self.dice.below(topics.len() as u64) as usize].clone();
        match self.dice.below(10) {
            // Cut without a word: whatever was under way is lost.
            0 => self.line = None,
            1 | 2 if !self.seen.contains_key(&topic) => {
                self.line.as_mut().unwrap().send(&json!({"join": {"topic": topic}})).await;
                while self.line.is_some() && !self.seen.contains_key(&topic) {
                    self.hear().await;
                }
            }
            3..=5 => {
                let key = format!("{}-{}", self.number, self.dice.below(1 << 40));
                self.say(&topic, &key).await;
                if self.dice.below(4) == 0 {
                    self.say(&topic, &key).await;
                }
            }
            6 if !self.said.is_empty() => {
                let again = self.said.first().cloned().unwrap();
                self.unsaid.insert(again.clone(), topic.clone());
                self.say(&topic, &again).await;
            }
            _ if !self.unsaid.is_empty() => self.hear().await,
            _ => {}
        }
    }

    /// Goes on until nothing is unsaid and everything is seen.
    async fn settle(&mut self, nodes: &[Node], log: &MemoryLog) {
        while !self.unsaid.is_empty() || self.seen.iter().any(|(topic, seen)| *seen < log.last(topic)) {
            match self.line {
                None => self.connect(nodes).await,
                Some(_) => self.hear().await,
            }
        }
    }
}

fn topic_of(frame: &Value) -> String {
    frame["topic"].as_str().unwrap().to_owned()
}

async fn run(seed: u64) {
    let log = Arc::new(MemoryLog::default());
    let nodes = [Node::start(&log, Plan::default()).await, Node::start(&log, Plan::default()).await];
    let topics = ["room", "story"].map(|kind| format!("{kind}:{}", Id::new(seed as i64)));
    let play = |number| {
        let (nodes, topics) = (&nodes, &topics);
        async move {
            let mut player = Player::new(number, seed);
            for _ in 0..STEPS {
                player.step(nodes, topics).await;
            }
            player
        }
    };
    let mut players = futures_util::future::join_all((1..=CLIENTS).map(play)).await;
    for player in &mut players {
        player.settle(&nodes, &log).await;
    }
    let said: Vec<String> = players.iter().flat_map(|player| player.said.iter().cloned()).collect();
    let events = log.events.lock().unwrap();
    let in_log: Vec<_> = events.iter().filter_map(|event| event.data["key"].as_str()).collect();
    let once: BTreeSet<_> = in_log.iter().copied().collect();
    assert_eq!(once.len(), in_log.len(), "nothing twice");
    assert!(said.iter().all(|key| once.contains(key.as_str())), "nothing lost");
    assert!(said.len() > 50, "the run did something: {}", said.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_once_and_in_order_through_cuts_and_two_nodes() {
    for seed in 1..=4 {
        tokio::time::timeout(PATIENCE, run(seed)).await.unwrap_or_else(|_| panic!("seed {seed} hangs"));
    }
}

#[tokio::test]
async fn gaps_in_the_tail_are_filled_from_the_log_or_admitted() {
    let log = Arc::new(MemoryLog::default());
    let node = Node::start(&log, Plan { has_tail: false, ..Plan::default() }).await;
    let topic = format!("room:{}", Id::new(5));
    let (mut client, _) = node.welcome(json!({})).await;
    client.send(&json!({"join": {"topic": topic}})).await;
    client.await_frame("joined").await;
    let publish_last = || {
        let last = log.events.lock().unwrap().last().cloned();
        node.live.hub.publish(last.into_iter().collect())
    };
    for round in 0..50 {
        for _ in 0..3 {
            log.add(&topic, "message", json!({}));
        }
        publish_last().await;
        publish_last().await;
        for seq in 1..=3 {
            assert_eq!(client.durable().await["seq"], json!(round * 3 + seq));
        }
    }
    for _ in 0..1_000 {
        log.add(&topic, "message", json!({}));
    }
    publish_last().await;
    assert_eq!(client.await_frame("reset").await["seq"], json!(1_150));
    log.add(&topic, "message", json!({}));
    publish_last().await;
    assert_eq!(client.durable().await["seq"], json!(1_151));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_is_reset_and_goes_on() {
    let log = Arc::new(MemoryLog::default());
    let node = Node::start(&log, Plan::default()).await;
    let topic = format!("room:{}", Id::new(6));
    let (mut slow, _) = node.welcome(json!({})).await;
    let (mut quick, _) = node.welcome(json!({})).await;
    for client in [&mut slow, &mut quick] {
        client.send(&json!({"join": {"topic": topic}})).await;
        client.await_frame("joined").await;
    }
    // Far more than the kernel's buffers and the ring hold together.
    let body = "x".repeat(12_000);
    for seq in 1..=1_500u64 {
        log.add(&topic, "message", json!({"body": body}));
        assert_eq!(
            quick.durable().await["seq"],
            json!(seq),
            "the quick one misses nothing for the slow one's sake"
        );
    }
    let mut player = Player::new(1, 1);
    (player.line, player.seen) = (Some(slow), BTreeMap::from([(topic.clone(), 0)]));
    while player.seen[&topic] < 1_500 {
        player.hear().await;
        assert!(player.line.is_some());
    }
    assert!(player.resets > 0);
    log.add(&topic, "message", json!({}));
    while player.seen[&topic] < 1_501 {
        player.hear().await;
    }
}
