//! An incident and its row.

use std::collections::HashMap;

use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::db::marks;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::ledger::fields::{Affected, Evidence};
use crate::ledger::rows::{json as json_column, parsed, written};
use crate::people::Visitor;
use crate::things::{Standing, Visibility, is_seen};
use crate::web::text::segment;

/// A failure of a service.
#[derive(Clone, Debug)]
pub struct Incident {
    /// Names it for ever.
    pub id: Id,
    /// Whose failure.
    pub service: Id,
    /// The service's name.
    pub service_name: String,
    /// The service's place under `/ledger/`.
    pub service_slug: String,
    /// How the service stands: without it there is no incident to see.
    pub service_standing: Standing,
    /// Who wrote it down.
    pub author: Id,
    /// What they are called.
    pub author_name: String,
    /// What failed, in one line.
    pub title: String,
    /// When it began.
    pub began_at: Millis,
    /// When anybody noticed.
    pub noticed_at: Option<Millis>,
    /// When the service first said so in public.
    pub acknowledged_at: Option<Millis>,
    /// When it was over.
    pub ended_at: Option<Millis>,
    /// `exact`, or `day` where only the day is known.
    pub clocks: String,
    /// What it did to people.
    pub impact: Option<String>,
    /// What failed, so that the same can be recognised.
    pub cause: Option<String>,
    /// How many.
    pub affected: Option<Affected>,
    /// The share of the service they lost, 0 to 1.
    pub severity: Option<f64>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// Its name in the history that it was brought in from.
    pub source: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// Rises with each change; the `ETag`.
    pub version: i64,
    /// When it was written down.
    pub at: Millis,
    /// When it was changed last.
    pub changed_at: Millis,
}

/// What statements that read incidents select.
const COLUMNS: &str = "i.id, i.service, s.name AS service_name, s.slug AS service_slug, s.standing AS service_standing, i.author, \
    p.name AS author_name, i.title, i.began_at, i.noticed_at, i.acknowledged_at, i.ended_at, i.clocks, i.impact, i.cause, i.users, \
    i.users_low, i.users_high, i.users_basis, i.severity, i.evidence, i.source, i.standing, i.version, i.made_at, i.changed_at \
    FROM incidents i JOIN services s ON s.id = i.service JOIN people p ON p.id = i.author";

impl Incident {
    fn from_row(row: &sqlx::any::AnyRow) -> Result<Self, sqlx::Error> {
        let users: Option<i64> = row.try_get("users")?;
        let (low, high, basis) =
            (row.try_get("users_low")?, row.try_get("users_high")?, row.try_get("users_basis")?);
        Ok(Self {
            id: parsed(row, "id")?,
            service: parsed(row, "service")?,
            service_name: row.try_get("service_name")?,
            service_slug: row.try_get("service_slug")?,
            service_standing: parsed(row, "service_standing")?,
            author: parsed(row, "author")?,
            author_name: row.try_get("author_name")?,
            title: row.try_get("title")?,
            began_at: row.try_get("began_at")?,
            noticed_at: row.try_get("noticed_at")?,
            acknowledged_at: row.try_get("acknowledged_at")?,
            ended_at: row.try_get("ended_at")?,
            clocks: row.try_get("clocks")?,
            impact: row.try_get("impact")?,
            cause: row.try_get("cause")?,
            affected: users.map(|users| Affected { users, low, high, basis }),
            severity: row.try_get("severity")?,
            evidence: json_column(row, "evidence")?,
            source: row.try_get("source")?,
            standing: parsed(row, "standing")?,
            version: row.try_get("version")?,
            at: row.try_get("made_at")?,
            changed_at: row.try_get("changed_at")?,
        })
    }

    /// The page's path.
    pub fn href(&self) -> String {
        format!("/incidents/{}", self.id)
    }

    /// The service's page.
    pub fn service_href(&self) -> String {
        format!("/ledger/{}", segment(&self.service_slug))
    }

    /// The topic of what happens to it.
    pub fn topic(&self) -> String {
        format!("incident:{}", self.id)
    }

    /// Whether `who` sees it; `None` is somebody without a session.
    pub fn is_seen_by(&self, who: Option<&Visitor>) -> bool {
        let standing =
            if self.service_standing == Standing::Shown { self.standing } else { self.service_standing };
        is_seen(standing, Visibility::Public, self.author, who)
    }

    /// `open` or `ended`.
    pub const fn state(&self) -> &'static str {
        if self.ended_at.is_some() { "ended" } else { "open" }
    }

    /// What was written down, without what others added: it is kept with every change.
    pub fn record(&self) -> Value {
        json!({
            "title": self.title, "began_at": rfc3339(self.began_at), "noticed_at": self.noticed_at.map(rfc3339),
            "acknowledged_at": self.acknowledged_at.map(rfc3339), "ended_at": self.ended_at.map(rfc3339),
            "clocks": self.clocks, "impact": self.impact, "cause": self.cause, "affected": self.affected,
            "severity": self.severity, "evidence": self.evidence,
        })
    }

    /// As programs read it, with its updates and replies.
    pub fn json(&self, updates: &[Entry], replies: &[Entry]) -> Value {
        let mut body = self.record();
        body["id"] = json!(self.id);
        body["service"] = json!({ "id": self.service, "slug": self.service_slug, "name": self.service_name });
        body["person"] = json!({ "id": self.author, "name": self.author_name });
        body["state"] = json!(self.state());
        body["source"] = json!(self.source);
        body["unproven"] = json!(self.evidence.is_empty());
        body["version"] = json!(self.version);
        body["at"] = json!(rfc3339(self.at));
        body["changed_at"] = json!(rfc3339(self.changed_at));
        body["updates"] = json!(updates.iter().map(Entry::json).collect::<Vec<_>>());
        body["replies"] = json!(replies.iter().map(Entry::json).collect::<Vec<_>>());
        if self.standing == Standing::Held {
            body["held"] = json!(true);
        }
        body
    }

    /// As the yardstick measures it.
    pub fn measured(&self) -> yardstick::Incident {
        let count = |count: i64| count as f64;
        yardstick::Incident {
            began: self.began_at,
            acknowledged: self.acknowledged_at,
            ended: self.ended_at,
            affected: self.affected.as_ref().map(|affected| yardstick::Affected {
                users: count(affected.users),
                low: count(affected.low.unwrap_or(affected.users)),
                high: count(affected.high.unwrap_or(affected.users)),
            }),
            severity: self.severity.unwrap_or(1.0),
            cause: self.cause.clone(),
        }
    }
}

/// A dated text under an incident: an update or a reply.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Names it for ever.
    pub id: Id,
    /// What it stands under.
    pub incident: Id,
    /// Who wrote it.
    pub author: Id,
    /// What they are called.
    pub author_name: String,
    /// What they wrote.
    pub body: String,
    /// When.
    pub at: Millis,
}

impl Entry {
    /// As programs read it.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id, "incident": self.incident, "at": rfc3339(self.at), "body": self.body,
            "person": { "id": self.author, "name": self.author_name },
        })
    }
}

/// Entries by the incident that they stand under, the oldest first.
pub type Entries = HashMap<Id, Vec<Entry>>;

/// The updates of incidents that people see.
///
/// # Errors
/// When the database does not answer.
pub async fn updates(conn: &mut AnyConnection, incidents: &[Id]) -> Result<Entries, sqlx::Error> {
    entries(conn, "SELECT e.id, e.incident, e.author, p.name, e.body, e.at FROM incident_updates e JOIN people p ON p.id = e.author WHERE", incidents).await
}

/// The replies of services that people see.
///
/// # Errors
/// When the database does not answer.
pub async fn replies(conn: &mut AnyConnection, incidents: &[Id]) -> Result<Entries, sqlx::Error> {
    entries(conn, "SELECT e.id, e.incident, e.author, p.name, e.body, e.made_at AS at FROM replies e JOIN people p ON p.id = e.author WHERE e.standing = 'shown' AND", incidents).await
}

/// The incident that a reply stands under.
///
/// # Errors
/// When the database does not answer.
pub async fn replied_to(conn: &mut AnyConnection, reply: Id) -> Result<Option<Id>, sqlx::Error> {
    let row = sqlx::query("SELECT incident FROM replies WHERE id = $1").bind(reply.to_string());
    row.fetch_optional(conn).await?.map(|row| parsed(&row, "incident")).transpose()
}

async fn entries(conn: &mut AnyConnection, select: &str, incidents: &[Id]) -> Result<Entries, sqlx::Error> {
    let mut found = Entries::new();
    if incidents.is_empty() {
        return Ok(found);
    }
    let sql = format!("{select} e.incident IN ({}) ORDER BY 6, 1", marks(1, incidents.len()));
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for incident in incidents {
        query = query.bind(incident.to_string());
    }
    for row in query.fetch_all(conn).await? {
        let incident = parsed(&row, "incident")?;
        found.entry(incident).or_default().push(Entry {
            id: parsed(&row, "id")?,
            incident,
            author: parsed(&row, "author")?,
            author_name: row.try_get("name")?,
            body: row.try_get("body")?,
            at: row.try_get("at")?,
        });
    }
    Ok(found)
}

/// The incident with this id, whoever may see it.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: Id) -> Result<Option<Incident>, sqlx::Error> {
    let sql = format!("SELECT {COLUMNS} WHERE i.id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(Incident::from_row).transpose()
}

/// The incident with this id, if the visitor may see it.
///
/// # Errors
/// 404 if not.
pub async fn seen(conn: &mut AnyConnection, id: &str, who: Option<&Visitor>) -> Result<Incident, Problem> {
    let gone = || Problem::not_found("ledger-incident-gone");
    find(conn, id.parse().map_err(|_| gone())?).await?.filter(|found| found.is_seen_by(who)).ok_or_else(gone)
}

/// Whether the visitor may point at this incident.
///
/// # Errors
/// When the database does not answer.
pub async fn is_there(conn: &mut AnyConnection, id: Id, visitor: &Visitor) -> Result<bool, sqlx::Error> {
    Ok(find(conn, id).await?.is_some_and(|found| found.is_seen_by(Some(visitor))))
}

/// Up to `limit` incidents that everybody sees, of one service or of all, those that were written down last first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(
    conn: &mut AnyConnection,
    service: Option<Id>,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Incident>, sqlx::Error> {
    let of = if service.is_some() { "AND i.service = $3" } else { "" };
    let sql = format!(
        "SELECT {COLUMNS} WHERE i.standing = 'shown' AND s.standing = 'shown' AND i.id < $1 {of} ORDER BY i.id DESC LIMIT $2"
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(after.unwrap_or(Id::from_number(u128::MAX)).to_string())
        .bind(limit);
    if let Some(service) = service {
        query = query.bind(service.to_string());
    }
    query.fetch_all(conn).await?.iter().map(Incident::from_row).collect()
}

/// Up to `limit` incidents of a service that touch the time between two moments, the latest beginning first.
///
/// # Errors
/// When the database does not answer.
pub async fn between(
    conn: &mut AnyConnection,
    service: Id,
    (from, to): (Millis, Millis),
    limit: i64,
) -> Result<Vec<Incident>, sqlx::Error> {
    let sql = format!(
        "SELECT {COLUMNS} WHERE i.service = $1 AND i.standing = 'shown' AND i.began_at < $2 AND (i.ended_at IS NULL OR i.ended_at >= $3) \
         ORDER BY i.began_at DESC, i.id DESC LIMIT $4"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(service.to_string())
        .bind(to)
        .bind(from)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(Incident::from_row).collect()
}

/// Writes the row of a new incident, or of one that is there; and keeps what it says under its version.
///
/// # Errors
/// When the database does not take it.
pub async fn keep(tx: &mut Tx, incident: &Incident, by: Id, digest: Option<&str>) -> Result<(), Problem> {
    let affected = incident.affected.as_ref();
    sqlx::query(
        "INSERT INTO incidents (id, service, author, title, began_at, noticed_at, acknowledged_at, ended_at, clocks, impact, cause, \
         users, users_low, users_high, users_basis, severity, evidence, source, source_digest, standing, visibility, version, made_at, \
         changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 'public', $21, $22, $23) \
         ON CONFLICT (id) DO UPDATE SET title = excluded.title, began_at = excluded.began_at, noticed_at = excluded.noticed_at, \
         acknowledged_at = excluded.acknowledged_at, ended_at = excluded.ended_at, clocks = excluded.clocks, impact = excluded.impact, \
         cause = excluded.cause, users = excluded.users, users_low = excluded.users_low, users_high = excluded.users_high, \
         users_basis = excluded.users_basis, severity = excluded.severity, evidence = excluded.evidence, \
         source_digest = COALESCE(excluded.source_digest, incidents.source_digest), version = excluded.version, changed_at = excluded.changed_at",
    )
    .bind(incident.id.to_string())
    .bind(incident.service.to_string())
    .bind(incident.author.to_string())
    .bind(&incident.title)
    .bind(incident.began_at)
    .bind(incident.noticed_at)
    .bind(incident.acknowledged_at)
    .bind(incident.ended_at)
    .bind(&incident.clocks)
    .bind(incident.impact.clone())
    .bind(incident.cause.clone())
    .bind(affected.map(|affected| affected.users))
    .bind(affected.and_then(|affected| affected.low))
    .bind(affected.and_then(|affected| affected.high))
    .bind(affected.and_then(|affected| affected.basis.clone()))
    .bind(incident.severity)
    .bind(written(&incident.evidence)?)
    .bind(incident.source.clone())
    .bind(digest.map(str::to_owned))
    .bind(incident.standing.word())
    .bind(incident.version)
    .bind(incident.at)
    .bind(incident.changed_at)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "INSERT INTO incident_texts (incident, version, author, record, at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(incident.id.to_string())
    .bind(incident.version)
    .bind(by.to_string())
    .bind(incident.record().to_string())
    .bind(incident.changed_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}
