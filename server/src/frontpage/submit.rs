//! Putting something forward, and taking it back. Page and API call these.

use platform::Id;
use platform::clock::DAY;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;
use sqlx::Row;
use url::Url;

use crate::app::App;
use crate::frontpage::submission::{self, Decided, Submission, Target};
use crate::frontpage::{addresses, look, moderated};
use crate::people::{Act, Acted, Visitor, Whose};
use crate::safety::{self, Subject, log};
use crate::things::{Kind, Standing, Thing};
use crate::web::text::line;

/// Characters of a headline.
pub const MAX_HEADLINE: usize = 160;
/// Tags that a submission has at most.
const MAX_TAGS: usize = 5;
/// Characters of a tag.
const MAX_TAG: usize = 40;
/// What one person puts forward in a day at most.
const MAX_A_DAY: i64 = 20;

/// What is put forward.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = NewSubmission)]
pub struct Asked {
    /// A web address, or the address of a picture, story or throng here.
    pub url: String,
    /// The headline; where it is empty, the page's own title is taken.
    pub title: String,
    /// Words to find it by, at most five.
    pub tags: Vec<String>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The submission.
    pub submission: Submission,
    /// Whether it had been put forward before: then nothing new was made.
    pub joined: bool,
}

/// Puts something forward. The same page again leads to the submission that is there.
///
/// # Errors
/// 401 or 403, 422 with the field, 409 where a moderator took the same page out, 429 for the twenty-first in a day.
pub async fn submit(app: &App, visitor: &Visitor, asked: Asked) -> Result<Acted<Submitted>, Problem> {
    let wrong = || Problem::field("/url", "submission-url-wrong").with("max", addresses::MAX_ADDRESS);
    let url = whole(app, &asked.url).ok_or_else(wrong)?;
    let tags = tidy_tags(&asked.tags)?;
    let target = target(app, &url).await?;
    let headline = if asked.title.trim().is_empty() { None } else { Some(tidy_headline(&asked.title)?) };
    let address = addresses::of(&target).ok_or_else(wrong)?;
    let mut seen = None;
    let headline = match headline {
        Some(headline) => headline,
        None => {
            seen = own_title(app, &target).await?;
            let title = seen.as_ref().map(|found| found.title.clone()).unwrap_or_default();
            line(&title, usize::MAX).map(|title| title.chars().take(MAX_HEADLINE).collect()).ok_or_else(
                || Problem::field("/title", "submission-title-missing").with("max", MAX_HEADLINE),
            )?
        }
    };
    let (visitor, hold) = (visitor.clone(), app.config.hold_new);
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let actor = visitor.act(tx, Act::Submit, Whose::Own).await?;
                if let Some(there) = addresses::find(tx.conn(), &address).await? {
                    let submission = join(tx, there, &actor.person, &headline).await?;
                    return Ok(Acted { value: Submitted { submission, joined: true }, actor });
                }
                not_too_many(tx, actor.person.id).await?;
                let new = Submission {
                    id: Id::new(tx.now()),
                    author: actor.person.id,
                    author_name: actor.person.name.clone(),
                    target,
                    headline,
                    page_title: seen.as_ref().map(|found| found.title.clone()).unwrap_or_default(),
                    tags,
                    standing: safety::first_standing(tx.conn(), hold, &actor.person).await?,
                    decided: Decided::Open,
                    shown: 0,
                    chosen: 0,
                    at: tx.now(),
                };
                submission::insert(tx, &new).await?;
                addresses::claim(tx, &address, new.id).await?;
                match &seen {
                    Some(found) => look::learn(tx, new.id, found).await?,
                    None if matches!(new.target, Target::Link(_)) => look::ask(tx, new.id).await?,
                    None => {}
                }
                moderated::tell(tx, new.id, "state");
                Ok(Acted { value: Submitted { submission: new, joined: false }, actor })
            })
        })
        .await
}

/// The address as typed, whole; a path is one of this host.
fn whole(app: &App, text: &str) -> Option<Url> {
    let text = text.trim();
    if text.starts_with('/') && !text.starts_with("//") {
        return addresses::read(&format!("{}{text}", app.public_url()));
    }
    addresses::read(text)
}

/// What the address points at: one of our own things, or a page elsewhere.
async fn target(app: &App, url: &Url) -> Result<Target, Problem> {
    let home = Url::parse(&app.public_url()).map_err(Problem::internal)?;
    if url.origin() != home.origin() {
        return Ok(Target::Link(url.to_string()));
    }
    let nothing = || Problem::field("/url", "submission-not-a-thing");
    let (kind, name) = addresses::own_place(url).ok_or_else(nothing)?;
    let mut conn = app.db.reader().acquire().await?;
    addresses::thing(&mut conn, kind, &name).await?.map(Target::Thing).ok_or_else(nothing)
}

/// What the target calls itself.
async fn own_title(app: &App, target: &Target) -> Result<Option<look::Found>, Problem> {
    match target {
        Target::Link(address) => Ok(look::fetch(&app.fetcher, address).await),
        Target::Thing(Thing { kind, id }) => {
            let sql = match kind {
                Kind::Picture => "SELECT title FROM pictures WHERE id = $1",
                Kind::Story => "SELECT title FROM stories WHERE id = $1",
                _ => "SELECT objective AS title FROM throngs WHERE id = $1",
            };
            let row = sqlx::query(sql).bind(id.to_string()).fetch_optional(app.db.reader()).await?;
            let title = row.map(|row| row.try_get("title")).transpose()?;
            Ok(title.map(|title| look::Found { title, addresses: Vec::new() }))
        }
    }
}

/// The submission that is there already. One that waits to be looked at is shown to others in their own words only.
async fn join(
    tx: &mut Tx,
    there: Id,
    person: &crate::people::Person,
    headline: &str,
) -> Result<Submission, Problem> {
    let found = submission::by_id(tx.conn(), there).await?.ok_or_else(submission::gone)?;
    match found.standing {
        _ if found.is_seen_by_person(person) => Ok(found),
        Standing::Held => Ok(Submission {
            headline: headline.to_owned(),
            author: person.id,
            author_name: person.name.clone(),
            page_title: String::new(),
            tags: Vec::new(),
            ..found
        }),
        _ => Err(Problem::conflict("submission-taken-out")),
    }
}

async fn not_too_many(tx: &mut Tx, person: Id) -> Result<(), Problem> {
    let since = tx.now() - DAY;
    let count: i64 = sqlx::query("SELECT COUNT(*) FROM submissions WHERE author = $1 AND made_at > $2")
        .bind(person.to_string())
        .bind(since)
        .fetch_one(tx.conn())
        .await?
        .try_get(0)?;
    if count < MAX_A_DAY {
        return Ok(());
    }
    let problem = Problem::new(axum::http::StatusCode::TOO_MANY_REQUESTS, "submission-too-many");
    Err(problem.with("max", MAX_A_DAY).retry_after(3_600))
}

/// A headline as it is kept.
///
/// # Errors
/// 422 at `/title` if there is none, or it is longer than [`MAX_HEADLINE`].
pub fn tidy_headline(text: &str) -> Result<String, Problem> {
    line(text, MAX_HEADLINE)
        .ok_or_else(|| Problem::field("/title", "submission-title-wrong").with("max", MAX_HEADLINE))
}

fn tidy_tags(tags: &[String]) -> Result<Vec<String>, Problem> {
    let wrong =
        || Problem::field("/tags", "submission-tags-wrong").with("max", MAX_TAGS).with("characters", MAX_TAG);
    let mut tidy: Vec<String> = Vec::new();
    for tag in tags {
        let tag = line(tag.trim_start_matches('#'), MAX_TAG).ok_or_else(wrong)?.to_lowercase();
        if !tidy.contains(&tag) {
            tidy.push(tag);
        }
    }
    if tidy.len() > MAX_TAGS { Err(wrong()) } else { Ok(tidy) }
}

/// Takes a submission back: nobody sees it any more, and its address may be put forward again. A moderator's act needs a reason and
/// stands on the public log.
///
/// # Errors
/// 404, 401, 403, 422 without a reason.
pub async fn withdraw(app: &App, visitor: &Visitor, id: Id, reason: &str) -> Result<(), Problem> {
    let (visitor, reason) = (visitor.clone(), reason.to_owned());
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let found = submission::seen(tx.conn(), id, Some(&visitor)).await?;
                let me = visitor.known()?.id;
                let whose = Whose::of(found.author, me);
                let actor = visitor.act(tx, Act::WithdrawSubmission, whose).await?;
                if whose == Whose::Other {
                    let about = Subject::Thing(Thing { kind: Kind::Submission, id });
                    let line = log::Line::new("withdraw", about, log::valid_reason(&reason)?);
                    log::write(tx, Some(&actor.person), &line).await?;
                }
                moderated::set_standing(tx, id, Standing::Withdrawn).await
            })
        })
        .await
}
