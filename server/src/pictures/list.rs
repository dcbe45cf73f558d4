//! The list of pictures that everybody sees.

use platform::Id;
use platform::web::Problem;
use serde_json::Value;
use sqlx::AnyConnection;

use crate::pictures::picture::{Picture, SELECT, with_figures};
use crate::web::lists::{List, Paging};

/// Public pictures that are shown, newest first; only those with `tag` if one is given.
///
/// # Errors
/// 422 for an `after` that is no id.
pub async fn list(
    conn: &mut AnyConnection,
    paging: &Paging,
    tag: Option<&str>,
) -> Result<List<Value>, Problem> {
    let after = match &paging.after {
        Some(after) => after.parse::<Id>().map_err(|_| Problem::field("/after", "picture-after-wrong"))?,
        None => Id::from_number(u128::MAX),
    };
    let tagged = if tag.is_some() { "JOIN picture_tags t ON t.picture = p.id AND t.tag = $3" } else { "" };
    let sql = format!(
        "{SELECT} {tagged} WHERE p.standing = 'shown' AND p.visibility = 'public' AND p.id < $1 ORDER BY p.id DESC LIMIT $2"
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(after.to_string()).bind(paging.limit() + 1);
    if let Some(tag) = tag {
        query = query.bind(tag.to_lowercase());
    }
    let rows = query.fetch_all(&mut *conn).await?;
    let pictures = rows.iter().map(Picture::from_row).collect::<Result<Vec<_>, _>>()?;
    let found = List::from_one_more(pictures, paging, |picture| picture.id.to_string());
    let mut items = Vec::with_capacity(found.items.len());
    for picture in &found.items {
        items.push(with_figures(conn, picture).await?);
    }
    Ok(List { items, next: found.next })
}
