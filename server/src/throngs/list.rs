//! Lists of throngs and of their members.

use platform::Id;
use platform::clock::rfc3339;
use platform::web::Problem;
use serde::Serialize;
use sqlx::{AnyConnection, Row};

use crate::throngs::throng::{COLUMNS, Throng, from_row, parsed};
use crate::web::lists::Paging;

/// Public throngs that everybody sees, the newest first; one more than asked for, to show that there are more.
///
/// # Errors
/// When the database does not answer.
pub async fn public(conn: &mut AnyConnection, paging: &Paging) -> Result<Vec<Throng>, Problem> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE t.standing = 'shown' AND t.visibility = 'public' AND ($1 = '' OR t.id < $1) ORDER BY t.id DESC LIMIT $2"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(paging.after()?.map_or_else(String::new, |id| id.to_string()))
        .bind(paging.limit() + 1)
        .fetch_all(conn)
        .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

/// Somebody who joined.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Member {
    /// Who.
    #[schema(value_type = String)]
    pub id: Id,
    /// What they are called.
    pub name: String,
    /// `coordinator` or `contributor`.
    pub role: String,
    /// When they joined.
    pub at: String,
}

/// Who has joined, one more than asked for.
///
/// # Errors
/// When the database does not answer.
pub async fn members(conn: &mut AnyConnection, throng: Id, paging: &Paging) -> Result<Vec<Member>, Problem> {
    let rows = sqlx::query(
        "SELECT m.person, p.name, m.role, m.joined_at FROM throng_members m JOIN people p ON p.id = m.person \
         WHERE m.throng = $1 AND m.person > $2 ORDER BY m.person LIMIT $3",
    )
    .bind(throng.to_string())
    .bind(paging.after()?.map_or_else(String::new, |id| id.to_string()))
    .bind(paging.limit() + 1)
    .fetch_all(conn)
    .await?;
    let member = |row: &sqlx::any::AnyRow| {
        Ok(Member {
            id: parsed(row, "person")?,
            name: row.try_get("name")?,
            role: row.try_get("role")?,
            at: rfc3339(row.try_get("joined_at")?),
        })
    };
    Ok(rows.iter().map(member).collect::<Result<_, sqlx::Error>>()?)
}

/// Up to `limit` public throngs that have not ended, the one that ends first first.
///
/// # Errors
/// When the database does not answer.
pub async fn under_way(conn: &mut AnyConnection, limit: i64) -> Result<Vec<Throng>, sqlx::Error> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE t.standing = 'shown' AND t.visibility = 'public' AND t.state <> 'ended' ORDER BY t.deadline LIMIT $1"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(limit).fetch_all(conn).await?;
    rows.iter().map(from_row).collect()
}
