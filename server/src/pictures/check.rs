//! Whether pictures, their renditions, grants and files fit together.

use sqlx::{AnyConnection, Row};

/// A statement that finds what is broken, and the sentence about it; the statement gives the name that the sentence begins with.
const CHECKS: [(&str, &str); 5] = [
    (
        "SELECT p.id FROM pictures p WHERE p.original <> '' AND NOT EXISTS \
         (SELECT 1 FROM renditions r WHERE r.picture = p.id AND r.format = 'jpg')",
        "is a picture without a rendition",
    ),
    (
        "SELECT p.id FROM pictures p WHERE p.standing IN ('shown', 'held', 'hidden') AND p.original = ''",
        "is a picture that stands without its original",
    ),
    (
        "SELECT p.id FROM pictures p WHERE p.licence <> COALESCE((SELECT g.licence FROM licence_grants g \
         WHERE g.picture = p.id ORDER BY g.at DESC, g.id DESC LIMIT 1), '')",
        "is a picture whose licence was never granted",
    ),
    (
        "SELECT b.hash FROM blobs b WHERE b.refs <> (SELECT COUNT(*) FROM renditions r WHERE r.hash = b.hash) \
         + (SELECT COUNT(*) FROM pictures p WHERE p.original = b.hash) \
         + (SELECT COUNT(*) FROM recipe_assets a WHERE a.hash = b.hash) \
         + (SELECT COUNT(*) FROM assets a WHERE a.hash = b.hash)",
        "is a file whose references are miscounted",
    ),
    (
        "SELECT r.hash FROM renditions r WHERE NOT EXISTS (SELECT 1 FROM blobs b WHERE b.hash = r.hash AND b.refs > 0)",
        "is a rendition's file that nobody counts",
    ),
];

/// One sentence for each broken invariant.
///
/// # Errors
/// When the database does not answer.
pub async fn check(conn: &mut AnyConnection) -> Result<Vec<String>, sqlx::Error> {
    let mut broken = Vec::new();
    for (sql, what) in CHECKS {
        for row in sqlx::query(sql).fetch_all(&mut *conn).await? {
            broken.push(format!("{} {what}", row.try_get::<String, _>(0)?));
        }
    }
    let total = "SELECT CAST((SELECT bytes FROM blob_totals WHERE one = 1) - COALESCE(SUM(bytes), 0) AS BIGINT) FROM blobs WHERE refs > 0";
    let off: i64 = sqlx::query(total).fetch_one(conn).await?.try_get(0)?;
    if off != 0 {
        broken.push(format!("the total of all files is off by {off} bytes"));
    }
    Ok(broken)
}

/// Counts the references of all files anew; gives how many counts were wrong. To be called in a transaction that nobody else
/// writes in.
///
/// # Errors
/// When the database does not take it.
pub async fn recount(conn: &mut AnyConnection) -> Result<u64, sqlx::Error> {
    const HELD: &str = "(SELECT COUNT(*) FROM renditions r WHERE r.hash = blobs.hash) \
                        + (SELECT COUNT(*) FROM pictures p WHERE p.original = blobs.hash) \
                        + (SELECT COUNT(*) FROM recipe_assets a WHERE a.hash = blobs.hash) \
                        + (SELECT COUNT(*) FROM assets a WHERE a.hash = blobs.hash)";
    let sql = format!("UPDATE blobs SET refs = {HELD} WHERE refs <> {HELD}");
    let wrong = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *conn).await?.rows_affected();
    const SUM: &str = "(SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM blobs WHERE refs > 0)";
    let sql = format!("UPDATE blob_totals SET bytes = {SUM} WHERE bytes <> {SUM}");
    let total = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(conn).await?.rows_affected();
    Ok(wrong + total)
}
