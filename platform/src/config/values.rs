//! How the text of a setting becomes a value. Each function takes trimmed text; a refusal carries a reason of its own
//! only where the setting's "what is allowed" does not say it.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use axum::http::Uri;
use ipnet::IpNet;

use super::sources::Refusal;
use crate::logs::{LogFormat, Secret};

/// Most networks that may be trusted; each request is compared with all of them.
const MAX_NETWORKS: usize = 256;

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// An SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL URL, which may hold a password.
    Postgres(Secret<String>),
}

impl DatabaseUrl {
    /// `sqlite://PATH` (relative or absolute, taken as it stands) or `postgres://…`.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.contains(":memory:") {
                return Err(Some("the database must be a file"));
            }
            if path.contains('?') {
                return Err(Some("SQLite takes no parameters here"));
            }
            return Ok(Self::Sqlite(path.into()));
        }
        if !(text.starts_with("postgres://") || text.starts_with("postgresql://")) {
            return Err(None);
        }
        Self::postgres(text)
    }

    #[cfg(feature = "postgres")]
    fn postgres(text: &str) -> Result<Self, Refusal> {
        match sqlx::postgres::PgConnectOptions::from_str(text) {
            Ok(_) => Ok(Self::Postgres(Secret::new(text.to_owned()))),
            Err(_) => {
                Err(Some("it is not a PostgreSQL URL; percent-encode special characters in the password"))
            }
        }
    }

    #[cfg(not(feature = "postgres"))]
    fn postgres(_: &str) -> Result<Self, Refusal> {
        Err(Some("this build lacks PostgreSQL; build it with --features full"))
    }
}

/// A public address, `scheme://host[:port]`, exactly as a browser writes it into `Origin`: lower case, without the
/// scheme's usual port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Takes http and https, a host, a port, and at most a lone `/` after it.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let uri = Uri::from_str(text).map_err(|_| None)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return Err(None) };
        let usual_port: u16 = match scheme {
            "http" => 80,
            "https" => 443,
            _ => return Err(None),
        };
        let bare = uri.path() == "/" && uri.query().is_none() && !text.contains('#');
        let port = match authority.as_str().strip_prefix(authority.host()) {
            Some("") => usual_port,
            Some(rest) => rest.strip_prefix(':').and_then(|port| port.parse().ok()).ok_or(None)?,
            // A user's name stands before the host.
            None => return Err(None),
        };
        if !bare || authority.host().is_empty() || port == 0 {
            return Err(None);
        }
        let host = authority.host().to_ascii_lowercase();
        let port = if port == usual_port { String::new() } else { format!(":{port}") };
        Ok(Self(format!("{scheme}://{host}{port}")))
    }

    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether browsers reach it by TLS, so that cookies must be `Secure`.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }
}

/// Whatever its type's `FromStr` takes.
pub(super) fn parsed<T: FromStr>(text: &str) -> Result<T, Refusal> {
    text.parse().map_err(|_| None)
}

pub(super) fn path(text: &str) -> Result<PathBuf, Refusal> {
    if text.is_empty() { Err(Some("it is empty")) } else { Ok(text.into()) }
}

/// A folder as `file:///path`, the path taken as it stands.
pub(super) fn blobs(text: &str) -> Result<PathBuf, Refusal> {
    if text.starts_with("s3://") {
        return Err(Some("this build lacks S3"));
    }
    match text.strip_prefix("file://") {
        Some(path) if path.starts_with('/') && path.len() > 1 => Ok(path.into()),
        _ => Err(None),
    }
}

/// Only the bus within this process.
pub(super) fn no_bus(text: &str) -> Result<(), Refusal> {
    match text {
        "" => Ok(()),
        _ if text.starts_with("nats://") => Err(Some("this build lacks NATS")),
        _ => Err(None),
    }
}

/// Networks with commas between; a lone address is a network of one.
pub(super) fn networks(text: &str) -> Result<Vec<IpNet>, Refusal> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let networks: Vec<_> = parts
        .map(|part| part.parse().or_else(|_| part.parse::<IpAddr>().map(IpNet::from)).map_err(|_| None))
        .collect::<Result<_, _>>()?;
    if networks.len() > MAX_NETWORKS { Err(Some("at most 256 networks")) } else { Ok(networks) }
}

/// Addresses with ports, commas between.
pub(super) fn addresses(text: &str) -> Result<Vec<SocketAddr>, Refusal> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let addresses: Vec<_> = parts.map(|part| part.parse().map_err(|_| None)).collect::<Result<_, _>>()?;
    if addresses.len() > MAX_NETWORKS { Err(Some("at most 256 addresses")) } else { Ok(addresses) }
}

pub(super) fn yes_no(text: &str) -> Result<bool, Refusal> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(None),
    }
}

pub(super) fn number(text: &str, allowed: RangeInclusive<u64>) -> Result<u64, Refusal> {
    parsed(text).and_then(|number| if allowed.contains(&number) { Ok(number) } else { Err(None) })
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, Refusal> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_browsers_send() {
        for (given, sent) in [
            ("https://Throng.Example", "https://throng.example"),
            ("https://throng.example:443/", "https://throng.example"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(Origin::parse(given).unwrap().as_str(), sent);
        }
        for bad in [
            "throng.example",
            "ftp://a",
            "https://",
            "https://a/path",
            "https://a?q",
            "https://a#f",
            "https://me@a",
            "https://a:0",
            "https://a:99999",
            "https://a:",
            "https://a b",
            "/",
            "*",
        ] {
            assert!(Origin::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn databases_are_files_or_servers() {
        let file = |path: &str| Ok(DatabaseUrl::Sqlite(path.into()));
        assert_eq!(DatabaseUrl::parse("sqlite:///var/throng.db"), file("/var/throng.db"));
        assert_eq!(DatabaseUrl::parse("sqlite://throng.db"), file("throng.db"));
        assert!(DatabaseUrl::parse("sqlite::memory:").is_err());
        assert!(DatabaseUrl::parse("sqlite://a.db?mode=ro").is_err());
        assert_eq!(DatabaseUrl::parse("mysql://a/b"), Err(None));
        let postgres = DatabaseUrl::parse("postgres://me:hush@db/throng");
        assert_eq!(postgres.is_ok(), cfg!(feature = "postgres"));
        assert!(!format!("{postgres:?}").contains("hush"));
    }

    #[test]
    fn blobs_are_an_absolute_folder() {
        assert_eq!(blobs("file:///srv/blobs"), Ok("/srv/blobs".into()));
        assert_eq!(blobs("file://host/blobs"), Err(None));
        assert_eq!(blobs("s3://bucket"), Err(Some("this build lacks S3")));
        assert_eq!(no_bus("nats://bus"), Err(Some("this build lacks NATS")));
    }

    #[test]
    fn networks_and_addresses_mix() {
        let read = networks("10.0.0.0/8, ::1,").unwrap();
        assert_eq!(read, ["10.0.0.0/8".parse().unwrap(), "::1/128".parse::<IpNet>().unwrap()]);
        assert_eq!(networks(""), Ok(Vec::new()));
        assert_eq!(networks("10.0.0.0/33"), Err(None));
        assert!(networks(&"::1,".repeat(257)).is_err());
    }
}
