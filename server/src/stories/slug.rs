//! The short address of a story, made from its title once.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::Row;

/// Characters that a slug takes from the title.
const MAX: usize = 60;

/// A slug that no story has: the title's words, and the end of the id where another has those already.
///
/// # Errors
/// When the database does not answer.
pub async fn unique(tx: &mut Tx, title: &str, id: Id) -> Result<String, Problem> {
    let words = from_title(title);
    let taken: i64 = sqlx::query("SELECT COUNT(*) FROM stories WHERE slug = $1")
        .bind(&words)
        .fetch_one(tx.conn())
        .await?
        .try_get(0)?;
    if taken == 0 && !words.is_empty() {
        return Ok(words);
    }
    let id = id.to_string().to_lowercase();
    let tail = &id[id.len() - 8..];
    Ok(if words.is_empty() { tail.to_owned() } else { format!("{words}-{tail}") })
}

/// Letters and digits of any script in lower case, `-` between words, cut at the end of a word.
pub fn from_title(title: &str) -> String {
    let spaced: String = title
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\'' | '’'))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let mut slug = String::new();
    for word in spaced.split_whitespace() {
        let length = slug.chars().count() + word.chars().count() + 1;
        if !slug.is_empty() && length > MAX {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(word.chars().take(MAX));
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_addresses() {
        assert_eq!(from_title("A cat & a gnome: “what now?”"), "a-cat-a-gnome-what-now");
        assert_eq!(from_title("It’s Ärger in Köln"), "its-ärger-in-köln");
        assert_eq!(from_title("../../etc/passwd"), "etc-passwd");
        assert_eq!(from_title("🐈"), "");
        assert_eq!(from_title(&"word ".repeat(40)), ["word"; 12].join("-"));
        assert_eq!(from_title(&"x".repeat(99)).len(), MAX);
    }
}
