//! Logs: one line an event to standard error, so that standard output stays for what a command prints.
//!
//! Secrets are wrapped in [`Secret`], which has no way of being printed.

use std::fmt;
use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people; in colours on a terminal, unless `NO_COLOR` is set.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

/// Why logs could not be started.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter cannot be read.
    #[error("the log filter {0:?} cannot be read; give a level or a list such as info,sqlx=warn")]
    Filter(String),
    /// The process has logs already.
    #[error("logs were started twice")]
    Twice,
}

/// Reads a filter: a level, or levels by part with commas between.
///
/// # Errors
/// [`LogError::Filter`] when it is empty or not such a list.
pub fn filter(text: &str) -> Result<EnvFilter, LogError> {
    let bad = || LogError::Filter(text.to_owned());
    if text.trim().is_empty() {
        return Err(bad());
    }
    EnvFilter::builder().parse(text).map_err(|_| bad())
}

/// Starts the process's logs; to be called once, before anything logs.
///
/// # Errors
/// See [`LogError`].
pub fn init(filter_text: &str, format: LogFormat) -> Result<(), LogError> {
    let builder = tracing_subscriber::fmt().with_env_filter(filter(filter_text)?).with_writer(stderr);
    let started = match format {
        LogFormat::Text => {
            let colours =
                stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
            builder.with_ansi(colours).finish().try_init()
        }
        LogFormat::Json => builder.json().flatten_event(true).finish().try_init(),
    };
    started.map_err(|_| LogError::Twice)
}

/// A value that must not appear in logs or messages: its `Debug` is redacted, and it has no `Display`.
/// Its `==` is not of constant time, so no good for checking what a client sends.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for the one place that needs it.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_checked() {
        assert!(filter("info").is_ok() && filter("info,sqlx=warn").is_ok());
        assert!(filter("").is_err() && filter("sqlx=loud").is_err());
    }

    #[test]
    fn starting_twice_is_refused() {
        init("error", LogFormat::Json).unwrap();
        assert!(matches!(init("error", LogFormat::Text), Err(LogError::Twice)));
        tracing::info!("not shown");
    }

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::new("hush".to_owned());
        assert_eq!(format!("{:?}", Some(&secret)), "Some([secret])");
        assert_eq!(secret.expose(), "hush");
    }
}
