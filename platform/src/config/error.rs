//! What can be wrong with settings, each as a sentence that says what to change.

use std::fmt;
use std::path::{Path, PathBuf};

use super::settings::{SETTINGS, Setting, nearest};

/// Why the start stops. Its text never holds a secret's value.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A key or flag that there is none of.
    #[error("{0}")]
    Unknown(String),
    /// A value that is not allowed.
    #[error("{0}")]
    Bad(String),
    /// Something asked for that this build cannot do.
    #[error("{0}")]
    Unsupported(String),
    /// A file that cannot be read or understood.
    #[error("{0}")]
    File(String),
}

impl ConfigError {
    pub(super) fn unknown_key(typed: &str, origin: &Given) -> Self {
        let hint = nearest(typed).map(|key| format!("; did you mean {key:?}?")).unwrap_or_default();
        let keys: Vec<_> = SETTINGS.iter().map(|setting| setting.key).collect();
        Self::Unknown(format!("unknown setting {typed:?} in {origin}{hint}; known are: {}", keys.join(", ")))
    }

    pub(super) fn bad(setting: &Setting, value: &str, origin: &Given, because: Option<&str>) -> Self {
        let shown = shown(setting, value);
        let because = because.map(|reason| format!(" ({reason})")).unwrap_or_default();
        Self::Bad(format!(
            "{}: {shown} from {origin} is not allowed{because}; give {}",
            setting.key, setting.allowed
        ))
    }

    pub(super) fn unsupported(setting: &Setting, origin: &Given, why: &str) -> Self {
        Self::Unsupported(format!(
            "{}, set by {origin}, cannot be honoured: {why}; leave it empty",
            setting.key
        ))
    }

    pub(super) fn file(path: &Path, what: impl fmt::Display) -> Self {
        Self::File(format!("{}: {what}", path.display()))
    }
}

/// Most characters of a value that a message repeats.
const MAX_SHOWN: usize = 200;

/// A value as messages may repeat it; of a secret URL only the scheme, of another secret nothing.
fn shown(setting: &Setting, value: &str) -> String {
    match value.split_once("://") {
        Some((scheme, _)) if setting.secret && is_scheme(setting, scheme) => format!("\"{scheme}://…\""),
        _ if setting.secret => "the value (not shown)".into(),
        _ => format!("{:?}", value.chars().take(MAX_SHOWN).collect::<String>()),
    }
}

fn is_scheme(setting: &Setting, text: &str) -> bool {
    setting.key.ends_with("_url")
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// Where a value was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    Flag(String),
    Variable(String),
    File(PathBuf),
    Default,
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "--{name}"),
            Self::Variable(name) => f.write_str(name),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Default => f.write_str("the default"),
        }
    }
}
