//! What a list draws, a line each: a submission, a story of this host, or a line of an edition.

use std::collections::HashMap;

use platform::Id;
use platform::words::Words;
use sqlx::AnyConnection;

use crate::frontpage::editions;
use crate::frontpage::submission::{Submission, Target};
use crate::frontpage::view::face;
use crate::layout::{Moment, Shown};
use crate::stories::{stamp, view::Card};

/// A line; drawn by `frontpage/line.html`.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number in the list; 0 in lists without any.
    pub place: usize,
    /// Whether it is the large one on top.
    pub lead: bool,
    /// Where its headline leads.
    pub href: String,
    /// The headline.
    pub title: String,
    /// One word above it; may be empty.
    pub label: String,
    /// What it is, below the headline; may be empty.
    pub dek: String,
    /// The host that it leads to; empty for what stands here.
    pub host: String,
    /// Who put it there.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Its picture.
    pub picture: Option<Shown>,
    /// How many comments it has, where it has a place for them.
    pub comments: Option<u64>,
    /// The votes, where one may vote.
    pub votes: Option<Votes>,
}

/// What is voted on in a line.
#[derive(Clone, Debug)]
pub struct Votes {
    /// The submission.
    pub id: Id,
    /// How often it was seen.
    pub shown: u64,
    /// Who voted for it.
    pub chosen: u64,
    /// This reader's vote; 0 on pages that are the same for everybody.
    pub own: i64,
    /// Whether it has been seen too little to say.
    pub unsure: bool,
}

impl Votes {
    fn of(one: &Submission, own: i64) -> Self {
        let count = |count: i64| u64::try_from(count).unwrap_or(0);
        Self {
            id: one.id,
            // Who votes without a script has seen it, too.
            shown: count(one.shown.max(one.chosen)),
            chosen: count(one.chosen),
            own,
            unsure: one.shown < crate::frontpage::ranking::QUOTA,
        }
    }
}

impl From<Card> for Line {
    fn from(card: Card) -> Self {
        Self {
            place: 0,
            lead: false,
            href: card.href,
            title: card.title,
            label: card.label,
            dek: card.dek,
            host: String::new(),
            by: card.by,
            at: card.at,
            picture: card.picture,
            comments: Some(card.comments),
            votes: None,
        }
    }
}

/// The submissions as lines, in the same order; one whose thing is not to be seen any more is left out.
///
/// # Errors
/// When the database does not answer.
pub async fn of_submissions(
    conn: &mut AnyConnection,
    words: &Words,
    all: &[Submission],
    votes: &HashMap<Id, i64>,
) -> Result<Vec<Line>, sqlx::Error> {
    let mut lines = Vec::with_capacity(all.len());
    for one in all {
        lines.extend(of_submission(conn, words, one, votes.get(&one.id).copied().unwrap_or(0)).await?);
    }
    Ok(lines)
}

/// A submission as a line, if what it points at is to be seen.
///
/// # Errors
/// When the database does not answer.
pub async fn of_submission(
    conn: &mut AnyConnection,
    words: &Words,
    one: &Submission,
    own: i64,
) -> Result<Option<Line>, sqlx::Error> {
    let plain = Line {
        place: 0,
        lead: false,
        href: String::new(),
        title: one.headline.clone(),
        label: one.tags.first().cloned().unwrap_or_default(),
        dek: String::new(),
        host: String::new(),
        by: one.author_name.clone(),
        at: Moment::full(words, stamp(one.at)),
        picture: None,
        comments: None,
        votes: Some(Votes::of(one, own)),
    };
    match &one.target {
        Target::Link(address) => {
            let dek = if one.page_title == one.headline { String::new() } else { one.page_title.clone() };
            Ok(Some(Line {
                href: address.clone(),
                host: one.target.host().unwrap_or_default(),
                dek,
                ..plain
            }))
        }
        Target::Thing(thing) => Ok(face(conn, *thing, words).await?.map(|face| Line {
            href: face.href,
            dek: face.dek,
            picture: face.picture,
            comments: face.comments,
            ..plain
        })),
    }
}

/// A line of an edition over the line of its submission: under the headline and label that the editor gave it.
pub fn on_edition(line: Line, edition: &editions::Line) -> Line {
    let label = if edition.label.is_empty() { line.label } else { edition.label.clone() };
    Line { title: edition.headline.clone(), label, ..line }
}

/// The lines, numbered from `first` on; number 1 is the large one.
pub fn numbered(mut lines: Vec<Line>, first: usize) -> Vec<Line> {
    for (n, line) in lines.iter_mut().enumerate() {
        line.place = first + n;
        line.lead = line.place == 1;
    }
    lines
}
