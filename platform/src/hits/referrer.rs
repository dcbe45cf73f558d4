//! Where a reader came from, as far as it is kept: a host.
//!
//! Browsers mostly send only the origin, and a whole address may say too much about a person. So a referrer is a host
//! name without port, path or `www.`; everything else about it is dropped at the door.

/// The longest referrer that is kept, in bytes.
pub const MAX_REFERRER: usize = 200;

/// A referrer's number in the table that interns them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReferrerId(pub u32);

impl ReferrerId {
    /// No referrer: typed in, private, or from a page of this server.
    pub const DIRECT: Self = Self(0);
    /// All referrers that did not fit into the table.
    pub const OTHER: Self = Self(u32::MAX);
}

/// A host in the one form in which it is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Referrer(String);

impl Referrer {
    /// The host.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The referrer that a `Referer` header names: the host in lower case, without port and leading `www.`; an app's name
/// for `android-app:`. Nothing for this server's own host, for no address, and for hosts over [`MAX_REFERRER`].
pub fn normalise_referrer(header: &str, own_origin: &str) -> Option<Referrer> {
    let referrer = host(header)?;
    (host(own_origin).as_ref() != Some(&referrer)).then_some(Referrer(referrer))
}

fn host(address: &str) -> Option<String> {
    let (scheme, rest) = address.trim().split_once("://")?;
    if !["http", "https", "android-app"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = if host.starts_with('[') { literal(host)? } else { host.split(':').next()? };
    let host = host.strip_suffix('.').unwrap_or(host).to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let fits = !host.is_empty() && host.len() <= MAX_REFERRER;
    (fits && host.chars().all(belongs)).then(|| host.to_owned())
}

/// An IPv6 address in its brackets.
fn literal(host: &str) -> Option<&str> {
    let literal = &host[..=host.find(']')?];
    let inside = literal.strip_prefix('[')?.strip_suffix(']')?;
    inside.parse::<std::net::Ipv6Addr>().ok().map(|_| literal)
}

/// May this stand in a host? Names in other scripts are left as they are.
fn belongs(c: char) -> bool {
    matches!(c, '-' | '.' | '_' | '[' | ']' | ':') || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OWN: &str = "https://throng.example:8443";

    fn normal(header: &str) -> Option<String> {
        normalise_referrer(header, OWN).map(|referrer| referrer.0)
    }

    #[test]
    fn a_host_is_what_is_kept() {
        for (header, kept) in [
            ("https://news.example/item?id=7#c", "news.example"),
            ("HTTPS://WWW.News.Example.:443", "news.example"),
            ("http://me:pw@news.example:8080/", "news.example"),
            ("http://[2001:db8::1]:80/x", "[2001:db8::1]"),
            ("http://192.0.2.1:80/", "192.0.2.1"),
            ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
            ("https://BÜCHER.example/", "bücher.example"),
            ("android-app://com.example.reader/", "com.example.reader"),
            ("https://evil.example\\@news.example/", "evil.example"),
        ] {
            assert_eq!(normal(header).as_deref(), Some(kept), "{header}");
        }
    }

    #[test]
    fn everything_else_is_direct() {
        let long = format!("https://{}/", "a".repeat(MAX_REFERRER + 1));
        for header in [
            "",
            "-",
            "news.example",
            "about:blank",
            "file:///etc/passwd",
            "https://",
            "https://:80/",
            "http://a b/",
            "http://<script>/",
            "http://[::1/",
            "http://[x]/",
            "https://./",
            &long,
            OWN,
            "http://WWW.throng.example/s/cat",
        ] {
            assert_eq!(normal(header), None, "{header}");
        }
    }

    proptest! {
        #[test]
        fn is_bounded_and_stays_as_it_is(header in "(https?://)?[\\PC]{0,60}") {
            if let Some(kept) = normal(&header) {
                prop_assert!(!kept.is_empty() && kept.len() <= MAX_REFERRER);
                let again = normal(&format!("http://{kept}/"));
                prop_assert!(again.is_none_or(|again| kept.ends_with(&again)));
            }
        }
    }
}
