//! Databases for tests: each store test runs on SQLite and on PostgreSQL.

use std::future::Future;
use std::path::Path;

use sqlx::{AnyConnection, Connection, Executor};

use crate::clock::Clock;
use crate::db::Db;
use crate::ids::Id;
use crate::migrations::{Migration, migrate};

/// A database of its own, removed when the test ends.
#[derive(Clone)]
pub struct TestDb {
    /// Where it is.
    pub url: String,
    /// A handle on it, its schema up to date.
    pub db: Db,
}

/// Runs `test` on an empty SQLite database, then on an empty PostgreSQL one, each with the schema `steps`.
///
/// PostgreSQL is the server at `THRONG_TEST_POSTGRES` (`postgres://…/postgres`), which `./test` starts.
///
/// # Panics
/// When that variable is not set: a store test that ran on one database only would prove half.
#[allow(clippy::expect_used, clippy::panic)]
pub async fn on_both<F, Fut>(steps: &[Migration], mut test: F)
where
    F: FnMut(TestDb) -> Fut,
    Fut: Future<Output = ()>,
{
    let folder = tempfile::tempdir().expect("a temporary folder");
    test(ready(sqlite_url(folder.path()), steps).await).await;

    let server = std::env::var("THRONG_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("THRONG_TEST_POSTGRES is not set; run the tests by ./test, which starts PostgreSQL")
    });
    sqlx::any::install_default_drivers();
    let name = format!("t{}", Id::new(Clock::system().now()));
    let mut admin = AnyConnection::connect(&server).await.expect("PostgreSQL answers");
    admin.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a fresh database");
    let (base, _) = server.rsplit_once('/').expect("a database in the URL");
    test(ready(format!("{base}/{name}"), steps).await).await;
    admin
        .execute(sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)")))
        .await
        .expect("the database goes");
}

/// The URL of an SQLite database in `folder`.
pub fn sqlite_url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("throng.db").display())
}

#[allow(clippy::expect_used)]
async fn ready(url: String, steps: &[Migration]) -> TestDb {
    let db = Db::connect(&url).await.expect("the database opens");
    migrate(&db, steps).await.expect("the schema is made");
    TestDb { url, db }
}
