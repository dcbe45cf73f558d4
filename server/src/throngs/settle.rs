//! Working stored answers into their items: what [`crate::throngs::answers`] has made durable, this turns into state, answer and
//! confidence, in transactions of its own.
//!
//! An answer is never lost here: `activities.settled` names the last answer that the items account for, and whoever comes next (a
//! further answer, the sweep, a restart) goes on from there. On two nodes each engine reads all answers; one that has seen less than
//! was written already writes nothing.

use std::collections::BTreeMap;

use consensus::Refused;
use platform::Id;
use platform::db::marks;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::throngs::activity::{self, Activity};
use crate::throngs::engine::{Engine, Standing, Stored};
use crate::throngs::{leases, lock};

/// Answers that one read takes.
const READ: i64 = 5_000;
/// Items that one transaction writes, a statement each.
const WRITE: usize = 500;

/// Brings the items of `activity` up to date with all answers that are stored now.
///
/// # Errors
/// When the database does not answer; the next call goes on.
pub async fn settle(app: &App, activity: Id) -> Result<(), Problem> {
    let desk = app.desks.desk(activity);
    let mut place = desk.lock().await;
    let engine = place.take();
    // The engine goes back only whole: after an error it is loaded anew.
    let engine = work(app, activity, engine).await?;
    if let Some(median) = engine.as_ref().and_then(Engine::median_act) {
        app.desks.set_pace(activity, median);
    }
    *place = engine;
    Ok(())
}

async fn work(app: &App, id: Id, engine: Option<Engine>) -> Result<Option<Engine>, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let Some(activity) = activity::find(&mut conn, id).await? else { return Ok(None) };
    let mut engine = match engine.filter(|engine| engine.items == activity.items) {
        Some(engine) => engine,
        None => load(&mut conn, &activity).await?,
    };
    loop {
        let stored = read(&mut conn, id, engine.folded, READ).await?;
        let more = stored.len() >= usize::try_from(READ).unwrap_or(usize::MAX);
        if stored.is_empty() {
            break;
        }
        engine = folded(engine, stored).await?;
        if !more {
            break;
        }
    }
    drop(conn);
    write(app, &activity, &mut engine).await?;
    Ok(Some(engine))
}

/// Fitting is arithmetic for up to seconds, so it runs where it holds nobody up.
async fn folded(mut engine: Engine, stored: Vec<Stored>) -> Result<Engine, Problem> {
    let work = move || engine.fold(&stored).map(|()| engine);
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?.map_err(too_large)
}

fn too_large(refused: Refused) -> Problem {
    Problem::internal(refused)
}

/// An engine with all answers that the items account for already.
async fn load(conn: &mut AnyConnection, activity: &Activity) -> Result<Engine, Problem> {
    let mut engine = empty(conn, activity).await?;
    while engine.folded < activity.settled {
        let stored =
            read(conn, activity.id, engine.folded, (activity.settled - engine.folded).min(READ)).await?;
        if stored.is_empty() {
            break;
        }
        engine = folded(engine, stored).await?;
    }
    Ok(engine)
}

/// An engine that knows the items and nothing of their answers.
///
/// # Errors
/// When the database does not answer.
pub async fn empty(conn: &mut AnyConnection, activity: &Activity) -> Result<Engine, Problem> {
    let places = sqlx::query("SELECT COALESCE(MAX(place), -1) + 1 FROM items WHERE activity = $1")
        .bind(activity.id.to_string())
        .fetch_one(&mut *conn)
        .await?
        .try_get::<i64, _>(0)?;
    let rows = sqlx::query(
        "SELECT i.place, i.gold FROM items i WHERE i.activity = $1 AND i.gold IS NOT NULL \
         AND i.upload IN (SELECT u.id FROM uploads u WHERE u.activity = $1 AND u.taken = 1)",
    )
    .bind(activity.id.to_string())
    .fetch_all(conn)
    .await?;
    let mut gold = BTreeMap::new();
    for row in rows {
        let (place, label): (i64, i64) = (row.try_get("place")?, row.try_get("gold")?);
        if let (Ok(place), Ok(label)) = (u32::try_from(place), u16::try_from(label)) {
            gold.insert(place, label);
        }
    }
    let places = usize::try_from(places).unwrap_or(0);
    Engine::new(activity.question.choices.len(), activity.rule(), activity.items, places, gold)
        .map_err(too_large)
}

/// The answers after number `after`, in order.
///
/// # Errors
/// When the database does not answer.
pub async fn read(
    conn: &mut AnyConnection,
    activity: Id,
    after: i64,
    limit: i64,
) -> Result<Vec<Stored>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT n.number, i.place, n.person, n.label, n.took FROM answers n JOIN items i ON i.id = n.item \
         WHERE n.activity = $1 AND n.number > $2 ORDER BY n.number LIMIT $3",
    )
    .bind(activity.to_string())
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(stored).collect()
}

fn stored(row: &sqlx::any::AnyRow) -> Result<Stored, sqlx::Error> {
    let label: Option<i64> = row.try_get("label")?;
    Ok(Stored {
        number: row.try_get("number")?,
        place: u32::try_from(row.try_get::<i64, _>("place")?)
            .map_err(|error| sqlx::Error::Decode(error.into()))?,
        person: row.try_get("person")?,
        label: label.and_then(|label| u16::try_from(label).ok()),
        took: row.try_get("took")?,
    })
}

/// Writes the final state of every answered item, from an engine that was fitted to all answers, and adds what people earned.
///
/// # Errors
/// When the database does not answer.
pub async fn write_final(
    app: &App,
    activity: &Activity,
    mut engine: Engine,
    bits: &mut BTreeMap<String, f64>,
) -> Result<(), Problem> {
    write(app, activity, &mut engine).await?;
    crate::throngs::credits::add(&engine, bits);
    Ok(())
}

/// Writes whatever stands otherwise, in short transactions; the last one says how far the items are.
async fn write(app: &App, activity: &Activity, engine: &mut Engine) -> Result<(), Problem> {
    loop {
        let changed = engine.changed(WRITE);
        let last = changed.len() < WRITE;
        if changed.is_empty() && engine.folded <= activity.settled {
            return Ok(());
        }
        let (id, folded) = (activity.id, engine.folded);
        let items = changed.clone();
        app.writer.write(move |tx| Box::pin(write_some(tx, id, folded, items, last))).await?;
        engine.wrote(&changed);
        if last {
            return Ok(());
        }
    }
}

async fn write_some(
    tx: &mut Tx,
    activity: Id,
    folded: i64,
    items: Vec<(u32, Standing)>,
    last: bool,
) -> Result<(), Problem> {
    lock(tx).await?;
    let now = activity::find(tx.conn(), activity).await?;
    if now.is_none_or(|now| now.settled > folded) {
        return Ok(());
    }
    let before = before(tx, activity, &items).await?;
    let (mut written, mut done) = (Vec::new(), 0);
    for (place, standing) in items {
        let Some(row) = before.get(&i64::from(place)) else { continue };
        // An item with answers that are not worked in yet is written when they are.
        if row.answers != i64::try_from(standing.answers).unwrap_or(i64::MAX) {
            continue;
        }
        done += i64::from(standing.done) - i64::from(row.done);
        written.push(row.id);
        update(tx, row.id, standing).await?;
    }
    for items in written.chunks(WRITE) {
        leases::count_live(tx, items).await?;
    }
    sqlx::query(
        "UPDATE activities SET done = done + $1, settled = CASE WHEN $2 = 1 AND settled < $3 THEN $3 ELSE settled END WHERE id = $4",
    )
    .bind(done)
    .bind(i64::from(last))
    .bind(folded)
    .bind(activity.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

struct Before {
    id: Id,
    done: bool,
    answers: i64,
}

async fn before(
    tx: &mut Tx,
    activity: Id,
    items: &[(u32, Standing)],
) -> Result<BTreeMap<i64, Before>, Problem> {
    if items.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = format!(
        "SELECT id, place, state, answers FROM items WHERE activity = $1 AND place IN ({})",
        marks(2, items.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(activity.to_string());
    for (place, _) in items {
        query = query.bind(i64::from(*place));
    }
    let rows = query.fetch_all(tx.conn()).await?;
    let mut found = BTreeMap::new();
    for row in &rows {
        let before = Before {
            id: crate::throngs::throng::parsed(row, "id")?,
            done: row.try_get::<String, _>("state")? == "done",
            answers: row.try_get("answers")?,
        };
        found.insert(row.try_get("place")?, before);
    }
    Ok(found)
}

async fn update(tx: &mut Tx, item: Id, standing: Standing) -> Result<(), Problem> {
    sqlx::query("UPDATE items SET state = $1, label = $2, confidence = $3, wanted = $4 WHERE id = $5")
        .bind(if standing.done { "done" } else { "open" })
        .bind(standing.label.map(i64::from))
        .bind(standing.confidence)
        .bind(i64::try_from(standing.wanted).unwrap_or(1))
        .bind(item.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Works in what is waiting in any activity, at most some hundred of them.
///
/// # Errors
/// When the database does not answer.
pub async fn settle_all(app: &App) -> Result<(), Problem> {
    let rows = sqlx::query("SELECT id FROM activities WHERE settled < answers ORDER BY id LIMIT 200")
        .fetch_all(app.db.reader())
        .await?;
    for row in rows {
        settle(app, crate::throngs::throng::parsed(&row, "id")?).await?;
    }
    Ok(())
}
