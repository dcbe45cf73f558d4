//! Hot pages: rendered once per change and served as ready bytes, without touching the database.
//!
//! A page depends on topics of the event log. It is kept only if none of them changed between the moment before its
//! snapshot was taken and now, and it goes the moment one of them changes. Pages that show a running count live
//! [`Shelf::seconds`] at most. Nothing that differs by person may be in such a page.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::Millis;
use crate::compress::Compressed;

/// Bytes that all kept pages may take together, all forms counted.
const MAX_BYTES: usize = 64 << 20;
/// Changes remembered; a render that lasts longer than these is not kept.
const CHANGES: usize = 4_096;

/// What a render gives.
pub struct Rendered {
    /// The page.
    pub html: String,
    /// The topics whose changes make it stale.
    pub topics: Vec<String>,
    /// How long it may be kept.
    pub shelf: Shelf,
}

/// How long a page may be kept if none of its topics changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// Until a topic changes.
    UntilChanged,
    /// For so many seconds: it shows a count that is not in the log.
    Seconds(u32),
}

/// The kept pages of this process.
#[derive(Default)]
pub struct HotPages {
    state: Mutex<State>,
    /// One lock a key, so that a thousand readers of a changed page cause one render.
    flights: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

#[derive(Default)]
struct State {
    pages: HashMap<String, Kept>,
    order: VecDeque<String>,
    bytes: usize,
    changes: VecDeque<String>,
    changed: u64,
    behind: bool,
}

struct Kept {
    page: Arc<Compressed>,
    topics: Vec<String>,
    until: Option<Millis>,
}

impl HotPages {
    /// Says that these topics changed: called for each commit here before its callers are answered, and for what other nodes
    /// wrote as the log is read.
    pub fn changed<'a>(&self, topics: impl IntoIterator<Item = &'a String>) {
        let mut state = self.state();
        for topic in topics {
            state.changed += 1;
            if state.changes.len() == CHANGES {
                state.changes.pop_front();
            }
            state.changes.push_back(topic.clone());
            let stale: Vec<_> = state
                .pages
                .iter()
                .filter(|(_, kept)| kept.topics.contains(topic))
                .map(|(key, _)| key.clone())
                .collect();
            for key in stale {
                state.remove(&key);
            }
        }
    }

    /// Forgets every page: what all of them show has changed.
    pub fn forget_all(&self) {
        let mut state = self.state();
        state.pages.clear();
        state.order.clear();
        state.bytes = 0;
        // Renders under way began before this and are not kept.
        state.changes.clear();
        state.changed += 1;
    }

    /// While the log is not read in time, nothing is kept and nothing kept is served.
    pub fn set_behind(&self, behind: bool) {
        self.state().behind = behind;
    }

    /// The page `key`: kept, or rendered by `render`.
    ///
    /// # Errors
    /// What `render` gives; errors are not kept.
    pub async fn page<E, F, Fut>(&self, key: &str, now: Millis, render: F) -> Result<Arc<Compressed>, E>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<Rendered, E>>,
    {
        if let Some(page) = self.state().get(key, now) {
            return Ok(page);
        }
        let flight = Arc::clone(lock(&self.flights).entry(key.to_owned()).or_default());
        let turn = flight.lock().await;
        // Somebody else may have rendered it while this request waited.
        let (found, before) = {
            let mut state = self.state();
            (state.get(key, now), state.changed)
        };
        let page = match found {
            Some(page) => Ok(page),
            None => render().await.map(|rendered| self.keep(key, now, before, rendered)),
        };
        drop(turn);
        let mut flights = lock(&self.flights);
        if Arc::strong_count(&flight) <= 2 {
            flights.remove(key);
        }
        page
    }

    fn keep(&self, key: &str, now: Millis, before: u64, rendered: Rendered) -> Arc<Compressed> {
        let page = Arc::new(Compressed::new(rendered.html.into_bytes()));
        let until = match rendered.shelf {
            Shelf::UntilChanged => None,
            Shelf::Seconds(seconds) => Some(now + i64::from(seconds) * crate::clock::SECOND),
        };
        let mut state = self.state();
        if !state.behind && state.unchanged_since(before, &rendered.topics) {
            state.insert(key, Kept { page: Arc::clone(&page), topics: rendered.topics, until });
        }
        page
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// A panic elsewhere leaves whole values behind, so a poisoned lock is as good as another.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn size(page: &Compressed) -> usize {
    page.plain.len() + page.gzip.len() + page.brotli.len()
}

impl State {
    fn get(&mut self, key: &str, now: Millis) -> Option<Arc<Compressed>> {
        let kept = self.pages.get(key).filter(|_| !self.behind)?;
        if kept.until.is_some_and(|until| until <= now) {
            self.remove(key);
            return None;
        }
        Some(Arc::clone(&kept.page))
    }

    fn unchanged_since(&self, before: u64, topics: &[String]) -> bool {
        let since = usize::try_from(self.changed - before).unwrap_or(usize::MAX);
        since <= self.changes.len()
            && !self.changes.iter().rev().take(since).any(|topic| topics.contains(topic))
    }

    fn insert(&mut self, key: &str, kept: Kept) {
        self.remove(key);
        self.bytes += size(&kept.page);
        self.pages.insert(key.to_owned(), kept);
        self.order.push_back(key.to_owned());
        while self.bytes > MAX_BYTES {
            let Some(oldest) = self.order.pop_front() else { break };
            self.forget(&oldest);
        }
    }

    fn remove(&mut self, key: &str) {
        if self.forget(key) {
            self.order.retain(|other| other != key);
        }
    }

    fn forget(&mut self, key: &str) -> bool {
        let gone = self.pages.remove(key);
        if let Some(kept) = &gone {
            self.bytes -= size(&kept.page);
        }
        gone.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn rendered(text: &str, shelf: Shelf) -> Rendered {
        Rendered { html: text.to_owned(), topics: vec!["story:a".to_owned()], shelf }
    }

    async fn count(hot: &HotPages, now: Millis, renders: &AtomicUsize, shelf: Shelf) {
        let page = hot
            .page("k", now, || async {
                renders.fetch_add(1, Ordering::SeqCst);
                Ok::<_, Infallible>(rendered("x", shelf))
            })
            .await;
        assert_eq!(page.unwrap().plain.as_ref(), b"x");
    }

    #[tokio::test]
    async fn all_pages_can_be_forgotten_even_while_one_is_being_rendered() {
        let (hot, renders) = (HotPages::default(), AtomicUsize::new(0));
        let under_way = hot.page("k", 0, || async {
            hot.forget_all();
            hot.changed(&["story:b".to_owned()]);
            Ok::<_, Infallible>(rendered("old", Shelf::UntilChanged))
        });
        under_way.await.unwrap();
        count(&hot, 0, &renders, Shelf::UntilChanged).await;
        hot.forget_all();
        count(&hot, 0, &renders, Shelf::UntilChanged).await;
        assert_eq!(renders.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_page_is_rendered_once_per_change() {
        let (hot, renders) = (HotPages::default(), AtomicUsize::new(0));
        for _ in 0..3 {
            count(&hot, 0, &renders, Shelf::UntilChanged).await;
        }
        assert_eq!(renders.load(Ordering::SeqCst), 1);
        hot.changed(&["story:b".to_owned()]);
        count(&hot, 0, &renders, Shelf::UntilChanged).await;
        assert_eq!(renders.load(Ordering::SeqCst), 1);
        hot.changed(&["story:a".to_owned()]);
        count(&hot, 0, &renders, Shelf::UntilChanged).await;
        assert_eq!(renders.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_page_with_counts_ages() {
        let (hot, renders) = (HotPages::default(), AtomicUsize::new(0));
        for now in [0, 1_999, 2_000] {
            count(&hot, now, &renders, Shelf::Seconds(2)).await;
        }
        assert_eq!(renders.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_render_that_a_change_overtook_is_not_kept() {
        let (hot, renders) = (HotPages::default(), AtomicUsize::new(0));
        let page = hot
            .page("k", 0, || async {
                hot.changed(&["story:a".to_owned()]);
                Ok::<_, Infallible>(rendered("old", Shelf::UntilChanged))
            })
            .await;
        assert_eq!(page.unwrap().plain.as_ref(), b"old");
        count(&hot, 0, &renders, Shelf::UntilChanged).await;
        assert_eq!(renders.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_node_that_is_behind_serves_nothing_kept() {
        let (hot, renders) = (HotPages::default(), AtomicUsize::new(0));
        count(&hot, 0, &renders, Shelf::UntilChanged).await;
        hot.set_behind(true);
        count(&hot, 0, &renders, Shelf::UntilChanged).await;
        assert_eq!(renders.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_crowd_on_a_changed_page_causes_one_render() {
        let (hot, renders) = (HotPages::default(), AtomicUsize::new(0));
        let all = (0..100).map(|_| count(&hot, 0, &renders, Shelf::UntilChanged));
        futures_util::future::join_all(all).await;
        assert_eq!(renders.load(Ordering::SeqCst), 1);
        assert!(lock(&hot.flights).is_empty());
    }
}
