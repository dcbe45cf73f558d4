//! Renditions that are asked for now, as ready bytes: a hot one touches neither disk nor database.
//!
//! Only what everybody may see is in here. A change of a picture throws its renditions out, in the commit that makes it; one
//! that was being read meanwhile is not kept. A thousand readers of a cold rendition cause one read.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use axum::http::HeaderValue;
use bytes::Bytes;
use platform::Id;

use crate::pictures::ladder::Format;

/// Parts of the memory, each with a lock of its own.
const SHARDS: usize = 8;
/// Bytes that a part may hold; 128 MiB in all.
const MAX_BYTES: usize = 16 << 20;

/// Which rendition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Of which picture.
    pub picture: Id,
    /// Pixels; 0 for the card.
    pub width: u32,
    /// Its format.
    pub format: Format,
}

/// A rendition as it is sent.
#[derive(Clone, Debug)]
pub struct Sendable {
    /// The file.
    pub bytes: Bytes,
    /// Its strong entity tag.
    pub etag: HeaderValue,
    /// What its address must carry to be kept for a year.
    pub hash: String,
}

struct Entry {
    rendition: Arc<Sendable>,
    used: AtomicBool,
}

#[derive(Default)]
struct Shard {
    entries: HashMap<Key, Entry>,
    order: VecDeque<Key>,
    bytes: usize,
}

struct Flight {
    turn: tokio::sync::Mutex<()>,
    stale: AtomicBool,
}

/// See the module.
#[derive(Default)]
pub struct Ready {
    shards: [RwLock<Shard>; SHARDS],
    flights: Mutex<HashMap<Key, Arc<Flight>>>,
    behind: AtomicBool,
}

impl Ready {
    /// The rendition, if it is at hand.
    pub fn get(&self, key: &Key) -> Option<Arc<Sendable>> {
        if self.behind.load(Ordering::Acquire) {
            return None;
        }
        let shard = self.shard(key.picture).read().unwrap_or_else(PoisonError::into_inner);
        let entry = shard.entries.get(key)?;
        entry.used.store(true, Ordering::Relaxed);
        Some(Arc::clone(&entry.rendition))
    }

    /// The rendition: at hand, or read by `load`, which has looked whether everybody may see it.
    ///
    /// # Errors
    /// What `load` gives; it is not kept.
    pub async fn get_or<E, F, Fut>(&self, key: Key, load: F) -> Result<Arc<Sendable>, E>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<Sendable, E>>,
    {
        let new = || Arc::new(Flight { turn: tokio::sync::Mutex::new(()), stale: AtomicBool::new(false) });
        let flight = Arc::clone(self.flights().entry(key).or_insert_with(new));
        let turn = flight.turn.lock().await;
        let loaded = match self.get(&key) {
            Some(ready) => Ok(ready),
            None => self.load(key, &flight, load).await,
        };
        drop(turn);
        let mut flights = self.flights();
        if Arc::strong_count(&flight) <= 2 {
            flights.remove(&key);
        }
        loaded
    }

    async fn load<E, F, Fut>(&self, key: Key, flight: &Flight, load: F) -> Result<Arc<Sendable>, E>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<Sendable, E>>,
    {
        // A change from here on is seen below; one before is seen by `load`.
        flight.stale.store(false, Ordering::Release);
        let rendition = Arc::new(load().await?);
        let _flights = self.flights();
        if !flight.stale.load(Ordering::Acquire) {
            self.keep(key, Arc::clone(&rendition));
        }
        Ok(rendition)
    }

    fn keep(&self, key: Key, rendition: Arc<Sendable>) {
        let size = rendition.bytes.len();
        if size > MAX_BYTES {
            return;
        }
        let mut shard = self.shard(key.picture).write().unwrap_or_else(PoisonError::into_inner);
        shard.remove(&key);
        shard.bytes += size;
        shard.order.push_back(key);
        shard.entries.insert(key, Entry { rendition, used: AtomicBool::new(false) });
        shard.shrink();
    }

    /// Throws out the renditions of pictures among these topics.
    pub fn changed<'a>(&self, topics: impl IntoIterator<Item = &'a String>) {
        for picture in
            topics.into_iter().filter_map(|topic| topic.strip_prefix("picture:")?.parse::<Id>().ok())
        {
            // The flights' lock is held over both, so that none is kept in between.
            let flights = self.flights();
            for (_, flight) in flights.iter().filter(|(key, _)| key.picture == picture) {
                flight.stale.store(true, Ordering::Release);
            }
            let mut shard = self.shard(picture).write().unwrap_or_else(PoisonError::into_inner);
            let gone: Vec<Key> = shard.entries.keys().filter(|key| key.picture == picture).copied().collect();
            gone.iter().for_each(|key| shard.remove(key));
        }
    }

    /// While the log is not read in time, nothing is served from memory.
    pub fn set_behind(&self, behind: bool) {
        self.behind.store(behind, Ordering::Release);
    }

    fn flights(&self) -> MutexGuard<'_, HashMap<Key, Arc<Flight>>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shard(&self, picture: Id) -> &RwLock<Shard> {
        &self.shards[picture.seed() as usize % SHARDS]
    }
}

impl Shard {
    fn remove(&mut self, key: &Key) {
        if let Some(entry) = self.entries.remove(key) {
            self.bytes -= entry.rendition.bytes.len();
            self.order.retain(|other| other != key);
        }
    }

    /// Second chance: what was used since it was last looked at goes to the end of the queue once more.
    fn shrink(&mut self) {
        while self.bytes > MAX_BYTES {
            let Some(key) = self.order.pop_front() else { return };
            let Some(entry) = self.entries.get(&key) else { continue };
            if entry.used.swap(false, Ordering::Relaxed) {
                self.order.push_back(key);
            } else if let Some(entry) = self.entries.remove(&key) {
                self.bytes -= entry.rendition.bytes.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;
    use std::sync::atomic::AtomicUsize;

    fn key(width: u32) -> Key {
        Key { picture: Id::from_number(8), width, format: Format::Jpeg }
    }

    fn sendable(size: usize) -> Sendable {
        Sendable { bytes: vec![0; size].into(), etag: HeaderValue::from_static("\"x\""), hash: "x".into() }
    }

    #[tokio::test]
    async fn a_crowd_causes_one_read_and_a_change_throws_it_out() {
        let (ready, reads) = (Ready::default(), AtomicUsize::new(0));
        let read = || {
            ready.get_or(key(1), || async {
                reads.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                Ok::<_, Infallible>(sendable(1))
            })
        };
        futures_util::future::join_all((0..100).map(|_| read())).await;
        assert_eq!(reads.load(Ordering::SeqCst), 1);
        assert!(ready.flights().is_empty());
        ready.changed(&[format!("picture:{}", Id::from_number(8)), "room:x".to_owned()]);
        assert!(ready.get(&key(1)).is_none());
    }

    #[tokio::test]
    async fn what_a_change_overtook_is_not_kept() {
        let ready = Ready::default();
        let topic = [format!("picture:{}", Id::from_number(8))];
        let loaded = ready.get_or(key(1), || async {
            ready.changed(&topic);
            Ok::<_, Infallible>(sendable(1))
        });
        assert!(loaded.await.is_ok());
        assert!(ready.get(&key(1)).is_none());
    }

    #[tokio::test]
    async fn memory_is_bounded_and_what_is_used_stays() {
        let ready = Ready::default();
        for width in 0..40 {
            ready.keep(key(width), Arc::new(sendable(1 << 20)));
            assert!(ready.get(&key(0)).is_some(), "{width}");
        }
        assert!(ready.shard(key(0).picture).read().unwrap().bytes <= MAX_BYTES);
        ready.keep(key(99), Arc::new(sendable(MAX_BYTES + 1)));
        assert!(ready.get(&key(99)).is_none());
        ready.set_behind(true);
        assert!(ready.get(&key(0)).is_none());
    }
}
