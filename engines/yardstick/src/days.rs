//! Major event days, by the 2.5 beta method of IEEE 1366: days so far out that no ordinary care would have prevented them are told
//! apart. They are never dropped: the figure without them stands beside the one with them.

use std::collections::BTreeMap;

/// Standard deviations of the logarithm of a day's loss above its mean.
pub const BETAS: f64 = 2.5;
/// Days with a loss below which no threshold is computed; the standard asks for years.
pub const MIN_DAYS: usize = 10;

/// The days beyond the threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Major {
    /// Minutes lost by the average user on one day, from which it is a major one.
    pub threshold: f64,
    /// How many there were.
    pub days: usize,
    /// Minutes lost on all other days.
    pub minutes_without: f64,
}

/// The major days, if there are enough days to tell.
pub(crate) fn major(by_day: &BTreeMap<i64, f64>) -> Option<Major> {
    let logs: Vec<f64> = by_day.values().filter(|lost| **lost > 0.0).map(|lost| lost.ln()).collect();
    if logs.len() < MIN_DAYS {
        return None;
    }
    let n = logs.len() as f64;
    let alpha = logs.iter().sum::<f64>() / n;
    let beta = (logs.iter().map(|log| (log - alpha).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let threshold = (alpha + BETAS * beta).exp();
    let ordinary = by_day.values().filter(|lost| **lost <= threshold);
    let (days, minutes_without) =
        ordinary.fold((by_day.len(), 0.0), |(days, sum), lost| (days - 1, sum + lost));
    Some(Major { threshold, days, minutes_without })
}
