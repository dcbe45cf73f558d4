//! The comments under a thing as its page shows them: threads, and a form.

use platform::Id;
use platform::words::Words;
use serde::Deserialize;
use sqlx::AnyConnection;

use super::{Comment, Saying, by_id, count, newest};
use crate::layout::Moment;
use crate::people::Person;
use crate::stories::{markdown, stamp};
use crate::things::{Standing, Thing};

/// Comments that a page shows; the newest.
const MAX_SHOWN: i64 = 200;

/// The comments under a thing, as `stories/comments.html` draws them.
pub struct Panel {
    /// Where the form posts to: the thing's page, `/comments`.
    pub action: String,
    /// How many everybody sees.
    pub count: u64,
    /// The newest, oldest first, each with its answers.
    pub threads: Vec<Thread>,
    /// The address of those before, if there are more.
    pub earlier: Option<String>,
    /// Which comment the form answers, and whose it is.
    pub answers: Option<(Id, String)>,
    /// What stands in the form: kept after a failure.
    pub text: String,
    /// What is wrong with it.
    pub wrong: String,
}

impl Panel {
    /// Lets the form answer the comment `id`, if everybody sees that under the same thing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn answer(
        &mut self,
        conn: &mut AnyConnection,
        about: Thing,
        id: Option<&str>,
    ) -> Result<(), sqlx::Error> {
        let Some(id) = id.and_then(|id| id.parse().ok()) else { return Ok(()) };
        let found = by_id(conn, id).await?;
        let shown = found.filter(|found| found.about == about && found.standing == Standing::Shown);
        self.answers = shown.map(|found| (found.id, found.author_name));
        Ok(())
    }

    /// Puts what was typed back into the form, with what is `wrong` with it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn refuse(
        &mut self,
        conn: &mut AnyConnection,
        about: Thing,
        typed: CommentForm,
        wrong: String,
    ) -> Result<(), sqlx::Error> {
        self.answer(conn, about, Some(&typed.parent)).await?;
        self.text = typed.body;
        self.wrong = wrong;
        Ok(())
    }
}

/// What the form sends.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct CommentForm {
    /// Markdown.
    #[serde(default)]
    body: String,
    /// The comment that it answers; empty for none.
    #[serde(default)]
    parent: String,
}

impl CommentForm {
    /// What is said by it.
    pub fn saying(&self) -> Saying {
        Saying { body: self.body.clone(), parent: self.parent.parse().ok(), from_form: true }
    }
}

/// Where a thing's `page` shows the comment that was just said: one that waits is shown to its author alone.
pub fn place(page: &str, said: &Comment) -> String {
    let own = if said.standing == Standing::Shown { "" } else { "?own=1" };
    format!("{page}{own}#comment-{}", said.id)
}

/// A comment with its answers.
pub struct Thread {
    /// The comment.
    pub first: Said,
    /// All that answer it or its answers, oldest first.
    pub answers: Vec<Said>,
}

/// A comment as it is drawn.
pub struct Said {
    /// Names it.
    pub id: Id,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Safe HTML.
    pub html: String,
    /// Whether only its author and moderators see it.
    pub held: bool,
    /// Whether the reader said it, and can take it back.
    pub own: bool,
}

/// The panel under the thing `about` as `who` sees it (`None`: as everybody does), with the path of the thing's page and, if
/// it is given, only comments before `before`. The people named are in `names`, so that a page can depend on their topics.
///
/// # Errors
/// When the database does not answer.
pub async fn panel(
    conn: &mut AnyConnection,
    about: Thing,
    page: &str,
    words: &Words,
    who: Option<&Person>,
    before: Option<Id>,
) -> Result<(Panel, Vec<Id>), sqlx::Error> {
    let mut found = newest(conn, about, who, before, MAX_SHOWN + 1).await?;
    let more = found.len() > usize::try_from(MAX_SHOWN).unwrap_or(usize::MAX);
    if more {
        found.pop();
    }
    let earlier = found.last().filter(|_| more).map(|last| format!("{page}?before={}#comments", last.id));
    let people = found.iter().map(|comment| comment.author).collect();
    found.reverse();
    let panel = Panel {
        action: format!("{page}/comments"),
        count: count(conn, about.id).await?,
        threads: threads(&found, words, who),
        earlier,
        answers: None,
        text: String::new(),
        wrong: String::new(),
    };
    Ok((panel, people))
}

/// Puts answers under what they answer; one whose parent is not among them stands for itself.
fn threads(comments: &[Comment], words: &Words, who: Option<&Person>) -> Vec<Thread> {
    let mut threads: Vec<Thread> = Vec::new();
    let mut place = std::collections::HashMap::new();
    for comment in comments {
        let said = Said {
            id: comment.id,
            by: comment.author_name.clone(),
            at: Moment::full(words, stamp(comment.at)),
            html: markdown::comment(&comment.body),
            held: comment.standing != Standing::Shown,
            own: who.is_some_and(|person| person.id == comment.author),
        };
        match comment.parent.and_then(|parent| place.get(&parent).copied()) {
            Some(index) => {
                place.insert(comment.id, index);
                let thread: &mut Thread = &mut threads[index];
                thread.answers.push(said);
            }
            None => {
                place.insert(comment.id, threads.len());
                threads.push(Thread { first: said, answers: Vec::new() });
            }
        }
    }
    threads
}
