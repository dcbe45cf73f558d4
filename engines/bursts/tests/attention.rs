//! Five published series of attention with labelled anomalies, by the rules of the benchmark they come from: one pass, no
//! look-ahead, one set of parameters. `cargo test -p bursts --test attention -- --nocapture` prints the table.
//!
//! The series are test data only and never shipped.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test")]

use std::path::PathBuf;
use std::{env, fs};

use bursts::{Kind, Options, detect, fit, forecast};

const SERIES: [&str; 5] = ["AAPL", "AMZN", "CRM", "FB", "GOOG"];
/// Rows at the beginning that the benchmark does not score.
const PROBATION: usize = 750;
/// Its standard profile's cost of a row that is a false alarm.
const FALSE_ROW: f64 = 0.11;

fn read(file: &str) -> String {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/ledger/attention");
    let folder = env::var_os("THRONG_ATTENTION_DATA").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let path = folder.join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "The published attention series are missing: {} ({error}). Put them there, or set THRONG_ATTENTION_DATA \
             to the folder that holds {file}.",
            path.display()
        )
    })
}

/// Times and counts, by row.
fn series(name: &str) -> Vec<(String, f64)> {
    let rows = read(&format!("mentions_{name}.csv"));
    let row = |line: &str| line.split_once(',').map(|(at, count)| (at.to_owned(), count.parse().unwrap()));
    rows.lines().skip(1).filter_map(row).collect()
}

/// The labelled windows as rows, found by their times as texts: all are of one form and sort as they should.
fn windows(name: &str, rows: &[(String, f64)]) -> Vec<(usize, usize)> {
    let labels = read("labels.json");
    let own = labels.split(&format!("\"mentions_{name}.csv\"")).nth(1).unwrap();
    let own = own.split("\"mentions_").next().unwrap().split("\"windows\"").nth(1).unwrap();
    let times: Vec<&str> =
        own.split('"').filter(|text| text.starts_with("20")).map(|text| &text[..19]).collect();
    let row = |time: &str| rows.partition_point(|(at, _)| at.as_str() < time);
    times.chunks(2).map(|pair| (row(pair[0]), row(pair[1]))).collect()
}

/// The benchmark's sigmoid of a position relative to a window's end.
fn sigmoid(y: f64) -> f64 {
    2.0 / (1.0 + (5.0 * y).exp()) - 1.0
}

/// Its score of alarms on one series, windows that were hit, and rows that were false alarms.
fn score(alarms: &[usize], windows: &[(usize, usize)]) -> (f64, usize, usize) {
    let alarms = alarms.iter().filter(|row| **row >= PROBATION);
    let (mut total, mut hit, mut wrong) = (-(windows.len() as f64), vec![false; windows.len()], 0);
    for row in alarms {
        match windows.iter().position(|(from, to)| (*from..=*to).contains(row)) {
            Some(window) if hit[window] => {}
            Some(window) => {
                let (from, to) = windows[window];
                hit[window] = true;
                total += 1.0 + sigmoid((*row as f64 - to as f64 - 1.0) / (to - from) as f64) / sigmoid(-1.0);
            }
            None => {
                wrong += 1;
                let before = windows.iter().filter(|(_, to)| to < row).max_by_key(|(_, to)| *to);
                let place = before.map_or(-1.0, |(from, to)| sigmoid((row - to) as f64 / (to - from) as f64));
                total += FALSE_ROW * place;
            }
        }
    }
    (total, hit.iter().filter(|hit| **hit).count(), wrong)
}

#[test]
fn labelled_bursts_are_found_with_few_false_alarms() {
    let (mut total, mut found, mut all, mut false_rows) = (0.0, 0, 0, 0);
    println!("series  windows  found  false rows");
    for name in SERIES {
        let rows = series(name);
        let windows = windows(name, &rows);
        let options = Options { bin_s: 300, least: 5.0 };
        let told = detect(options, (0..).zip(rows.iter().map(|(_, count)| *count)));
        let alarms: Vec<usize> = told
            .iter()
            .filter(|alarm| alarm.kind == Kind::Onset)
            .map(|alarm| usize::try_from(alarm.bin).unwrap())
            .collect();
        let (points, hit, wrong) = score(&alarms, &windows);
        println!("{name:6} {:8} {hit:6} {wrong:11}", windows.len());
        (total, found, all, false_rows) =
            (total + points, found + hit, all + windows.len(), false_rows + wrong);
    }
    let null = -(all as f64);
    let normal = 100.0 * (total - null) / (2.0 * all as f64).min(all as f64 - null);
    println!("{found} of {all} windows, {false_rows} false rows, score {normal:.1}");
    assert!(found >= 15 && false_rows <= 200, "{found} of {all}, {false_rows} false");
}

#[test]
fn forecasts_of_real_bursts_hold_most_of_what_came() {
    let (mut half, mut most, mut all) = (0, 0, 0);
    for name in SERIES {
        let counts: Vec<f64> = series(name).into_iter().map(|(_, count)| count).collect();
        let mut detector = bursts::Detector::new(Options { bin_s: 300, least: 5.0 });
        for (bin, count) in (0..).zip(&counts) {
            detector.push(bin, *count);
            let Some(surge) = detector.surge() else { continue };
            let since = bin - surge.peak_bin;
            if since != 12 {
                continue;
            }
            let peak = usize::try_from(surge.peak_bin).unwrap();
            let Some(fade) = fit(&counts[peak..=peak + 12], surge.usual) else { continue };
            for band in forecast(&fade, 12) {
                let Some(came) = counts.get(peak + band.after_peak) else { break };
                half += usize::from((band.half.0..=band.half.1).contains(came));
                most += usize::from((band.most.0..=band.most.1).contains(came));
                all += 1;
            }
        }
    }
    let share = |part: usize| part as f64 / all as f64;
    println!(
        "next hour after an hour of fading: {:.2} in 50 %, {:.2} in 90 %, of {all} bins",
        share(half),
        share(most)
    );
    assert!(all >= 60 && share(most) >= 0.75 && share(half) >= 0.35, "{} {} {all}", share(half), share(most));
}
