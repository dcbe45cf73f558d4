//! Settings: from a flag, else an environment variable, else `throng.toml`, else the default; one name in all.
//!
//! [`Config::load`] takes all its input as arguments, so nothing here depends on the process; the one exception is
//! that it reads the files that `THRONG_…_FILE` variables name. [`Config::from_process`] gathers the real input.
//!
//! Invariants: an unknown key or flag, or a bad value anywhere, is an error that names the key, the value and what is
//! allowed. A secret's value stands in no message. What this build cannot do is said, never passed over in silence.
//!
//! It does NOT open, create or connect to anything.

mod error;
mod settings;
mod sources;
mod values;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::ArgMatches;
use ipnet::IpNet;

pub use error::ConfigError;
pub use settings::{SETTINGS, Setting, Support, clap_args};
pub use values::{DatabaseUrl, Origin};

use crate::logs::{self, LogFormat};
use sources::Sources;

/// The name of the settings file that is read from the current folder when `--config` names none.
pub const FILE_NAME: &str = "throng.toml";

/// One megabyte, as settings and sentences count them.
pub const MB: u64 = 1_000_000;

/// Everything that can be set, checked. Sizes are in bytes.
#[derive(Clone, Debug)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The public address; without it, links are made from the address that is listened on.
    pub origin: Option<Origin>,
    /// The database.
    pub database: DatabaseUrl,
    /// The folder that holds the blobs.
    pub blobs: PathBuf,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Addresses beside the public internet that may be fetched from.
    pub fetch_also: Vec<SocketAddr>,
    /// Name servers that are asked for TXT records; none: the system's.
    pub name_servers: Vec<SocketAddr>,
    /// Whether the first things of new guests are held until let through.
    pub hold_new: bool,
    /// Largest upload.
    pub max_upload: u64,
    /// Most that one guest may store.
    pub quota_per_guest: u64,
    /// Most that all blobs together may take.
    pub quota_total: u64,
    /// Free space below which the instance turns read-only.
    pub read_only_below: u64,
    /// The log filter, in the syntax of `tracing_subscriber::EnvFilter`.
    pub log: String,
    /// How log lines look.
    pub log_format: LogFormat,
}

/// A configuration, and what to tell the operator once logs are up.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// Sentences about what was given but has no effect; each is to be logged once.
    pub warnings: Vec<String>,
}

impl Config {
    /// Settings from `flags` (by key or by flag name), `env` (all variables; those that do not begin with `THRONG_`
    /// are passed over) and `file` (its path, for messages, and its text).
    ///
    /// # Errors
    /// The first thing found wrong, as a sentence that says what to change.
    pub fn load(
        flags: BTreeMap<String, String>,
        env: impl Iterator<Item = (String, String)>,
        file: Option<(PathBuf, String)>,
    ) -> Result<Loaded, ConfigError> {
        let mut warnings = Vec::new();
        let sources = Sources::gather(flags, env, file, &mut warnings)?;
        sources.check_support(&mut warnings)?;
        Ok(Loaded { config: Self::from_sources(&sources)?, warnings })
    }

    /// Settings of this process: the flags that [`clap_args`] added, the environment, and the file that `--config`
    /// names or else `throng.toml` in the current folder, if there is one.
    ///
    /// # Errors
    /// As [`Config::load`]; also when the file cannot be read or a variable is not UTF-8.
    pub fn from_process(matches: &ArgMatches) -> Result<Loaded, ConfigError> {
        let flags = SETTINGS.iter().filter_map(|setting| {
            let value = matches.try_get_one::<String>(setting.key).ok()??;
            Some((setting.key.to_owned(), value.clone()))
        });
        let named = matches.try_get_one::<String>("config").ok().flatten().map(PathBuf::from);
        Self::load(flags.collect(), sources::process_variables()?.into_iter(), sources::read_file(named)?)
    }

    fn from_sources(sources: &Sources) -> Result<Self, ConfigError> {
        let data = sources.parse("data", values::path)?;
        sources.parse("bus_url", values::no_bus)?;
        Ok(Self {
            listen: sources.parse("listen", values::parsed)?,
            origin: sources.optional("origin", Origin::parse)?,
            database: sources
                .optional("database_url", DatabaseUrl::parse)?
                .unwrap_or_else(|| DatabaseUrl::Sqlite(data.join("throng.db"))),
            blobs: sources.optional("blobs_url", values::blobs)?.unwrap_or_else(|| data.join("blobs")),
            trusted_proxies: sources.parse("trusted_proxies", values::networks)?,
            fetch_also: sources.parse("fetch_also", values::addresses)?,
            name_servers: sources.parse("name_servers", values::addresses)?,
            hold_new: sources.parse("hold_new", values::yes_no)?,
            max_upload: sources.parse("max_upload_mb", |text| values::number(text, 1..=50))? * MB,
            quota_per_guest: sources
                .parse("quota_mb_per_guest", |text| values::number(text, 1..=1_000_000))?
                * MB,
            quota_total: sources.parse("quota_mb_total", |text| values::number(text, 1..=1_000_000_000))?
                * MB,
            read_only_below: sources
                .parse("read_only_below_mb", |text| values::number(text, 0..=1_000_000_000))?
                * MB,
            log: sources.parse("log", |text| logs::filter(text).map(|_| text.to_owned()).ok().ok_or(None))?,
            log_format: sources.parse("log_format", values::log_format)?,
            data,
        })
    }
}

#[cfg(test)]
mod tests;
