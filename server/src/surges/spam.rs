//! Referrer spam: hosts that are named in `Referer` only so that site owners look at them.
//!
//! Two rules keep it from showing. This one is a short list of what such hosts call themselves; its hits are counted, as a
//! machine's, from [`super::referrers::OTHER`]. The other is that a surge names a host only if it sent a fair share of those
//! who came ([`super::sources::is_named`]), and that a text which nobody looks at first names only a host whose page was seen
//! to link. A list of thousands of hosts would be stale on the day of its release.

/// Pieces of a host's name, in lower case, that sites people come from do not have.
const PIECES: [&str; 44] = [
    "-for-website",
    "-for-your-website",
    "4webmasters",
    "adult",
    "backlink",
    "best-seo",
    "bestseo",
    "buttons-for",
    "buy-cheap",
    "casino",
    "cenoval",
    "cheap-",
    "darodar",
    "dating",
    "escort",
    "event-tracking",
    "fix-website",
    "floating-share",
    "forex",
    "free-share",
    "free-social",
    "free-traffic",
    "get-free",
    "get-your-social",
    "hulfington",
    "ilovevitaly",
    "makemoney",
    "monetiz",
    "online-payday",
    "pharm",
    "poker",
    "porn",
    "priceg",
    "rank-checker",
    "semalt",
    "seo-",
    "share-buttons",
    "sexy",
    "site-auditor",
    "social-buttons",
    "traffic2",
    "trafficmonetize",
    "viagra",
    "webmaster-traffic",
];

/// Whether only a spammer would name this host.
pub fn is_spam(host: &str) -> bool {
    PIECES.iter().any(|piece| host.contains(piece))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_people_come_from_are_none() {
        for host in [
            "news.example",
            "fark.com",
            "news.ycombinator.com",
            "reddit.com",
            "old.reddit.com",
            "t.co",
            "bsky.app",
            "mastodon.social",
            "slashdot.org",
            "en.wikipedia.org",
            "google.com",
            "duckduckgo.com",
            "bbc.co.uk",
            "museum.org",
            "com.google.android.gm",
            "lobste.rs",
            "127.0.0.1",
            "localhost",
        ] {
            assert!(!is_spam(host), "{host}");
        }
        for host in ["semalt.com", "buttons-for-website.com", "free-share-buttons.xyz", "best-seo-offer.com"]
        {
            assert!(is_spam(host), "{host}");
        }
    }
}
