//! Why a request came: a person reading, a preview made for one, an embedding page, or a machine.
//!
//! A short list of names that machines give themselves. It tells honest machines apart from people so that a story's
//! figures are about readers; it is NO defence: whoever lies about its name is counted as a person here and is met
//! by limits and statistics elsewhere. Every request is counted whatever its cause.

use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, HeaderValue};

/// Why a page was asked for. The code is stored with each hit and never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// Somebody looked, as far as the request tells.
    Person = 0,
    /// A machine that reads for itself: crawlers, monitors, libraries.
    Bot = 1,
    /// A machine that reads on somebody's behalf: a link card, or a browser that fetches ahead.
    Preview = 2,
    /// Shown in a frame on another page.
    Embed = 3,
}

impl Cause {
    /// The byte stored in a hit.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The cause with this code, if there is one.
    pub fn from_code(code: u8) -> Option<Self> {
        [Self::Person, Self::Bot, Self::Preview, Self::Embed].into_iter().find(|cause| cause.code() == code)
    }
}

/// Link-card makers, by a piece of the name each sends, in lower case. They come before [`BOTS`]: many end in "bot".
const PREVIEWS: [&str; 20] = [
    "facebookexternalhit",
    "facebot",
    "twitterbot",
    "slackbot",
    "slack-imgproxy",
    "discordbot",
    "telegrambot",
    "whatsapp/",
    "linkedinbot",
    "skypeuripreview",
    "mastodon/",
    "pleroma",
    "misskey",
    "lemmy/",
    "redditbot",
    "pinterestbot",
    "bluesky cardyb",
    "viber/",
    "embedly",
    "iframely",
];

/// Pieces of names by which other machines tell of themselves, in lower case.
const BOTS: [&str; 24] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "archiver",
    "mediapartners-google",
    "google-read-aloud",
    "feedfetcher",
    "monitor",
    "pingdom",
    "headlesschrome",
    "phantomjs",
    "lighthouse",
    "curl/",
    "wget/",
    "httpie/",
    "python-",
    "python/",
    "aiohttp",
    "go-http-client",
    "java/",
    "okhttp",
    "libwww-perl",
    "scrapy",
];

/// Names of makes of telephone that contain the name of a machine.
const NOT_BOTS: [&str; 1] = ["cubot"];

/// The longest start of a name that is looked at, in bytes.
const MAX_NAME: usize = 512;

/// Why this request came, by what it says of itself. No `User-Agent` at all is a machine: every browser sends one.
pub fn cause(headers: &HeaderMap) -> Cause {
    let name = headers.get(USER_AGENT).map(HeaderValue::as_bytes).unwrap_or_default();
    let name = String::from_utf8_lossy(&name[..name.len().min(MAX_NAME)]).to_ascii_lowercase();
    let says = |name: &str, pieces: &[&str]| pieces.iter().any(|piece| name.contains(piece));

    if says(&name, &PREVIEWS) || fetched_ahead(headers) {
        return Cause::Preview;
    }
    let unmistaken = NOT_BOTS.iter().fold(name, |name, phone| name.replace(phone, ""));
    if unmistaken.trim().is_empty() || says(&unmistaken, &BOTS) {
        return Cause::Bot;
    }
    if in_a_frame(headers) { Cause::Embed } else { Cause::Person }
}

/// Browsers say so when they fetch a page nobody has asked for yet.
fn fetched_ahead(headers: &HeaderMap) -> bool {
    let ahead = |header| headers.get(header).is_some_and(|value| value.as_bytes().starts_with(b"prefetch"));
    ["sec-purpose", "purpose", "x-moz"].into_iter().any(ahead)
}

/// The destinations of the Fetch standard that put a page inside another.
fn in_a_frame(headers: &HeaderMap) -> bool {
    let into = headers.get("sec-fetch-dest").map(HeaderValue::as_bytes).unwrap_or_default();
    [&b"iframe"[..], b"frame", b"embed", b"object"].contains(&into)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    fn asked(name: &str, more: &[(&'static str, &str)]) -> Cause {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, name.parse().unwrap());
        for (header, value) in more {
            headers.insert(*header, value.parse().unwrap());
        }
        cause(&headers)
    }

    #[test]
    fn browsers_are_people() {
        let phone =
            "Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36";
        assert_eq!(asked(FIREFOX, &[]), Cause::Person);
        assert_eq!(asked(phone, &[("sec-fetch-dest", "document")]), Cause::Person);
    }

    #[test]
    fn machines_say_so() {
        for name in ["Mozilla/5.0 (compatible; Googlebot/2.1)", "curl/8.5.0", "python-requests/2.32", "", " "]
        {
            assert_eq!(asked(name, &[]), Cause::Bot, "{name}");
        }
        assert_eq!(cause(&HeaderMap::new()), Cause::Bot);
    }

    #[test]
    fn cards_and_fetching_ahead_are_previews() {
        assert_eq!(asked("Slackbot-LinkExpanding 1.0", &[]), Cause::Preview);
        assert_eq!(asked("http.rb/5.1 (Mastodon/4.3.0; +https://example.org/)", &[]), Cause::Preview);
        assert_eq!(asked(FIREFOX, &[("sec-purpose", "prefetch;prerender")]), Cause::Preview);
    }

    #[test]
    fn a_frame_is_an_embed_unless_a_machine_opens_it() {
        assert_eq!(asked(FIREFOX, &[("sec-fetch-dest", "iframe")]), Cause::Embed);
        assert_eq!(asked("Mozilla/5.0 Bingbot/2.0", &[("sec-fetch-dest", "iframe")]), Cause::Bot);
    }

    #[test]
    fn an_odd_name_is_no_trouble() {
        let mut headers = HeaderMap::new();
        let long = vec![0xfc; 4_000];
        headers.insert(USER_AGENT, HeaderValue::from_bytes(&long).unwrap());
        assert_eq!(cause(&headers), Cause::Person);
    }

    #[test]
    fn codes_come_back() {
        for code in 0..=255 {
            assert!(Cause::from_code(code).is_none_or(|cause| cause.code() == code));
        }
        assert_eq!(Cause::from_code(Cause::Embed.code()), Some(Cause::Embed));
        assert_eq!(Cause::from_code(4), None);
    }
}
