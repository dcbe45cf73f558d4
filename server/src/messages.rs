//! The message files of this binary, read once at start.

use platform::words::{Catalogue, WordsError};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "messages/"]
struct Files;

/// All languages that this binary speaks, from `messages/{language}/{capability}.ftl`.
///
/// # Errors
/// A message file that does not parse or that says an id twice; the sentence names it.
pub fn catalogue() -> Result<Catalogue, WordsError> {
    let mut files = Vec::new();
    for path in Files::iter() {
        let Some((lang, name)) = path.split_once('/') else { continue };
        let Some(file) = Files::get(&path) else { continue };
        files.push((lang.to_owned(), name.to_owned(), String::from_utf8_lossy(&file.data).into_owned()));
    }
    let sources = files
        .iter()
        .map(|(lang, name, text)| (lang.as_str(), name.as_str(), text.as_str()))
        .collect::<Vec<_>>();
    Catalogue::new(&sources)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// The ids that a language's files define.
    fn ids(language: &str) -> BTreeSet<String> {
        let files = Files::iter().filter(|path| path.starts_with(language));
        let texts = files
            .filter_map(|path| Files::get(&path))
            .map(|file| String::from_utf8(file.data.into()).unwrap());
        let lines = texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
        lines
            .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" =").map(|(id, _)| id.to_owned()))
            .collect()
    }

    /// Calls `found` with each id that a file below `folder` says: `say("id")`, `say_with("id", …)`.
    fn said(folder: &Path, found: &mut dyn FnMut(&Path, &str)) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                said(&path, found);
            } else if path.extension().is_some_and(|end| end == "html" || end == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for call in [".say", ".say_with"] {
                    for rest in text.split(call).skip(1) {
                        if let Some((id, _)) = rest
                            .strip_prefix('(')
                            .and_then(|rest| rest.trim_start().strip_prefix('"'))
                            .and_then(|id| id.split_once('"'))
                        {
                            found(&path, id);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn every_language_says_everything() {
        let (english, german) = (ids("en/"), ids("de/"));
        assert!(!english.is_empty());
        let only = english.symmetric_difference(&german).collect::<Vec<_>>();
        assert!(only.is_empty(), "said in one language only: {only:?}");
        let _: Catalogue = catalogue().unwrap();
    }

    /// Words of the formal address. At a sentence's beginning they may be "she" or "they".
    const FORMAL: [&str; 8] = ["Sie", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihres", "Ihnen"];

    #[test]
    fn german_says_du() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("messages/de");
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            for line in std::fs::read_to_string(&path).unwrap().lines() {
                let words: Vec<&str> = line.split_whitespace().collect();
                let formal = words.windows(2).find(|pair| {
                    let word = pair[1].trim_matches(|c: char| !c.is_alphabetic());
                    FORMAL.contains(&word) && pair[0].ends_with(|c: char| c.is_alphabetic() || c == ',')
                });
                assert_eq!(formal, None, "{}: {line}", path.display());
            }
        }
    }

    #[test]
    fn whatever_a_screen_says_is_written_down() {
        let (english, mut seen) = (ids("en/"), 0);
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in ["templates", "src"] {
            said(&here.join(folder), &mut |path, id| {
                seen += 1;
                assert!(english.contains(id), "{}: no message has the id {id}", path.display());
            });
        }
        assert!(seen > 50, "the scan found only {seen} texts");
    }
}
