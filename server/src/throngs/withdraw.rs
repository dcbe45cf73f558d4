//! Taking a throng back: it goes from pages, feeds and lists, and what stands under it with it.

use platform::web::Problem;
use serde_json::json;

use crate::app::App;
use crate::people::{Act, Visitor, Whose};
use crate::things::Standing;
use crate::throngs::gather::{reread, seen};
use crate::throngs::moderated;

/// Takes a throng back, for its coordinator, or for a moderator who must take it away.
///
/// # Errors
/// 401 and 403 for whoever may not, 404 for what the visitor may not see, or what is gone already.
pub async fn withdraw(app: &App, visitor: &Visitor, key: &str) -> Result<(), Problem> {
    let mut conn = app.db.snapshot().await?;
    let id = seen(&mut conn, visitor, key).await?.id;
    drop(conn);
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let me = visitor.known()?.id;
                let throng = reread(tx, id).await?;
                visitor.allowed(Act::WithdrawThrong, Whose::of(throng.coordinator, me))?;
                moderated::set_standing(tx, id, Standing::Withdrawn).await?;
                tx.emit("front", "state", json!({"throng": id}));
                Ok(())
            })
        })
        .await
}
