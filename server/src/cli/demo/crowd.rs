//! The simulated crowd: who arrives when, all drawn from one seed, and what everybody of it sees.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::client::{self, Http};
use super::frontpage::FrontPage;
use super::person::Person;
use super::plan::{From, Plan};
use super::remix::VARIANTS;
use super::stage::Stage;
use super::task::Task;
use crate::cli::tell;

/// The seed of everything.
const SEED: u64 = 20_070_819;
/// When the front page links the story, at speed 1.
pub const LINKED: Duration = Duration::from_secs(10);
/// How long people keep arriving after that.
const WAVE: Duration = Duration::from_secs(65);
/// After so long half as many arrive as before.
const HALF_LIFE: Duration = Duration::from_secs(20);
/// One in so many comes before the link.
const EARLY: u64 = 40;
/// Those who stay with the throng that stays open.
const SEARCHERS: usize = 3;
/// What goes on, for everybody to see.
#[derive(Clone, Debug, Default)]
pub struct Now {
    /// The throng that is gathered in the night.
    pub sorting: Option<Arc<Task>>,
    /// Its ballot.
    pub ballot: Option<Arc<Ballot>>,
}

/// An open ballot.
#[derive(Debug)]
pub struct Ballot {
    /// The activity.
    pub activity: String,
    /// The remixes that are voted on, by id.
    pub options: Vec<String>,
}

/// What all of the crowd share.
pub struct Crowd {
    /// What was put up.
    pub stage: Stage,
    /// Where people find the server.
    pub public: String,
    /// Where most come from.
    pub front: FrontPage,
    /// What goes on.
    pub now: watch::Sender<Now>,
    /// How many are here.
    pub here: AtomicU64,
    /// Remixes that were made for the throng.
    pub entries: watch::Sender<usize>,
    /// How much faster than life it goes.
    pub speed: f64,
    /// When the night began.
    pub began: Instant,
}

impl Crowd {
    /// A crowd that nobody of has come yet.
    pub fn new(stage: Stage, public: String, front: FrontPage, speed: f64) -> Self {
        Self {
            stage,
            public,
            front,
            now: watch::Sender::default(),
            here: AtomicU64::new(0),
            entries: watch::Sender::default(),
            speed,
            began: Instant::now(),
        }
    }

    /// So long, at this night's speed.
    pub fn paced(&self, time: Duration) -> Duration {
        time.div_f64(self.speed)
    }

    /// What their browser says about where they come from.
    pub fn address_of(&self, from: From) -> String {
        match from {
            From::FrontPage => self.front.referrer(),
            From::Elsewhere(origin) => origin.to_owned(),
            From::Letter => "https://letters.example/2026/gnome".to_owned(),
        }
    }

    /// A line in the terminal, with the time since the night began.
    pub fn tell(&self, line: &str) {
        let seconds = self.began.elapsed().as_secs();
        tell(&format!("{:02}:{:02}  {line}", seconds / 60, seconds % 60));
    }
}

/// When each of `people` arrives, earliest first: a few before the link, then many, then fewer and fewer.
pub fn arrivals(people: u64) -> Vec<Duration> {
    let mut random = StdRng::seed_from_u64(SEED);
    let rate = std::f64::consts::LN_2 / HALF_LIFE.as_secs_f64();
    let within = 1.0 - (-rate * WAVE.as_secs_f64()).exp();
    let early = people / EARLY;
    let mut times: Vec<_> = (0..people)
        .map(|n| {
            let share = random.random_range(0.0..1.0);
            if n < early {
                return LINKED.mul_f64(share);
            }
            // The inverse of the exponential distribution, cut off at the end of the wave.
            LINKED + Duration::from_secs_f64(-(1.0 - share * within).ln() / rate)
        })
        .collect();
    times.sort_unstable();
    times
}

/// Lets `people` come, one after another, until all have gone but those who stay.
pub async fn come(crowd: Arc<Crowd>, people: u64) {
    let http = client::http();
    let mut all = JoinSet::new();
    for (n, seed) in (SEED - 100..).take(SEARCHERS.min(usize::try_from(people).unwrap_or(0))).enumerate() {
        all.spawn(live(Plan::searching(seed, n), http.clone(), Arc::clone(&crowd)));
    }
    for (seed, at) in (SEED..).zip(arrivals(people)) {
        tokio::time::sleep_until(crowd.began + crowd.paced(at)).await;
        all.spawn(live(Plan::new(seed), http.clone(), Arc::clone(&crowd)));
        while all.try_join_next().is_some() {}
    }
    while all.join_next().await.is_some() {}
}

/// The one who makes the `n`th remix comes.
pub async fn remixer(crowd: Arc<Crowd>, n: usize) {
    if let (Some(variant), Ok(seed)) = (VARIANTS.get(n), u64::try_from(n)) {
        live(Plan::remixing(SEED - 200 + seed, *variant), client::http(), crowd).await;
    }
}

async fn live(plan: Plan, http: Http, crowd: Arc<Crowd>) {
    if let Err(error) = Person::new(plan, http, crowd).live().await {
        tracing::debug!(%error, "one of the crowd gave up");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_fade() {
        let times = arrivals(1_000);
        let within = |from: u64, to: u64| {
            times
                .iter()
                .filter(|at| (Duration::from_secs(from)..Duration::from_secs(to)).contains(*at))
                .count()
        };
        assert_eq!((within(0, 10), within(0, 75)), (25, 1_000));
        // Each half-life half as many, of the 90 % that come within the wave.
        let (first, second) = (within(10, 30), within(30, 50));
        assert!(first.abs_diff(545) < 60 && second.abs_diff(272) < 60, "{first}, {second}");
        assert_eq!(times, arrivals(1_000));
    }
}
