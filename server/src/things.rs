//! What can be put up, pointed at and moderated, whatever capability it belongs to: its kind, its standing, who sees it.
//!
//! It holds no rows; each capability keeps the columns `standing` and `visibility` of its own things.

use std::fmt;
use std::str::FromStr;

use platform::Id;
use serde::{Deserialize, Serialize};

use crate::people::{Act, Visitor, Whose, may};

/// What kind of thing it is. The words stand in URLs, topics, tables and types alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A picture.
    Picture,
    /// A story.
    Story,
    /// A dated update of a story.
    Update,
    /// A comment under a story or picture.
    Comment,
    /// A message in a room.
    Message,
    /// A throng.
    Throng,
    /// Something put forward for the front page.
    Submission,
    /// A service on the ledger.
    Service,
    /// A failure of a service.
    Incident,
    /// What a service is good for.
    Benefit,
    /// A service's answer to an incident.
    Reply,
    /// What shows that something was done.
    Deed,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Picture,
        Self::Story,
        Self::Update,
        Self::Comment,
        Self::Message,
        Self::Throng,
        Self::Submission,
        Self::Service,
        Self::Incident,
        Self::Benefit,
        Self::Reply,
        Self::Deed,
    ];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Story => "story",
            Self::Update => "update",
            Self::Comment => "comment",
            Self::Message => "message",
            Self::Throng => "throng",
            Self::Submission => "submission",
            Self::Service => "service",
            Self::Incident => "incident",
            Self::Benefit => "benefit",
            Self::Reply => "reply",
            Self::Deed => "deed",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or(())
    }
}

/// One thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Thing {
    /// What kind of thing.
    pub kind: Kind,
    /// Which.
    #[schema(value_type = String)]
    pub id: Id,
}

impl fmt::Display for Thing {
    /// As in the event log's topics: `picture:ID`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.id)
    }
}

/// How a thing stands; column `standing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Everybody sees it, as far as its visibility goes.
    Shown,
    /// It waits to be let through; its author and moderators see it.
    Held,
    /// A moderator, or three independent reports, took it out of sight; its author and moderators see it.
    Hidden,
    /// Its author took it back; nobody sees it.
    Withdrawn,
    /// A moderator destroyed its content; nobody sees it.
    Purged,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Shown, Self::Held, Self::Hidden, Self::Withdrawn, Self::Purged];

    /// Its word, as in the column.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Held => "held",
            Self::Hidden => "hidden",
            Self::Withdrawn => "withdrawn",
            Self::Purged => "purged",
        }
    }
}

impl FromStr for Standing {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|standing| standing.word() == text).ok_or(())
    }
}

/// Who may see a thing at all; column `visibility`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everybody; it stands in lists and feeds.
    #[default]
    Public,
    /// Whoever has the link; it stands in no list and no feed.
    Link,
    /// Members and hosts.
    Members,
}

impl Visibility {
    /// Its word, as in the column.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Link => "link",
            Self::Members => "members",
        }
    }
}

impl FromStr for Visibility {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Public, Self::Link, Self::Members]
            .into_iter()
            .find(|visibility| visibility.word() == text)
            .ok_or(())
    }
}

/// Whether `who` sees a thing of `author` at its own address. `None` is somebody without a session: what they see may be kept
/// ready for everybody.
pub fn is_seen(standing: Standing, visibility: Visibility, author: Id, who: Option<&Visitor>) -> bool {
    is_seen_by(standing, visibility, author, who.and_then(Visitor::person))
}

/// As [`is_seen`], for a person who is known without a request, as on a socket.
pub fn is_seen_by(
    standing: Standing,
    visibility: Visibility,
    author: Id,
    person: Option<&crate::people::Person>,
) -> bool {
    let own = person.is_some_and(|person| person.id == author);
    let moderator =
        person.is_some_and(|person| may(person.role, Act::SeeQueue, Whose::of(author, person.id)));
    let stands = match standing {
        Standing::Shown => true,
        Standing::Held | Standing::Hidden => own || moderator,
        Standing::Withdrawn | Standing::Purged => false,
    };
    let open = match visibility {
        Visibility::Public | Visibility::Link => true,
        Visibility::Members => own || person.is_some_and(|person| person.role != crate::people::Role::Guest),
    };
    stands && open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for kind in Kind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
        }
        for standing in Standing::ALL {
            assert_eq!(standing.word().parse(), Ok(standing));
        }
        for visibility in [Visibility::Public, Visibility::Link, Visibility::Members] {
            assert_eq!(visibility.word().parse(), Ok(visibility));
        }
    }

    #[test]
    fn strangers_see_what_is_shown_and_open() {
        let author = Id::new(0);
        for standing in Standing::ALL {
            for visibility in [Visibility::Public, Visibility::Link, Visibility::Members] {
                let seen = is_seen(standing, visibility, author, None);
                assert_eq!(seen, standing == Standing::Shown && visibility != Visibility::Members);
            }
        }
    }
}
