//! The work in numbers, as its host watches it: each kind of activity has its own.

use platform::Id;
use platform::clock::Millis;
use platform::web::Problem;
use platform::words::Words;
use sqlx::{AnyConnection, Row};

use crate::throngs::activity::Activity;
use crate::throngs::kinds::Terms;
use crate::throngs::pages::outcome::Figure;
use crate::throngs::throng::Throng;
use crate::throngs::watch::Watch;

/// A figure with its name in the live event; empty where no event tells of it.
pub type Named = (&'static str, Figure);

/// The figures of a throng's activities.
///
/// # Errors
/// When the database does not answer.
pub async fn figures(
    conn: &mut AnyConnection,
    t: &Words,
    throng: &Throng,
    activities: &[Activity],
    watched: &Watch,
    now: Millis,
) -> Result<Vec<Named>, Problem> {
    let figure = |name, count: i64, words: &str| {
        (name, Figure::new(t.number(u64::try_from(count).unwrap_or(0)), t.say(words)))
    };
    let is_any = |test: fn(&Activity) -> bool| activities.iter().any(test);
    let mut figures = Vec::new();
    if is_any(|one| one.is_label() && one.items > 0) {
        figures.extend([
            figure("total", throng.progress.total, "manage-figure-items"),
            figure("done", throng.progress.done, "manage-figure-agreed"),
            figure("answers", watched.answers, "manage-figure-answers"),
            figure("per_minute", watched.per_minute, "manage-figure-pace"),
            figure("leases", watched.leases, "manage-figure-leases"),
        ]);
    }
    if is_any(|one| one.terms == Terms::Do) {
        let to_do = activities.iter().filter(|one| one.terms == Terms::Do);
        let (total, done) = to_do.fold((0, 0), |(total, done), one| (total + one.items, done + one.done));
        let (taken, waiting) = deeds(conn, throng.id, now).await?;
        figures.extend([
            figure("", total, "manage-figure-todo"),
            figure("", done, "manage-figure-confirmed"),
            figure("", taken, "manage-figure-taken"),
            figure("", waiting, "manage-figure-waiting"),
        ]);
    }
    if is_any(|one| matches!(one.terms, Terms::Remix(_))) {
        let remixes = activities.iter().map(|one| one.entries).sum();
        figures.push(figure("", remixes, "manage-figure-remixes"));
    }
    if is_any(|one| matches!(one.terms, Terms::Decide(_))) {
        figures.push(figure("", ballots(conn, throng.id).await?, "manage-figure-ballots"));
    }
    figures.push(figure("joined", throng.members, "manage-figure-people"));
    Ok(figures)
}

/// Deeds that somebody has in hand, and those that wait for a word.
async fn deeds(conn: &mut AnyConnection, throng: Id, now: Millis) -> Result<(i64, i64), sqlx::Error> {
    let row = sqlx::query(
        "SELECT COUNT(CASE WHEN d.state = 'claimed' AND d.expires_at > $2 THEN 1 END) AS taken, \
         COUNT(CASE WHEN d.state = 'evidenced' THEN 1 END) AS waiting \
         FROM deeds d JOIN activities a ON a.id = d.activity WHERE a.throng = $1",
    )
    .bind(throng.to_string())
    .bind(now)
    .fetch_one(conn)
    .await?;
    Ok((row.try_get("taken")?, row.try_get("waiting")?))
}

/// How many have voted: while a ballot is open, and once it is closed. How it stands nobody is told.
async fn ballots(conn: &mut AnyConnection, throng: Id) -> Result<i64, sqlx::Error> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM ballots b JOIN activities a ON a.id = b.activity WHERE a.throng = $1) \
         + (SELECT COUNT(*) FROM ballot_voters v JOIN activities a ON a.id = v.activity WHERE a.throng = $1) AS votes",
    )
    .bind(throng.to_string())
    .fetch_one(conn)
    .await?;
    row.try_get("votes")
}
