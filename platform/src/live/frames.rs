//! The frames of `throng.v1`: read strictly, written once and shared.
//!
//! Knows nothing of sockets or rights. What cannot be read is answered with `refused`, never guessed at.

use std::collections::BTreeMap;

use axum::extract::ws::Utf8Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::source::{LiveEvent, Refusal, Viewer};
use super::topic::Topic;

/// The WebSocket subprotocol.
pub const SUBPROTOCOL: &str = "throng.v1";
/// Bytes of the longest frame that a client may send.
pub const MAX_FRAME: usize = 16 * 1024;
/// Bytes of a client-made key.
const MAX_KEY: usize = 64;
/// Topics that one socket may follow.
pub const MAX_TOPICS: usize = 32;

/// A serialised frame whose bytes all sockets share.
pub type Frame = Utf8Bytes;

/// What a client says.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// The first frame, and only that.
    Hello(Hello),
    /// Follow a topic from now on.
    Join(On),
    /// Follow it no longer.
    Leave(On),
    /// Say something, durably.
    Say(Say),
    /// Is writing.
    Typing(On),
    /// Asks for what it missed.
    Since(SinceSeq),
    /// Lives.
    Beat(Empty),
    /// WebRTC signalling.
    Call(Call),
}

/// Who comes, and what they have seen.
#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// A programme's token; browsers have a cookie instead.
    pub token: Option<String>,
    /// Set when coming back.
    pub resume: Option<Resume>,
}

/// Where a client was.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// The bearer from the last `welcome` or `beat`.
    pub session: String,
    /// The last seq seen in each topic.
    #[serde(default)]
    pub seen: BTreeMap<String, u64>,
}

/// A frame about one topic.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct On {
    /// The topic as written.
    pub topic: String,
}

/// A message to be said.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// Where.
    pub topic: String,
    /// What.
    pub body: String,
    /// The client's own name for it: the same key again is the same message.
    pub key: String,
}

/// A topic and a place in it.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct SinceSeq {
    /// The topic as written.
    pub topic: String,
    /// The last seq seen.
    pub seq: u64,
}

/// No fields.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// WebRTC signalling in a topic: exactly one of the four is set.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Where.
    pub topic: String,
    /// A session description that offers.
    pub offer: Option<Value>,
    /// A session description that answers.
    pub answer: Option<Value>,
    /// An ICE candidate.
    pub candidate: Option<Value>,
    /// The end.
    pub hangup: Option<Value>,
}

impl ClientFrame {
    /// Reads one frame: an object with exactly one known member.
    ///
    /// # Errors
    /// A refusal to send back when it is anything else.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let frame = serde_json::from_str(text).map_err(|_| {
            Refusal::new("unknown_frame", "This is not a frame of throng.v1: check its name and its fields.")
        })?;
        match &frame {
            Self::Say(say) if say.key.is_empty() || say.key.len() > MAX_KEY => {
                Err(Refusal::new("bad_key", "Give the message a key of 1 to 64 bytes, made by you."))
            }
            Self::Hello(Hello { resume: Some(resume), .. }) if resume.seen.len() > MAX_TOPICS => {
                Err(too_many_topics())
            }
            _ => Ok(frame),
        }
    }
}

/// One socket follows enough already.
pub(super) fn too_many_topics() -> Refusal {
    Refusal::new("too_many_topics", "Leave a topic before you join another: one connection follows 32.")
}

fn write(value: &impl Serialize) -> Frame {
    // Strings, numbers and JSON values always serialise; an empty object would only be ignored by the client.
    serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned()).into()
}

/// `welcome`, the first frame from the server.
pub(super) fn welcome(session: &str, resumed: bool, viewer: Option<&Viewer>, heartbeat_s: u64) -> Frame {
    let person = viewer.map(|viewer| json!({"id": viewer.person, "name": viewer.name}));
    write(
        &json!({"welcome": {"session": session, "resumed": resumed, "person": person, "heartbeat_s": heartbeat_s}}),
    )
}

/// `joined`: events after `seq` follow.
pub(super) fn joined(topic: &Topic, seq: u64) -> Frame {
    write(&json!({"joined": {"topic": topic, "seq": seq}}))
}

/// `said`: durable now.
pub(super) fn said(key: &str, seq: u64) -> Frame {
    write(&json!({"said": {"key": key, "seq": seq}}))
}

/// A durable `event`.
pub(super) fn event(event: &LiveEvent) -> Frame {
    write(&json!({"event": {"topic": event.topic, "seq": event.seq, "kind": event.kind, "data": event.data}}))
}

/// A transient `event`: no seq.
pub(super) fn transient(topic: &Topic, kind: &str, data: &Value) -> Frame {
    write(&json!({"event": {"topic": topic, "kind": kind, "data": data}}))
}

/// `reset`: read the page again, then go on from `seq`.
pub(super) fn reset(topic: &Topic, seq: u64) -> Frame {
    write(&json!({"reset": {"topic": topic, "seq": seq}}))
}

/// `beat`; now and then with a fresh session, because the one from `welcome` grows old.
pub(super) fn beat(window_ms: u64, session: Option<&str>) -> Frame {
    match session {
        Some(session) => write(&json!({"beat": {"window_ms": window_ms, "session": session}})),
        None => write(&json!({"beat": {"window_ms": window_ms}})),
    }
}

/// `refused`, with the key of the message it is about.
pub(super) fn refused(refusal: &Refusal, key: Option<&str>) -> Frame {
    match key {
        Some(key) => write(&json!({"refused": {"why": refusal.why, "detail": refusal.detail, "key": key}})),
        None => write(&json!({"refused": {"why": refusal.why, "detail": refusal.detail}})),
    }
}

/// `bye`: come back after so long, with this ticket.
pub(super) fn bye(reconnect_after_ms: u64, ticket: &str) -> Frame {
    write(&json!({"bye": {"reconnect_after_ms": reconnect_after_ms, "ticket": ticket}}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn frames_of_the_contract_are_read() {
        let hello = r#"{"hello":{"token":"t","resume":{"session":"s","seen":{"front":17}}}}"#;
        let seen = BTreeMap::from([("front".to_owned(), 17)]);
        let resume = Some(Resume { session: "s".into(), seen });
        let expected = ClientFrame::Hello(Hello { token: Some("t".into()), resume });
        assert_eq!(ClientFrame::parse(hello), Ok(expected));
        assert_eq!(ClientFrame::parse(r#"{"hello":{}}"#), Ok(ClientFrame::Hello(Hello::default())));
        assert_eq!(ClientFrame::parse(r#"{"beat":{}}"#), Ok(ClientFrame::Beat(Empty {})));
        let since = ClientFrame::Since(SinceSeq { topic: "front".into(), seq: 3 });
        assert_eq!(ClientFrame::parse(r#"{"since":{"topic":"front","seq":3}}"#), Ok(since));
        assert!(ClientFrame::parse(r#"{"call":{"topic":"front","hangup":true}}"#).is_ok());
    }

    #[test]
    fn everything_else_is_refused() {
        for bad in [
            "",
            "null",
            "[]",
            "{}",
            "{\"hello\":1}",
            "{\"hello\":{\"x\":1}}",
            "{\"shout\":{}}",
            "{\"beat\":{},\"hello\":{}}",
            "{\"join\":{}}",
            "{\"since\":{\"topic\":\"front\",\"seq\":-1}}",
        ] {
            assert_eq!(ClientFrame::parse(bad).unwrap_err().why, "unknown_frame", "{bad}");
        }
        let long = format!(r#"{{"say":{{"topic":"front","body":"x","key":"{}"}}}}"#, "k".repeat(65));
        assert_eq!(ClientFrame::parse(&long).unwrap_err().why, "bad_key");
    }

    #[test]
    fn frames_are_written_as_the_contract_has_them() {
        let topic = Topic::parse("front").unwrap();
        let fields = json!({"n": 1});
        let durable = LiveEvent { topic: topic.clone(), seq: 2, kind: "update".into(), data: fields.clone() };
        for (frame, expected) in [
            (
                event(&durable),
                json!({"event": {"topic": "front", "seq": 2, "kind": "update", "data": {"n": 1}}}),
            ),
            (
                transient(&topic, "count", &fields),
                json!({"event": {"topic": "front", "kind": "count", "data": {"n": 1}}}),
            ),
            (beat(5, None), json!({"beat": {"window_ms": 5}})),
            (bye(7, "t"), json!({"bye": {"reconnect_after_ms": 7, "ticket": "t"}})),
            (
                welcome("s", false, None, 25),
                json!({"welcome": {"session": "s", "resumed": false, "person": null, "heartbeat_s": 25}}),
            ),
            (
                refused(&Refusal::new("w", "d"), Some("k")),
                json!({"refused": {"why": "w", "detail": "d", "key": "k"}}),
            ),
        ] {
            assert_eq!(serde_json::from_str::<Value>(&frame).unwrap(), expected);
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,200}|[\\[{\"a-z:,}\\]0-9]{0,80}") {
            let _ = ClientFrame::parse(&text);
        }
    }
}
