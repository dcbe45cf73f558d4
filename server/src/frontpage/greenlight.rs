//! What editors do: put a submission on today's edition, or say no. Both with a reason, both on the public log.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;
use sqlx::AnyConnection;

use crate::app::App;
use crate::frontpage::editions::{self, NewLine};
use crate::frontpage::submission::{self, COLUMNS, Decided, Submission, Target};
use crate::frontpage::submit::tidy_headline;
use crate::frontpage::{moderated, view};
use crate::people::{Act, Acted, Person, Visitor, Whose};
use crate::safety::{Subject, log};
use crate::things::{Kind, Standing, Thing};
use crate::web::text::line;

/// Characters of a label.
const MAX_LABEL: usize = 24;

/// What an editor says.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = Greenlight)]
pub struct Asked {
    /// The headline on the edition; without it the one that it was put forward with.
    pub headline: Option<String>,
    /// One word above it, such as "Amusing"; at most 24 characters.
    pub label: Option<String>,
    /// Why, for the public log.
    pub reason: String,
}

/// Puts it on today's edition.
///
/// # Errors
/// 401, 403, 404, 409 if it stands on an edition already, 422 for a field.
pub async fn greenlight(
    app: &App,
    visitor: &Visitor,
    id: Id,
    asked: Asked,
) -> Result<Acted<Submission>, Problem> {
    visitor.allowed(Act::Greenlight, Whose::Other)?;
    let reason = log::valid_reason(&asked.reason)?;
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let headline = filled(asked.headline).map(|text| tidy_headline(&text)).transpose();
    let headline = headline.map_err(|_| {
        Problem::field("/headline", "submission-title-wrong")
            .with("max", crate::frontpage::submit::MAX_HEADLINE)
    })?;
    let label = filled(asked.label).map(|text| {
        line(&text, MAX_LABEL)
            .ok_or_else(|| Problem::field("/label", "edition-label-wrong").with("max", MAX_LABEL))
    });
    let label = label.transpose()?.unwrap_or_default();
    let (visitor, home) = (visitor.clone(), app.public_url());
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let (found, actor) = open(tx, &visitor, id).await?;
                if found.decided == Decided::Greenlit {
                    return Err(Problem::conflict("edition-already"));
                }
                let url = match &found.target {
                    Target::Link(address) => address.clone(),
                    Target::Thing(thing) => {
                        format!("{home}{}", view::href(tx.conn(), *thing).await?.unwrap_or_default())
                    }
                };
                let line = NewLine {
                    submission: id,
                    headline: headline.as_deref().unwrap_or(&found.headline),
                    label: &label,
                    url: &url,
                    reason: &reason,
                    role: &actor.person.role.to_string(),
                };
                let line = editions::put(tx, line).await?;
                decide(tx, &actor.person, id, Decided::Greenlit, &reason).await?;
                tx.emit(
                    "front",
                    "state",
                    serde_json::json!({ "edition": line.edition, "place": line.place }),
                );
                Ok(Acted { value: Submission { decided: Decided::Greenlit, ..found }, actor })
            })
        })
        .await
}

/// Says no. Readers may still vote for it; it leaves the editors' queue.
///
/// # Errors
/// 401, 403, 404, 409 if it was decided already, 422 without a reason.
pub async fn refuse(
    app: &App,
    visitor: &Visitor,
    id: Id,
    reason: &str,
) -> Result<Acted<Submission>, Problem> {
    visitor.allowed(Act::Greenlight, Whose::Other)?;
    let (visitor, reason) = (visitor.clone(), log::valid_reason(reason)?);
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let (found, actor) = open(tx, &visitor, id).await?;
                if found.decided != Decided::Open {
                    return Err(Problem::conflict("submission-decided"));
                }
                decide(tx, &actor.person, id, Decided::Refused, &reason).await?;
                Ok(Acted { value: Submission { decided: Decided::Refused, ..found }, actor })
            })
        })
        .await
}

/// The submission, which everybody sees, and the editor.
async fn open(tx: &mut Tx, visitor: &Visitor, id: Id) -> Result<(Submission, crate::people::Actor), Problem> {
    let found = submission::seen(tx.conn(), id, Some(visitor)).await?;
    let whose = visitor.person().map_or(Whose::Other, |me| Whose::of(found.author, me.id));
    let actor = visitor.act(tx, Act::Greenlight, whose).await?;
    if found.standing != Standing::Shown {
        return Err(Problem::conflict("submission-not-shown"));
    }
    Ok((found, actor))
}

/// Writes the decision down, in the row and on the public log.
async fn decide(tx: &mut Tx, editor: &Person, id: Id, decided: Decided, reason: &str) -> Result<(), Problem> {
    sqlx::query("UPDATE submissions SET decided = $1 WHERE id = $2")
        .bind(decided.word())
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    let act = if decided == Decided::Greenlit { "greenlight" } else { "refuse" };
    let about = Subject::Thing(Thing { kind: Kind::Submission, id });
    log::write(tx, Some(editor), &log::Line::new(act, about, reason.to_owned())).await?;
    moderated::tell(tx, id, "moderation");
    Ok(())
}

/// What no editor has decided about yet, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(conn: &mut AnyConnection, limit: i64) -> Result<Vec<Submission>, sqlx::Error> {
    let sql =
        format!("SELECT {COLUMNS} WHERE s.standing = 'shown' AND s.decided = '' ORDER BY s.id DESC LIMIT $1");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(limit).fetch_all(conn).await?;
    rows.iter().map(Submission::from_row).collect()
}
