//! The work as its host watches it: what is in people's hands, how fast answers come, how far they agree.

use platform::Id;
use platform::clock::{MINUTE, Millis};
use sqlx::{AnyConnection, Row};

/// Answers before which disagreement says nothing about the question.
const ENOUGH_ANSWERS: i64 = 30;
/// An item with so many answers shows whether people agree.
const ANSWERED: i64 = 3;
/// One finished look at the pace: so many whole minutes.
const PACE: i64 = 5;
/// A question is doubtful where people disagree on more than one in so many items.
const UNCLEAR: i64 = 3;

/// What is going on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// Leases that are out.
    pub leases: i64,
    /// Answers so far.
    pub answers: i64,
    /// Answers a minute, the mean of the last minutes, rounded up.
    pub per_minute: i64,
    /// Items that enough people answered to see whether they agree.
    pub judged: i64,
    /// Those of them whose answer is not sure.
    pub disputed: i64,
}

impl Watch {
    /// Whether people disagree so often that the question itself may be at fault.
    pub const fn is_unclear(&self) -> bool {
        self.answers >= ENOUGH_ANSWERS && self.disputed * UNCLEAR > self.judged
    }
}

/// Looks at all of a throng's activities.
///
/// # Errors
/// When the database does not answer.
pub async fn watch(conn: &mut AnyConnection, throng: Id, now: Millis) -> Result<Watch, sqlx::Error> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM leases l JOIN activities a ON a.id = l.activity \
          WHERE a.throng = $1 AND l.live = 1 AND l.expires_at > $2) AS leases, \
         (SELECT CAST(COALESCE(SUM(answers), 0) AS BIGINT) FROM activities WHERE throng = $1) AS answers, \
         (SELECT CAST(COALESCE(SUM(p.answers), 0) AS BIGINT) FROM paces p JOIN activities a ON a.id = p.activity \
          WHERE a.throng = $1 AND p.minute >= $3 AND p.minute < $4) AS recent",
    )
    .bind(throng.to_string())
    .bind(now)
    .bind(now / MINUTE - PACE)
    .bind(now / MINUTE)
    .fetch_one(&mut *conn)
    .await?;
    let items = sqlx::query(
        "SELECT COUNT(*) AS judged, COUNT(CASE WHEN i.confidence < a.target_confidence THEN 1 END) AS disputed \
         FROM items i JOIN activities a ON a.id = i.activity WHERE a.throng = $1 AND i.gold IS NULL AND i.answers >= $2",
    )
    .bind(throng.to_string())
    .bind(ANSWERED)
    .fetch_one(conn)
    .await?;
    let recent: i64 = row.try_get("recent")?;
    Ok(Watch {
        leases: row.try_get("leases")?,
        answers: row.try_get("answers")?,
        per_minute: (recent + PACE - 1) / PACE,
        judged: items.try_get("judged")?,
        disputed: items.try_get("disputed")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_doubted_only_once_enough_people_disagreed() {
        let watch = Watch { answers: 30, judged: 9, disputed: 4, ..Watch::default() };
        assert!(watch.is_unclear());
        assert!(!Watch { answers: 29, ..watch }.is_unclear());
        assert!(!Watch { disputed: 3, ..watch }.is_unclear());
        assert!(!Watch::default().is_unclear());
    }
}
