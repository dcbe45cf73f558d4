//! The one way to write: closures from everywhere, grouped into few transactions by one task a process.
//!
//! Each closure runs in a SAVEPOINT of its own, so that one that fails takes nobody with it; it awaits nothing but its
//! connection and is bounded in statements. Events get their numbers last, in the order of their topics, so that two nodes
//! never wait for each other in a circle. The answer goes out after COMMIT: what was acknowledged is durable.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use serde_json::Value;
use sqlx::{AnyConnection, Executor, Row};
use tokio::sync::{mpsc, oneshot, watch};

use crate::clock::{Clock, Millis};
use crate::db::{Backend, Db, values};
use crate::web::Problem;

/// Closures waiting for the writer; beyond it the caller is told to come back.
const QUEUE: usize = 4_096;
/// Closures in one transaction.
const GROUP: usize = 512;
/// Statements that one closure may run.
pub const MAX_STATEMENTS: usize = 4_096;
/// Events written by one statement: 6 parameters each.
const EVENTS_A_STATEMENT: usize = 150;

/// What a closure writes with.
pub struct Tx {
    conn: AnyConnection,
    backend: Backend,
    now: Millis,
    statements: usize,
    events: Vec<Pending>,
}

struct Pending {
    topic: String,
    kind: &'static str,
    data: Value,
    seq: Seq,
    stamp: Option<(&'static str, String)>,
}

/// The number that an event gets at the end of its transaction; known once [`Writer::write`] has returned.
#[derive(Clone, Default)]
pub struct Seq(Arc<AtomicI64>);

impl Seq {
    /// The number within the topic, from 1; 0 before the commit.
    pub fn get(&self) -> i64 {
        self.0.load(Ordering::Acquire)
    }
}

impl Tx {
    /// The connection, for one statement.
    pub fn conn(&mut self) -> &mut AnyConnection {
        self.statements += 1;
        &mut self.conn
    }

    /// Which database it is.
    pub const fn backend(&self) -> Backend {
        self.backend
    }

    /// The time of this transaction.
    pub const fn now(&self) -> Millis {
        self.now
    }

    /// Says that something happened; it is in the log if and only if the rest of the closure is in the database.
    pub fn emit(&mut self, topic: impl Into<String>, kind: &'static str, data: Value) -> Seq {
        self.push(topic.into(), kind, data, None)
    }

    /// As [`Tx::emit`], and writes the event's number into column `seq` of the row `id` of `table`.
    pub fn emit_stamped(
        &mut self,
        topic: impl Into<String>,
        kind: &'static str,
        data: Value,
        table: &'static str,
        id: String,
    ) -> Seq {
        self.push(topic.into(), kind, data, Some((table, id)))
    }

    fn push(
        &mut self,
        topic: String,
        kind: &'static str,
        data: Value,
        stamp: Option<(&'static str, String)>,
    ) -> Seq {
        let seq = Seq::default();
        self.events.push(Pending { topic, kind, data, seq: seq.clone(), stamp });
        seq
    }
}

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

impl Tx {
    /// Gives each event its number and writes all of them; gives the topics.
    async fn number_events(&mut self) -> Result<Vec<String>, sqlx::Error> {
        let mut events = std::mem::take(&mut self.events);
        events.sort_by(|a, b| a.topic.cmp(&b.topic));
        let mut topics = Vec::new();
        for run in events.chunk_by(|a, b| a.topic == b.topic) {
            let count = i64::try_from(run.len()).unwrap_or(i64::MAX);
            let head: i64 = sqlx::query(
                "INSERT INTO topics (topic, seq) VALUES ($1, $2) \
                 ON CONFLICT (topic) DO UPDATE SET seq = topics.seq + excluded.seq RETURNING seq",
            )
            .bind(&run[0].topic)
            .bind(count)
            .fetch_one(&mut self.conn)
            .await?
            .try_get(0)?;
            for (seq, event) in (head - count + 1..).zip(run) {
                event.seq.0.store(seq, Ordering::Release);
            }
            topics.push(run[0].topic.clone());
        }
        for chunk in events.chunks(EVENTS_A_STATEMENT) {
            self.insert_events(chunk).await?;
        }
        for event in &events {
            if let Some((table, id)) = &event.stamp {
                let sql = format!("UPDATE {table} SET seq = $1 WHERE id = $2");
                sqlx::query(sqlx::AssertSqlSafe(sql))
                    .bind(event.seq.get())
                    .bind(id)
                    .execute(&mut self.conn)
                    .await?;
            }
        }
        Ok(topics)
    }

    async fn insert_events(&mut self, events: &[Pending]) -> Result<(), sqlx::Error> {
        let sql =
            format!("INSERT INTO events (topic, seq, kind, data, at) VALUES {}", values(events.len(), 5));
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for event in events {
            query = query
                .bind(event.topic.clone())
                .bind(event.seq.get())
                .bind(event.kind)
                .bind(event.data.to_string())
                .bind(self.now);
        }
        query.execute(&mut self.conn).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{Tail, since};
    use crate::migrations::{Migration, PLATFORM};
    use crate::testing::on_both;
    use futures_util::future::join_all;
    use std::collections::HashMap;

    const NOTES: Migration =
        Migration { number: 2, name: "notes", sql: "CREATE TABLE notes (id TEXT PRIMARY KEY, seq BIGINT)" };

    fn note(
        id: String,
        topic: &'static str,
        fail: bool,
    ) -> impl for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<Seq, Problem>> + Send + 'static {
        move |tx| {
            Box::pin(async move {
                sqlx::query("INSERT INTO notes (id) VALUES ($1)").bind(&id).execute(tx.conn()).await?;
                let seq =
                    tx.emit_stamped(topic, "note", serde_json::json!({ "id": id }), "notes", id.clone());
                if fail { Err(Problem::conflict("no")) } else { Ok(seq) }
            })
        }
    }

    async fn start(db: &Db) -> Writer {
        Writer::start(db.clone(), Clock::system(), Arc::new(|_: &Committed| {})).await.unwrap()
    }

    #[tokio::test]
    async fn numbers_have_no_gaps_and_failures_leave_no_trace() {
        on_both(&[PLATFORM, NOTES], |test| async move {
            let writer = start(&test.db).await;
            let mut tail = Tail::from_now(test.db.clone(), writer.commits()).await.unwrap();
            let topics = ["room:a", "room:b", "story:c"];
            let all =
                join_all((0..300).map(|n| writer.write(note(format!("n{n}"), topics[n % 3], n % 7 == 0))))
                    .await;
            let kept: Vec<_> = all.into_iter().filter_map(Result::ok).map(|seq| seq.get()).collect();
            assert_eq!(kept.len(), 257);

            let mut seen: HashMap<String, Vec<i64>> = HashMap::new();
            while seen.values().map(Vec::len).sum::<usize>() < kept.len() {
                for event in tail.next().await.unwrap().unwrap() {
                    seen.entry(event.topic).or_default().push(event.seq);
                }
            }
            for (topic, seqs) in &seen {
                assert_eq!(*seqs, (1..=seqs.len() as i64).collect::<Vec<_>>(), "{topic}");
                assert_eq!(since(&test.db, topic, 0, 1000).await.unwrap().len(), seqs.len());
            }
            let unstamped: i64 = sqlx::query("SELECT COUNT(*) FROM notes WHERE seq IS NULL")
                .fetch_one(test.db.reader())
                .await
                .unwrap()
                .get(0);
            assert_eq!(unstamped, 0);
        })
        .await;
    }

    #[tokio::test]
    async fn two_writers_on_one_database_keep_the_numbers_whole() {
        on_both(&[PLATFORM, NOTES], |test| async move {
            let (one, two) = (start(&test.db).await, start(&test.db).await);
            let mut tail = Tail::from_now(test.db.clone(), one.commits()).await.unwrap();
            let topics = ["room:a", "room:b", "room:c"];
            let writes = (0..200).map(|n| {
                let writer = if n % 2 == 0 { &one } else { &two };
                writer.write(note(format!("n{n}"), topics[(n / 2) % 3], false))
            });
            assert!(join_all(writes).await.iter().all(Result::is_ok));
            let mut next: HashMap<String, i64> = HashMap::new();
            let mut count = 0;
            while count < 200 {
                for event in tail.next().await.unwrap().unwrap() {
                    let expected = next.entry(event.topic.clone()).or_insert(1);
                    assert_eq!(event.seq, *expected, "{}", event.topic);
                    *expected += 1;
                    count += 1;
                }
            }
        })
        .await;
    }

    #[tokio::test]
    async fn a_closure_without_bound_is_undone() {
        on_both(&[PLATFORM, NOTES], |test| async move {
            let writer = start(&test.db).await;
            let outcome = writer
                .write(|tx| {
                    Box::pin(async move {
                        sqlx::query("INSERT INTO notes (id) VALUES ('x')").execute(tx.conn()).await?;
                        for _ in 0..MAX_STATEMENTS {
                            let _ = tx.conn();
                        }
                        Ok(())
                    })
                })
                .await;
            assert_eq!(outcome.unwrap_err().status, 500);
            let rows: i64 =
                sqlx::query("SELECT COUNT(*) FROM notes").fetch_one(test.db.reader()).await.unwrap().get(0);
            assert_eq!(rows, 0);
        })
        .await;
    }
}
