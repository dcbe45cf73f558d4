//! Counting an edition again from what is published of it, and from nothing else.

use std::fmt;

use proofs::{from_hex, to_hex};
use serde::Deserialize;

use crate::frontpage::editions::Record;

/// An edition as it is published.
#[derive(Clone, Debug, Deserialize)]
pub struct Published {
    /// The day, `2007-08-19`.
    pub date: String,
    /// Its lines, in their places.
    pub items: Vec<Line>,
    /// What stands for all of it, once the day is over.
    pub root: Option<String>,
}

/// A published line.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    /// What its leaf is the hash of.
    #[serde(flatten)]
    pub record: Record,
    /// Its hash.
    pub leaf: String,
    /// `greenlit`, or `withdrawn`: then the words are gone, and only the hash stands for them.
    pub state: String,
}

/// Why an edition is not what its root stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Its day is not over, so that nothing stands for it yet.
    Open,
    /// The words of the line at this place, from 1, are not those of its leaf.
    Line(usize),
    /// The leaves do not give the root.
    Root,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("this edition is not closed yet; come back after its day (UTC)"),
            Self::Line(place) => {
                write!(f, "line {place} is not what was published; do not trust this edition")
            }
            Self::Root => f.write_str("the lines do not give the published root; do not trust this edition"),
        }
    }
}

impl std::error::Error for Broken {}

/// Verifies every line against its leaf and all leaves against the root; gives how many lines have lost their words since.
///
/// # Errors
/// What is not as it was published.
pub fn recount(published: &Published) -> Result<usize, Broken> {
    let root = published.root.as_deref().ok_or(Broken::Open)?;
    let mut leaves = Vec::with_capacity(published.items.len());
    for (at, line) in (1..).zip(&published.items) {
        let is_itself = line.state == "withdrawn" || line.record.hash().is_ok_and(|hash| hash == line.leaf);
        leaves.push(from_hex(&line.leaf).filter(|_| is_itself).ok_or(Broken::Line(at))?);
    }
    if to_hex(&proofs::root(&leaves)) != root {
        return Err(Broken::Root);
    }
    Ok(published.items.iter().filter(|line| line.state == "withdrawn").count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn edition() -> Published {
        let line = |place: i64, headline: &str| {
            let mut line = json!({
                "edition": "2007-08-19", "place": place, "submission": "0", "headline": headline, "label": "",
                "url": "https://example.org/", "at": "2007-08-19T14:05:00.000Z", "reason": "", "state": "greenlit",
            });
            let record: Record = serde_json::from_value(line.clone()).unwrap();
            line["leaf"] = json!(record.hash().unwrap());
            line
        };
        let items = [line(1, "A cat"), line(2, "A gnome"), line(3, "A dog")];
        let leaves: Vec<_> =
            items.iter().map(|line| from_hex(line["leaf"].as_str().unwrap()).unwrap()).collect();
        let root = to_hex(&proofs::root(&leaves));
        serde_json::from_value(json!({"date": "2007-08-19", "items": items, "root": root})).unwrap()
    }

    #[test]
    fn an_edition_is_itself_until_anything_of_it_changes() {
        assert_eq!(recount(&edition()), Ok(0));
        let mut taken_back = edition();
        taken_back.items[1].state = "withdrawn".into();
        taken_back.items[1].record = taken_back.items[0].record.clone();
        assert_eq!(recount(&taken_back), Ok(1));
        let mut reworded = edition();
        reworded.items[2].record = reworded.items[0].record.clone();
        assert_eq!(recount(&reworded), Err(Broken::Line(3)));
        let mut shorter = edition();
        shorter.items.pop();
        assert_eq!(recount(&shorter), Err(Broken::Root));
        assert_eq!(recount(&Published { root: None, ..edition() }), Err(Broken::Open));
    }
}
