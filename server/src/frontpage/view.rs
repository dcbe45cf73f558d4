//! A submission as programs read it, and what it points at as pages draw it.

use std::collections::HashMap;

use platform::Id;
use platform::clock::{Millis, SECOND, rfc3339};
use platform::web::Problem;
use platform::words::Words;
use serde::Serialize;
use sqlx::AnyConnection;

use crate::frontpage::editions;
use crate::frontpage::ranking::chance;
use crate::frontpage::submission::{Submission, Target};
use crate::frontpage::today::Today;
use crate::layout::Shown;
use crate::safety::log;
use crate::stories::{self, open_pictures};
use crate::things::{Kind, Standing, Thing};
use crate::throngs;

/// A submission as programs read it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Submission)]
pub struct View {
    /// Names it for ever.
    #[schema(value_type = String)]
    pub id: Id,
    /// What it points at, as a whole address.
    pub url: String,
    /// The headline, in the words of whoever put it forward.
    pub title: String,
    /// What the page behind a link calls itself; null until it was looked at, and for what stands here.
    pub page_title: Option<String>,
    /// The thing of this host that it points at, if it does.
    pub about: Option<Thing>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What it is ranked by.
    pub score: f64,
    /// Its place on the front page, from 1 on; null for what is not shown, or older than a week.
    pub rank: Option<usize>,
    /// `new`, `greenlit` or `withdrawn`.
    pub state: &'static str,
    /// The day of the edition that it stands on.
    pub edition: Option<String>,
    /// Why it stands where it does.
    pub why: Why,
    /// Who put it forward.
    pub author: Author,
    /// When, RFC 3339.
    pub at: String,
    /// This person's vote: 1, 0 or −1.
    pub vote: i64,
    /// Present and true while it waits to be let through.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    /// Present and true if it had been put forward before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub joined: bool,
}

/// Somebody, as they are named beside what they did.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = SubmissionAuthor)]
pub struct Author {
    /// Names them.
    #[schema(value_type = String)]
    pub id: Id,
    /// As they are called.
    pub name: String,
}

/// Why a submission stands where it does; `/how-ranking-works` has the formula.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Why {
    /// How often it was seen.
    pub shown: i64,
    /// How many voted for it.
    pub chosen: i64,
    /// Lower bound of the share of those who see it and vote for it.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// Seconds since it was put forward.
    pub age_s: i64,
    /// What it is ranked by.
    pub score: f64,
    /// `ranked`; or `new` while there are too few views, so that the newest stand first after what editors chose.
    pub order: &'static str,
    /// What editors and moderators did about it, oldest first.
    pub acts: Vec<log::Entry>,
}

/// What [`views`] needs beside the submissions.
pub struct Context<'c> {
    /// The order of this moment.
    pub today: &'c Today,
    /// The reader's words.
    pub words: &'c Words,
    /// The reader's votes.
    pub votes: &'c HashMap<Id, i64>,
    /// The time.
    pub now: Millis,
    /// The public address, without a slash at its end.
    pub home: &'c str,
}

/// The submissions as programs read them, in the same order.
///
/// # Errors
/// When the database does not answer.
pub async fn views(
    conn: &mut AnyConnection,
    submissions: Vec<Submission>,
    context: &Context<'_>,
) -> Result<Vec<View>, Problem> {
    let ids: Vec<Id> = submissions.iter().map(|one| one.id).collect();
    let mut acts = log::about(conn, context.words, &ids).await?;
    let mut views = Vec::with_capacity(submissions.len());
    for one in submissions {
        let acts = acts.remove(&one.id.to_string()).unwrap_or_default();
        views.push(view(conn, one, acts, context).await?);
    }
    Ok(views)
}

async fn view(
    conn: &mut AnyConnection,
    one: Submission,
    acts: Vec<log::Entry>,
    context: &Context<'_>,
) -> Result<View, Problem> {
    let age = context.now - one.at;
    let chance = chance(one.shown, one.chosen, age);
    let (url, about) = match &one.target {
        Target::Link(address) => (address.clone(), None),
        Target::Thing(thing) => {
            (format!("{}{}", context.home, href(conn, *thing).await?.unwrap_or_default()), Some(*thing))
        }
    };
    Ok(View {
        url,
        about,
        page_title: Some(one.page_title.clone()).filter(|title| !title.is_empty()),
        score: chance.score,
        rank: context.today.rank(one.id),
        state: one.state(),
        edition: editions::of_submission(conn, one.id).await?,
        why: Why {
            shown: one.shown,
            chosen: one.chosen,
            low: chance.low,
            high: chance.high,
            age_s: age / SECOND,
            score: chance.score,
            order: context.today.word(),
            acts,
        },
        vote: context.votes.get(&one.id).copied().unwrap_or(0),
        held: one.standing == Standing::Held,
        joined: false,
        at: rfc3339(one.at),
        author: Author { id: one.author, name: one.author_name },
        id: one.id,
        title: one.headline,
        tags: one.tags,
    })
}

/// The path of a thing's page, if the thing is there.
///
/// # Errors
/// When the database does not answer.
pub async fn href(conn: &mut AnyConnection, thing: Thing) -> Result<Option<String>, sqlx::Error> {
    Ok(crate::rooms::subject(conn, thing).await?.map(|subject| subject.href))
}

/// How a thing of this host looks as a line.
#[derive(Clone, Debug, Default)]
pub struct Face {
    /// Its page.
    pub href: String,
    /// Its first words; may be empty.
    pub dek: String,
    /// Its picture.
    pub picture: Option<Shown>,
    /// How many comments it has, where it has any place for them.
    pub comments: Option<u64>,
}

/// The thing as a line, if everybody sees it.
///
/// # Errors
/// When the database does not answer.
pub async fn face(
    conn: &mut AnyConnection,
    thing: Thing,
    words: &Words,
) -> Result<Option<Face>, sqlx::Error> {
    match thing.kind {
        Kind::Story => Ok(stories::card(conn, thing.id, words).await?.map(|card| Face {
            href: card.href,
            dek: card.dek,
            picture: card.picture,
            comments: Some(card.comments),
        })),
        Kind::Picture => {
            let found = open_pictures(conn, &[thing.id], words).await?.remove(&thing.id);
            Ok(found.map(|picture| Face {
                href: picture.href.clone(),
                dek: picture.caption.clone(),
                picture: Some(picture),
                comments: None,
            }))
        }
        Kind::Throng => {
            let found = throngs::throng::find(conn, &thing.id.to_string()).await?;
            let Some(throng) = found.filter(|throng| throng.is_seen(None)) else { return Ok(None) };
            let picture = match throng.about {
                throngs::throng::About::Picture(id) => open_pictures(conn, &[id], words).await?.remove(&id),
                _ => None,
            };
            let dek = words.say_with("front-throng-dek", &[("joined", throng.members.into())]);
            Ok(Some(Face { href: format!("/t/{}", throng.slug), dek, picture, comments: None }))
        }
        _ => Ok(None),
    }
}
