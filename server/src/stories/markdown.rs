//! Markdown as HTML that cannot harm who reads it.
//!
//! Two walls stand one behind the other: HTML in the source becomes text before anything is made of it, and what was made
//! passes an allow-list of elements, attributes and schemes. Pictures are our own only, named `picture:ID`; whatever else an
//! image points at is left out, and its words stay.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use askama::Template;
use platform::Id;
use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::layout::Shown;

/// What may stand in a text, beside its words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rules {
    /// A story or an update: headings and pictures too.
    Story,
    /// A comment: neither.
    Comment,
}

/// A story's or an update's body as HTML, with its pictures as far as `pictures` has them.
pub fn story(body: &str, pictures: &HashMap<Id, Shown>) -> String {
    render(body, Rules::Story, pictures)
}

/// A comment's body as HTML.
pub fn comment(body: &str) -> String {
    render(body, Rules::Comment, &HashMap::new())
}

/// The pictures that a body names, in order.
pub fn pictures(body: &str) -> Vec<Id> {
    Parser::new(body)
        .filter_map(|event| match event {
            Event::Start(Tag::Image { dest_url, .. }) => picture_id(&dest_url),
            _ => None,
        })
        .collect()
}

/// The first `max` characters of a body's words, for lists and previews.
pub fn excerpt(body: &str, max: usize) -> String {
    let mut words = String::new();
    for event in Parser::new(body) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(_) if !words.ends_with(' ') => words.push(' '),
            _ => {}
        }
        if words.chars().count() > max {
            let cut: String = words.chars().take(max).collect();
            let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
            return format!("{}…", whole.trim_end());
        }
    }
    words.trim().to_owned()
}

/// Whether a text leads elsewhere: what a new guest writes then waits to be let through.
pub fn has_link(body: &str) -> bool {
    let lower = body.to_lowercase();
    let named = ["://", "www.", "mailto:"].iter().any(|mark| lower.contains(mark));
    named || Parser::new(body).any(|event| matches!(event, Event::Start(Tag::Link { .. })))
}

fn picture_id(address: &str) -> Option<Id> {
    address.strip_prefix("picture:")?.parse().ok()
}

#[derive(Template)]
#[template(
    source = "{% import \"layout/macros.html\" as m %}{% call m::image(p, \"(max-width: 900px) 100vw, 752px\", false) %}{% endcall %}",
    ext = "html"
)]
struct Inline<'a> {
    p: &'a Shown,
}

fn render(body: &str, rules: Rules, pictures: &HashMap<Id, Shown>) -> String {
    let parser = Parser::new_ext(body, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES);
    let mut out = String::new();
    html::push_html(&mut out, Events { parser, rules, pictures, image: None });
    ALLOWED.clean(&out).to_string()
}

/// The parser's events with HTML turned to text, headings below the page's own, and images replaced by our pictures.
struct Events<'b, 'p> {
    parser: Parser<'b>,
    rules: Rules,
    pictures: &'p HashMap<Id, Shown>,
    /// The words of an image that is being read.
    image: Option<(Option<Id>, String)>,
}

impl<'b> Iterator for Events<'b, '_> {
    type Item = Event<'b>;

    fn next(&mut self) -> Option<Event<'b>> {
        loop {
            let event = self.parser.next()?;
            if let Some((id, words)) = &mut self.image {
                match event {
                    Event::End(TagEnd::Image) => {
                        let shown = self.picture(&self.image.clone()?);
                        self.image = None;
                        return Some(shown);
                    }
                    Event::Text(text) | Event::Code(text) => words.push_str(&text),
                    Event::Start(Tag::Image { .. }) => *id = None,
                    _ => {}
                }
                continue;
            }
            return Some(match event {
                Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
                Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
                Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
                Event::Start(Tag::Image { dest_url, .. }) => {
                    self.image = Some((picture_id(&dest_url), String::new()));
                    continue;
                }
                Event::Start(Tag::Heading { level, .. }) => self.heading(level),
                Event::End(TagEnd::Heading(level)) => match self.rules {
                    Rules::Story => Event::End(TagEnd::Heading(below(level))),
                    Rules::Comment => Event::End(TagEnd::Paragraph),
                },
                Event::Start(Tag::Link { link_type, dest_url, title, .. }) => Event::Start(Tag::Link {
                    link_type: if link_type == LinkType::Email { LinkType::Inline } else { link_type },
                    dest_url,
                    title,
                    id: Cow::Borrowed("").into(),
                }),
                other => other,
            });
        }
    }
}

impl<'b> Events<'b, '_> {
    fn picture(&self, (id, words): &(Option<Id>, String)) -> Event<'b> {
        let shown = id.filter(|_| self.rules == Rules::Story).and_then(|id| self.pictures.get(&id));
        let picture = shown.and_then(|shown| {
            let alt = if words.is_empty() { shown.alt.clone() } else { words.clone() };
            Inline { p: &Shown { alt, ..shown.clone() } }.render().ok()
        });
        picture.map_or_else(|| Event::Text(words.clone().into()), |html| Event::InlineHtml(html.into()))
    }

    fn heading(&self, level: HeadingLevel) -> Event<'b> {
        match self.rules {
            Rules::Story => Event::Start(Tag::Heading {
                level: below(level),
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            }),
            Rules::Comment => Event::Start(Tag::Paragraph),
        }
    }
}

/// The page has the only `h1`.
const fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    }
}

static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut allowed = Builder::empty();
    allowed
        .tags(HashSet::from([
            "p",
            "br",
            "hr",
            "h2",
            "h3",
            "h4",
            "em",
            "strong",
            "del",
            "code",
            "pre",
            "blockquote",
            "ul",
            "ol",
            "li",
            "a",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "picture",
            "source",
            "img",
        ]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "title"])),
            ("ol", HashSet::from(["start"])),
            ("source", HashSet::from(["type", "srcset", "sizes"])),
            ("img", HashSet::from(["src", "alt", "width", "height", "loading", "decoding", "fetchpriority"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("nofollow ugc noopener"))
        .attribute_filter(|_, attribute, value| match attribute {
            // Our renditions, and nothing else, are loaded into a page.
            "src" | "srcset" => value.starts_with("/r/").then_some(value.into()),
            _ => Some(value.into()),
        });
    allowed
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown() -> (Id, HashMap<Id, Shown>) {
        let id = Id::new(1);
        let shown = Shown {
            href: format!("/p/{id}"),
            src: format!("/r/{id}/640.jpg?h"),
            sources: vec![crate::layout::Source {
                media_type: "image/webp",
                srcset: "/r/x/640.webp 640w".into(),
            }],
            alt: "a cat".into(),
            caption: String::new(),
            width: 640,
            height: 427,
        };
        (id, HashMap::from([(id, shown)]))
    }

    /// What people try; each with the marks that must not come out as markup.
    const TRICKS: &[&str] = &[
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onmouseover=alert(1)>b</b>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\nscript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        "![x](https://evil.example/pixel.gif)",
        "![x](data:image/svg+xml,<svg onload=alert(1)>)",
        "![\"><script>alert(1)</script>](picture:00000000000000000000000000)",
        "[a](https://a.example \"\\\" onclick=alert(1) x=\\\"\")",
        "```html\n</code></pre><script>alert(1)</script>\n```",
        "`</code><script>`",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<a href=\"javascript:alert(1)\">x</a>",
        "[x]: javascript:alert(1)\n\n[x]",
        "| a |\n|---|\n| <iframe src=//evil.example> |",
        "# h {onclick=alert(1)}",
        "<style>*{display:none}</style>",
        "<base href=//evil.example>",
        "<!--><script>alert(1)</script>-->",
    ];

    /// No element but ours, no attribute that acts, no address that runs.
    fn is_harmless(html: &str) -> bool {
        let tags = html.split('<').skip(1).map(|part| part.split('>').next().unwrap_or(part).to_lowercase());
        tags.into_iter().all(|tag| {
            let name: String =
                tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
            let bare: String = tag.split('"').step_by(2).collect();
            ALLOWED.clone_tags().contains(name.as_str())
                && ![" on", " style"].iter().any(|bad| bare.contains(bad))
                && !["=\"javascript:", "=\"data:", "=\"vbscript:"].iter().any(|bad| tag.contains(bad))
        })
    }

    #[test]
    fn tricks_come_out_as_words() {
        let (_, pictures) = shown();
        for trick in TRICKS {
            for html in [story(trick, &pictures), comment(trick)] {
                assert!(is_harmless(&html), "{trick}\n→ {html}");
                assert!(!html.contains("evil.example/pixel"), "{html}");
            }
        }
    }

    #[test]
    fn only_our_own_pictures_are_loaded() {
        let (id, pictures) = shown();
        let html = story(&format!("![his \"hat\"](picture:{id})"), &pictures);
        assert!(
            html.contains(&format!("<img src=\"/r/{id}/640.jpg?h\" alt=\"his &quot;hat&quot;\"")),
            "{html}"
        );
        assert!(html.contains("<source type=\"image/webp\""), "{html}");
        assert!(story(&format!("![](picture:{id})"), &pictures).contains("alt=\"a cat\""));
        assert!(!comment(&format!("![x](picture:{id})")).contains("<img"));
        assert_eq!(story("![gone](picture:00000000000000000000000009)", &pictures), "<p>gone</p>\n");
        assert_eq!(super::pictures(&format!("![x](picture:{id}) ![y](https://a.example/b.png)")), [id]);
    }

    #[test]
    fn links_are_marked_and_headings_stand_below_the_pages_own() {
        let html = story("# One\n\nSee [this](https://a.example).", &HashMap::new());
        assert_eq!(
            html,
            "<h2>One</h2>\n<p>See <a href=\"https://a.example\" rel=\"nofollow ugc noopener\">this</a>.</p>\n"
        );
        assert_eq!(comment("# One"), "<p>One</p>\n");
    }

    #[test]
    fn links_are_seen_however_they_are_written() {
        for text in
            ["see https://a.example", "WWW.a.example", "[x](//a.example)", "<me@a.example>", "[x]\n\n[x]: /y"]
        {
            assert!(has_link(text), "{text}");
        }
        assert!(!has_link("a cat, and a gnome: 3/4 of a hat"));
    }

    #[test]
    fn an_excerpt_ends_at_a_word() {
        assert_eq!(excerpt("# A *cat*\n\nand a [gnome](https://x.example) stood", 14), "A cat and a…");
        assert_eq!(excerpt("short", 14), "short");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_is_written_is_harmless(text in "([<>\\[\\]()!`#*_&;:/\"'= \\n-]|script|img|src|on|javascript|picture|data|a){0,60}") {
            let html = story(&text, &HashMap::new());
            prop_assert!(is_harmless(&html), "{}\n→ {}", text, html);
        }
    }
}
