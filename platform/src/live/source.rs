//! What the hub asks of those who know the content: rights, the durable log, and the one write.

use futures_util::future::BoxFuture;
use serde_json::Value;

use super::topic::Topic;
use crate::events::LogEvent;
use crate::ids::Id;
use crate::words::Words;

/// Who is behind a socket. A socket without one only reads what is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The person.
    pub person: Id,
    /// The name that others see.
    pub name: String,
    /// The sign-in this socket lives by; dead once it is signed out.
    pub session: Id,
}

/// A durable event with its text, as a client sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveEvent {
    /// Where it happened.
    pub topic: Topic,
    /// Its place in the topic: 1, 2, 3 … without gaps.
    pub seq: u64,
    /// `message`, `edit`, `delete`, `reaction`, `pin`, `moderation`, `update` or `state`.
    pub kind: String,
    /// The event's own fields.
    pub data: Value,
}

/// What a topic's log answers to "what came after?".
#[derive(Clone, Debug, PartialEq)]
pub enum Since {
    /// The next events in order, without gaps; none if nothing came after.
    Events(Vec<LiveEvent>),
    /// They are compacted away or too many: read the page again, then go on from here.
    Reset(u64),
}

/// The log cannot be read just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the log cannot be read just now")]
pub struct Unavailable;

/// Why something is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// A stable word for programs, such as `not_allowed`.
    pub why: &'static str,
    /// The message id of a sentence that says what to do next.
    pub id: &'static str,
    /// What the sentence mentions.
    pub args: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal with its word, whose sentence is the message `id`.
    pub const fn new(why: &'static str, id: &'static str) -> Self {
        Self { why, id, args: Vec::new() }
    }

    /// Puts `value` where the sentence mentions `name`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The sentence, in the reader's language.
    pub fn detail(&self, words: &Words) -> String {
        words.sentence(self.id, &self.args)
    }
}

/// What somebody says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// The text.
    pub body: String,
    /// The client's own name for it.
    pub key: String,
    /// The seq of the message that it answers.
    pub reply_to: Option<i64>,
}

/// The server's side of the live protocol. Every call may take as long as a database does; the hub bounds how many
/// are under way.
pub trait LiveSource: Send + Sync + 'static {
    /// Who holds this token; `None` if nobody does.
    fn viewer_by_token(&self, token: String) -> BoxFuture<'_, Option<Viewer>>;

    /// Whether they may read the topic; `false` also for a topic that does not exist. Asked at every join and
    /// resume: for what is public it should be answered from memory.
    fn may_read<'a>(&'a self, who: Option<&'a Viewer>, topic: &'a Topic) -> BoxFuture<'a, bool>;

    /// The seq of the topic's last durable event; 0 before the first.
    fn head<'a>(&'a self, topic: &'a Topic) -> BoxFuture<'a, Result<u64, Unavailable>>;

    /// Up to `limit` events after `seq`.
    fn since<'a>(
        &'a self,
        topic: &'a Topic,
        seq: u64,
        limit: usize,
    ) -> BoxFuture<'a, Result<Since, Unavailable>>;

    /// The same events with their text, in the same order, one for one; an erased thing becomes a `delete`.
    fn expand(&self, events: Vec<LogEvent>) -> BoxFuture<'_, Vec<LiveEvent>>;

    /// Says it in the topic. `Ok(seq)` only once it is durable; the same key from the same person gives the
    /// same seq again and says nothing twice.
    fn say<'a>(
        &'a self,
        who: &'a Viewer,
        topic: &'a Topic,
        saying: Saying,
    ) -> BoxFuture<'a, Result<u64, Refusal>>;
}
