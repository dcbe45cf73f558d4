//! What was really seen: a line that stood in view for a second, as the page tells.
//!
//! A view counts once a day for each person, or for each address and browser where there is no session. Who saw what is kept in memory
//! only, as a hash under a key of this process, and forgotten with the day: no cookie is set and nothing of it is written down. The sums
//! are written once a second; a process that is killed loses at most that second. On several nodes one person may count once on each.
//!
//! Invariants: at most [`MAX_SEEN`] hashes and [`MAX_COUNTED`] sums are remembered; machines that say what they are do not count.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use platform::Id;
use platform::bots::{Cause, cause};
use platform::clock::{DAY, Millis};
use platform::limits::Who;
use platform::live::{Topic, Transient};
use platform::web::Problem;
use serde_json::json;

use crate::app::App;
use crate::frontpage::submission;
use crate::people::Visitor;

/// Views that are remembered, so that none counts twice: about 16 MB. Beyond it the memory starts anew.
const MAX_SEEN: usize = 1 << 20;
/// Submissions that one beacon tells of at most: more than a page has.
pub const MAX_BATCH: usize = 60;
/// Submissions that are counted between two writes, so that made-up ids take no room.
const MAX_COUNTED: usize = 4_096;
/// Time between two writes of the sums.
const EVERY: Duration = Duration::from_secs(1);
/// Submissions whose counts are told at once to open pages, at most.
const MAX_TOLD: usize = 100;

/// What this process saw and has not written yet.
#[derive(Default)]
pub struct Impressions {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    key: RandomState,
    day: Millis,
    seen: HashSet<u64>,
    counts: BTreeMap<Id, i64>,
}

impl Impressions {
    /// Takes in what somebody saw at `now`.
    pub fn see(&self, visitor: &Visitor, headers: &HeaderMap, submissions: &[Id], now: Millis) {
        if cause(headers) != Cause::Person {
            return;
        }
        let who = visitor
            .person()
            .map_or(Who::Address(visitor.reader.address), |person| Who::Person(person.id.number()));
        // People behind one address are told apart by their browsers, roughly.
        let browser = visitor.person().is_none().then(|| headers.get(USER_AGENT).cloned()).flatten();
        self.count(&(who, browser), submissions, now);
    }

    fn count(&self, viewer: &impl Hash, submissions: &[Id], now: Millis) {
        let mut state = self.state();
        if state.day != now / DAY {
            *state = State { day: now / DAY, counts: std::mem::take(&mut state.counts), ..State::default() };
        }
        for id in submissions.iter().take(MAX_BATCH) {
            let hash = state.key.hash_one((viewer, id));
            if state.seen.len() >= MAX_SEEN {
                state.seen.clear();
            }
            let has_room = state.counts.len() < MAX_COUNTED || state.counts.contains_key(id);
            if has_room && state.seen.insert(hash) {
                *state.counts.entry(*id).or_default() += 1;
            }
        }
    }

    fn take(&self) -> BTreeMap<Id, i64> {
        std::mem::take(&mut self.state().counts)
    }

    /// Puts back what could not be written.
    fn put_back(&self, counts: BTreeMap<Id, i64>) {
        let mut state = self.state();
        for (id, count) in counts {
            *state.counts.entry(id).or_default() += count;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes the sums until the server stops, and tells open pages what stands there now.
pub async fn fold(app: App) {
    let mut turns = tokio::time::interval(EVERY);
    turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut told = HashMap::new();
    loop {
        tokio::select! {
            () = app.drain.draining() => break,
            _ = turns.tick() => {}
        }
        write(&app).await;
        if let Err(problem) = tell(&app, &mut told).await {
            tracing::warn!(
                ?problem,
                "open front pages were not told of new counts; the next second tells them"
            );
        }
    }
    write(&app).await;
}

/// Writes the sums now.
pub async fn write(app: &App) {
    let counts = app.impressions.take();
    if counts.is_empty() {
        return;
    }
    let sums = counts.clone();
    let done: Result<(), Problem> = app
        .writer
        .write(move |tx| {
            Box::pin(async move {
                for (id, count) in sums {
                    sqlx::query(
                        "UPDATE submissions SET shown = shown + $1 WHERE id = $2 AND standing = 'shown'",
                    )
                    .bind(count)
                    .bind(id.to_string())
                    .execute(tx.conn())
                    .await?;
                }
                Ok(())
            })
        })
        .await;
    if done.is_err() {
        app.impressions.put_back(counts);
    }
}

/// Tells those who have the front page open which counts changed since they were told last.
async fn tell(app: &App, told: &mut HashMap<Id, (i64, i64)>) -> Result<(), Problem> {
    let Some(topic) = Topic::parse("front").filter(|topic| app.live.hub.is_open(topic)) else {
        return Ok(());
    };
    let mut conn = app.db.reader().acquire().await?;
    let limit = i64::try_from(MAX_TOLD).unwrap_or(i64::MAX);
    let now = submission::newest(&mut conn, None, 0, limit).await?;
    let counts: HashMap<Id, (i64, i64)> = now.iter().map(|one| (one.id, (one.shown, one.chosen))).collect();
    if counts != *told {
        let lines: serde_json::Map<_, _> = counts
            .iter()
            .map(|(id, (shown, chosen))| (id.to_string(), json!({ "shown": shown, "chosen": chosen })))
            .collect();
        app.live.hub.tell(&topic, Transient::Count, &json!({ "submissions": lines }));
        *told = counts;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_counts_once_a_day_and_viewer() {
        let (seen, cat, gnome) = (Impressions::default(), Id::from_number(1), Id::from_number(2));
        seen.count(&"anna", &[cat, gnome, cat], 0);
        seen.count(&"anna", &[cat], 1);
        seen.count(&"otto", &[cat], 1);
        assert_eq!(seen.take(), BTreeMap::from([(cat, 2), (gnome, 1)]));
        seen.count(&"anna", &[cat], DAY);
        assert_eq!(seen.take(), BTreeMap::from([(cat, 1)]));
    }

    #[test]
    fn a_batch_is_bounded_and_what_was_not_written_is_kept() {
        let seen = Impressions::default();
        let many: Vec<Id> = (0..200).map(Id::from_number).collect();
        seen.count(&1, &many, 0);
        let counts = seen.take();
        assert_eq!(counts.len(), MAX_BATCH);
        seen.put_back(counts.clone());
        assert_eq!(seen.take(), counts);
    }
}
