//! When the work will be done.
//!
//! The crowd of the last bins is fitted by [`Fading`]; what it gives from now on is simulated with what is uncertain drawn anew each
//! time: level and rate of the fit, how many answers are still needed, and the chance of arrival itself. A crowd that grows is taken
//! to stay as it is: nobody knows when growth ends.

use crate::fading::Fading;
use crate::random::Random;

/// Coverage of the interval.
pub const LEVEL: f64 = 0.9;
/// Answers in the bins that are looked at, and bins, below which nobody can know.
pub const ENOUGH: (u32, usize) = (20, 5);
/// Bins without any answer at the end after which nobody is there.
const QUIET: usize = 10;
/// A chance of being done up to which it is said that it will not be.
const LIKELY: f64 = 0.3;
/// Nights that are simulated.
const DRAWS: usize = 500;
/// Half the bins over which counts are averaged to find the busiest moment.
const SMOOTH: usize = 2;
/// Points of the fan.
const POINTS: usize = 24;
/// Bins that a fan reaches at most beyond now.
const FARTHEST: f64 = 10_000.0;

/// The work that is left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Work {
    /// Items that need no more answers.
    pub done: u64,
    /// All items.
    pub total: u64,
    /// Answers that the open items probably still need.
    pub answers: f64,
    /// Standard deviation of that.
    pub spread: f64,
}

/// What can be said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Forecast {
    /// Done after so many bins from now: the median, and an interval of [`LEVEL`].
    Done {
        /// As likely earlier as later.
        at: f64,
        /// Earlier in one of twenty nights.
        from: f64,
        /// Later in one of twenty nights.
        to: f64,
    },
    /// Nothing; see the reason.
    None(Reason),
}

/// Why there is no forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// Nothing is left to do.
    AllDone,
    /// There is nothing to do.
    NoWork,
    /// Too few answers so far.
    TooFew,
    /// Nobody has answered for a while.
    Nobody,
    /// This crowd will be gone before the end: about so many items will be done then.
    Fading {
        /// Items that will probably be done once they are gone.
        done: u64,
    },
    /// It may be done, or the crowd may be gone before: the chance that it will be done, and the median if so, in bins from now.
    Unsure {
        /// Between 0 and 1.
        chance: f64,
        /// Bins from now.
        at: f64,
    },
}

/// How many answers a bin will bring at a moment ahead, within [`LEVEL`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ahead {
    /// Bins from now.
    pub at: f64,
    /// Fewer in one of twenty nights.
    pub low: f64,
    /// More in one of twenty nights.
    pub high: f64,
}

/// One simulated night: how many answers there may ever be, and how they come.
struct Night {
    level: f64,
    rate: f64,
    needed: f64,
}

impl Night {
    /// Bins until the answers that are needed have come; infinite if they never do. From ∫₀ᵗ e^{level − rate s} ds = needed.
    fn ends(&self) -> f64 {
        let start = self.level.exp();
        if self.rate < 1e-9 {
            return self.needed / start;
        }
        let left = 1.0 - self.rate * self.needed / start;
        if left <= 0.0 { f64::INFINITY } else { -left.ln() / self.rate }
    }

    /// What share of the answers has come by `at`.
    fn share(&self, at: f64) -> f64 {
        let start = self.level.exp();
        let come =
            if self.rate < 1e-9 { start * at } else { start * -(-self.rate * at).exp_m1() / self.rate };
        (come / self.needed.max(f64::MIN_POSITIVE)).min(1.0)
    }
}

/// The forecast, and what the crowd will do meanwhile, at most as far ahead as `counts` reach back; nothing where nobody can know.
/// `counts` are the answers
/// in bins of equal length, the oldest first, the last one ending now; `seed` makes the same forecast come out again.
pub fn forecast(counts: &[u32], work: Work, seed: u64) -> (Forecast, Vec<Ahead>) {
    if let Some(reason) = impossible(counts, work) {
        return (Forecast::None(reason), vec![]);
    }
    let Some(fading) = Fading::fit(since_busiest(counts)) else {
        return (Forecast::None(Reason::TooFew), vec![]);
    };
    let mut random = Random::new(seed);
    let nights: Vec<_> = (0..DRAWS).map(|_| draw(&fading, work, &mut random)).collect();
    let said = said(&nights, work);
    let horizon = match said {
        Forecast::Done { to, .. } => to,
        // After three times the time in which it shrinks to a third, all but one in twenty of a crowd have gone.
        Forecast::None(_) => 3.0 / fading.rate.max(3.0 / FARTHEST),
    };
    let horizon = horizon.min(counts.len() as f64);
    (said, fan(&nights, horizon))
}

fn impossible(counts: &[u32], work: Work) -> Option<Reason> {
    let recent = &counts[counts.len().saturating_sub(QUIET)..];
    let answers = counts.iter().fold(0_u32, |sum, count| sum.saturating_add(*count));
    if work.total == 0 {
        Some(Reason::NoWork)
    } else if work.done >= work.total {
        Some(Reason::AllDone)
    } else if answers > 0 && recent.len() == QUIET && recent.iter().all(|count| *count == 0) {
        Some(Reason::Nobody)
    } else if answers < ENOUGH.0 || counts.len() < ENOUGH.1 {
        Some(Reason::TooFew)
    } else {
        None
    }
}

/// The bins after the busiest ones, by the mean of neighbours (these were chosen for being high, so they would make the rest look like
/// a fall); never fewer than half of them or than are enough, nor so few
/// that they hold too few answers.
fn since_busiest(counts: &[u32]) -> &[u32] {
    let around = |at: usize| {
        let near = &counts[at.saturating_sub(SMOOTH)..(at + SMOOTH + 1).min(counts.len())];
        near.iter().copied().map(f64::from).sum::<f64>() / near.len() as f64
    };
    let mut busiest = 0;
    for at in 1..counts.len() {
        if around(at) > around(busiest) {
            busiest = at;
        }
    }
    let mut start = (busiest + SMOOTH + 1).min(counts.len().saturating_sub(ENOUGH.1)).min(counts.len() / 2);
    while start > 0 && counts[start..].iter().copied().map(u64::from).sum::<u64>() < u64::from(ENOUGH.0) {
        start -= 1;
    }
    &counts[start..]
}

fn draw(fading: &Fading, work: Work, random: &mut Random) -> Night {
    let (level_variance, rate_variance, both) = fading.covariance;
    // The dispersion itself was measured on few bins, so the figures follow Student's t: normals over the root of a chi-squared mean.
    let doubt = fading.freedom / random.gamma(fading.freedom, 2.0).max(0.05 * fading.freedom);
    let level_deviation = level_variance.sqrt();
    let first = random.normal();
    // Cholesky's factor of the two-by-two covariance.
    let slope = both / level_deviation.max(f64::MIN_POSITIVE);
    let rest = (rate_variance - slope * slope).max(0.0).sqrt();
    let level = fading.level + doubt.sqrt() * level_deviation * first;
    let rate = fading.rate + doubt.sqrt() * (slope * first + rest * random.normal());
    let asked = (work.answers + work.spread * random.normal()).max(1.0);
    // The time of the nth arrival is that at which the expected number reaches a gamma of mean n.
    let needed = random.gamma(asked, fading.dispersion * doubt).max(f64::MIN_POSITIVE);
    Night { level, rate: rate.max(0.0), needed }
}

fn said(nights: &[Night], work: Work) -> Forecast {
    let mut ends: Vec<f64> = nights.iter().map(Night::ends).collect();
    ends.sort_unstable_by(f64::total_cmp);
    let [from, at, to] = bounds(&ends);
    if to.is_finite() {
        return Forecast::Done { at, from, to };
    }
    let finite = ends.partition_point(|end| end.is_finite());
    let chance = finite as f64 / ends.len() as f64;
    if chance > LIKELY {
        return Forecast::None(Reason::Unsure { chance, at: bounds(&ends[..finite])[1] });
    }
    let mut shares: Vec<f64> = nights.iter().map(|night| night.share(f64::MAX)).collect();
    shares.sort_unstable_by(f64::total_cmp);
    let open = work.total.saturating_sub(work.done) as f64;
    Forecast::None(Reason::Fading { done: work.done + (open * bounds(&shares)[1]) as u64 })
}

fn fan(nights: &[Night], horizon: f64) -> Vec<Ahead> {
    let point = |n: usize| {
        let at = horizon * n as f64 / POINTS as f64;
        let mut rates: Vec<f64> = nights.iter().map(|night| (night.level - night.rate * at).exp()).collect();
        rates.sort_unstable_by(f64::total_cmp);
        let [low, _, high] = bounds(&rates);
        Ahead { at, low, high }
    };
    (1..=POINTS).map(point).collect()
}

/// The bounds of [`LEVEL`] and the median of sorted figures.
fn bounds(sorted: &[f64]) -> [f64; 3] {
    let outside = (1.0 - LEVEL) / 2.0;
    [outside, 0.5, 1.0 - outside].map(|share| {
        let at = (share * sorted.len() as f64) as usize;
        sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::INFINITY)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WORK: Work = Work { done: 100, total: 400, answers: 900.0, spread: 30.0 };

    #[test]
    fn a_steady_crowd_is_done_when_arithmetic_says_so() {
        let (said, fan) = forecast(&[30; 40], WORK, 1);
        let Forecast::Done { at, from, to } = said else { panic!("{said:?}") };
        assert!(from < 30.0 && 30.0 < to && (28.0..45.0).contains(&at), "{said:?}");
        assert!(fan.iter().all(|ahead| ahead.low < 30.0 && 30.0 < ahead.high));
        assert_eq!(forecast(&[30; 40], WORK, 1).0, said, "the same seed, the same forecast");
    }

    #[test]
    fn it_says_why_it_cannot_know() {
        let why = |counts: &[u32], work| match forecast(counts, work, 1).0 {
            Forecast::None(reason) => reason,
            said => panic!("{said:?}"),
        };
        assert_eq!(why(&[1, 2, 1], WORK), Reason::TooFew);
        let quiet: Vec<u32> = [60; 10].into_iter().chain([0; 10]).collect();
        assert_eq!(why(&quiet, WORK), Reason::Nobody);
        assert_eq!(why(&[], Work { done: 400, ..WORK }), Reason::AllDone);
        assert_eq!(why(&[], Work { done: 0, total: 0, ..WORK }), Reason::NoWork);
        let gone: Vec<u32> = (0..20).map(|at| 400 >> (at / 2)).collect();
        let Reason::Fading { done } = why(&gone, WORK) else { panic!() };
        assert!((100..200).contains(&done), "{done}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_night_gives_an_ordered_forecast(counts in proptest::collection::vec(0_u32..5_000, 0..60), done in 0_u64..50, total in 0_u64..100, answers in 0.0..1e6_f64) {
            let (said, fan) = forecast(&counts, Work { done, total, answers, spread: answers / 10.0 }, 3);
            match said {
                Forecast::Done { at, from, to } => prop_assert!(0.0 <= from && from <= at && at <= to && to.is_finite()),
                Forecast::None(Reason::Unsure { chance, at }) => prop_assert!((LIKELY..1.0).contains(&chance) && at.is_finite()),
                Forecast::None(Reason::Fading { done: then }) => prop_assert!(done <= then && then <= total),
                Forecast::None(_) => prop_assert!(fan.is_empty()),
            }
            for ahead in fan {
                prop_assert!(0.0 <= ahead.low && ahead.low <= ahead.high && ahead.high.is_finite());
            }
        }
    }
}
