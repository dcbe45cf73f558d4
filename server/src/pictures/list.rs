//! The list of pictures that everybody sees.

use platform::Id;
use platform::web::Problem;
use serde_json::Value;
use sqlx::AnyConnection;

use crate::pictures::picture::{Picture, SELECT, with_figures};
use crate::web::lists::{List, Paging};

/// Which pictures.
pub enum Which<'a> {
    /// All of them.
    All,
    /// Those with this tag.
    Tagged(&'a str),
    /// Those made from this one.
    RemixesOf(Id),
}

/// Public pictures that are shown, newest first.
///
/// # Errors
/// 422 for an `after` that is no id.
pub async fn list(
    conn: &mut AnyConnection,
    paging: &Paging,
    which: Which<'_>,
) -> Result<List<Value>, Problem> {
    let after = paging.after()?.unwrap_or(Id::from_number(u128::MAX));
    let (join, of) = match which {
        Which::All => ("", None),
        Which::Tagged(tag) => {
            ("JOIN picture_tags t ON t.picture = p.id AND t.tag = $3", Some(tag.to_lowercase()))
        }
        Which::RemixesOf(parent) => {
            ("JOIN picture_parents pp ON pp.picture = p.id AND pp.parent = $3", Some(parent.to_string()))
        }
    };
    let sql = format!(
        "{SELECT} {join} WHERE p.standing = 'shown' AND p.visibility = 'public' AND p.id < $1 ORDER BY p.id DESC LIMIT $2"
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(after.to_string()).bind(paging.limit() + 1);
    if let Some(of) = of {
        query = query.bind(of);
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
