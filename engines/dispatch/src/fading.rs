//! How fast a crowd fades: answers a bin of time, fitted by exp(level − rate × time).
//!
//! A log-linear Poisson regression (McCullagh and Nelder, Generalized Linear Models, 1989, ch. 6) by Newton's method, with a weak
//! belief that crowds fade slowly; its covariance is widened by the dispersion that the counts show, since people come in bursts.

/// Steps of Newton's method; it settles in five or six.
const STEPS: usize = 30;
/// Bounds of the rate per bin: crowds that double or halve within half a bin are fitted as if they did so.
const RATES: (f64, f64) = (-1.5, 1.5);
/// Belief about the rate per bin before any count: a normal around 0 with this deviation.
const RATE_BELIEF: f64 = 0.15;
/// Counts that a bin is expected to hold at least, so that weights stay positive.
const LEAST: f64 = 1e-6;

/// A fitted crowd. Time 0 is the end of the last bin, a bin long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fading {
    /// Logarithm of the answers a bin at time 0.
    pub level: f64,
    /// How fast it fades, per bin; negative while it grows.
    pub rate: f64,
    /// Variances of level and rate, and their covariance.
    pub covariance: (f64, f64, f64),
    /// Variance of a count over its mean, at least 1.
    pub dispersion: f64,
    /// Degrees of freedom that the dispersion was measured with.
    pub freedom: f64,
}

impl Fading {
    /// Fits counts, the oldest first; the last bin ends now. `None` where there is nothing to fit.
    pub fn fit(counts: &[u32]) -> Option<Self> {
        let total: f64 = counts.iter().copied().map(f64::from).sum();
        if counts.len() < 3 || total <= 0.0 {
            return None;
        }
        let age = |at: usize| (counts.len() - at) as f64 - 0.5;
        let (mut level, mut rate) = ((total / counts.len() as f64).ln(), 0.0);
        let mut information = (0.0, 0.0, 0.0);
        for _ in 0..STEPS {
            // Expected counts are exp(level + rate × age): the past of a fading crowd was busier.
            let mut slope = (0.0, -rate / RATE_BELIEF.powi(2));
            information = (0.0, 1.0 / RATE_BELIEF.powi(2), 0.0);
            for (at, count) in counts.iter().enumerate() {
                let (x, mean) = (age(at), expected(level, rate, age(at)));
                let miss = f64::from(*count) - mean;
                slope = (slope.0 + miss, slope.1 + miss * x);
                information = (information.0 + mean, information.1 + mean * x * x, information.2 + mean * x);
            }
            let determinant = (information.0 * information.1 - information.2.powi(2)).max(LEAST);
            let step = (
                (information.1 * slope.0 - information.2 * slope.1) / determinant,
                (information.0 * slope.1 - information.2 * slope.0) / determinant,
            );
            level += step.0.clamp(-2.0, 2.0);
            rate = (rate + step.1.clamp(-0.5, 0.5)).clamp(RATES.0, RATES.1);
            if step.0.abs() + step.1.abs() < 1e-9 {
                break;
            }
        }
        let misses = counts.iter().enumerate().map(|(at, count)| {
            let mean = expected(level, rate, age(at));
            (f64::from(*count) - mean).powi(2) / mean
        });
        let dispersion = (misses.sum::<f64>() / (counts.len() - 2) as f64).max(1.0);
        let determinant = (information.0 * information.1 - information.2.powi(2)).max(LEAST);
        let share = dispersion / determinant;
        let covariance = (information.1 * share, information.0 * share, -information.2 * share);
        Some(Self { level, rate, covariance, dispersion, freedom: (counts.len() - 2) as f64 })
    }
}

fn expected(level: f64, rate: f64, age: f64) -> f64 {
    (level + rate * age).clamp(-30.0, 30.0).exp().max(LEAST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_clean_curve_is_found_again() {
        let counts: Vec<u32> = (0..30).map(|at| (400.0 * (-0.1 * f64::from(at)).exp()) as u32).collect();
        let fading = Fading::fit(&counts).unwrap();
        assert!((fading.rate - 0.1).abs() < 0.005, "{fading:?}");
        assert!((fading.level - (400.0 * (-2.95_f64).exp()).ln()).abs() < 0.1, "{fading:?}");
        assert_eq!(Fading::fit(&[0; 20]), None);
    }

    proptest! {
        #[test]
        fn any_counts_give_finite_figures(counts in proptest::collection::vec(0_u32..100_000, 0..60)) {
            if let Some(fading) = Fading::fit(&counts) {
                let (level, rate, both) = fading.covariance;
                prop_assert!([fading.level, fading.rate, level, rate, both, fading.dispersion].iter().all(|x| x.is_finite()));
                prop_assert!(level >= 0.0 && rate >= 0.0 && fading.dispersion >= 1.0);
            }
        }
    }
}
