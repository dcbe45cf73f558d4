//! The side column of the front page: throngs under way, who is here now, fresh variants, what is just in.

use platform::Id;
use platform::live::Topic;
use platform::words::Words;
use sqlx::AnyConnection;

use crate::app::App;
use crate::crowd_line::Crowd;
use crate::frontpage::ranking::QUOTA;
use crate::frontpage::submission::Submission;
use crate::layout::{Chart, Shown};
use crate::stories::open_pictures;
use crate::surges;
use crate::throngs;

/// Throngs that the column names.
const THRONGS: i64 = 4;
/// Variants that it shows.
const VARIANTS: i64 = 4;
/// Submissions that are just in.
const JUST_IN: usize = 5;

/// Hits of a day from which on a line says more than their number.
const ENOUGH_FOR_A_LINE: u64 = 20;

/// The column.
pub struct Side {
    /// Throngs under way, the one that ends first first.
    pub throngs: Vec<Throng>,
    /// Who looks at the front page now, on this node.
    pub looking: u64,
    /// Where today's readers came from; `None` where nobody came.
    pub arrived: Option<Arrived>,
    /// Variants that were published last.
    pub variants: Vec<Shown>,
    /// What has not been seen enough, the least first: headline, page and id.
    pub just_in: Vec<(String, String, Id)>,
}

/// A throng under way.
pub struct Throng {
    /// Its page.
    pub href: String,
    /// What is to be reached.
    pub objective: String,
    /// How far it is, in per mille.
    pub share: Option<u64>,
    /// The same in words.
    pub label: String,
    /// Who is there.
    pub crowd: Crowd,
}

/// Who came today.
pub struct Arrived {
    /// "12 hits since midnight UTC, most from fark.com".
    pub words: String,
    /// The last hours as a line.
    pub chart: Option<Chart>,
}

impl Side {
    /// Reads it; `not_shown` are the submissions that stand nowhere else on the page. With the topics that it depends on.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(
        app: &App,
        conn: &mut AnyConnection,
        words: &Words,
        not_shown: &[Submission],
    ) -> Result<(Self, Vec<String>), sqlx::Error> {
        let mut topics = Vec::new();
        let mut under_way = Vec::new();
        for found in throngs::list::under_way(conn, THRONGS).await? {
            topics.push(format!("throng:{}", found.id));
            let count = |count: i64| u64::try_from(count).unwrap_or(0);
            let (done, total) = (count(found.progress.done), count(found.progress.total));
            under_way.push(Throng {
                href: format!("/t/{}", found.slug),
                objective: found.objective,
                share: done.saturating_mul(1_000).checked_div(total).map(|share| share.min(1_000)),
                label: words
                    .say_with("throng-progress-label", &[("done", done.into()), ("items", total.into())]),
                crowd: throngs::crowd(app, conn, found.id).await?,
            });
        }
        let mut just_in: Vec<&Submission> = not_shown.iter().filter(|one| one.shown < QUOTA).collect();
        just_in.sort_by_key(|one| (one.shown, std::cmp::Reverse(one.id)));
        let just_in = just_in.into_iter().take(JUST_IN).map(|one| (one.headline.clone(), one.href(), one.id));
        let side = Self {
            throngs: under_way,
            looking: Topic::parse("front")
                .map_or(0, |front| u64::try_from(app.live.hub.here(&front)).unwrap_or(0)),
            arrived: arrived(app, conn, words).await?,
            variants: variants(conn, words).await?,
            just_in: just_in.collect(),
        };
        Ok((side, topics))
    }
}

async fn arrived(app: &App, conn: &mut AnyConnection, words: &Words) -> Result<Option<Arrived>, sqlx::Error> {
    let day = surges::today(conn, app.clock.now(), words).await?;
    if day.hits == 0 {
        return Ok(None);
    }
    let hosts = day.hosts.join(", ");
    let text = if hosts.is_empty() {
        words.say_with("front-arrived", &[("hits", day.hits.into())])
    } else {
        words.say_with("front-arrived-from", &[("hits", day.hits.into()), ("hosts", hosts.into())])
    };
    Ok(Some(Arrived { words: text, chart: day.chart.filter(|_| day.hits >= ENOUGH_FOR_A_LINE) }))
}

async fn variants(conn: &mut AnyConnection, words: &Words) -> Result<Vec<Shown>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT DISTINCT p.id FROM pictures p JOIN picture_parents pp ON pp.picture = p.id \
         WHERE p.standing = 'shown' AND p.visibility = 'public' ORDER BY p.id DESC LIMIT $1",
    )
    .bind(VARIANTS)
    .fetch_all(&mut *conn)
    .await?;
    let ids = rows.iter().map(|row| platform::db::id(row, "id")).collect::<Result<Vec<_>, _>>()?;
    let mut shown = open_pictures(conn, &ids, words).await?;
    Ok(ids.iter().filter_map(|id| shown.remove(id)).collect())
}
