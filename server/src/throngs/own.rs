//! What a person did in throngs, for themselves: to take along, or to erase.

use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::throngs::gather::told;
use crate::throngs::throng::{State, parsed};

/// Throngs gathered and joined, answers given and credit got, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn export(conn: &mut AnyConnection, person: Id) -> Result<Value, sqlx::Error> {
    let joined = sqlx::query(
        "SELECT m.throng, m.role, m.joined_at, t.objective, t.statement FROM throng_members m JOIN throngs t ON t.id = m.throng \
         WHERE m.person = $1 ORDER BY m.throng",
    )
    .bind(person.to_string())
    .fetch_all(&mut *conn)
    .await?;
    let joined = joined.iter().map(|row| {
        let coordinates = row.try_get::<String, _>("role")? == "coordinator";
        let statement: Option<String> = row.try_get("statement")?;
        Ok::<_, sqlx::Error>(json!({
            "throng": row.try_get::<String, _>("throng")?,
            "role": row.try_get::<String, _>("role")?,
            "objective": row.try_get::<String, _>("objective")?,
            "statement": statement.filter(|_| coordinates),
            "at": rfc3339(row.try_get("joined_at")?),
        }))
    });
    let joined = joined.collect::<Result<Vec<_>, _>>()?;
    let answers = sqlx::query(
        "SELECT n.activity, n.item, n.label, n.at, a.question FROM answers n JOIN activities a ON a.id = n.activity \
         WHERE n.person = $1 ORDER BY n.at, n.item",
    )
    .bind(person.to_string())
    .fetch_all(&mut *conn)
    .await?;
    let answers = answers.iter().map(|row| {
        let question: crate::throngs::activity::Question =
            serde_json::from_str(&row.try_get::<String, _>("question")?)
                .map_err(|error| sqlx::Error::Decode(error.into()))?;
        Ok::<_, sqlx::Error>(json!({
            "activity": row.try_get::<String, _>("activity")?,
            "item": row.try_get::<String, _>("item")?,
            "answer": question.choice(row.try_get("label")?),
            "at": rfc3339(row.try_get("at")?),
        }))
    });
    let answers = answers.collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "throngs": joined, "answers": answers }))
}

/// Erases the words that the person wrote in throngs. Answers stay, under an id that nobody is behind any more: results and their
/// proofs rest on them.
///
/// # Errors
/// When the database does not take it.
pub async fn erase(tx: &mut Tx, person: Id) -> Result<(), Problem> {
    let id = person.to_string();
    let rows = sqlx::query("SELECT id, state FROM throngs WHERE coordinator = $1 AND (statement IS NOT NULL OR reason IS NOT NULL)")
        .bind(&id)
        .fetch_all(tx.conn())
        .await?;
    for sql in [
        "UPDATE throngs SET statement = NULL, reason = NULL, version = version + 1 WHERE coordinator = $1",
        "UPDATE throng_updates SET body = '' WHERE author = $1",
        "UPDATE throng_members SET invited_by = NULL WHERE person = $1",
    ] {
        sqlx::query(sql).bind(&id).execute(tx.conn()).await?;
    }
    for row in rows {
        told(tx, parsed(&row, "id")?, parsed::<State>(&row, "state")?);
    }
    Ok(())
}
