//! How a surge fades after its peak: exponentially, or as a power of time, whichever describes it better.

/// Bins after the peak that are needed to say anything.
pub const MIN_FADING: usize = 5;
/// Arrivals after the peak that are needed to say anything.
const MIN_ARRIVALS: f64 = 20.0;
/// Knees of the power law that are tried, in bins.
const KNEES: [f64; 4] = [2.0, 6.0, 20.0, 60.0];
/// Steps of the fit.
const STEPS: usize = 40;
/// A half-life beyond this many bins is none.
const LONGEST: f64 = 43_200.0;
/// How strongly a fade is presumed at all, and with which half-life in bins, while there is little to see.
const PRESUMED: (f64, f64) = (0.01, 60.0);

/// The rate after the peak: `usual + exp(height − slope · z(t))`, where z(t) is t or ln(1 + t / knee), t in bins since the peak.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fade {
    pub(crate) height: f64,
    pub(crate) slope: f64,
    knee: Option<f64>,
    pub(crate) usual: f64,
    /// Variance over mean of what was seen around the fit, at least 1.
    pub spread: f64,
    /// Covariance of height and slope: height², height·slope, slope².
    pub(crate) covariance: [f64; 3],
    /// Bins since the peak that it was fitted on.
    pub(crate) seen: usize,
}

impl Fade {
    pub(crate) fn z(&self, t: f64) -> f64 {
        z(self.knee, t)
    }

    /// Arrivals expected in the bin `t` bins after the peak.
    #[must_use]
    pub fn rate(&self, t: f64) -> f64 {
        self.usual + (self.height - self.slope * self.z(t)).exp()
    }

    /// Whether it fades as a power of time, slower and slower, and not by the same share each bin.
    #[must_use]
    pub const fn is_power(&self) -> bool {
        self.knee.is_some()
    }

    /// Bins from the peak until half of it is left; `None` where no end is in sight.
    #[must_use]
    pub fn half_life(&self) -> Option<f64> {
        let z = std::f64::consts::LN_2 / self.slope;
        let bins = self.knee.map_or(z, |knee| knee * (z.exp() - 1.0));
        (self.slope > 0.0 && bins <= LONGEST).then_some(bins)
    }

    /// Bins from now on in which half of all that are still to come within [`LONGEST`] bins will have come.
    #[must_use]
    pub fn half_of_the_rest(&self) -> Option<f64> {
        self.half_life()?;
        let from = self.seen as f64;
        let rest = |t: f64| (self.height - self.slope * self.z(t)).exp();
        let start = rest(from);
        let (mut low, mut high) = (0.0, LONGEST);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if rest(from + middle) > start / 2.0 { low = middle } else { high = middle }
        }
        Some(high)
    }
}

fn z(knee: Option<f64>, t: f64) -> f64 {
    knee.map_or(t, |knee| (1.0 + t / knee).ln())
}

/// Fits what came in the bins from the peak on (the peak first) above what is `usual`. `None` while there is too little to
/// say anything.
#[must_use]
pub fn fit(counts: &[f64], usual: f64) -> Option<Fade> {
    let usual = usual.max(0.0);
    // The peak is the highest of many and says little of the rate around it.
    let seen: Vec<(f64, f64)> =
        (1_u32..).zip(counts.iter().skip(1)).map(|(t, count)| (f64::from(t), *count)).collect();
    if seen.len() < MIN_FADING || seen.iter().map(|(_, count)| count).sum::<f64>() < MIN_ARRIVALS {
        return None;
    }
    let shapes = std::iter::once(None).chain(KNEES.map(Some));
    let fits = shapes.filter_map(|knee| fit_shape(&seen, usual, knee));
    fits.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(fade, _)| fade)
}

/// Poisson regression with a log link by Newton's method, the slope held softly at [`PRESUMED`]. Gives the deviance too.
fn fit_shape(seen: &[(f64, f64)], usual: f64, knee: Option<f64>) -> Option<(Fade, f64)> {
    let last = z(knee, seen.last()?.0);
    let presumed = std::f64::consts::LN_2 / z(knee, PRESUMED.1);
    let tight = PRESUMED.0 / presumed.powi(2);
    let first: f64 = seen.iter().take(3).map(|(_, count)| count).sum::<f64>() / 3.0;
    let (mut height, mut slope) = ((first - usual).max(0.5).ln(), presumed);
    let mut information = [0.0; 3];
    for _ in 0..STEPS {
        let (mut up, mut along) = (0.0, tight * (presumed - slope));
        information = [1e-9, 0.0, tight];
        for (t, count) in seen {
            let at = z(knee, *t);
            let above = (height - slope * at).min(30.0).exp();
            let rate = above + usual;
            let (weight, error) = (above * above / rate, (count - rate) * above / rate);
            up += error;
            along -= at * error;
            information[0] += weight;
            information[1] -= at * weight;
            information[2] += at * at * weight;
        }
        let determinant = information[0] * information[2] - information[1].powi(2);
        if determinant <= f64::MIN_POSITIVE {
            return None;
        }
        let by_height = (information[2] * up - information[1] * along) / determinant;
        let by_slope = (information[0] * along - information[1] * up) / determinant;
        let short = 1.0 / by_height.abs().max(by_slope.abs() * last).max(1.0);
        height += by_height * short;
        slope = (slope + by_slope * short).max(0.0);
        if by_height.abs() < 1e-9 && (by_slope * last).abs() < 1e-9 {
            break;
        }
    }
    let mut fade = Fade { height, slope, knee, usual, spread: 1.0, covariance: [0.0; 3], seen: seen.len() };
    let (mut deviance, mut pearson) = (0.0, 0.0);
    for (t, count) in seen {
        let rate = fade.rate(*t).max(1e-9);
        deviance += 2.0 * (if *count > 0.0 { count * (count / rate).ln() } else { 0.0 } - (count - rate));
        pearson += (count - rate).powi(2) / rate;
    }
    fade.spread = ((pearson + 4.0) / (seen.len() as f64 + 2.0)).max(1.0);
    let determinant = information[0] * information[2] - information[1].powi(2);
    fade.covariance =
        [information[2], -information[1], information[0]].map(|part| part / determinant * fade.spread);
    (height.is_finite() && slope.is_finite()).then_some((fade, deviance))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn curve(bins: u32, rate: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..bins).map(|t| rate(f64::from(t)).round()).collect()
    }

    #[test]
    fn a_half_life_is_read_back() {
        let fade = fit(&curve(120, |t| 2.0 + 800.0 * 0.5_f64.powf(t / 25.0)), 2.0).unwrap();
        assert!(!fade.is_power() && (fade.half_life().unwrap() - 25.0).abs() < 0.5, "{fade:?}");
        let power = fit(&curve(240, |t| 900.0 / (1.0 + t / 6.0)), 0.0).unwrap();
        assert!(power.is_power() && (power.half_life().unwrap() - 6.0).abs() < 1.0, "{power:?}");
        assert!((power.half_of_the_rest().unwrap() - 246.0).abs() < 12.0, "{power:?}");
    }

    #[test]
    fn few_arrivals_are_believed_too() {
        let fade = fit(&[36.0, 30.0, 22.0, 18.0, 13.0, 10.0, 8.0], 0.05).unwrap();
        assert!((2.0..5.0).contains(&fade.half_life().unwrap()), "{fade:?}");
    }

    #[test]
    fn too_little_says_nothing_and_no_fade_has_no_half_life() {
        assert_eq!(fit(&[100.0, 90.0, 80.0], 0.0), None);
        assert_eq!(fit(&[3.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0], 0.0), None);
        assert_eq!(fit(&curve(200, |t| 500.0 + t), 1.0).unwrap().half_life(), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_comes_the_fit_is_finite(counts in prop::collection::vec(0_u32..100_000, 0..80), usual in 0.0_f64..1e4) {
            let counts: Vec<f64> = counts.into_iter().map(f64::from).collect();
            if let Some(fade) = fit(&counts, usual) {
                prop_assert!(fade.rate(1_000.0).is_finite() && fade.rate(0.0) >= usual);
                prop_assert!(fade.half_life().is_none_or(|bins| bins > 0.0));
                prop_assert!(fade.spread >= 1.0 && fade.spread.is_finite());
            }
        }
    }
}
