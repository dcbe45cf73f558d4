//! The beginning of a host's file, as its form shows it.

use super::{decode, delimiter};

/// The beginning of a file, before anybody says what its columns are.
#[derive(Debug, Default, PartialEq)]
pub struct Peek {
    /// Whether it is one JSON object a line.
    pub json: bool,
    /// Between the cells of a CSV.
    pub delimiter: u8,
    /// The headings of a CSV.
    pub headings: Vec<String>,
    /// The first rows; of NDJSON the lines themselves.
    pub rows: Vec<Vec<String>>,
}

impl Peek {
    /// The headings as one line, by which a table is told from another.
    pub fn joined(&self) -> String {
        let words = self.headings.iter().flat_map(|heading| heading.split_whitespace().chain([","]));
        words.collect::<Vec<_>>().join(" ")
    }
}

/// Looks at the headings and the first `rows` rows, whatever is wrong with the rest.
pub fn peek(bytes: &[u8], rows: usize) -> Peek {
    let (text, _) = decode(bytes);
    if text.trim_start().starts_with('{') {
        let lines = text.lines().filter(|line| !line.trim().is_empty()).take(rows);
        let rows = lines.map(|line| vec![line.to_owned()]).collect();
        return Peek { json: true, delimiter: b',', headings: Vec::new(), rows };
    }
    let delimiter = delimiter(&text);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let headings = reader.headers().map(cells).unwrap_or_default();
    let rows = reader.records().filter_map(Result::ok).take(rows).map(|record| cells(&record)).collect();
    Peek { json: false, delimiter, headings, rows }
}
