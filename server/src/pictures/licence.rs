//! Under which licence a picture stands, and since when: a ledger of dated grants that a reuser can point at.

use platform::Id;
use platform::clock::Millis;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::{AnyConnection, Row};

/// No licence: ask the author.
pub const RESERVED: &str = "all-rights-reserved";

/// SPDX names that are taken beside the Creative Commons licences.
const OTHERS: [&str; 12] = [
    RESERVED,
    "CC-PDDC",
    "DL-DE-BY-2.0",
    "DL-DE-ZERO-2.0",
    "etalab-2.0",
    "GFDL-1.2-or-later",
    "GFDL-1.3-or-later",
    "LAL-1.3",
    "MIT",
    "OGL-UK-3.0",
    "PDDL-1.0",
    "Unlicense",
];

/// The licence as it is kept; nothing given means that all rights are reserved.
///
/// # Errors
/// 422 at `/licence` for a name that is none.
pub fn valid(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(RESERVED.to_owned());
    }
    if pixels::licence_url(text).is_some() {
        return Ok(text.to_ascii_uppercase());
    }
    let known = OTHERS.into_iter().find(|known| known.eq_ignore_ascii_case(text));
    known.map(str::to_owned).ok_or_else(|| Problem::field("/licence", "picture-licence-unknown"))
}

/// Writes a grant down.
///
/// # Errors
/// When the database does not take it.
pub async fn grant(tx: &mut Tx, picture: Id, licence: &str, person: Id) -> Result<(), Problem> {
    let now = tx.now();
    sqlx::query("INSERT INTO licence_grants (id, picture, licence, person, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(Id::new(now).to_string())
        .bind(picture.to_string())
        .bind(licence)
        .bind(person.to_string())
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// When the licence in force was granted.
///
/// # Errors
/// When the database does not answer.
pub async fn granted_at(conn: &mut AnyConnection, picture: Id) -> Result<Option<Millis>, sqlx::Error> {
    sqlx::query("SELECT at FROM licence_grants WHERE picture = $1 ORDER BY at DESC, id DESC LIMIT 1")
        .bind(picture.to_string())
        .fetch_optional(conn)
        .await?
        .map(|row| row.try_get(0))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_named_by_spdx() {
        assert_eq!(valid("").unwrap(), RESERVED);
        assert_eq!(valid(" cc-by-sa-4.0 ").unwrap(), "CC-BY-SA-4.0");
        assert_eq!(valid("ALL-RIGHTS-RESERVED").unwrap(), RESERVED);
        assert_eq!(valid("<script>").unwrap_err().status, 422);
    }
}
