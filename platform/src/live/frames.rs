//! The frames of `throng.v1`: read by name, written once and shared.
//!
//! Knows nothing of sockets or rights. What cannot be read is answered with `refused`, never guessed at; fields that this
//! version does not know are passed over, so that a newer client is understood.

use std::collections::BTreeMap;

use axum::extract::ws::Utf8Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::source::{LiveEvent, Refusal, Viewer};
use super::topic::Topic;
use crate::words::Words;

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
#[derive(Debug, PartialEq)]
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
pub struct Hello {
    /// A programme's token; browsers have a cookie instead.
    pub token: Option<String>,
    /// Set when coming back.
    pub resume: Option<Resume>,
}

/// Where a client was.
#[derive(Debug, Deserialize, PartialEq)]
pub struct Resume {
    /// The bearer from the last `welcome` or `beat`.
    pub session: String,
    /// The last seq seen in each topic.
    #[serde(default)]
    pub seen: BTreeMap<String, u64>,
}

/// A frame about one topic.
#[derive(Debug, Deserialize, PartialEq)]
pub struct On {
    /// The topic as written.
    pub topic: String,
}

/// A message to be said.
#[derive(Debug, Deserialize, PartialEq)]
pub struct Say {
    /// Where.
    pub topic: String,
    /// What.
    pub body: String,
    /// The client's own name for it: the same key again is the same message.
    #[serde(default)]
    pub key: String,
    /// The seq of the message that it answers.
    pub reply_to: Option<i64>,
}

/// A topic and a place in it.
#[derive(Debug, Deserialize, PartialEq)]
pub struct SinceSeq {
    /// The topic as written.
    pub topic: String,
    /// The last seq seen.
    pub seq: u64,
}

/// No fields.
#[derive(Debug, Deserialize, PartialEq)]
pub struct Empty {}

/// WebRTC signalling in a topic: exactly one of the four is set.
#[derive(Debug, Deserialize, PartialEq)]
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

/// The names of client frames.
const NAMES: [&str; 8] = ["hello", "join", "leave", "say", "typing", "since", "beat", "call"];

impl ClientFrame {
    /// Reads one frame: an object with exactly one member of a known name.
    ///
    /// # Errors
    /// A refusal to send back when it is anything else.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let unknown = || Refusal::new("unknown_frame", "live-unknown-frame");
        let Ok(Value::Object(members)) = serde_json::from_str(text) else { return Err(unknown()) };
        let mut named = members.into_iter().filter(|(name, _)| NAMES.contains(&name.as_str()));
        let (Some((name, frame)), None) = (named.next(), named.next()) else { return Err(unknown()) };
        let frame = match name.as_str() {
            "hello" => read(&name, frame).map(Self::Hello),
            "join" => read(&name, frame).map(Self::Join),
            "leave" => read(&name, frame).map(Self::Leave),
            "say" => read(&name, frame).map(Self::Say),
            "typing" => read(&name, frame).map(Self::Typing),
            "since" => read(&name, frame).map(Self::Since),
            "beat" => read(&name, frame).map(Self::Beat),
            "call" => read(&name, frame).map(Self::Call),
            _ => Err(unknown()),
        }?;
        match &frame {
            Self::Say(say) if say.key.is_empty() || say.key.len() > MAX_KEY => {
                Err(Refusal::new("bad_key", "live-bad-key").with("max", MAX_KEY))
            }
            Self::Hello(Hello { resume: Some(resume), .. }) if resume.seen.len() > MAX_TOPICS => {
                Err(too_many_topics())
            }
            _ => Ok(frame),
        }
    }
}

/// What stands under a frame's name.
fn read<T: DeserializeOwned>(name: &str, frame: Value) -> Result<T, Refusal> {
    serde_json::from_value(frame)
        .map_err(|why| Refusal::new("unknown_frame", "live-field-wrong").with("frame", name).with("why", why))
}

/// One socket follows enough already.
pub(super) fn too_many_topics() -> Refusal {
    Refusal::new("too_many_topics", "live-too-many-topics").with("max", MAX_TOPICS)
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

/// `refused` in the reader's words, with the key of the message it is about.
pub(super) fn refused(refusal: &Refusal, key: Option<&str>, words: &Words) -> Frame {
    let mut refused = json!({"why": refusal.why, "detail": refusal.detail(words)});
    if let Some(key) = key {
        refused["key"] = json!(key);
    }
    write(&json!({ "refused": refused }))
}

/// `bye`: come back after so long, with this ticket.
pub(super) fn bye(reconnect_after_ms: u64, ticket: &str) -> Frame {
    write(&json!({"bye": {"reconnect_after_ms": reconnect_after_ms, "ticket": ticket}}))
}

#[cfg(test)]
mod tests {
    use super::super::testing;
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
    fn what_a_newer_client_says_beside_is_passed_over() {
        let join = ClientFrame::Join(On { topic: "front".into() });
        assert_eq!(ClientFrame::parse(r#"{"join":{"topic":"front","extra":1}}"#), Ok(join));
        assert_eq!(ClientFrame::parse(r#"{"beat":{"x":1},"id":7}"#), Ok(ClientFrame::Beat(Empty {})));
        let hello = ClientFrame::Hello(Hello::default());
        assert_eq!(ClientFrame::parse(r#"{"hello":{"client":"a"}}"#), Ok(hello));
        let say = r#"{"say":{"topic":"front","body":"b","key":"k","reply_to":3,"x":null}}"#;
        let (topic, body, key) = ("front".into(), "b".into(), "k".into());
        let expected = ClientFrame::Say(Say { topic, body, key, reply_to: Some(3) });
        assert_eq!(ClientFrame::parse(say), Ok(expected));
    }

    #[test]
    fn a_refusal_names_the_field() {
        for (frame, named) in [
            (r#"{"say":{"topic":"front","body":"b"}}"#, "`key`"),
            (r#"{"say":{"topic":"front","key":"k"}}"#, "`body`"),
            (r#"{"join":{}}"#, "`topic`"),
        ] {
            let detail = ClientFrame::parse(frame).unwrap_err().detail(&testing::words());
            assert!(detail.contains(named), "{detail}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for bad in [
            "",
            "null",
            "[]",
            "{}",
            "{\"hello\":1}",
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
                refused(&Refusal::new("w", "live-binary"), Some("k"), &testing::words()),
                json!({"refused": {"why": "w", "detail": "Send JSON in text frames.", "key": "k"}}),
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
