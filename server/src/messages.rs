//! The message files of this binary, read once at start.

use platform::words::{Catalogue, WordsError};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "messages/"]
#[include = "*.ftl"]
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
