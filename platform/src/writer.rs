//! The one way to write: closures from everywhere, grouped into few transactions by one task a process.
//!
//! Each closure runs in a SAVEPOINT of its own, so that one that fails takes nobody with it; it awaits nothing but its
//! connection and is bounded in statements. Events get their numbers last, in the order of their topics, so that two nodes
//! never wait for each other in a circle. The answer goes out after COMMIT: what was acknowledged is durable.

#[cfg(test)]
mod tests;
mod tx;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use sqlx::Executor;
use tokio::sync::{mpsc, oneshot, watch};

use crate::clock::Clock;
use crate::db::Db;
use crate::web::Problem;

pub use tx::{Seq, Tx};

/// Closures waiting for the writer; beyond it the caller is told to come back.
const QUEUE: usize = 4_096;
/// Closures in one transaction.
const GROUP: usize = 512;
/// Statements that one closure may run.
pub const MAX_STATEMENTS: usize = 4_096;

/// Tells each waiting caller how it ended: `None` means committed.
type Reply = Box<dyn FnOnce(Option<Problem>) + Send>;
/// Runs one closure; the flag says whether it is to be kept.
type Job = Box<dyn for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, (bool, Reply)> + Send>;
/// Hears of each commit before anybody is answered.
pub type OnCommit = Arc<dyn Fn(&Committed) + Send + Sync>;

/// One commit.
#[derive(Clone, Debug)]
pub struct Committed {
    /// Which topics changed.
    pub topics: Vec<String>,
    /// Closures that went into it, refused ones too.
    pub closures: usize,
    /// How long it took from the first statement on.
    pub took: Duration,
}

/// A handle on the writer; cheap to clone.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Job>,
    commits: watch::Receiver<u64>,
}

impl Writer {
    /// Starts the writing task. `on_commit` is called after each commit, before the callers are answered.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn start(db: Db, clock: Clock, on_commit: OnCommit) -> Result<Self, sqlx::Error> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let (committed, commits) = watch::channel(0);
        let tx = Tx {
            conn: db.writing().await?,
            backend: db.backend(),
            now: clock.now(),
            statements: 0,
            events: Vec::new(),
        };
        tokio::spawn(Task { db, clock, tx, jobs, committed, on_commit }.run());
        Ok(Self { queue, commits })
    }

    /// Runs `work` in a transaction and gives its value once that is durable.
    ///
    /// # Errors
    /// What `work` gave (then nothing of it was written), or why the database could not take it.
    pub async fn write<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, Problem>> + Send + 'static,
    {
        let (answer, wait) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            Box::pin(async move {
                let done = work(tx).await;
                let keep = done.is_ok();
                let reply: Reply = Box::new(move |failed| {
                    // A caller who has gone away needs no answer.
                    let _ = answer.send(failed.map_or(done, Err));
                });
                (keep, reply)
            })
        });
        self.queue.try_send(job).map_err(|_full| Problem::busy(1))?;
        wait.await.unwrap_or_else(|_stopped| Err(Problem::busy(2)))
    }

    /// Changes whenever something was committed here; wakes the tails.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.commits.clone()
    }

    /// Closures that wait now.
    pub fn waiting(&self) -> usize {
        QUEUE - self.queue.capacity()
    }
}

struct Task {
    db: Db,
    clock: Clock,
    tx: Tx,
    jobs: mpsc::Receiver<Job>,
    committed: watch::Sender<u64>,
    on_commit: OnCommit,
}

impl Task {
    async fn run(mut self) {
        let mut group = Vec::new();
        while self.jobs.recv_many(&mut group, GROUP).await > 0 {
            self.commit(std::mem::take(&mut group)).await;
        }
    }

    async fn commit(&mut self, group: Vec<Job>) {
        let mut replies = Vec::with_capacity(group.len());
        self.tx.now = self.clock.now();
        self.tx.events.clear();
        let (began, closures) = (Instant::now(), group.len());
        match self.attempt(group, &mut replies).await {
            Ok(topics) => {
                (self.on_commit)(&Committed { topics, closures, took: began.elapsed() });
                self.committed.send_modify(|count| *count += 1);
                replies.into_iter().for_each(|reply| reply(None));
            }
            Err(error) => {
                let problem = Problem::from(error);
                self.recover().await;
                replies.into_iter().for_each(|reply| reply(Some(problem.clone())));
            }
        }
    }

    /// One transaction. Closures that were not reached are dropped; their callers are told to come back.
    async fn attempt(
        &mut self,
        group: Vec<Job>,
        replies: &mut Vec<Reply>,
    ) -> Result<Vec<String>, sqlx::Error> {
        self.db.begin(&mut self.tx.conn).await?;
        for job in group {
            self.tx.conn.execute("SAVEPOINT one").await?;
            let mark = self.tx.events.len();
            self.tx.statements = 0;
            let (keep, reply) = job(&mut self.tx).await;
            let bounded = self.tx.statements <= MAX_STATEMENTS;
            if keep && bounded {
                replies.push(reply);
                self.tx.conn.execute("RELEASE SAVEPOINT one").await?;
            } else {
                self.tx.events.truncate(mark);
                // If this fails, the database has rolled back everything by itself (a full disk does that on SQLite), and so do we.
                let undone = self.tx.conn.execute("ROLLBACK TO SAVEPOINT one").await;
                reply((!bounded).then(|| Problem::internal("a closure ran too many statements")));
                undone?;
                self.tx.conn.execute("RELEASE SAVEPOINT one").await?;
            }
        }
        let topics = self.tx.number_events().await?;
        self.tx.conn.execute("COMMIT").await?;
        Ok(topics)
    }

    /// Leaves the failed transaction; a connection that is lost is made anew.
    async fn recover(&mut self) {
        if self.tx.conn.execute("ROLLBACK").await.is_ok() {
            return;
        }
        match self.db.writing().await {
            Ok(conn) => self.tx.conn = conn,
            Err(error) => tracing::error!(%error, "the database is out of reach; the next write tries again"),
        }
    }
}
