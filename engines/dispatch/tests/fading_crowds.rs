//! Simulated crowds that rise and fade: how often the interval holds what really happened, and whether "not finished" is right.
//! `cargo test -p dispatch --test fading_crowds -- --nocapture` prints the figures.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test")]

use dispatch::{Forecast, LEVEL, Reason, Work, forecast};

/// Nights of each kind.
const NIGHTS: u64 = 600;
/// Bins after which a crowd that is not done never will be.
const NEVER: usize = 5_000;

/// Repeatable chance (SplitMix64: Steele, Lea and Flood, OOPSLA 2014).
struct Chance(u64);

impl Chance {
    fn even(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.even()
    }

    /// Poisson, by counting exponential gaps.
    fn count(&mut self, mean: f64) -> u32 {
        let (mut count, mut gone) = (0, 0.0);
        loop {
            gone -= (1.0 - self.even()).ln();
            if gone > mean {
                return count;
            }
            count += 1;
        }
    }
}

/// A crowd: busiest rate a bin, fading a bin, and by what factor a bin may be busier or quieter than expected.
struct Crowd {
    busiest: f64,
    fading: f64,
    bursts: f64,
}

impl Crowd {
    fn answers(&self, bin: usize, chance: &mut Chance) -> u32 {
        let rise = ((bin + 1) as f64 / 3.0).min(1.0);
        let burst = chance.between(1.0 - self.bursts, 1.0 + self.bursts);
        chance.count(self.busiest * rise * (-self.fading * bin as f64).exp() * burst)
    }
}

/// What came of one night: whether the interval held the truth, or whether a crowd said to fade away really left work undone.
enum Night {
    Said { held: bool },
    Fades { undone: bool },
    Silent,
}

fn night(seed: u64, fadings: (f64, f64), bursts: f64) -> Night {
    let chance = &mut Chance(seed);
    let crowd =
        Crowd { busiest: chance.between(20.0, 200.0), fading: chance.between(fadings.0, fadings.1), bursts };
    let seen = chance.between(8.0, 40.0) as usize;
    let counts: Vec<u32> = (0..seen).map(|bin| crowd.answers(bin, chance)).collect();
    let come: u32 = counts.iter().sum();
    // The work is drawn without regard to what this crowd will do.
    let needed = f64::from(come) * chance.between(0.05, 1.2);
    let spread = needed * 0.05;
    let work = Work { done: 100, total: 400, answers: needed, spread };
    let truly = (needed + spread * (0..12).map(|_| chance.even() - 0.5).sum::<f64>()).max(1.0);
    let mut left = truly;
    let mut end = f64::INFINITY;
    for bin in seen..seen + NEVER {
        let came = f64::from(crowd.answers(bin, chance));
        if came >= left {
            end = (bin - seen) as f64 + left / came;
            break;
        }
        left -= came;
    }
    match forecast(&counts, work, seed).0 {
        Forecast::Done { from, to, .. } => Night::Said { held: from - 0.5 <= end && end <= to + 0.5 },
        Forecast::None(Reason::Fading { .. }) => Night::Fades { undone: end.is_infinite() },
        Forecast::None(_) => Night::Silent,
    }
}

#[test]
fn the_interval_holds_nine_nights_in_ten() {
    let kinds = [
        ("slow", (0.005, 0.03), 0.0),
        ("fast", (0.03, 0.12), 0.0),
        ("in bursts", (0.005, 0.06), 0.6),
        ("steady", (0.0, 0.001), 0.3),
    ];
    let (mut all_fades, mut all_undone) = (0, 0);
    for (name, fadings, bursts) in kinds {
        let (mut said, mut held, mut fades, mut undone) = (0, 0, 0, 0);
        for seed in 0..NIGHTS {
            match night(seed * 7 + 1, fadings, bursts) {
                Night::Said { held: true } => (said, held) = (said + 1, held + 1),
                Night::Said { held: false } => said += 1,
                Night::Fades { undone: true } => (fades, undone) = (fades + 1, undone + 1),
                Night::Fades { undone: false } => fades += 1,
                Night::Silent => {}
            }
        }
        let coverage = f64::from(held) / f64::from(said);
        println!(
            "{name}: {said} of {NIGHTS} forecast, {coverage:.3} of them held; {fades} said to fade, {undone} did"
        );
        assert!(said > 60, "{name}: only {said} forecasts");
        assert!((LEVEL - 0.06..=0.98).contains(&coverage), "{name}: {coverage}");
        (all_fades, all_undone) = (all_fades + fades, all_undone + undone);
    }
    assert!(
        all_fades > 100 && f64::from(all_undone) > 0.8 * f64::from(all_fades),
        "{all_undone} of {all_fades}"
    );
}
