//! A service and its row.

use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::web::Problem;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::ledger::rows::parsed;
use crate::people::Visitor;
use crate::things::{Standing, Visibility, is_seen};
use crate::web::text::segment;

/// An organisation's service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Names it for ever.
    pub id: Id,
    /// Its place under `/ledger/`; never changes.
    pub slug: String,
    /// Who put it here; nobody for this server itself.
    pub author: Option<Id>,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// What it does, in the words of whoever put it here.
    pub kind: String,
    /// The year it began.
    pub founded: Option<i64>,
    /// How many it serves.
    pub users: Option<i64>,
    /// How it stands.
    pub standing: Standing,
    /// Rises with each change; the `ETag`.
    pub version: i64,
    /// When it was put here.
    pub at: Millis,
}

const COLUMNS: &str =
    "id, slug, author, name, url, kind, founded, users, standing, version, made_at FROM services";

impl Service {
    fn from_row(row: &sqlx::any::AnyRow) -> Result<Self, sqlx::Error> {
        let author: Option<String> = row.try_get("author")?;
        Ok(Self {
            id: parsed(row, "id")?,
            slug: row.try_get("slug")?,
            author: author.and_then(|id| id.parse().ok()),
            name: row.try_get("name")?,
            url: row.try_get("url")?,
            kind: row.try_get("kind")?,
            founded: row.try_get("founded")?,
            users: row.try_get("users")?,
            standing: parsed(row, "standing")?,
            version: row.try_get("version")?,
            at: row.try_get("made_at")?,
        })
    }

    /// The page's path.
    pub fn href(&self) -> String {
        format!("/ledger/{}", segment(&self.slug))
    }

    /// The topic of what happens to it.
    pub fn topic(&self) -> String {
        format!("service:{}", self.id)
    }

    /// Whose it is; the number nought for this server itself.
    pub fn whose(&self) -> Id {
        self.author.unwrap_or(Id::from_number(0))
    }

    /// Whether `who` sees it; `None` is somebody without a session.
    pub fn is_seen_by(&self, who: Option<&Visitor>) -> bool {
        is_seen(self.standing, Visibility::Public, self.whose(), who)
    }

    /// As programs read it.
    pub fn json(&self) -> Value {
        let mut body = json!({
            "id": self.id, "slug": self.slug, "name": self.name, "url": self.url, "kind": self.kind,
            "founded": self.founded, "users_estimate": self.users, "version": self.version, "at": rfc3339(self.at),
        });
        if self.standing == Standing::Held {
            body["held"] = json!(true);
        }
        body
    }
}

/// The service with this id or slug, whoever may see it.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, key: &str) -> Result<Option<Service>, sqlx::Error> {
    if key.contains('\0') {
        return Ok(None);
    }
    let sql = format!("SELECT {COLUMNS} WHERE id = $1 OR slug = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(key).fetch_optional(conn).await?;
    row.as_ref().map(Service::from_row).transpose()
}

/// The service with this id or slug, if the visitor may see it.
///
/// # Errors
/// 404 if not.
pub async fn seen(conn: &mut AnyConnection, key: &str, who: Option<&Visitor>) -> Result<Service, Problem> {
    find(conn, key)
        .await?
        .filter(|service| service.is_seen_by(who))
        .ok_or_else(|| Problem::not_found("ledger-service-gone"))
}

/// Up to `limit` services that everybody sees, the newest first, from before `after`.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    conn: &mut AnyConnection,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Service>, sqlx::Error> {
    let sql = format!("SELECT {COLUMNS} WHERE standing = 'shown' AND id < $1 ORDER BY id DESC LIMIT $2");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(after.unwrap_or(Id::from_number(u128::MAX)).to_string())
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(Service::from_row).collect()
}
