//! What a story says of its own surge: one dated update, held for its author or posted at once as they chose.
//!
//! A page is named only if it was seen to link to the story. A host that sent people is named without claiming a page, and in a
//! text that nobody looks at first not at all: whoever forges a referrer writes nothing here.

use std::str::FromStr;

use platform::clock::Millis;
use platform::web::Problem;
use platform::words::Words;
use platform::writer::Tx;
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, Row};
use url::Url;

use crate::app::App;
use crate::layout::Moment;
use crate::stories::story::Story;
use crate::stories::updates::{self, Cause};
use crate::stories::{stamp, story};
use crate::surges::surge::{self, Surge};
use crate::surges::{ByReferrer, links, look, sources};
use crate::things::{Kind, Standing, Visibility};

/// Hosts of one surge that are looked at.
const MAX_LOOKED_AT: usize = 2;

/// What happens with a story's own update.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SurgeChoice)]
pub enum Choice {
    /// It waits for the author.
    #[default]
    Held,
    /// It is posted at once.
    Posted,
    /// The story says nothing by itself.
    Silent,
}

impl Choice {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Held, Self::Posted, Self::Silent];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Posted => "posted",
            Self::Silent => "silent",
        }
    }
}

impl FromStr for Choice {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|choice| choice.word() == text).ok_or(())
    }
}

/// What is chosen for a story: its own choice, else the instance's, else that its update is held.
///
/// # Errors
/// When the database does not answer.
pub async fn choice(conn: &mut AnyConnection, story: platform::Id) -> Result<Choice, sqlx::Error> {
    let row = sqlx::query(
        "SELECT choice FROM surge_choices WHERE story = $1 \
         UNION ALL SELECT value FROM settings WHERE name = 'surge_update' \
         AND NOT EXISTS (SELECT 1 FROM surge_choices WHERE story = $1)",
    )
    .bind(story.to_string())
    .fetch_optional(conn)
    .await?;
    row.map_or(Ok(Choice::default()), |row| Ok(row.try_get::<String, _>(0)?.parse().unwrap_or_default()))
}

/// Chooses for a story.
///
/// # Errors
/// When the database does not take it.
pub async fn choose(tx: &mut Tx, story: platform::Id, choice: Choice) -> Result<(), Problem> {
    sqlx::query(
        "INSERT INTO surge_choices (story, choice) VALUES ($1, $2) ON CONFLICT (story) DO UPDATE SET choice = excluded.choice",
    )
    .bind(story.to_string())
    .bind(choice.word())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Looks where a surge that just began comes from, and has its story say so.
///
/// # Errors
/// When the database does not answer.
pub async fn of(app: &App, surge: Surge) -> Result<(), Problem> {
    if surge.about.kind != Kind::Story {
        return Ok(());
    }
    let mut conn = app.db.reader().acquire().await?;
    let Some(story) = story::by_id(&mut conn, surge.about.id).await? else { return Ok(()) };
    let hosts = sources::since(&mut conn, Kind::Story, story.id, surge.began_at).await?;
    let came = surge_total(&mut conn, &surge).await?;
    drop(conn);
    // An address that few may open is told to no other host.
    let listed = story.standing == Standing::Shown && story.visibility == Visibility::Public;
    let page = if listed { linking(app, &story, &hosts).await } else { None };
    let named = Told { words: app.words.english(), surge, story, hosts, came, page };
    app.writer.write(move |tx| Box::pin(async move { write(tx, &named).await })).await
}

/// What there is to say.
struct Told {
    words: Words,
    surge: Surge,
    story: Story,
    hosts: Vec<ByReferrer>,
    /// How many came, from wherever.
    came: i64,
    /// The page that links to the story, and how many its host sent.
    page: Option<(String, u64)>,
}

/// The first of the hosts whose page links to the story.
async fn linking(app: &App, story: &Story, hosts: &[ByReferrer]) -> Option<(String, u64)> {
    let target = Url::parse(&format!("{}{}", app.public_url(), story.href())).ok()?;
    let fetcher = app.surges.fetcher();
    for from in hosts.iter().take(MAX_LOOKED_AT) {
        if let Some(page) = look::at_host(&fetcher, &from.referrer, &target).await
            && page.len() <= links::MAX_ADDRESS
        {
            return Some((page, from.hits));
        }
    }
    None
}

async fn surge_total(conn: &mut AnyConnection, surge: &Surge) -> Result<i64, sqlx::Error> {
    let row = sqlx::query(
        "SELECT CAST(COALESCE(SUM(people), 0) AS BIGINT) FROM arrivals WHERE thing = $1 AND minute >= $2",
    )
    .bind(surge.about.id.to_string())
    .bind(surge.began_at / platform::clock::MINUTE)
    .fetch_one(conn)
    .await?;
    row.try_get(0)
}

async fn write(tx: &mut Tx, told: &Told) -> Result<(), Problem> {
    let Told { words, surge, story, hosts, came, page } = told;
    if let Some((page, _)) = page {
        links::keep(tx, story.id, page).await?;
        sqlx::query("UPDATE surges SET page = $1 WHERE id = $2")
            .bind(page)
            .bind(surge.id.to_string())
            .execute(tx.conn())
            .await?;
        surge::tell(tx, surge);
    }
    let standing = match choice(tx.conn(), story.id).await? {
        Choice::Silent => return Ok(()),
        Choice::Posted if story.standing == Standing::Shown => Standing::Shown,
        Choice::Posted | Choice::Held => Standing::Held,
    };
    let named = hosts.first().filter(|_| standing == Standing::Held);
    let body = text(words, page.as_ref(), named, *came, surge.began_at);
    let id = updates::append(tx, story.id, story.author, Cause::Surge, &body, standing).await?;
    sqlx::query("UPDATE surges SET told = $1 WHERE id = $2")
        .bind(id.to_string())
        .bind(surge.id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The update's words, as Markdown.
fn text(
    words: &Words,
    page: Option<&(String, u64)>,
    host: Option<&ByReferrer>,
    came: i64,
    began: Millis,
) -> String {
    let since = Moment::clock(words, stamp(began)).text().to_owned();
    let count = |people: u64| words.number(people);
    match (page, host) {
        (Some((page, people)), _) => {
            let address = Url::parse(page).ok();
            let host = address.as_ref().and_then(Url::host_str).unwrap_or_default();
            let is_front = address.as_ref().is_some_and(|url| url.path() == "/");
            // Brackets would end the link early.
            let target = page.replace('(', "%28").replace(')', "%29");
            words.say_with(
                if is_front { "surge-update-page" } else { "surge-update-link" },
                &[
                    ("link", format!("[{}]({target})", host.trim_start_matches("www.")).into()),
                    ("people", count(*people).into()),
                    ("since", since.into()),
                ],
            )
        }
        (None, Some(from)) => words.say_with(
            "surge-update-host",
            &[
                ("host", from.referrer.clone().into()),
                ("people", count(from.hits).into()),
                ("since", since.into()),
            ],
        ),
        (None, None) => words.say_with(
            "surge-update",
            &[("people", count(u64::try_from(came).unwrap_or(0)).into()), ("since", since.into())],
        ),
    }
}
