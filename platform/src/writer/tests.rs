use super::*;
use crate::events::{Tail, since};
use crate::migrations::{Migration, PLATFORM};
use crate::testing::on_both;
use futures_util::future::join_all;
use sqlx::Row;
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
            let seq = tx.emit_stamped(topic, "note", serde_json::json!({ "id": id }), "notes", id.clone());
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
            join_all((0..300).map(|n| writer.write(note(format!("n{n}"), topics[n % 3], n % 7 == 0)))).await;
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
