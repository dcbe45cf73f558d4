//! What is a person's own, capability by capability: to take out, and to erase.
//!
//! Each capability answers for its own rows; this file only asks all of them.

use platform::Id;
use platform::clock::Millis;
use platform::web::Problem;
use platform::words::Words;
use platform::writer::Tx;
use serde_json::Value;
use sqlx::AnyConnection;

use crate::{frontpage, ledger, pictures, remixes, rooms, safety, stories, throngs};

/// Things that one's own page names; the export has all.
const MAX_DID: i64 = 100;

/// Everything of `person`: a file's name without its ending, and its content.
///
/// # Errors
/// When the database does not answer.
pub async fn export(conn: &mut AnyConnection, person: Id) -> Result<Vec<(&'static str, Value)>, sqlx::Error> {
    Ok(vec![
        ("frontpage", frontpage::own::export(conn, person).await?),
        ("flags", safety::own::export(conn, person).await?),
        ("pictures", pictures::own::export(conn, person).await?),
        ("assets", remixes::assets::export(conn, person).await?),
        ("ledger", ledger::own::export(conn, person).await?),
        ("rooms", rooms::own::export(conn, person).await?),
        ("stories", stories::own::export(conn, person).await?),
        ("throngs", throngs::own::export(conn, person).await?),
    ])
}

/// Takes the texts of `person` out of everything.
///
/// # Errors
/// When a capability cannot; then nothing is erased.
pub async fn erase(tx: &mut Tx, person: Id) -> Result<(), Problem> {
    frontpage::own::erase(tx, person).await?;
    ledger::own::erase(tx, person).await?;
    pictures::own::erase(tx, person).await?;
    remixes::assets::erase(tx, person).await?;
    rooms::own::erase(tx, person).await?;
    safety::own::erase(tx, person).await?;
    stories::own::erase(tx, person).await?;
    throngs::own::erase(tx, person).await
}

/// Something that a person did, for their own page.
#[derive(Clone, Debug)]
pub struct Did {
    /// Where it is.
    pub href: String,
    /// What it was, in words.
    pub text: String,
    /// When.
    pub at: Millis,
}

/// What `person` did lately, newest first, at most [`MAX_DID`].
///
/// # Errors
/// When the database does not answer.
pub async fn did(conn: &mut AnyConnection, person: Id, words: &Words) -> Result<Vec<Did>, sqlx::Error> {
    let mut all = pictures::own::did(conn, person, words, MAX_DID).await?;
    all.extend(stories::own::did(conn, person, words, MAX_DID).await?);
    all.extend(ledger::own::did(conn, person, words, MAX_DID).await?);
    all.extend(rooms::own::did(conn, person, words, MAX_DID).await?);
    all.extend(throngs::own::did(conn, person, words, MAX_DID).await?);
    all.extend(safety::own::did(conn, person, words, MAX_DID).await?);
    all.sort_by_key(|did| std::cmp::Reverse(did.at));
    all.truncate(usize::try_from(MAX_DID).unwrap_or(0));
    Ok(all)
}
