//! What a host does: write, edit and withdraw a story, append an update. Pages and API call these.

use axum::http::HeaderMap;
use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::people::{Act, Acted, Actor, Visitor, Whose};
use crate::rooms;
use crate::stories::story::{self, Story};
use crate::stories::updates::{self, Cause};
use crate::stories::{moderated, slug, texts};
use crate::things::{Kind, Standing, Thing, Visibility};
use crate::web::{once, text, versions};

/// Characters of a title.
pub const MAX_TITLE: usize = 200;
/// Characters of a body.
pub const MAX_BODY: usize = 100_000;
/// Pictures, tags and things that a story has at most.
const MAX_LISTED: usize = 20;
/// Characters of a tag.
pub const MAX_TAG: usize = 40;

/// What a story is to say; what is absent stays as it is (or empty, in a new one).
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = StoryDraft)]
pub struct Draft {
    /// One line, at most 200 characters.
    pub title: Option<String>,
    /// Markdown, at most 100,000 characters. A picture is `![words](picture:ID)`.
    pub body: Option<String>,
    /// Ids of its pictures, the large one first.
    #[schema(value_type = Option<Vec<String>>)]
    pub pictures: Option<Vec<Id>>,
    /// Words to find it by.
    pub tags: Option<Vec<String>>,
    /// What it is about.
    pub about: Option<Vec<Thing>>,
    /// Who may see it; `public` where nothing is said.
    pub visibility: Option<Visibility>,
}

impl Draft {
    /// The draft as it would be kept.
    fn tidy(self) -> Result<Self, Problem> {
        let listed = |pointer, length: usize| {
            if length > MAX_LISTED {
                Err(Problem::field(pointer, "story-too-many").with("max", MAX_LISTED))
            } else {
                Ok(())
            }
        };
        listed("/pictures", self.pictures.as_ref().map_or(0, Vec::len))?;
        listed("/tags", self.tags.as_ref().map_or(0, Vec::len))?;
        listed("/about", self.about.as_ref().map_or(0, Vec::len))?;
        Ok(Self {
            title: self.title.map(|title| tidy_title(&title)).transpose()?,
            body: self.body.map(|body| tidy_body(&body, MAX_BODY)).transpose()?,
            pictures: self.pictures.map(unrepeated),
            tags: self.tags.map(tidy_tags).transpose()?,
            about: self.about.map(unrepeated),
            visibility: self.visibility,
        })
    }

    fn put_into(self, story: &mut Story) {
        let Self { title, body, pictures, tags, about, visibility } = self;
        story.title = title.unwrap_or_else(|| std::mem::take(&mut story.title));
        story.body = body.unwrap_or_else(|| std::mem::take(&mut story.body));
        story.pictures = pictures.unwrap_or_else(|| std::mem::take(&mut story.pictures));
        story.tags = tags.unwrap_or_else(|| std::mem::take(&mut story.tags));
        story.about = about.unwrap_or_else(|| std::mem::take(&mut story.about));
        story.visibility = visibility.unwrap_or(story.visibility);
    }
}

fn tidy_title(title: &str) -> Result<String, Problem> {
    text::line(title, MAX_TITLE)
        .ok_or_else(|| Problem::field("/title", "story-title-wrong").with("max", MAX_TITLE))
}

fn tidy_body(body: &str, max: usize) -> Result<String, Problem> {
    text::block(body, max).ok_or_else(|| Problem::field("/body", "story-body-wrong").with("max", max))
}

fn tidy_tags(tags: Vec<String>) -> Result<Vec<String>, Problem> {
    let wrong = || Problem::field("/tags", "story-tag-wrong").with("max", MAX_TAG);
    let tidy = |tag: String| {
        text::line(tag.trim_start_matches('#'), MAX_TAG).map(|tag| tag.to_lowercase()).ok_or_else(wrong)
    };
    Ok(unrepeated(tags.into_iter().map(tidy).collect::<Result<_, _>>()?))
}

fn unrepeated<T: PartialEq>(list: Vec<T>) -> Vec<T> {
    list.into_iter().fold(Vec::new(), |mut kept, item| {
        if !kept.contains(&item) {
            kept.push(item);
        }
        kept
    })
}

/// Publishes a story. `key` is the form's, which works once; programs send none.
///
/// # Errors
/// 401 or 403 for whoever is no host, 422 with the field.
pub async fn write_story(
    app: &App,
    visitor: &Visitor,
    draft: Draft,
    key: String,
) -> Result<Acted<Story>, Problem> {
    visitor.allowed(Act::WriteStory, Whose::Own)?;
    let draft = draft.tidy()?;
    let (Some(title), Some(_)) = (&draft.title, &draft.body) else {
        return Err(match draft.title {
            None => Problem::field("/title", "story-title-wrong").with("max", MAX_TITLE),
            Some(_) => Problem::field("/body", "story-body-wrong").with("max", MAX_BODY),
        });
    };
    let (title, visitor) = (title.clone(), visitor.clone());
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let actor = visitor.act(tx, Act::WriteStory, Whose::Own).await?;
                if let Some(id) = once::led_to(tx, &key).await?
                    && let Ok(id) = id.parse()
                    && let Some(story) = story::by_id(tx.conn(), id).await?
                {
                    return Ok(Acted { value: story, actor });
                }
                let (id, now) = (Id::new(tx.now()), tx.now());
                let mut story = Story {
                    id,
                    slug: slug::unique(tx, &title, id).await?,
                    author: actor.person.id,
                    author_name: actor.person.name.clone(),
                    version: 1,
                    title: String::new(),
                    body: String::new(),
                    pictures: Vec::new(),
                    tags: Vec::new(),
                    about: Vec::new(),
                    standing: Standing::Shown,
                    visibility: Visibility::Public,
                    at: now,
                    changed_at: now,
                };
                draft.put_into(&mut story);
                story::insert(tx, &story).await?;
                texts::keep(tx, &story, actor.person.id).await?;
                rooms::open(tx, Thing { kind: Kind::Story, id }).await?;
                once::remember(tx, &key, &id.to_string()).await?;
                tell(tx, &story, "state");
                Ok(Acted { value: story, actor })
            })
        })
        .await
}

/// Changes a story, if nobody changed it since the reader read it (`If-Match`). The text before stays readable.
///
/// # Errors
/// 404, 401, 403, 412 after a lost race, 422 with the field.
pub async fn edit_story(
    app: &App,
    visitor: &Visitor,
    id: Id,
    draft: Draft,
    headers: HeaderMap,
) -> Result<Acted<Story>, Problem> {
    let draft = draft.tidy()?;
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let (mut story, actor) = own(tx, &visitor, id, Act::EditStory).await?;
                versions::check(&headers, story.version)?;
                let before = (story.title.clone(), story.body.clone());
                draft.put_into(&mut story);
                story.version += 1;
                story.changed_at = tx.now();
                story::replace(tx, &story).await?;
                if before != (story.title.clone(), story.body.clone()) {
                    texts::keep(tx, &story, actor.person.id).await?;
                }
                tell(tx, &story, "edit");
                Ok(Acted { value: story, actor })
            })
        })
        .await
}

/// Takes a story back: nobody sees it any more, at once.
///
/// # Errors
/// 404, 401, 403.
pub async fn withdraw_story(app: &App, visitor: &Visitor, id: Id) -> Result<(), Problem> {
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let (story, _) = own(tx, &visitor, id, Act::WithdrawStory).await?;
                moderated::stand(tx, &story, Standing::Withdrawn).await
            })
        })
        .await
}

/// Appends an update by hand. `key` is the form's.
///
/// # Errors
/// 404, 401, 403, 422.
pub async fn append_update(
    app: &App,
    visitor: &Visitor,
    story: Id,
    body: String,
    key: String,
) -> Result<Acted<updates::Update>, Problem> {
    let body = tidy_body(&body, updates::MAX_BODY)?;
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let (story, actor) = own(tx, &visitor, story, Act::UpdateStory).await?;
                let id = match once::led_to(tx, &key).await?.and_then(|id| id.parse().ok()) {
                    Some(id) => id,
                    None => {
                        let by = actor.person.id;
                        let id =
                            updates::append(tx, story.id, by, Cause::Author, &body, Standing::Shown).await?;
                        once::remember(tx, &key, &id.to_string()).await?;
                        id
                    }
                };
                let update = updates::by_id(tx.conn(), id).await?;
                let value = update.ok_or_else(|| Problem::not_found("story-gone"))?;
                Ok(Acted { value, actor })
            })
        })
        .await
}

/// Shows an update that waited for its author.
///
/// # Errors
/// 404, 401, 403.
pub async fn publish_update(app: &App, visitor: &Visitor, story: Id, update: Id) -> Result<(), Problem> {
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                own(tx, &visitor, story, Act::UpdateStory).await?;
                let found = updates::by_id(tx.conn(), update).await?;
                if !found.is_some_and(|found| found.story == story && found.standing == Standing::Held) {
                    return Err(Problem::not_found("story-gone"));
                }
                moderated::set_standing(tx, Kind::Update, update, Standing::Shown).await
            })
        })
        .await
}

/// Takes an update back: whoever wrote it, who looks after the story, or a moderator.
///
/// # Errors
/// 404, 401, 403.
pub async fn withdraw_update(app: &App, visitor: &Visitor, story: Id, update: Id) -> Result<(), Problem> {
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let gone = || Problem::not_found("story-gone");
                let found = updates::by_id(tx.conn(), update).await?;
                let live = |found: &updates::Update| {
                    found.story == story && matches!(found.standing, Standing::Shown | Standing::Held)
                };
                let found = found.filter(live).ok_or_else(gone)?;
                let act =
                    if visitor.can(Act::UpdateStory, found.author) && visitor.known()?.id == found.author {
                        Act::UpdateStory
                    } else {
                        Act::WithdrawStory
                    };
                own(tx, &visitor, story, act).await?;
                moderated::set_standing(tx, Kind::Update, update, Standing::Withdrawn).await
            })
        })
        .await
}

/// The story, and the person who may do `act` to it. Whoever may not see it is told that there is none.
async fn own(tx: &mut Tx, visitor: &Visitor, id: Id, act: Act) -> Result<(Story, Actor), Problem> {
    let gone = || Problem::not_found("story-gone");
    let story = story::by_id(tx.conn(), id)
        .await?
        .filter(|story| story.is_seen_by(Some(visitor)))
        .ok_or_else(gone)?;
    let whose = visitor.person().map_or(Whose::Other, |person| Whose::of(story.author, person.id));
    let actor = visitor.act(tx, act, whose).await?;
    Ok((story, actor))
}

/// Says what became of a story to those who have it open, and to the front page.
pub(super) fn tell(tx: &mut Tx, story: &Story, kind: &'static str) {
    tx.emit(story.topic(), kind, json!({ "story": story.id, "version": story.version }));
    tx.emit("front", "state", json!({ "story": story.id, "version": story.version }));
}
