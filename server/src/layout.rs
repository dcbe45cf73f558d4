//! What every page shares: its frame, its words, and the small values that the templates' macros draw.
//!
//! It knows no capability and reads no database. Invariant: nothing here depends on who is reading, so that a
//! hot page is rendered once for everybody; the reader's name is put in by `me.js`.

#[cfg(test)]
mod contrast;

use std::fmt;

use askama::filters::HtmlSafe;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use platform::words::Words;

/// The place in the masthead that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nav {
    /// The front page, its stories and pictures.
    Today,
    /// Throngs.
    Throngs,
    /// Services, their incidents, the yardstick.
    Ledger,
    /// None of them: desk, problem, one's own page.
    Elsewhere,
}

/// The frame of a page; templates call it `l` and extend `layout/base.html`.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The reader's words.
    pub t: Words,
    /// What the browser's tab says before "· Throng".
    pub title: String,
    /// Where the page belongs.
    pub nav: Nav,
    /// How many simulated people play here; the page then says so on every screen.
    pub simulated: Option<u64>,
    /// Whether the disk is nearly full, so that nothing new is kept; every page then says so.
    pub read_only: bool,
}

/// One link of the masthead.
pub struct Place {
    /// Where it leads.
    pub href: &'static str,
    /// The id of its word.
    pub word: &'static str,
    /// Whether the page belongs here.
    pub here: bool,
}

/// A role's name and the id of its word, so that `me.js` can say it.
pub struct Role {
    /// As the API gives it.
    pub name: &'static str,
    /// The id of its word.
    pub word: &'static str,
}

impl Layout {
    /// The masthead's links in their order.
    #[must_use]
    pub fn places(&self) -> [Place; 3] {
        let place = |nav, href, word| Place { href, word, here: self.nav == nav };
        [
            place(Nav::Today, "/", "layout-today"),
            place(Nav::Throngs, "/throngs", "layout-throngs"),
            place(Nav::Ledger, "/ledger", "layout-ledger"),
        ]
    }

    /// The roles that the masthead can name.
    #[must_use]
    pub fn roles(&self) -> [Role; 5] {
        [
            Role { name: "guest", word: "layout-role-guest" },
            Role { name: "member", word: "layout-role-member" },
            Role { name: "editor", word: "layout-role-editor" },
            Role { name: "moderator", word: "layout-role-moderator" },
            Role { name: "owner", word: "layout-role-owner" },
        ]
    }
}

/// A moment as a `<time>` element: UTC in words, put into the reader's zone by `local-times.js`.
/// Templates print it with `{{ at }}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    machine: String,
    text: String,
    style: &'static str,
}

impl Moment {
    /// Day and time: "19 August 2007, 14:05 UTC".
    #[must_use]
    pub fn full(t: &Words, at: Timestamp) -> Self {
        Self::worded(t, at, "full", "layout-moment")
    }

    /// The day of an instant: "19 August 2007". A calendar day (an edition) is no instant: print its [`Moment::text`].
    #[must_use]
    pub fn day(t: &Words, at: Timestamp) -> Self {
        Self::worded(t, at, "day", "layout-day")
    }

    /// The day with its weekday: "Sunday, 19 August 2007".
    #[must_use]
    pub fn long_day(t: &Words, at: Timestamp) -> Self {
        Self::worded(t, at, "long-day", "layout-long-day")
    }

    /// The time of day: "14:05 UTC".
    #[must_use]
    pub fn clock(t: &Words, at: Timestamp) -> Self {
        Self::worded(t, at, "clock", "layout-clock")
    }

    /// The words alone, for text alternatives, titles and mails.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    fn worded(t: &Words, at: Timestamp, style: &'static str, id: &str) -> Self {
        let utc = TimeZone::UTC.to_datetime(at);
        let clock = format!("{:02}:{:02}", utc.hour(), utc.minute());
        let text = t.say_with(
            id,
            &[
                ("weekday", i64::from(utc.weekday().to_monday_one_offset()).into()),
                ("day", i64::from(utc.day()).into()),
                ("month", i64::from(utc.month()).into()),
                ("year", utc.year().to_string().into()),
                ("clock", clock.into()),
            ],
        );
        Self { machine: at.to_string(), text, style }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { machine, text, style } = self;
        write!(f, "<time datetime=\"{machine}\" data-as=\"{style}\">{text}</time>")
    }
}

/// Its text comes from the message files and numbers only.
impl HtmlSafe for Moment {}

/// A picture as the macros draw it: whole, with its address, formats and words.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The picture's page.
    pub href: String,
    /// The rendition for browsers that know no other format.
    pub src: String,
    /// Better formats, the best first.
    pub sources: Vec<Source>,
    /// What those read who do not see it.
    pub alt: String,
    /// Caption and credit, shown below.
    pub caption: String,
    /// Width in pixels, so that nothing jumps while it loads.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// One format of a picture.
#[derive(Clone, Debug)]
pub struct Source {
    /// `image/avif`, `image/webp`, …
    pub media_type: &'static str,
    /// Addresses and widths: `/r/ID/640.webp?h 640w, …`.
    pub srcset: String,
}

/// A chart with the table behind it.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What it shows, above it.
    pub caption: String,
    /// From when to when it goes, where that is not said in the caption.
    pub span: Option<(Moment, Moment)>,
    /// Made by [`crate::charts`]; printed as it is.
    pub svg: String,
    /// The figures, oldest first.
    pub rows: Vec<ChartRow>,
}

/// One line of the table behind a chart.
#[derive(Clone, Debug)]
pub struct ChartRow {
    /// When.
    pub at: Moment,
    /// How many arrived.
    pub people: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use askama::Template;

    #[derive(Template)]
    #[template(
        source = "{% extends \"layout/base.html\" %}{% block main %}{{ at }}{% call m::image(p, \"100vw\", true) %}{% endcall %}{% call m::progress(687, 90, \"so far\") %}{% endcall %}{% endblock %}",
        ext = "html"
    )]
    struct Page {
        l: Layout,
        at: Moment,
        p: Shown,
    }

    fn page(lang: &str, simulated: Option<u64>) -> String {
        let t = crate::messages::catalogue().unwrap().for_request(None, Some(lang), None);
        let at = Moment::full(&t, "2007-08-19T14:05:00Z".parse().unwrap());
        let p = Shown {
            href: "/p/1".into(),
            src: "/r/1/640.jpg".into(),
            sources: vec![Source { media_type: "image/webp", srcset: "/r/1/640.webp 640w".into() }],
            alt: "\"><script>".into(),
            caption: String::new(),
            width: 640,
            height: 427,
        };
        Page { l: Layout { t, title: "A <cat>".into(), nav: Nav::Today, simulated, read_only: false }, at, p }
            .render()
            .unwrap()
    }

    #[test]
    fn a_page_stands_without_a_style_or_script_of_its_own() {
        let html = page("en", None);
        assert!(html.contains("<title>A &#60;cat&#62; · Throng</title>"), "{html}");
        assert!(html.contains("aria-current=\"page\">Today"), "{html}");
        assert!(html.contains("<rect class=\"done\" width=\"68.7%\""), "{html}");
        assert!(html.contains("data-as=\"full\">19 August 2007, 14:05 UTC</time>"), "{html}");
        assert!(
            !html.contains("style=") && !html.contains("<style") && !html.contains("\"><script>"),
            "{html}"
        );
        assert!(!html.contains("class=\"simulated\""));
    }

    #[test]
    fn it_speaks_the_readers_language_and_says_when_the_crowd_is_simulated() {
        let german = page("de", Some(200));
        assert!(german.contains("<html lang=\"de\" dir=\"ltr\">"), "{german}");
        assert!(german.contains("19. August 2007"), "{german}");
        assert!(german.contains("Hier arbeiten 200 simulierte Menschen"), "{german}");
        assert!(page("en-XB", None).contains("dir=\"rtl\""));
    }
}
