//! What has run out goes by itself, and what has not stays.

use serde_json::json;
use sqlx::Row;
use throng::sweeps::{measure_blobs, sweep};

use crate::http::pictures::put_up;
use crate::support::{Server, on_both_databases};

async fn count(server: &Server, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_one(server.app.db.reader()).await.unwrap().get(0)
}

/// As if `days` had gone by: everything that is written is older by so much.
async fn age(server: &Server, days: i64) {
    let by = days * platform::clock::DAY;
    let aged = server.app.writer.write(move |tx| {
        Box::pin(async move {
            for sql in [
                "UPDATE sessions SET expires_at = expires_at - $1",
                "UPDATE owner_links SET expires_at = expires_at - $1",
                "UPDATE idempotency SET at = at - $1",
                "UPDATE events SET at = at - $1",
            ] {
                sqlx::query(sql).bind(by).execute(tx.conn()).await?;
            }
            Ok(())
        })
    });
    aged.await.unwrap();
}

#[tokio::test]
async fn what_has_run_out_is_forgotten_and_numbers_go_on() {
    on_both_databases(|server| async move {
        let emit = || async {
            let write = server.app.writer.write(|tx| {
                let seq = tx.emit("room:a", "message", json!({}));
                Box::pin(async move { Ok(seq) })
            });
            write.await.unwrap().get()
        };
        let guest = server.guest().await;
        server.app.writer.write(|tx| Box::pin(throng::people::owner_link::make(tx))).await.unwrap();
        let keyed = guest.request(reqwest::Method::PATCH, "/api/v1/me").json(&json!({"name": "Otis"}));
        assert_eq!(keyed.send().await.unwrap().status(), 200);
        assert_eq!(emit().await, 1);
        let before = count(&server, "events").await;

        age(&server, 29).await;
        sweep(&server.app).await.unwrap();
        assert_eq!(count(&server, "events").await, before);
        assert_eq!((count(&server, "owner_links").await, count(&server, "sessions").await), (0, 1));

        age(&server, 2).await;
        assert_eq!(emit().await, 2);
        sweep(&server.app).await.unwrap();
        assert_eq!((count(&server, "events").await, count(&server, "sessions").await), (1, 1));
        assert_eq!(emit().await, 3);

        age(&server, 180).await;
        sweep(&server.app).await.unwrap();
        assert_eq!((count(&server, "sessions").await, count(&server, "idempotency").await), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn what_all_files_take_is_measured() {
    on_both_databases(|server| async move {
        let measured = async || {
            measure_blobs(&server.app).await.unwrap();
            let metrics = server.stranger().get("/metrics").await.text;
            let line =
                metrics.lines().find(|line| line.starts_with("throng_blobs_bytes ")).unwrap().to_owned();
            line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()
        };
        assert_eq!(measured().await, 0);
        put_up(&server.owner().await, &[]).await;
        assert!(measured().await > 1_000);
    })
    .await;
}
