//! What a client's frames mean: from hello to the last one. Hears text and answers with frames; owns no socket.

use std::time::Duration;

use admission::Bucket;
use serde_json::json;
use tokio::time::timeout;

use super::channel::{TYPING_BELOW, Transient};
use super::frames::{self, ClientFrame, Frame, Hello, Resume, Say};
use super::passes::SESSION_LIFE;
use super::peers::Goodbye;
use super::reader::{Reader, not_readable};
use super::source::{Refusal, Saying};
use super::topic::Topic;
use super::{Caller, LiveState, RESTART_PAUSE_MS};
use crate::clock::{Clock, Millis, SECOND};

/// Frames a second that one client may send, after a first burst.
const FRAMES_PER_S: f64 = 5.0;
/// Enough to join every topic and to say what was kept while offline.
const FRAMES_BURST: f64 = 64.0;
/// How long a message may take to become durable before the client is told to try again.
const SAY_WAIT: Duration = Duration::from_secs(10);
/// Notes of one client that it is typing are passed on at most this often.
const TYPING_PAUSE: Millis = 2 * SECOND;
/// A session is renewed with the beat when it is this old, so that a cut leaves at least half of its life.
const RENEW_AFTER: Millis = SESSION_LIFE / 2;

/// One client's side of the protocol after its hello.
pub(super) struct Conversation {
    pub(super) reader: Reader,
    clock: Clock,
    bucket: Bucket,
    typed_at: Millis,
    renewed_at: Millis,
}

impl Conversation {
    /// Begins with a hello: gives the welcome and the first frames after it.
    ///
    /// # Errors
    /// A refusal, after which the connection ends: an unknown token, or too many connections.
    pub(super) async fn begin(
        live: &LiveState,
        hello: Hello,
        caller: Caller,
    ) -> Result<(Self, Vec<Frame>), Refusal> {
        let (hub, clock) = (&live.hub, live.hub.clock());
        let resumed = hello.resume.as_ref().and_then(|resume| hub.passes.verify_session(&resume.session));
        let is_resumed = resumed.is_some();
        let viewer = match (caller.viewer.or_else(|| resumed.flatten()), hello.token) {
            (Some(viewer), _) => Some(viewer),
            (None, None) => None,
            (None, Some(token)) => Some(
                hub.source
                    .viewer_by_token(token)
                    .await
                    .ok_or_else(|| Refusal::new("unknown_token", "live-unknown-token"))?,
            ),
        };
        let session = hub.passes.session(viewer.as_ref());
        let welcome = frames::welcome(&session, is_resumed, viewer.as_ref(), live.heartbeat.as_secs().max(1));
        let now = clock.now();
        let mut conversation = Self {
            reader: Reader::new(hub.clone(), viewer, caller.words)?,
            bucket: Bucket::new(FRAMES_PER_S, FRAMES_BURST, now),
            clock,
            typed_at: 0,
            renewed_at: now,
        };
        let mut first = vec![welcome];
        if let Some(resume) = hello.resume.filter(|_| is_resumed) {
            conversation.resume(resume, &mut first).await;
        }
        if hub.is_draining() {
            let reconnect_after_ms = RESTART_PAUSE_MS + rand::random::<u64>() % live.window_ms();
            conversation.reader.peer.send_away(Goodbye::Drain { reconnect_after_ms });
        }
        Ok((conversation, first))
    }

    async fn resume(&mut self, resume: Resume, first: &mut Vec<Frame>) {
        for (topic, seen) in resume.seen {
            match self.reader.join_after(&topic, seen).await {
                Ok(reset) => first.extend(reset),
                Err(refusal) => first.push(self.reader.refused(&refusal)),
            }
        }
    }

    /// Hears one frame; gives the answer, if there is one.
    pub(super) async fn hear(&mut self, text: &str) -> Option<Frame> {
        let (answer, key) = match ClientFrame::parse(text) {
            Err(refusal) => (Err(refusal), None),
            Ok(ClientFrame::Beat(_)) => return None,
            Ok(ClientFrame::Say(say)) if !self.bucket.take(self.clock.now()) => {
                (Err(too_fast()), Some(say.key))
            }
            Ok(ClientFrame::Say(say)) => (self.say(&say).await.map(Some), Some(say.key)),
            Ok(_) if !self.bucket.take(self.clock.now()) => (Err(too_fast()), None),
            Ok(other) => (self.answer(other).await, None),
        };
        answer.unwrap_or_else(|refusal| Some(frames::refused(&refusal, key.as_deref(), &self.reader.words)))
    }

    async fn answer(&mut self, frame: ClientFrame) -> Result<Option<Frame>, Refusal> {
        match frame {
            ClientFrame::Join(on) => {
                self.reader.join(&on.topic).await.map(|(topic, seq)| Some(frames::joined(&topic, seq)))
            }
            ClientFrame::Since(since) => self.reader.join_after(&since.topic, since.seq).await,
            ClientFrame::Leave(on) => {
                self.reader.leave(&on.topic);
                Ok(None)
            }
            ClientFrame::Typing(on) => {
                self.typing(&on.topic);
                Ok(None)
            }
            ClientFrame::Call(_) => Err(Refusal::new("no_calls", "live-no-calls")),
            ClientFrame::Hello(_) => Err(Refusal::new("greeted", "live-greeted")),
            ClientFrame::Say(_) | ClientFrame::Beat(_) => Ok(None),
        }
    }

    async fn say(&self, say: &Say) -> Result<Frame, Refusal> {
        let viewer = self.reader.viewer.as_deref().ok_or_else(|| Refusal::new("nobody", "live-nobody"))?;
        let topic = Topic::parse(&say.topic).ok_or_else(|| not_readable(&say.topic))?;
        let saying = Saying { body: say.body.clone(), key: say.key.clone(), reply_to: say.reply_to };
        let saying = self.reader.hub.source.say(viewer, &topic, saying);
        let seq = timeout(SAY_WAIT, saying)
            .await
            .unwrap_or_else(|_too_slow| Err(Refusal::new("unavailable", "live-not-saved")))?;
        Ok(frames::said(&say.key, seq))
    }

    /// Passed on in small rooms only, and never refused: nobody waits for it.
    fn typing(&mut self, topic: &str) {
        let now = self.clock.now();
        if now - self.typed_at < TYPING_PAUSE {
            return;
        }
        if let (Some(viewer), Some(channel)) = (self.reader.viewer.as_deref(), self.reader.followed(topic))
            && channel.size() <= TYPING_BELOW
        {
            let person = json!({"person": {"id": viewer.person, "name": viewer.name}});
            channel.tell(Transient::Typing, &person);
            self.typed_at = now;
        }
    }

    /// A fresh session, if the client's grows old.
    pub(super) fn renewed_session(&mut self) -> Option<String> {
        let now = self.clock.now();
        (now - self.renewed_at >= RENEW_AFTER).then(|| {
            self.renewed_at = now;
            self.reader.hub.passes.session(self.reader.viewer.as_deref())
        })
    }
}

fn too_fast() -> Refusal {
    Refusal::new("too_fast", "live-too-fast")
}
