//! The simulated crowd: who arrives when, all drawn from one seed.

use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::task::JoinSet;

use super::client::{self, Http};
use super::person::{Person, Plan};
use super::stage::Stage;

/// The seed of everything.
const SEED: u64 = 20_070_819;
/// How long people keep arriving at speed 1.
pub const NIGHT: Duration = Duration::from_secs(90);
/// After so long half as many arrive as before.
const HALF_LIFE: Duration = Duration::from_secs(30);

/// When each of `people` arrives, earliest first: many at the beginning, then fewer and fewer.
pub fn arrivals(people: u64) -> Vec<Duration> {
    let mut random = StdRng::seed_from_u64(SEED);
    let rate = std::f64::consts::LN_2 / HALF_LIFE.as_secs_f64();
    let within = 1.0 - (-rate * NIGHT.as_secs_f64()).exp();
    // The inverse of the exponential distribution, cut off at the end of the night.
    let at = |share: f64| Duration::from_secs_f64(-(1.0 - share * within).ln() / rate);
    let mut times: Vec<_> = (0..people).map(|_| at(random.random_range(0.0..1.0))).collect();
    times.sort_unstable();
    times
}

/// Plays the night; returns when the last one has gone.
pub async fn play(stage: Arc<Stage>, people: u64, speed: f64) {
    let http = client::http();
    let began = tokio::time::Instant::now();
    let mut crowd = JoinSet::new();
    for (person, at) in (SEED..).zip(arrivals(people)) {
        tokio::time::sleep_until(began + at.div_f64(speed)).await;
        crowd.spawn(live(person, http.clone(), Arc::clone(&stage), speed));
        while crowd.try_join_next().is_some() {}
    }
    while crowd.join_next().await.is_some() {}
}

async fn live(seed: u64, http: Http, stage: Arc<Stage>, speed: f64) {
    if let Err(error) = Person::new(Plan::new(seed), http, stage, speed).live().await {
        tracing::debug!(%error, "one of the crowd gave up");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_fade() {
        let times = arrivals(1_000);
        let thirds = [0, 30, 60].map(|from| {
            let third = Duration::from_secs(from)..Duration::from_secs(from + 30);
            times.iter().filter(|at| third.contains(*at)).count()
        });
        assert_eq!(thirds.iter().sum::<usize>(), 1_000);
        // Each half-life half as many: 4/7, 2/7 and 1/7.
        assert!(thirds[0].abs_diff(571) < 60 && thirds[1].abs_diff(286) < 60, "{thirds:?}");
        assert_eq!(times, arrivals(1_000));
    }
}
