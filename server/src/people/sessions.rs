//! Sessions: a random token, given once, kept as its hash.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use platform::Id;
use platform::clock::{DAY, Millis};
use platform::db::Db;
use platform::web::Problem;
use platform::writer::Tx;
use sha2::{Digest, Sha256};
use sqlx::Row;

use crate::people::Person;
use crate::people::bars::Bar;

/// How long a session is good for after it was made.
pub const LASTS: Millis = 180 * DAY;

/// A token as the client holds it: 256 random bits.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn new() -> Self {
        Self(BASE64URL_NOPAD.encode(&rand::random::<[u8; 32]>()))
    }

    /// What a client sent.
    pub fn from_client(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// What the client is given, once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept. A plain hash suffices: there are 256 bits to guess.
    pub fn hash(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.0.as_bytes()))
    }
}

impl Default for Token {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A session and whose it is.
#[derive(Clone, Debug)]
pub struct Session {
    /// Names the session; not a secret.
    pub id: Id,
    /// Whose it is.
    pub person: Person,
    /// Set while they may read but not act.
    pub bar: Option<Bar>,
}

/// Makes a session for `person`.
///
/// # Errors
/// When the database does not take it.
pub async fn make(tx: &mut Tx, person: Id) -> Result<(Id, Token), Problem> {
    let (id, token, now) = (Id::new(tx.now()), Token::new(), tx.now());
    sqlx::query(
        "INSERT INTO sessions (id, person, token_hash, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(id.to_string())
    .bind(person.to_string())
    .bind(token.hash())
    .bind(now)
    .bind(now + LASTS)
    .execute(tx.conn())
    .await?;
    Ok((id, token))
}

/// The session of `token`; `None` if there is none, it has ended, or its person was erased.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &Db, token: &Token, now: Millis) -> Result<Option<Session>, sqlx::Error> {
    let row = sqlx::query(
        "SELECT s.id AS session, p.id, p.name, p.role, p.trusted, p.barred_until FROM sessions s JOIN people p ON p.id = s.person \
         WHERE s.token_hash = $1 AND s.expires_at > $2 AND p.erased_at IS NULL",
    )
    .bind(token.hash())
    .bind(now)
    .fetch_optional(db.reader())
    .await?;
    row.map(|row| {
        let id = row.try_get::<String, _>("session")?;
        let id = id.parse().map_err(|_| sqlx::Error::Decode("sessions.id".into()))?;
        Ok(Session { id, person: Person::from_row(&row)?, bar: Bar::from_row(&row, now)? })
    })
    .transpose()
}

/// Ends a session.
///
/// # Errors
/// When the database does not take it.
pub async fn end(tx: &mut Tx, id: Id) -> Result<(), Problem> {
    sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id.to_string()).execute(tx.conn()).await?;
    tx.emit("sessions", "ended", serde_json::json!({ "session": id }));
    Ok(())
}

/// Ends every session of a person.
///
/// # Errors
/// When the database does not take it.
pub async fn end_all(tx: &mut Tx, person: Id) -> Result<(), Problem> {
    let rows = sqlx::query("DELETE FROM sessions WHERE person = $1 RETURNING id")
        .bind(person.to_string())
        .fetch_all(tx.conn())
        .await?;
    for row in rows {
        tx.emit("sessions", "ended", serde_json::json!({ "session": row.try_get::<String, _>("id")? }));
    }
    Ok(())
}
