//! A throng: an objective about something, until a deadline.

use std::str::FromStr;

use platform::Id;
use platform::clock::{Millis, rfc3339};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::people::Visitor;
use crate::things::{Standing, Visibility, is_seen};
use crate::throngs::states::{Course, State};

/// What the crowd is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Template {
    /// Make variants.
    Remix,
    /// Answer a question about each item.
    Label,
    /// Send in sightings.
    Find,
    /// Say of each claim whether it holds.
    Check,
    /// Do something away from the screen.
    Do,
    /// Choose between options.
    Decide,
}

impl Template {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Remix, Self::Label, Self::Find, Self::Check, Self::Do, Self::Decide];

    /// Its word, as in the column and the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Remix => "remix",
            Self::Label => "label",
            Self::Find => "find",
            Self::Check => "check",
            Self::Do => "do",
            Self::Decide => "decide",
        }
    }

    /// Whether this version can gather such a throng.
    pub const fn can_be_gathered(self) -> bool {
        !matches!(self, Self::Find)
    }
}

impl FromStr for Template {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|template| template.word() == text).ok_or(())
    }
}

/// What a throng is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A picture here.
    Picture(Id),
    /// A story here.
    Story(Id),
    /// An incident on the ledger.
    Incident(Id),
    /// A page elsewhere.
    Link(String),
}

impl About {
    /// The word of its kind, and what it points at, as in the columns.
    pub fn columns(&self) -> (&'static str, String) {
        match self {
            Self::Picture(id) => ("picture", id.to_string()),
            Self::Story(id) => ("story", id.to_string()),
            Self::Incident(id) => ("incident", id.to_string()),
            Self::Link(url) => ("link", url.clone()),
        }
    }

    fn from_columns(kind: &str, what: String) -> Option<Self> {
        match kind {
            "picture" => what.parse().ok().map(Self::Picture),
            "story" => what.parse().ok().map(Self::Story),
            "incident" => what.parse().ok().map(Self::Incident),
            "link" => Some(Self::Link(what)),
            _ => None,
        }
    }

    /// As the API gives it: `{"kind","id"}` or `{"kind":"link","url"}`.
    pub fn json(&self) -> Value {
        match self {
            Self::Picture(id) => json!({"kind": "picture", "id": id}),
            Self::Story(id) => json!({"kind": "story", "id": id}),
            Self::Incident(id) => json!({"kind": "incident", "id": id}),
            Self::Link(url) => json!({"kind": "link", "url": url}),
        }
    }
}

/// A throng as it is kept, with its counts.
#[derive(Clone, Debug)]
pub struct Throng {
    /// Names it; its room has the same id.
    pub id: Id,
    /// Its page is `/t/{slug}`.
    pub slug: String,
    /// What is to be reached, in one sentence.
    pub objective: String,
    /// What it is about.
    pub about: About,
    /// What the crowd does.
    pub template: Template,
    /// Where it is.
    pub state: State,
    /// When the work is to be done.
    pub deadline: Millis,
    /// When the decision is to be made, if there is one.
    pub decide_until: Option<Millis>,
    /// Who gathered it.
    pub coordinator: Id,
    /// What they are called.
    pub coordinator_name: String,
    /// How it stands.
    pub standing: Standing,
    /// Who may see it.
    pub visibility: Visibility,
    /// Rises with every edit.
    pub version: i64,
    /// Why it was last moved, if that was said.
    pub reason: Option<String>,
    /// What the coordinator said at the end; nothing if the throng ended by itself.
    pub statement: Option<String>,
    /// When it was gathered.
    pub made_at: Millis,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// How many have joined.
    pub members: i64,
    /// How far the work is.
    pub progress: Progress,
}

/// How far work is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Progress {
    /// Items that need no more answers.
    pub done: i64,
    /// All items.
    pub total: i64,
    /// `done / total`; 0 where there is nothing to do.
    pub share: f64,
}

impl Progress {
    /// From the two counts.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub fn new(done: i64, total: i64) -> Self {
        Self { done, total, share: if total > 0 { done as f64 / total as f64 } else { 0.0 } }
    }
}

impl Throng {
    /// Whether `who` sees it at its own address.
    pub fn is_seen(&self, who: Option<&Visitor>) -> bool {
        is_seen(self.standing, self.visibility, self.coordinator, who)
    }

    /// Its state and clocks.
    pub const fn course(&self) -> Course {
        Course { state: self.state, deadline: self.deadline, decide_until: self.decide_until }
    }

    /// When what it does now is to be done: the decision while it decides, the work before.
    pub fn ends_next(&self) -> Millis {
        self.decide_until.filter(|_| self.state == State::Deciding).unwrap_or(self.deadline)
    }

    /// As the API gives it, with its forecast, or why there is none.
    pub fn json(&self, forecast: &Value, why_not: Option<String>) -> Value {
        let mut body = json!({
            "id": self.id,
            "slug": self.slug,
            "objective": self.objective,
            "about": self.about.json(),
            "template": self.template,
            "state": self.state,
            "deadline": rfc3339(self.deadline),
            "decide_until": self.decide_until.map(rfc3339),
            "reason": self.reason,
            "visibility": self.visibility,
            "coordinator": {"id": self.coordinator, "name": self.coordinator_name},
            "members": self.members,
            "progress": self.progress,
            "forecast": forecast,
            "room": self.id,
            "at": rfc3339(self.made_at),
            "ended_at": self.ended_at.map(rfc3339),
        });
        if let Some(reason) = why_not {
            body["forecast_reason"] = json!(reason);
        }
        if self.standing == Standing::Held {
            body["held"] = json!(true);
        }
        body
    }
}

/// What every statement that reads throngs selects; `t` is the table.
pub const COLUMNS: &str = "t.id, t.slug, t.objective, t.about_kind, t.about_what, t.template, t.state, t.deadline, t.decide_until, \
    t.coordinator, p.name AS coordinator_name, t.standing, t.visibility, t.version, t.reason, t.statement, t.made_at, t.ended_at, \
    (SELECT COUNT(*) FROM throng_members m WHERE m.throng = t.id) AS members, \
    (SELECT CAST(COALESCE(SUM(a.done), 0) AS BIGINT) FROM activities a WHERE a.throng = t.id AND a.kind <> 'decide') AS done, \
    (SELECT CAST(COALESCE(SUM(a.items), 0) AS BIGINT) FROM activities a WHERE a.throng = t.id AND a.kind <> 'decide') AS total \
    FROM throngs t JOIN people p ON p.id = t.coordinator";

/// Reads a row of [`COLUMNS`].
///
/// # Errors
/// When a column holds what no release wrote.
pub fn from_row(row: &sqlx::any::AnyRow) -> Result<Throng, sqlx::Error> {
    let about = About::from_columns(&row.try_get::<String, _>("about_kind")?, row.try_get("about_what")?);
    Ok(Throng {
        id: parsed(row, "id")?,
        slug: row.try_get("slug")?,
        objective: row.try_get("objective")?,
        about: about.ok_or_else(|| bad("about_kind"))?,
        template: parsed(row, "template")?,
        state: parsed(row, "state")?,
        deadline: row.try_get("deadline")?,
        decide_until: row.try_get("decide_until")?,
        coordinator: parsed(row, "coordinator")?,
        coordinator_name: row.try_get("coordinator_name")?,
        standing: parsed(row, "standing")?,
        visibility: parsed(row, "visibility")?,
        version: row.try_get("version")?,
        reason: row.try_get("reason")?,
        statement: row.try_get("statement")?,
        made_at: row.try_get("made_at")?,
        ended_at: row.try_get("ended_at")?,
        members: row.try_get("members")?,
        progress: Progress::new(row.try_get("done")?, row.try_get("total")?),
    })
}

fn bad(column: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("column {column} holds what no release wrote").into())
}

/// A text column read as what it names.
///
/// # Errors
/// When it names nothing.
pub fn parsed<T: FromStr>(row: &sqlx::any::AnyRow, column: &str) -> Result<T, sqlx::Error> {
    row.try_get::<String, _>(column)?.parse().map_err(|_| bad(column))
}

/// The throng with this id or slug, whoever may see it.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, key: &str) -> Result<Option<Throng>, sqlx::Error> {
    let sql = format!("SELECT {COLUMNS} WHERE t.id = $1 OR t.slug = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(key).fetch_optional(conn).await?;
    row.as_ref().map(from_row).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for template in Template::ALL {
            assert_eq!(template.word().parse(), Ok(template));
        }
    }
}
