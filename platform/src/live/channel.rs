//! One topic on this node: its last events, its latest transient values, and who follows it.
//!
//! Readers *pull*: nothing is queued for anyone. The ring of the last events is the queue of all of them at once,
//! and a [`Cursor`] says how far one has read; a value that changes quickly is read as it is when its turn comes.
//! So what a slow reader costs is bounded, and the newest transient value always wins.
//!
//! Invariants: the ring holds the events `last - len + 1 ..= last` without a gap; whatever a reader may want is
//! changed under the write lock and raises `version`.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::frames::{self, Frame};
use super::peers::Peer;
use super::topic::Topic;

/// Events that a topic keeps ready for those who come back.
pub(super) const RING_EVENTS: usize = 512;
/// Bytes of frames that a topic keeps ready.
const RING_BYTES: usize = 256 * 1024;
/// Bytes that one pull takes before other topics have their turn: one socket's share of memory while it is sent.
const PULL_BYTES: usize = 16 * 1024;
/// From so many followers on, frames go out together.
const CROWD: usize = 200;
/// How long a crowded topic gathers frames before it rings the bells.
const CROWD_PAUSE: Duration = Duration::from_millis(75);
/// The count of a topic is told at most once in this time.
const PRESENCE_PAUSE: Duration = Duration::from_secs(1);
/// Nobody is told who is typing among more than these.
pub(super) const TYPING_BELOW: usize = 50;
/// A typing note older than this is not sent any more.
const TYPING_LIFE: Duration = Duration::from_secs(5);

/// What is told without a seq: the latest of each kind wins, and it is never kept in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transient {
    /// How many are here.
    Presence,
    /// A number on the page, such as hits.
    Count,
    /// How far the work is.
    Progress,
    /// Somebody is writing.
    Typing,
    /// Something about a call.
    Call,
}

impl Transient {
    const fn kind(self) -> &'static str {
        match self {
            Self::Presence => "presence",
            Self::Count => "count",
            Self::Progress => "progress",
            Self::Typing => "typing",
            Self::Call => "call",
        }
    }
}

/// One topic, shared by all who follow it here.
pub(super) struct Channel {
    /// Its name.
    pub(super) topic: Topic,
    /// Held by whoever reads the log to extend the ring.
    pub(super) gate: tokio::sync::Mutex<()>,
    log: RwLock<Log>,
    version: AtomicU64,
    rights: AtomicU64,
    followers: Mutex<Followers>,
    is_ringing: AtomicBool,
    is_counting: AtomicBool,
}

#[derive(Default)]
struct Log {
    /// The last durable seq known here; `None` until the log was asked.
    last: Option<u64>,
    ring: VecDeque<Frame>,
    bytes: usize,
    latest: Vec<Latest>,
}

struct Latest {
    of: Transient,
    version: u64,
    at: Instant,
    frame: Frame,
}

struct Followers {
    by_number: HashMap<u64, Arc<Peer>>,
    idle_since: Instant,
    counted_at: Option<Instant>,
}

/// How far one reader has come in one topic.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cursor {
    /// The last durable seq it was sent.
    pub(super) seen: u64,
    /// It asked for what it missed, so the log may be read for it until it has caught up.
    pub(super) is_catching_up: bool,
    version: u64,
    transient: u64,
}

impl Cursor {
    /// A reader that has seen `seen`, and wants to know everything that is told without a seq.
    pub(super) fn after(seen: u64, is_catching_up: bool) -> Self {
        Self { seen, is_catching_up, ..Self::default() }
    }
}

/// What a pull found.
#[derive(Debug, PartialEq)]
pub(super) enum Pulled {
    /// All there is has been taken.
    Done,
    /// More is ready: pull again after the others had their turn.
    More,
    /// The next events are no longer in the ring: the log must be read.
    Missing,
    /// Too far behind: read the page again and go on from here. The cursor stands there already.
    Reset(u64),
}

impl Channel {
    pub(super) fn new(topic: Topic) -> Self {
        let followers = Followers { by_number: HashMap::new(), idle_since: Instant::now(), counted_at: None };
        Self {
            topic,
            gate: tokio::sync::Mutex::default(),
            log: RwLock::default(),
            version: AtomicU64::new(1),
            rights: AtomicU64::new(0),
            followers: Mutex::new(followers),
            is_ringing: AtomicBool::new(false),
            is_counting: AtomicBool::new(false),
        }
    }

    /// The last durable seq known here.
    pub(super) fn last(&self) -> Option<u64> {
        self.log.read().unwrap_or_else(PoisonError::into_inner).last
    }

    /// The ring starts empty after `last`: at first, and when the events between are not to be had.
    pub(super) fn start_after(self: &Arc<Self>, last: u64) {
        self.change(|log, _| {
            log.last = Some(last);
            log.ring.clear();
            log.bytes = 0;
        });
        self.ring_bells();
    }

    /// Appends the event after the last one. Whoever calls holds the gate and has checked the seq.
    pub(super) fn append(&self, frame: Frame) {
        self.change(|log, _| {
            log.last = log.last.map(|last| last + 1);
            log.bytes += frame.len();
            log.ring.push_back(frame);
            while log.ring.len() > RING_EVENTS || log.bytes > RING_BYTES {
                log.bytes -= log.ring.pop_front().map_or(0, |old| old.len());
            }
        });
    }

    /// Drops the frames that are kept ready, so that a text taken back is never sent again.
    pub(super) fn forget(&self) {
        self.change(|log, _| {
            log.ring.clear();
            log.bytes = 0;
        });
    }

    /// Tells the latest value of a kind. The same value again is no news, except that somebody goes on typing.
    pub(super) fn tell(self: &Arc<Self>, of: Transient, data: &Value) {
        let frame = frames::transient(&self.topic, of.kind(), data);
        let is_told = |latest: &Latest| latest.of == of && latest.frame == frame && of != Transient::Typing;
        if self.log.read().unwrap_or_else(PoisonError::into_inner).latest.iter().any(is_told) {
            return;
        }
        self.change(|log, version| {
            log.latest.retain(|latest| latest.of != of);
            log.latest.push(Latest { of, version, at: Instant::now(), frame });
        });
        self.ring_bells();
    }

    fn change(&self, change: impl FnOnce(&mut Log, u64)) {
        let mut log = self.log.write().unwrap_or_else(PoisonError::into_inner);
        let version = self.version.fetch_add(1, Ordering::Release) + 1;
        change(&mut log, version);
    }

    /// Moves the cursor over what is new and puts the frames into `out`, each with the seq it brings the cursor to.
    pub(super) fn pull(&self, cursor: &mut Cursor, out: &mut Vec<(Frame, Option<u64>)>) -> Pulled {
        if cursor.version == self.version.load(Ordering::Acquire) {
            return Pulled::Done;
        }
        let log = self.log.read().unwrap_or_else(PoisonError::into_inner);
        let last = log.last.unwrap_or_default();
        let before_ring = last - log.ring.len() as u64;
        if cursor.seen < before_ring && !may_read_log(cursor, last) {
            (cursor.seen, cursor.is_catching_up) = (last, false);
            return Pulled::Reset(last);
        }
        let Some(skip) = cursor.seen.checked_sub(before_ring) else { return Pulled::Missing };
        let mut bytes = 0;
        for frame in log.ring.iter().skip(skip as usize) {
            if bytes >= PULL_BYTES {
                return Pulled::More;
            }
            cursor.seen += 1;
            bytes += frame.len();
            out.push((frame.clone(), Some(cursor.seen)));
        }
        for latest in log.latest.iter().filter(|latest| latest.version > cursor.transient) {
            if latest.of != Transient::Typing || latest.at.elapsed() < TYPING_LIFE {
                out.push((latest.frame.clone(), None));
            }
        }
        let version = self.version.load(Ordering::Acquire);
        (cursor.version, cursor.transient, cursor.is_catching_up) = (version, version, false);
        Pulled::Done
    }

    fn followers(&self) -> MutexGuard<'_, Followers> {
        self.followers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Rings this peer's bell on every change from now on.
    pub(super) fn follow(self: &Arc<Self>, peer: &Arc<Peer>) {
        self.followers().by_number.insert(peer.number(), peer.clone());
        self.count_soon();
    }

    /// Rings it no longer.
    pub(super) fn unfollow(self: &Arc<Self>, peer: &Peer) {
        let mut followers = self.followers();
        followers.by_number.remove(&peer.number());
        followers.idle_since = Instant::now();
        drop(followers);
        self.count_soon();
    }

    /// How many connections follow it.
    pub(super) fn size(&self) -> usize {
        self.followers().by_number.len()
    }

    /// Nobody has followed it for so long.
    pub(super) fn is_idle_for(&self, time: Duration) -> bool {
        let followers = self.followers();
        followers.by_number.is_empty() && followers.idle_since.elapsed() >= time
    }

    /// Rises whenever everybody's right to read must be asked again.
    pub(super) fn rights(&self) -> u64 {
        self.rights.load(Ordering::Acquire)
    }

    /// Has everybody's right to read asked again.
    pub(super) fn recheck(self: &Arc<Self>) {
        self.rights.fetch_add(1, Ordering::Release);
        self.ring_bells();
    }

    /// Wakes all followers: at once, or in a crowd a little later and then for all that gathered meanwhile.
    pub(super) fn ring_bells(self: &Arc<Self>) {
        let followers = self.followers();
        if followers.by_number.len() <= CROWD {
            followers.by_number.values().for_each(|peer| peer.bell.notify_one());
        } else if !self.is_ringing.swap(true, Ordering::AcqRel) {
            let channel = self.clone();
            after(CROWD_PAUSE, move || {
                channel.is_ringing.store(false, Ordering::Release);
                channel.followers().by_number.values().for_each(|peer| peer.bell.notify_one());
            });
        }
    }

    /// Tells how many are here, now or when the last time is long enough ago.
    fn count_soon(self: &Arc<Self>) {
        if self.is_counting.swap(true, Ordering::AcqRel) {
            return;
        }
        let since = self.followers().counted_at.map_or(PRESENCE_PAUSE, |at| at.elapsed());
        let channel = self.clone();
        after(PRESENCE_PAUSE.saturating_sub(since), move || {
            channel.is_counting.store(false, Ordering::Release);
            channel.followers().counted_at = Some(Instant::now());
            let count = channel.count();
            channel.tell(Transient::Presence, &json!({"count": count}));
        });
    }

    /// People here, each once however many pages they have open; the unknown count one a connection.
    pub(super) fn count(&self) -> usize {
        let followers = self.followers();
        let known: HashSet<_> = followers.by_number.values().filter_map(|peer| peer.person()).collect();
        let unknown = followers.by_number.values().filter(|peer| peer.person().is_none()).count();
        known.len() + unknown
    }
}

/// The log is read for those who asked, and for those so little behind that the ring's bound in bytes, or a
/// [`Channel::forget`], has overtaken them.
fn may_read_log(cursor: &Cursor, last: u64) -> bool {
    cursor.is_catching_up || last - cursor.seen <= RING_EVENTS as u64
}

/// Does something later, unless the process is ending.
fn after(pause: Duration, then: impl FnOnce() + Send + 'static) {
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(async move {
            tokio::time::sleep(pause).await;
            then();
        });
    }
}

#[cfg(test)]
#[path = "channel_tests.rs"]
mod tests;
