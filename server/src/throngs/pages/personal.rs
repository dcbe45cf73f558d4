//! Columns that would tell everybody who somebody is or how to reach them, found before the rows are published.
//!
//! It warns and never refuses: a list of mayors is made of names. Columns that stay private are not looked at. Names are
//! told by their heading alone, since a list of them would be a list of cultures.

/// A column counts if one cell in so many looks like it.
const ONE_IN: usize = 5;
/// Digits of a telephone number with its area code, after ITU-T E.164 at most 15.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 9..=15;

/// Parts of headings that say it, in English and German, in lower case.
const HEADINGS: [&str; 22] = [
    "name",
    "vorname",
    "nachname",
    "surname",
    "firstname",
    "lastname",
    "email",
    "e-mail",
    "mail",
    "phone",
    "mobile",
    "tel",
    "telefon",
    "handy",
    "address",
    "adresse",
    "anschrift",
    "street",
    "straße",
    "strasse",
    "postcode",
    "plz",
];
/// Ends or whole words of streets, in lower case.
const STREETS: [&str; 12] = [
    "street", "road", "avenue", "lane", "drive", "straße", "strasse", "str.", "weg", "platz", "gasse",
    "allee",
];

/// Whether a column with this heading and these cells looks as if it were about persons.
pub fn is_personal<'a>(heading: &str, cells: impl Iterator<Item = &'a str>) -> bool {
    let heading = heading.to_lowercase();
    let mut parts = heading.split(|c: char| !c.is_alphanumeric() && c != '-');
    if parts.any(|part| HEADINGS.contains(&part)) {
        return true;
    }
    let (mut all, mut found) = (0, 0);
    for cell in cells.map(str::trim).filter(|cell| !cell.is_empty()) {
        all += 1;
        found += usize::from(is_phone(cell) || is_home(cell) || cell.split_whitespace().any(is_mail));
    }
    found > 0 && found * ONE_IN >= all
}

fn is_mail(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.split_once('@').is_some_and(|(who, host)| {
        !who.is_empty() && host.split_once('.').is_some_and(|(name, top)| !name.is_empty() && top.len() > 1)
    })
}

/// A cell that is nothing but a telephone number; a key or a date does not begin with `+`, `0` or a bracket.
fn is_phone(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    cell.starts_with(['+', '0', '('])
        && PHONE_DIGITS.contains(&digits)
        && cell.chars().all(|c| c.is_ascii_digit() || " +-()/".contains(c))
}

/// A street with a number.
fn is_home(cell: &str) -> bool {
    let cell = cell.to_lowercase();
    let mut words = cell.split([' ', ',']);
    cell.chars().any(|c| c.is_ascii_digit())
        && cell.split_whitespace().count() < 12
        && words.any(|word| STREETS.iter().any(|street| word.ends_with(street)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_about_persons_are_told_from_others() {
        let personal = |heading, cells: &[&str]| is_personal(heading, cells.iter().copied());
        assert!(personal("Full name", &["x"]));
        assert!(personal("E-Mail", &[]));
        assert!(personal("who", &["", "write to ada@example.org.", "bob@example.com"]));
        assert!(personal("reach", &["+49 30 901820", "030/901820-11", "(020) 7946 0018"]));
        assert!(personal("where", &["Hauptstraße 5, Berlin", "12 Mill Lane"]));
        assert!(!personal("text", &["Cat on a wall, 1894", "A cat @ home", "Two cats in the street"]));
        assert!(!personal("key", &["2026-11-24", "A-1894-17", "1234567890"]));
        assert!(!personal("filename", &["cat.jpg"]));
        assert!(
            !personal("text", &["a", "b", "c", "d", "e", "ada@example.org"]),
            "one in six is an accident"
        );
    }
}
