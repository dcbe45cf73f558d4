//! The figures of a thing.

use platform::Id;
use platform::clock::{MINUTE, rfc3339};
use platform::web::Problem;
use serde::Serialize;
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::surges::What;
use crate::things::Kind;

/// Minutes that a summary goes back at most: those that had any, the latest.
pub const MAX_MINUTES: i64 = 50_000;
/// Referrers that a summary names at most, the strongest.
pub const MAX_REFERRERS: i64 = 1_000;

/// How often a thing was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Figures {
    /// Its page.
    pub hits: u64,
    /// A picture's renditions.
    pub loads: u64,
    /// In frames elsewhere.
    pub embeds: u64,
}

/// All that is told of who came.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct Summary {
    /// The sums.
    #[serde(flatten)]
    pub figures: Figures,
    /// Hits by where they came from, the most first.
    pub by_referrer: Vec<ByReferrer>,
    /// Embeds by the host of the page around the frame, the most first.
    pub by_embedder: Vec<ByReferrer>,
    /// Hits by minute, oldest first; minutes without any are left out.
    pub by_minute: Vec<ByMinute>,
    /// Hits by what asked: `person`, `bot`, `preview`, `embed`.
    pub by_cause: Vec<ByCause>,
}

/// Hits from one host.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ByReferrer {
    /// The host; `direct` where none was named, `other` for hosts beyond the bound.
    pub referrer: String,
    /// How many.
    pub hits: u64,
}

/// Hits of one minute.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ByMinute {
    /// Its beginning.
    pub at: String,
    /// How many.
    pub hits: u64,
}

/// Hits of one cause.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ByCause {
    /// The cause.
    pub cause: &'static str,
    /// How many.
    pub hits: u64,
}

/// The sums as they are in the database: at most a second old.
///
/// # Errors
/// When the database does not answer.
pub async fn figures(conn: &mut AnyConnection, kind: Kind, id: Id) -> Result<Figures, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT what, CAST(SUM(hits) AS BIGINT) AS hits FROM hit_totals WHERE thing = $1 GROUP BY what",
    )
    .bind(id.to_string())
    .fetch_all(conn)
    .await?;
    let mut figures = Figures::default();
    for row in rows {
        let what = u8::try_from(row.try_get::<i64, _>("what")?).ok().and_then(What::from_code);
        let hits = count(row.try_get("hits")?);
        match what {
            Some(What::Load) => figures.loads = hits,
            what if what == What::page(kind) => figures.hits = hits,
            what if what == What::embed(kind) => figures.embeds = hits,
            _ => {}
        }
    }
    Ok(figures)
}

fn count(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}

/// The exact summary of this moment.
///
/// # Errors
/// When the database does not answer.
pub async fn summary(app: &App, kind: Kind, id: Id) -> Result<Summary, Problem> {
    app.hits.fold().await?;
    let mut conn = app.db.snapshot().await?;
    Ok(Summary {
        figures: figures(&mut conn, kind, id).await?,
        by_referrer: by_referrer(&mut conn, kind, id, MAX_REFERRERS).await?,
        by_embedder: hosts(&mut conn, What::embed(kind), id, MAX_REFERRERS).await?,
        by_minute: by_minute(&mut conn, kind, id, 0)
            .await?
            .into_iter()
            .map(|(minute, hits)| ByMinute { at: rfc3339(minute * MINUTE), hits })
            .collect(),
        by_cause: by_cause(&mut conn, kind, id).await?,
    })
}

/// Hits by host, the most first.
///
/// # Errors
/// When the database does not answer.
pub async fn by_referrer(
    conn: &mut AnyConnection,
    kind: Kind,
    id: Id,
    limit: i64,
) -> Result<Vec<ByReferrer>, sqlx::Error> {
    hosts(conn, What::page(kind), id, limit).await
}

async fn hosts(
    conn: &mut AnyConnection,
    what: Option<What>,
    id: Id,
    limit: i64,
) -> Result<Vec<ByReferrer>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT referrer, hits FROM hit_referrers WHERE thing = $1 AND what = $2 ORDER BY hits DESC, referrer LIMIT $3",
    )
    .bind(id.to_string())
    .bind(what.map_or(0, |what| i64::from(what.code())))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok(ByReferrer { referrer: row.try_get(0)?, hits: count(row.try_get(1)?) }))
        .collect()
}

/// Hits by Unix minute from `since` on, oldest first, at most the latest [`MAX_MINUTES`].
///
/// # Errors
/// When the database does not answer.
pub async fn by_minute(
    conn: &mut AnyConnection,
    kind: Kind,
    id: Id,
    since: i64,
) -> Result<Vec<(i64, u64)>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT minute, CAST(SUM(hits) AS BIGINT) FROM hit_minutes WHERE thing = $1 AND what = $2 AND minute >= $3 \
         GROUP BY minute ORDER BY minute DESC LIMIT $4",
    )
    .bind(id.to_string())
    .bind(code(kind))
    .bind(since)
    .bind(MAX_MINUTES)
    .fetch_all(conn)
    .await?;
    rows.iter().rev().map(|row| Ok((row.try_get(0)?, count(row.try_get(1)?)))).collect()
}

async fn by_cause(conn: &mut AnyConnection, kind: Kind, id: Id) -> Result<Vec<ByCause>, sqlx::Error> {
    let rows =
        sqlx::query("SELECT cause, hits FROM hit_totals WHERE thing = $1 AND what = $2 ORDER BY cause")
            .bind(id.to_string())
            .bind(code(kind))
            .fetch_all(conn)
            .await?;
    let word = |code: i64| ["person", "bot", "preview", "embed"].get(usize::try_from(code).ok()?).copied();
    rows.iter()
        .map(|row| {
            Ok(ByCause { cause: word(row.try_get(0)?).unwrap_or("other"), hits: count(row.try_get(1)?) })
        })
        .collect()
}

fn code(kind: Kind) -> i64 {
    What::page(kind).map_or(0, |what| i64::from(what.code()))
}
