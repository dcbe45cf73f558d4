//! Friendly made-up names, so that nobody has to think of one before doing something useful.

use platform::Id;
use platform::words::Words;

const FIRST: &[&str] = &[
    "Amber", "Azure", "Brisk", "Calm", "Cedar", "Clever", "Copper", "Coral", "Crimson", "Dapper", "Early",
    "Fern", "Gentle", "Golden", "Hazel", "Indigo", "Ivory", "Jade", "Jolly", "Keen", "Lilac", "Lively",
    "Lunar", "Maple", "Merry", "Misty", "Nimble", "Ochre", "Olive", "Pearl", "Plucky", "Quiet", "Rapid",
    "Rosy", "Russet", "Saffron", "Silver", "Sunny", "Teal", "Velvet",
];
const SECOND: &[&str] = &[
    "Badger", "Bittern", "Crane", "Curlew", "Dipper", "Dormouse", "Egret", "Falcon", "Finch", "Fox",
    "Gannet", "Grebe", "Hare", "Heron", "Ibis", "Jay", "Kestrel", "Kite", "Lark", "Linnet", "Lynx", "Marten",
    "Merlin", "Newt", "Otter", "Owl", "Pipit", "Plover", "Puffin", "Rail", "Robin", "Seal", "Shrew",
    "Siskin", "Stoat", "Swift", "Tern", "Thrush", "Vole", "Wren",
];

/// A name for the person `id`; the same each time. 1,600 there are, so two guests may share one: the id tells them apart.
pub fn friendly(id: Id) -> String {
    let pick = |list: &[&'static str], by: u64| list[usize::try_from(by % list.len() as u64).unwrap_or(0)];
    format!("{} {}", pick(FIRST, id.seed()), pick(SECOND, id.seed() >> 20))
}

/// A name as a page shows it: whoever was erased has none, and is called so in words.
pub fn shown(name: &str, words: &Words) -> String {
    if name.is_empty() { words.say("people-left") } else { name.to_owned() }
}

/// Characters of a name.
pub const MAX_NAME: usize = 40;

/// A name as it is kept: trimmed, one space between words, without control or direction characters.
/// `None` if nothing is left, or it is longer than [`MAX_NAME`].
pub fn tidy(name: &str) -> Option<String> {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let seen: String =
        name.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !hidden(*c)).collect();
    let tidy = seen.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    (!tidy.is_empty() && tidy.chars().count() <= MAX_NAME).then_some(tidy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_friendly_and_stable() {
        let id = Id::new(0);
        assert_eq!(friendly(id), friendly(id));
        assert_eq!(friendly(id).split(' ').count(), 2);
    }

    #[test]
    fn tricks_are_taken_out_of_names() {
        assert_eq!(tidy("  Otis \n the\tGreat "), Some("Otis the Great".into()));
        assert_eq!(tidy("ad\u{202e}nim"), Some("adnim".into()));
        assert_eq!(tidy(" \u{200b} "), None);
        assert_eq!(tidy(&"x".repeat(41)), None);
    }
}
