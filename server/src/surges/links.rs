//! Pages elsewhere that were seen to link to a story.

use std::collections::HashMap;

use platform::Id;
use platform::db::marks;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::{AnyConnection, Row};
use url::Url;

use crate::app::App;
use crate::people::{Act, Visitor, Whose};
use crate::stories::story::Story;
use crate::surges::look;

/// Pages kept of one story.
const MAX_LINKS: i64 = 100;
/// Bytes of an address that is kept.
pub(super) const MAX_ADDRESS: usize = 500;

/// Keeps a page that links to a story.
///
/// # Errors
/// When the database does not take it.
pub async fn keep(tx: &mut Tx, story: Id, page: &str) -> Result<(), Problem> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO links_in (story, page, verified_at) SELECT $1, $2, $3 \
         WHERE (SELECT COUNT(*) FROM links_in WHERE story = $1) < $4 \
         ON CONFLICT (story, page) DO UPDATE SET verified_at = excluded.verified_at",
    )
    .bind(story.to_string())
    .bind(page)
    .bind(now)
    .bind(MAX_LINKS)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The pages that link to these stories, by story, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_stories(
    conn: &mut AnyConnection,
    stories: &[Id],
) -> Result<HashMap<Id, Vec<String>>, sqlx::Error> {
    let mut found: HashMap<Id, Vec<String>> = HashMap::new();
    if stories.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "SELECT story, page FROM links_in WHERE story IN ({}) ORDER BY verified_at, page",
        marks(1, stories.len())
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for story in stories {
        query = query.bind(story.to_string());
    }
    for row in query.fetch_all(conn).await? {
        if let Ok(story) = row.try_get::<String, _>("story")?.parse() {
            found.entry(story).or_default().push(row.try_get("page")?);
        }
    }
    Ok(found)
}

/// Looks at a page that a host named, and keeps it if it links to the story; gives where it is in the end.
///
/// # Errors
/// 401 or 403 for whoever may not append to the story, 422 with why the page is not kept.
pub async fn name(app: &App, visitor: &Visitor, story: &Story, page: &str) -> Result<String, Problem> {
    let person = visitor.known()?;
    visitor.allowed(Act::UpdateStory, Whose::of(story.author, person.id))?;
    let wrong = |why: String| Problem::field("/page", "surge-page-wrong").with("why", why);
    let target = Url::parse(&format!("{}{}", app.public_url(), story.href())).map_err(Problem::internal)?;
    let found = look::at_page(&app.surges.fetcher(), page.trim(), &target).await;
    let page = found
        .map_err(|error| wrong(error.to_string()))?
        .filter(|page| page.len() <= MAX_ADDRESS)
        .ok_or_else(|| Problem::field("/page", "surge-page-links-not").with("story", target.to_string()))?;
    let (id, topic, kept) = (story.id, story.topic(), page.clone());
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                keep(tx, id, &kept).await?;
                tx.emit(topic, "state", serde_json::json!({ "story": id }));
                Ok(())
            })
        })
        .await?;
    Ok(page)
}
