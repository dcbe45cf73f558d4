//! The detector over the folded counts: the one owner of surges.
//!
//! Each tick looks at the minutes since the last one, a bounded number of rows, and keeps a detector for each thing that people
//! came to lately. What it knows is derived from the counts: after a start it is read off them again. Several nodes may
//! watch; the database takes one open surge a thing, and who wrote it goes on with it.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use bursts::{Detector, Options, fit};
use futures_util::future::join_all;
use platform::Id;
use platform::clock::MINUTE;
use platform::fetch::Fetcher;
use platform::web::Problem;
use sqlx::{AnyConnection, Row};
use tokio::sync::Mutex;

use crate::app::App;
use crate::surges::surge::{self, State, Surge};
use crate::surges::{What, look, speak};
use crate::things::Thing;

/// How often it looks.
const EVERY: Duration = Duration::from_secs(2);
/// Rows of one look.
const MAX_ROWS: i64 = 20_000;
/// Things that are watched at once; beyond it those that nobody came to for longest go.
const MAX_WATCHED: usize = 4_000;
/// Things whose past is read in one tick; others wait for the next.
const MAX_NEW: usize = 200;
/// Minutes of the past that a detector learns from.
const PAST: i64 = 14 * 1_440;
/// Minutes without anybody that a young thing is taken to have had: nobody knew its address.
const BEFORE: i64 = 60;
/// Minutes without a new peak after which a surge fades.
const FADING: i64 = 5;

/// What the watcher keeps between two ticks.
pub struct Watch {
    state: Mutex<Watched>,
    /// Fetches pages that may link here.
    fetcher: std::sync::RwLock<Fetcher>,
}

#[derive(Default)]
struct Watched {
    /// Up to which minute all is looked at; 0 before the first tick.
    seen: i64,
    things: HashMap<(Thing, i64), One>,
}

struct One {
    detector: Detector,
    /// Arrivals of the minute that goes on.
    now: f64,
    last: i64,
    open: Option<Surge>,
}

impl Default for Watch {
    fn default() -> Self {
        let fetcher = Fetcher::new(platform::fetch::Policy::public(), look::USER_AGENT);
        Self { state: Mutex::default(), fetcher: std::sync::RwLock::new(fetcher) }
    }
}

impl Watch {
    /// The way to pages elsewhere.
    pub fn fetcher(&self) -> Fetcher {
        self.fetcher.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Takes another way to pages elsewhere: other name servers, or addresses of a network of one's own.
    pub fn fetch_by(&self, fetcher: Fetcher) {
        *self.fetcher.write().unwrap_or_else(std::sync::PoisonError::into_inner) = fetcher;
    }
}

/// Watches for as long as the server runs.
pub async fn run(app: App) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = app.drain.draining() => return,
            _ = tick.tick() => {}
        }
        if let Err(problem) = look_once(&app).await {
            tracing::warn!(
                ?problem,
                "surges cannot be looked for; the next look reads the same minutes again"
            );
        }
    }
}

/// One look at everything that came since the last.
///
/// # Errors
/// When the database does not answer.
pub async fn look_once(app: &App) -> Result<(), Problem> {
    app.hits.fold().await?;
    let mut state = app.surges.state.lock().await;
    let now = app.clock.now() / MINUTE;
    let mut conn = app.db.snapshot().await?;
    if state.seen == 0 {
        for open in surge::all_open(&mut conn, MAX_ROWS).await? {
            let Some(what) = What::page(open.about.kind) else { continue };
            let one =
                read_past(&mut conn, open.about, i64::from(what.code()), now, Some(open.clone())).await?;
            state.things.insert((open.about, i64::from(what.code())), one);
        }
        state.seen = now - 1;
    }
    let since = state.seen.min(now - 1);
    take_in(&mut conn, &mut state, since, now).await?;
    conn.commit().await?;
    state.seen = now;
    let mut begun = Vec::new();
    for ((thing, _), one) in &mut state.things {
        one.detector.quiet_until(now);
        if let Some(surge) = judge(app, *thing, one, now).await? {
            begun.push(surge);
        }
    }
    forget(&mut state);
    drop(state);
    // Pages elsewhere may be slow; how many are asked at once is the fetcher's bound.
    join_all(begun.into_iter().map(|surge| speak::of(app, surge))).await.into_iter().collect()
}

/// Takes in the minutes from `since` on.
async fn take_in(conn: &mut AnyConnection, state: &mut Watched, since: i64, now: i64) -> Result<(), Problem> {
    let rows = sqlx::query(
        "SELECT thing, what, minute, people FROM arrivals WHERE minute >= $1 AND minute <= $2 ORDER BY minute LIMIT $3",
    )
    .bind(since)
    .bind(now)
    .bind(MAX_ROWS)
    .fetch_all(&mut *conn)
    .await?;
    let mut came: BTreeMap<(String, i64), Vec<(i64, f64)>> = BTreeMap::new();
    for row in &rows {
        let key = (row.try_get("thing")?, row.try_get("what")?);
        came.entry(key).or_default().push((row.try_get("minute")?, people(row)?));
    }
    let mut read = 0;
    for ((id, what), minutes) in came {
        let Some(thing) = thing_of(&id, what) else { continue };
        if let Some(one) = state.things.get_mut(&(thing, what)) {
            minutes.iter().for_each(|(minute, people)| one.take(*minute, *people, now));
        } else if read < MAX_NEW {
            read += 1;
            let open = surge::open_of(conn, thing).await?;
            let one = read_past(conn, thing, what, now, open).await?;
            state.things.insert((thing, what), one);
        }
    }
    Ok(())
}

fn thing_of(id: &str, what: i64) -> Option<Thing> {
    let kind = u8::try_from(what).ok().and_then(What::from_code)?.kind();
    Some(Thing { kind, id: id.parse().ok()? })
}

fn people(row: &sqlx::any::AnyRow) -> Result<f64, sqlx::Error> {
    #[expect(clippy::cast_precision_loss, reason = "people in a minute are few")]
    row.try_get::<i64, _>("people").map(|people| people as f64)
}

/// A detector that has learnt from the past of a thing.
async fn read_past(
    conn: &mut AnyConnection,
    thing: Thing,
    what: i64,
    now: i64,
    open: Option<Surge>,
) -> Result<One, Problem> {
    let rows = sqlx::query(
        "SELECT minute, people FROM arrivals WHERE thing = $1 AND what = $2 AND minute >= $3 ORDER BY minute",
    )
    .bind(thing.id.to_string())
    .bind(what)
    .bind(now - PAST)
    .fetch_all(conn)
    .await?;
    let first = rows.first().map_or(Ok(now), |row| row.try_get("minute"))?;
    let mut one = One { detector: Detector::new(Options::minutes()), now: 0.0, last: now, open };
    one.detector.push(first - BEFORE, 0.0);
    for row in &rows {
        one.take(row.try_get("minute")?, people(row)?, now);
    }
    Ok(one)
}

impl One {
    /// Takes in how many came in a minute; the one that goes on is kept apart until it is over.
    fn take(&mut self, minute: i64, people: f64, now: i64) {
        self.last = minute;
        if minute == now {
            self.now = people;
        } else if minute < now {
            self.detector.quiet_until(minute);
            self.detector.push(minute, people);
        }
    }

    /// The surge that goes on, the minute that is not over included as far as it says something already.
    fn surging(&self, now: i64) -> Option<bursts::Surge> {
        let so_far = if self.last == now { self.now } else { 0.0 };
        if let Some(surge) = self.detector.surge() {
            let mut surge = surge.clone();
            if so_far > surge.peak {
                (surge.peak, surge.peak_bin) = (so_far, now);
            }
            return Some(surge);
        }
        let mut ahead = self.detector.clone();
        ahead.push(now, so_far);
        ahead.surge().cloned()
    }
}

/// Whether a thing surges now, and what is written of it; gives the surge that began with this look.
async fn judge(app: &App, thing: Thing, one: &mut One, now: i64) -> Result<Option<Surge>, Problem> {
    let found = one.surging(now);
    match (found, one.open.take()) {
        (Some(found), None) => {
            let surge = described(thing, None, &found, now, app.clock.now());
            let new = surge.clone();
            let first =
                app.writer.write(move |tx| Box::pin(async move { surge::begin(tx, &new).await })).await?;
            one.open = if first {
                Some(surge.clone())
            } else {
                surge::open_of(&mut *app.db.reader().acquire().await?, thing).await?
            };
            Ok(first.then_some(surge))
        }
        (Some(found), Some(before)) => {
            let surge = described(thing, Some(&before), &found, now, app.clock.now());
            if (before.state, before.peak, before.half_life_s) != (surge.state, surge.peak, surge.half_life_s)
            {
                go_on(app, surge.clone(), before.state).await?;
            }
            one.open = Some(surge);
            Ok(None)
        }
        (None, Some(open)) => {
            go_on(app, Surge { state: State::Over, ..open.clone() }, open.state).await?;
            Ok(None)
        }
        (None, None) => Ok(None),
    }
}

async fn go_on(app: &App, surge: Surge, told: State) -> Result<(), Problem> {
    app.writer.write(move |tx| Box::pin(async move { surge::go_on(tx, &surge, told).await })).await
}

/// The surge as it stands by the detector.
fn described(thing: Thing, open: Option<&Surge>, found: &bursts::Surge, now: i64, at: i64) -> Surge {
    let after = usize::try_from(found.peak_bin - found.began).unwrap_or(0);
    let fading = found.counts.get(after..).and_then(|counts| fit(counts, found.usual));
    #[expect(clippy::cast_possible_truncation, reason = "a half-life is at most a month")]
    let half_life_s = fading.and_then(|fade| fade.half_life()).map(|minutes| (minutes * 60.0).round() as i64);
    #[expect(clippy::cast_possible_truncation, reason = "people in a minute are few")]
    let peak = found.peak as i64;
    Surge {
        id: open.map_or_else(|| Id::new(at), |open| open.id),
        about: thing,
        began_at: open.map_or(found.began * MINUTE, |open| open.began_at),
        peak,
        peak_at: found.peak_bin * MINUTE,
        usual: found.usual,
        half_life_s,
        state: if now - found.peak_bin >= FADING { State::Fading } else { State::Rising },
        page: open.and_then(|open| open.page.clone()),
    }
}

/// Lets go of those that nobody came to for longest.
fn forget(state: &mut Watched) {
    if state.things.len() <= MAX_WATCHED {
        return;
    }
    let mut quiet: Vec<_> = state
        .things
        .iter()
        .filter(|(_, one)| one.open.is_none())
        .map(|(key, one)| (one.last, *key))
        .collect();
    quiet.sort_unstable_by_key(|(last, _)| *last);
    for (_, key) in quiet.into_iter().take(state.things.len() - MAX_WATCHED / 2) {
        state.things.remove(&key);
    }
}
