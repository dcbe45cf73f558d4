//! Votes that meet: counts stay exact.

use reqwest::Method;
use serde_json::json;

use crate::support::on_both_databases;

/// People who vote at once.
const VOTERS: usize = 12;

#[tokio::test]
async fn counts_are_those_of_the_votes_however_they_meet() {
    on_both_databases(|server| async move {
        let owner = server.owner().await;
        let made = owner
            .post("/api/v1/submissions", json!({"url": "https://example.invalid/", "title": "A race"}))
            .await;
        let path = format!("/api/v1/submissions/{}/vote", made.json()["id"].as_str().unwrap());
        let nodes = if server.app.db.backend() == platform::db::Backend::Postgres {
            vec![server.another_node().await]
        } else {
            Vec::new()
        };
        let mut voting = tokio::task::JoinSet::new();
        for n in 0..VOTERS {
            let who = server.guest().await;
            let at_other = nodes.first().map_or_else(|| who.clone(), |node| node.as_someone(&who));
            let path = path.clone();
            voting.spawn(async move {
                let values: &[i64] = if n % 2 == 0 { &[1, 0, 1] } else { &[1, 1, 0] };
                for value in values {
                    let body = json!({ "value": value });
                    let (here, there) = tokio::join!(
                        who.send(Method::PUT, &path, body.clone()),
                        at_other.send(Method::PUT, &path, body.clone())
                    );
                    // A lost race between nodes may be tried again.
                    for answer in [here, there] {
                        assert!(answer.status == 200 || answer.status == 503, "{}", answer.text);
                    }
                    while who.send(Method::PUT, &path, body.clone()).await.status == 503 {}
                }
            });
        }
        while let Some(done) = voting.join_next().await {
            done.unwrap();
        }
        let read = owner.get(path.trim_end_matches("/vote")).await.json();
        assert_eq!(read["why"]["chosen"], VOTERS / 2);
        let mut conn = server.app.db.reader().acquire().await.unwrap();
        assert_eq!(throng::frontpage::check::check(&mut conn).await.unwrap(), Vec::<String>::new());
    })
    .await;
}
