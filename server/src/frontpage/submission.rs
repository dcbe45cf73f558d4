//! Something put forward: its row, and who sees it.

use platform::Id;
use platform::clock::Millis;
use platform::web::Problem;
use platform::writer::Tx;
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, Row};

use crate::people::Visitor;
use crate::things::{Kind, Standing, Thing, Visibility, is_seen, is_seen_by};

/// What a submission points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page elsewhere, by its whole address.
    Link(String),
    /// A picture, story or throng of this host.
    Thing(Thing),
}

/// What an editor said to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SubmissionDecision)]
pub enum Decided {
    /// Nothing yet.
    #[default]
    Open,
    /// It stands on an edition.
    Greenlit,
    /// No, with a reason; readers may still vote for it.
    Refused,
}

impl Decided {
    /// Its word, as in the column.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Greenlit => "greenlit",
            Self::Refused => "refused",
        }
    }
}

/// A submission.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Names it for ever; its page is `/new/{id}`.
    pub id: Id,
    /// Who put it forward.
    pub author: Id,
    /// What they are called.
    pub author_name: String,
    /// What it points at.
    pub target: Target,
    /// The headline, in their words.
    pub headline: String,
    /// What the page behind a link calls itself; empty until it was looked at.
    pub page_title: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// How it stands.
    pub standing: Standing,
    /// What an editor said.
    pub decided: Decided,
    /// How often it was seen.
    pub shown: i64,
    /// Who voted for it.
    pub chosen: i64,
    /// When it was put forward.
    pub at: Millis,
}

/// What [`Submission::from_row`] reads, of `submissions s` joined with `people p`.
pub const COLUMNS: &str = "s.id, s.author, p.name AS author_name, s.kind, s.what, s.headline, s.page_title, s.tags, s.standing, \
     s.decided, s.shown, s.chosen, s.made_at FROM submissions s JOIN people p ON p.id = s.author";

/// The word in column `kind` for a page elsewhere.
const LINK: &str = "link";

impl Target {
    /// The words in the columns `kind` and `what`.
    fn columns(&self) -> (&'static str, String) {
        match self {
            Self::Link(address) => (LINK, address.clone()),
            Self::Thing(thing) => (thing.kind.word(), thing.id.to_string()),
        }
    }

    /// The host that a link leads to, without `www.`; nothing for what stands here.
    pub fn host(&self) -> Option<String> {
        match self {
            Self::Link(address) => {
                let url = url::Url::parse(address).ok()?;
                url.host_str().map(|host| host.trim_start_matches("www.").to_owned())
            }
            Self::Thing(_) => None,
        }
    }
}

impl Submission {
    /// Reads [`COLUMNS`].
    ///
    /// # Errors
    /// When a column is missing or holds what no release wrote.
    pub fn from_row(row: &sqlx::any::AnyRow) -> Result<Self, sqlx::Error> {
        let bad = |column: &str| sqlx::Error::Decode(format!("submissions.{column}").into());
        let (kind, what): (String, String) = (row.try_get("kind")?, row.try_get("what")?);
        let target = match kind.parse::<Kind>() {
            Ok(kind) => Target::Thing(Thing { kind, id: what.parse().map_err(|_| bad("what"))? }),
            Err(()) => Target::Link(what),
        };
        let decided = match row.try_get::<String, _>("decided")?.as_str() {
            "greenlit" => Decided::Greenlit,
            "refused" => Decided::Refused,
            _ => Decided::Open,
        };
        Ok(Self {
            id: platform::db::id(row, "id")?,
            author: platform::db::id(row, "author")?,
            author_name: row.try_get("author_name")?,
            target,
            headline: row.try_get("headline")?,
            page_title: row.try_get("page_title")?,
            tags: serde_json::from_str(&row.try_get::<String, _>("tags")?).map_err(|_| bad("tags"))?,
            standing: row.try_get::<String, _>("standing")?.parse().map_err(|()| bad("standing"))?,
            decided,
            shown: row.try_get("shown")?,
            chosen: row.try_get("chosen")?,
            at: row.try_get("made_at")?,
        })
    }

    /// Its page.
    pub fn href(&self) -> String {
        format!("/new/{}", self.id)
    }

    /// Whether `who` sees it; `None` is somebody without a session.
    pub fn is_seen_by(&self, who: Option<&Visitor>) -> bool {
        is_seen(self.standing, Visibility::Public, self.author, who)
    }

    /// Whether this person sees it.
    pub fn is_seen_by_person(&self, person: &crate::people::Person) -> bool {
        is_seen_by(self.standing, Visibility::Public, self.author, Some(person))
    }

    /// `new`, `greenlit` or `withdrawn`.
    pub const fn state(&self) -> &'static str {
        match (self.standing, self.decided) {
            (Standing::Withdrawn | Standing::Purged, _) => "withdrawn",
            (_, Decided::Greenlit) => "greenlit",
            _ => "new",
        }
    }
}

/// There is no such submission, or not for this reader.
pub fn gone() -> Problem {
    Problem::not_found("submission-gone")
}

/// An id that a client sent; what is none names nothing.
///
/// # Errors
/// 404.
pub fn known(id: &str) -> Result<Id, Problem> {
    id.parse().map_err(|_| gone())
}

/// The submission `id`, however it stands.
///
/// # Errors
/// When the database does not answer.
pub async fn by_id(conn: &mut AnyConnection, id: Id) -> Result<Option<Submission>, sqlx::Error> {
    let sql = format!("SELECT {COLUMNS} WHERE s.id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(Submission::from_row).transpose()
}

/// The submission `id`, as `who` may see it.
///
/// # Errors
/// 404 if not.
pub async fn seen(conn: &mut AnyConnection, id: Id, who: Option<&Visitor>) -> Result<Submission, Problem> {
    by_id(conn, id).await?.filter(|found| found.is_seen_by(who)).ok_or_else(gone)
}

/// Up to `limit` submissions that everybody sees, made at `since` or later, before `before`, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(
    conn: &mut AnyConnection,
    before: Option<Id>,
    since: Millis,
    limit: i64,
) -> Result<Vec<Submission>, sqlx::Error> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE s.standing = 'shown' AND s.visibility = 'public' AND s.id < $1 AND s.made_at >= $2 \
         ORDER BY s.id DESC LIMIT $3"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(before.unwrap_or(Id::from_number(u128::MAX)).to_string())
        .bind(since)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(Submission::from_row).collect()
}

/// Writes a new submission's row.
///
/// # Errors
/// When the database does not take it.
pub async fn insert(tx: &mut Tx, new: &Submission) -> Result<(), Problem> {
    let (kind, what) = new.target.columns();
    sqlx::query(
        "INSERT INTO submissions (id, author, kind, what, headline, page_title, tags, standing, visibility, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(new.id.to_string())
    .bind(new.author.to_string())
    .bind(kind)
    .bind(what)
    .bind(&new.headline)
    .bind(&new.page_title)
    .bind(serde_json::to_string(&new.tags).map_err(Problem::internal)?)
    .bind(new.standing.word())
    .bind(Visibility::Public.word())
    .bind(new.at)
    .execute(tx.conn())
    .await?;
    Ok(())
}
