//! An activity: one question over many items, and when an answer is sure enough.

use consensus::Retirement;
use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::web::Problem;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use crate::throngs::states::State;
use crate::throngs::throng::{Progress, parsed};

/// Fewest and most choices of a question.
pub const CHOICES: (usize, usize) = (2, 20);
/// Characters of a choice.
const MAX_CHOICE: usize = 100;
/// Characters of a question.
const MAX_QUESTION: usize = 300;
/// Characters of the help beside a question, and of a title.
const MAX_HELP: usize = 1_000;
/// Bounds of the confidence that is asked for, and what it is where nothing is asked.
const TARGET: (f64, f64, f64) = (0.5, 0.999, 0.95);
/// Fewest and most answers after which an item is closed in any case, and the default. Never on one person's word alone.
const ANSWERS: (i64, i64, i64) = (2, 100, 15);

/// What is asked about each item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Question {
    /// `choice`: one of the choices.
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

/// A new activity, as it is asked for.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct Asked {
    /// `label`; other kinds come with a later version.
    pub kind: String,
    /// What to call it beside others.
    pub title: Option<String>,
    /// What is asked about each item.
    pub question: Option<Question>,
    /// How sure each answer must be, 0.5 to 0.999.
    pub target_confidence: Option<f64>,
    /// After how many answers an item is closed in any case, 2 to 100.
    pub max_answers: Option<i64>,
}

/// An activity that can be done: [`Asked`], found whole.
#[derive(Clone, Debug)]
pub struct Valid {
    title: Option<String>,
    /// The question.
    pub question: Question,
    target: f64,
    max_answers: i64,
}

impl Asked {
    /// Checks every field.
    ///
    /// # Errors
    /// 422 with the field and what it may be.
    pub fn valid(self) -> Result<Valid, Problem> {
        if self.kind != "label" {
            return Err(Problem::field("/kind", "throng-activity-kind"));
        }
        let asked = self.question.ok_or_else(|| Problem::field("/question", "throng-question-missing"))?;
        let title = self.title.map(|title| title.trim().to_owned()).filter(|title| !title.is_empty());
        if title.as_ref().is_some_and(|title| title.chars().count() > MAX_HELP) {
            return Err(Problem::field("/title", "throng-text-long").with("max", MAX_HELP));
        }
        let target = self.target_confidence.unwrap_or(TARGET.2);
        if !(TARGET.0..=TARGET.1).contains(&target) {
            return Err(Problem::field("/target_confidence", "throng-target-wrong"));
        }
        let max_answers = self.max_answers.unwrap_or(ANSWERS.2);
        if !(ANSWERS.0..=ANSWERS.1).contains(&max_answers) {
            let problem = Problem::field("/max_answers", "throng-max-answers-wrong");
            return Err(problem.with("min", ANSWERS.0).with("max", ANSWERS.1));
        }
        Ok(Valid { title, question: valid_question(asked)?, target, max_answers })
    }
}

fn valid_question(asked: Question) -> Result<Question, Problem> {
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

    /// How far it is.
    pub fn progress(&self) -> Progress {
        Progress::new(self.done, self.items)
    }

    /// As the API gives it.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id,
            "throng": self.throng,
            "kind": "label",
            "title": self.title,
            "question": self.question,
            "target_confidence": self.target,
            "max_answers": self.max_answers,
            "state": self.state(),
            "progress": self.progress(),
            "answers": self.answers,
            "at": rfc3339(self.made_at),
        })
    }
}

const COLUMNS: &str = "a.id, a.throng, t.state AS throng_state, a.title, a.question, a.target_confidence, a.max_answers, a.made_at, \
    a.items, a.done, a.answers, a.settled FROM activities a JOIN throngs t ON t.id = a.throng";

fn from_row(row: &sqlx::any::AnyRow) -> Result<Activity, sqlx::Error> {
    let question: String = row.try_get("question")?;
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
    })
}

/// Keeps a new activity and gives its id.
///
/// # Errors
/// When the database does not take it.
pub async fn insert(tx: &mut platform::writer::Tx, throng: Id, new: &Valid) -> Result<Id, sqlx::Error> {
    let (id, now) = (Id::new(tx.now()), tx.now());
    sqlx::query(
        "INSERT INTO activities (id, throng, kind, title, question, target_confidence, max_answers, made_at) \
         VALUES ($1, $2, 'label', $3, $4, $5, $6, $7)",
    )
    .bind(id.to_string())
    .bind(throng.to_string())
    .bind(new.title.clone())
    .bind(json!(new.question).to_string())
    .bind(new.target)
    .bind(new.max_answers)
    .bind(now)
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

/// The activities of a throng, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_throng(conn: &mut AnyConnection, throng: Id) -> Result<Vec<Activity>, sqlx::Error> {
    let sql = format!("SELECT {COLUMNS} WHERE a.throng = $1 ORDER BY a.id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(throng.to_string()).fetch_all(conn).await?;
    rows.iter().map(from_row).collect()
}
