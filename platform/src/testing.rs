//! Databases for tests: each store test runs on SQLite and on PostgreSQL; and a name server.

use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use sqlx::{AnyConnection, Connection, Executor};
use tokio::net::UdpSocket;

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

/// A name server on loopback that knows one TXT record, and no other name.
#[derive(Clone, Debug)]
pub struct NameServer {
    /// Where it answers.
    pub address: SocketAddr,
    /// The name and the record, as they stand in packets.
    said: Arc<Mutex<(Vec<u8>, Vec<u8>)>>,
}

#[allow(clippy::expect_used)]
impl NameServer {
    /// Starts one that knows nothing yet.
    ///
    /// # Panics
    /// When there is no loopback.
    pub async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port on loopback");
        let address = socket.local_addr().expect("its address");
        let said = Arc::<Mutex<(Vec<u8>, Vec<u8>)>>::default();
        let known = Arc::clone(&said);
        tokio::spawn(async move {
            let mut packet = [0_u8; 512];
            while let Ok((length, from)) = socket.recv_from(&mut packet).await {
                let (name, record) = known.lock().expect("not poisoned").clone();
                let answer = answered(&packet[..length], &name, &record);
                socket.send_to(&answer, from).await.expect("an answer on loopback");
            }
        });
        Self { address, said }
    }

    /// From now on `name` has a TXT record of these `parts`, each of at most 255 bytes.
    ///
    /// # Panics
    /// When a part is longer.
    pub fn say(&self, name: &str, parts: &[&str]) {
        let said =
            (name.split('.').flat_map(counted).collect(), parts.iter().copied().flat_map(counted).collect());
        *self.said.lock().expect("not poisoned") = said;
    }
}

/// The answer to a question (RFC 1035, 4.1) by one who knows the TXT record of one name.
#[allow(clippy::expect_used)]
fn answered(asked: &[u8], known: &[u8], record: &[u8]) -> Vec<u8> {
    let end = 12 + asked[12..].iter().position(|byte| *byte == 0).expect("a whole name");
    // A name, its closing zero, TXT, the internet.
    let (name, question) = (&asked[12..end], &asked[12..end + 5]);
    let is_known = name == known && question.ends_with(&[0, 16, 0, 1]);
    let mut answer = asked[..2].to_vec();
    answer.extend(if is_known { [0x81, 0x80, 0, 1, 0, 1] } else { [0x81, 0x83, 0, 1, 0, 0] });
    answer.extend([0, 0, 0, 0]);
    answer.extend(question);
    if is_known {
        // The name by its place in the packet, TXT, the internet, a minute, the length.
        answer.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60]);
        answer.extend(u16::try_from(record.len()).expect("a short record").to_be_bytes());
        answer.extend(record);
    }
    answer
}

/// A text of the DNS, its length before it.
#[allow(clippy::expect_used)]
fn counted(text: &str) -> Vec<u8> {
    [&[u8::try_from(text.len()).expect("at most 255 bytes")], text.as_bytes()].concat()
}
