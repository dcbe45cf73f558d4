//! What one connection follows, and how far it has come in each topic. Shared by WebSocket and SSE; writes nothing.

use std::sync::Arc;

use super::channel::{Channel, Cursor, Pulled};
use super::frames::{self, Frame, MAX_TOPICS};
use super::hub::Hub;
use super::peers::Peer;
use super::source::{Refusal, Viewer};
use super::topic::Topic;
use crate::words::Words;

/// One connection's reading. Dropping it leaves every topic.
pub(super) struct Reader {
    pub(super) hub: Arc<Hub>,
    pub(super) peer: Arc<Peer>,
    pub(super) viewer: Option<Box<Viewer>>,
    pub(super) words: Words,
    follows: Vec<Follow>,
}

struct Follow {
    channel: Arc<Channel>,
    cursor: Cursor,
    rights: u64,
}

/// A frame to send, and where it brings the reader.
pub(super) struct Due {
    pub(super) frame: Frame,
    /// The topic and the seq that has been seen with it; none for what is transient.
    pub(super) place: Option<(Topic, u64)>,
}

impl Reader {
    /// A reader that follows nothing yet.
    ///
    /// # Errors
    /// When the person has too many connections.
    pub(super) fn new(hub: Arc<Hub>, viewer: Option<Viewer>, words: Words) -> Result<Self, Refusal> {
        let peer = hub
            .peers
            .enter(viewer.as_ref())
            .ok_or_else(|| Refusal::new("too_many_connections", "live-too-many-connections"))?;
        Ok(Self { hub, peer, viewer: viewer.map(Box::new), words, follows: Vec::new() })
    }

    /// The frame that says so, in this reader's words.
    pub(super) fn refused(&self, refusal: &Refusal) -> Frame {
        frames::refused(refusal, None, &self.words)
    }

    /// Follows a topic from its end on and says where that is. Following it twice changes nothing.
    ///
    /// # Errors
    /// A refusal for the client.
    pub(super) async fn join(&mut self, topic: &str) -> Result<(Topic, u64), Refusal> {
        let place = self.follow(topic).await?;
        let follow = &self.follows[place];
        Ok((follow.channel.topic.clone(), follow.cursor.seen))
    }

    /// Follows a topic from after `seen` on, whether it was followed before or not. Whoever has seen more than there
    /// is (the instance was restored from a copy) is reset by the frame that comes back.
    ///
    /// # Errors
    /// A refusal for the client.
    pub(super) async fn join_after(&mut self, topic: &str, seen: u64) -> Result<Option<Frame>, Refusal> {
        let place = self.follow(topic).await?;
        let channel = &self.follows[place].channel;
        let mut end = u64::MAX;
        // Another node may have shown more than this one's tail has brought yet: only the log knows.
        if channel.last().is_some_and(|last| seen > last) {
            end = self.hub.source.head(&channel.topic).await.unwrap_or(u64::MAX);
        }
        let reset = (seen > end).then(|| frames::reset(&channel.topic, end));
        self.follows[place].cursor = Cursor::after(seen.min(end), true);
        self.peer.bell.notify_one();
        Ok(reset)
    }

    async fn follow(&mut self, text: &str) -> Result<usize, Refusal> {
        let topic = Topic::parse(text).ok_or_else(|| not_readable(text))?;
        if let Some(place) = self.follows.iter().position(|follow| follow.channel.topic == topic) {
            return Ok(place);
        }
        if self.follows.len() >= MAX_TOPICS {
            return Err(frames::too_many_topics());
        }
        if !self.hub.source.may_read(self.viewer.as_deref(), &topic).await {
            return Err(not_readable(text));
        }
        let opened = self.hub.open(&topic).await;
        let channel = opened.map_err(|_| Refusal::new("unavailable", "live-unavailable"))?;
        // First follow, then look where it stands: what comes between rings the bell.
        channel.follow(&self.peer);
        let cursor = Cursor::after(channel.last().unwrap_or_default(), false);
        self.follows.push(Follow { rights: channel.rights(), channel, cursor });
        Ok(self.follows.len() - 1)
    }

    /// Follows a topic no longer.
    pub(super) fn leave(&mut self, topic: &str) {
        if let Some(place) = self.follows.iter().position(|follow| follow.channel.topic.as_str() == topic) {
            self.follows.swap_remove(place).channel.unfollow(&self.peer);
        }
    }

    /// The channel of a topic that it follows.
    pub(super) fn followed(&self, topic: &str) -> Option<&Arc<Channel>> {
        self.follows.iter().map(|follow| &follow.channel).find(|channel| channel.topic.as_str() == topic)
    }

    /// Everything it follows, and how far it has come.
    pub(super) fn places(&self) -> impl Iterator<Item = (&Topic, u64)> {
        self.follows.iter().map(|follow| (&follow.channel.topic, follow.cursor.seen))
    }

    /// One turn for each topic. Says whether more is ready.
    pub(super) async fn collect(&mut self, due: &mut Vec<Due>) -> bool {
        let mut is_more = false;
        let mut place = 0;
        while place < self.follows.len() {
            if self.follows[place].rights != self.follows[place].channel.rights()
                && !self.may_stay(place).await
            {
                let gone = self.follows.swap_remove(place).channel;
                gone.unfollow(&self.peer);
                let frame = self.refused(&not_readable(gone.topic.as_str()));
                due.push(Due { frame, place: None });
                continue;
            }
            is_more |= self.collect_one(place, due).await;
            place += 1;
        }
        is_more
    }

    async fn may_stay(&mut self, place: usize) -> bool {
        let follow = &mut self.follows[place];
        follow.rights = follow.channel.rights();
        self.hub.source.may_read(self.viewer.as_deref(), &follow.channel.topic).await
    }

    async fn collect_one(&mut self, place: usize, due: &mut Vec<Due>) -> bool {
        let Follow { channel, cursor, .. } = &mut self.follows[place];
        let topic = &channel.topic;
        let mut frames = Vec::new();
        let pulled = channel.pull(cursor, &mut frames);
        let with_place =
            |(frame, seq): (Frame, Option<u64>)| Due { frame, place: seq.map(|seq| (topic.clone(), seq)) };
        due.extend(frames.into_iter().map(with_place));
        match pulled {
            Pulled::Done => return false,
            Pulled::More => {}
            Pulled::Reset(seq) => due.push(with_place((frames::reset(topic, seq), Some(seq)))),
            Pulled::Missing => {
                if let Some(events) = Box::pin(self.hub.catch_up(topic, cursor.seen)).await {
                    for event in events {
                        (cursor.seen, cursor.is_catching_up) = (event.seq, true);
                        due.push(with_place((frames::event(&event), Some(event.seq))));
                    }
                } else {
                    let last = channel.last().unwrap_or_default();
                    *cursor = Cursor::after(last, false);
                    due.push(with_place((frames::reset(topic, last), Some(last))));
                }
            }
        }
        true
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        for follow in &self.follows {
            follow.channel.unfollow(&self.peer);
        }
        self.hub.peers.leave(&self.peer);
    }
}

/// There is no such topic, or not for this reader; the two are not told apart.
pub(super) fn not_readable(topic: &str) -> Refusal {
    let shown: String = topic.chars().take(64).collect();
    Refusal::new("not_readable", "live-not-readable").with("topic", shown)
}
