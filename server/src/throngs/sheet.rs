//! The host's rows as they were sent: CSV or one JSON object a line, read whole, each line checked.
//!
//! What a row says is kept cell by cell and in order, so that the host gets the same file back. Cells are data: one that begins
//! with `=`, `+`, `-` or `@` is neither run here nor changed, since it is the host's own file that goes back to the host.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use platform::Id;
use platform::web::Problem;
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;

use crate::throngs::activity::Question;

mod peek;

pub use peek::{Peek, peek};

/// Bytes of one upload.
pub const MAX_BYTES: usize = 50 << 20;
/// Items of one upload, and of one activity.
pub const MAX_ITEMS: usize = 200_000;
/// Columns of one upload.
const MAX_COLUMNS: usize = 200;
/// Characters of one cell.
const MAX_CELL: usize = 20_000;
/// Characters of a key.
const MAX_KEY: usize = 200;
/// A column of a table: by its heading, of which the first of that name counts, or by its place.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "String")]
pub enum Column {
    /// The first with this heading.
    Named(String),
    /// The one at this place, from 0.
    At(usize),
}

impl From<String> for Column {
    fn from(name: String) -> Self {
        Self::Named(name)
    }
}

/// Which column is what, where the headings do not say so themselves.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
pub struct Columns {
    /// The column that holds the item's text.
    #[param(value_type = Option<String>)]
    pub text: Option<Column>,
    /// The column that holds a picture's id.
    #[param(value_type = Option<String>)]
    pub picture: Option<Column>,
    /// The column that holds an address.
    #[param(value_type = Option<String>)]
    pub url: Option<Column>,
    /// The column that holds the host's own key.
    #[param(value_type = Option<String>)]
    pub key: Option<Column>,
    /// The column that holds the right answer, where it is known.
    #[param(value_type = Option<String>)]
    pub answer: Option<Column>,
    /// Whether this is all, so that no heading says anything of itself.
    #[serde(skip)]
    #[param(ignore)]
    pub whole: bool,
}

/// Rows that were found whole.
#[derive(Debug)]
pub struct Sheet {
    /// `csv` or `ndjson`.
    pub format: &'static str,
    /// Between the cells of a CSV.
    pub delimiter: char,
    /// Whether the file goes back with a byte order mark.
    pub bom: bool,
    /// The headings in order.
    pub headings: Vec<String>,
    /// The items in order.
    pub items: Vec<Item>,
}

/// One row.
#[derive(Debug, PartialEq)]
pub struct Item {
    /// The line it began at, from 1.
    pub line: u64,
    /// The host's own key.
    pub key: Option<String>,
    /// What is shown.
    pub text: Option<String>,
    /// The picture that is shown.
    pub picture: Option<Id>,
    /// The address that is shown.
    pub url: Option<String>,
    /// The right answer, if it is known.
    pub gold: Option<u16>,
    /// All cells: of a CSV its texts in the order of the headings, of NDJSON the line itself.
    pub cells: Cells,
}

/// A row as it came.
#[derive(Debug, PartialEq)]
pub enum Cells {
    /// In the order of the headings.
    Csv(Vec<String>),
    /// The object as it was written.
    Json(String),
}

impl Sheet {
    /// Reads `bytes`. It is NDJSON if `ndjson`, or if its first character is `{`; else CSV.
    ///
    /// # Errors
    /// 422 that names the line; then nothing of it is to be taken.
    pub fn read(bytes: &[u8], ndjson: bool, columns: &Columns, question: &Question) -> Result<Self, Problem> {
        let (text, bom) = decode(bytes);
        let sheet = if ndjson || text.trim_start().starts_with('{') {
            ndjson_sheet(&text, bom, question)?
        } else {
            csv_sheet(&text, bom, columns, question)?
        };
        if sheet.items.is_empty() {
            return Err(Problem::field("/", "throng-items-none"));
        }
        let mut keys = HashMap::new();
        for item in &sheet.items {
            if let Some(first) = item.key.as_ref().and_then(|key| keys.insert(key, item.line)) {
                return Err(line(item.line, "throng-line-key-twice").with("first", first));
            }
        }
        Ok(sheet)
    }
}

/// A problem with one line.
pub fn line(number: u64, id: &'static str) -> Problem {
    Problem::field(&format!("/{number}"), id).with("line", number)
}

/// UTF-8, with or without a mark, or UTF-16 with one; else what Windows programs of western Europe write. The flag says that the
/// file goes back with a mark: it had one, or the program that wrote it would not know UTF-8 without.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes).unwrap_or((encoding_rs::UTF_8, 0));
    let rest = bytes.get(mark..).unwrap_or_default();
    match encoding.decode_without_bom_handling_and_without_replacement(rest) {
        Some(text) => (text, mark > 0),
        None if encoding == encoding_rs::UTF_8 => {
            (encoding_rs::WINDOWS_1252.decode_without_bom_handling(rest).0, true)
        }
        None => (encoding.decode_without_bom_handling(rest).0, true),
    }
}

/// The delimiter that the first line uses most, outside quotes; a comma where there is none.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => {
                counts
                    .iter_mut()
                    .filter(|(delimiter, _)| *delimiter == byte)
                    .for_each(|(_, count)| *count += 1);
            }
            _ => {}
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| delimiter)
}

fn csv_sheet(text: &str, bom: bool, columns: &Columns, question: &Question) -> Result<Sheet, Problem> {
    let delimiter = delimiter(text);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let headings: Vec<String> =
        reader.headers().map_err(|error| broken(&error))?.iter().map(str::to_owned).collect();
    if headings.len() > MAX_COLUMNS {
        return Err(line(1, "throng-line-columns").with("max", MAX_COLUMNS));
    }
    let map = Map::of(&headings, columns)?;
    let mut items = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| broken(&error))?;
        let number = record.position().map_or(0, csv::Position::line);
        bounded(items.len(), number)?;
        let cell =
            |at: Option<usize>| at.and_then(|at| record.get(at)).filter(|cell| !cell.trim().is_empty());
        let said = Said {
            text: cell(map.text),
            picture: cell(map.picture),
            url: cell(map.url),
            key: cell(map.key),
            answer: cell(map.answer),
        };
        if record.iter().any(|cell| cell.chars().count() > MAX_CELL) {
            return Err(line(number, "throng-line-long").with("max", MAX_CELL));
        }
        let cells = Cells::Csv(record.iter().map(str::to_owned).collect());
        items.push(said.item(number, cells, question)?);
    }
    Ok(Sheet { format: "csv", delimiter: char::from(delimiter), bom, headings, items })
}

fn bounded(taken: usize, number: u64) -> Result<(), Problem> {
    if taken < MAX_ITEMS { Ok(()) } else { Err(line(number, "throng-items-many").with("max", MAX_ITEMS)) }
}

fn broken(error: &csv::Error) -> Problem {
    let number = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            line(number, "throng-line-cells").with("expected", expected_len).with("found", len)
        }
        _ => line(number, "throng-line-broken"),
    }
}

/// Where in a row each thing stands.
struct Map {
    text: Option<usize>,
    picture: Option<usize>,
    url: Option<usize>,
    key: Option<usize>,
    answer: Option<usize>,
}

impl Map {
    /// By the query where it names a column, else by the heading; a lone column is the text.
    fn of(headings: &[String], columns: &Columns) -> Result<Self, Problem> {
        let find = |parameter: &'static str, asked: &Option<Column>| match asked {
            Some(Column::At(at)) => Ok(Some(*at)),
            Some(Column::Named(name)) => {
                headings.iter().position(|heading| heading.trim() == name).map(Some).ok_or_else(|| {
                    Problem::field(&format!("/{parameter}"), "throng-column-unknown").with("name", name)
                })
            }
            None if columns.whole => Ok(None),
            None => Ok(headings.iter().position(|heading| heading.trim().eq_ignore_ascii_case(parameter))),
        };
        let mut map = Self {
            text: find("text", &columns.text)?,
            picture: find("picture", &columns.picture)?,
            url: find("url", &columns.url)?,
            key: find("key", &columns.key)?,
            answer: find("answer", &columns.answer)?,
        };
        if headings.len() == 1 {
            map.text = map.text.or(Some(0));
        }
        if map.text.or(map.picture).or(map.url).is_none() {
            return Err(Problem::field("/text", "throng-columns-none").with("columns", headings.join(", ")));
        }
        Ok(map)
    }
}

/// What a row says, as texts.
struct Said<'r> {
    text: Option<&'r str>,
    picture: Option<&'r str>,
    url: Option<&'r str>,
    key: Option<&'r str>,
    answer: Option<&'r str>,
}

impl Said<'_> {
    fn item(&self, number: u64, cells: Cells, question: &Question) -> Result<Item, Problem> {
        if self.text.or(self.picture).or(self.url).is_none() {
            return Err(line(number, "throng-line-empty"));
        }
        let picture = self.picture.map(|id| id.trim().parse::<Id>()).transpose();
        let picture = picture.map_err(|_| line(number, "throng-line-picture"))?;
        if self.url.is_some_and(|url| !url.starts_with("http://") && !url.starts_with("https://")) {
            return Err(line(number, "throng-line-url"));
        }
        if self.key.is_some_and(|key| key.chars().count() > MAX_KEY) {
            return Err(line(number, "throng-line-key").with("max", MAX_KEY));
        }
        let gold = match self.answer.map(str::trim) {
            Some(answer) => Some(question.label(answer).ok_or_else(|| {
                line(number, "throng-line-answer").with("choices", question.choices.join(", "))
            })?),
            None => None,
        };
        Ok(Item {
            line: number,
            key: self.key.map(str::to_owned),
            text: self.text.map(str::to_owned),
            picture,
            url: self.url.map(str::to_owned),
            gold,
            cells,
        })
    }
}

fn ndjson_sheet(text: &str, bom: bool, question: &Question) -> Result<Sheet, Problem> {
    let (mut headings, mut known, mut items) = (Vec::new(), BTreeSet::new(), Vec::new());
    for (number, row) in (1..).zip(text.lines()).filter(|(_, row)| !row.trim().is_empty()) {
        bounded(items.len(), number)?;
        if row.len() > MAX_CELL * 4 {
            return Err(line(number, "throng-line-long").with("max", MAX_CELL));
        }
        let Ordered(pairs) = serde_json::from_str(row).map_err(|_| line(number, "throng-line-json"))?;
        let found = |name: &str| match pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(Some(value.to_string())),
            Some(_) => Err(line(number, "throng-line-nested")),
        };
        let cells = ["text", "picture", "url", "key", "answer"].map(found);
        let [text, picture, url, key, answer] = cells;
        let (text, picture, url, key, answer) = (text?, picture?, url?, key?, answer?);
        let said = Said {
            text: text.as_deref(),
            picture: picture.as_deref(),
            url: url.as_deref(),
            key: key.as_deref(),
            answer: answer.as_deref(),
        };
        items.push(said.item(number, Cells::Json(row.trim().to_owned()), question)?);
        for (name, _) in pairs {
            if known.insert(name.clone()) {
                headings.push(name);
            }
        }
        if headings.len() > MAX_COLUMNS {
            return Err(line(number, "throng-line-columns").with("max", MAX_COLUMNS));
        }
    }
    Ok(Sheet { format: "ndjson", delimiter: ',', bom, headings, items })
}

/// A JSON object with its members in the order in which they were written.
pub struct Ordered(pub Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Ordered;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Ordered, M::Error> {
                let mut pairs: Vec<(String, Value)> = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if pairs.len() >= MAX_COLUMNS || pairs.iter().any(|(known, _)| *known == name) {
                        return Err(serde::de::Error::custom("too many members, or one twice"));
                    }
                    pairs.push((name, value));
                }
                Ok(Ordered(pairs))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests;
