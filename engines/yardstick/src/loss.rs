//! What was lost: the share of all users that was without the service, integrated over the window.
//!
//! At each moment the shares of all incidents are added up and never count more than everybody. So two reports of one failure
//! cannot cost more than the failure, and cutting an incident in two costs the same.

use std::collections::BTreeMap;

use crate::figure::Spread;
use crate::incident::{Incident, Window, minutes};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Minutes lost by the average user, in all and by day.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lost {
    /// In the whole window: SAIDI.
    pub minutes: f64,
    /// By the day's number since 1970, days of UTC; days without loss are not in it.
    pub by_day: BTreeMap<i64, f64>,
}

/// Whom an incident took the service from, as shares of all users.
pub(crate) fn shares(incident: &Incident, users: f64) -> Spread {
    let share = |count: f64| if count.is_finite() { (count / users).clamp(0.0, 1.0) } else { 0.0 };
    match incident.affected {
        Some(affected) => Spread {
            low: share(affected.low).min(share(affected.users)),
            value: share(affected.users),
            high: share(affected.high).max(share(affected.users)),
        },
        None => Spread { low: 0.0, value: 0.0, high: 1.0 },
    }
}

/// What was lost where `weight` gives the share of all that an incident took, by severity.
pub(crate) fn lost(incidents: &[Incident], window: Window, weight: impl Fn(&Incident) -> f64) -> Lost {
    let mut turns: Vec<(i64, f64)> = Vec::new();
    for incident in incidents {
        let share = weight(incident) * incident.share();
        if let Some((begin, end)) = window.part(incident).filter(|_| share > 0.0) {
            turns.push((begin, share));
            turns.push((end, -share));
        }
    }
    turns.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut lost = Lost::default();
    let (mut at, mut load, mut under_way) = (0, 0.0, 0_usize);
    for (turn, change) in turns {
        if under_way > 0 {
            lost.add(at, turn, f64::min(load, 1.0));
        }
        (at, load) = (turn, load + change);
        under_way = if change > 0.0 { under_way + 1 } else { under_way - 1 };
        // Nothing is left of rounding between two failures.
        load = if under_way == 0 { 0.0 } else { load };
    }
    lost
}

impl Lost {
    /// A share of everybody from one moment to another, divided among the days.
    fn add(&mut self, from: i64, to: i64, share: f64) {
        self.minutes += minutes(from, to) * share;
        let mut at = from;
        while at < to {
            let day = at.div_euclid(DAY);
            let next = ((day + 1) * DAY).min(to);
            *self.by_day.entry(day).or_default() += minutes(at, next) * share;
            at = next;
        }
    }
}
