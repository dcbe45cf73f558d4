//! What a throng may be: its words, its times, what it is about, each checked and put into the form in which it is kept.

use platform::Id;
use platform::clock::{DAY, Millis, parse_rfc3339};
use platform::web::Problem;
use serde::Deserialize;

use crate::throngs::throng::{About, Template};

/// Characters of an objective.
pub const MAX_OBJECTIVE: usize = 200;
/// Characters of a reason or statement.
pub const MAX_STATEMENT: usize = 5_000;
/// Characters of a link.
const MAX_URL: usize = 2_000;
/// How far away a deadline may be.
const MAX_AHEAD: Millis = 100 * 366 * DAY;
/// Characters of the objective that make the slug.
const SLUG: usize = 48;

/// What a throng is about, as it is asked for: a kind and an id, or an address.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
pub struct AboutAsked {
    /// `picture`, `story`, `incident` or `link`.
    pub kind: Option<String>,
    /// Of the picture or story.
    pub id: Option<String>,
    /// Of a page elsewhere.
    pub url: Option<String>,
}

/// The template, if this version can gather it.
///
/// # Errors
/// 422 otherwise.
pub fn valid_template(word: &str) -> Result<Template, Problem> {
    match word.parse::<Template>() {
        Ok(template) if template.can_be_gathered() => Ok(template),
        Ok(_) => Err(Problem::field("/template", "throng-template-later")),
        Err(()) => Err(Problem::field("/template", "throng-template-unknown")),
    }
}

/// An objective as it is kept.
///
/// # Errors
/// 422 where it is empty, too long or more than a line.
pub fn valid_objective(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_OBJECTIVE || text.chars().any(char::is_control) {
        return Err(Problem::field("/objective", "throng-objective-wrong").with("max", MAX_OBJECTIVE));
    }
    Ok(text.to_owned())
}

/// A statement as it is kept.
///
/// # Errors
/// 422 where it is empty or too long.
pub fn valid_statement(text: &str) -> Result<String, Problem> {
    said(text, "/statement")
}

/// A reason as it is kept.
///
/// # Errors
/// 422 where it is empty or too long.
pub fn valid_reason(text: &str) -> Result<String, Problem> {
    said(text, "/reason")
}

fn said(text: &str, pointer: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_STATEMENT {
        return Err(Problem::field(pointer, "throng-statement-wrong").with("max", MAX_STATEMENT));
    }
    Ok(text.to_owned())
}

/// What a throng is to be about; whether that is there is asked elsewhere.
///
/// # Errors
/// 422 for what names nothing.
pub fn valid_about(asked: &AboutAsked) -> Result<About, Problem> {
    let id = asked.id.as_deref().and_then(|id| id.parse().ok());
    match (asked.kind.as_deref(), id, asked.url.as_deref()) {
        (Some("picture"), Some(id), None) => Ok(About::Picture(id)),
        (Some("story"), Some(id), None) => Ok(About::Story(id)),
        (Some("incident"), Some(id), None) => Ok(About::Incident(id)),
        (Some("picture" | "story" | "incident"), _, _) => {
            Err(Problem::field("/about/id", "throng-about-gone"))
        }
        (None | Some("link"), None, Some(url)) if is_link(url) => Ok(About::Link(url.to_owned())),
        (None | Some("link"), _, Some(_)) => {
            Err(Problem::field("/about/url", "throng-about-url").with("max", MAX_URL))
        }
        _ => Err(Problem::field("/about", "throng-about-wrong")),
    }
}

/// Whether it is an address of the web that people can follow.
pub fn is_link(url: &str) -> bool {
    let parsed = url.parse::<axum::http::Uri>().ok();
    url.len() <= MAX_URL
        && parsed.is_some_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https"))
                && uri.host().is_some_and(|host| !host.is_empty())
        })
}

/// A time after `after`, within a hundred years of it.
///
/// # Errors
/// 422 at `pointer` otherwise.
pub fn valid_deadline(pointer: &str, text: &str, after: Millis) -> Result<Millis, Problem> {
    parse_rfc3339(text)
        .filter(|at| (after + 1..=after + MAX_AHEAD).contains(at))
        .ok_or_else(|| Problem::field(pointer, "throng-deadline-wrong"))
}

/// Words of the objective that an address can hold, and the end of the id so that no two are alike.
pub fn slug(objective: &str, id: Id) -> String {
    let mut words = String::new();
    for c in objective.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            words.push(c);
        } else if !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
        if words.len() >= SLUG {
            break;
        }
    }
    let id = id.to_string();
    let tail = &id[id.len() - 8..];
    let words = words.trim_end_matches('-');
    if words.is_empty() { tail.to_owned() } else { format!("{words}-{tail}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_readable_and_safe() {
        let id = Id::new(1);
        let tail = &id.to_string()[18..];
        assert_eq!(slug("Is it a Cat? — yes/no", id), format!("is-it-a-cat-yes-no-{tail}"));
        assert_eq!(slug("これは猫?", id), tail);
        assert!(slug(&"word ".repeat(100), id).len() < 64);
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert!(is_link("https://example.org/a?b=c") && is_link("http://localhost:8080"));
        for bad in ["javascript:alert(1)", "/path", "example.org", "ftp://example.org", "http://", ""] {
            assert!(!is_link(bad), "{bad}");
        }
    }
}
