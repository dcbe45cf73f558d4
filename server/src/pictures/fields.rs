//! The words that go with a picture: tidied, and refused with the field that is wrong.

use platform::Id;
use platform::web::Problem;

use crate::pictures::licence;
use crate::things::Visibility;

/// Characters of a title.
pub const MAX_TITLE: usize = 200;
/// Characters of a text alternative.
pub const MAX_ALT: usize = 2_000;
/// Tags of a picture.
pub const MAX_TAGS: usize = 20;
/// Characters of a tag.
const MAX_TAG: usize = 40;
/// Parents of a remix.
pub const MAX_PARENTS: usize = 20;

/// The licences that forms offer.
const OFFERED: [&str; 4] = ["CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", licence::RESERVED];

/// What was sent, as it was sent.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    /// Title.
    pub title: String,
    /// Text alternative.
    pub alt: String,
    /// SPDX name.
    pub licence: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Ids of the pictures that it is made from.
    pub parents: Vec<String>,
    /// `public`, `link` or `members`.
    pub visibility: String,
}

/// What is kept.
#[derive(Clone, Debug)]
pub struct Fields {
    /// Title; may be empty.
    pub title: String,
    /// Text alternative; may be empty, and is then asked for kindly.
    pub alt: String,
    /// SPDX name or `all-rights-reserved`.
    pub licence: String,
    /// Tags in lower case, each once.
    pub tags: Vec<String>,
    /// What it is made from, each once.
    pub parents: Vec<Id>,
    /// Who may see it.
    pub visibility: Visibility,
}

impl Sent {
    /// What a form's texts say of a picture; fields that nobody knows are passed over.
    pub fn of(texts: &[(String, String)]) -> Self {
        let mut sent = Self::default();
        for (name, text) in texts {
            match name.as_str() {
                "title" => text.clone_into(&mut sent.title),
                "alt" => text.clone_into(&mut sent.alt),
                "licence" => text.clone_into(&mut sent.licence),
                "visibility" => text.clone_into(&mut sent.visibility),
                "tags" | "tags[]" => sent.tags.push(text.clone()),
                "parents" | "parents[]" => sent.parents.push(text.clone()),
                _ => {}
            }
        }
        sent
    }

    /// The licences to choose from: the usual ones, and the one that stands there if it is another.
    pub fn licences(&self) -> Vec<&str> {
        let own = self.licence.as_str();
        let another = !own.is_empty() && !OFFERED.contains(&own);
        OFFERED.into_iter().chain(another.then_some(own)).collect()
    }

    /// The fields as they are kept.
    ///
    /// # Errors
    /// 422 with the field that is wrong.
    pub fn valid(&self) -> Result<Fields, Problem> {
        Ok(Fields {
            title: title(&self.title)?,
            alt: alt(&self.alt)?,
            licence: licence::valid(&self.licence)?,
            tags: tags(&self.tags)?,
            parents: parents(&self.parents)?,
            visibility: visibility(&self.visibility)?,
        })
    }
}

/// One line of at most [`MAX_TITLE`] characters.
///
/// # Errors
/// 422 at `/title`.
pub fn title(text: &str) -> Result<String, Problem> {
    let one_line = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    bounded(one_line.collect::<Vec<_>>().join(" "), MAX_TITLE, "/title", "picture-title-too-long")
}

/// A text of at most [`MAX_ALT`] characters.
///
/// # Errors
/// 422 at `/alt`.
pub fn alt(text: &str) -> Result<String, Problem> {
    let text = text.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
    bounded(text, MAX_ALT, "/alt", "picture-alt-too-long")
}

fn bounded(text: String, max: usize, pointer: &str, id: &'static str) -> Result<String, Problem> {
    if text.chars().count() > max { Err(Problem::field(pointer, id).with("max", max)) } else { Ok(text) }
}

/// Tags: letters, digits and hyphens, in lower case, each once, in the order given.
///
/// # Errors
/// 422 at `/tags`.
pub fn tags(sent: &[String]) -> Result<Vec<String>, Problem> {
    let wrong =
        || Problem::field("/tags", "picture-tags-wrong").with("max", MAX_TAGS).with("length", MAX_TAG);
    let mut tags: Vec<String> = Vec::new();
    for tag in sent.iter().flat_map(|part| part.split(',')).map(str::trim).filter(|tag| !tag.is_empty()) {
        let tag = tag.trim_start_matches('#').to_lowercase().replace(char::is_whitespace, "-");
        let fits = (1..=MAX_TAG).contains(&tag.chars().count());
        if !fits || !tag.chars().all(|c| c.is_alphanumeric() || c == '-') {
            return Err(wrong());
        }
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() > MAX_TAGS { Err(wrong()) } else { Ok(tags) }
}

fn parents(sent: &[String]) -> Result<Vec<Id>, Problem> {
    let wrong = || Problem::field("/parents", "picture-parents-wrong").with("max", MAX_PARENTS);
    let mut parents: Vec<Id> = Vec::new();
    for parent in sent.iter().flat_map(|part| part.split(',')).map(str::trim).filter(|id| !id.is_empty()) {
        let parent = parent.parse().map_err(|_| wrong())?;
        if !parents.contains(&parent) {
            parents.push(parent);
        }
    }
    if parents.len() > MAX_PARENTS { Err(wrong()) } else { Ok(parents) }
}

/// The visibility; nothing given means everybody.
///
/// # Errors
/// 422 at `/visibility`.
pub fn visibility(text: &str) -> Result<Visibility, Problem> {
    match text.trim() {
        "" => Ok(Visibility::default()),
        text => text.parse().map_err(|()| Problem::field("/visibility", "picture-visibility-wrong")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_tidied() {
        let sent = Sent {
            title: " A\u{0} cat \n and gnome ".into(),
            tags: vec!["#Cat, garden gnome".into(), "cat".into()],
            ..Sent::default()
        };
        let fields = sent.valid().unwrap();
        assert_eq!(fields.title, "A cat and gnome");
        assert_eq!(fields.tags, ["cat", "garden-gnome"]);
        assert_eq!((fields.licence.as_str(), fields.visibility), ("all-rights-reserved", Visibility::Public));
    }

    #[test]
    fn each_field_is_named_when_it_is_wrong() {
        let wrong = [
            Sent { title: "x".repeat(MAX_TITLE + 1), ..Sent::default() },
            Sent { alt: "x".repeat(MAX_ALT + 1), ..Sent::default() },
            Sent { tags: vec!["<b>".into()], ..Sent::default() },
            Sent { parents: vec!["../etc".into()], ..Sent::default() },
            Sent { visibility: "secret".into(), ..Sent::default() },
        ];
        let pointers: Vec<_> =
            wrong.iter().map(|sent| sent.valid().unwrap_err().fields.remove(0).pointer).collect();
        assert_eq!(pointers, ["/title", "/alt", "/tags", "/parents", "/visibility"]);
    }
}
