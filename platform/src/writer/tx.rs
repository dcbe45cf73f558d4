//! What a closure of the writer writes with, and how its events get their numbers.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::Value;
use sqlx::{AnyConnection, Row};

use crate::clock::Millis;
use crate::db::{Backend, values};

/// Events written by one statement: 6 parameters each.
const EVENTS_A_STATEMENT: usize = 150;

/// What a closure writes with.
pub struct Tx {
    pub(super) conn: AnyConnection,
    pub(super) backend: Backend,
    pub(super) now: Millis,
    pub(super) statements: usize,
    pub(super) events: Vec<Pending>,
}

/// An event that has no number yet.
pub(super) struct Pending {
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

    /// The number that this group of writes will give the row `id` of `table`, if it does: one who says something twice in a
    /// moment may find the row before its number stands in it.
    pub fn stamped(&self, table: &str, id: &str) -> Option<Seq> {
        let is_its =
            |event: &&Pending| event.stamp.as_ref().is_some_and(|stamp| (stamp.0, &*stamp.1) == (table, id));
        self.events.iter().rev().find(is_its).map(|event| event.seq.clone())
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

impl Tx {
    /// Gives each event its number and writes all of them; gives the topics.
    pub(super) async fn number_events(&mut self) -> Result<Vec<String>, sqlx::Error> {
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
