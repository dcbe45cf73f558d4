//! Throngs seen from elsewhere: which one is about a thing, what its first question is, and who is here.

use platform::Id;
use platform::clock::Millis;
use platform::live::Topic;
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::crowd_line::Crowd;
use crate::things::{Kind, Standing, Visibility};
use crate::throngs::activity::{self, Activity};
use crate::throngs::items::{self, COLUMNS, Item, TAKEN};
use crate::throngs::throng::{self, Throng, from_row};
use crate::throngs::upload::GOLD_TURN;

/// What a page about a thing shows of its throng: the same for everybody, so it hands out no lease.
#[derive(Clone, Debug)]
pub struct Work {
    /// The throng.
    pub throng: Throng,
    /// Its first activity that has open items, if any has.
    pub activity: Option<Activity>,
    /// The item whose answer is least sure.
    pub item: Option<Item>,
}

/// The newest throng about the thing that everybody may see and that has not ended; else the one that ended last.
///
/// # Errors
/// When the database does not answer.
pub async fn about(conn: &mut AnyConnection, kind: Kind, id: Id) -> Result<Option<Work>, sqlx::Error> {
    let columns = throng::COLUMNS;
    let sql = format!(
        "SELECT {columns} WHERE t.about_kind = $1 AND t.about_what = $2 AND t.standing = $3 AND t.visibility = $4 \
         ORDER BY CASE WHEN t.state = 'ended' THEN 1 ELSE 0 END, t.id DESC LIMIT 1"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(kind.word())
        .bind(id.to_string())
        .bind(Standing::Shown.word())
        .bind(Visibility::Public.word())
        .fetch_optional(&mut *conn)
        .await?;
    match row {
        Some(row) => work(conn, from_row(&row)?).await.map(Some),
        None => Ok(None),
    }
}

/// What a page shows of `throng`.
///
/// # Errors
/// When the database does not answer.
pub async fn work(conn: &mut AnyConnection, throng: Throng) -> Result<Work, sqlx::Error> {
    let open = activity::of_throng(conn, throng.id)
        .await?
        .into_iter()
        .find(|found| found.is_label() && found.state() == "open" && found.items > 0);
    let item = match &open {
        Some(activity) => first(conn, activity.id).await?,
        None => None,
    };
    Ok(Work { throng, activity: open, item })
}

async fn first(conn: &mut AnyConnection, activity: Id) -> Result<Option<Item>, sqlx::Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM items i WHERE i.activity = $1 AND i.state = 'open' AND i.turn < $2 AND {TAKEN} ORDER BY i.turn, i.place LIMIT 1"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.to_string())
        .bind(GOLD_TURN)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(items::from_row).transpose()
}

/// Who is here: those who follow the throng or its room on this node, those who joined, those who hold an item.
///
/// # Errors
/// When the database does not answer.
pub async fn crowd(app: &App, conn: &mut AnyConnection, throng: Id) -> Result<Crowd, sqlx::Error> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM throng_members WHERE throng = $1) AS joined, \
         (SELECT COUNT(*) FROM leases l JOIN activities a ON a.id = l.activity WHERE a.throng = $1 AND l.live = 1 AND l.expires_at > $2) AS working",
    )
    .bind(throng.to_string())
    .bind(app.clock.now())
    .fetch_one(conn)
    .await?;
    let count = |column| row.try_get::<i64, _>(column).map(|count| u64::try_from(count).unwrap_or(0));
    let (joined, working) = (count("joined")?, count("working")?);
    let topics = [format!("throng:{throng}"), format!("room:{throng}")];
    let here = topics.iter().filter_map(|topic| Topic::parse(topic)).map(|topic| app.live.hub.here(&topic));
    let here = u64::try_from(here.max().unwrap_or(0)).unwrap_or(0);
    Ok(Crowd { looking: here.max(working), joined, working })
}

/// How many items of the throng somebody holds now.
///
/// # Errors
/// When the database does not answer.
pub async fn under_way(conn: &mut AnyConnection, throng: Id, now: Millis) -> Result<u64, sqlx::Error> {
    let row = sqlx::query(
        "SELECT COUNT(DISTINCT l.item) FROM leases l JOIN activities a ON a.id = l.activity \
         WHERE a.throng = $1 AND l.live = 1 AND l.expires_at > $2",
    )
    .bind(throng.to_string())
    .bind(now)
    .fetch_one(conn)
    .await?;
    Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
}
