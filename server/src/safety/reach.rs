//! Reaching a thing in the capability that it belongs to.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::AnyConnection;

use crate::rooms;
use crate::safety::Moderated;
use crate::things::{Kind, Standing, Thing};

/// The thing, if there is one.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, thing: Thing) -> Result<Option<Moderated>, sqlx::Error> {
    match thing.kind {
        Kind::Message => rooms::moderated::find(conn, thing.id).await,
        Kind::Picture | Kind::Story | Kind::Update | Kind::Comment | Kind::Throng => Ok(None),
    }
}

/// Lets the thing stand so.
///
/// # Errors
/// When its capability cannot.
pub async fn set_standing(tx: &mut Tx, thing: Thing, standing: Standing) -> Result<(), Problem> {
    match thing.kind {
        Kind::Message => rooms::moderated::set_standing(tx, thing.id, standing).await,
        Kind::Picture | Kind::Story | Kind::Update | Kind::Comment | Kind::Throng => Err(nothing_there()),
    }
}

/// Destroys the thing's content.
///
/// # Errors
/// When its capability cannot.
pub async fn purge(tx: &mut Tx, thing: Thing) -> Result<(), Problem> {
    match thing.kind {
        Kind::Message => rooms::moderated::purge(tx, thing.id).await,
        Kind::Picture | Kind::Story | Kind::Update | Kind::Comment | Kind::Throng => Err(nothing_there()),
    }
}

/// 404: there is no such thing.
pub const fn nothing_there() -> Problem {
    Problem::not_found("safety-nothing-there")
}

/// The held things with an id after `after`, at most `limit` of each kind, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn held(
    conn: &mut AnyConnection,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Thing>, sqlx::Error> {
    let after = after.map_or_else(String::new, |after| after.to_string());
    let all = [(Kind::Message, rooms::moderated::held(conn, &after, limit).await?)];
    let things = |(kind, ids): (Kind, Vec<Id>)| ids.into_iter().map(move |id| Thing { kind, id });
    Ok(all.into_iter().flat_map(things).collect())
}

/// The digest of the thing's content and what it looks like, if it is a picture.
///
/// # Errors
/// When the database does not answer.
pub async fn content(_conn: &mut AnyConnection, _thing: Thing) -> Result<Option<(String, u64)>, sqlx::Error> {
    Ok(None)
}
