//! What is to come after now, with how far it may be off.

use crate::fade::Fade;

/// How much the rate itself may wander in a bin beyond the fit, as a standard deviation of its logarithm.
const WANDER: f64 = 0.015;
/// How far the shape itself may be off: a standard deviation of the rate's logarithm for each e-fold by which the time looked
/// at exceeds the time seen.
const SHAPE: f64 = 0.2;
/// Standard normal quantiles of the bounds of 50 % and of 90 %.
const Z: [f64; 2] = [0.674_49, 1.644_85];

/// A bin to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Bins after the peak.
    pub after_peak: usize,
    /// The mean.
    pub mean: f64,
    /// Bounds in which half of such bins lie.
    pub half: (f64, f64),
    /// Bounds in which nine of ten lie.
    pub most: (f64, f64),
}

/// The `ahead` bins after those that `fade` was fitted on. Counted are how sure the fit is (delta method), how arrivals
/// scatter, that the
/// rate wanders, and that the shape may be another; bounds are a gamma's, by Wilson and Hilferty (1931).
#[must_use]
pub fn forecast(fade: &Fade, ahead: usize) -> Vec<Band> {
    (1..=ahead).map(|step| band(fade, fade.seen + step, step)).collect()
}

fn band(fade: &Fade, after_peak: usize, step: usize) -> Band {
    let z = fade.z(after_peak as f64);
    let [height, both, slope] = fade.covariance;
    let shape = SHAPE * (step as f64 / fade.seen as f64).ln_1p();
    let unsure =
        (height - 2.0 * z * both + z * z * slope).max(0.0) + WANDER.powi(2) * step as f64 + shape.powi(2);
    let above = (fade.height - fade.slope * z).exp();
    let mean = (fade.usual + above).max(1e-6);
    let variance = fade.spread * mean + above.powi(2) * (unsure.min(4.0).exp() - 1.0);
    let [half, most] = Z.map(|z| (quantile(mean, variance, -z), quantile(mean, variance, z)));
    Band { after_peak, mean, half, most }
}

/// The gamma quantile with this mean and variance at the standard normal's `z`, rounded outwards to whole arrivals.
fn quantile(mean: f64, variance: f64, z: f64) -> f64 {
    let shape = mean * mean / variance;
    let root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt());
    let exact = mean * root.max(0.0).powi(3);
    if z < 0.0 { exact.floor() } else { exact.ceil() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fade::fit;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn bands_lie_in_each_other_and_widen(peak in 50.0_f64..5_000.0, half in 5.0_f64..200.0, seen in 10_usize..120) {
            let counts: Vec<f64> = (0..seen).map(|t| (peak * 0.5_f64.powf(t as f64 / half)).round()).collect();
            if let Some(fade) = fit(&counts, 0.5) {
                for band in forecast(&fade, 60) {
                    prop_assert!(band.most.0 <= band.half.0 && band.half.0 <= band.half.1 && band.half.1 <= band.most.1);
                    prop_assert!(band.most.0 >= 0.0 && band.most.1.is_finite());
                }
            }
        }
    }
}
