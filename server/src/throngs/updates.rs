//! How it went on after the end: dated updates of an outcome, which reach whoever follows it.

use platform::Id;
use platform::web::Problem;
use serde_json::json;

use crate::app::App;
use crate::people::Visitor;
use crate::throngs::gather::seen;
use crate::throngs::roles::coordinates;
use crate::throngs::states::State;
use crate::throngs::terms::valid_statement;

/// Adds an update with today's date.
///
/// # Errors
/// 403 for whoever does not coordinate the throng, 409 before its end, 422 for no text.
pub async fn add(app: &App, visitor: &Visitor, key: &str, body: &str) -> Result<Id, Problem> {
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, visitor, key).await?;
    let author = coordinates(&mut conn, visitor, &throng).await?.id;
    drop(conn);
    if throng.state != State::Ended {
        return Err(Problem::conflict("throng-not-over"));
    }
    let body = valid_statement(body)?;
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let (id, now) = (Id::new(tx.now()), tx.now());
                sqlx::query(
                    "INSERT INTO throng_updates (id, throng, author, body, at) VALUES ($1, $2, $3, $4, $5)",
                )
                .bind(id.to_string())
                .bind(throng.id.to_string())
                .bind(author.to_string())
                .bind(body)
                .bind(now)
                .execute(tx.conn())
                .await?;
                tx.emit(format!("throng:{}", throng.id), "update", json!({"update": id}));
                Ok(id)
            })
        })
        .await
}
