//! Which tables there are and what they hold, derived from the schema itself.
//!
//! The schema is run once on a throw-away SQLite file and asked; so one description serves both databases. Tables come in
//! the order in which they were made, in which each refers only to earlier ones.

use std::path::Path;

use platform::db::{Backend, Db};
use platform::migrations::migrate;
use sqlx::Row;

use super::ArchiveError;
use crate::schema::SCHEMA;

/// What no copy holds: the schema's own record, secrets, links good for an hour, and answers that are repeated for a day.
const LEFT_OUT: [&str; 4] = ["migrations", "keys", "owner_links", "idempotency"];

/// The column that PostgreSQL fills by itself, with a number that means nothing elsewhere.
const OWN_COLUMN: (&str, &str) = ("events", "tx");

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The places of the columns by which its rows are ordered.
    key: Vec<usize>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Real,
    /// Bytes.
    Bytes,
}

impl Table {
    /// Reads all rows in an order that is the same on both databases.
    pub fn select(&self, backend: Backend) -> String {
        let order = self.key.iter().map(|place| {
            let column = &self.columns[*place];
            let bytewise = backend == Backend::Postgres && column.kind == Kind::Text;
            format!("\"{}\"{}", column.name, if bytewise { " COLLATE \"C\"" } else { "" })
        });
        let order = order.collect::<Vec<_>>().join(", ");
        format!("SELECT {} FROM \"{}\" ORDER BY {order}", self.names(), self.name)
    }

    /// Writes `rows` rows.
    pub fn insert(&self, rows: usize) -> String {
        let values = platform::db::values(rows, self.columns.len());
        format!("INSERT INTO \"{}\" ({}) VALUES {values}", self.name, self.names())
    }

    fn names(&self) -> String {
        let quoted = self.columns.iter().map(|column| format!("\"{}\"", column.name));
        quoted.collect::<Vec<_>>().join(", ")
    }
}

/// All tables that belong into a copy.
///
/// # Errors
/// When the throw-away file cannot be made in `scratch`.
pub async fn all(scratch: &Path) -> Result<Vec<Table>, ArchiveError> {
    let folder = tempfile::tempdir_in(scratch)?;
    let db = Db::connect(&format!("sqlite://{}", folder.path().join("schema.db").display())).await?;
    migrate(&db, SCHEMA).await?;
    let names = sqlx::query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
    );
    let mut tables = Vec::new();
    for row in names.fetch_all(db.reader()).await? {
        let name: String = row.try_get(0)?;
        if !LEFT_OUT.contains(&name.as_str()) {
            tables.push(describe(&db, name).await?);
        }
    }
    db.close().await;
    Ok(tables)
}

async fn describe(db: &Db, name: String) -> Result<Table, ArchiveError> {
    let rows = sqlx::query("SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid")
        .bind(&name)
        .fetch_all(db.reader())
        .await?;
    let (mut columns, mut keys) = (Vec::new(), Vec::new());
    for row in rows {
        let column: String = row.try_get(0)?;
        if (name.as_str(), column.as_str()) == OWN_COLUMN {
            continue;
        }
        let place: i64 = row.try_get(2)?;
        if place > 0 {
            keys.push((place, columns.len()));
        }
        columns.push(Column { name: column, kind: kind(&row.try_get::<String, _>(1)?) });
    }
    keys.sort_unstable();
    let mut key: Vec<usize> = keys.into_iter().map(|(_, place)| place).collect();
    if key.is_empty() {
        key = (0..columns.len()).collect();
    }
    Ok(Table { name, columns, key })
}

fn kind(declared: &str) -> Kind {
    match declared {
        "BIGINT" | "INTEGER" => Kind::Integer,
        "DOUBLE PRECISION" => Kind::Real,
        "BLOB" => Kind::Bytes,
        _ => Kind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_schema_is_described() {
        let folder = tempfile::tempdir().unwrap();
        let tables = all(folder.path()).await.unwrap();
        let place = |name: &str| tables.iter().position(|table| table.name == name);
        assert!(place("people") < place("sessions") && place("people").is_some());
        assert_eq!((place("keys"), place("migrations"), place("sqlite_sequence")), (None, None, None));
        let events = &tables[place("events").unwrap()];
        assert_eq!(
            events.select(Backend::Sqlite),
            "SELECT \"id\", \"topic\", \"seq\", \"kind\", \"data\", \"at\" FROM \"events\" ORDER BY \"id\""
        );
        let topics = &tables[place("topics").unwrap()];
        assert_eq!(
            topics.select(Backend::Postgres),
            "SELECT \"topic\", \"seq\" FROM \"topics\" ORDER BY \"topic\" COLLATE \"C\""
        );
        assert_eq!(topics.insert(2), "INSERT INTO \"topics\" (\"topic\", \"seq\") VALUES ($1,$2),($3,$4)");
    }
}
