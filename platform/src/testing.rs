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
#[allow(clippy::expect_used)]
pub async fn on_both<F, Fut>(steps: &[Migration], mut test: F)
where
    F: FnMut(TestDb) -> Fut,
    Fut: Future<Output = ()>,
{
    let folder = tempfile::tempdir().expect("a temporary folder");
    test(ready(sqlite_url(folder.path()), steps).await).await;

    let fresh = Fresh::make().await;
    test(ready(fresh.url.clone(), steps).await).await;
    fresh.remove().await;
}

/// An empty PostgreSQL database on the server at `THRONG_TEST_POSTGRES`.
pub struct Fresh {
    /// Where it is.
    pub url: String,
    name: String,
}

impl Fresh {
    /// A database that nobody else has.
    ///
    /// # Panics
    /// When there is no such server.
    #[allow(clippy::expect_used)]
    pub async fn make() -> Self {
        let name = format!("t{}", Id::new(Clock::system().now()));
        administer(format!("CREATE DATABASE {name}")).await;
        let server = postgres();
        let (base, _) = server.rsplit_once('/').expect("a database in the URL");
        Self { url: format!("{base}/{name}"), name }
    }

    /// Removes it, whoever is still connected.
    ///
    /// # Panics
    /// When PostgreSQL does not.
    pub async fn remove(self) {
        administer(format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
    }
}

#[allow(clippy::panic)]
fn postgres() -> String {
    std::env::var("THRONG_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("THRONG_TEST_POSTGRES is not set; run the tests by ./test, which starts PostgreSQL")
    })
}

#[allow(clippy::expect_used)]
async fn administer(sql: String) {
    sqlx::any::install_default_drivers();
    let mut admin = AnyConnection::connect(&postgres()).await.expect("PostgreSQL answers");
    admin.execute(sqlx::AssertSqlSafe(sql)).await.expect("a database comes and goes");
    admin.close().await.expect("PostgreSQL says goodbye");
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
