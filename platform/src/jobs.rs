//! Work that must be done although nobody waits for it: durable, tried again, done at least once.
//!
//! A job is enqueued in the transaction that makes it necessary. A runner leases what is due, does at most
//! [`AT_ONCE`] at a time and forgets what is done. A handler may be run twice (its process died after the work), so it
//! must not mind. What failed [`MAX_ATTEMPTS`] times stays in the table with its reason, for whoever runs the server.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde_json::Value;
use sqlx::Row;
use tokio::sync::Semaphore;

use crate::Id;
use crate::clock::{Clock, MINUTE, Millis, SECOND};
use crate::db::{Backend, Db};
use crate::drain::Drain;
use crate::metrics::Metrics;
use crate::web::Problem;
use crate::writer::{Tx, Writer};

/// Jobs done at the same time by one process.
pub const AT_ONCE: usize = 2;
/// Tries before a job is given up.
pub const MAX_ATTEMPTS: i64 = 8;
/// How long one try may last; after it the job is free for somebody else.
pub const LEASE: Millis = 10 * MINUTE;
/// How often it is looked for jobs whose time has come, without a commit that wakes.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Commits come in crowds; one look serves those of so long.
const SETTLE: Duration = Duration::from_millis(100);
/// The first pause after a failure; it doubles with each.
const FIRST_PAUSE: Millis = 5 * SECOND;
/// Characters of a failure that are kept.
const MAX_REASON: usize = 500;

/// Does the jobs of one kind; the error is for the log and the table.
pub type Handler = Arc<dyn Fn(Value) -> BoxFuture<'static, Result<(), String>> + Send + Sync>;
/// What this process can do, by kind.
pub type Handlers = HashMap<&'static str, Handler>;

/// Enqueues a job to be done at `run_at` or soon after.
///
/// # Errors
/// When the database does not take it.
pub async fn enqueue(tx: &mut Tx, kind: &'static str, payload: Value, run_at: Millis) -> Result<(), Problem> {
    let id = Id::new(tx.now());
    sqlx::query("INSERT INTO jobs (id, kind, payload, run_at) VALUES ($1, $2, $3, $4)")
        .bind(id.to_string())
        .bind(kind)
        .bind(payload.to_string())
        .bind(run_at)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Does jobs until the process stops.
pub struct Runner {
    /// Where they stand.
    pub db: Db,
    /// How they are leased and forgotten.
    pub writer: Writer,
    /// When they are due.
    pub clock: Clock,
    /// Where it is counted how they end.
    pub metrics: Metrics,
    /// What is done for which kind; jobs of other kinds wait for a process that knows them.
    pub handlers: Handlers,
    /// When no more are begun; the stop waits for those under way.
    pub drain: Drain,
}

struct Leased {
    id: String,
    kind: &'static str,
    payload: Value,
    attempts: i64,
}

impl Runner {
    /// Runs until the drain starts or the writer is gone.
    pub async fn run(self) {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let runner = Arc::new(self);
        let mut commits = runner.writer.commits();
        while !runner.drain.is_draining() {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let guard = runner.drain.guard();
            let wait = match runner.lease().await {
                Ok(Some(job)) => {
                    let runner = Arc::clone(&runner);
                    tokio::spawn(async move {
                        runner.work(job).await;
                        drop((place, guard));
                    });
                    continue;
                }
                Ok(None) => SETTLE,
                Err(problem) => {
                    tracing::warn!(?problem, "jobs cannot be read; trying again");
                    LOOK_EVERY
                }
            };
            drop((place, guard));
            tokio::select! {
                () = runner.drain.draining() => return,
                changed = tokio::time::timeout(LOOK_EVERY, commits.changed()) => {
                    if let Ok(Err(_gone)) = changed {
                        return;
                    }
                    tokio::time::sleep(wait).await;
                }
            }
        }
    }

    /// The most overdue job that nobody works at.
    async fn lease(&self) -> Result<Option<Leased>, Problem> {
        let now = self.clock.now();
        let known: Vec<&'static str> = self.handlers.keys().copied().collect();
        let due = format!(
            "SELECT id, kind, payload, attempts FROM jobs WHERE run_at <= $1 AND leased_until <= $1 \
             AND failed IS NULL AND kind IN ('{}') ORDER BY run_at LIMIT 1",
            known.join("','")
        );
        // Mostly there is none, and looking should not cost a transaction.
        let look = sqlx::query(sqlx::AssertSqlSafe(due.clone())).bind(now);
        if look.fetch_optional(self.db.reader()).await?.is_none() {
            return Ok(None);
        }
        let lock = if self.db.backend() == Backend::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
        let due = due + lock;
        self.writer
            .write(move |tx| {
                Box::pin(async move {
                    let row =
                        sqlx::query(sqlx::AssertSqlSafe(due)).bind(now).fetch_optional(tx.conn()).await?;
                    let Some(row) = row else { return Ok(None) };
                    let (id, kind): (String, String) = (row.try_get("id")?, row.try_get("kind")?);
                    let payload: String = row.try_get("payload")?;
                    let Some(kind) = known.into_iter().find(|known| *known == kind) else { return Ok(None) };
                    let attempts = row.try_get::<i64, _>("attempts")? + 1;
                    sqlx::query("UPDATE jobs SET leased_until = $1, attempts = $2 WHERE id = $3")
                        .bind(now + LEASE)
                        .bind(attempts)
                        .bind(&id)
                        .execute(tx.conn())
                        .await?;
                    let payload = serde_json::from_str(&payload).map_err(Problem::internal)?;
                    Ok(Some(Leased { id, kind, payload, attempts }))
                })
            })
            .await
    }

    async fn work(&self, job: Leased) {
        let patience = Duration::from_millis(u64::try_from(LEASE).unwrap_or(0)) - LOOK_EVERY;
        let done = match self.handlers.get(job.kind) {
            Some(handler) => tokio::time::timeout(patience, handler(job.payload.clone()))
                .await
                .unwrap_or_else(|_| Err("it took too long".to_owned())),
            None => return,
        };
        let outcome = match &done {
            Ok(()) => "done",
            Err(_) if job.attempts >= MAX_ATTEMPTS => "given_up",
            Err(_) => "failed",
        };
        self.metrics.job(job.kind, outcome);
        if let Err(why) = &done {
            tracing::warn!(kind = job.kind, attempts = job.attempts, why, "a job failed");
        }
        if let Err(problem) = self.end(job, done).await {
            tracing::warn!(?problem, "a job's end could not be written; it will be done again");
        }
    }

    async fn end(&self, job: Leased, done: Result<(), String>) -> Result<(), Problem> {
        let now = self.clock.now();
        self.writer
            .write(move |tx| {
                Box::pin(async move {
                    let Err(why) = done else {
                        sqlx::query("DELETE FROM jobs WHERE id = $1").bind(job.id).execute(tx.conn()).await?;
                        return Ok(());
                    };
                    let why: String = why.chars().take(MAX_REASON).collect();
                    let given_up = (job.attempts >= MAX_ATTEMPTS).then_some(why);
                    let pause = FIRST_PAUSE << job.attempts.clamp(0, MAX_ATTEMPTS);
                    sqlx::query("UPDATE jobs SET leased_until = 0, run_at = $1, failed = $2 WHERE id = $3")
                        .bind(now + pause)
                        .bind(given_up)
                        .bind(job.id)
                        .execute(tx.conn())
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrations::PLATFORM;
    use crate::testing::on_both;
    use serde_json::json;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::mpsc;

    /// Whether somebody works at a job.
    async fn leased(db: &Db) -> bool {
        let sql = "SELECT COUNT(*) AS n FROM jobs WHERE leased_until > 0";
        sqlx::query(sql).fetch_one(db.reader()).await.unwrap().get::<i64, _>("n") > 0
    }

    #[tokio::test]
    async fn jobs_are_done_once_tried_again_and_given_up() {
        on_both(&[PLATFORM], |test| async move {
            let (clock, hand) = Clock::manual(1_000);
            let writer = Writer::start(test.db.clone(), clock.clone(), Arc::new(|_| {})).await.unwrap();
            let (told, mut heard) = mpsc::unbounded_channel();
            let drain = Drain::new();
            let fails = Arc::new(AtomicUsize::new(0));
            let handler: Handler = Arc::new(move |payload| {
                let (told, fails) = (told.clone(), Arc::clone(&fails));
                Box::pin(async move {
                    let failing = payload["fails"] == json!(true);
                    told.send((payload["n"].as_i64().unwrap(), fails.fetch_add(1, Ordering::SeqCst)))
                        .unwrap();
                    if failing { Err("no".into()) } else { Ok(()) }
                })
            });
            for n in 0..3 {
                let payload = json!({"n": n, "fails": n == 1});
                writer.write(move |tx| Box::pin(enqueue(tx, "note", payload, 1_000))).await.unwrap();
            }
            writer.write(move |tx| Box::pin(enqueue(tx, "unknown", json!({}), 0))).await.unwrap();
            let runner = Runner {
                db: test.db.clone(),
                writer: writer.clone(),
                clock,
                metrics: Metrics::new(),
                handlers: HashMap::from([("note", handler)]),
                drain: drain.clone(),
            };
            let running = tokio::spawn(runner.run());
            let mut seen = Vec::new();
            while seen.len() < 2 + usize::try_from(MAX_ATTEMPTS).unwrap() {
                let next = tokio::time::timeout(Duration::from_millis(50), heard.recv()).await;
                match next {
                    Ok(next) => seen.push(next.unwrap().0),
                    // Only the failing one is left. It waits for its time, unless the end of its last try is being written;
                    // a lease that is taken just now must not run out by the step.
                    Err(_) if leased(&test.db).await => {}
                    Err(_) => hand.advance(LEASE / 2),
                }
            }
            assert_eq!(seen.iter().filter(|n| **n == 1).count(), usize::try_from(MAX_ATTEMPTS).unwrap());
            let failed = || async {
                sqlx::query("SELECT kind, failed FROM jobs ORDER BY kind")
                    .fetch_all(test.db.reader())
                    .await
                    .unwrap()
            };
            let mut rows = failed().await;
            while rows.len() > 2 || rows[0].get::<Option<String>, _>(1).is_none() {
                rows = failed().await;
            }
            assert_eq!(rows[0].get::<Option<String>, _>(1).as_deref(), Some("no"));
            assert_eq!(rows[1].get::<String, _>(0), "unknown");

            drain.start();
            running.await.unwrap();
            writer.write(move |tx| Box::pin(enqueue(tx, "note", json!({"n": 9}), 0))).await.unwrap();
            assert!(heard.recv().await.is_none(), "nothing is begun once the process stops");
            assert_eq!(failed().await.len(), 3);
        })
        .await;
    }
}
