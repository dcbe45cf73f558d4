//! What is reported or moderated: a thing, or a person.

use std::fmt;

use platform::Id;
use platform::web::Problem;
use serde::{Deserialize, Serialize};

use crate::things::{Kind, Thing};

/// The word for a person, beside the kinds of things.
const PERSON: &str = "person";

/// A thing or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Something that was put up.
    Thing(Thing),
    /// Somebody.
    Person(Id),
}

/// `{kind, id}` as programs and forms send it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct About {
    /// `picture`, `story`, `update`, `comment`, `message`, `throng`, `submission` or `person`.
    pub kind: String,
    /// Which.
    pub id: String,
}

impl About {
    /// What it names.
    ///
    /// # Errors
    /// 422 for a kind that is none, 404 for an id that cannot be one.
    pub fn subject(&self) -> Result<Subject, Problem> {
        let id: Result<Id, _> = self.id.parse();
        let id = |problem: Problem| id.map_err(|_| problem);
        let gone = Problem::not_found("safety-nothing-there");
        if self.kind == PERSON {
            return id(gone).map(Subject::Person);
        }
        let kind: Kind =
            self.kind.parse().map_err(|()| Problem::field("/about/kind", "safety-kind-wrong"))?;
        Ok(Subject::Thing(Thing { kind, id: id(gone)? }))
    }
}

impl From<Subject> for About {
    fn from(subject: Subject) -> Self {
        Self { kind: subject.kind().to_owned(), id: subject.id().to_string() }
    }
}

impl Subject {
    /// Its kind's word.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Thing(thing) => thing.kind.word(),
            Self::Person(_) => PERSON,
        }
    }

    /// Its id.
    pub fn id(self) -> Id {
        match self {
            Self::Thing(thing) => thing.id,
            Self::Person(id) => id,
        }
    }

    /// Reads the columns `kind` and `thing`.
    ///
    /// # Errors
    /// When they hold what no release wrote.
    pub fn from_row(row: &sqlx::any::AnyRow) -> Result<Self, sqlx::Error> {
        use sqlx::Row;
        let about = About { kind: row.try_get("kind")?, id: row.try_get("thing")? };
        about.subject().map_err(|_| sqlx::Error::Decode("kind, thing".into()))
    }
}

impl fmt::Display for Subject {
    /// As in the event log's topics: `picture:ID`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind(), self.id())
    }
}
