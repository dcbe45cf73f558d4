//! The form that a story is written and edited with, without a script.

use std::collections::{BTreeMap, HashMap};

use platform::Id;
use platform::web::Problem;
use platform::words::Words;
use sqlx::AnyConnection;

use crate::stories::form_pictures::Chosen;
use crate::stories::story::Story;
use crate::stories::writing::Draft;
use crate::stories::{markdown, view};
use crate::things::Visibility;
use crate::web::{once, versions};

/// What the form sends.
#[derive(Clone, Debug, Default, utoipa::ToSchema)]
#[schema(as = StoryForm)]
pub struct Filled {
    /// Works once.
    pub key: String,
    /// The version that was edited.
    pub version: String,
    pub(super) title: String,
    pub(super) body: String,
    /// Ids, with spaces between them.
    pub(super) pictures: String,
    /// What is to be seen on each picture: the fields `alt-ID`.
    #[schema(value_type = Object)]
    pub(super) alts: BTreeMap<Id, String>,
    /// The licence of a picture that comes with the form.
    pub(super) licence: String,
    /// `out:ID` leaves a picture out, `first:ID` makes it the large one.
    pub(super) arrange: String,
    /// Words, with commas between them.
    pub(super) tags: String,
    pub(super) visibility: String,
}

impl Filled {
    /// The fields of a form; those that nobody knows are passed over.
    pub fn of_texts(texts: Vec<(String, String)>) -> Self {
        let mut filled = Self::default();
        for (name, text) in texts {
            match name.as_str() {
                "key" => filled.key = text,
                "version" => filled.version = text,
                "title" => filled.title = text,
                "body" => filled.body = text,
                "pictures" => filled.pictures = text,
                "tags" => filled.tags = text,
                "visibility" => filled.visibility = text,
                "licence" => filled.licence = text,
                "arrange" => filled.arrange = text,
                _ => {
                    if let Some(id) = name.strip_prefix("alt-").and_then(|id| id.parse().ok()) {
                        filled.alts.insert(id, text);
                    }
                }
            }
        }
        filled
    }

    /// A story as the form shows it.
    pub fn of(story: &Story) -> Self {
        Self {
            version: story.version.to_string(),
            title: story.title.clone(),
            body: story.body.clone(),
            pictures: story.pictures.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            tags: story.tags.join(", "),
            visibility: story.visibility.word().to_owned(),
            ..Self::default()
        }
    }

    /// What is to be kept.
    ///
    /// # Errors
    /// 422 for a picture that is no id.
    pub fn draft(&self) -> Result<Draft, Problem> {
        Ok(Draft {
            title: Some(self.title.clone()),
            body: Some(self.body.clone()),
            pictures: Some(self.picture_ids()?),
            tags: Some(
                self.tags.split(',').filter(|tag| !tag.trim().is_empty()).map(str::to_owned).collect(),
            ),
            about: None,
            visibility: Some(self.visibility.parse().unwrap_or(Visibility::Public)),
        })
    }

    pub(super) fn picture_ids(&self) -> Result<Vec<Id>, Problem> {
        let ids = self.pictures.split([',', ' ', '\n']).filter(|id| !id.trim().is_empty());
        ids.map(|id| id.trim().parse().map_err(|_| Problem::field("/pictures", "story-picture-wrong")))
            .collect()
    }

    /// The version that was edited, as `If-Match` says it.
    pub fn if_match(&self) -> axum::http::HeaderMap {
        let version = self.version.parse().unwrap_or(0);
        axum::http::HeaderMap::from_iter([(axum::http::header::IF_MATCH, versions::etag(version))])
    }
}

/// The form as `stories/form.html` draws it.
pub struct WritingForm {
    /// Where it posts to.
    pub action: String,
    /// Where its preview button posts to.
    pub preview_action: String,
    /// The id of the word on its button.
    pub button: &'static str,
    /// Works once.
    pub key: String,
    /// The version that is edited.
    pub version: String,
    /// As it was filled in.
    pub title: String,
    /// As it was filled in.
    pub body: String,
    /// The ids of its pictures, with spaces between them.
    pub pictures: String,
    /// Its pictures.
    pub chosen: Vec<Chosen>,
    /// What was typed about them.
    pub(super) alts: BTreeMap<Id, String>,
    /// The licence that the next picture gets.
    pub licence: String,
    /// As it was filled in.
    pub tags: String,
    /// As it was filled in.
    pub visibility: String,
    /// The body as readers will see it, where that was asked for.
    pub preview: Option<String>,
    /// What is wrong.
    pub wrong: String,
}

impl WritingForm {
    /// The form for something new.
    pub fn new(filled: Filled) -> Self {
        Self::posting("/desk/stories", "/desk/preview", "story-form-publish", filled)
    }

    /// The form for the story at `href`.
    pub fn editing(href: &str, filled: Filled) -> Self {
        Self::posting(&format!("{href}/edit"), &format!("{href}/edit/preview"), "story-form-save", filled)
    }

    fn posting(action: &str, preview_action: &str, button: &'static str, filled: Filled) -> Self {
        Self {
            action: action.to_owned(),
            preview_action: preview_action.to_owned(),
            button,
            key: if filled.key.is_empty() { once::key() } else { filled.key },
            version: filled.version,
            title: filled.title,
            body: filled.body,
            pictures: filled.pictures,
            chosen: Vec::new(),
            alts: filled.alts,
            licence: filled.licence,
            tags: filled.tags,
            visibility: filled.visibility,
            preview: None,
            wrong: String::new(),
        }
    }

    /// The form with what is wrong with it.
    #[must_use]
    pub fn refused(mut self, problem: &Problem, words: &Words) -> Self {
        self.wrong = problem.detail(words);
        self
    }

    /// The form with its body as readers will see it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn previewed(mut self, conn: &mut AnyConnection, words: &Words) -> Result<Self, sqlx::Error> {
        let shown: HashMap<_, _> = view::shown(conn, &markdown::pictures(&self.body), words).await?;
        self.preview = Some(markdown::story(&self.body, &shown));
        Ok(self)
    }
}
