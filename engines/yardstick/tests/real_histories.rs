//! The scenarios that the yardstick was made for, each against a computation of its own: the large outage of a call service in August
//! 2007, a public history of 399 incidents, and a wind storm in a power company's record.
//!
//! The two files are not part of this repository; where they are not beside it, the first scenario alone is tested.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a test")]

use std::path::PathBuf;

use serde_json::Value;
use yardstick::{Affected, Figure, Incident, Window, scorecard};

const MINUTE: i64 = 60_000;

fn lines(file: &str) -> Vec<Value> {
    let folder = std::env::var_os("THRONG_LEDGER_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/ledger")),
        PathBuf::from,
    );
    let Ok(text) = std::fs::read_to_string(folder.join(file)) else {
        eprintln!("no {file}; set THRONG_LEDGER_DATA to test with it");
        return Vec::new();
    };
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Milliseconds of `2024-11-14T09:11:14Z`.
fn at(text: &str) -> i64 {
    let timestamp: jiff::Timestamp = text.parse().unwrap();
    timestamp.as_millisecond()
}

fn value(figures: &[Figure], name: &str) -> f64 {
    figures.iter().find(|figure| figure.name == name).unwrap().value.unwrap()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    f64::midpoint(values[(n - 1) / 2], values[n / 2])
}

#[test]
fn a_call_service_in_august_2007() {
    let (began, ended) = (at("2007-08-16T08:00:00Z"), at("2007-08-18T08:00:00Z"));
    let outage = Incident {
        acknowledged: Some(began + 26 * MINUTE),
        ended: Some(ended),
        affected: Some(Affected { users: 5.5e6, low: 5e6, high: 5.5e6 }),
        ..Incident::began(began)
    };
    let year = Window { from: at("2007-01-01T00:00:00Z"), to: at("2008-01-01T00:00:00Z") };
    let figures = scorecard(&[outage], year, Some(5.5e6));
    assert!((value(&figures, "saidi") - 2_880.0).abs() < 1e-9);
    assert!((value(&figures, "availability") - (1.0 - 2_880.0 / 525_600.0)).abs() < 1e-12);
    assert_eq!(
        [value(&figures, "saifi"), value(&figures, "caidi"), value(&figures, "candour_lag")],
        [1.0, 2_880.0, 26.0]
    );
    assert_eq!([value(&figures, "time_to_mend"), value(&figures, "recurrence")], [2_880.0, 0.0]);
}

#[test]
fn a_public_history_of_incidents() {
    let all = lines("incidents/github_2022_2024.jsonl");
    let time = |row: &Value, key: &str| row[key].as_str().map(at);
    let real: Vec<&Value> = all.iter().filter(|row| row["impact"] != "maintenance").collect();
    let incidents: Vec<Incident> = real
        .iter()
        .filter_map(|row| {
            let began = time(row, "started_at")?;
            let first = row["updates"].get(0).and_then(|update| time(update, "at"));
            Some(Incident { acknowledged: first, ended: time(row, "resolved_at"), ..Incident::began(began) })
        })
        .collect();
    let Some(from) = incidents.iter().map(|one| one.began).min() else { return };
    let to = incidents.iter().filter_map(|one| one.ended).max().unwrap() + 1;
    let figures = scorecard(&incidents, Window { from, to }, None);
    let lengths = incidents
        .iter()
        .filter_map(|one| Some((one.ended? - one.began).max(0) as f64 / 60_000.0))
        .collect::<Vec<_>>();
    assert_eq!(lengths.len(), incidents.len(), "none is open, so the median is the plain one");
    assert!((value(&figures, "time_to_mend") - median(lengths)).abs() < 1e-9);
    assert!(value(&figures, "recurrence") > 0.4);
    assert!(figures.iter().filter(|figure| figure.name == "saidi").all(|figure| figure.value.is_none()));
}

#[test]
fn a_wind_storm_in_a_power_companys_record() {
    const CUSTOMERS: f64 = 2.2e6;
    let window = Window { from: at("2024-11-14T00:00:00Z"), to: at("2024-11-29T00:00:00Z") };
    let incidents: Vec<Incident> = lines("utility/bchydro_2024_11.jsonl")
        .iter()
        .filter_map(|row| {
            Some(Incident {
                ended: row["last_seen"].as_str().map(at),
                acknowledged: row["first_seen"].as_str().map(at),
                affected: row["customers_max"].as_f64().map(Affected::exactly),
                ..Incident::began(row["date_off_ms"].as_i64()?)
            })
        })
        .collect();
    if incidents.is_empty() {
        return;
    }
    let figures = scorecard(&incidents, window, Some(CUSTOMERS));
    let inside: Vec<(f64, f64)> = incidents
        .iter()
        .map(|one| {
            let (begin, end) = (one.began.max(window.from), one.ended.unwrap().min(window.to));
            ((end - begin).max(0) as f64 / 60_000.0, one.affected.unwrap().users)
        })
        .collect();
    let customer_minutes: f64 = inside.iter().map(|(minutes, customers)| minutes * customers).sum();
    let saidi = value(&figures, "saidi");
    assert!((saidi - customer_minutes / CUSTOMERS).abs() < 1e-9 * saidi, "{saidi}");
    let hit: f64 =
        incidents.iter().filter(|one| window.holds(one.began)).map(|one| one.affected.unwrap().users).sum();
    assert!((value(&figures, "saifi") - hit / CUSTOMERS).abs() < 1e-9);
    assert!((value(&figures, "caidi") - customer_minutes / hit).abs() < 1e-6);
    eprintln!("{figures:#?}");
}
