//! What pages say of a surge that goes on: who looks, where they come from, how it fades, and the desk's lines of it.

use platform::Id;
use platform::clock::{Millis, SECOND};
use platform::live::Topic;
use platform::words::Words;
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::crowd_line::Crowd;
use crate::layout::Moment;
use crate::surges::surge::{self, Surge};
use crate::surges::{ByReferrer, referrers_table, sources};
use crate::things::Thing;

/// Surges that the desk shows.
const AT_DESK: i64 = 20;

/// A surge in words.
#[derive(Clone, Debug)]
pub struct Now {
    /// "from news.example since 14:05": hosts only, where one is known.
    pub from: String,
    /// How many look now.
    pub looking: u64,
    /// "Half of you will have left by 17:20", or empty while that cannot be told.
    pub fading: String,
}

/// The surge of a thing, if one goes on.
///
/// # Errors
/// When the database does not answer.
pub async fn of(
    app: &App,
    conn: &mut AnyConnection,
    thing: Thing,
    words: &Words,
) -> Result<Option<Now>, sqlx::Error> {
    let Some(surge) = surge::open_of(conn, thing).await? else { return Ok(None) };
    let hosts = sources::since(conn, thing.kind, thing.id, surge.began_at).await?;
    let topics = [thing.to_string(), format!("room:{}", thing.id)];
    let here =
        topics.iter().filter_map(|topic| Topic::parse(topic)).map(|topic| app.live.hub.here(&topic)).max();
    Ok(Some(Now {
        from: from(&surge, hosts.first(), words),
        looking: u64::try_from(here.unwrap_or(0)).unwrap_or(0),
        fading: fading(&surge, app.clock.now(), words),
    }))
}

fn from(surge: &Surge, host: Option<&ByReferrer>, words: &Words) -> String {
    let since = clock(surge.began_at, words).text().to_owned();
    match host {
        Some(host) => {
            words.say_with("surge-from", &[("host", host.referrer.clone().into()), ("since", since.into())])
        }
        None => words.say_with("surge-since", &[("since", since.into())]),
    }
}

/// By when half of those who are still to come will have come: with a fade by the same share each time, that is one half-life
/// from now.
fn fading(surge: &Surge, now: Millis, words: &Words) -> String {
    surge.half_life_s.map_or_else(String::new, |seconds| {
        let by = clock(now + seconds * SECOND, words).text().to_owned();
        words.say_with("surge-half-life", &[("minutes", ((seconds + 59) / 60).into()), ("by", by.into())])
    })
}

fn clock(at: Millis, words: &Words) -> Moment {
    Moment::clock(words, jiff::Timestamp::from_millisecond(at).unwrap_or_default())
}

/// The line of those who look at something that nobody is gathered about.
pub const fn onlookers(looking: u64) -> Crowd {
    Crowd { looking, joined: 0, working: 0 }
}

/// A surge at the desk.
pub struct AtDesk {
    /// What they come to.
    pub title: String,
    /// Its page.
    pub href: String,
    /// What is to be gathered about: `story:ID`.
    pub about: String,
    /// How many have come, at the peak and from where, in words.
    pub words: String,
    /// The story's own update that waits: its text, and where one tap posts it.
    pub waiting: Option<(String, String)>,
}

/// What surges now of what `host` sees, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn at_desk(
    conn: &mut AnyConnection,
    host: &crate::people::Person,
    words: &Words,
) -> Result<Vec<AtDesk>, sqlx::Error> {
    let mut lines = Vec::new();
    for surge in surge::all_open(conn, AT_DESK).await? {
        let Some(subject) = crate::rooms::subject(conn, surge.about).await? else { continue };
        if !subject.is_seen_by(Some(host)) {
            continue;
        }
        let hosts = sources::since(conn, surge.about.kind, surge.about.id, surge.began_at).await?;
        let said = words.say_with(
            "surge-at-desk",
            &[
                ("peak", words.number(u64::try_from(surge.peak).unwrap_or(0)).into()),
                ("from", from(&surge, hosts.first(), words).into()),
            ],
        );
        lines.push(AtDesk {
            about: surge.about.to_string(),
            words: said,
            waiting: waiting(conn, surge.id, &subject.href).await?,
            title: subject.title,
            href: subject.href,
        });
    }
    Ok(lines)
}

async fn waiting(
    conn: &mut AnyConnection,
    surge: Id,
    href: &str,
) -> Result<Option<(String, String)>, sqlx::Error> {
    let row = sqlx::query(
        "SELECT u.id, u.body FROM surges s JOIN updates u ON u.id = s.told WHERE s.id = $1 AND u.standing = 'held'",
    )
    .bind(surge.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok((row.try_get("body")?, format!("{href}/updates/{}/publish", row.try_get::<String, _>("id")?)))
    })
    .transpose()
}

/// A host and how many it sent, for the table of who came from where.
pub struct FromWhere {
    /// The host, or in words that none was named.
    pub host: String,
    /// How many.
    pub people: u64,
}

/// Who came from where: hosts only.
///
/// # Errors
/// When the database does not answer.
pub async fn from_where(
    conn: &mut AnyConnection,
    thing: Thing,
    words: &Words,
) -> Result<Vec<FromWhere>, sqlx::Error> {
    let found = referrers_table(conn, thing.kind, thing.id).await?;
    let worded = |host: String| match host.as_str() {
        "direct" => words.say("surge-direct"),
        "other" => words.say("surge-other"),
        _ => host,
    };
    Ok(found.into_iter().map(|from| FromWhere { host: worded(from.referrer), people: from.hits }).collect())
}
