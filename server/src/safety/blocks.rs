//! The block-list: content that a moderator banned from this instance, by its digest and by how it looks.

use platform::clock::Millis;
use sqlx::{AnyConnection, Row};

/// Whether content is on the block-list: the very bytes (`sha256` in lower-case hexadecimal digits), or a picture that looks
/// the same (`phash` within [`pixels::NEAR_DUPLICATE`] bits).
///
/// # Errors
/// When the database does not answer.
pub async fn blocked(conn: &mut AnyConnection, sha256: &str, phash: u64) -> Result<bool, sqlx::Error> {
    // The list is as long as moderators' patience: a scan of some thousand numbers costs less than decoding one picture.
    let rows = sqlx::query("SELECT hash, phash FROM blocks").fetch_all(conn).await?;
    for row in rows {
        let same = row.try_get::<String, _>("hash")? == sha256;
        let alike = pixels::distance(row.try_get::<i64, _>("phash")?.cast_unsigned(), phash);
        if same || alike <= pixels::NEAR_DUPLICATE {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Puts content on the block-list.
///
/// # Errors
/// When the database does not take it.
pub async fn block(
    conn: &mut AnyConnection,
    sha256: &str,
    phash: u64,
    now: Millis,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO blocks (hash, phash, at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING")
        .bind(sha256)
        .bind(phash.cast_signed())
        .bind(now)
        .execute(conn)
        .await?;
    Ok(())
}
