//! The table of all settings: the one place where a name, its help and its default stand.
//!
//! A setting has one name everywhere: key `max_upload_mb`, variable `THRONG_MAX_UPLOAD_MB`, flag
//! `--max-upload-mb`. Defaults that depend on other settings are derived where [`super::Config`] is built.

use std::sync::LazyLock;

use clap::{Arg, ArgAction, Command, ValueHint};

/// What this build does with a setting that somebody has set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It is read.
    Full,
    /// It changes nothing yet; harmless, so a warning with this reason is enough.
    Ignored(&'static str),
    /// Going on without it would be less than was asked for (no TLS, say); the start stops with this reason.
    Refused(&'static str),
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name, as in `throng.toml`: lower case with underscores.
    pub key: &'static str,
    /// One sentence for `--help`.
    pub help: &'static str,
    /// What a value may be, as the end of "give …"; shown when a value is bad.
    pub allowed: &'static str,
    /// The value when nothing sets it; empty is "none" or "derived", as `help` says.
    pub default: &'static str,
    /// Whether values are kept out of messages and may come from a file named by `THRONG_…_FILE`.
    pub secret: bool,
    /// What this build does with it.
    pub support: Support,
}

impl Setting {
    /// The environment variable: `THRONG_` and the key in capitals.
    pub fn variable(&self) -> String {
        format!("{VARIABLE_PREFIX}{}", self.key.to_ascii_uppercase())
    }

    /// The flag without its two dashes: the key with dashes for underscores.
    pub fn flag(&self) -> String {
        self.key.replace('_', "-")
    }

    const fn read(
        key: &'static str,
        default: &'static str,
        help: &'static str,
        allowed: &'static str,
    ) -> Self {
        Self { key, help, allowed, default, secret: false, support: Support::Full }
    }

    const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    const fn unread(key: &'static str, help: &'static str, support: Support) -> Self {
        Self { support, ..Self::read(key, "", help, "nothing") }
    }
}

/// What every variable of ours begins with.
pub const VARIABLE_PREFIX: &str = "THRONG_";

/// What a setting that is a yes or a no allows.
pub(super) const YES_NO: &str = "yes or no";

const NO_TLS: Support = Support::Refused("this build serves plain HTTP; put a proxy that ends TLS in front");
const NO_OIDC: Support = Support::Refused("this build has no OpenID Connect");

/// Every setting there is, in the order of `--help`.
pub const SETTINGS: &[Setting] = &[
    Setting::read("data", "throng-data", "The data folder; made when missing", "a folder's path"),
    Setting::read(
        "listen",
        "127.0.0.1:8080",
        "Address and port to listen on",
        "an address and a port, such as 127.0.0.1:8080 or [::]:8080",
    ),
    Setting::read(
        "origin",
        "",
        "Public address of this instance, as people type it; needed behind a proxy",
        "scheme://host or scheme://host:port with http or https and no path, such as https://throng.example",
    ),
    Setting::read(
        "database_url",
        "",
        "The database; empty is SQLite in the data folder",
        "sqlite:///path/to/file, or postgres://user:password@host/database",
    )
    .secret(),
    Setting::read(
        "blobs_url",
        "",
        "Where pictures are kept; empty is a folder in the data folder",
        "file:///absolute/path",
    ),
    Setting::read("bus_url", "", "Message bus between nodes; empty is within this process", "nothing"),
    Setting::read(
        "trusted_proxies",
        "",
        "Proxies whose X-Forwarded-For is believed",
        "networks or addresses with commas between, such as 10.0.0.0/8,::1",
    ),
    Setting::read(
        "fetch_also",
        "",
        "Addresses beside the public internet that this server may fetch from, for services on one's own network",
        "addresses with ports and commas between, such as 10.0.0.7:80,[fd00::7]:443",
    ),
    Setting::read(
        "name_servers",
        "",
        "Name servers that are asked whether somebody speaks for a service; empty asks the system's",
        "addresses with ports and commas between, such as 10.0.0.53:53,[fd00::53]:53",
    ),
    Setting::read("hold_new", "yes", "Whether the first things of new guests wait to be let through", YES_NO),
    Setting::read(
        "max_upload_mb",
        "50",
        "Largest file that may be uploaded, in MB",
        "a whole number from 1 to 50",
    ),
    Setting::read(
        "quota_mb_per_guest",
        "200",
        "Most that one guest may store, in MB",
        "a whole number from 1 to 1000000",
    ),
    Setting::read(
        "quota_mb_total",
        "20000",
        "Most that all files together may take, in MB",
        "a whole number from 1 to 1000000000",
    ),
    Setting::read(
        "read_only_below_mb",
        "256",
        "Free disk space in MB below which nothing is written any more",
        "a whole number from 0 to 1000000000",
    ),
    Setting::read(
        "log",
        "info",
        "What is logged: a level, or levels by part",
        "a level (error, warn, info, debug, trace) or a list such as info,sqlx=warn",
    ),
    Setting::read("log_format", "text", "How log lines look", "text or json"),
    Setting::unread(
        "media_addr",
        "Address and port of the voice process",
        Support::Ignored("this build has no voice"),
    ),
    Setting::unread("smtp_url", "Mail server", Support::Ignored("this build sends no mail")).secret(),
    Setting::unread("domain", "Domain to get a TLS certificate for", NO_TLS),
    Setting::unread("tls_cert", "File with the TLS certificate", NO_TLS),
    Setting::unread("tls_key", "File with the TLS key", NO_TLS).secret(),
    Setting::unread("oidc_issuer", "OpenID Connect issuer", NO_OIDC),
    Setting::unread("oidc_client_id", "OpenID Connect client id", NO_OIDC),
    Setting::unread("oidc_client_secret", "OpenID Connect client secret", NO_OIDC).secret(),
];

/// The setting of that key.
pub fn find(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// The known key nearest to a mistyped one, if it is within two edits.
pub fn nearest(typed: &str) -> Option<&'static str> {
    const MOST_EDITS: usize = 2;
    SETTINGS
        .iter()
        .map(|setting| (edits(typed, setting.key), setting.key))
        .min()
        .filter(|(distance, _)| *distance <= MOST_EDITS)
        .map(|(_, key)| key)
}

/// Levenshtein distance in bytes, row by row.
fn edits(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, byte) in a.bytes().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, other) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(byte != other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// Clap wants names that live as long as the process; made once.
static FLAGS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    SETTINGS
        .iter()
        .map(|setting| {
            let mut help = setting.help.to_owned();
            match setting.support {
                Support::Full => help += &format!(" [{}]", setting.variable()),
                Support::Ignored(why) | Support::Refused(why) => help += &format!(" ({why})"),
            }
            if !setting.default.is_empty() {
                help += &format!(" [default: {}]", setting.default);
            }
            (setting.flag(), help)
        })
        .collect()
});

/// Adds a flag for every setting, and `--config FILE`, to a command.
pub fn clap_args(command: Command) -> Command {
    let config = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .value_hint(ValueHint::FilePath)
        .help("Settings file [default: throng.toml in the current folder, if there is one]");
    SETTINGS.iter().zip(FLAGS.iter()).fold(command.arg(config), |command, (setting, (flag, help))| {
        command.arg(
            Arg::new(setting.key)
                .long(flag.as_str())
                .help(help.as_str())
                .value_name("VALUE")
                .action(ArgAction::Set)
                .hide(setting.support != Support::Full),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_one_name_everywhere() {
        let setting = find("max_upload_mb").unwrap();
        assert_eq!(setting.variable(), "THRONG_MAX_UPLOAD_MB");
        assert_eq!(setting.flag(), "max-upload-mb");
        let keys: std::collections::BTreeSet<_> = SETTINGS.iter().map(|setting| setting.key).collect();
        assert_eq!(keys.len(), SETTINGS.len());
        assert!(keys.iter().all(|key| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')));
    }

    #[test]
    fn clap_takes_every_flag() {
        let command = clap_args(Command::new("throng").no_binary_name(true));
        command.clone().debug_assert();
        for setting in SETTINGS {
            let matches = command.clone().try_get_matches_from([format!("--{}", setting.flag()), "x".into()]);
            assert_eq!(matches.unwrap().get_one::<String>(setting.key).unwrap(), "x");
        }
        assert!(command.try_get_matches_from(["--lsten", "x"]).is_err());
    }

    #[test]
    fn near_keys_are_found_and_far_ones_are_not() {
        assert_eq!(nearest("listne"), Some("listen"));
        assert_eq!(nearest("database-url"), Some("database_url"));
        assert_eq!(nearest("colour"), None);
        assert_eq!(edits("kitten", "sitting"), 3);
    }
}
