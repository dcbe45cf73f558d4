//! What a person did in throngs, for themselves: to take along, or to erase.

use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use platform::words::Words;
use platform::writer::Tx;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::people::own::Did;
use crate::throngs::gather::told;
use crate::throngs::pages::sentences::percent;
use crate::throngs::roles::COORDINATOR;
use crate::throngs::states::State;
use crate::throngs::throng::parsed;
use crate::web::text::segment;

/// The throngs that the person gathered or joined, newest first, at most `most`: each with how many answers they gave, what
/// they did and voted, and with their part of what the answers found out once it has ended.
///
/// # Errors
/// When the database does not answer.
pub async fn did(
    conn: &mut AnyConnection,
    person: Id,
    words: &Words,
    most: i64,
) -> Result<Vec<Did>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT m.role, m.joined_at, t.slug, t.objective, c.bits, \
         (SELECT COUNT(*) FROM answers n JOIN activities a ON a.id = n.activity WHERE a.throng = t.id AND n.person = m.person) \
         AS answers, \
         (SELECT COUNT(*) FROM deeds d JOIN activities a ON a.id = d.activity WHERE a.throng = t.id AND d.person = m.person \
          AND d.evidenced_at IS NOT NULL) AS deeds, \
         (SELECT COUNT(*) FROM ballots b JOIN activities a ON a.id = b.activity WHERE a.throng = t.id AND b.person = m.person) \
         + (SELECT COUNT(*) FROM ballot_voters v JOIN activities a ON a.id = v.activity WHERE a.throng = t.id AND v.person = m.person) \
         AS ballots, \
         (SELECT COALESCE(SUM(all_of.bits), 0.0) FROM credits all_of WHERE all_of.throng = t.id) AS total \
         FROM throng_members m JOIN throngs t ON t.id = m.throng \
         LEFT JOIN credits c ON c.throng = t.id AND c.person = m.person \
         WHERE m.person = $1 AND t.standing IN ('shown', 'held', 'hidden') ORDER BY m.joined_at DESC, m.throng DESC LIMIT $2",
    )
    .bind(person.to_string())
    .bind(most)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| part(row, words)).collect()
}

/// A person's part in a throng, as one line.
fn part(row: &sqlx::any::AnyRow, words: &Words) -> Result<Did, sqlx::Error> {
    let title: String = row.try_get("objective")?;
    let (bits, total): (Option<f64>, f64) = (row.try_get("bits")?, row.try_get("total")?);
    let did = match row.try_get::<String, _>("role")?.as_str() {
        COORDINATOR => "me-did-gather",
        _ => "me-did-join",
    };
    let mut text = words.sentence(did, &[("title", title)]);
    for name in ["answers", "deeds", "ballots"] {
        let count: i64 = row.try_get(name)?;
        if count > 0 {
            text = format!("{text} · {}", words.say_with(&format!("me-did-{name}"), &[(name, count.into())]));
        }
    }
    if let Some(bits) = bits.filter(|_| total > 0.0) {
        let share = percent(bits / total);
        text = format!("{text} · {}", words.say_with("me-did-credit", &[("percent", share.into())]));
    }
    let href = format!("/t/{}", segment(&row.try_get::<String, _>("slug")?));
    Ok(Did { href, text, at: row.try_get("joined_at")? })
}

/// Throngs gathered and joined, answers given, deeds and ballots, oldest first.
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
        let coordinates = row.try_get::<String, _>("role")? == COORDINATOR;
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
    let deeds = sqlx::query(
        "SELECT activity, item, state, text, picture, link, claimed_at FROM deeds WHERE person = $1 ORDER BY id",
    )
    .bind(person.to_string())
    .fetch_all(&mut *conn)
    .await?;
    let deeds = deeds.iter().map(|row| {
        Ok::<_, sqlx::Error>(json!({
            "activity": row.try_get::<String, _>("activity")?,
            "item": row.try_get::<String, _>("item")?,
            "state": row.try_get::<String, _>("state")?,
            "text": row.try_get::<Option<String>, _>("text")?,
            "picture": row.try_get::<Option<String>, _>("picture")?,
            "link": row.try_get::<Option<String>, _>("link")?,
            "at": rfc3339(row.try_get("claimed_at")?),
        }))
    });
    let deeds = deeds.collect::<Result<Vec<_>, _>>()?;
    // While a ballot is open it is one's own; afterwards only that one voted.
    let ballots = sqlx::query(
        "SELECT activity, commitment, choice FROM ballots WHERE person = $1 \
         UNION ALL SELECT activity, NULL, NULL FROM ballot_voters WHERE person = $1 ORDER BY 1",
    )
    .bind(person.to_string())
    .fetch_all(conn)
    .await?;
    let ballots = ballots.iter().map(|row| {
        Ok::<_, sqlx::Error>(json!({
            "activity": row.try_get::<String, _>(0)?,
            "receipt": row.try_get::<Option<String>, _>(1)?,
            "choice": row.try_get::<Option<String>, _>(2)?,
        }))
    });
    let ballots = ballots.collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "throngs": joined, "answers": answers, "deeds": deeds, "ballots": ballots }))
}

/// Erases the words that the person wrote in throngs, and their ballot where it is not closed yet. Answers and counted ballots stay, under an id that nobody is behind any more: results and their
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
        "UPDATE throng_members SET role = 'contributor' WHERE person = $1 AND role <> 'coordinator'",
        "UPDATE deeds SET text = NULL, picture = NULL, link = NULL WHERE person = $1",
        "UPDATE deeds SET reason = NULL WHERE checked_by = $1",
        "DELETE FROM ballots WHERE person = $1",
    ] {
        sqlx::query(sql).bind(&id).execute(tx.conn()).await?;
    }
    for row in rows {
        told(tx, parsed(&row, "id")?, parsed::<State>(&row, "state")?);
    }
    Ok(())
}
