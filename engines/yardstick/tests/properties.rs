//! What must hold for any incidents.

#![allow(clippy::unwrap_used, reason = "a test")]

use proptest::prelude::*;
use yardstick::{Affected, Figure, Incident, Window, scorecard};

const MINUTE: i64 = 60_000;
const WINDOW: Window = Window { from: 0, to: 400 * 1_440 * MINUTE };
const USERS: f64 = 1_000.0;

fn incidents() -> impl Strategy<Value = Vec<Incident>> {
    let one = (
        -2_000_i64..570_000,
        proptest::option::of(0_i64..9_000),
        proptest::option::of(0_i64..9_000),
        proptest::option::of((0.0..USERS, 0.0..100.0_f64, 0.0..100.0_f64)),
        0.0..=1.0_f64,
        proptest::option::of(0_u8..3),
    );
    let one = one.prop_map(|(began, ended, word, affected, severity, cause)| Incident {
        began: began * MINUTE,
        acknowledged: word.map(|after| (began + after) * MINUTE),
        ended: ended.map(|after| (began + after) * MINUTE),
        affected: affected.map(|(users, less, more)| Affected {
            users,
            low: (users - less).max(0.0),
            high: users + more,
        }),
        severity,
        cause: cause.map(|n| n.to_string()),
    });
    proptest::collection::vec(one, 0..20)
}

fn figure(incidents: &[Incident], name: &str) -> Figure {
    scorecard(incidents, WINDOW, Some(USERS)).into_iter().find(|figure| figure.name == name).unwrap()
}

fn near(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        (a, b) => a == b,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_value_lies_in_its_interval(incidents in incidents()) {
        for figure in scorecard(&incidents, WINDOW, Some(USERS)) {
            if let Some(value) = figure.value {
                prop_assert!(value.is_finite() && value >= 0.0, "{figure:?}");
                prop_assert!(figure.low.is_none_or(|low| low <= value), "{figure:?}");
                prop_assert!(figure.high.is_none_or(|high| value <= high), "{figure:?}");
            }
        }
    }

    #[test]
    fn the_order_does_not_matter(incidents in incidents(), by in 0_usize..20) {
        let mut turned = incidents.clone();
        turned.rotate_left(by.min(incidents.len()));
        for (a, b) in scorecard(&incidents, WINDOW, Some(USERS)).iter().zip(scorecard(&turned, WINDOW, Some(USERS))) {
            prop_assert!(near(a.value, b.value) && near(a.low, b.low) && near(a.high, b.high) && a.n == b.n, "{a:?} {b:?}");
        }
    }

    #[test]
    fn size_does_not_matter(incidents in incidents(), times in 1_u32..10_000) {
        let times = f64::from(times);
        let mut larger = incidents.clone();
        for affected in larger.iter_mut().filter_map(|one| one.affected.as_mut()) {
            *affected = Affected { users: affected.users * times, low: affected.low * times, high: affected.high * times };
        }
        let before = scorecard(&incidents, WINDOW, Some(USERS));
        for (a, b) in before.iter().zip(scorecard(&larger, WINDOW, Some(USERS * times))) {
            prop_assert!(near(a.value, b.value) && near(a.low, b.low) && near(a.high, b.high), "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_cut_costs_the_same(incidents in incidents(), cut in 0.0..1.0_f64) {
        let mut halves = incidents.clone();
        if let Some(first) = halves.first_mut() {
            let end = first.ended.unwrap_or(WINDOW.to).max(first.began);
            let middle = first.began + ((end - first.began) as f64 * cut) as i64;
            let second = Incident { began: middle, ..first.clone() };
            first.ended = Some(middle);
            halves.push(second);
        }
        for name in ["saidi", "availability"] {
            let (a, b) = (figure(&incidents, name), figure(&halves, name));
            prop_assert!(near(a.value, b.value) && near(a.high, b.high), "{a:?} {b:?}");
        }
    }

    #[test]
    fn more_harm_is_never_better(incidents in incidents(), which in any::<prop::sample::Index>(), more in 1_i64..5_000) {
        prop_assume!(!incidents.is_empty());
        let at = which.index(incidents.len());
        let (mut longer, mut later) = (incidents.clone(), incidents.clone());
        longer[at].ended = longer[at].ended.map(|end| end + more * MINUTE);
        later[at].acknowledged = later[at].acknowledged.map(|word| word + more * MINUTE);
        prop_assert!(figure(&longer, "saidi").value.unwrap() >= figure(&incidents, "saidi").value.unwrap() - 1e-9);
        prop_assert!(figure(&longer, "availability").value.unwrap() <= figure(&incidents, "availability").value.unwrap() + 1e-9);
        for (name, changed) in [("time_to_mend", &longer), ("candour_lag", &later)] {
            if let (Some(before), Some(after)) = (figure(&incidents, name).value, figure(changed, name).value) {
                prop_assert!(after >= before - 1e-9, "{name} {before} {after}");
            }
        }
    }

    #[test]
    fn silence_is_never_cheaper_than_a_word(incidents in incidents(), which in any::<prop::sample::Index>()) {
        prop_assume!(!incidents.is_empty());
        let mut silent = incidents.clone();
        silent[which.index(incidents.len())].acknowledged = None;
        if let (Some(before), Some(after)) = (figure(&incidents, "candour_lag").value, figure(&silent, "candour_lag").value) {
            prop_assert!(after >= before - 1e-9, "{before} {after}");
        }
    }
}

#[test]
fn without_incidents_nothing_was_lost_and_nothing_else_is_known() {
    assert_eq!(figure(&[], "saidi").value, Some(0.0));
    assert_eq!(figure(&[], "availability").value, Some(1.0));
    for name in ["caidi", "candour_lag", "time_to_mend", "recurrence", "major_event_days"] {
        let figure = figure(&[], name);
        assert_eq!((figure.value, figure.n), (None, 0), "{name}");
    }
    assert!(scorecard(&[], WINDOW, None).iter().all(|figure| figure.value.is_none()));
}

#[test]
fn whom_nobody_counted_widens_the_interval() {
    let unknown = Incident { ended: Some(60 * MINUTE), ..Incident::began(0) };
    let saidi = figure(&[unknown], "saidi");
    assert_eq!((saidi.low, saidi.value, saidi.high), (Some(0.0), Some(0.0), Some(60.0)));
}
