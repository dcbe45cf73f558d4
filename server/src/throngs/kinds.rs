//! The kinds of activities: what each asks for, checked once, and kept as its terms.

use ballots::Rule;
use platform::Id;
use platform::web::Problem;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::throngs::activity::{ANSWERS, Activity, MAX_HELP, MAX_QUESTION, Question, TARGET, valid_question};
use crate::throngs::decide::{Decision, OPTIONS, Voters};

/// A new activity, as it is asked for.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = NewActivity)]
pub struct Asked {
    /// `label`, `do`, `remix` or `decide`.
    pub kind: String,
    /// What to call it beside others.
    pub title: Option<String>,
    /// `label`: what is asked about each item. `decide`: `{"text"}`.
    pub question: Option<Question>,
    /// `label`: how sure each answer must be, 0.5 to 0.999.
    pub target_confidence: Option<f64>,
    /// `label`: after how many answers an item is closed in any case, 2 to 100.
    pub max_answers: Option<i64>,
    /// `decide`: 2 to 50 options; without them the published remixes of the throng.
    pub options: Option<Vec<String>>,
    /// `decide`: `approval` (the default), `score`, `schulze` or `stv`.
    pub rule: Option<String>,
    /// `decide` by `stv`: how many options are to be chosen, 1 to 49; 1 if it is not given.
    pub seats: Option<usize>,
    /// `decide`: `anyone`, `acted` (the default), `members` or `invited`.
    pub voters: Option<String>,
    /// `remix`: what to make of it.
    pub brief: Option<String>,
    /// `remix`: the picture.
    pub picture: Option<String>,
}

/// An activity that can be done: [`Asked`], found whole.
#[derive(Clone, Debug)]
pub struct Valid {
    /// What to call it beside others.
    pub title: Option<String>,
    /// What is asked; empty where nothing is.
    pub question: Question,
    /// How sure each answer must be.
    pub target: f64,
    /// After how many answers an item is closed in any case.
    pub max_answers: i64,
    /// What its kind asks for beside that.
    pub terms: Terms,
}

/// What a kind asks for beside a question about each item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Terms {
    /// A question about each item.
    Label,
    /// Items are claimed, evidenced, and confirmed by another.
    Do,
    /// Variants of a picture.
    Remix(Remix),
    /// A choice between options.
    Decide(Decision),
}

/// What is to be made of which picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remix {
    /// What to make of it.
    pub brief: String,
    /// The picture.
    pub picture: Id,
}

impl Terms {
    /// The kind's word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Do => "do",
            Self::Remix(_) => "remix",
            Self::Decide(_) => "decide",
        }
    }

    /// The picture that is remixed.
    pub const fn picture(&self) -> Option<Id> {
        match self {
            Self::Remix(remix) => Some(remix.picture),
            _ => None,
        }
    }

    /// How many items there are from the start: a decision is one.
    pub const fn first_items(&self) -> i64 {
        matches!(self, Self::Decide(_)) as i64
    }

    /// Writes the kind's own fields into what the API gives.
    pub fn tell(&self, body: &mut Value, activity: &Activity) {
        match self {
            Self::Label | Self::Do => {}
            Self::Remix(remix) => {
                body["brief"] = json!(remix.brief);
                body["picture"] = json!(remix.picture);
                body["entries"] = json!(activity.entries);
            }
            Self::Decide(decision) => {
                body["question"] = json!({"text": activity.question.text});
                body["options"] = json!(decision.options);
                body["rule"] = json!(decision.rule.word());
                body["seats"] = json!(decision.seats);
                body["voters"] = json!(decision.voters);
                body["opened_at"] = json!(activity.opened_at.map(platform::clock::rfc3339));
                body["closed_at"] = json!(activity.closed_at.map(platform::clock::rfc3339));
            }
        }
    }
}

impl Asked {
    /// Checks every field.
    ///
    /// # Errors
    /// 422 with the field and what it may be.
    pub fn valid(self) -> Result<Valid, Problem> {
        let title = valid_title(self.title.as_deref())?;
        let mut new = Valid {
            title,
            question: nothing_asked(),
            target: TARGET.2,
            max_answers: ANSWERS.2,
            terms: Terms::Do,
        };
        match self.kind.as_str() {
            "label" => self.label(&mut new)?,
            "do" => {}
            "remix" => new.terms = Terms::Remix(self.remix()?),
            "decide" => {
                new.question.text = self.text()?;
                new.terms = Terms::Decide(self.decision()?);
            }
            _ => return Err(Problem::field("/kind", "throng-activity-kind")),
        }
        Ok(new)
    }

    fn label(self, new: &mut Valid) -> Result<(), Problem> {
        let asked = self.question.ok_or_else(|| Problem::field("/question", "throng-question-missing"))?;
        new.target = valid_target(self.target_confidence.unwrap_or(TARGET.2))?;
        new.max_answers = valid_max_answers(self.max_answers.unwrap_or(ANSWERS.2))?;
        new.question = valid_question(asked)?;
        new.terms = Terms::Label;
        Ok(())
    }

    fn remix(self) -> Result<Remix, Problem> {
        let brief = self.brief.unwrap_or_default().trim().to_owned();
        if brief.is_empty() || brief.chars().count() > MAX_HELP {
            return Err(Problem::field("/brief", "throng-brief-wrong").with("max", MAX_HELP));
        }
        let picture = self.picture.as_deref().and_then(|id| id.parse().ok());
        let picture = picture.ok_or_else(|| Problem::field("/picture", "throng-picture-gone"))?;
        Ok(Remix { brief, picture })
    }

    fn text(&self) -> Result<String, Problem> {
        let text = self.question.as_ref().map(|question| question.text.trim()).unwrap_or_default();
        if text.is_empty() || text.chars().count() > MAX_QUESTION {
            return Err(Problem::field("/question/text", "throng-question-text").with("max", MAX_QUESTION));
        }
        Ok(text.to_owned())
    }

    fn decision(self) -> Result<Decision, Problem> {
        let rule = self.rule.as_deref().unwrap_or("approval").parse();
        let rule = rule.map_err(|()| Problem::field("/rule", "ballot-rule-unknown"))?;
        let seats = self.seats.unwrap_or(1);
        let most = self.options.as_ref().map_or(OPTIONS.1, Vec::len).saturating_sub(1).max(1);
        if !(1..=most).contains(&seats) || (seats > 1 && rule != Rule::Stv) {
            return Err(Problem::field("/seats", "ballot-seats-wrong").with("max", most));
        }
        let voters = match self.voters.as_deref() {
            None => Voters::default(),
            Some(word) => word.parse().map_err(|()| Problem::field("/voters", "ballot-voters-unknown"))?,
        };
        let mut decision = Decision { options: Vec::new(), rule, voters, seats };
        // Without options the throng's remixes become them when the activity is made.
        if let Some(options) = self.options {
            decision.options = Decision::valid_options(options)?;
        }
        Ok(decision)
    }
}

/// A change of an activity; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = ActivityChange)]
#[serde(default)]
pub struct Change {
    /// What to call it beside others; empty for nothing.
    pub title: Option<String>,
    /// `label`: how sure each answer must be from now on, 0.5 to 0.999.
    pub target_confidence: Option<f64>,
    /// `label`: after how many answers an item is closed in any case, 2 to 100.
    pub max_answers: Option<i64>,
}

/// A title as it is kept; nothing for an empty one.
///
/// # Errors
/// 422 for one that is too long.
pub fn valid_title(title: Option<&str>) -> Result<Option<String>, Problem> {
    let title = title.map(str::trim).filter(|title| !title.is_empty());
    match title {
        Some(title) if title.chars().count() > MAX_HELP => {
            Err(Problem::field("/title", "throng-text-long").with("max", MAX_HELP))
        }
        title => Ok(title.map(str::to_owned)),
    }
}

/// A confidence that can be asked for.
///
/// # Errors
/// 422 for any other.
pub fn valid_target(target: f64) -> Result<f64, Problem> {
    if (TARGET.0..=TARGET.1).contains(&target) {
        Ok(target)
    } else {
        Err(Problem::field("/target_confidence", "throng-target-wrong"))
    }
}

/// A number of answers after which an item may be closed.
///
/// # Errors
/// 422 for any other.
pub fn valid_max_answers(count: i64) -> Result<i64, Problem> {
    if (ANSWERS.0..=ANSWERS.1).contains(&count) {
        return Ok(count);
    }
    let problem = Problem::field("/max_answers", "throng-max-answers-wrong");
    Err(problem.with("min", ANSWERS.0).with("max", ANSWERS.1))
}

fn nothing_asked() -> Question {
    Question { kind: String::new(), text: String::new(), choices: Vec::new(), help: None }
}
