//! Settings: what the owner decides at the desk: the instance's terms, privacy and contact pages, and whether the first things
//! of new guests are held, and what happens with a story's own update when a crowd comes.
//!
//! What needs a restart is not here but in `throng.toml`. A setting never made says what the message files or the
//! configuration say, so that every page stands from the first start.
//!
//! Invariant: each change is on the audit chain, by digest.

mod api;
mod change;
mod pages;

use platform::db::marks;
use sqlx::{AnyConnection, Row};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::surges::speak::Choice;

/// The topic of the event log that tells of changes.
pub const TOPIC: &str = "settings";

/// The routes of settings.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(api::routes()).merge(pages::routes())
}

/// What the owner has decided; `None` where nothing was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The terms, as paragraphs with an empty line between.
    pub terms: Option<String>,
    /// How this instance treats what it knows about people, likewise.
    pub privacy: Option<String>,
    /// Who answers for this instance and how they are reached.
    pub contact: Option<String>,
    /// Whether the first things of new guests wait to be let through.
    pub hold_new: Option<bool>,
    /// What happens with the update of a story that surges, where its author chose nothing.
    pub surge_update: Option<Choice>,
}

const NAMES: [&str; 5] = ["terms", "privacy", "contact", "hold_new", "surge_update"];

/// Reads all settings.
///
/// # Errors
/// When the database does not answer.
pub async fn read(conn: &mut AnyConnection) -> Result<Settings, sqlx::Error> {
    let sql = format!("SELECT name, value FROM settings WHERE name IN ({})", marks(1, NAMES.len()));
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for name in NAMES {
        query = query.bind(name);
    }
    let mut settings = Settings::default();
    for row in query.fetch_all(conn).await? {
        let value = Some(row.try_get::<String, _>("value")?);
        match row.try_get::<String, _>("name")?.as_str() {
            "terms" => settings.terms = value,
            "privacy" => settings.privacy = value,
            "contact" => settings.contact = value,
            "surge_update" => settings.surge_update = value.and_then(|value| value.parse().ok()),
            _ => settings.hold_new = value.map(|value| value == "yes"),
        }
    }
    Ok(settings)
}

/// Whether the first things of new guests are held: the owner's choice, else `configured`.
///
/// # Errors
/// When the database does not answer.
pub async fn hold_new(conn: &mut AnyConnection, configured: bool) -> Result<bool, sqlx::Error> {
    let row = sqlx::query("SELECT value FROM settings WHERE name = 'hold_new'").fetch_optional(conn).await?;
    row.map_or(Ok(configured), |row| Ok(row.try_get::<String, _>(0)? == "yes"))
}
