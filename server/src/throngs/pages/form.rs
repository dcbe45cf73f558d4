//! What the host fills in to gather a throng, as the form sends it, and as it is shown again.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::extract::Multipart;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use platform::clock::{DAY, Millis};
use platform::web::Problem;
use platform::words::Words;

use crate::throngs::pages::pasted;
use crate::throngs::sheet::{self, Peek};
use crate::throngs::terms::MAX_OBJECTIVE;
use crate::web::once;

/// Bytes of rows that the form takes, as a file or pasted. More goes through the API, in parts.
pub const MAX_ROWS_BYTES: usize = 8 << 20;
/// Bytes of any other field.
const MAX_FIELD_BYTES: usize = 64 << 10;
/// Fields of a form, so that a hostile one ends.
const MAX_FIELDS: usize = 256;
/// How far ahead the form first sets the end.
const USUAL_TIME: Millis = 2 * DAY;
/// Minutes that a zone may be away from UTC.
const MAX_OFFSET: i64 = 18 * 60;

/// The form.
#[derive(Clone, Debug, Default)]
pub struct GatherForm {
    /// Guards against being sent twice.
    pub key: String,
    /// What it is about: `story:ID`, `picture:ID`, or nothing.
    pub about: String,
    /// Minutes that the host's zone is ahead of UTC; empty without JavaScript, then the deadline is UTC.
    pub offset_minutes: String,
    /// The template's word.
    pub template: String,
    /// The objective.
    pub objective: String,
    /// Who may see it: `public`, `link` or `members`.
    pub visibility: String,
    /// As `datetime-local` has it: `2026-11-26T18:00`.
    pub deadline: String,
    /// From 0.5 to 0.999.
    pub target_confidence: String,
    /// The question.
    pub question: String,
    /// The answers to choose from, one a line.
    pub choices: String,
    /// How ballots are counted.
    pub rule: String,
    /// Who may vote.
    pub voters: String,
    /// Rows as text.
    pub pasted: String,
    /// Rows as a file; it goes before what is pasted.
    pub file: Option<Vec<u8>>,
    /// Whether the first of one item a line is a heading; empty if the host was not asked.
    pub heading: String,
    /// The headings of the table of which `roles` were said, as [`sheet::Peek::joined`] has them.
    pub headings: String,
    /// The columns about persons that the host was warned of, as the warning named them.
    pub heeded: String,
    /// What column n becomes, where the host said so.
    pub roles: BTreeMap<usize, String>,
}

impl GatherForm {
    /// The form as it is first shown: with the template that is asked for, else what people mostly do with such a thing.
    pub fn fresh(about: String, template: String, now: Millis) -> Self {
        let usual = match about.split_once(':') {
            Some(("picture", _)) => "remix",
            Some(("incident", _)) => "check",
            _ => "label",
        };
        Self {
            key: once::key(),
            about,
            template: if template.is_empty() { usual.into() } else { template },
            deadline: local(now + USUAL_TIME, 0),
            target_confidence: "0.95".into(),
            rule: "approval".into(),
            voters: "anyone".into(),
            ..Self::default()
        }
    }

    /// Makes what an incident says of itself the claim that is checked.
    pub fn claim(&mut self, claim: &str) {
        if self.template == "check" {
            self.pasted = format!("text\n\"{}\"", claim.replace('"', "\"\""));
        }
        if self.objective.is_empty() {
            self.objective = claim.chars().take(MAX_OBJECTIVE).collect();
        }
    }

    /// Asks of claims what is usually asked of them, unless the host asks something else.
    pub fn ask_of_claims(&mut self, t: &Words) {
        if self.template == "check" && self.question.trim().is_empty() && self.choices().is_empty() {
            self.question = t.say("gather-check-question");
            self.choices = t.say("gather-check-choices");
        }
    }

    /// Reads what the browser sent.
    ///
    /// # Errors
    /// 400 if it is no form, 413 if a field is larger than it may be.
    pub async fn read(mut multipart: Multipart) -> Result<Self, Problem> {
        let mut form = Self::default();
        let unreadable = |error| Problem::bad("web-not-a-form").with("why", error);
        for _ in 0..MAX_FIELDS {
            let Some(mut field) = multipart.next_field().await.map_err(unreadable)? else { return Ok(form) };
            let name = field.name().unwrap_or_default().to_owned();
            let rows = name == "items" || name == "pasted";
            let most = if rows { MAX_ROWS_BYTES } else { MAX_FIELD_BYTES };
            let mut bytes = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
                if bytes.len() + chunk.len() > most {
                    return Err(too_large());
                }
                bytes.extend_from_slice(&chunk);
            }
            form.take(&name, bytes);
        }
        Err(Problem::bad("web-not-a-form").with("why", "…"))
    }

    fn take(&mut self, name: &str, bytes: Vec<u8>) {
        if name == "items" {
            self.file = Some(bytes).filter(|bytes| !bytes.is_empty());
            return;
        }
        let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        match name {
            "key" => self.key = text,
            "about" => self.about = text,
            "offset_minutes" => self.offset_minutes = text,
            "template" => self.template = text,
            "objective" => self.objective = text,
            "visibility" => self.visibility = text,
            "deadline" => self.deadline = text,
            "target_confidence" => self.target_confidence = text,
            "question" => self.question = text,
            "choices" => self.choices = text,
            "rule" => self.rule = text,
            "voters" => self.voters = text,
            "pasted" => self.pasted = text,
            "heeded" => self.heeded = text,
            "headings" => self.headings = text,
            // A box that is not ticked sends nothing, so a hidden field before it says that the host was asked.
            "heading" => self.heading = text,
            _ => {
                if let Some(column) = name.strip_prefix("as-").and_then(|n| n.parse().ok()) {
                    self.roles.insert(column, text);
                }
            }
        }
    }

    /// The rows: the file, or what was pasted, or for a check the objective, which is then the claim; else none. One item a line
    /// may have a heading or not.
    pub fn rows(&self) -> Option<Cow<'_, [u8]>> {
        if let Some(file) = &self.file {
            let text = sheet::decode(file).0;
            let is_bare = self.heading == "no" && pasted::is_lone(&text);
            return Some(if is_bare {
                Cow::Owned(format!("text\n{text}").into_bytes())
            } else {
                file.into()
            });
        }
        if !self.pasted.trim().is_empty() {
            return Some(pasted::table(&self.pasted, self.has_heading()));
        }
        let claim = self.objective.trim();
        (self.template == "check" && !claim.is_empty()).then(|| pasted::list(&[claim]).into())
    }

    /// Whether the rows are one item a line, so that only the host knows whether the first is a heading.
    pub fn is_list(&self) -> bool {
        match &self.file {
            Some(file) => pasted::is_lone(&sheet::decode(file).0),
            None => pasted::is_list(&self.pasted),
        }
    }

    /// Whether the first line is a heading: as the host said, else as it looks. Of a file it always is.
    pub fn has_heading(&self) -> bool {
        match self.heading.as_str() {
            "yes" => true,
            "no" => false,
            _ => self.file.is_some() || pasted::begins_with_heading(&self.pasted),
        }
    }

    /// What the columns of the table with these headings become; `None` if the host said nothing of this table.
    pub fn said_columns(&self, peek: &Peek) -> Option<&BTreeMap<usize, String>> {
        (!self.roles.is_empty() && (self.headings.is_empty() || self.headings == peek.joined()))
            .then_some(&self.roles)
    }

    /// Shows a file's rows as pasted text, since a browser does not send a file again by itself.
    pub fn keep_rows(&mut self) {
        if self.file.is_some() && self.is_list() {
            self.heading = if self.has_heading() { "yes" } else { "no" }.into();
        }
        if let Some(file) = self.file.take() {
            self.pasted = sheet::decode(&file).0.into_owned();
        }
    }

    /// The answers to choose from.
    pub fn choices(&self) -> Vec<String> {
        self.choices.lines().map(str::trim).filter(|choice| !choice.is_empty()).map(str::to_owned).collect()
    }

    /// When it ends.
    ///
    /// # Errors
    /// 422 if the host wrote no time.
    pub fn deadline(&self) -> Result<Millis, Problem> {
        instant(&self.deadline, &self.offset_minutes)
            .ok_or_else(|| Problem::field("/deadline", "gather-bad-deadline"))
    }
}

/// The same refusal in words for somebody at a form, who writes no RFC 3339.
pub fn for_people(problem: Problem) -> Problem {
    if problem.id == "throng-deadline-wrong" {
        Problem::field("/deadline", "gather-bad-deadline")
    } else {
        problem
    }
}

/// 413 for rows that are too many for a form.
pub fn too_large() -> Problem {
    Problem::new(axum::http::StatusCode::PAYLOAD_TOO_LARGE, "gather-too-large")
        .with("megabytes", MAX_ROWS_BYTES >> 20)
}

/// The moment that a `datetime-local` field means in a zone so many minutes ahead of UTC.
pub fn instant(local: &str, offset_minutes: &str) -> Option<Millis> {
    let offset = offset(offset_minutes);
    let civil: DateTime = local.trim().parse().ok()?;
    let utc = TimeZone::UTC.to_timestamp(civil).ok()?.as_millisecond();
    Some(utc - offset * platform::clock::MINUTE)
}

/// A moment as a `datetime-local` field has it, in a zone so many minutes ahead of UTC.
pub fn local(at: Millis, offset_minutes: i64) -> String {
    let at = at + offset_minutes * platform::clock::MINUTE;
    jiff::Timestamp::from_millisecond(at)
        .map(|at| TimeZone::UTC.to_datetime(at).strftime("%Y-%m-%dT%H:%M").to_string())
        .unwrap_or_default()
}

fn offset(minutes: &str) -> i64 {
    minutes.trim().parse().ok().filter(|minutes| (-MAX_OFFSET..=MAX_OFFSET).contains(minutes)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deadline_is_in_the_hosts_zone_or_else_in_utc() {
        let at = platform::clock::parse_rfc3339("2026-11-26T17:00:00Z");
        assert_eq!(instant("2026-11-26T18:00", "60"), at);
        assert_eq!(instant("2026-11-26T17:00", ""), at);
        assert_eq!(instant("2026-11-26T17:00", "999999"), at);
        assert_eq!(instant("tomorrow", ""), None);
        assert_eq!(local(at.unwrap(), 60), "2026-11-26T18:00");
    }

    #[test]
    fn the_file_goes_before_what_is_pasted_and_an_empty_one_does_not_count() {
        let mut form = GatherForm::default();
        assert_eq!(form.rows(), None);
        form.take("pasted", b" a \"cat\"\r\n\r\nb, c ".to_vec());
        form.take("items", Vec::new());
        assert_eq!(form.rows().unwrap(), b"\"text\"\n\"a \"\"cat\"\"\"\n\"b, c\"\n".as_slice());
        form.take("items", b"c".to_vec());
        assert_eq!(form.rows().unwrap(), b"c".as_slice());
        form.keep_rows();
        assert_eq!((form.file.as_deref(), form.pasted.as_str()), (None, "c"));
        form.take("pasted", b"name,text\nx,y".to_vec());
        assert_eq!(form.rows().unwrap(), b"name,text\nx,y".as_slice());
        form.take("choices", b"Cat\r\n\r\n Dog ".to_vec());
        assert_eq!(form.choices(), ["Cat", "Dog"]);
        form.take("as-2", b"key".to_vec());
        assert_eq!(form.roles[&2], "key");
    }
}
