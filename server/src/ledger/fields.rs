//! What people write into the ledger, checked and put into the form in which it is kept.

use platform::Id;
use platform::clock::{MINUTE, Millis, parse_rfc3339};
use platform::web::Problem;
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use crate::web::text;

/// Characters of a name, title, kind, impact or cause.
pub const MAX_LINE: usize = 200;
/// Characters of an update, a reply or a claim.
pub const MAX_TEXT: usize = 5_000;
/// Characters of an address.
const MAX_URL: usize = 2_000;
/// Pieces of evidence of one claim.
const MAX_EVIDENCE: usize = 20;
/// A clock elsewhere may go ahead of ours by so much.
const AHEAD: Millis = 5 * MINUTE;
/// More people than there are: a count above is a mistake.
const MAX_USERS: i64 = 100_000_000_000;

/// One piece of evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Evidence {
    /// A page elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A picture here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub picture: Option<Id>,
    /// In words: what it shows, or what one saw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// As programs send it: an object, or an address or a sentence alone.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Shown {
    /// An address or a sentence.
    Alone(String),
    /// An object.
    Whole(Evidence),
}

/// How many were affected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Affected {
    /// The best estimate.
    pub users: i64,
    /// At least.
    #[serde(default)]
    pub low: Option<i64>,
    /// At most.
    #[serde(default)]
    pub high: Option<i64>,
    /// From what that is known.
    #[serde(default)]
    pub basis: Option<String>,
}

/// A field that may be given, given as null, or left out.
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}

/// One line of text that must be there.
pub fn line(pointer: &str, value: &str) -> Result<String, Problem> {
    text::line(value, MAX_LINE)
        .ok_or_else(|| Problem::field(pointer, "ledger-line-wrong").with("max", MAX_LINE))
}

/// One line that may be empty.
pub fn optional_line(pointer: &str, value: Option<String>) -> Result<Option<String>, Problem> {
    value.filter(|value| !value.trim().is_empty()).map(|value| line(pointer, &value)).transpose()
}

/// A text of several lines that must be there.
pub fn block(pointer: &str, value: &str) -> Result<String, Problem> {
    text::block(value, MAX_TEXT)
        .ok_or_else(|| Problem::field(pointer, "ledger-text-wrong").with("max", MAX_TEXT))
}

/// An address of the web.
pub fn address(pointer: &str, value: &str) -> Result<String, Problem> {
    let wrong = || Problem::field(pointer, "ledger-address-wrong").with("max", MAX_URL);
    let url = Url::parse(value.trim()).map_err(|_| wrong())?;
    let web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
    let plain = url.username().is_empty() && url.password().is_none() && url.as_str().len() <= MAX_URL;
    if web && plain { Ok(url.into()) } else { Err(wrong()) }
}

/// A time that has come.
pub fn time(pointer: &str, value: &str, now: Millis) -> Result<Millis, Problem> {
    parse_rfc3339(value)
        .filter(|at| *at <= now + AHEAD)
        .ok_or_else(|| Problem::field(pointer, "ledger-time-wrong"))
}

/// A count of people.
pub fn users(pointer: &str, value: i64) -> Result<i64, Problem> {
    (0..=MAX_USERS)
        .contains(&value)
        .then_some(value)
        .ok_or_else(|| Problem::field(pointer, "ledger-users-wrong"))
}

/// How many were affected, the bounds around the estimate.
pub fn affected(value: Affected) -> Result<Affected, Problem> {
    let estimate = users("/affected/users", value.users)?;
    let bound = |pointer, bound: Option<i64>| bound.map(|bound| users(pointer, bound)).transpose();
    let (low, high) = (bound("/affected/low", value.low)?, bound("/affected/high", value.high)?);
    if low.is_some_and(|low| low > estimate) || high.is_some_and(|high| high < estimate) {
        return Err(Problem::field("/affected", "ledger-bounds-wrong"));
    }
    Ok(Affected { users: estimate, low, high, basis: optional_line("/affected/basis", value.basis)? })
}

/// Evidence, each piece with something in it.
pub fn evidence(sent: Vec<Shown>) -> Result<Vec<Evidence>, Problem> {
    if sent.len() > MAX_EVIDENCE {
        return Err(Problem::field("/evidence", "ledger-evidence-many").with("max", MAX_EVIDENCE));
    }
    sent.into_iter().map(piece).collect()
}

fn piece(sent: Shown) -> Result<Evidence, Problem> {
    let sent = match sent {
        Shown::Alone(word) if word.contains("://") => Evidence { url: Some(word), ..Evidence::default() },
        Shown::Alone(word) => Evidence { text: Some(word), ..Evidence::default() },
        Shown::Whole(whole) => whole,
    };
    let kept = Evidence {
        url: sent.url.map(|url| address("/evidence", &url)).transpose()?,
        picture: sent.picture,
        text: optional_line("/evidence", sent.text)?,
    };
    if kept == Evidence::default() {
        Err(Problem::field("/evidence", "ledger-evidence-empty"))
    } else {
        Ok(kept)
    }
}

/// Lines of a form as evidence.
pub fn evidence_lines(text: &str) -> Vec<Shown> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| Shown::Alone(line.to_owned()))
        .collect()
}
