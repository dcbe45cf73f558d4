//! What each column of a host's table becomes: as the host said, else as its heading says, else as its cells look.
//!
//! A guess is never published unseen: the page shows it, and the form comes back with every column said.

use std::borrow::Cow;

use platform::Id;

use crate::throngs::pages::form::GatherForm;
use crate::throngs::pages::personal::is_personal;
use crate::throngs::sheet::{self, Column, Columns, Peek};
use crate::throngs::terms::is_link;

/// What a column can become; the last is what it is where nothing else is said.
pub const ROLES: [&str; 6] = ["text", "picture", "url", "key", "answer", "private"];
/// The roles that everybody sees.
const SHOWN: [&str; 3] = ["text", "picture", "url"];
/// Rows that are looked at, for persons and for what a column is.
const SEARCHED: usize = 500;

/// The host's table as far as it is understood.
pub struct Table<'f> {
    /// The rows as they are taken.
    pub rows: Cow<'f, [u8]>,
    /// Its beginning.
    pub peek: Peek,
    /// What each column becomes.
    pub roles: Vec<&'static str>,
    /// Whether what is shown is a guess that the host has not seen yet.
    pub guessed: bool,
}

impl<'f> Table<'f> {
    /// The table of the form; `None` without rows.
    pub fn of(form: &'f GatherForm) -> Option<Self> {
        let rows = form.rows()?;
        let peek = sheet::peek(&rows, SEARCHED);
        let said = form.said_columns(&peek);
        let mut roles: Vec<_> = (0..)
            .zip(&peek.headings)
            .map(|(at, heading)| match said {
                Some(said) => said.get(&at).and_then(|role| known(role)).unwrap_or("private"),
                None => known(heading.trim()).unwrap_or("private"),
            })
            .collect();
        let unseen = said.is_none() && !roles.iter().any(|role| SHOWN.contains(role));
        if unseen {
            guess(&peek, &mut roles);
        }
        let guessed = unseen && roles.len() > 1;
        Some(Self { rows, peek, roles, guessed })
    }

    /// As the upload takes them.
    pub fn columns(&self) -> Columns {
        let at = |role| self.roles.iter().position(|is| *is == role).map(Column::At);
        Columns {
            text: at("text"),
            picture: at("picture"),
            url: at("url"),
            key: at("key"),
            answer: at("answer"),
            whole: true,
        }
    }

    /// Whether people see any of it.
    pub fn is_shown(&self) -> bool {
        self.peek.json || self.roles.iter().any(|role| SHOWN.contains(role))
    }

    /// Whether two columns are to be the same thing, which only one can be.
    pub fn is_said_twice(&self) -> bool {
        ROLES[..5].iter().any(|role| self.roles.iter().filter(|is| *is == role).count() > 1)
    }

    /// The columns that everybody will see, as a sentence names them.
    pub fn shown(&self) -> String {
        self.named(|_, role| SHOWN.contains(&role))
    }

    /// Those of them that look as if they were about persons; empty where there are none.
    pub fn personal(&self) -> String {
        self.named(|at, role| {
            matches!(role, "text" | "url")
                && is_personal(self.peek.headings.get(at).map_or("", String::as_str), cells(&self.peek, at))
        })
    }

    fn named(&self, wanted: impl Fn(usize, &str) -> bool) -> String {
        let columns = self.peek.headings.iter().zip(&self.roles).enumerate();
        let named = columns.filter(|(at, (_, role))| wanted(*at, role));
        named.map(|(_, (heading, _))| format!("“{}”", heading.trim())).collect::<Vec<_>>().join(", ")
    }
}

/// The role of this name, however it is written.
fn known(word: &str) -> Option<&'static str> {
    ROLES.into_iter().find(|role| word.eq_ignore_ascii_case(role))
}

fn cells(peek: &Peek, at: usize) -> impl Iterator<Item = &str> {
    let cells = peek.rows.iter().filter_map(move |row| row.get(at));
    cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
}

/// Shows the longest prose, and the first column of pictures or addresses; where there is none of these, the first column.
fn guess(peek: &Peek, roles: &mut [&'static str]) {
    let is_all = |at, test: fn(&str) -> bool| cells(peek, at).next().is_some() && cells(peek, at).all(test);
    let free: Vec<_> = (0..roles.len()).filter(|at| roles.get(*at) == Some(&"private")).collect();
    let picture = free.iter().copied().find(|at| is_all(*at, |cell| cell.parse::<Id>().is_ok()));
    let url = free.iter().copied().find(|at| is_all(*at, is_link));
    let length =
        |at: usize| cells(peek, at).map(|cell| cell.chars().filter(|c| c.is_alphabetic()).count()).sum();
    let prose = free.iter().copied().filter(|at| Some(*at) != picture && !is_all(*at, is_link));
    // Of columns that are equally long the first.
    let text = prose
        .rev()
        .map(|at| (length(at), at))
        .filter(|(length, _): &(usize, _)| *length > 0)
        .max_by_key(|(length, _)| *length);
    let mut put = |at: Option<usize>, role| {
        if let Some(column) = at.and_then(|at| roles.get_mut(at)) {
            *column = role;
        }
    };
    let text = text.map(|(_, at)| at);
    put(picture, "picture");
    put(url, "url");
    put(text.or_else(|| free.first().copied().filter(|_| picture.or(url).is_none())), "text");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(pasted: &str) -> (Vec<&'static str>, bool) {
        let form = GatherForm { pasted: pasted.into(), ..GatherForm::default() };
        let table = Table::of(&form).unwrap();
        (table.roles, table.guessed)
    }

    #[test]
    fn what_is_shown_is_guessed_where_no_heading_says_it() {
        assert_eq!(table("key,text\n1,a"), (vec!["key", "text"], false));
        assert_eq!(
            table("Nr,Claim,Shelf\n1,Cats can swim,A\n2,Dogs fly,B"),
            (vec!["private", "text", "private"], true)
        );
        assert_eq!(table("Nr,Page\n1,https://example.org/a"), (vec!["private", "url"], true));
        let id = Id::new(1);
        assert_eq!(table(&format!("Foto,What\n{id},a cat")), (vec!["picture", "text"], true));
        assert_eq!(table("a,b\n1,2"), (vec!["text", "private"], true), "something has to be shown");
        assert_eq!(table("a cat\na dog"), (vec!["text"], false));
    }

    #[test]
    fn what_the_host_said_goes_before_headings_but_only_of_the_table_it_was_said_of() {
        let mut form = GatherForm { pasted: "text,Note,Note\na,b,c".into(), ..GatherForm::default() };
        form.roles = [(0, "private".to_owned()), (1, "private".to_owned()), (2, "text".to_owned())].into();
        let headings = Table::of(&form).unwrap().peek.joined();
        form.headings = headings;
        let said = Table::of(&form).unwrap();
        assert_eq!(said.roles, ["private", "private", "text"]);
        assert_eq!((said.guessed, said.is_said_twice(), said.is_shown()), (false, false, true));
        let question = crate::throngs::pages::preview::question(&form);
        let sheet = sheet::Sheet::read(&said.rows, false, &said.columns(), &question).unwrap();
        assert_eq!(
            sheet.items[0].text.as_deref(),
            Some("c"),
            "of two headings of one name the one that was chosen"
        );
        form.pasted = "Claim,Note,Note\nlonger than b,b,c".into();
        assert_eq!(Table::of(&form).unwrap().roles, ["text", "private", "private"]);
    }
}
