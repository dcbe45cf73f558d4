//! The same events for those who only read: Server-Sent Events.
//!
//! `Last-Event-ID` is a list of places, `room:ID:17,front:3`: what was seen last in each topic. Every durable event
//! carries the list after it, so that a browser resumes by itself. Transient events carry none.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt::Write;
use std::time::Duration;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, stream};

use super::door::{Entry, Permit};
use super::frames::{Frame, MAX_TOPICS};
use super::peers::Goodbye;
use super::reader::{Due, Reader};
use super::source::Refusal;
use super::topic::Topic;
use super::{Caller, LiveState};
use crate::web::Problem;

/// Seconds after which to try again what was refused.
const COME_BACK: u64 = 5;
/// Where browsers and programmes say what they saw last.
const LAST_EVENT_ID: &str = "last-event-id";

/// `GET /live/sse?topic=…&topic=…`: the events of these topics until the reader goes. `404` with a problem if one of
/// them cannot be read, `503` with `Retry-After` if the machine is full.
pub async fn sse_handler(
    State(live): State<LiveState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Extension(caller): Extension<Caller>,
    permit: Option<Extension<Permit>>,
) -> Response {
    let mut entry = match live.door.knock(None, permit.map(|Extension(permit)| permit)) {
        Ok(entry) => entry,
        Err(later) => return later.into_response(),
    };
    let seen =
        headers.get(LAST_EVENT_ID).and_then(|value| value.to_str().ok()).map(places_seen).unwrap_or_default();
    let opened = match Reader::new(live.hub.clone(), caller.viewer, caller.words) {
        Ok(reader) => open(reader, &topics(query.as_deref().unwrap_or_default()), &seen).await,
        Err(refusal) => Err(refusal),
    };
    entry.greeted();
    match opened {
        Err(refusal) => problem(refusal).into_response(),
        Ok((reader, first)) => {
            let keep_alive = KeepAlive::new().interval(live.heartbeat);
            (
                [(header::CACHE_CONTROL, "no-store")],
                Sse::new(events(reader, first, entry)).keep_alive(keep_alive),
            )
                .into_response()
        }
    }
}

fn topics(query: &str) -> Vec<String> {
    pairs(query)
        .into_iter()
        .filter(|(name, _)| name == "topic")
        .map(|(_, topic)| topic)
        .take(MAX_TOPICS + 1)
        .collect()
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let Ok(uri) = format!("/?{query}").parse() else { return Vec::new() };
    axum::extract::Query::try_from_uri(&uri).map(|axum::extract::Query(pairs)| pairs).unwrap_or_default()
}

/// Reads `topic:seq,topic:seq`; what cannot be read is as if it had not been seen.
fn places_seen(text: &str) -> Vec<(Topic, u64)> {
    let place = |part: &str| {
        let (topic, seq) = part.trim().rsplit_once(':')?;
        Some((Topic::parse(topic)?, seq.parse().ok()?))
    };
    text.split(',').take(MAX_TOPICS).filter_map(place).collect()
}

async fn open(
    mut reader: Reader,
    topics: &[String],
    seen: &[(Topic, u64)],
) -> Result<(Reader, VecDeque<Event>), Refusal> {
    let mut first = VecDeque::new();
    if topics.is_empty() {
        return Err(Refusal::new("no_topic", "live-no-topic"));
    }
    for topic in topics {
        match seen.iter().find(|(seen, _)| seen.as_str() == topic) {
            Some((_, seq)) => {
                first.extend(
                    reader.join_after(topic, *seq).await?.map(|reset| Event::default().data(reset.as_str())),
                );
            }
            None => drop(reader.join(topic).await?),
        }
    }
    // Sent even where nothing happens, so that a reader cut before the first event knows where it was.
    first.push_back(Event::default().id(written(reader.places())));
    Ok((reader, first))
}

fn written<'a>(places: impl Iterator<Item = (&'a Topic, u64)>) -> String {
    places.fold(String::new(), |mut text, (topic, seq)| {
        let comma = if text.is_empty() { "" } else { "," };
        // Writing into a string cannot fail.
        let _ = write!(text, "{comma}{topic}:{seq}");
        text
    })
}

/// One reader's stream: what is ready, what it follows, where it stands.
struct Telling {
    reader: Reader,
    ready: VecDeque<Event>,
    places: Vec<(Topic, u64)>,
    is_over: bool,
    _entry: Entry,
}

fn events(
    reader: Reader,
    ready: VecDeque<Event>,
    entry: Entry,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let places = reader.places().map(|(topic, seq)| (topic.clone(), seq)).collect();
    let telling = Telling { reader, ready, places, is_over: false, _entry: entry };
    stream::unfold(
        telling,
        |mut telling| async move { telling.next().await.map(|event| (Ok(event), telling)) },
    )
}

impl Telling {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            if self.is_over {
                return None;
            }
            if let Some(goodbye) = self.reader.peer.goodbye() {
                self.part(goodbye);
                continue;
            }
            let mut due = Vec::new();
            let is_more = self.reader.collect(&mut due).await;
            let is_idle = due.is_empty() && !is_more;
            for Due { frame, place } in due {
                let event = self.event(&frame, place);
                self.ready.push_back(event);
            }
            if is_idle {
                self.reader.peer.bell.notified().await;
            }
        }
    }

    fn event(&mut self, frame: &Frame, place: Option<(Topic, u64)>) -> Event {
        let event = Event::default().data(frame.as_str());
        let Some((topic, seq)) = place else { return event };
        if let Some(known) = self.places.iter_mut().find(|(known, _)| *known == topic) {
            known.1 = seq;
        }
        event.id(written(self.places.iter().map(|(topic, seq)| (topic, *seq))))
    }

    /// A reader that must go is told when to come back; a browser does so by itself.
    fn part(&mut self, goodbye: Goodbye) {
        self.is_over = true;
        if let Goodbye::Drain { reconnect_after_ms } = goodbye {
            self.ready.push_back(Event::default().retry(Duration::from_millis(reconnect_after_ms)));
        }
    }
}

fn problem(refusal: Refusal) -> Problem {
    let status = match refusal.why {
        "not_readable" => StatusCode::NOT_FOUND,
        "too_many_connections" => StatusCode::TOO_MANY_REQUESTS,
        "unavailable" => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    };
    Problem { args: refusal.args, ..Problem::new(status, refusal.id).retry_after(COME_BACK) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_place_list_reads_back(seqs in prop::collection::vec(any::<u64>(), 1..8)) {
            let places: Vec<_> = seqs
                .into_iter()
                .filter_map(|seq| Some((Topic::parse(&format!("room:{}", Id::new(1)))?, seq)))
                .collect();
            let text = written(places.iter().map(|(topic, seq)| (topic, *seq)));
            prop_assert_eq!(places_seen(&text), places);
        }

        #[test]
        fn any_header_is_read_without_a_panic(text in "\\PC{0,100}|[a-z:,0-9]{0,60}") {
            prop_assert!(places_seen(&text).len() <= MAX_TOPICS);
        }
    }

    #[test]
    fn topics_are_taken_from_the_query() {
        assert_eq!(topics("topic=front&x=1&topic=room%3Aabc"), ["front", "room:abc"]);
        assert_eq!(topics(""), Vec::<String>::new());
    }
}
