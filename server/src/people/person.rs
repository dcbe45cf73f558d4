//! A person and their role.

use std::fmt;
use std::str::FromStr;

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Serialize;
use sqlx::Row;

use crate::people::names::friendly;

/// What a person is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Acts without an account.
    Guest,
    /// Has an account.
    Member,
    /// Writes stories and gathers throngs.
    Editor,
    /// As an editor, and looks after what others put up.
    Moderator,
    /// Answers for this instance.
    Owner,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Guest => "guest",
            Self::Member => "member",
            Self::Editor => "editor",
            Self::Moderator => "moderator",
            Self::Owner => "owner",
        })
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Guest, Self::Member, Self::Editor, Self::Moderator, Self::Owner]
            .into_iter()
            .find(|role| role.to_string() == text)
            .ok_or(())
    }
}

/// Somebody who has done something here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Person {
    /// Names them for ever.
    #[schema(value_type = String)]
    pub id: Id,
    /// As they are called.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// Whether what they put up is seen at once: a trusted person let their first thing through.
    #[serde(skip)]
    pub trusted: bool,
}

impl Person {
    /// Reads the columns `id, name, role, trusted`.
    ///
    /// # Errors
    /// When a column is missing or holds what no release wrote.
    pub fn from_row(row: &sqlx::any::AnyRow) -> Result<Self, sqlx::Error> {
        let bad = |what: &str| sqlx::Error::Decode(format!("people.{what}").into());
        Ok(Self {
            id: row.try_get::<String, _>("id")?.parse().map_err(|_| bad("id"))?,
            name: row.try_get("name")?,
            role: row.try_get::<String, _>("role")?.parse().map_err(|()| bad("role"))?,
            trusted: row.try_get::<i64, _>("trusted")? == 1,
        })
    }
}

/// Makes a person; without a name they get a friendly one.
///
/// # Errors
/// When the database does not take it.
pub async fn make(tx: &mut Tx, name: Option<String>, role: Role) -> Result<Person, Problem> {
    let id = Id::new(tx.now());
    let person =
        Person { id, name: name.unwrap_or_else(|| friendly(id)), role, trusted: role != Role::Guest };
    sqlx::query("INSERT INTO people (id, name, role, trusted, made_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(id.to_string())
        .bind(&person.name)
        .bind(role.to_string())
        .bind(i64::from(person.trusted))
        .bind(tx.now())
        .execute(tx.conn())
        .await?;
    Ok(person)
}
