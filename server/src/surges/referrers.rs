//! Host names as small numbers, so that a hit stays a record of fixed size.
//!
//! The numbers hold on this node until the next start: they stand in the hit log only until it is folded, and at a start it
//! is folded before anybody comes. The table lies in a file of one host a line, written before a number is used, so that
//! hits survive the end of the process with their referrers. It is bounded; what does not fit is counted as "other".

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::{HeaderMap, HeaderValue, header};
use platform::hits::{MAX_REFERRER, ReferrerId, normalise_referrer};

use crate::surges::spam::is_spam;

/// Hosts that are told apart between two starts.
pub const MAX_HOSTS: usize = 20_000;
/// What is shown for hits without a referrer.
pub const DIRECT: &str = "direct";
/// What is shown for hosts that did not fit.
pub const OTHER: &str = "other";
/// The longest `Referer` that is read, in bytes.
const MAX_HEADER: usize = 4_096;

/// Where a request came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Came {
    /// The host's number.
    pub from: ReferrerId,
    /// Whether the host is one that only spammers name.
    pub is_spam: bool,
}

/// The table.
pub struct Referrers {
    path: PathBuf,
    table: RwLock<Table>,
}

struct Table {
    ids: HashMap<Arc<str>, u32>,
    hosts: Vec<Arc<str>>,
    file: File,
}

impl Referrers {
    /// Opens the table in `folder`.
    ///
    /// # Errors
    /// When the file cannot be read or made.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join("referrers");
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path)?;
        let lines = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let fit = |line: &&str| line.len() <= MAX_REFERRER;
        let hosts: Vec<Arc<str>> = lines.lines().filter(fit).take(MAX_HOSTS).map(Arc::from).collect();
        let ids = hosts.iter().cloned().zip(1..).collect();
        Ok(Self { path, table: RwLock::new(Table { ids, hosts, file }) })
    }

    /// Forgets all hosts; for the start, once everything before is folded.
    ///
    /// # Errors
    /// When the file cannot be emptied.
    pub fn begin_anew(&self) -> io::Result<()> {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        File::create(&self.path)?.sync_all()?;
        table.ids.clear();
        table.hosts.clear();
        Ok(())
    }

    /// The number of the host that the request names as its origin. What spammers name is [`OTHER`].
    pub fn of(&self, headers: &HeaderMap, origin: Option<&str>) -> Came {
        let plain = |from| Came { from, is_spam: false };
        let Some(referrer) = text(headers, header::REFERER).filter(|text| text.len() <= MAX_HEADER) else {
            return plain(ReferrerId::DIRECT);
        };
        let host = text(headers, header::HOST).unwrap_or_default();
        if origin.is_none() && is_at(referrer, host)
            || origin.is_some_and(|origin| referrer.starts_with(origin))
        {
            return plain(ReferrerId::DIRECT);
        }
        let own = origin.map_or_else(|| format!("http://{host}"), str::to_owned);
        match normalise_referrer(referrer, &own) {
            Some(referrer) if is_spam(referrer.as_str()) => Came { from: ReferrerId::OTHER, is_spam: true },
            Some(referrer) => plain(self.number(referrer.as_str())),
            None => plain(ReferrerId::DIRECT),
        }
    }

    fn number(&self, host: &str) -> ReferrerId {
        if let Some(id) = self.table.read().unwrap_or_else(PoisonError::into_inner).ids.get(host) {
            return ReferrerId(*id);
        }
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = table.ids.get(host) {
            return ReferrerId(*id);
        }
        let fits = table.hosts.len() < MAX_HOSTS;
        if !fits || table.file.write_all(format!("{host}\n").as_bytes()).is_err() {
            return ReferrerId::OTHER;
        }
        let host: Arc<str> = host.into();
        table.hosts.push(Arc::clone(&host));
        let id = u32::try_from(table.hosts.len()).unwrap_or(ReferrerId::OTHER.0);
        table.ids.insert(host, id);
        ReferrerId(id)
    }

    /// The host behind a number.
    pub fn host(&self, id: ReferrerId) -> Arc<str> {
        if id == ReferrerId::DIRECT {
            return DIRECT.into();
        }
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        let host = table.hosts.get((id.0 as usize).wrapping_sub(1));
        host.cloned().unwrap_or_else(|| OTHER.into())
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok())
}

/// Whether the address is at exactly this host, without taking it apart.
fn is_at(address: &str, host: &str) -> bool {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let after = rest.strip_prefix(host).filter(|_| !host.is_empty());
    after.is_some_and(|after| after.is_empty() || after.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(referrer: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::REFERER, referrer.parse().unwrap());
        headers.insert(header::HOST, HeaderValue::from_static("127.0.0.1:8080"));
        headers
    }

    #[test]
    fn hosts_keep_their_numbers_over_a_restart_and_lose_them_when_folded() {
        let folder = tempfile::tempdir().unwrap();
        let table = Referrers::open(folder.path()).unwrap();
        let of = |headers: &HeaderMap| table.of(headers, None).from;
        let id = of(&asked("https://www.news.example/item?id=1"));
        assert_eq!(of(&asked("http://news.example")), id);
        assert_eq!(of(&asked("http://127.0.0.1:8080/p/1")), ReferrerId::DIRECT);
        assert_eq!(of(&HeaderMap::new()), ReferrerId::DIRECT);
        let spam = table.of(&asked("http://buttons-for-website.example/"), None);
        assert_eq!(spam, Came { from: ReferrerId::OTHER, is_spam: true });
        let again = Referrers::open(folder.path()).unwrap();
        assert_eq!((&*again.host(id), &*again.host(ReferrerId(9))), ("news.example", OTHER));
        again.begin_anew().unwrap();
        assert_eq!(&*again.host(id), OTHER);
        assert_eq!(again.of(&asked("https://other.example/"), None).from, ReferrerId(1));
        assert_eq!(&*Referrers::open(folder.path()).unwrap().host(ReferrerId(1)), "other.example");
    }

    #[test]
    fn what_does_not_fit_is_other() {
        let folder = tempfile::tempdir().unwrap();
        let table = Referrers::open(folder.path()).unwrap();
        for n in 0..MAX_HOSTS {
            table.number(&format!("h{n}.example"));
        }
        assert_eq!(table.number("late.example"), ReferrerId::OTHER);
        assert_eq!(&*table.host(ReferrerId::OTHER), OTHER);
    }
}
