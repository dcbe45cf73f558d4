//! How long something took, while some cases are still open: the median of Kaplan and Meier (1958).
//!
//! Interval: the log-log band of Brookmeyer and Crowley (1982) from [`ENOUGH`] ended cases on. Below, nothing can be said from the
//! cases alone: then the spread that such times usually have ([`USUAL_SPREAD`]) makes a wide interval around the median.

use crate::figure::{Figure, Spread};

/// A standard normal is within ± this in 95 of 100 cases.
pub(crate) const Z95: f64 = 1.959_963_984_540_054;
/// Ended cases from which the band is computed from the cases alone: fewer hold no 95 % interval of a median at all.
const ENOUGH: usize = 6;
/// Standard deviation of the logarithm of such times, as public incident histories have it.
const USUAL_SPREAD: f64 = 1.2;
/// How near a curve must be to one half to lie on it.
const TIE: f64 = 1e-9;

/// One case: how long it has been watched, in minutes, and whether it ended then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Watched {
    pub minutes: f64,
    pub ended: bool,
}

/// One step of the curve.
struct Step {
    at: f64,
    /// Share of cases that last longer.
    longer: f64,
    /// Greenwood's sum.
    greenwood: f64,
}

fn curve(cases: &[Watched]) -> Vec<Step> {
    let mut sorted = cases.to_vec();
    sorted.sort_by(|a, b| a.minutes.total_cmp(&b.minutes));
    let (mut steps, mut longer, mut greenwood) = (Vec::new(), 1.0, 0.0);
    let mut left = sorted.len();
    for same in sorted.chunk_by(|a, b| a.minutes == b.minutes) {
        let ended = same.iter().filter(|case| case.ended).count();
        if ended > 0 {
            let (at_risk, gone) = (left as f64, ended as f64);
            longer *= 1.0 - gone / at_risk;
            greenwood += if left > ended { gone / (at_risk * (at_risk - gone)) } else { 0.0 };
            steps.push(Step { at: same[0].minutes, longer, greenwood });
        }
        left -= same.len();
    }
    steps
}

/// Puts the median into the figure, if half of the cases have ended within the time they were watched.
pub(crate) fn median(figure: Figure, cases: &[Watched]) -> Figure {
    let ended = cases.iter().filter(|case| case.ended).count();
    let figure = figure.from(&[("ended", ended as f64), ("open", (cases.len() - ended) as f64)]);
    let steps = curve(cases);
    let Some(half) = steps.iter().position(|step| step.longer <= 0.5 + TIE) else { return figure };
    let on_the_line = (steps[half].longer - 0.5).abs() <= TIE;
    // On the line the median lies between two ends; where the next one has not come yet, nobody knows it.
    let value = match steps.get(half + 1) {
        Some(next) if on_the_line => f64::midpoint(steps[half].at, next.at),
        None if on_the_line => return figure,
        _ => steps[half].at,
    };
    if ended < ENOUGH {
        let factor = (Z95 * USUAL_SPREAD / (ended.max(1) as f64).sqrt()).exp();
        let [low, high] = [1.0 / factor, factor].map(|factor| ((value + 1.0) * factor - 1.0).max(0.0));
        return figure.with(Spread { low, value, high });
    }
    let below = |side: f64| steps.iter().find(|step| band(step, side) <= 0.5).map(|step| step.at);
    let low = below(1.0).unwrap_or(value);
    let known = figure.with(Spread { low, value, high: value });
    Figure { high: below(-1.0).map(|high| high.max(value)), ..known }
}

/// The band of the curve at a step: its lower side for `side` 1, its upper for -1.
fn band(step: &Step, side: f64) -> f64 {
    if step.longer <= 0.0 {
        return 0.0;
    }
    let log = -step.longer.ln();
    (-(log.ln() + side * Z95 * step.greenwood.sqrt() / log).exp()).exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Unit;

    fn of(cases: &[(f64, bool)]) -> Figure {
        let cases: Vec<Watched> = cases.iter().map(|&(minutes, ended)| Watched { minutes, ended }).collect();
        median(Figure::unknown("t", Unit::Minutes, cases.len()), &cases)
    }

    /// The remission times of Freireich et al. (1963), treated group, as every textbook has them: median 23 weeks.
    #[test]
    fn the_textbook_example_has_its_median() {
        let ended = [6.0, 6.0, 6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0];
        let open = [6.0, 9.0, 10.0, 11.0, 17.0, 19.0, 20.0, 25.0, 32.0, 32.0, 34.0, 35.0];
        let cases: Vec<_> = ended.map(|t| (t, true)).into_iter().chain(open.map(|t| (t, false))).collect();
        let found = of(&cases);
        assert_eq!((found.value, found.low, found.high), (Some(23.0), Some(13.0), None));
    }

    #[test]
    fn one_case_has_a_wide_interval_and_an_open_one_no_value() {
        let one = of(&[(26.0, true)]);
        assert_eq!(one.value, Some(26.0));
        assert!(one.low.unwrap() < 3.0 && one.high.unwrap() > 200.0, "{one:?}");
        let open = of(&[(26.0, false)]);
        assert_eq!((open.value, open.low, open.high, open.n), (None, None, None, 1));
        assert_eq!(of(&[(1.0, true), (2.0, true), (5.0, true), (9.0, true)]).value, Some(3.5));
    }
}
