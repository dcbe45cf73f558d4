//! Taking a sheet in: staged in short transactions that nothing reads, then marked as taken in one.

use std::collections::HashSet;

use consensus::MIN_ANSWERS;
use dispatch::{Known, wanted};
use platform::Id;
use platform::db::{marks, values};
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::json;
use sqlx::Row;

use crate::app::App;
use crate::people::Visitor;
use crate::pictures;
use crate::throngs::activity::{self, Activity};
use crate::throngs::gather::{seen, told};
use crate::throngs::lock;
use crate::throngs::roles::coordinates;
use crate::throngs::sheet::{Cells, Columns, Item, MAX_ITEMS, Sheet, line};
use crate::throngs::states::State;

/// Items in one staging transaction.
const CHUNK: usize = 1_000;
/// Items in one statement: 15 parameters each, below the limit of any SQLite.
const ROWS: usize = 60;
/// Uploads of one activity.
const MAX_UPLOADS: i64 = 100;
/// The `turn` of a gold item, behind all others; see [`crate::throngs::choose`].
pub const GOLD_TURN: f64 = 5.0;

/// What was taken.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// How many items.
    pub taken: usize,
    /// Names the upload.
    pub upload: Id,
}

/// Takes the rows in `bytes` as items of the activity; all of them or, with a problem that names the line, none.
///
/// # Errors
/// 403 for whoever does not coordinate the throng, 409 once it has ended, 422 for a bad line.
pub async fn take(
    app: &App,
    visitor: &Visitor,
    activity: Id,
    bytes: bytes::Bytes,
    ndjson: bool,
    columns: Columns,
) -> Result<Taken, Problem> {
    let (found, me) = allowed(app, visitor, activity).await?;
    let question = found.question.clone();
    let sheet = tokio::task::spawn_blocking(move || Sheet::read(&bytes, ndjson, &columns, &question))
        .await
        .map_err(Problem::internal)??;
    pictures_there(app, visitor, &sheet).await?;
    let (upload, first) = reserve(app, &found, me, &sheet).await?;
    let count = sheet.items.len();
    let staged = stage(app, &found, upload, first, sheet).await;
    let done = match staged {
        Ok(()) => mark_taken(app, found.id, upload, count).await,
        Err(problem) => Err(problem),
    };
    if let Err(problem) = done {
        discard(app, upload).await?;
        return Err(problem);
    }
    Ok(Taken { taken: count, upload })
}

/// The activity, and who gives it items. Asked before a body is read, so that only a coordinator fills the memory with rows.
///
/// # Errors
/// 404 for what the visitor may not see, 401 and 403 for whoever does not coordinate the throng.
pub async fn allowed(app: &App, visitor: &Visitor, activity: Id) -> Result<(Activity, Id), Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let found =
        activity::find(&mut conn, activity).await?.ok_or(Problem::not_found("throng-activity-gone"))?;
    let throng = seen(&mut conn, visitor, &found.throng.to_string()).await?;
    let me = coordinates(&mut conn, visitor, &throng).await?.id;
    Ok((found, me))
}

/// Refuses a picture that is not here, or not for this visitor.
async fn pictures_there(app: &App, visitor: &Visitor, sheet: &Sheet) -> Result<(), Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let mut known = HashSet::new();
    for item in &sheet.items {
        let Some(picture) = item.picture.filter(|picture| known.insert(*picture)) else { continue };
        if !pictures::exists_for(&mut conn, picture, visitor).await? {
            return Err(line(item.line, "throng-line-picture-gone"));
        }
    }
    Ok(())
}

/// Makes the upload and keeps places for its items; gives the first place.
async fn reserve(app: &App, activity: &Activity, person: Id, sheet: &Sheet) -> Result<(Id, i64), Problem> {
    let (activity, count) = (activity.id.to_string(), i64::try_from(sheet.items.len()).unwrap_or(i64::MAX));
    let (format, delimiter, bom) = (sheet.format, sheet.delimiter.to_string(), i64::from(sheet.bom));
    let columns = json!(sheet.headings).to_string();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                lock(tx).await?;
                let (id, now) = (Id::new(tx.now()), tx.now());
                let row = sqlx::query(
                    "UPDATE activities SET places = places + $1 WHERE id = $2 RETURNING places, \
                     (SELECT COUNT(*) FROM uploads WHERE activity = $2) AS uploads",
                )
                .bind(count)
                .bind(&activity)
                .fetch_one(tx.conn())
                .await?;
                let (places, uploads): (i64, i64) = (row.try_get("places")?, row.try_get("uploads")?);
                if places > i64::try_from(MAX_ITEMS).unwrap_or(i64::MAX) || uploads >= MAX_UPLOADS {
                    return Err(Problem::field("/", "throng-items-many").with("max", MAX_ITEMS).with("line", 1));
                }
                sqlx::query(
                    "INSERT INTO uploads (id, activity, person, format, delimiter, bom, columns, items, made_at) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                )
                .bind(id.to_string())
                .bind(&activity)
                .bind(person.to_string())
                .bind(format)
                .bind(delimiter)
                .bind(bom)
                .bind(columns)
                .bind(count)
                .bind(now)
                .execute(tx.conn())
                .await?;
                Ok((id, places - count))
            })
        })
        .await
}

/// Writes the items; nothing reads them yet.
async fn stage(app: &App, activity: &Activity, upload: Id, first: i64, sheet: Sheet) -> Result<(), Problem> {
    // What is done or not has two ends as well.
    let (choices, rule) = (activity.question.choices.len().max(2), activity.rule());
    #[expect(clippy::cast_precision_loss, reason = "at most 20 choices")]
    let confidence = 1.0 / choices as f64;
    let known = Known {
        confidence,
        answers: 0,
        missing: rule.least(0.0),
        target: rule.target,
        max_answers: rule.max_answers.max(MIN_ANSWERS),
    };
    let fresh = Fresh { confidence, wanted: i64::try_from(wanted(known, None, choices)).unwrap_or(1) };
    let (activity, mut place) = (activity.id, first);
    let mut items = sheet.items.into_iter();
    loop {
        let chunk: Vec<Item> = items.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        let from = place;
        place += i64::try_from(chunk.len()).unwrap_or(i64::MAX);
        app.writer
            .write(move |tx| {
                Box::pin(async move {
                    free_keys(tx, activity, &chunk).await?;
                    let mut place = from;
                    for rows in chunk.chunks(ROWS) {
                        insert(tx, activity, upload, place, rows, fresh).await?;
                        place += i64::try_from(rows.len()).unwrap_or(i64::MAX);
                    }
                    Ok(())
                })
            })
            .await?;
    }
}

/// How an item begins that nobody has answered.
#[derive(Clone, Copy)]
struct Fresh {
    confidence: f64,
    wanted: i64,
}

/// Refuses a key that another item of the activity has.
async fn free_keys(tx: &mut Tx, activity: Id, chunk: &[Item]) -> Result<(), Problem> {
    let keys: Vec<_> = chunk.iter().filter_map(|item| Some((item.key.as_ref()?, item.line))).collect();
    for keys in keys.chunks(500) {
        let sql = format!(
            "SELECT item_key FROM items WHERE activity = $1 AND item_key IN ({}) LIMIT 1",
            marks(2, keys.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(activity.to_string());
        for (key, _) in keys {
            query = query.bind(*key);
        }
        if let Some(row) = query.fetch_optional(tx.conn()).await? {
            let taken: String = row.try_get(0)?;
            let number = keys.iter().find(|(key, _)| **key == taken).map_or(0, |(_, line)| *line);
            return Err(line(number, "throng-line-key-taken"));
        }
    }
    Ok(())
}

async fn insert(
    tx: &mut Tx,
    activity: Id,
    upload: Id,
    place: i64,
    rows: &[Item],
    fresh: Fresh,
) -> Result<(), Problem> {
    let sql = format!(
        "INSERT INTO items (id, activity, upload, place, item_key, text, picture, url, cells, gold, state, label, confidence, wanted, turn) \
         VALUES {}",
        values(rows.len(), 15)
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for (place, item) in (place..).zip(rows) {
        let gold = item.gold.map(i64::from);
        let cells = match &item.cells {
            Cells::Csv(cells) => json!(cells).to_string(),
            Cells::Json(row) => row.clone(),
        };
        query = query
            .bind(Id::new(tx.now()).to_string())
            .bind(activity.to_string())
            .bind(upload.to_string())
            .bind(place)
            .bind(item.key.clone())
            .bind(item.text.clone())
            .bind(item.picture.map(|id| id.to_string()))
            .bind(item.url.clone())
            .bind(cells)
            .bind(gold)
            .bind(if gold.is_some() { "done" } else { "open" })
            .bind(gold)
            .bind(if gold.is_some() { 1.0 } else { fresh.confidence })
            .bind(if gold.is_some() { 0 } else { fresh.wanted })
            .bind(if gold.is_some() { GOLD_TURN } else { fresh.confidence });
    }
    query.execute(tx.conn()).await?;
    Ok(())
}

/// From here on the items are there.
async fn mark_taken(app: &App, activity: Id, upload: Id, count: usize) -> Result<(), Problem> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                lock(tx).await?;
                let found = activity::find(tx.conn(), activity)
                    .await?
                    .filter(|found| found.throng_state != State::Ended)
                    .ok_or(Problem::conflict("throng-over"))?;
                sqlx::query("UPDATE uploads SET taken = 1 WHERE id = $1")
                    .bind(upload.to_string())
                    .execute(tx.conn())
                    .await?;
                sqlx::query(
                    "UPDATE activities SET items = items + $1, done = done + \
                     (SELECT COUNT(*) FROM items WHERE upload = $2 AND gold IS NOT NULL) WHERE id = $3",
                )
                .bind(count)
                .bind(upload.to_string())
                .bind(activity.to_string())
                .execute(tx.conn())
                .await?;
                told(tx, found.throng, found.throng_state);
                Ok(())
            })
        })
        .await
}

/// Removes what an upload staged, in short transactions.
async fn discard(app: &App, upload: Id) -> Result<(), Problem> {
    loop {
        let removed = app.writer.write(move |tx| Box::pin(discard_some(tx, upload))).await?;
        if removed == 0 {
            return Ok(());
        }
    }
}

async fn discard_some(tx: &mut Tx, upload: Id) -> Result<u64, Problem> {
    let removed = sqlx::query(
        "DELETE FROM items WHERE id IN (SELECT id FROM items WHERE upload = $1 LIMIT 1000) \
         AND EXISTS (SELECT 1 FROM uploads WHERE id = $1 AND taken = 0)",
    )
    .bind(upload.to_string())
    .execute(tx.conn())
    .await?
    .rows_affected();
    if removed == 0 {
        sqlx::query("DELETE FROM uploads WHERE id = $1 AND taken = 0")
            .bind(upload.to_string())
            .execute(tx.conn())
            .await?;
    }
    Ok(removed)
}

/// Removes what uploads left behind that a stop cut short: those that were begun before `before` and never taken.
///
/// # Errors
/// When the database does not answer.
pub async fn remove_orphans(app: &App, before: platform::clock::Millis) -> Result<(), Problem> {
    let rows = sqlx::query("SELECT id FROM uploads WHERE taken = 0 AND made_at < $1 LIMIT 100")
        .bind(before)
        .fetch_all(app.db.reader())
        .await?;
    for row in rows {
        discard(app, crate::throngs::throng::parsed(&row, "id")?).await?;
    }
    Ok(())
}
