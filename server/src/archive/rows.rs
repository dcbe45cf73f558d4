//! A row as a line of JSON, and back.

use data_encoding::BASE64;
use platform::db::{Backend, Db, MAX_PARAMETERS};
use serde_json::{Map, Value};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, Row};

use super::ArchiveError;
use super::tables::{Kind, Table};

/// Rows of one statement, fewer where a table has many columns.
const MAX_ROWS: usize = 200;

/// The row as an object with the table's columns; bytes are base64.
pub fn to_json(table: &Table, row: &AnyRow) -> Result<Value, sqlx::Error> {
    let mut object = Map::new();
    for (place, column) in table.columns.iter().enumerate() {
        let value = match column.kind {
            Kind::Text => row.try_get::<Option<String>, _>(place)?.map(Value::from),
            Kind::Integer => row.try_get::<Option<i64>, _>(place)?.map(Value::from),
            Kind::Real => row.try_get::<Option<f64>, _>(place)?.map(Value::from),
            Kind::Bytes => {
                row.try_get::<Option<Vec<u8>>, _>(place)?.map(|bytes| BASE64.encode(&bytes).into())
            }
        };
        object.insert(column.name.clone(), value.unwrap_or(Value::Null));
    }
    Ok(Value::Object(object))
}

/// Writes rows into one table, many by one statement.
pub struct Inserter<'t> {
    table: &'t Table,
    waiting: Vec<Value>,
}

impl<'t> Inserter<'t> {
    /// An inserter for `table`.
    pub const fn new(table: &'t Table) -> Self {
        Self { table, waiting: Vec::new() }
    }

    /// Takes a row; writes when enough have come together.
    pub async fn add(&mut self, conn: &mut AnyConnection, row: Value) -> Result<(), ArchiveError> {
        self.waiting.push(row);
        if self.waiting.len() == (MAX_PARAMETERS / self.table.columns.len().max(1)).clamp(1, MAX_ROWS) {
            self.flush(conn).await?;
        }
        Ok(())
    }

    /// Writes what waits.
    pub async fn flush(&mut self, conn: &mut AnyConnection) -> Result<(), ArchiveError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let sql = self.table.insert(self.waiting.len());
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for row in self.waiting.drain(..) {
            query = bind(self.table, query, &row)?;
        }
        query.execute(conn).await?;
        Ok(())
    }
}

fn bind<'q>(
    table: &Table,
    mut query: Query<'q, Any, AnyArguments>,
    row: &Value,
) -> Result<Query<'q, Any, AnyArguments>, ArchiveError> {
    for column in &table.columns {
        let wrong = || ArchiveError::Broken(format!("{}.{} does not fit", table.name, column.name));
        let value = row.get(&column.name).ok_or_else(wrong)?;
        let is_null = value.is_null();
        query = match column.kind {
            Kind::Text => query.bind(given(is_null, value.as_str().map(str::to_owned)).ok_or_else(wrong)?),
            Kind::Integer => query.bind(given(is_null, value.as_i64()).ok_or_else(wrong)?),
            Kind::Real => query.bind(given(is_null, value.as_f64()).ok_or_else(wrong)?),
            Kind::Bytes => {
                let bytes = value.as_str().and_then(|text| BASE64.decode(text.as_bytes()).ok());
                query.bind(given(is_null, bytes).ok_or_else(wrong)?)
            }
        };
    }
    Ok(query)
}

/// `Some(None)` for null, `None` for what is neither null nor of the right kind.
fn given<T>(is_null: bool, value: Option<T>) -> Option<Option<T>> {
    (is_null || value.is_some()).then_some(value)
}

/// Makes numbers that the database gives by itself go on after the highest that was written.
pub async fn restart_numbers(db: &Db, conn: &mut AnyConnection) -> Result<(), sqlx::Error> {
    if db.backend() == Backend::Postgres {
        sqlx::query(
            "SELECT setval(pg_get_serial_sequence('events', 'id'), COALESCE(MAX(id), 0) + 1, false) FROM events",
        )
        .execute(conn)
        .await?;
    }
    Ok(())
}
