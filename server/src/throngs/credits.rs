//! Credit: the information that an act added to the final answer, person by person.

use std::collections::{BTreeMap, BTreeSet};

use consensus::credit;
use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::throngs::engine::Engine;
use crate::throngs::results;
use crate::throngs::throng::parsed;

/// Credits that one transaction writes.
const WRITE: usize = 1_000;
/// Credits that the outcome itself holds, the largest first.
const CREDITS: i64 = 10_000;

/// Adds what each person's answers gave, in bits.
pub fn add(engine: &Engine, bits: &mut BTreeMap<String, f64>) {
    let (incremental, people) = engine.inner();
    let earned = credit(incremental.answers(), incremental.consensus());
    for (person, earned) in people.all().iter().zip(earned) {
        *bits.entry(person.clone()).or_default() += earned;
    }
}

/// What each person did that counts, of every kind. A deed that was confirmed and a remix that was published settle one thing each,
/// which is a bit; a ballot and a check are acts, and their information is the crowd's and not one person's.
const ACTS: &str = "SELECT person, COUNT(*) AS acts, CAST(SUM(bits) AS DOUBLE PRECISION) AS bits FROM (\
     SELECT n.person, 0 AS bits FROM answers n JOIN activities a ON a.id = n.activity WHERE a.throng = $1 \
     UNION ALL SELECT d.person, 1 FROM deeds d JOIN activities a ON a.id = d.activity WHERE a.throng = $1 AND d.state = 'confirmed' \
     UNION ALL SELECT d.checked_by, 0 FROM deeds d JOIN activities a ON a.id = d.activity WHERE a.throng = $1 AND d.checked_by IS NOT NULL \
     UNION ALL SELECT v.person, 0 FROM ballot_voters v JOIN activities a ON a.id = v.activity WHERE a.throng = $1 \
     UNION ALL SELECT p.author, 1 FROM activities a JOIN throngs t ON t.id = a.throng JOIN picture_parents pp ON pp.parent = a.picture \
     JOIN pictures p ON p.id = pp.picture JOIN throng_members m ON m.throng = a.throng AND m.person = p.author \
     WHERE a.throng = $1 AND a.kind = 'remix' AND p.standing = 'shown' AND p.visibility = 'public' AND p.made_at >= a.made_at \
     AND (t.ended_at IS NULL OR p.made_at <= t.ended_at)) done GROUP BY person";

/// Works out and keeps each person's part; `bits` is what their answers gave.
///
/// # Errors
/// When the database does not answer.
pub async fn write(app: &App, throng: Id, mut bits: BTreeMap<String, f64>) -> Result<(), Problem> {
    let rows = sqlx::query(ACTS).bind(throng.to_string()).fetch_all(app.db.reader()).await?;
    let mut acts: BTreeMap<String, i64> = BTreeMap::new();
    for row in &rows {
        let person: String = row.try_get("person")?;
        *bits.entry(person.clone()).or_default() += row.try_get::<f64, _>("bits")?;
        acts.insert(person, row.try_get("acts")?);
    }
    let rows = sqlx::query(
        "SELECT invited_by, COUNT(*) AS invited FROM throng_members WHERE throng = $1 AND invited_by IS NOT NULL GROUP BY invited_by",
    )
    .bind(throng.to_string())
    .fetch_all(app.db.reader())
    .await?;
    let mut invited: BTreeMap<String, i64> = BTreeMap::new();
    for row in &rows {
        invited.insert(row.try_get("invited_by")?, row.try_get("invited")?);
    }
    let people: BTreeSet<String> = acts.keys().chain(invited.keys()).cloned().collect();
    let credits: Vec<_> = people
        .into_iter()
        .map(|person| {
            let count = |counts: &BTreeMap<String, i64>| counts.get(&person).copied().unwrap_or(0);
            let (acts, invited) = (count(&acts), count(&invited));
            let bits = bits.get(&person).copied().unwrap_or(0.0);
            (person, acts, bits, invited)
        })
        .collect();
    for chunk in credits.chunks(WRITE) {
        let chunk = chunk.to_vec();
        app.writer.write(move |tx| Box::pin(insert(tx, throng, chunk))).await?;
    }
    Ok(())
}

async fn insert(tx: &mut Tx, throng: Id, credits: Vec<(String, i64, f64, i64)>) -> Result<(), Problem> {
    for (person, acts, bits, invited) in credits {
        sqlx::query(
            "INSERT INTO credits (throng, person, acts, bits, invited) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (throng, person) DO NOTHING",
        )
        .bind(throng.to_string())
        .bind(person)
        .bind(acts)
        .bind(bits)
        .bind(invited)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// One person's part.
#[derive(Clone, Debug)]
pub struct Credit {
    /// Who.
    pub person: Id,
    /// What they are called now; empty once they were erased.
    pub name: String,
    /// Answers they gave.
    pub acts: i64,
    /// Their share of all information that the answers gave, 0 to 1.
    pub share: f64,
    /// People who came by their link.
    pub invited: i64,
}

/// Each person's part, the largest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of(conn: &mut AnyConnection, throng: Id) -> Result<Vec<Credit>, Problem> {
    let total: f64 = sqlx::query("SELECT COALESCE(SUM(bits), 0.0) FROM credits WHERE throng = $1")
        .bind(throng.to_string())
        .fetch_one(&mut *conn)
        .await?
        .try_get(0)?;
    let rows = sqlx::query(
        "SELECT c.person, p.name, c.acts, c.bits, c.invited FROM credits c JOIN people p ON p.id = c.person WHERE c.throng = $1 \
         ORDER BY c.bits DESC, c.acts DESC, c.person LIMIT $2",
    )
    .bind(throng.to_string())
    .bind(CREDITS)
    .fetch_all(conn)
    .await?;
    let credit = |row: &sqlx::any::AnyRow| {
        let bits: f64 = row.try_get("bits")?;
        Ok(Credit {
            person: parsed(row, "person")?,
            name: row.try_get("name")?,
            acts: row.try_get("acts")?,
            share: results::rounded(if total > 0.0 { bits / total } else { 0.0 }),
            invited: row.try_get("invited")?,
        })
    };
    Ok(rows.iter().map(credit).collect::<Result<_, sqlx::Error>>()?)
}
