//! Reaching a thing in the capability that it belongs to.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::AnyConnection;

use crate::frontpage;
use crate::ledger;
use crate::pictures;
use crate::rooms;
use crate::safety::Moderated;
use crate::stories;
use crate::things::{Kind, Standing, Thing};
use crate::throngs;

/// The thing, if there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, thing: Thing) -> Result<Option<Moderated>, sqlx::Error> {
    match thing.kind {
        Kind::Story | Kind::Update | Kind::Comment => {
            stories::moderated::find(conn, thing.kind, thing.id).await
        }
        Kind::Message => rooms::moderated::find(conn, thing.id).await,
        Kind::Picture => pictures::moderated::find(conn, thing.id).await,
        Kind::Throng => throngs::moderated::find(conn, thing.id).await,
        Kind::Deed => throngs::deeds::moderated::find(conn, thing.id).await,
        Kind::Submission => frontpage::moderated::find(conn, thing.id).await,
        Kind::Service | Kind::Incident | Kind::Benefit | Kind::Reply => {
            ledger::moderated::find(conn, thing.kind, thing.id).await
        }
    }
}

/// Lets the thing stand so.
///
/// # Errors
/// When its capability cannot.
pub async fn set_standing(tx: &mut Tx, thing: Thing, standing: Standing) -> Result<(), Problem> {
    match thing.kind {
        Kind::Story | Kind::Update | Kind::Comment => {
            stories::moderated::set_standing(tx, thing.kind, thing.id, standing).await
        }
        Kind::Message => rooms::moderated::set_standing(tx, thing.id, standing).await,
        Kind::Picture => pictures::moderated::set_standing(tx, thing.id, standing).await,
        Kind::Throng => throngs::moderated::set_standing(tx, thing.id, standing).await,
        Kind::Deed => throngs::deeds::moderated::set_standing(tx, thing.id, standing).await,
        Kind::Submission => frontpage::moderated::set_standing(tx, thing.id, standing).await,
        Kind::Service | Kind::Incident | Kind::Benefit | Kind::Reply => {
            ledger::moderated::set_standing(tx, thing.kind, thing.id, standing).await
        }
    }
}

/// Destroys the thing's content.
///
/// # Errors
/// When its capability cannot.
pub async fn purge(tx: &mut Tx, thing: Thing) -> Result<(), Problem> {
    match thing.kind {
        Kind::Story | Kind::Update | Kind::Comment => {
            stories::moderated::purge(tx, thing.kind, thing.id).await
        }
        Kind::Message => rooms::moderated::purge(tx, thing.id).await,
        Kind::Picture => pictures::moderated::purge(tx, thing.id).await,
        Kind::Throng => throngs::moderated::purge(tx, thing.id).await,
        Kind::Deed => throngs::deeds::moderated::purge(tx, thing.id).await,
        Kind::Submission => frontpage::moderated::purge(tx, thing.id).await,
        Kind::Service | Kind::Incident | Kind::Benefit | Kind::Reply => {
            ledger::moderated::purge(tx, thing.kind, thing.id).await
        }
    }
}

/// The held things with an id after `after`, oldest first, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub async fn held(
    conn: &mut AnyConnection,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Thing>, sqlx::Error> {
    let mut held = stories::moderated::held(conn, after, limit).await?;
    held.extend(pictures::moderated::held(conn, after, limit).await?);
    held.extend(rooms::moderated::held(conn, after, limit).await?);
    held.extend(throngs::moderated::held(conn, after, limit).await?);
    held.extend(frontpage::moderated::held(conn, after, limit).await?);
    held.extend(ledger::moderated::held(conn, after, limit).await?);
    held.sort_by_key(|thing| thing.id);
    held.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(held)
}

/// The digest of the thing's content and what it looks like, if it is a picture.
///
/// # Errors
/// When the database does not answer.
pub async fn content(conn: &mut AnyConnection, thing: Thing) -> Result<Option<(String, u64)>, sqlx::Error> {
    match thing.kind {
        Kind::Picture => pictures::moderated::digest(conn, thing.id).await,
        _ => Ok(None),
    }
}

/// There is no such thing, or not for this reader.
pub fn nothing_there() -> Problem {
    Problem::not_found("safety-nothing-there")
}
