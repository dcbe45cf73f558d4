//! A ring in the table `keys`, shared by all nodes of one database.

use jiff::Timestamp;
use sqlx::{AnyConnection, Connection, Row};

use super::{KeyRing, KeysError};
use crate::db::{Backend, Db};

/// The row of the signing keys.
const NAME: &str = "signing";

/// The ring; made and written if there is none. Nodes that come at once all get the one that was written first.
pub(super) async fn read_or_make(db: &Db, now: Timestamp) -> Result<KeyRing, KeysError> {
    let fresh = KeyRing::generate(now).map_err(KeysError::Table)?;
    let mut conn = db.writing().await?;
    sqlx::query("INSERT INTO keys (name, material) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
        .bind(NAME)
        .bind(text(&fresh))
        .execute(&mut conn)
        .await?;
    let ring = read(&mut conn).await?;
    conn.close().await?;
    Ok(ring)
}

/// The ring that is written.
pub(super) async fn read(conn: &mut AnyConnection) -> Result<KeyRing, KeysError> {
    parse(sqlx::query("SELECT material FROM keys WHERE name = $1").bind(NAME).fetch_one(conn).await?)
}

/// Writes and gives the ring after a rotation; of two nodes that rotate at once the second rotates what the first wrote.
pub(super) async fn rotate(db: &Db, now: Timestamp) -> Result<KeyRing, KeysError> {
    let mut conn = db.writing().await?;
    let mut tx = conn.begin().await?;
    let lock = match db.backend() {
        Backend::Sqlite => "SELECT material FROM keys WHERE name = $1",
        Backend::Postgres => "SELECT material FROM keys WHERE name = $1 FOR UPDATE",
    };
    let ring = parse(sqlx::query(lock).bind(NAME).fetch_one(&mut *tx).await?)?;
    let next = ring.rotated(now).map_err(KeysError::Table)?;
    sqlx::query("UPDATE keys SET material = $1 WHERE name = $2")
        .bind(text(&next))
        .bind(NAME)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(next)
}

fn parse(row: sqlx::any::AnyRow) -> Result<KeyRing, KeysError> {
    KeyRing::from_bytes(row.try_get::<String, _>(0)?.as_bytes()).map_err(KeysError::Table)
}

fn text(ring: &KeyRing) -> String {
    String::from_utf8_lossy(&ring.to_bytes()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::Keys;
    use crate::migrations::PLATFORM;
    use crate::testing::on_both;
    use jiff::Timestamp;

    #[tokio::test]
    async fn nodes_that_start_at_once_share_one_ring_and_follow_a_rotation() {
        on_both(&[PLATFORM], |test| async move {
            let open = || Keys::in_table(test.db.clone(), Timestamp::UNIX_EPOCH);
            let (one, two) = tokio::join!(open(), open());
            let (one, two) = (one.unwrap(), two.unwrap());
            let token = one.sign("session", b"ada");
            assert_eq!(two.verify("session", &token).unwrap(), b"ada");

            one.rotate(Timestamp::from_second(9).unwrap()).await.unwrap();
            let newer = one.sign("session", b"ada");
            assert_eq!(two.verify("session", &newer), None);
            two.refresh().await.unwrap();
            assert_eq!(two.verify("session", &newer).unwrap(), b"ada");
            assert_eq!(two.verify("session", &token).unwrap(), b"ada");
        })
        .await;
    }
}
