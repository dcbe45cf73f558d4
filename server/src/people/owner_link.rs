//! The owner's one-time link: the first way in, and the way back.

use platform::clock::{HOUR, Millis};
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::Row;

use crate::people::person::{self, Person, Role};
use crate::people::sessions::Token;

/// How long a link is good for.
pub const LASTS: Millis = HOUR;

/// Makes a link's token; links that have run out are forgotten on the way.
///
/// # Errors
/// When the database does not take it.
pub async fn make(tx: &mut Tx) -> Result<Token, Problem> {
    let (token, now) = (Token::new(), tx.now());
    sqlx::query("DELETE FROM owner_links WHERE expires_at <= $1").bind(now).execute(tx.conn()).await?;
    sqlx::query("INSERT INTO owner_links (token_hash, expires_at) VALUES ($1, $2)")
        .bind(token.hash())
        .bind(now + LASTS)
        .execute(tx.conn())
        .await?;
    Ok(token)
}

/// Uses a link up and gives the owner, who is made if there is none yet.
///
/// # Errors
/// 404 if the link was used, has run out or never was: the three are not told apart.
pub async fn use_up(tx: &mut Tx, token: &Token) -> Result<Person, Problem> {
    let now = tx.now();
    let used = sqlx::query("DELETE FROM owner_links WHERE token_hash = $1 AND expires_at > $2")
        .bind(token.hash())
        .bind(now)
        .execute(tx.conn())
        .await?;
    if used.rows_affected() == 0 {
        return Err(Problem::not_found("people-owner-link-gone"));
    }
    let owner = sqlx::query(
        "SELECT id, name, role, trusted FROM people WHERE role = 'owner' AND erased_at IS NULL ORDER BY id LIMIT 1",
    )
    .fetch_optional(tx.conn())
    .await?;
    match owner {
        Some(row) => Ok(Person::from_row(&row)?),
        None => person::make(tx, None, Role::Owner).await,
    }
}

/// Whether `token` is good, without using it up: a link preview may look.
///
/// # Errors
/// When the database does not answer.
pub async fn is_good(db: &platform::db::Db, token: &Token, now: Millis) -> Result<bool, Problem> {
    let row = sqlx::query("SELECT COUNT(*) FROM owner_links WHERE token_hash = $1 AND expires_at > $2")
        .bind(token.hash())
        .bind(now)
        .fetch_one(db.reader())
        .await?;
    Ok(row.try_get::<i64, _>(0)? == 1)
}
