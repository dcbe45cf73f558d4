//! Bars: a person who is banned or timed out may read, but not act.
//!
//! A bar belongs to a person, not to an address; a guest who throws the cookie away comes back as a new guest, whose first
//! things are held again.

use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::{AnyConnection, Row};

/// Until when somebody may not act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    until: Millis,
}

impl Bar {
    /// `until` of a ban.
    pub const FOR_GOOD: Millis = Millis::MAX;

    /// The bar in column `barred_until`, if it still holds at `now`.
    ///
    /// # Errors
    /// When the column is missing.
    pub fn from_row(row: &sqlx::any::AnyRow, now: Millis) -> Result<Option<Self>, sqlx::Error> {
        let until = row.try_get::<Option<i64>, _>("barred_until")?;
        Ok(until.filter(|until| *until > now).map(|until| Self { until }))
    }

    /// 403 that says until when.
    pub fn problem(self) -> Problem {
        if self.until == Self::FOR_GOOD {
            return Problem::forbidden("people-banned");
        }
        let minute: String = rfc3339(self.until).chars().take(16).collect();
        Problem::forbidden("people-timed-out").with("until", minute.replace('T', " "))
    }
}

/// Bars `person` until then; `None` lifts it.
///
/// # Errors
/// When the database does not take it.
pub async fn set(tx: &mut Tx, person: Id, until: Option<Millis>) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE people SET barred_until = $1 WHERE id = $2")
        .bind(until)
        .bind(person.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Refuses `person` if they are barred at `now`: for acts that come over a socket, where no [`super::Visitor`] is.
///
/// # Errors
/// 403 that says until when.
pub async fn check(conn: &mut AnyConnection, person: Id, now: Millis) -> Result<(), Problem> {
    let row = sqlx::query("SELECT barred_until FROM people WHERE id = $1")
        .bind(person.to_string())
        .fetch_optional(conn)
        .await?;
    let bar = row.map(|row| Bar::from_row(&row, now)).transpose()?.flatten();
    bar.map_or(Ok(()), |bar| Err(bar.problem()))
}
