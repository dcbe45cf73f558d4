//! An activity: what is to be done, and how far it is. What each kind asks for is checked in [`super::kinds`].

use consensus::Retirement;
use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::web::Problem;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{AnyConnection, Row};

use crate::throngs::kinds::{Terms, Valid};
use crate::throngs::states::State;
use crate::throngs::throng::{Progress, parsed};

pub use crate::throngs::kinds::Asked;

/// Fewest and most choices of a question.
pub const CHOICES: (usize, usize) = (2, 20);
/// Characters of a choice.
const MAX_CHOICE: usize = 100;
/// Characters of a question.
pub const MAX_QUESTION: usize = 300;
/// Characters of the help beside a question, and of a title.
pub const MAX_HELP: usize = 1_000;
/// Bounds of the confidence that is asked for, and what it is where nothing is asked.
pub const TARGET: (f64, f64, f64) = (0.5, 0.999, 0.95);
/// Fewest and most answers after which an item is closed in any case, and the default. Never on one person's word alone.
pub const ANSWERS: (i64, i64, i64) = (2, 100, 15);

/// What is asked about each item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Question {
    /// `choice`: one of the choices. In a decision the options stand beside the question, and this is empty.
    #[serde(default)]
    pub kind: String,
    /// The question itself.
    pub text: String,
    /// What can be answered, 2 to 20.
    #[serde(default)]
    pub choices: Vec<String>,
    /// How to tell, for those who are not sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Question {
    /// The number of the choice `text`.
    pub fn label(&self, text: &str) -> Option<u16> {
        self.choices.iter().position(|choice| choice == text).and_then(|at| u16::try_from(at).ok())
    }

    /// The choice with this number.
    pub fn choice(&self, label: Option<i64>) -> Option<&str> {
        label.and_then(|label| self.choices.get(usize::try_from(label).ok()?)).map(String::as_str)
    }
}

/// The question of a `label` activity, as it is kept.
///
/// # Errors
/// 422 with the field and what it may be.
pub fn valid_question(asked: Question) -> Result<Question, Problem> {
    if asked.kind != "choice" {
        return Err(Problem::field("/question/kind", "throng-question-kind"));
    }
    let text = asked.text.trim().to_owned();
    if text.is_empty() || text.chars().count() > MAX_QUESTION {
        return Err(Problem::field("/question/text", "throng-question-text").with("max", MAX_QUESTION));
    }
    let choices: Vec<_> = asked.choices.iter().map(|choice| choice.trim().to_owned()).collect();
    if !(CHOICES.0..=CHOICES.1).contains(&choices.len()) {
        let problem = Problem::field("/question/choices", "throng-choices-count");
        return Err(problem.with("min", CHOICES.0).with("max", CHOICES.1));
    }
    for (at, choice) in choices.iter().enumerate() {
        let pointer = format!("/question/choices/{at}");
        if choice.is_empty() || choice.chars().count() > MAX_CHOICE {
            return Err(Problem::field(&pointer, "throng-choice-text").with("max", MAX_CHOICE));
        }
        if choices[..at].contains(choice) {
            return Err(Problem::field(&pointer, "throng-choice-twice"));
        }
    }
    let help = asked.help.map(|help| help.trim().to_owned()).filter(|help| !help.is_empty());
    if help.as_ref().is_some_and(|help| help.chars().count() > MAX_HELP) {
        return Err(Problem::field("/question/help", "throng-text-long").with("max", MAX_HELP));
    }
    Ok(Question { kind: asked.kind, text, choices, help })
}

/// An activity as it is kept.
#[derive(Clone, Debug)]
pub struct Activity {
    /// Names it.
    pub id: Id,
    /// The throng it belongs to.
    pub throng: Id,
    /// That throng's state.
    pub throng_state: State,
    /// What it is called beside others.
    pub title: Option<String>,
    /// What is asked.
    pub question: Question,
    /// How sure each answer must be.
    pub target: f64,
    /// After how many answers an item is closed in any case.
    pub max_answers: i64,
    /// When it was made.
    pub made_at: Millis,
    /// Items taken in.
    pub items: i64,
    /// Items that need no more answers.
    pub done: i64,
    /// Answers given, "can't tell" included.
    pub answers: i64,
    /// How many of these answers the items' state accounts for.
    pub settled: i64,
    /// What its kind asks for beside that.
    pub terms: Terms,
    /// When its ballot opened last; of decisions only.
    pub opened_at: Option<Millis>,
    /// When its ballot closed; of decisions only.
    pub closed_at: Option<Millis>,
    /// Remixes that people of the throng published since; of `remix` only.
    pub entries: i64,
}

impl Activity {
    /// When an item is closed.
    pub fn rule(&self) -> Retirement {
        Retirement {
            target: self.target,
            max_answers: usize::try_from(self.max_answers).unwrap_or(usize::MAX),
        }
    }

    /// `done` once no item is open and there is one; `open` before; `ended` with its throng.
    pub fn state(&self) -> &'static str {
        match self.throng_state {
            State::Ended => "ended",
            _ if self.items > 0 && self.done == self.items => "done",
            _ => "open",
        }
    }

    /// Whether it is a question about each item, answered until it is sure enough.
    pub const fn is_label(&self) -> bool {
        matches!(self.terms, Terms::Label)
    }

    /// How far it is. Whatever was remixed is done: nobody knows how many there will be.
    pub fn progress(&self) -> Progress {
        match self.terms {
            Terms::Remix(_) => Progress::new(self.entries, self.entries),
            _ => Progress::new(self.done, self.items),
        }
    }

    /// Names what can be changed of it, for its `ETag`; another one after each change.
    pub fn revision(&self) -> i64 {
        let said = format!("{:?} {} {}", self.title, self.target, self.max_answers);
        Sha256::digest(said).iter().take(4).fold(0, |number, byte| number << 8 | i64::from(*byte))
    }

    /// As the API gives it.
    pub fn json(&self) -> Value {
        let mut body = json!({
            "id": self.id,
            "throng": self.throng,
            "kind": self.terms.word(),
            "title": self.title,
            "state": self.state(),
            "progress": self.progress(),
            "at": rfc3339(self.made_at),
        });
        if self.is_label() {
            body["question"] = json!(self.question);
            body["target_confidence"] = json!(self.target);
            body["max_answers"] = json!(self.max_answers);
            body["answers"] = json!(self.answers);
        }
        self.terms.tell(&mut body, self);
        body
    }
}

const COLUMNS: &str = "a.id, a.throng, t.state AS throng_state, a.title, a.question, a.target_confidence, a.max_answers, a.made_at, \
    a.items, a.done, a.answers, a.settled, a.terms, a.opened_at, a.closed_at, \
    CASE WHEN a.kind = 'remix' THEN (SELECT COUNT(*) FROM picture_parents pp JOIN pictures p ON p.id = pp.picture \
    JOIN throng_members m ON m.person = p.author AND m.throng = a.throng WHERE pp.parent = a.picture \
    AND p.standing = 'shown' AND p.visibility = 'public' AND p.made_at >= a.made_at \
    AND (t.ended_at IS NULL OR p.made_at <= t.ended_at)) ELSE 0 END AS entries \
    FROM activities a JOIN throngs t ON t.id = a.throng";

fn from_row(row: &sqlx::any::AnyRow) -> Result<Activity, sqlx::Error> {
    let (question, terms): (String, String) = (row.try_get("question")?, row.try_get("terms")?);
    Ok(Activity {
        id: parsed(row, "id")?,
        throng: parsed(row, "throng")?,
        throng_state: parsed(row, "throng_state")?,
        title: row.try_get("title")?,
        question: serde_json::from_str(&question).map_err(|error| sqlx::Error::Decode(error.into()))?,
        target: row.try_get("target_confidence")?,
        max_answers: row.try_get("max_answers")?,
        made_at: row.try_get("made_at")?,
        items: row.try_get("items")?,
        done: row.try_get("done")?,
        answers: row.try_get("answers")?,
        settled: row.try_get("settled")?,
        terms: serde_json::from_str(&terms).map_err(|error| sqlx::Error::Decode(error.into()))?,
        opened_at: row.try_get("opened_at")?,
        closed_at: row.try_get("closed_at")?,
        entries: row.try_get("entries")?,
    })
}

/// Keeps a new activity and gives its id.
///
/// # Errors
/// When the database does not take it.
pub async fn insert(tx: &mut platform::writer::Tx, throng: Id, new: &Valid) -> Result<Id, sqlx::Error> {
    let (id, now) = (Id::new(tx.now()), tx.now());
    sqlx::query(
        "INSERT INTO activities (id, throng, kind, title, question, target_confidence, max_answers, made_at, terms, picture, items) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(id.to_string())
    .bind(throng.to_string())
    .bind(new.terms.word())
    .bind(new.title.clone())
    .bind(json!(new.question).to_string())
    .bind(new.target)
    .bind(new.max_answers)
    .bind(now)
    .bind(json!(new.terms).to_string())
    .bind(new.terms.picture().map(|id| id.to_string()))
    .bind(new.terms.first_items())
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// The activity with this id.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, id: Id) -> Result<Option<Activity>, sqlx::Error> {
    let sql = format!("SELECT {COLUMNS} WHERE a.id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(from_row).transpose()
}

/// The throng's first activity that has the host's rows; else its first.
///
/// # Errors
/// When the database does not answer.
pub async fn with_rows(conn: &mut AnyConnection, throng: Id) -> Result<Option<Activity>, sqlx::Error> {
    let mut all = of_throng(conn, throng).await?;
    let at = all.iter().position(|found| found.items > 0 && !matches!(found.terms, Terms::Decide(_)));
    Ok((!all.is_empty()).then(|| all.swap_remove(at.unwrap_or(0))))
}

/// The activities of a throng, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_throng(conn: &mut AnyConnection, throng: Id) -> Result<Vec<Activity>, sqlx::Error> {
    let sql = format!("SELECT {COLUMNS} WHERE a.throng = $1 ORDER BY a.id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(throng.to_string()).fetch_all(conn).await?;
    rows.iter().map(from_row).collect()
}
