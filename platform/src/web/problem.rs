//! The one error at the edge: RFC 9457 problem details, or a readable page with the same sentence.
//!
//! A [`Problem`] names its sentence by message id; the words are put in when the answer is written, in the reader's
//! language. What went wrong inside is logged here and never shown.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::words::Words;

/// What is told to somebody whose request was not done. `detail` says what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// The message id of the sentence; also the last part of `type`.
    pub id: &'static str,
    /// What the sentence mentions.
    pub args: Vec<(&'static str, String)>,
    /// Which fields are at fault.
    pub fields: Vec<Field>,
    /// After how many seconds to try again.
    pub retry_after: Option<u64>,
    /// Further members of the answer, for programs (RFC 9457, section 3.2).
    pub members: Vec<(&'static str, String)>,
}

/// One field at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// JSON pointer (RFC 6901) to the field: `/title`.
    pub pointer: String,
    /// The message id of what is wrong with it.
    pub id: &'static str,
    /// What that sentence mentions.
    pub args: Vec<(&'static str, String)>,
}

impl Problem {
    /// A problem with this status, whose sentence is the message `id`.
    pub const fn new(status: StatusCode, id: &'static str) -> Self {
        Self { status, id, args: Vec::new(), fields: Vec::new(), retry_after: None, members: Vec::new() }
    }

    /// 400: the request cannot be read.
    pub const fn bad(id: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, id)
    }

    /// 401: this needs somebody who is signed in.
    pub const fn sign_in(id: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, id)
    }

    /// 403: this person may not.
    pub const fn forbidden(id: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, id)
    }

    /// 404: there is no such thing, or it is not for this reader; the two are not told apart.
    pub const fn not_found(id: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, id)
    }

    /// 409: it cannot be done in the state that things are in.
    pub const fn conflict(id: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, id)
    }

    /// 422: a field is wrong; `pointer` says which, `id` what is wrong with it.
    pub fn field(pointer: &str, id: &'static str) -> Self {
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, id);
        problem.fields.push(Field { pointer: pointer.to_owned(), id, args: Vec::new() });
        problem
    }

    /// 503, with a time to come back.
    pub fn busy(retry_after: u64) -> Self {
        Self { retry_after: Some(retry_after), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "problem-busy") }
    }

    /// 500: something failed inside. `cause` goes to the log only.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed inside");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "problem-internal")
    }

    /// Puts `value` where the sentence (and the sentences of its fields) mentions `name`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        let value = value.to_string();
        for field in &mut self.fields {
            field.args.push((name, value.clone()));
        }
        self.args.push((name, value));
        self
    }

    /// Gives programs `value` under `name`, beside the sentence.
    #[must_use]
    pub fn member(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.members.push((name, value.to_string()));
        self
    }

    /// Says when to try again.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The sentence, in the reader's language.
    pub fn detail(&self, words: &Words) -> String {
        words.sentence(self.id, &self.args)
    }

    /// The `application/problem+json` body.
    pub fn json(&self, words: &Words) -> Value {
        let mut body = json!({
            "type": format!("/problems/{}", self.id),
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
            "detail": self.detail(words),
        });
        for (name, value) in &self.members {
            body[*name] = json!(value);
        }
        if !self.fields.is_empty() {
            body["errors"] = self
                .fields
                .iter()
                .map(|field| json!({"pointer": field.pointer, "detail": words.sentence(field.id, &field.args)}))
                .collect();
        }
        body
    }
}

/// The problem travels in the response's extensions; the outermost layer turns it into JSON or a page.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                tracing::warn!(%error, "the database did not answer in time");
                Self::busy(2)
            }
            // PostgreSQL: 40001 is a lost race between transactions, 40P01 a deadlock with another node; either may be tried again.
            sqlx::Error::Database(inner) if matches!(inner.code().as_deref(), Some("40001" | "40P01")) => {
                tracing::warn!(%error, "another node was in the way");
                Self::busy(1)
            }
            // SQLite: 13 is SQLITE_FULL. PostgreSQL: 53100 is disk_full.
            sqlx::Error::Database(inner) if matches!(inner.code().as_deref(), Some("13" | "53100")) => {
                tracing::error!(%error, "the disk is full");
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "problem-disk-full").retry_after(60)
            }
            _ => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Catalogue;

    fn words() -> Words {
        Catalogue::new(&[("en", "web.ftl", "title-too-long = At most { $max } characters.")])
            .unwrap()
            .english()
    }

    #[test]
    fn nothing_from_inside_is_told() {
        let problem = Problem::from(sqlx::Error::Protocol("password of the database is hunter2".into()));
        assert!(!problem.json(&words()).to_string().contains("hunter2"));
        assert_eq!(problem.status, 500);
    }

    #[test]
    fn a_field_is_pointed_at() {
        let problem = Problem::field("/title", "title-too-long").with("max", 200);
        let body = problem.json(&words());
        assert_eq!(body["status"], 422);
        assert_eq!(body["detail"], "At most 200 characters.");
        assert_eq!(body["errors"][0]["pointer"], "/title");
        assert_eq!(problem.member("closes_at", "noon").json(&words())["closes_at"], "noon");
    }
}
