//! The hub of one node: which topics are followed here, and what is new in them.
//!
//! It reads the durable log through a [`LiveSource`] and is told of new events by the log's tail; it never writes.
//! The log is asked once when a topic is first followed, and for what a ring no longer holds; resuming within the
//! ring asks it nothing.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Semaphore;

use super::channel::{Channel, Transient};
use super::frames;
use super::passes::Passes;
use super::peers::{Goodbye, Peers};
use super::source::{LiveEvent, LiveSource, Since, Unavailable};
use super::topic::Topic;
use crate::clock::{Clock, Millis, SECOND};
use crate::events::LogEvent;
use crate::ids::Id;

/// Locks that the topics are spread over.
const SHARDS: usize = 16;
/// A topic that nobody follows keeps its ring so long, for those who were all cut off at once.
const KEEP_IDLE: Duration = Duration::from_secs(120);
/// Idle topics are looked for at most this often.
const SWEEP: Millis = 30 * SECOND;
/// Events that one read of the log brings.
const CATCH_UP_EVENTS: usize = 256;
/// Reads of the log for catching up that may be under way at once, for everybody together.
const CATCH_UPS: usize = 16;

type Shard = HashMap<Topic, Arc<Channel>>;

/// See the module.
pub struct Hub {
    /// Knows the content.
    pub(super) source: Arc<dyn LiveSource>,
    /// Signs sessions and tickets.
    pub(super) passes: Passes,
    /// Everyone connected.
    pub(super) peers: Peers,
    shards: [Mutex<Shard>; SHARDS],
    hasher: RandomState,
    clock: Clock,
    swept_at: AtomicI64,
    catch_ups: Semaphore,
    is_draining: AtomicBool,
}

impl Hub {
    /// A hub that signs with `key`, the same on all nodes of an instance.
    pub fn new(source: Arc<dyn LiveSource>, key: &[u8], clock: Clock) -> Arc<Self> {
        Arc::new(Self {
            source,
            passes: Passes::new(key, clock.clone()),
            peers: Peers::default(),
            shards: Default::default(),
            hasher: RandomState::new(),
            swept_at: AtomicI64::new(clock.now()),
            clock,
            catch_ups: Semaphore::new(CATCH_UPS),
            is_draining: AtomicBool::new(false),
        })
    }

    /// Tells of durable events, in the order of the log. Events of topics that nobody follows here are passed over;
    /// where one is missing the log is read, or the readers are reset.
    pub async fn publish(&self, events: Vec<LogEvent>) {
        self.sweep();
        let is_followed =
            |event: &LogEvent| Topic::parse(&event.topic).and_then(|topic| self.channel(&topic)).is_some();
        let followed: Vec<_> = events.into_iter().filter(is_followed).collect();
        if followed.is_empty() {
            return;
        }
        let mut by_topic: HashMap<Topic, Vec<LiveEvent>> = HashMap::new();
        for event in self.source.expand(followed).await {
            by_topic.entry(event.topic.clone()).or_default().push(event);
        }
        for (topic, events) in by_topic {
            if let Some(channel) = self.channel(&topic) {
                self.extend(&channel, &events).await;
                channel.ring_bells();
            }
        }
    }

    async fn extend(&self, channel: &Arc<Channel>, events: &[LiveEvent]) {
        let _gate = channel.gate.lock().await;
        for event in events {
            let Some(last) = channel.last() else { return };
            if event.seq > last + 1 {
                self.fill(channel, last, event.seq).await;
            } else if event.seq == last + 1 {
                append(channel, event);
            }
        }
    }

    /// The tail has skipped something: takes `last + 1 ..= until` from the log, or gives it up and starts after it.
    async fn fill(&self, channel: &Arc<Channel>, last: u64, until: u64) {
        let limit = usize::try_from(until - last).unwrap_or(usize::MAX);
        if limit <= CATCH_UP_EVENTS
            && let Ok(Since::Events(events)) = self.source.since(&channel.topic, last, limit).await
            && is_gapless(&channel.topic, last, &events)
            && events.last().is_some_and(|event| event.seq >= until)
        {
            events.iter().for_each(|event| append(channel, event));
        } else {
            channel.start_after(until);
        }
    }

    /// Tells a transient value to those who follow the topic on this node; the latest of its kind wins.
    pub fn tell(&self, topic: &Topic, what: Transient, data: &Value) {
        if let Some(channel) = self.channel(topic) {
            channel.tell(what, data);
        }
    }

    /// Whether anybody on this node follows the topic, or did a moment ago: telling nobody costs a look.
    pub fn is_open(&self, topic: &Topic) -> bool {
        self.channel(topic).is_some()
    }

    /// Drops what is kept ready of a topic, because a text in it was taken back. Erasing must call it where it
    /// writes no `delete` or `moderation` event to that topic; on those it happens by itself.
    pub fn forget(&self, topic: &Topic) {
        if let Some(channel) = self.channel(topic) {
            channel.forget();
        }
    }

    /// Asks again whether those who follow the topic may read it, because its visibility or a right has changed.
    pub fn recheck(&self, topic: &Topic) {
        if let Some(channel) = self.channel(topic) {
            channel.recheck();
        }
    }

    /// Ends a sign-in: its sockets on this node and every bearer of it. Every node must be told.
    pub fn revoke(&self, session: Id) {
        self.passes.revoke(session);
        self.peers.of_session(session).iter().for_each(|peer| peer.send_away(Goodbye::SignedOut));
    }

    /// This node's time.
    pub(super) fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// How many people follow the topic on this node.
    pub fn here(&self, topic: &Topic) -> usize {
        self.channel(topic).map_or(0, |channel| channel.count())
    }

    /// How many connections this node has.
    pub fn connections(&self) -> usize {
        self.peers.count()
    }

    /// Whether the node is going.
    pub fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Acquire)
    }

    /// Sends everyone away, each with a slot of their own: `pause_ms` (until the next node is up) and then as fast
    /// as `capacity_per_s` allows. Returns when all have gone, or after `patience`.
    pub async fn drain(&self, pause_ms: u64, capacity_per_s: f64, patience: Duration) {
        self.is_draining.store(true, Ordering::Release);
        let peers = self.peers.all();
        let slots = admission::slots(peers.len(), capacity_per_s, rand::random());
        for (peer, slot_ms) in peers.iter().zip(slots) {
            peer.send_away(Goodbye::Drain { reconnect_after_ms: pause_ms + slot_ms });
        }
        // Who has not gone by then is cut with the process and comes back within the window of its last beat.
        let _ = tokio::time::timeout(patience, self.peers.gone()).await;
    }

    /// A ticket for the moment `reconnect_after_ms` from now.
    pub(super) fn ticket(&self, reconnect_after_ms: u64) -> String {
        let wait = Millis::try_from(reconnect_after_ms).unwrap_or(Millis::MAX);
        let slot_at_ms = self.clock.now().saturating_add(wait);
        self.passes.ticket(admission::Ticket { slot_at_ms, number: rand::random() })
    }

    /// The topic's channel, opened if it is not yet; its last seq is known then.
    pub(super) async fn open(&self, topic: &Topic) -> Result<Arc<Channel>, Unavailable> {
        let open = || Arc::new(Channel::new(topic.clone()));
        let channel = self.shard(topic).entry(topic.clone()).or_insert_with(open).clone();
        if channel.last().is_none() {
            let _gate = channel.gate.lock().await;
            if channel.last().is_none() {
                channel.start_after(self.source.head(topic).await?);
            }
        }
        Ok(channel)
    }

    /// Events after `seen` for one reader, from the log: in order, without a gap, and at least one. `None` where
    /// the reader must read the page instead.
    pub(super) async fn catch_up(&self, topic: &Topic, seen: u64) -> Option<Vec<LiveEvent>> {
        let _permit = self.catch_ups.acquire().await.ok()?;
        match self.source.since(topic, seen, CATCH_UP_EVENTS).await {
            Ok(Since::Events(events)) if !events.is_empty() && is_gapless(topic, seen, &events) => {
                Some(events)
            }
            _ => None,
        }
    }

    fn channel(&self, topic: &Topic) -> Option<Arc<Channel>> {
        self.shard(topic).get(topic).cloned()
    }

    fn shard(&self, topic: &Topic) -> MutexGuard<'_, Shard> {
        let place = self.hasher.hash_one(topic) as usize % SHARDS;
        self.shards[place].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes topics that nobody has followed for a while.
    fn sweep(&self) {
        let (now, swept_at) = (self.clock.now(), self.swept_at.load(Ordering::Relaxed));
        if now - swept_at < SWEEP || self.swept_at.swap(now, Ordering::Relaxed) != swept_at {
            return;
        }
        for shard in &self.shards {
            // A channel in somebody's hands is about to be followed.
            let is_kept =
                |channel: &Arc<Channel>| Arc::strong_count(channel) > 1 || !channel.is_idle_for(KEEP_IDLE);
            shard.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, channel| is_kept(channel));
        }
    }
}

/// Puts the next event into the ring. What takes a text back also takes it out of the ring.
fn append(channel: &Channel, event: &LiveEvent) {
    if matches!(event.kind.as_str(), "delete" | "moderation") {
        channel.forget();
    }
    channel.append(frames::event(event));
}

fn is_gapless(topic: &Topic, after: u64, events: &[LiveEvent]) -> bool {
    (after + 1..).zip(events).all(|(seq, event)| event.seq == seq && event.topic == *topic)
}
