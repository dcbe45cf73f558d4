//! Opening an incident, changing its record, appending to it. Pages and API call these.

use axum::http::HeaderMap;
use platform::Id;
use platform::clock::Millis;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::ledger::fields::{self, Affected, Shown, block, given, line, optional_line};
use crate::ledger::incident::{self, Incident};
use crate::ledger::service::{self, Service};
use crate::ledger::services::whose;
use crate::people::{Act, Acted, Visitor, Whose};
use crate::safety::first_standing;
use crate::things::Standing;
use crate::web::{once, versions};

/// Versions of a record that one answer gives.
const MAX_VERSIONS: i64 = 200;

/// What is said of an incident; what is absent stays as it is, null takes it away.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = IncidentDraft)]
pub struct Draft {
    /// What failed, in one line.
    pub title: Option<String>,
    /// RFC 3339.
    pub began_at: Option<String>,
    /// RFC 3339.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub noticed_at: Option<Option<String>>,
    /// RFC 3339: the service's first public word.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub acknowledged_at: Option<Option<String>>,
    /// RFC 3339.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub ended_at: Option<Option<String>>,
    /// What it did to people.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub impact: Option<Option<String>>,
    /// What failed.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub cause: Option<Option<String>>,
    /// How many.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Affected>)]
    pub affected: Option<Option<Affected>>,
    /// The share of the service they lost, 0 to 1.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<f64>)]
    pub severity: Option<Option<f64>>,
    /// What shows it.
    pub evidence: Option<Vec<Shown>>,
}

impl Draft {
    fn put_into(self, incident: &mut Incident, now: Millis) -> Result<(), Problem> {
        if let Some(title) = self.title {
            incident.title = line("/title", &title)?;
        }
        if let Some(began) = self.began_at {
            incident.began_at = fields::time("/began_at", &began, now)?;
        }
        let clock =
            |pointer, sent: Option<String>| sent.map(|at| fields::time(pointer, &at, now)).transpose();
        if let Some(noticed) = self.noticed_at {
            incident.noticed_at = clock("/noticed_at", noticed)?;
        }
        if let Some(acknowledged) = self.acknowledged_at {
            incident.acknowledged_at = clock("/acknowledged_at", acknowledged)?;
        }
        if let Some(ended) = self.ended_at {
            incident.ended_at = clock("/ended_at", ended)?;
        }
        if let Some(impact) = self.impact {
            incident.impact = optional_line("/impact", impact)?;
        }
        if let Some(cause) = self.cause {
            incident.cause = optional_line("/cause", cause)?;
        }
        if let Some(affected) = self.affected {
            incident.affected = affected.map(fields::affected).transpose()?;
        }
        if let Some(severity) = self.severity {
            if severity.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
                return Err(Problem::field("/severity", "ledger-severity-wrong"));
            }
            incident.severity = severity;
        }
        if let Some(evidence) = self.evidence {
            incident.evidence = fields::evidence(evidence)?;
        }
        if incident.ended_at.is_some_and(|end| end < incident.began_at) {
            return Err(Problem::field("/ended_at", "ledger-ends-early"));
        }
        Ok(())
    }
}

/// An incident of which nothing is known yet.
pub fn blank(service: &Service, author: (Id, String), at: Millis) -> Incident {
    Incident {
        id: Id::new(at),
        service: service.id,
        service_name: service.name.clone(),
        service_slug: service.slug.clone(),
        service_standing: service.standing,
        author: author.0,
        author_name: author.1,
        title: String::new(),
        began_at: at,
        noticed_at: None,
        acknowledged_at: None,
        ended_at: None,
        clocks: "exact".to_owned(),
        impact: None,
        cause: None,
        affected: None,
        severity: None,
        evidence: Vec::new(),
        source: None,
        standing: Standing::Shown,
        version: 1,
        at,
        changed_at: at,
    }
}

/// Opens an incident. `key` is the form's, which works once.
///
/// # Errors
/// 404, 401, 403, 422 with the field.
pub async fn open(
    app: &App,
    visitor: &Visitor,
    service: String,
    draft: Draft,
    key: String,
) -> Result<Acted<Incident>, Problem> {
    let (visitor, hold_new) = (visitor.clone(), app.config.hold_new);
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let service = service::seen(tx.conn(), &service, Some(&visitor)).await?;
                let actor = visitor.act(tx, Act::OpenIncident, Whose::Own).await?;
                if let Some(id) = once::led_to(tx, &key).await?.and_then(|id| id.parse().ok())
                    && let Some(first) = incident::find(tx.conn(), id).await?
                {
                    return Ok(Acted { value: first, actor });
                }
                if draft.title.is_none() {
                    return Err(Problem::field("/title", "ledger-line-wrong").with("max", fields::MAX_LINE));
                }
                if draft.began_at.is_none() {
                    return Err(Problem::field("/began_at", "ledger-time-wrong"));
                }
                let by = (actor.person.id, actor.person.name.clone());
                let mut new = blank(&service, by, tx.now());
                draft.put_into(&mut new, tx.now())?;
                new.standing = first_standing(tx.conn(), hold_new, &actor.person).await?;
                incident::keep(tx, &new, actor.person.id, None).await?;
                once::remember(tx, &key, &new.id.to_string()).await?;
                tell(tx, &new, "state", Value::Null);
                Ok(Acted { value: new, actor })
            })
        })
        .await
}

/// Changes an incident's record; what was said before stays readable.
///
/// # Errors
/// 404, 401, 403, 412 after a lost race, 422 with the field.
pub async fn change(
    app: &App,
    visitor: &Visitor,
    id: String,
    draft: Draft,
    headers: HeaderMap,
) -> Result<Acted<Incident>, Problem> {
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let mut found = incident::seen(tx.conn(), &id, Some(&visitor)).await?;
                let actor = visitor.act(tx, Act::EditIncident, whose(&visitor, found.author)).await?;
                versions::check(&headers, found.version)?;
                draft.put_into(&mut found, tx.now())?;
                found.version += 1;
                found.changed_at = tx.now();
                incident::keep(tx, &found, actor.person.id, None).await?;
                tell(tx, &found, "edit", Value::Null);
                Ok(Acted { value: found, actor })
            })
        })
        .await
}

/// Appends a dated update, and says that it is over if it is.
///
/// # Errors
/// 404, 401, 403, 422 with the field.
pub async fn append(
    app: &App,
    visitor: &Visitor,
    id: String,
    (body, ended): (String, bool),
    key: String,
) -> Result<Acted<(Incident, Id)>, Problem> {
    let body = block("/body", &body)?;
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let mut found = incident::seen(tx.conn(), &id, Some(&visitor)).await?;
                let actor = visitor.act(tx, Act::EditIncident, whose(&visitor, found.author)).await?;
                if let Some(first) = once::led_to(tx, &key).await?.and_then(|id| id.parse().ok()) {
                    return Ok(Acted { value: (found, first), actor });
                }
                let (entry, now) = (Id::new(tx.now()), tx.now());
                insert_update(tx, found.id, (entry, actor.person.id), &body, None, now).await?;
                if ended && found.ended_at.is_none() {
                    (found.ended_at, found.version, found.changed_at) = (Some(now), found.version + 1, now);
                    incident::keep(tx, &found, actor.person.id, None).await?;
                }
                once::remember(tx, &key, &entry.to_string()).await?;
                tell(tx, &found, "update", json!(entry));
                Ok(Acted { value: (found, entry), actor })
            })
        })
        .await
}

/// Writes an update's row; one that is there from the same source stays as it is.
///
/// # Errors
/// When the database does not take it.
pub async fn insert_update(
    tx: &mut Tx,
    incident: Id,
    (id, author): (Id, Id),
    body: &str,
    source: Option<&str>,
    at: Millis,
) -> Result<(), Problem> {
    sqlx::query(
        "INSERT INTO incident_updates (id, incident, author, body, source, at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (incident, source) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(incident.to_string())
    .bind(author.to_string())
    .bind(body)
    .bind(source.map(str::to_owned))
    .bind(at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says what became of an incident: on its topic, its service's and the list's. `entry` is what was added.
pub fn tell(tx: &mut Tx, incident: &Incident, kind: &'static str, entry: Value) {
    let data = json!({ "incident": incident.id, "state": incident.state(), "version": incident.version, "entry": entry });
    tx.emit(incident.topic(), kind, data);
    tx.emit(format!("service:{}", incident.service), "state", json!({ "incident": incident.id }));
    tx.emit("ledger", "state", json!({ "incident": incident.id }));
}

/// Incidents with what stands under them, as programs read them.
///
/// # Errors
/// When the database does not answer.
pub async fn whole(conn: &mut AnyConnection, incidents: &[Incident]) -> Result<Vec<Value>, sqlx::Error> {
    let ids: Vec<Id> = incidents.iter().map(|one| one.id).collect();
    let (updates, replies) = (incident::updates(conn, &ids).await?, incident::replies(conn, &ids).await?);
    let under = |entries: &incident::Entries, id| entries.get(&id).cloned().unwrap_or_default();
    Ok(incidents.iter().map(|one| one.json(&under(&updates, one.id), &under(&replies, one.id))).collect())
}

/// Version, record, who wrote it and when, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn versions_of(
    conn: &mut AnyConnection,
    id: Id,
) -> Result<Vec<(i64, String, String, Millis)>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT t.version, t.record, p.name, t.at FROM incident_texts t JOIN people p ON p.id = t.author WHERE t.incident = $1 \
         ORDER BY t.version DESC LIMIT $2",
    )
    .bind(id.to_string())
    .bind(MAX_VERSIONS)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok((row.try_get("version")?, row.try_get("record")?, row.try_get("name")?, row.try_get("at")?))
        })
        .collect()
}
