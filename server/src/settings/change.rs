//! Changing the settings.

use data_encoding::HEXLOWER;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::audit;
use crate::people::{Act, Visitor, Whose};
use crate::settings::{Settings, TOPIC, read};
use crate::surges::speak::Choice;

/// Characters of a page.
pub const MAX_TEXT: usize = 20_000;

/// What to change; what is absent stays. An empty text gives the page its plain default again.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = SettingsChange)]
pub struct Change {
    /// The terms, at most 20,000 characters.
    pub terms: Option<String>,
    /// The privacy page, likewise.
    pub privacy: Option<String>,
    /// The contact page, likewise.
    pub contact: Option<String>,
    /// Whether the first things of new guests wait to be let through.
    pub hold_new: Option<bool>,
    /// What happens with the update of a story that surges, where its author chose nothing.
    pub surge_update: Option<Choice>,
}

/// Changes the settings for the owner.
///
/// # Errors
/// 401 or 403 for anybody else, 422 for a text that is too long.
pub async fn change(app: &App, visitor: &Visitor, change: Change) -> Result<Settings, Problem> {
    let owner = visitor.allowed(Act::Configure, Whose::Own)?.id;
    let values = change.values()?;
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                for (name, value) in values {
                    put(tx, name, &value).await?;
                    let digest = HEXLOWER.encode(&Sha256::digest(value.as_bytes()));
                    audit::record(tx, owner, "settings", "", &json!({ "name": name, "sha256": digest }))
                        .await?;
                    tx.emit(TOPIC, "changed", json!({ "name": name }));
                }
                Ok(read(tx.conn()).await?)
            })
        })
        .await
}

impl Change {
    fn values(self) -> Result<Vec<(&'static str, String)>, Problem> {
        let hold_new = self.hold_new.map(|hold| if hold { "yes" } else { "no" }.to_owned());
        let surge_update = self.surge_update.map(|choice| choice.word().to_owned());
        let mut values = Vec::new();
        for (name, pointer, value) in [
            ("terms", "/terms", self.terms),
            ("privacy", "/privacy", self.privacy),
            ("contact", "/contact", self.contact),
            ("hold_new", "/hold_new", hold_new),
            ("surge_update", "/surge_update", surge_update),
        ] {
            let Some(value) = value else { continue };
            if value.chars().count() > MAX_TEXT {
                return Err(Problem::field(pointer, "settings-too-long").with("max", MAX_TEXT));
            }
            values.push((name, value.replace("\r\n", "\n").trim().to_owned()));
        }
        Ok(values)
    }
}

async fn put(tx: &mut Tx, name: &str, value: &str) -> Result<(), sqlx::Error> {
    let now = tx.now();
    if value.is_empty() {
        sqlx::query("DELETE FROM settings WHERE name = $1").bind(name).execute(tx.conn()).await?;
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO settings (name, value, at) VALUES ($1, $2, $3) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at",
    )
    .bind(name)
    .bind(value)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}
