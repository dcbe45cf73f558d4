//! Where a picture comes from and what became of it: all its ancestors and descendants.

use std::collections::{BTreeMap, BTreeSet};

use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::db::marks;
use serde::Serialize;
use sqlx::{AnyConnection, Row};

use crate::people::Visitor;
use crate::pictures::{self, Picture};
use crate::things::Standing;

/// Pictures that a lineage has at most; the nearest to the one asked for.
pub const MAX_NODES: usize = 1_000;
/// Ids in one statement.
const A_STATEMENT: usize = 200;

/// One picture of a lineage.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Node {
    /// Which picture.
    #[schema(value_type = String)]
    pub id: Id,
    /// What it is made from, as far as it is in this lineage.
    #[schema(value_type = Vec<String>)]
    pub parents: Vec<Id>,
    /// Steps from where everything began: 0 for what has no parent.
    pub depth: u32,
    /// Who made it; null where it was taken back.
    pub author: Option<Author>,
    /// When it came.
    pub at: String,
    /// Its title; empty where it has none or was taken back.
    #[serde(skip)]
    pub title: String,
}

/// Who made it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = RemixAuthor)]
pub struct Author {
    /// The person.
    #[schema(value_type = String)]
    pub id: Id,
    /// Their name.
    pub name: String,
}

/// The ancestors and descendants of `picture` and itself that `who` sees, by depth and age.
///
/// # Errors
/// When the database does not answer.
pub async fn lineage(
    conn: &mut AnyConnection,
    picture: Id,
    who: Option<&Visitor>,
) -> Result<Vec<Node>, sqlx::Error> {
    let mut edges: BTreeSet<(Id, Id)> = BTreeSet::new();
    let mut all = BTreeSet::from([picture]);
    for (from, to) in [("picture", "parent"), ("parent", "picture")] {
        let mut front = vec![picture];
        while !front.is_empty() && all.len() < MAX_NODES {
            let mut next = Vec::new();
            for part in front.chunks(A_STATEMENT) {
                for (child, parent) in step(conn, from, part).await? {
                    edges.insert((child, parent));
                    let found = if to == "parent" { parent } else { child };
                    if all.len() < MAX_NODES && all.insert(found) {
                        next.push(found);
                    }
                }
            }
            front = next;
        }
    }
    let mut seen: BTreeMap<Id, Picture> = BTreeMap::new();
    for id in all {
        let found = pictures::find(&mut *conn, id).await?;
        if let Some(picture) = found.filter(|found| found.is_seen(who) || is_gone(found)) {
            seen.insert(id, picture);
        }
    }
    Ok(nodes(&seen, &edges))
}

fn is_gone(picture: &Picture) -> bool {
    matches!(picture.standing, Standing::Withdrawn | Standing::Purged)
}

/// The pairs (child, parent) in which `ids` stand in the column `from`.
async fn step(conn: &mut AnyConnection, from: &str, ids: &[Id]) -> Result<Vec<(Id, Id)>, sqlx::Error> {
    let sql = format!(
        "SELECT picture, parent FROM picture_parents WHERE {from} IN ({}) ORDER BY picture, parent LIMIT {MAX_NODES}",
        marks(1, ids.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for id in ids {
        query = query.bind(id.to_string());
    }
    let id = |row: &sqlx::any::AnyRow, place: usize| {
        row.try_get::<String, _>(place)?.parse().map_err(|_| sqlx::Error::Decode("picture_parents".into()))
    };
    query.fetch_all(conn).await?.iter().map(|row| Ok((id(row, 0)?, id(row, 1)?))).collect()
}

/// A parent is older than its child, so that going by age every parent's depth is known.
fn nodes(seen: &BTreeMap<Id, Picture>, edges: &BTreeSet<(Id, Id)>) -> Vec<Node> {
    let mut depths: BTreeMap<Id, u32> = BTreeMap::new();
    let mut nodes = Vec::with_capacity(seen.len());
    for (id, picture) in seen {
        let of = edges.range((*id, Id::from_number(0))..=(*id, Id::from_number(u128::MAX)));
        let parents: Vec<Id> =
            of.map(|(_, parent)| *parent).filter(|parent| seen.contains_key(parent)).collect();
        let depth = parents.iter().filter_map(|parent| depths.get(parent)).max().map_or(0, |most| most + 1);
        depths.insert(*id, depth);
        let there = !is_gone(picture);
        let at: Millis = picture.made_at;
        nodes.push(Node {
            id: *id,
            parents,
            depth,
            author: there.then(|| Author { id: picture.author, name: picture.by.clone() }),
            at: rfc3339(at),
            title: if there { picture.title.clone() } else { String::new() },
        });
    }
    nodes.sort_by_key(|node| (node.depth, node.id));
    nodes
}
