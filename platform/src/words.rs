//! Every text that a person reads, in their language: Fluent messages behind one cheap handle.
//!
//! It knows no capability: the message files are handed to [`Catalogue::new`] at start. It gives plain text;
//! whoever writes HTML escapes it. It does not format dates (the messages themselves do, from numbers).
//!
//! Invariants: a text is always found (the reader's language, else English, else the id itself), a missing
//! one is logged once, and numbers are written as the language writes them.

mod numerals;

use std::borrow::{Borrow, Cow};
use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// A value put into a message: made with `.into()` from a number or a text.
pub use fluent_bundle::FluentValue;

/// The pseudo-language that shows English from right to left, to see whether a page holds up.
pub const MIRRORED: &str = "en-XB";

/// How many ranges of an `Accept-Language` header are looked at; the rest is ignored.
const MAX_ACCEPTED: usize = 16;

/// How many different missing ids are remembered, so that each is logged once.
const MAX_MISSING: usize = 256;

/// What is wrong with the message files; the server does not start with a broken one.
#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    /// A language tag that is not one (`lang` of a source).
    #[error("messages/{0}: this is not a language tag; name the folder like `en` or `de`")]
    Language(String),
    /// A file that is not Fluent, or that says an id twice.
    #[error("messages/{lang}/{file}: {why}; see https://projectfluent.org for the syntax")]
    File {
        /// The language's folder.
        lang: String,
        /// The file's name.
        file: String,
        /// What the parser says.
        why: String,
    },
    /// English is what every other language falls back to.
    #[error("messages/en is missing; English is what other languages fall back to")]
    NoEnglish,
}

/// All languages of this server. Cheap to clone.
#[derive(Clone)]
pub struct Catalogue {
    english: Arc<Language>,
    others: Arc<[Arc<Language>]>,
    missing: Arc<Mutex<HashSet<String>>>,
}

struct Language {
    tag: String,
    numerals: numerals::Numerals,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// Reads the message files: (language tag, file name, text), English among them.
    ///
    /// # Errors
    /// A tag that is none, a file that does not parse, an id given twice in one language, no English.
    pub fn new(sources: &[(&str, &str, &str)]) -> Result<Self, WordsError> {
        let tags = sources.iter().map(|source| source.0).filter(|tag| *tag != "en").collect::<HashSet<_>>();
        if !sources.iter().any(|source| source.0 == "en") {
            return Err(WordsError::NoEnglish);
        }
        let mut others = vec![Arc::new(Language::read(MIRRORED, "en", sources)?)];
        for tag in tags {
            others.push(Arc::new(Language::read(tag, tag, sources)?));
        }
        Ok(Self {
            english: Arc::new(Language::read("en", "en", sources)?),
            others: others.into(),
            missing: Arc::default(),
        })
    }

    /// The words for one request: an explicit `?lang=` first, then the cookie, then what the browser
    /// accepts (`Accept-Language`), then English. Unknown or malformed wishes are passed over.
    #[must_use]
    pub fn for_request(
        &self,
        accept_language: Option<&str>,
        query: Option<&str>,
        cookie: Option<&str>,
    ) -> Words {
        let wished = [query, cookie].into_iter().flatten().find_map(|tag| self.exactly(tag));
        let language = wished.or_else(|| self.accepted(accept_language?)).unwrap_or(&self.english);
        Words { language: Arc::clone(language), catalogue: self.clone() }
    }

    /// The words in English, for logs, mails to the owner and tests.
    #[must_use]
    pub fn english(&self) -> Words {
        Words { language: Arc::clone(&self.english), catalogue: self.clone() }
    }

    fn exactly(&self, tag: &str) -> Option<&Arc<Language>> {
        self.languages().find(|language| language.tag.eq_ignore_ascii_case(tag))
    }

    /// The best match by quality, then by order; only the primary subtag counts (`de-AT` is `de`).
    fn accepted(&self, header: &str) -> Option<&Arc<Language>> {
        let mut best: Option<(f32, &Arc<Language>)> = None;
        for range in header.split(',').take(MAX_ACCEPTED) {
            let (tag, quality) = range.split_once(";q=").unwrap_or((range, "1"));
            let quality = quality.trim().parse().unwrap_or(0.0_f32);
            let primary = tag.trim().split('-').next().unwrap_or_default();
            let Some(language) = self.exactly(primary) else { continue };
            if quality > 0.0 && best.is_none_or(|(so_far, _)| quality > so_far) {
                best = Some((quality, language));
            }
        }
        best.map(|(_, language)| language)
    }

    fn languages(&self) -> impl Iterator<Item = &Arc<Language>> {
        std::iter::once(&self.english).chain(self.others.iter())
    }

    fn log_missing(&self, tag: &str, id: &str) {
        let Ok(mut missing) = self.missing.lock() else { return };
        if missing.len() < MAX_MISSING && missing.insert(format!("{tag} {id}")) {
            tracing::warn!(language = tag, id, "no such message; English or the id itself is shown");
        }
    }
}

impl Language {
    fn read(tag: &str, folder: &str, sources: &[(&str, &str, &str)]) -> Result<Self, WordsError> {
        let locale: LanguageIdentifier = tag.parse().map_err(|_| WordsError::Language(tag.to_owned()))?;
        let numerals = numerals::Numerals::of(locale.language.as_str());
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        bundle.set_use_isolating(tag == MIRRORED);
        bundle.set_transform((tag == MIRRORED).then_some(mirrored));
        bundle.set_formatter(Some(numerals.formatter()));
        for (_, file, text) in sources.iter().filter(|source| source.0 == folder) {
            let wrong =
                |why: String| WordsError::File { lang: folder.to_owned(), file: (*file).to_owned(), why };
            let resource = FluentResource::try_new((*text).to_owned())
                .map_err(|(_, errors)| wrong(errors.first().map(ToString::to_string).unwrap_or_default()))?;
            bundle
                .add_resource(resource)
                .map_err(|errors| wrong(errors.first().map(ToString::to_string).unwrap_or_default()))?;
        }
        bundle.add_builtins().map_err(|error| WordsError::File {
            lang: folder.to_owned(),
            file: "NUMBER".to_owned(),
            why: error.to_string(),
        })?;
        Ok(Self { tag: tag.to_owned(), numerals, bundle })
    }

    fn say(&self, id: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        Some(self.bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned())
    }
}

/// Wraps a text in RIGHT-TO-LEFT OVERRIDE and its end, outer spaces kept outside.
fn mirrored(text: &str) -> Cow<'_, str> {
    let inner = text.trim();
    if inner.is_empty() {
        text.into()
    } else {
        text.replacen(inner, &format!("\u{202e}{inner}\u{202c}"), 1).into()
    }
}

/// The words of one language: what a page, a mail or a problem speaks with. Cheap to clone.
#[derive(Clone)]
pub struct Words {
    language: Arc<Language>,
    catalogue: Catalogue,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Words").field(&self.language.tag).finish()
    }
}

impl Words {
    /// The language's tag, for `lang=` and `Content-Language`.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language.tag
    }

    /// The other languages that people may choose, in the order of their tags; the mirrored one is none of them.
    #[must_use]
    pub fn others(&self) -> Vec<Self> {
        let other = |language: &&Arc<Language>| language.tag != self.language.tag && language.tag != MIRRORED;
        let words = |language: &Arc<Language>| Self {
            language: Arc::clone(language),
            catalogue: self.catalogue.clone(),
        };
        let mut others: Vec<_> = self.catalogue.languages().filter(other).map(words).collect();
        others.sort_by(|a, b| a.language().cmp(b.language()));
        others
    }

    /// `ltr` or `rtl`, for `dir=`.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        if self.language.tag == MIRRORED { "rtl" } else { "ltr" }
    }

    /// Whether there is a message `id`.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.catalogue.english.say(id, None).is_some()
    }

    /// The message `id` as plain text (not escaped for HTML).
    #[must_use]
    pub fn say(&self, id: &str) -> String {
        self.find(id, None)
    }

    /// The message `id` with values in it, as plain text: `say_with("story-hits", &[("hits", 3.into())])`.
    #[must_use]
    pub fn say_with(&self, id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let args = values.iter().map(|(name, value)| (*name, numerals::finite(value))).collect();
        self.find(id, Some(&args))
    }

    /// The message `id` with texts in it, as plain text.
    #[must_use]
    pub fn sentence(&self, id: &str, texts: &[(&'static str, String)]) -> String {
        let args: FluentArgs<'_> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        self.find(id, Some(&args))
    }

    /// A whole number as this language writes it: `1,204`, `1.204`. Templates hand over fields by reference and
    /// calls by value; it takes both.
    #[must_use]
    pub fn number(&self, number: impl Borrow<u64>) -> String {
        self.language.numerals.whole(*number.borrow())
    }

    fn find(&self, id: &str, args: Option<&FluentArgs<'_>>) -> String {
        self.language.say(id, args).unwrap_or_else(|| {
            self.catalogue.log_missing(&self.language.tag, id);
            self.catalogue.english.say(id, args).unwrap_or_else(|| id.to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCES: &[(&str, &str, &str)] = &[
        (
            "en",
            "a.ftl",
            "hello = Hello\nhits = { $n } hits\nonly = Only English\nshare = { NUMBER($x, maximumFractionDigits: 1) }",
        ),
        (
            "de",
            "a.ftl",
            "hello = Hallo\nhits = { $n } Treffer\nshare = { NUMBER($x, maximumFractionDigits: 1) }",
        ),
    ];

    fn words(accept: Option<&str>, query: Option<&str>, cookie: Option<&str>) -> Words {
        Catalogue::new(SOURCES).unwrap().for_request(accept, query, cookie)
    }

    #[test]
    fn the_language_comes_from_query_cookie_browser_in_that_order() {
        assert_eq!(words(None, None, None).language(), "en");
        assert_eq!(words(Some("fr, de-AT;q=0.8, en;q=0.7"), None, None).language(), "de");
        assert_eq!(words(Some("de;q=0.3, en;q=0.7"), None, None).language(), "en");
        assert_eq!(words(Some("de"), None, Some("en")).language(), "en");
        assert_eq!(words(Some("en"), Some("de"), Some("en")).language(), "de");
        assert_eq!(words(Some("de;q=zebra,,;;q=,*"), Some("'><script>"), None).language(), "en");
    }

    #[test]
    fn one_may_choose_every_other_language() {
        let tags =
            |words: Words| words.others().iter().map(|other| other.language().to_owned()).collect::<Vec<_>>();
        assert_eq!(tags(words(None, None, None)), ["de"]);
        assert_eq!(tags(words(None, Some("de"), None)), ["en"]);
        assert_eq!(tags(words(None, Some(MIRRORED), None)), ["de", "en"]);
    }

    #[test]
    fn a_missing_text_is_english_then_its_id() {
        let german = words(None, Some("de"), None);
        assert_eq!(german.say("hello"), "Hallo");
        assert_eq!(german.say("only"), "Only English");
        assert_eq!(german.say("nowhere"), "nowhere");
    }

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        let (english, german) = (words(None, None, None), words(None, Some("de"), None));
        assert_eq!(english.say_with("hits", &[("n", 15_212.into())]), "15,212 hits");
        assert_eq!(german.say_with("hits", &[("n", 15_212.into())]), "15.212 Treffer");
        assert_eq!(german.say_with("share", &[("x", 1_234.56.into())]), "1.234,6");
        assert_eq!(german.say_with("hits", &[("n", f64::NAN.into())]), "– Treffer");
        assert_eq!(
            (english.number(1_204_u64), german.number(u64::MAX)),
            ("1,204".into(), "18.446.744.073.709.551.615".into())
        );
    }

    #[test]
    fn the_mirrored_language_is_reached_only_by_asking_for_it() {
        assert_eq!(words(Some("en-XB"), None, None).direction(), "ltr");
        let mirrored = words(None, Some("en-XB"), None);
        assert_eq!(mirrored.direction(), "rtl");
        assert_eq!(mirrored.say_with("hits", &[("n", 3.into())]), "\u{2068}3\u{2069} \u{202e}hits\u{202c}");
    }

    #[test]
    fn a_broken_file_is_named() {
        let broken = Catalogue::new(&[("en", "desk.ftl", "= nothing")]).err().unwrap().to_string();
        assert!(broken.contains("messages/en/desk.ftl"), "{broken}");
        let twice =
            Catalogue::new(&[("en", "a.ftl", "a = 1"), ("en", "b.ftl", "a = 2")]).err().unwrap().to_string();
        assert!(twice.contains("b.ftl"), "{twice}");
        assert!(matches!(Catalogue::new(&[("de", "a.ftl", "a = 1")]), Err(WordsError::NoEnglish)));
    }
}
