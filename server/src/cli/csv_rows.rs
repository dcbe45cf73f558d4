//! CSV files on the command line: strict, with the line in every refusal.

use std::path::{Path, PathBuf};

/// Bytes of a file that is read.
const MAX_BYTES: u64 = 1 << 30;

/// A file that cannot be used, with the line and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{}, line {line}: {why}", path.display())]
pub struct Broken {
    path: PathBuf,
    line: u64,
    why: String,
}

impl Broken {
    /// In `line` of the file at `path`; `why` says what to do.
    pub fn at(path: &Path, line: u64, why: &str) -> Self {
        Self { path: path.to_owned(), line, why: why.to_owned() }
    }
}

/// The rows of a CSV file, with their lines.
pub struct Rows<const N: usize> {
    path: PathBuf,
    records: csv::StringRecordsIntoIter<std::fs::File>,
}

impl<const N: usize> Rows<N> {
    /// Opens the file, whose first line must be `headings`.
    ///
    /// # Errors
    /// When it cannot be read or begins with something else.
    pub fn open(path: &Path, headings: &[&str; N]) -> Result<Self, Broken> {
        let cannot = |error: std::io::Error| {
            Broken::at(path, 1, &format!("the file cannot be read: {error}. Check its name."))
        };
        let file = std::fs::File::open(path).map_err(cannot)?;
        if file.metadata().map_err(cannot)?.len() > MAX_BYTES {
            return Err(Broken::at(path, 1, "the file is larger than 1 GiB; split it"));
        }
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
        let found = reader.headers().map_err(|error| unreadable(path, &error))?;
        let found: Vec<_> = found.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
        if found != headings {
            let wanted = headings.join(",");
            let why = format!(
                "the first line must be “{wanted}”, but it is “{}”; rename the columns",
                found.join(",")
            );
            return Err(Broken::at(path, 1, &why));
        }
        Ok(Self { path: path.to_owned(), records: reader.into_records() })
    }
}

fn unreadable(path: &Path, error: &csv::Error) -> Broken {
    let line = error.position().map_or(1, csv::Position::line);
    let why = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("it has {len} cells instead of {expected_len}; mend the line")
        }
        csv::ErrorKind::Utf8 { .. } => "it is not UTF-8 text; save the file as UTF-8".to_owned(),
        _ => format!("it cannot be read: {error}"),
    };
    Broken::at(path, line, &why)
}

impl<const N: usize> Iterator for Rows<N> {
    type Item = Result<(u64, [String; N]), Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = match self.records.next()? {
            Ok(record) => record,
            Err(error) => return Some(Err(unreadable(&self.path, &error))),
        };
        let line = record.position().map_or(0, csv::Position::line);
        if let Some(at) = record.iter().position(str::is_empty) {
            let why = format!("cell {} is empty; fill it or take the line out", at + 1);
            return Some(Err(Broken::at(&self.path, line, &why)));
        }
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        let broken = |_| Broken::at(&self.path, line, "it has too many or too few cells; mend the line");
        Some(<[String; N]>::try_from(cells).map(|cells| (line, cells)).map_err(broken))
    }
}
