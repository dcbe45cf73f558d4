//! Results as files: the plain list, what the crowd saw and answered, and the host's own file with that added.
//!
//! Files are written page by page as they are sent, so that a large one takes no memory. The host's cells go back as they came (see
//! [`super::sheet`]).

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::try_unfold;
use platform::Id;
use platform::web::Problem;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::people::Visitor;
use crate::throngs::activity::Activity;
use crate::throngs::deeds::Deed;
use crate::throngs::items::{self, COLUMNS, Item, TAKEN};
use crate::throngs::results::{HEADINGS, PAGE, Reader, confirmed, rounded, told};
use crate::throngs::roles::coordinates;
use crate::throngs::sheet::Ordered;
use crate::throngs::throng::Throng;

/// What the crowd sees of an item.
const SHOWN: [&str; 4] = ["key", "text", "picture", "url"];
/// What the crowd adds to the host's rows.
const ADDED: [&str; 3] = ["answer", "confidence", "answers"];

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Cells, quoted where need be.
    Csv,
    /// One object a line.
    Ndjson,
}

impl Format {
    /// By `?format=`; `None` for anything else.
    pub fn from_query(text: &str) -> Option<Self> {
        match text {
            "csv" => Some(Self::Csv),
            "ndjson" => Some(Self::Ndjson),
            _ => None,
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

/// The results as a file. Whoever coordinates gets them behind their own columns; everybody else gets the plain list.
///
/// # Errors
/// When the database does not answer.
pub async fn results(
    app: &App,
    visitor: &Visitor,
    activity: Activity,
    format: Format,
) -> Result<Response, Problem> {
    let reader = Reader::of(&mut *app.db.reader().acquire().await?, visitor, &activity).await?;
    if reader.coordinates {
        return own_file(app, activity, format, &HEADINGS, "results").await;
    }
    let head = match format {
        Format::Csv => csv_line(b',', HEADINGS.iter().copied()),
        Format::Ndjson => String::new(),
    };
    let write = move |kept: &Kept, activity: &Activity| {
        let item = reader.sees(kept.item.clone());
        match format {
            Format::Csv => {
                let cells = HEADINGS.map(|name| inert(cell(&crowd(name, &item, activity, kept, format))));
                csv_line(b',', cells.iter().map(String::as_str))
            }
            Format::Ndjson => format!("{}\n", told(&item, activity, kept.deed.as_ref())),
        }
    };
    Ok(sent(app, activity, format, head, "results", write))
}

/// The outcome's file. Whoever coordinates gets their own one back: the same rows, order and columns, with three more. Everybody
/// else gets of each row what was shown to the crowd: the other columns are private.
///
/// # Errors
/// When the database does not answer.
pub async fn outcome(
    app: &App,
    visitor: &Visitor,
    throng: &Throng,
    activity: Activity,
    format: Format,
) -> Result<Response, Problem> {
    let own = coordinates(&mut *app.db.reader().acquire().await?, visitor, throng).await.is_ok();
    if own {
        own_file(app, activity, format, &ADDED, "outcome").await
    } else {
        Ok(shown_file(app, activity, format))
    }
}

/// What was shown of each item, with three columns more. It is opened by others than who wrote it: no cell may act there.
fn shown_file(app: &App, activity: Activity, format: Format) -> Response {
    let head = match format {
        Format::Csv => csv_line(b',', SHOWN.iter().chain(&ADDED).copied()),
        Format::Ndjson => String::new(),
    };
    let write = move |kept: &Kept, activity: &Activity| {
        let item = &kept.item;
        let picture = item.picture.map(|id| id.to_string());
        let shown = [item.key.as_deref(), item.text.as_deref(), picture.as_deref(), item.url.as_deref()];
        let shown = SHOWN.iter().copied().zip(shown.map(|cell| json!(cell)));
        let pairs: Vec<_> =
            shown.chain(ADDED.map(|name| (name, crowd(name, item, activity, kept, format)))).collect();
        match format {
            Format::Csv => {
                let cells: Vec<String> = pairs.iter().map(|(_, value)| inert(cell(value))).collect();
                csv_line(b',', cells.iter().map(String::as_str))
            }
            Format::Ndjson => format!("{{{}}}\n", members(pairs.iter().map(|(name, value)| (*name, value)))),
        }
    };
    sent(app, activity, format, head, "outcome", write)
}

/// A cell that no spreadsheet takes for a formula; a number stays one.
fn inert(cell: String) -> String {
    let acts =
        cell.len() > 1 && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if acts { format!("'{cell}") } else { cell }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The host's own file: the same rows, order and columns, and `more` behind them.
///
/// # Errors
/// When the database does not answer.
async fn own_file(
    app: &App,
    activity: Activity,
    format: Format,
    more: &[&'static str],
    name: &str,
) -> Result<Response, Problem> {
    let sheet = sheet(&mut *app.db.reader().acquire().await?, activity.id).await?;
    let added = added(&sheet.headings, more);
    let mut head = String::new();
    if format == Format::Csv {
        if sheet.bom {
            head.push('\u{feff}');
        }
        let own = sheet.headings.iter().map(String::as_str);
        head.push_str(&csv_line(
            sheet.delimiter,
            own.chain(added.iter().map(|(_, heading)| heading.as_str())),
        ));
    }
    let write = move |item: &Kept, activity: &Activity| {
        let crowd: Vec<Value> =
            added.iter().map(|(name, _)| crowd(name, &item.item, activity, item, format)).collect();
        match format {
            Format::Csv => csv_row(&sheet, &item.pairs(&sheet), &crowd),
            Format::Ndjson => {
                let added = members(added.iter().map(|(_, heading)| heading.as_str()).zip(&crowd));
                format!("{{{},{added}}}\n", item.members(&sheet))
            }
        }
    };
    Ok(sent(app, activity, format, head, name, write))
}

/// What stands under one of [`HEADINGS`]; of something to be done, the deed that was confirmed.
fn crowd(name: &str, item: &Item, activity: &Activity, kept: &Kept, format: Format) -> Value {
    let answer = activity.question.choice(item.label);
    match (name, &kept.deed) {
        ("item", _) => json!(item.id),
        ("key", _) => json!(item.key),
        ("answer", Some(deed)) if format == Format::Csv => json!(deed.cell()),
        ("answer", Some(deed)) => deed.evidence(),
        ("confidence", Some(_)) => json!(1.0),
        ("answers", Some(_)) => json!(1),
        ("answer", None) => json!(answer),
        ("confidence", None) => json!(answer.map(|_| rounded(item.confidence))),
        ("answers", None) => json!(item.answers),
        _ => json!(item.state()),
    }
}

fn csv_row(sheet: &Headings, pairs: &[(String, Value)], crowd: &[Value]) -> String {
    let own = sheet.headings.iter().enumerate().map(|(at, heading)| {
        // A CSV's cells stand in the order of its headings, which may repeat; a JSON object's members are found by name.
        let here = pairs.get(at).filter(|(name, _)| name == heading);
        let found = here.or_else(|| pairs.iter().find(|(name, _)| name == heading));
        found.map_or_else(String::new, |(_, value)| cell(value))
    });
    let all: Vec<String> = own.chain(crowd.iter().map(cell)).collect();
    csv_line(sheet.delimiter, all.iter().map(String::as_str))
}

/// The inside of a JSON object.
fn members<'m>(pairs: impl Iterator<Item = (&'m str, &'m Value)>) -> String {
    pairs.map(|(name, value)| format!("{}:{value}", json!(name))).collect::<Vec<_>>().join(",")
}

/// Headings of what is added, of which the host may have one already; their own key says what ours would.
fn added(headings: &[String], more: &[&'static str]) -> Vec<(&'static str, String)> {
    let taken = |name: &str| headings.iter().any(|heading| heading.trim().eq_ignore_ascii_case(name));
    let new = more.iter().filter(|name| **name != "key" || !taken(name));
    new.map(|name| (*name, if taken(name) { format!("crowd_{name}") } else { (*name).to_owned() })).collect()
}

/// What the uploads of an activity have in common.
struct Headings {
    headings: Vec<String>,
    delimiter: u8,
    bom: bool,
    uploads: Vec<(String, Vec<String>)>,
}

async fn sheet(conn: &mut AnyConnection, activity: Id) -> Result<Headings, Problem> {
    let rows = sqlx::query(
        "SELECT id, delimiter, bom, columns FROM uploads WHERE activity = $1 AND taken = 1 ORDER BY id",
    )
    .bind(activity.to_string())
    .fetch_all(conn)
    .await?;
    let mut sheet = Headings { headings: Vec::new(), delimiter: b',', bom: false, uploads: Vec::new() };
    for (at, row) in rows.iter().enumerate() {
        let columns: Vec<String> =
            serde_json::from_str(&row.try_get::<String, _>("columns")?).map_err(Problem::internal)?;
        if at == 0 {
            sheet.delimiter = row.try_get::<String, _>("delimiter")?.bytes().next().unwrap_or(b',');
            sheet.bom = row.try_get::<i64, _>("bom")? == 1;
            sheet.headings.clone_from(&columns);
        } else {
            let new = columns.iter().filter(|name| !sheet.headings.contains(name)).cloned();
            let new: Vec<_> = new.collect();
            sheet.headings.extend(new);
        }
        sheet.uploads.push((row.try_get("id")?, columns));
    }
    Ok(sheet)
}

/// An item with the host's cells.
struct Kept {
    item: Item,
    upload: String,
    cells: String,
    /// The deed that was confirmed for it.
    deed: Option<Deed>,
}

impl Kept {
    /// The host's cells as the inside of a JSON object; what came as JSON goes back to the letter.
    fn members(&self, sheet: &Headings) -> String {
        let object = self.cells.trim().strip_prefix('{').and_then(|row| row.strip_suffix('}'));
        object.map_or_else(
            || members(self.pairs(sheet).iter().map(|(name, value)| (name.as_str(), value))),
            |inside| inside.trim().to_owned(),
        )
    }

    /// The host's cells with their headings, in order.
    fn pairs(&self, sheet: &Headings) -> Vec<(String, Value)> {
        if let Ok(Ordered(pairs)) = serde_json::from_str(&self.cells) {
            return pairs;
        }
        let cells: Vec<Value> = serde_json::from_str(&self.cells).unwrap_or_default();
        let columns = sheet.uploads.iter().find(|(id, _)| *id == self.upload).map(|(_, columns)| columns);
        columns.into_iter().flatten().cloned().zip(cells).collect()
    }
}

async fn page(conn: &mut AnyConnection, activity: &Activity, after: i64) -> Result<Vec<Kept>, sqlx::Error> {
    let sql = format!(
        "SELECT {COLUMNS}, i.upload, i.cells FROM items i WHERE i.activity = $1 AND i.place > $2 AND {TAKEN} ORDER BY i.place LIMIT $3"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.id.to_string())
        .bind(after)
        .bind(i64::try_from(PAGE).unwrap_or(i64::MAX))
        .fetch_all(&mut *conn)
        .await?;
    let items = rows.iter().map(items::from_row).collect::<Result<Vec<_>, _>>()?;
    let mut deeds = confirmed(conn, &items, activity).await?;
    let kept = |(item, row): (Item, &sqlx::any::AnyRow)| {
        let deed = deeds.remove(&item.id);
        Ok(Kept { item, upload: row.try_get("upload")?, cells: row.try_get("cells")?, deed })
    };
    items.into_iter().zip(&rows).map(kept).collect()
}

/// The file as an answer, written while it is sent.
fn sent(
    app: &App,
    activity: Activity,
    format: Format,
    head: String,
    name: &str,
    write: impl Fn(&Kept, &Activity) -> String + Send + Sync + 'static,
) -> Response {
    let file = if format == Format::Csv { "csv" } else { "ndjson" };
    let disposition = format!("attachment; filename=\"{name}-{}.{file}\"", activity.id);
    let start = (app.clone(), activity, write, Some(head), -1_i64);
    let stream = try_unfold(start, |(app, activity, write, head, after)| async move {
        if let Some(head) = head {
            return Ok::<_, sqlx::Error>(Some((head, (app, activity, write, None, after))));
        }
        let page = page(&mut *app.db.reader().acquire().await?, &activity, after).await?;
        let Some(last) = page.last() else { return Ok(None) };
        let after = last.item.place;
        let text: String = page.iter().map(|item| write(item, &activity)).collect();
        Ok(Some((text, (app, activity, write, None, after))))
    });
    let mut response =
        ([(header::CONTENT_TYPE, format.media_type())], Body::from_stream(stream)).into_response();
    if let Ok(value) = HeaderValue::try_from(disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// One line of a CSV (RFC 4180), ended by a line feed.
fn csv_line<'c>(delimiter: u8, cells: impl Iterator<Item = &'c str>) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(cells);
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
