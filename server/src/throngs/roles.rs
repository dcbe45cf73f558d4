//! Roles in a throng: coordinator, deputy, checker, contributor, and ones of people's own naming.
//!
//! A deputy may do what the coordinator may, except naming deputies. A checker gets first what people disagree on. Other roles are
//! words by which people know each other; they carry no right.
//!
//! Invariant: each throng has one coordinator, who made it.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::people::{Act, Person, Visitor, Whose};
use crate::throngs::gather::{reread, seen, told};
use crate::throngs::states::State;
use crate::throngs::throng::{Throng, parsed};

/// Who made the throng.
pub const COORDINATOR: &str = "coordinator";
/// Who stands in for them.
pub const DEPUTY: &str = "deputy";
/// Who looks at what people disagree on.
pub const CHECKER: &str = "checker";
/// Everybody else.
pub const CONTRIBUTOR: &str = "contributor";

/// Counted acts after which somebody is asked whether they will check.
pub const ACTS_TO_CHECK: i64 = 3;
/// Characters of a role.
const MAX_ROLE: usize = 40;
/// Deputies of one throng.
const MAX_DEPUTIES: i64 = 20;

/// A role, as it is asked for.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = JobChange)]
pub struct Asked {
    /// Whose: a member's id; without it one's own.
    pub person: Option<String>,
    /// `deputy`, `checker`, `contributor`, or a word of one's own.
    pub role: String,
}

/// The person, if they coordinate the throng, are its deputy, or may stand in for its coordinator.
///
/// # Errors
/// 401 or 403.
pub async fn coordinates(
    conn: &mut AnyConnection,
    visitor: &Visitor,
    throng: &Throng,
) -> Result<Person, Problem> {
    let me = visitor.known()?;
    let deputy = role(conn, throng.id, me.id).await?.is_some_and(|role| role == DEPUTY);
    let whose = if deputy { Whose::Own } else { Whose::of(throng.coordinator, me.id) };
    Ok(visitor.allowed(Act::Coordinate, whose)?.clone())
}

/// The ids of those who coordinate the throng, as one text: its coordinator and its deputies.
///
/// # Errors
/// When the database does not answer.
pub async fn hosts(conn: &mut AnyConnection, throng: &Throng) -> Result<String, sqlx::Error> {
    let deputies = deputies(conn, throng.id).await?.into_iter().map(|(id, _)| id.to_string());
    Ok(std::iter::once(throng.coordinator.to_string()).chain(deputies).collect::<Vec<_>>().join(" "))
}

/// The role of a member; `None` for whoever has not joined.
///
/// # Errors
/// When the database does not answer.
pub async fn role(conn: &mut AnyConnection, throng: Id, person: Id) -> Result<Option<String>, sqlx::Error> {
    let row = sqlx::query("SELECT role FROM throng_members WHERE throng = $1 AND person = $2")
        .bind(throng.to_string())
        .bind(person.to_string())
        .fetch_optional(conn)
        .await?;
    row.map(|row| row.try_get(0)).transpose()
}

/// Gives a member a role, or takes one oneself.
///
/// # Errors
/// 401 and 403 for whoever may not, 404 for whoever has not joined, 409 for the coordinator's own role, too early a checker, too many
/// deputies and a throng that has ended, 422 for what is no role.
pub async fn give(
    app: &App,
    visitor: &Visitor,
    key: &str,
    asked: &Asked,
) -> Result<(Throng, Id, String), Problem> {
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, visitor, key).await?;
    let me = visitor.known()?;
    let person = match asked.person.as_deref() {
        Some(id) => id.parse().map_err(|_| Problem::not_found("role-no-member"))?,
        None => me.id,
    };
    let wanted = valid(&asked.role)?;
    let before = role(&mut conn, throng.id, person).await?.ok_or(Problem::not_found("role-no-member"))?;
    if wanted == DEPUTY || before == DEPUTY && person != me.id {
        visitor.allowed(Act::NameDeputy, Whose::of(throng.coordinator, me.id))?;
    } else if person == me.id {
        visitor.allowed(Act::TakeRole, Whose::Own)?;
        if wanted == CHECKER && acts(&mut conn, throng.id, me.id).await? < ACTS_TO_CHECK {
            return Err(Problem::conflict("role-check-early").with("acts", ACTS_TO_CHECK));
        }
    } else {
        coordinates(&mut conn, visitor, &throng).await?;
    }
    drop(conn);
    let (id, role) = (throng.id, wanted.clone());
    let throng = app.writer.write(move |tx| Box::pin(keep(tx, id, person, role))).await?;
    Ok((throng, person, wanted))
}

async fn keep(tx: &mut Tx, throng: Id, person: Id, wanted: String) -> Result<Throng, Problem> {
    let now = reread(tx, throng).await?;
    if now.state == State::Ended {
        return Err(Problem::conflict("throng-over"));
    }
    if person == now.coordinator {
        return Err(Problem::conflict("role-coordinator"));
    }
    let deputies =
        sqlx::query("SELECT COUNT(*) FROM throng_members WHERE throng = $1 AND role = $2 AND person <> $3")
            .bind(throng.to_string())
            .bind(DEPUTY)
            .bind(person.to_string())
            .fetch_one(tx.conn())
            .await?;
    if wanted == DEPUTY && deputies.try_get::<i64, _>(0)? >= MAX_DEPUTIES {
        return Err(Problem::conflict("role-deputies-many").with("max", MAX_DEPUTIES));
    }
    sqlx::query("UPDATE throng_members SET role = $1 WHERE throng = $2 AND person = $3")
        .bind(wanted)
        .bind(throng.to_string())
        .bind(person.to_string())
        .execute(tx.conn())
        .await?;
    told(tx, throng, now.state);
    Ok(now)
}

/// A role as it is kept.
fn valid(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let long = text.chars().count() > MAX_ROLE;
    if text.is_empty() || long || text.chars().any(char::is_control) || text.eq_ignore_ascii_case(COORDINATOR)
    {
        return Err(Problem::field("/role", "role-wrong").with("max", MAX_ROLE));
    }
    let known = [DEPUTY, CHECKER, CONTRIBUTOR].into_iter().find(|known| known.eq_ignore_ascii_case(text));
    Ok(known.unwrap_or(text).to_owned())
}

/// What a person has answered in a throng.
///
/// # Errors
/// When the database does not answer.
pub async fn acts(conn: &mut AnyConnection, throng: Id, person: Id) -> Result<i64, sqlx::Error> {
    let row = sqlx::query(
        "SELECT COUNT(*) FROM answers n JOIN activities a ON a.id = n.activity WHERE n.person = $1 AND a.throng = $2",
    )
    .bind(person.to_string())
    .bind(throng.to_string())
    .fetch_one(conn)
    .await?;
    row.try_get(0)
}

/// Whether the person is to be asked whether they will check: they have done enough and have no other role.
///
/// # Errors
/// When the database does not answer.
pub async fn may_check(conn: &mut AnyConnection, throng: Id, person: Id) -> Result<bool, sqlx::Error> {
    let plain = role(&mut *conn, throng, person).await?.is_some_and(|role| role == CONTRIBUTOR);
    Ok(plain && acts(conn, throng, person).await? >= ACTS_TO_CHECK)
}

/// The throng's deputies, with what they are called.
///
/// # Errors
/// When the database does not answer.
pub async fn deputies(conn: &mut AnyConnection, throng: Id) -> Result<Vec<(Id, String)>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT m.person, p.name FROM throng_members m JOIN people p ON p.id = m.person WHERE m.throng = $1 AND m.role = $2 \
         ORDER BY m.joined_at, m.person LIMIT $3",
    )
    .bind(throng.to_string())
    .bind(DEPUTY)
    .bind(MAX_DEPUTIES)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Ok((parsed(row, "person")?, row.try_get("name")?))).collect()
}

/// The one member that is called so, or has this id.
///
/// # Errors
/// 404 for nobody, 409 if several are called so.
pub async fn called(conn: &mut AnyConnection, throng: Id, name: &str) -> Result<Id, Problem> {
    let rows = sqlx::query(
        "SELECT m.person FROM throng_members m JOIN people p ON p.id = m.person \
         WHERE m.throng = $1 AND (p.name = $2 OR m.person = $2) LIMIT 2",
    )
    .bind(throng.to_string())
    .bind(name.trim())
    .fetch_all(conn)
    .await?;
    match rows.as_slice() {
        [] => Err(Problem::field("/name", "role-nobody-called")),
        [one] => Ok(parsed(one, "person")?),
        _ => Err(Problem::field("/name", "role-several-called")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_bounded_and_nobody_calls_themselves_coordinator() {
        assert_eq!(valid(" Herald ").unwrap(), "Herald");
        assert_eq!(valid("Checker").unwrap(), CHECKER);
        for bad in ["", "  ", "Coordinator", "a\nb", &"x".repeat(41)] {
            assert_eq!(valid(bad).unwrap_err().status, 422, "{bad:?}");
        }
    }
}
