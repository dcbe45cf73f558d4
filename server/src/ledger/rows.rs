//! Columns of the ledger's tables, read and written.

use std::str::FromStr;

use platform::web::Problem;
use platform::writer::Tx;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A text column read as what it names.
pub fn parsed<T: FromStr>(row: &AnyRow, column: &str) -> Result<T, sqlx::Error> {
    row.try_get::<String, _>(column)?.parse().map_err(|_| sqlx::Error::Decode(column.into()))
}

/// A JSON column.
pub fn json<T: DeserializeOwned>(row: &AnyRow, column: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(&row.try_get::<String, _>(column)?)
        .map_err(|error| sqlx::Error::Decode(error.into()))
}

/// A value for a JSON column.
pub fn written(value: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(Problem::internal)
}

/// Runs a statement whose parameters are all texts.
pub async fn run(tx: &mut Tx, sql: &'static str, texts: &[&str]) -> Result<u64, Problem> {
    let query = texts.iter().fold(sqlx::query(sql), |query, text| query.bind((*text).to_owned()));
    Ok(query.execute(tx.conn()).await?.rows_affected())
}
