//! Whether the same came again: the share of ended incidents that were followed by another within a week.

use crate::figure::{Figure, Spread, Unit};
use crate::incident::{Incident, Window};
use crate::survival::Z95;

/// How soon after its end another incident is the same one again, in minutes: seven days.
pub const AGAIN_MINUTES: f64 = 7.0 * 24.0 * 60.0;
/// As milliseconds.
const AGAIN: i64 = 7 * 86_400_000;

/// Another is the same unless both causes are known and differ. Who ended less than a week before the window's end is not counted yet.
pub(crate) fn recurrence(incidents: &[Incident], window: Window) -> Figure {
    let seen_long_enough = |incident: &&Incident| {
        window.holds(incident.began)
            && incident.ended.is_some_and(|end| end.saturating_add(AGAIN) <= window.to)
    };
    let (mut n, mut again) = (0, 0);
    for incident in incidents.iter().filter(seen_long_enough) {
        n += 1;
        again += usize::from(incidents.iter().any(|other| follows(incident, other)));
    }
    let figure = Figure::unknown("recurrence", Unit::Share, n);
    let figure =
        figure.from(&[("again", again as f64), ("followed", n as f64), ("within_minutes", AGAIN_MINUTES)]);
    if n == 0 { figure } else { figure.with(wilson(again as f64, n as f64)) }
}

fn follows(first: &Incident, other: &Incident) -> bool {
    let end = first.ended.unwrap_or(i64::MAX);
    let differ = matches!((&first.cause, &other.cause), (Some(a), Some(b)) if a != b);
    other.began > first.began && other.began <= end.saturating_add(AGAIN) && !differ
}

/// A share of `n` with the interval of Wilson (1927).
fn wilson(hits: f64, n: f64) -> Spread {
    let (share, z2) = (hits / n, Z95 * Z95);
    let centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z95 * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    Spread { low: (centre - half).max(0.0), value: share, high: (centre + half).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of Newcombe (1998), table I, method 3.
    #[test]
    fn wilson_is_as_published() {
        for (hits, n, low, high) in
            [(81.0, 263.0, 0.2553, 0.3662), (15.0, 148.0, 0.0624, 0.1605), (0.0, 20.0, 0.0, 0.1611)]
        {
            let found = wilson(hits, n);
            assert!((found.low - low).abs() < 1e-4 && (found.high - high).abs() < 1e-4, "{found:?}");
        }
    }
}
