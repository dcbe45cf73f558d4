//! Erasing oneself.

use platform::web::Problem;
use serde_json::json;

use crate::app::App;
use crate::people::{Act, Visitor, Whose, own, sessions};

/// Erases the visitor: their texts and name go, their sessions end; the id stays, so that counts and proofs do.
///
/// # Errors
/// 401 without a session; when a capability cannot, nothing is erased.
pub async fn erase(app: &App, visitor: &Visitor) -> Result<(), Problem> {
    let me = visitor.allowed(Act::ExportAndErase, Whose::Own)?.id;
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                own::erase(tx, me).await?;
                sessions::end_all(tx, me).await?;
                let now = tx.now();
                sqlx::query(
                    "UPDATE people SET name = '', role = 'guest', trusted = 0, invited_by = NULL, erased_at = $1 WHERE id = $2",
                )
                .bind(now)
                .bind(me.to_string())
                .execute(tx.conn())
                .await?;
                tx.emit(format!("person:{me}"), "erased", json!({ "person": me }));
                Ok(())
            })
        })
        .await
}
