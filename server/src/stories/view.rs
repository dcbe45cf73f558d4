//! A story as programs read it, and as a line on the front page.

use std::collections::HashMap;

use platform::Id;
use platform::clock::rfc3339;
use platform::words::Words;
use serde::Serialize;
use sqlx::AnyConnection;

use crate::layout::{Moment, Shown};
use crate::pictures;
use crate::stories::story::{Story, comment_counts};
use crate::stories::updates::{self, UpdateView};
use crate::stories::{markdown, stamp, story};
use crate::surges::{figures, links};
use crate::things::{Kind, Standing, Thing, Visibility};

/// Characters of the words under a headline.
const EXCERPT: usize = 160;

/// Pictures that one page draws.
const MAX_PICTURES: usize = 500;

/// A story as programs read it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Story)]
pub struct StoryView {
    /// Names it for ever.
    #[schema(value_type = String)]
    pub id: Id,
    /// Its place under `/s/`.
    pub slug: String,
    /// The page.
    pub url: String,
    /// One line.
    pub title: String,
    /// Markdown.
    pub body: String,
    /// Its pictures, the large one first.
    #[schema(value_type = Vec<String>)]
    pub pictures: Vec<Id>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What it is about.
    pub about: Vec<Thing>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Pages elsewhere that are known to link here.
    pub links_in: Vec<String>,
    /// What was added later, oldest first.
    pub updates: Vec<UpdateView>,
    /// How many comments it has.
    pub comments: u64,
    /// How often its page was looked at.
    pub hits: u64,
    /// Who wrote it.
    pub author: Author,
    /// When it was published, RFC 3339.
    pub at: String,
    /// When it was changed last, RFC 3339.
    pub changed_at: String,
    /// Present and true while it waits to be let through.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
}

/// Somebody, as they are named beside what they did.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = StoryAuthor)]
pub struct Author {
    /// Names them.
    #[schema(value_type = String)]
    pub id: Id,
    /// As they are called.
    pub name: String,
}

/// The stories as programs read them, in the same order. `origin` is the public address without a slash at its end.
///
/// # Errors
/// When the database does not answer.
pub async fn views(
    conn: &mut AnyConnection,
    stories: Vec<Story>,
    origin: &str,
) -> Result<Vec<StoryView>, sqlx::Error> {
    let ids: Vec<Id> = stories.iter().map(|story| story.id).collect();
    let mut updates: HashMap<Id, Vec<UpdateView>> = HashMap::new();
    for update in updates::of_stories(conn, &ids).await? {
        updates.entry(update.story).or_default().push(UpdateView::from(&update));
    }
    let comments = comment_counts(conn, &ids).await?;
    let mut hits = HashMap::new();
    for id in &ids {
        hits.insert(*id, figures(conn, Kind::Story, *id).await?.hits);
    }
    let mut links = links::of_stories(conn, &ids).await?;
    let view = |story: Story| StoryView {
        hits: hits.get(&story.id).copied().unwrap_or(0),
        url: format!("{origin}{}", story.href()),
        updates: updates.remove(&story.id).unwrap_or_default(),
        comments: comments.get(&story.id).copied().unwrap_or(0),
        author: Author { id: story.author, name: story.author_name },
        at: rfc3339(story.at),
        changed_at: rfc3339(story.changed_at),
        held: story.standing == Standing::Held,
        links_in: links.remove(&story.id).unwrap_or_default(),
        id: story.id,
        slug: story.slug,
        title: story.title,
        body: story.body,
        pictures: story.pictures,
        tags: story.tags,
        about: story.about,
        visibility: story.visibility,
    };
    Ok(stories.into_iter().map(view).collect())
}

/// A story as a line of a list.
pub struct Card {
    /// Names it.
    pub id: Id,
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Its first words.
    pub dek: String,
    /// Its first tag, or nothing.
    pub label: String,
    /// Who wrote it.
    pub by: String,
    /// Names them; the line changes with their name.
    pub author: Id,
    /// When.
    pub at: Moment,
    /// Its large picture.
    pub picture: Option<Shown>,
    /// How many comments it has.
    pub comments: u64,
}

/// The stories as lines, in the same order.
///
/// # Errors
/// When the database does not answer.
pub async fn cards(
    conn: &mut AnyConnection,
    stories: &[Story],
    words: &Words,
) -> Result<Vec<Card>, sqlx::Error> {
    let ids: Vec<Id> = stories.iter().map(|story| story.id).collect();
    let first: Vec<Id> = stories.iter().filter_map(|story| story.pictures.first().copied()).collect();
    let pictures = shown(conn, &first, words).await?;
    let comments = comment_counts(conn, &ids).await?;
    let card = |story: &Story| Card {
        id: story.id,
        href: story.href(),
        title: story.title.clone(),
        dek: markdown::excerpt(&story.body, EXCERPT),
        label: story.tags.first().cloned().unwrap_or_default(),
        by: story.author_name.clone(),
        author: story.author,
        at: Moment::full(words, stamp(story.at)),
        picture: story.pictures.first().and_then(|id| pictures.get(id)).cloned(),
        comments: comments.get(&story.id).copied().unwrap_or(0),
    };
    Ok(stories.iter().map(card).collect())
}

/// The story `id` as a line, if everybody may see it.
///
/// # Errors
/// When the database does not answer.
pub async fn card(conn: &mut AnyConnection, id: Id, words: &Words) -> Result<Option<Card>, sqlx::Error> {
    let found = story::by_id(conn, id).await?.filter(|story| story.is_seen_by(None));
    Ok(cards(conn, found.as_slice(), words).await?.pop())
}

/// Those of these pictures that everybody may see, as pages draw them; at most the first [`MAX_PICTURES`].
///
/// # Errors
/// When the database does not answer.
pub async fn shown(
    conn: &mut AnyConnection,
    ids: &[Id],
    words: &Words,
) -> Result<HashMap<Id, Shown>, sqlx::Error> {
    let mut ids = ids.to_vec();
    ids.sort();
    ids.dedup();
    ids.truncate(MAX_PICTURES);
    pictures::shown(conn, &ids, words).await
}
