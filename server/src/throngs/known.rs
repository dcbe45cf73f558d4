//! Answers that the coordinator knows: with them the engine learns how reliable people are.

use platform::Id;
use platform::web::Problem;
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::people::Visitor;
use crate::throngs::gather::{seen, told};
use crate::throngs::items::{self, COLUMNS, Item, TAKEN};
use crate::throngs::roles::coordinates;
use crate::throngs::states::State;
use crate::throngs::upload::GOLD_TURN;
use crate::throngs::{activity, lock};

/// How many items of the activity have a known answer.
///
/// # Errors
/// When the database does not answer.
pub async fn count(conn: &mut AnyConnection, activity: Id) -> Result<i64, sqlx::Error> {
    let sql =
        format!("SELECT COUNT(*) FROM items i WHERE i.activity = $1 AND i.gold IS NOT NULL AND {TAKEN}");
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(activity.to_string()).fetch_one(conn).await?.try_get(0)
}

/// The next item after `place` that nobody has answered.
///
/// # Errors
/// When the database does not answer.
pub async fn untouched(
    conn: &mut AnyConnection,
    activity: Id,
    place: i64,
) -> Result<Option<Item>, sqlx::Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM items i WHERE i.activity = $1 AND i.place > $2 AND i.gold IS NULL AND i.answers = 0 AND {TAKEN} \
         ORDER BY i.place LIMIT 1"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.to_string())
        .bind(place)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(items::from_row).transpose()
}

/// Makes `answer` the known answer of an item.
///
/// # Errors
/// 403 for whoever does not coordinate the throng, 404 for an item that is not in it or has answers already, 409 once the throng has
/// ended, 422 for what is not a choice.
pub async fn keep(app: &App, visitor: &Visitor, key: &str, item: Id, answer: &str) -> Result<(), Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let throng = seen(&mut conn, visitor, key).await?;
    coordinates(&mut conn, visitor, &throng).await?;
    let mut found = None;
    for activity in activity::of_throng(&mut conn, throng.id).await? {
        if items::find(&mut conn, activity.id, item).await?.is_some() {
            found = Some(activity);
        }
    }
    drop(conn);
    let activity = found.ok_or(Problem::not_found("throng-item-gone"))?;
    let label = activity.question.label(answer).ok_or_else(|| {
        Problem::field("/answer", "throng-answer-wrong").with("choices", activity.question.choices.join(", "))
    })?;
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                lock(tx).await?;
                let now = activity::find(tx.conn(), activity.id).await?;
                let now = now.filter(|now| now.throng_state != State::Ended).ok_or(Problem::conflict("throng-over"))?;
                let kept = sqlx::query(
                    "UPDATE items SET gold = $1, state = 'done', label = $1, confidence = 1.0, wanted = 0, turn = $2 \
                     WHERE id = $3 AND gold IS NULL AND answers = 0",
                )
                .bind(i64::from(label))
                .bind(GOLD_TURN)
                .bind(item.to_string())
                .execute(tx.conn())
                .await?
                .rows_affected();
                if kept == 0 {
                    return Err(Problem::not_found("throng-item-gone"));
                }
                sqlx::query("UPDATE activities SET done = done + 1 WHERE id = $1")
                    .bind(activity.id.to_string())
                    .execute(tx.conn())
                    .await?;
                told(tx, now.throng, now.throng_state);
                Ok(())
            })
        })
        .await?;
    // The engine reads known answers as it is loaded.
    *app.desks.desk(activity.id).lock().await = None;
    Ok(())
}
