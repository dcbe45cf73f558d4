//! `throng detect`: the surge detector on a file, without a server, to try it on one's own history.

use std::path::Path;

use bursts::{Alarm, Detector, Options};
use clap::{Arg, ArgMatches, Command};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::csv_rows::{Broken, Rows};
use super::{Outcome, text};

/// What the file begins with.
const HEADINGS: [&str; 2] = ["timestamp", "value"];
/// Rows of a file: ten years of minutes.
const MAX_ROWS: usize = 5_300_000;
/// Arrivals that an onset in a file has at least.
const LEAST: f64 = 5.0;

pub fn command() -> Command {
    Command::new("detect")
        .about("Find surges and silences in a CSV file of counts; prints CSV timestamp,kind,score an alarm")
        .arg(
            Arg::new("series").value_name("SERIES.csv").required(true).help(
                "Columns timestamp,value: a count for each minute, or any other even step, oldest first",
            ),
        )
}

pub fn run(matches: &ArgMatches) -> Outcome {
    let path = Path::new(text(matches, "series"));
    let rows = read(path)?;
    let bin_s = step(path, &rows)?;
    let mut out = csv::Writer::from_writer(std::io::stdout().lock());
    out.write_record(["timestamp", "kind", "score"])?;
    let mut detector = Detector::new(Options { bin_s, least: LEAST });
    for row in &rows {
        if let Some(Alarm { kind, score, .. }) = detector.push(row.seconds.div_euclid(bin_s), row.value) {
            out.write_record([row.written.as_str(), kind.word(), &format!("{score:.1}")])?;
        }
    }
    out.flush()?;
    Ok(())
}

/// A line of the file.
struct Row {
    line: u64,
    written: String,
    seconds: i64,
    value: f64,
}

fn read(path: &Path) -> Result<Vec<Row>, Broken> {
    let mut rows: Vec<Row> = Vec::new();
    for row in Rows::open(path, &HEADINGS)? {
        let (line, [written, value]) = row?;
        let broken = |why: &str| Broken::at(path, line, why);
        let seconds = seconds(&written).ok_or_else(|| {
            broken(&format!(
                "“{written}” is no time; write 2007-08-19 14:05:00, 2007-08-19T14:05:00Z or Unix seconds"
            ))
        })?;
        let value = value
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite() && *value >= 0.0)
            .ok_or_else(|| broken(&format!("“{value}” is no count; write a number that is 0 or more")))?;
        if rows.last().is_some_and(|last| last.seconds >= seconds) {
            return Err(broken(
                "its time is not after the one before; sort the lines and let each time stand once",
            ));
        }
        if rows.len() == MAX_ROWS {
            return Err(broken("there are more than 5,300,000 lines; split the file"));
        }
        rows.push(Row { line, written, seconds, value });
    }
    if rows.is_empty() {
        return Err(Broken::at(path, 1, "there are no counts below the headings; add one a line"));
    }
    Ok(rows)
}

/// A time in any of the ways in which logs write them; without a zone it is UTC.
fn seconds(written: &str) -> Option<i64> {
    if let Ok(seconds) = written.parse::<i64>() {
        return Timestamp::from_second(seconds).ok().map(Timestamp::as_second);
    }
    if let Ok(at) = written.parse::<Timestamp>() {
        return Some(at.as_second());
    }
    let local: DateTime = written.parse().ok()?;
    TimeZone::UTC.to_timestamp(local).ok().map(Timestamp::as_second)
}

/// The step between two lines: the median, so that missing lines do not matter.
fn step(path: &Path, rows: &[Row]) -> Result<i64, Broken> {
    let mut steps: Vec<i64> = rows.windows(2).map(|pair| pair[1].seconds - pair[0].seconds).collect();
    steps.sort_unstable();
    match steps.get(steps.len() / 2) {
        Some(step) => Ok(*step),
        None => {
            let line = rows.first().map_or(1, |row| row.line);
            Err(Broken::at(
                path,
                line,
                "one count says nothing of what is usual; add those before and after it",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_logs_write_them() {
        for written in
            ["2007-08-19 14:05:00", "2007-08-19T14:05:00Z", "2007-08-19T16:05:00+02:00", "1187532300"]
        {
            assert_eq!(seconds(written), Some(1_187_532_300), "{written}");
        }
        for wrong in ["yesterday", "", "14:05", "99999999999999999"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
