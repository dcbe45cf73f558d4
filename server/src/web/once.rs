//! A form that is sent twice (a double click, a reload) does its work once. The page puts a random key into a hidden field;
//! the first use remembers where it led, in the transaction that did the work, and every later one is led there too.
//!
//! It is for pages that are made for one reader. Pages kept ready for everybody cannot carry a key; see
//! [`crate::stories::comments`].

use data_encoding::BASE64URL_NOPAD;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::Row;

/// Characters of a key; ours have 22.
const MAX_KEY: usize = 64;

/// A new key for a hidden field.
pub fn key() -> String {
    BASE64URL_NOPAD.encode(&rand::random::<[u8; 16]>())
}

fn row_of(key: &str) -> Option<String> {
    (!key.is_empty() && key.len() <= MAX_KEY).then(|| format!("form:{key}"))
}

/// Where the form with this key led already. A form without a key was not sent by our page and is not guarded.
///
/// # Errors
/// When the database does not answer.
pub async fn led_to(tx: &mut Tx, key: &str) -> Result<Option<String>, Problem> {
    let Some(id) = row_of(key) else { return Ok(None) };
    let row = sqlx::query("SELECT headers FROM idempotency WHERE id = $1")
        .bind(id)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| row.try_get("headers")).transpose()?)
}

/// Remembers where the form with this key led; forgotten with the keys of the API.
///
/// # Errors
/// When the database does not take it.
pub async fn remember(tx: &mut Tx, key: &str, path: &str) -> Result<(), Problem> {
    let Some(id) = row_of(key) else { return Ok(()) };
    let now = tx.now();
    sqlx::query("INSERT INTO idempotency (id, body, status, headers, at) VALUES ($1, '', 303, $2, $3)")
        .bind(id)
        .bind(path)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}
