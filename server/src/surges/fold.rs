//! The owner of the hit log: folds it into the counts, once a second and whenever somebody wants the figures of now.
//!
//! Each step reads a bounded number of records, adds them up, and writes sums and position in one transaction. If that
//! fails, the same records are read again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use platform::Id;
use platform::bots::Cause;
use platform::clock::Clock;
use platform::db::{Db, values};
use platform::hits::{Hit, HitLog, Position};
use platform::live::{Topic, Transient};
use platform::metrics::Metrics;
use platform::web::Problem;
use platform::writer::{Tx, Writer};
use sqlx::{AnyConnection, Row};
use tokio::sync::{mpsc, oneshot};
use tokio::task::spawn_blocking;

use crate::app::{App, StartError};
use crate::surges::referrers::Referrers;
use crate::surges::{Hits, What, figures};
use crate::things::{Kind, Thing};

/// How often it folds by itself, and tells those who look.
const EVERY: Duration = Duration::from_secs(1);
/// Records of one step.
const STEP: usize = 20_000;
/// Rows of one statement; the widest has five parameters a row.
const ROWS: usize = 150;
/// Askers that may wait at the same time.
const ASKERS: usize = 4_096;
/// Topics that are told of new figures in one second.
const MAX_TOLD: usize = 500;

/// One who waits for the figures of now.
type Ask = oneshot::Sender<Result<(), Problem>>;

/// The owner's side of the log.
pub struct Owner {
    node: String,
    position: Position,
    asks: mpsc::Receiver<Ask>,
    touched: HashSet<(u8, u128)>,
}

/// Opens the log where it was left and folds what an earlier process left behind.
///
/// # Errors
/// When the folder or the database fails.
pub async fn open(app: Opening<'_>) -> Result<(Arc<Hits>, Owner), StartError> {
    std::fs::create_dir_all(app.folder)?;
    let node = node(app.folder, app.clock)?;
    let position = position(&app, &node).await?;
    let (asks, receiver) = mpsc::channel(ASKERS);
    let hits = Arc::new(Hits {
        log: HitLog::open(app.folder, position)?,
        referrers: Referrers::open(app.folder)?,
        asks,
        metrics: app.metrics.clone(),
    });
    let mut owner = Owner { node, position, asks: receiver, touched: HashSet::new() };
    match owner.fold(app.writer, &hits).await {
        Ok(()) => hits.referrers.begin_anew()?,
        // Without a database that takes it the server may still read; the numbers of the hosts stay as they are.
        Err(problem) => tracing::warn!(?problem, "hits of before cannot be folded yet"),
    }
    owner.touched.clear();
    Ok((hits, owner))
}

/// What [`open`] needs.
pub struct Opening<'a> {
    /// Where the segments lie.
    pub folder: &'a std::path::Path,
    /// For reading the position.
    pub db: &'a Db,
    /// For folding.
    pub writer: &'a Writer,
    /// For the name of a new node.
    pub clock: &'a Clock,
    /// What is measured.
    pub metrics: &'a Metrics,
}

/// The name under which this data folder's position is stored: several nodes may share a database.
fn node(folder: &std::path::Path, clock: &Clock) -> io::Result<String> {
    let path = folder.join("node");
    match std::fs::read_to_string(&path) {
        Ok(name) if name.trim().parse::<Id>().is_ok() => Ok(name.trim().to_owned()),
        Ok(_) => named(&path, clock),
        Err(error) if error.kind() == io::ErrorKind::NotFound => named(&path, clock),
        Err(error) => Err(error),
    }
}

fn named(path: &std::path::Path, clock: &Clock) -> io::Result<String> {
    let name = Id::new(clock.now()).to_string();
    std::fs::write(path, &name)?;
    std::fs::File::open(path)?.sync_all()?;
    Ok(name)
}

async fn position(app: &Opening<'_>, node: &str) -> Result<Position, sqlx::Error> {
    let row = sqlx::query("SELECT position FROM hit_positions WHERE node = $1")
        .bind(node)
        .fetch_optional(app.db.reader())
        .await?;
    row.map_or(Ok(Position::default()), |row| Ok(Position::from_i64(row.try_get(0)?)))
}

impl Owner {
    /// Folds until the server ends.
    pub async fn run(mut self, app: App) {
        let mut tick = tokio::time::interval(EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let mut waiting = Vec::new();
            tokio::select! {
                first = self.asks.recv() => {
                    let Some(first) = first else { return };
                    waiting.push(first);
                    while let Ok(next) = self.asks.try_recv() {
                        waiting.push(next);
                    }
                    let done = self.fold(&app.writer, &app.hits).await;
                    for ask in waiting {
                        // Whoever has gone away needs no answer.
                        let _ = ask.send(done.clone());
                    }
                }
                _ = tick.tick() => self.each_second(&app).await,
            }
        }
    }

    async fn each_second(&mut self, app: &App) {
        let hits = Arc::clone(&app.hits);
        if let Ok(Err(error)) = spawn_blocking(move || hits.log.sync()).await {
            tracing::warn!(%error, "the hit log cannot be brought to the disk");
        }
        if let Err(problem) = self.fold(&app.writer, &app.hits).await {
            tracing::warn!(?problem, "hits cannot be folded; they wait in the log");
        }
        self.tell(app).await;
    }

    /// Folds up to what is in the log now.
    async fn fold(&mut self, writer: &Writer, hits: &Arc<Hits>) -> Result<(), Problem> {
        loop {
            let (log, from) = (Arc::clone(hits), self.position);
            let read =
                spawn_blocking(move || log.log.read_from(from, STEP)).await.map_err(Problem::internal)?;
            let (records, reached) = read.map_err(Problem::internal)?;
            if reached == self.position {
                return Ok(());
            }
            let full = records.len() >= STEP;
            self.write(writer, hits, &records, reached).await?;
            self.position = reached;
            let log = Arc::clone(hits);
            let retired =
                spawn_blocking(move || log.log.retire_before(reached)).await.map_err(Problem::internal)?;
            retired.map_err(Problem::internal)?;
            if !full {
                return Ok(());
            }
        }
    }

    async fn write(
        &mut self,
        writer: &Writer,
        hits: &Hits,
        records: &[Hit],
        reached: Position,
    ) -> Result<(), Problem> {
        let sums = Sums::of(records, &hits.referrers);
        let (node, count) = (self.node.clone(), records.len() as u64);
        writer.write(move |tx| Box::pin(async move { sums.write(tx, &node, reached).await })).await?;
        hits.metrics.hits_folded.inc_by(count);
        self.touched.extend(records.iter().map(|hit| (hit.kind, hit.id)));
        Ok(())
    }

    /// Tells those who look at a thing how often it was looked at.
    async fn tell(&mut self, app: &App) {
        let touched = std::mem::take(&mut self.touched);
        let things: HashSet<(Kind, Id)> = touched
            .into_iter()
            .filter_map(|(code, id)| Some((What::from_code(code)?.kind(), Id::from_number(id))))
            .collect();
        let followed = things
            .into_iter()
            .filter_map(|(kind, id)| Some((Topic::parse(&Thing { kind, id }.to_string())?, kind, id)))
            .filter(|(topic, ..)| app.live.hub.is_open(topic))
            .take(MAX_TOLD);
        for (topic, kind, id) in followed.collect::<Vec<_>>() {
            let Ok(mut conn) = app.db.reader().acquire().await else { return };
            if let Ok(figures) = figures(&mut conn, kind, id).await {
                app.live.hub.tell(&topic, Transient::Count, &serde_json::json!(figures));
            }
        }
    }
}

/// What records add up to. Ordered, so that two nodes never wait for each other in a circle.
#[derive(Default)]
struct Sums {
    totals: BTreeMap<(String, i64, i64), i64>,
    referrers: BTreeMap<(String, i64, Arc<str>), i64>,
    minutes: BTreeMap<(String, i64, i64, Arc<str>), i64>,
    /// Pages that people asked for, by minute: what surges are told by.
    arrivals: BTreeMap<(String, i64, i64), i64>,
}

impl Sums {
    fn of(records: &[Hit], hosts: &Referrers) -> Self {
        let mut counted: HashMap<Hit, i64> = HashMap::new();
        for hit in records {
            *counted.entry(*hit).or_default() += 1;
        }
        let mut sums = Self::default();
        for (hit, count) in counted {
            let (thing, what) = (Id::from_number(hit.id).to_string(), i64::from(hit.kind));
            let host = hosts.host(hit.referrer);
            *sums.totals.entry((thing.clone(), what, i64::from(hit.cause))).or_default() += count;
            *sums.referrers.entry((thing.clone(), what, Arc::clone(&host))).or_default() += count;
            if hit.cause == Cause::Person.code() && What::from_code(hit.kind).is_some_and(What::is_page) {
                let minute = i64::from(hit.minute);
                *sums.arrivals.entry((thing.clone(), what, minute)).or_default() += count;
            }
            *sums.minutes.entry((thing, what, i64::from(hit.minute), host)).or_default() += count;
        }
        sums
    }

    async fn write(self, tx: &mut Tx, node: &str, reached: Position) -> Result<(), Problem> {
        let add = |table: &str, key: &str, columns: usize, rows: usize| {
            format!(
                "INSERT INTO {table} ({key}, hits) VALUES {} ON CONFLICT ({key}) DO UPDATE SET hits = {table}.hits + excluded.hits",
                values(rows, columns)
            )
        };
        for rows in self.totals.into_iter().collect::<Vec<_>>().chunks(ROWS) {
            let sql = add("hit_totals", "thing, what, cause", 4, rows.len());
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for ((thing, what, cause), hits) in rows {
                query = query.bind(thing).bind(what).bind(cause).bind(hits);
            }
            query.execute(tx.conn()).await?;
        }
        for rows in self.referrers.into_iter().collect::<Vec<_>>().chunks(ROWS) {
            let sql = add("hit_referrers", "thing, what, referrer", 4, rows.len());
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for ((thing, what, host), hits) in rows {
                query = query.bind(thing).bind(what).bind(&**host).bind(hits);
            }
            query.execute(tx.conn()).await?;
        }
        for rows in self.minutes.into_iter().collect::<Vec<_>>().chunks(ROWS) {
            let sql = add("hit_minutes", "thing, what, minute, referrer", 5, rows.len());
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for ((thing, what, minute, host), hits) in rows {
                query = query.bind(thing).bind(what).bind(minute).bind(&**host).bind(hits);
            }
            query.execute(tx.conn()).await?;
        }
        for rows in self.arrivals.into_iter().collect::<Vec<_>>().chunks(ROWS) {
            let sql = format!(
                "INSERT INTO arrivals (thing, what, minute, people) VALUES {} ON CONFLICT (thing, what, minute) \
                 DO UPDATE SET people = arrivals.people + excluded.people",
                values(rows.len(), 4)
            );
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for ((thing, what, minute), people) in rows {
                query = query.bind(thing).bind(what).bind(minute).bind(people);
            }
            query.execute(tx.conn()).await?;
        }
        store(tx.conn(), node, reached).await?;
        Ok(())
    }
}

async fn store(conn: &mut AnyConnection, node: &str, reached: Position) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO hit_positions (node, position) VALUES ($1, $2) ON CONFLICT (node) DO UPDATE SET position = excluded.position",
    )
    .bind(node)
    .bind(reached.to_i64())
    .execute(conn)
    .await?;
    Ok(())
}
