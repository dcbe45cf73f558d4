//! `throng detect` on files, as one types it.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::child::{said, throng};

fn file(folder: &tempfile::TempDir, text: &str) -> PathBuf {
    let path = folder.path().join("series.csv");
    std::fs::write(&path, text).unwrap();
    path
}

/// Four days of about ten a minute, then two hours that rise to 300 and fade.
fn series() -> String {
    let mut text = String::from("timestamp,value\n");
    for minute in 0_i64..4 * 1_440 + 600 {
        let at = jiff::Timestamp::from_second(1_187_222_400 + minute * 60).unwrap();
        let since = minute - 4 * 1_440;
        let extra = if since >= 0 { 300 >> (since / 20).min(20) } else { 0 };
        writeln!(text, "{},{}", at.strftime("%Y-%m-%d %H:%M:%S"), 8 + (minute * 7919) % 5 + extra).unwrap();
    }
    text
}

#[test]
fn an_alarm_is_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, &series());
    let done = throng(&["detect", path.to_str().unwrap()]).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    let text = String::from_utf8(done.stdout).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0], ["timestamp", "kind", "score"]);
    assert_eq!((lines[1][0], lines[1][1]), ("2007-08-20 00:00:00", "onset"), "{text}");
    assert!(lines[1][2].parse::<f64>().unwrap() > 10.0, "{text}");
    assert_eq!((lines.len(), lines[2][1]), (3, "end"), "{text}");
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    for (text, told) in [
        ("time,value\n1,2\n", "line 1: the first line must be “timestamp,value”"),
        ("timestamp,value\nyesterday,2\n", "line 2: “yesterday” is no time"),
        ("timestamp,value\n60,2\n120,many\n", "line 3: “many” is no count"),
        ("timestamp,value\n60,-1\n", "line 2: “-1” is no count"),
        ("timestamp,value\n60,NaN\n", "line 2: “NaN” is no count"),
        ("timestamp,value\n120,2\n60,2\n", "line 3: its time is not after the one before"),
        ("timestamp,value\n60,2,3\n", "cells"),
        ("timestamp,value\n", "there are no counts"),
        ("timestamp,value\n60,2\n", "one count says nothing"),
        ("", "line 1"),
    ] {
        let path = file(&folder, text);
        let refused = throng(&["detect", path.to_str().unwrap()]).output().unwrap();
        assert_eq!(
            (refused.status.code(), said(&refused).contains(told)),
            (Some(1), true),
            "{}",
            said(&refused)
        );
    }
    let missing = throng(&["detect", "nowhere.csv"]).output().unwrap();
    assert!(missing.status.code() == Some(1) && said(&missing).contains("nowhere.csv"), "{}", said(&missing));
    assert_eq!(throng(&["detect"]).output().unwrap().status.code(), Some(2));
}
