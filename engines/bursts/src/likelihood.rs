//! How much likelier a count is under another rate: the step of a CUSUM.

/// The log-likelihood ratio of `count` in a bin for the mean `mean × ratio` against `mean`, negative binomial with the variance
/// `spread × mean` at the baseline; Poisson where `spread` is 1. In nats. Lorden (1971): a CUSUM of these that alarms at `h` has
/// on average at least `exp(h)` bins between two false alarms, if the model holds.
pub fn step(count: f64, mean: f64, spread: f64, ratio: f64) -> f64 {
    if spread <= 1.0 + 1e-6 {
        return count * ratio.ln() - mean * (ratio - 1.0);
    }
    let size = mean / (spread - 1.0);
    count * ratio.ln() - (count + size) * ((size + mean * ratio) / (size + mean)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_expected_speaks_against_a_change() {
        assert!(step(10.0, 10.0, 1.0, 3.0) < 0.0 && step(10.0, 10.0, 5.0, 3.0) < 0.0);
        assert!(step(30.0, 10.0, 5.0, 3.0) > 0.0 && step(0.0, 10.0, 5.0, 0.2) > 0.0);
        assert!(
            (step(7.0, 2.0, 1.0, 3.0) - step(7.0, 2.0, 1.00001, 3.0)).abs() < 1e-3,
            "Poisson is the limit"
        );
    }

    proptest! {
        #[test]
        fn more_arrivals_always_say_more_for_a_rise(count in 0_u32..100_000, mean in 0.01_f64..1e5, spread in 1.0_f64..1e3) {
            let at = |count: u32| step(f64::from(count), mean, spread, 3.0);
            prop_assert!(at(count + 1) > at(count) && at(count).is_finite());
        }

        #[test]
        fn a_wider_spread_makes_the_same_count_say_less(count in 10_u32..1_000, mean in 0.1_f64..3.0, spread in 1.0_f64..50.0) {
            let count = f64::from(count);
            prop_assert!(step(count, mean, spread * 2.0, 3.0) <= step(count, mean, spread, 3.0) + 1e-9);
        }
    }
}
