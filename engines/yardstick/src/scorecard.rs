//! The scorecard: every figure of one service in one window.

use crate::days::{self, BETAS};
use crate::figure::{Figure, Spread, Unit};
use crate::incident::{Incident, Window, minutes};
use crate::loss::{Lost, lost, shares};
use crate::recurrence::recurrence;
use crate::survival::{Watched, median};

/// The version of these definitions; it changes with every change of a formula.
pub const VERSION: &str = "1";

/// The figures of a service that serves `users`, if anybody knows how many. Incidents may come in any order.
pub fn scorecard(incidents: &[Incident], window: Window, users: Option<f64>) -> Vec<Figure> {
    let users = users.filter(|users| users.is_finite() && *users > 0.0);
    let mut figures =
        users.map_or_else(|| unknown(incidents, window), |users| indices(incidents, window, users));
    figures.push(median(
        Figure::unknown("candour_lag", Unit::Minutes, begun(incidents, window)),
        &words(incidents, window),
    ));
    figures.push(median(
        Figure::unknown("time_to_mend", Unit::Minutes, begun(incidents, window)),
        &mends(incidents, window),
    ));
    figures.push(recurrence(incidents, window));
    figures
}

/// How many incidents touch the window.
fn touching(incidents: &[Incident], window: Window) -> usize {
    incidents.iter().filter(|incident| window.part(incident).is_some()).count()
}

/// How many begin in it.
fn begun(incidents: &[Incident], window: Window) -> usize {
    incidents.iter().filter(|incident| window.holds(incident.began)).count()
}

/// The indices of IEEE 1366 where nobody knows how many there are to be served.
fn unknown(incidents: &[Incident], window: Window) -> Vec<Figure> {
    let n = touching(incidents, window);
    [
        ("availability", Unit::Share),
        ("saidi", Unit::Minutes),
        ("saifi", Unit::Times),
        ("caidi", Unit::Minutes),
        ("major_event_days", Unit::Days),
    ]
    .map(|(name, unit)| Figure::unknown(name, unit, n).from(&[("window_minutes", window.minutes())]))
    .into()
}

/// The indices of IEEE 1366, and availability, which is SAIDI seen from the other side.
fn indices(incidents: &[Incident], window: Window, users: f64) -> Vec<Figure> {
    let n = touching(incidents, window);
    let by = |side: fn(Spread) -> f64| lost(incidents, window, |incident| side(shares(incident, users)));
    let middle = by(|shares| shares.value);
    let saidi = Spread {
        low: by(|shares| shares.low).minutes,
        value: middle.minutes,
        high: by(|shares| shares.high).minutes,
    };
    let saifi = interruptions(incidents, window, users);
    let uncounted =
        incidents.iter().filter(|one| window.part(one).is_some() && one.affected.is_none()).count();
    let inputs =
        [("users", users), ("window_minutes", window.minutes()), ("extent_unknown", uncounted as f64)];
    let available = |minutes: f64| (1.0 - minutes / window.minutes()).clamp(0.0, 1.0);
    let availability =
        Spread { low: available(saidi.high), value: available(saidi.value), high: available(saidi.low) };
    vec![
        Figure::unknown("availability", Unit::Share, n).with(availability).from(&inputs),
        Figure::unknown("saidi", Unit::Minutes, n)
            .with(saidi)
            .from(&inputs)
            .from(&[("user_minutes_lost", saidi.value * users)]),
        Figure::unknown("saifi", Unit::Times, n).with(saifi).from(&inputs),
        caidi(incidents, window, users, saidi.value, saifi.value).from(&inputs),
        major_days(&middle),
    ]
}

/// How often the average user lost the service: each incident counts where it begins.
fn interruptions(incidents: &[Incident], window: Window, users: f64) -> Spread {
    let begin = incidents.iter().filter(|incident| window.holds(incident.began) && incident.share() > 0.0);
    begin.fold(Spread { low: 0.0, value: 0.0, high: 0.0 }, |sum, incident| {
        let one = shares(incident, users);
        Spread { low: sum.low + one.low, value: sum.value + one.value, high: sum.high + one.high }
    })
}

/// How long an interruption lasted for whom it hit: SAIDI / SAIFI. Its bounds are the extremes over all extents that are possible.
fn caidi(incidents: &[Incident], window: Window, users: f64, saidi: f64, saifi: f64) -> Figure {
    let mut parts: Vec<(f64, Spread)> = incidents
        .iter()
        .filter_map(|one| {
            window.part(one).map(|(begin, end)| (minutes(begin, end) * one.share(), shares(one, users)))
        })
        .collect();
    let figure = Figure::unknown("caidi", Unit::Minutes, parts.len());
    if saifi <= 0.0 {
        return figure;
    }
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let low = extreme(parts.iter());
    let high =
        -extreme(parts.iter().rev().map(|(minutes, shares)| (-minutes, *shares)).collect::<Vec<_>>().iter());
    let value = saidi / saifi;
    figure.with(Spread { low, value, high }).from(&[("saidi", saidi), ("saifi", saifi)])
}

/// The least weighted mean of the first values, which rise, over all weights within their bounds: the first ones weigh most.
fn extreme<'a>(parts: impl Iterator<Item = &'a (f64, Spread)> + Clone) -> f64 {
    let (mut sum, mut weight) = parts.clone().fold((0.0, 0.0), |(sum, weight), (minutes, shares)| {
        (sum + minutes * shares.low, weight + shares.low)
    });
    let mut least = if weight > 0.0 { sum / weight } else { f64::INFINITY };
    for (minutes, shares) in parts {
        sum += minutes * (shares.high - shares.low);
        weight += shares.high - shares.low;
        if weight > 0.0 {
            least = least.min(sum / weight);
        }
    }
    least
}

fn major_days(lost: &Lost) -> Figure {
    let figure = Figure::unknown("major_event_days", Unit::Days, lost.by_day.len());
    let Some(major) = days::major(&lost.by_day) else { return figure };
    let days = major.days as f64;
    figure.with(Spread { low: days, value: days, high: days }.map(f64::from)).from(&[
        ("threshold_minutes", major.threshold),
        ("betas", BETAS),
        ("saidi_without", major.minutes_without),
    ])
}

/// From the beginning to the first public word. Silence lasts until the window ends, also after the failure is over.
fn words(incidents: &[Incident], window: Window) -> Vec<Watched> {
    watched(incidents, window, |incident| incident.acknowledged)
}

/// From the beginning to the end.
fn mends(incidents: &[Incident], window: Window) -> Vec<Watched> {
    watched(incidents, window, |incident| incident.ended)
}

fn watched(incidents: &[Incident], window: Window, end: impl Fn(&Incident) -> Option<i64>) -> Vec<Watched> {
    let begin = incidents.iter().filter(|incident| window.holds(incident.began));
    begin
        .map(|incident| {
            let ended = end(incident).filter(|end| *end <= window.to);
            Watched { minutes: minutes(incident.began, ended.unwrap_or(window.to)), ended: ended.is_some() }
        })
        .collect()
}
