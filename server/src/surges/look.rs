//! Looking whether a page links here: a host's front page, its feeds, or a page that somebody named.
//!
//! Everything goes through [`Fetcher`], which refuses addresses that are not public and bounds size, time and redirects; here
//! the number of fetches is bounded too. What a page says is never shown, only whether it links.

use std::time::Duration;

use platform::fetch::{Answer, Ask, FetchError, Fetcher};
use url::Url;

/// How this server names itself to those whose pages it looks at.
pub const USER_AGENT: &str =
    concat!("Throng/", env!("CARGO_PKG_VERSION"), " (looks once whether your page links to a story here)");
/// Fetches for one host: its front page in two schemes, and feeds.
const MAX_FETCHES: usize = 4;
/// Bytes of a page that is looked at.
const MAX_BYTES: u64 = 1 << 20;
/// The longest that one fetch takes.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Links of one page that are compared.
const MAX_LINKS: usize = 5_000;

/// What links to `target` at `host`: its front page, or one of the feeds that this names. `None` if none does or
/// the host does not answer.
pub async fn at_host(fetcher: &Fetcher, host: &str, target: &Url) -> Option<String> {
    let mut front = None;
    let mut fetches = 0;
    for scheme in ["https", "http"] {
        fetches += 1;
        if let Ok(answer) = fetch(fetcher, &format!("{scheme}://{host}/")).await
            && answer.status.is_success()
        {
            front = Some(answer);
            break;
        }
    }
    let front = front?;
    let (base, text) = (Url::parse(&front.url).ok()?, String::from_utf8_lossy(&front.body).into_owned());
    if links(&text, &base).any(|link| is_same(&link, target)) {
        return Some(base.to_string());
    }
    for feed in feeds(&text, &base).take(MAX_FETCHES - fetches) {
        let Ok(answer) = fetch(fetcher, feed.as_str()).await else { continue };
        let text = String::from_utf8_lossy(&answer.body);
        if answer.status.is_success() && links(&text, &feed).any(|link| is_same(&link, target)) {
            return Some(feed.to_string());
        }
    }
    None
}

/// Whether the page at `address` links to `target`; gives where it is in the end.
///
/// # Errors
/// When it cannot be had.
pub async fn at_page(fetcher: &Fetcher, address: &str, target: &Url) -> Result<Option<String>, FetchError> {
    let answer = fetch(fetcher, address).await?;
    let Ok(base) = Url::parse(&answer.url) else { return Ok(None) };
    let text = String::from_utf8_lossy(&answer.body);
    let found = answer.status.is_success() && links(&text, &base).any(|link| is_same(&link, target));
    Ok(found.then(|| base.to_string()))
}

async fn fetch(fetcher: &Fetcher, url: &str) -> Result<Answer, FetchError> {
    fetcher.fetch(Ask { max_bytes: MAX_BYTES, timeout: TIMEOUT, ..Ask::get(url) }).await
}

/// Whether a link leads to the target, whatever stands after `?` and `#`. The scheme may be the other one.
fn is_same(link: &Url, target: &Url) -> bool {
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    let host = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
    matches!(link.scheme(), "http" | "https")
        && host(link) == host(target)
        && (link.port() == target.port() || target.port().is_none())
        && path(link) == path(target)
}

/// The addresses in `href` attributes, `<link>` and `<guid>` elements of a page or feed.
fn links<'t>(text: &'t str, base: &'t Url) -> impl Iterator<Item = Url> + 't {
    attributes(text, "href")
        .chain(elements(text, "<link>"))
        .chain(elements(text, "<guid"))
        .take(MAX_LINKS)
        .filter_map(|link| base.join(&link.replace("&amp;", "&").replace("&#38;", "&")).ok())
}

fn attributes<'t>(text: &'t str, name: &'static str) -> impl Iterator<Item = &'t str> {
    text.match_indices(name).filter_map(move |(at, _)| {
        let value = text.get(at + name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        value.get(1..)?.split(quote).next().map(str::trim)
    })
}

fn elements<'t>(text: &'t str, name: &'static str) -> impl Iterator<Item = &'t str> {
    text.match_indices(name).filter_map(move |(at, _)| {
        let inside = text.get(at..)?.split_once('>')?.1;
        inside.split('<').next().map(str::trim).filter(|link| link.starts_with("http"))
    })
}

/// The feeds that a page names.
fn feeds<'t>(text: &'t str, base: &'t Url) -> impl Iterator<Item = Url> + 't {
    let tags = text.match_indices("<link").filter_map(|(at, _)| text.get(at..)?.split('>').next());
    let feeds =
        tags.filter(|tag| tag.contains("application/atom+xml") || tag.contains("application/rss+xml"));
    feeds.filter_map(|tag| base.join(&attributes(tag, "href").next()?.replace("&amp;", "&")).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(page: &str) -> bool {
        let base = Url::parse("https://news.example/").unwrap();
        let target = Url::parse("https://throng.example/s/a-cat").unwrap();
        links(page, &base).any(|link| is_same(&link, &target))
    }

    #[test]
    fn a_link_is_one_and_a_mention_is_none() {
        for page in [
            r#"<a href="https://throng.example/s/a-cat">cat</a>"#,
            "<A class=x href = 'http://www.throng.example/s/a-cat/?utm=1&amp;b=2#work'>",
            r#"<a href="//throng.example/s/a-cat">"#,
            "<item><link>https://throng.example/s/a-cat</link></item>",
            r#"<guid isPermaLink="true">https://throng.example/s/a-cat</guid>"#,
        ] {
            assert!(found(page), "{page}");
        }
        for page in [
            "https://throng.example/s/a-cat",
            r#"<a href="https://throng.example/s/a-cat-2">"#,
            r#"<a href="https://throng.example.evil.example/s/a-cat">"#,
            r#"<a href="https://evil.example/?https://throng.example/s/a-cat">"#,
            r#"<a href="/s/a-cat">"#,
            "<a href=\"https://throng.example/",
            "",
        ] {
            assert!(!found(page), "{page}");
        }
    }

    #[test]
    fn feeds_are_read_off_the_page() {
        let base = Url::parse("https://news.example/").unwrap();
        let page = r#"<link rel="stylesheet" href="/a.css"><link rel=alternate type="application/rss+xml" href="/feed?a=1&amp;b=2">"#;
        let found: Vec<_> = feeds(page, &base).map(String::from).collect();
        assert_eq!(found, ["https://news.example/feed?a=1&b=2"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_a_page_says_is_read_to_its_end(page in "(href=|<link>|<guid|['\"<>= é]|[a-z]){0,60}") {
            found(&page);
            let base = Url::parse("https://news.example/").unwrap();
            feeds(&page, &base).count();
        }
    }
}
