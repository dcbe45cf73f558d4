//! The database: SQLite in the data folder, or PostgreSQL. Statements are written once, with `$1`.
//!
//! Readers use [`Db::reader`]; nothing writes through it (on SQLite it cannot). Writing goes through
//! [`crate::writer`]. Where the two databases differ, the difference stands here and nowhere else.

use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::{AnyConnection, AnyPool, Connection, Executor, Row};

use crate::Id;

/// Readers at once on SQLite; each holds a page cache of its own.
const SQLITE_READERS: u32 = 8;
/// Connections of one process to PostgreSQL, whose default is 100 for all.
const POSTGRES_READERS: u32 = 16;
/// How long a request waits for a reader before it is told that the server is too busy.
const WAIT_FOR_READER: Duration = Duration::from_secs(5);
/// The number of the lock that the writers of all nodes take in turn, among the advisory locks of the database.
const WRITER_LOCK: i64 = 7_000;
/// Rows of one statement that [`values`] writes; 999 parameters is the smallest limit of any SQLite build.
pub const MAX_PARAMETERS: usize = 999;

/// Which of the two databases is behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// One file, one writing process.
    Sqlite,
    /// A server that several nodes share.
    Postgres,
}

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    url: String,
    backend: Backend,
    readers: AnyPool,
}

impl Db {
    /// Connects. `url` is `sqlite://PATH` (made if missing) or `postgres://…` (feature `postgres`).
    ///
    /// # Errors
    /// When the database cannot be reached, or this build does not speak to it.
    pub async fn connect(url: &str) -> Result<Self, sqlx::Error> {
        sqlx::any::install_default_drivers();
        let backend = if url.starts_with("postgres") { Backend::Postgres } else { Backend::Sqlite };
        if backend == Backend::Sqlite {
            make_private(Path::new(url.trim_start_matches("sqlite://"))).map_err(sqlx::Error::Io)?;
            // WAL is a property of the file: set once, before the first read-only connection opens it.
            Self { url: url.to_owned(), backend, readers: AnyPool::connect_lazy(url)? }
                .writing()
                .await?
                .close()
                .await?;
        }
        let readers = AnyPoolOptions::new()
            .max_connections(if backend == Backend::Sqlite { SQLITE_READERS } else { POSTGRES_READERS })
            .acquire_timeout(WAIT_FOR_READER)
            .after_connect(move |conn, _| {
                Box::pin(async move {
                    if backend == Backend::Sqlite {
                        conn.execute(
                            "PRAGMA busy_timeout=5000; PRAGMA query_only=ON; PRAGMA cache_size=-8000;",
                        )
                        .await?;
                    }
                    Ok(())
                })
            })
            .connect(url)
            .await?;
        Ok(Self { url: url.to_owned(), backend, readers })
    }

    /// Closes all readers; those under way end first.
    pub async fn close(&self) {
        self.readers.close().await;
    }

    /// Which database it is.
    pub const fn backend(&self) -> Backend {
        self.backend
    }

    /// For reading, outside any transaction.
    pub const fn reader(&self) -> &AnyPool {
        &self.readers
    }

    /// A transaction that sees one moment of the database however many statements it takes.
    ///
    /// # Errors
    /// When no reader is free in time.
    pub async fn snapshot(&self) -> Result<sqlx::Transaction<'static, sqlx::Any>, sqlx::Error> {
        let mut tx = self.readers.begin().await?;
        if self.backend == Backend::Postgres {
            tx.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        }
        Ok(tx)
    }

    /// A connection that may write; the writer, the migrations and the backup hold one each.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn writing(&self) -> Result<AnyConnection, sqlx::Error> {
        let url = match self.backend {
            Backend::Sqlite => format!("{}?mode=rwc", self.url),
            Backend::Postgres => self.url.clone(),
        };
        let mut conn = AnyConnection::connect(&url).await?;
        if self.backend == Backend::Sqlite {
            conn.execute(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON;",
            )
            .await?;
        }
        Ok(conn)
    }

    /// Begins a writing transaction on `conn`, the only one of the instance until it ends: on SQLite the write lock is taken at once,
    /// on PostgreSQL a lock that all nodes share. So transactions are numbered in the order in which they commit, readers of the
    /// log see each topic in its order, and two nodes never wait for each other in a circle.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin(&self, conn: &mut AnyConnection) -> Result<(), sqlx::Error> {
        match self.backend {
            Backend::Sqlite => conn.execute("BEGIN IMMEDIATE").await?,
            Backend::Postgres => {
                conn.execute("BEGIN").await?;
                let lock = format!("SELECT CAST(pg_advisory_xact_lock({WRITER_LOCK}) AS TEXT)");
                conn.execute(sqlx::AssertSqlSafe(lock)).await?
            }
        };
        Ok(())
    }
}

/// Makes the file at `path` if it is missing, and lets nobody but its owner read it: it holds what signs people in. SQLite gives
/// the files beside it the same mode; those that are there already get it here.
///
/// # Errors
/// What the file system says.
pub fn make_private(path: &Path) -> io::Result<()> {
    const OWNER_ONLY: u32 = 0o600;
    OpenOptions::new().append(true).create(true).mode(OWNER_ONLY).open(path)?;
    for beside in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(beside);
        match fs::set_permissions(&file, fs::Permissions::from_mode(OWNER_ONLY)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// `($1,$2),($3,$4)`: the rows of a bulk insert, for `rows` × `columns` parameters.
pub fn values(rows: usize, columns: usize) -> String {
    let row = |r: usize| {
        let marks: Vec<_> = (1..=columns).map(|c| format!("${}", r * columns + c)).collect();
        format!("({})", marks.join(","))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(",")
}

/// `$from,$from+1,…`: the parameters of an `IN (…)` with `count` members.
pub fn marks(from: usize, count: usize) -> String {
    (from..from + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(",")
}

/// The id in column `column`.
///
/// # Errors
/// When the column is missing or holds none.
pub fn id(row: &AnyRow, column: &str) -> Result<Id, sqlx::Error> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| sqlx::Error::Decode(format!("{column} is not an id").into()))
}

/// Whether the statement failed because a row with this key is there already.
pub fn is_duplicate(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_but_the_owner_reads_the_files_however_the_folder_was_made() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
        let url = format!("sqlite://{}", folder.path().join("throng.db").display());
        for _again in 0..2 {
            let db = Db::connect(&url).await.unwrap();
            let mut conn = db.writing().await.unwrap();
            conn.execute("CREATE TABLE IF NOT EXISTS a (b BIGINT)").await.unwrap();
            for name in ["throng.db", "throng.db-wal", "throng.db-shm"] {
                assert_eq!(mode(name), 0o600, "{name}");
            }
            // As a version left it that did not know better.
            fs::set_permissions(folder.path().join("throng.db"), fs::Permissions::from_mode(0o644)).unwrap();
            fs::set_permissions(folder.path().join("throng.db-wal"), fs::Permissions::from_mode(0o644))
                .unwrap();
        }
    }

    #[test]
    fn parameters_are_numbered_through() {
        assert_eq!(values(2, 3), "($1,$2,$3),($4,$5,$6)");
        assert_eq!(marks(2, 3), "$2,$3,$4");
        assert_eq!(values(0, 3), "");
    }
}
