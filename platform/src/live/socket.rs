//! One WebSocket: the upgrade, the beat, and the turn between hearing and telling.

use std::time::Duration;

use axum::Extension;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use futures_util::SinkExt;
use serde::Deserialize;
use tokio::time::{Instant, sleep_until, timeout};

use super::conversation::Conversation;
use super::door::{Entry, Later, Permit};
use super::frames::{self, ClientFrame, Frame, Hello, MAX_FRAME, SUBPROTOCOL};
use super::peers::Goodbye;
use super::reader::Due;
use super::source::Refusal;
use super::{Caller, LiveState, RESTART_PAUSE_MS};
use crate::words::Words;

/// Bytes of the read buffer, allocated with the socket and kept: most sockets are idle most of the time.
const READ_BUFFER: usize = 256;
/// Bytes that are gathered before they go to the kernel; the buffer keeps about this size once it was used.
const WRITE_BUFFER: usize = 2 * 1024;
/// Bytes that may wait for the kernel: one frame above [`WRITE_BUFFER`], and every frame is smaller than this.
const MAX_WRITE_BUFFER: usize = 256 * 1024;
const _: () = assert!(MAX_WRITE_BUFFER > WRITE_BUFFER + MAX_FRAME);
/// How long a newcomer has for its first frame.
const HELLO_WAIT: Duration = Duration::from_secs(10);
/// How long a client may take nothing before it is dropped.
const WRITE_WAIT: Duration = Duration::from_secs(20);
/// How long the closing handshake may take.
const CLOSE_WAIT: Duration = Duration::from_secs(2);
/// Beats that a client may leave unanswered.
const MAX_MISSED: u8 = 3;

/// `/live?ticket=`.
#[derive(Deserialize)]
pub struct Knock {
    ticket: Option<String>,
}

/// The connection is over: there is nobody to tell.
pub(super) struct Gone;

/// `GET /live`: the upgrade to WebSocket, or `503` with `Retry-After` before any work is spent.
pub async fn ws_handler(
    State(live): State<LiveState>,
    Query(knock): Query<Knock>,
    Extension(caller): Extension<Caller>,
    permit: Option<Extension<Permit>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    if live.hub.is_draining() {
        return Later::after_ms(RESTART_PAUSE_MS + rand::random::<u64>() % live.window_ms()).into_response();
    }
    let ticket = knock.ticket.and_then(|ticket| live.hub.passes.verify_ticket(&ticket));
    match live.door.knock(ticket, permit.map(|Extension(permit)| permit)) {
        Err(later) => later.into_response(),
        Ok(entry) => sized(upgrade).on_upgrade(|socket| Box::pin(serve(socket, live, caller, entry))),
    }
}

/// The one place where a socket's buffers and bounds are set: the library's own are 128 KiB and endless.
fn sized(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(MAX_WRITE_BUFFER)
        .max_message_size(MAX_FRAME)
        .max_frame_size(MAX_FRAME)
}

/// Greets, and goes on in a task of its own: what the upgrade and the greeting took is given back, and an idle socket
/// is little more than its [`Line`].
async fn serve(mut socket: WebSocket, live: LiveState, caller: Caller, mut entry: Entry) {
    let greeting = greet(&mut socket, &live, caller).await;
    entry.greeted();
    if let Ok(conversation) = greeting {
        let next_beat = Instant::now() + live.heartbeat.mul_f64(rand::random::<f64>());
        let line = Line { socket, live, conversation, next_beat, missed: 0, _entry: entry };
        tokio::spawn(Box::new(line).run());
    }
}

/// The first frame, the welcome, and all that was missed in the topics that were followed before.
async fn greet(socket: &mut WebSocket, live: &LiveState, caller: Caller) -> Result<Conversation, Gone> {
    let words = caller.words.clone();
    let hello = match timeout(HELLO_WAIT, first_frame(socket)).await {
        Ok(Some(hello)) => hello,
        Ok(None) => return Err(Gone),
        Err(_too_slow) => {
            return dismiss(socket, &Refusal::new("no_hello", "live-no-hello"), &words).await;
        }
    };
    let begun = match hello {
        Ok(hello) => Conversation::begin(live, hello, caller).await,
        Err(refusal) => Err(refusal),
    };
    match begun {
        Err(refusal) => dismiss(socket, &refusal, &words).await,
        Ok((conversation, frames)) => {
            send_all(socket, frames).await?;
            Ok(conversation)
        }
    }
}

/// `None` if the client went; a refusal if it said anything but hello.
async fn first_frame(socket: &mut WebSocket) -> Option<Result<Hello, Refusal>> {
    loop {
        return Some(match socket.recv().await? {
            Ok(Message::Text(text)) => match ClientFrame::parse(&text) {
                Ok(ClientFrame::Hello(hello)) => Ok(hello),
                Ok(_) => Err(Refusal::new("no_hello", "live-no-hello")),
                Err(refusal) => Err(refusal),
            },
            Ok(Message::Ping(_) | Message::Pong(_)) => continue,
            Ok(Message::Binary(_)) => Err(binary()),
            Ok(Message::Close(_)) | Err(_) => return None,
        });
    }
}

fn binary() -> Refusal {
    Refusal::new("binary", "live-binary")
}

async fn dismiss<T>(socket: &mut WebSocket, refusal: &Refusal, words: &Words) -> Result<T, Gone> {
    send_all(socket, [frames::refused(refusal, None, words)]).await?;
    close(socket, close_code::POLICY, "refused").await;
    Err(Gone)
}

/// All frames in as few writes as they fit.
async fn send_all(socket: &mut WebSocket, frames: impl IntoIterator<Item = Frame>) -> Result<(), Gone> {
    for frame in frames {
        let fed = timeout(WRITE_WAIT, socket.feed(Message::Text(frame))).await;
        fed.map_err(|_| Gone)?.map_err(|_| Gone)?;
    }
    timeout(WRITE_WAIT, socket.flush()).await.map_err(|_| Gone)?.map_err(|_| Gone)
}

/// Closes, and hears the client out so that the last frames reach it.
async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) {
    let closing = async {
        if socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await.is_ok() {
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    // A client that does not close in time is cut.
    let _ = timeout(CLOSE_WAIT, closing).await;
}

/// An open line after the welcome.
struct Line {
    socket: WebSocket,
    live: LiveState,
    conversation: Conversation,
    next_beat: Instant,
    missed: u8,
    _entry: Entry,
}

impl Line {
    async fn run(mut self: Box<Self>) {
        // Whatever ends it, there is nobody left to tell.
        while self.turn().await.is_ok() {}
    }

    /// Tells what is due, then waits for whatever comes first. What is awaited rarely is boxed: it would take up its
    /// room in every idle socket.
    async fn turn(&mut self) -> Result<(), Gone> {
        let is_more = Box::pin(self.tell()).await?;
        if let Some(goodbye) = self.conversation.reader.peer.goodbye() {
            return Box::pin(self.part(goodbye)).await;
        }
        tokio::select! {
            biased;
            heard = self.socket.recv() => Box::pin(self.hear(heard)).await?,
            () = sleep_until(self.next_beat) => Box::pin(self.beat()).await?,
            () = std::future::ready(()), if is_more => {}
            () = self.conversation.reader.peer.bell.notified(), if !is_more => {}
        }
        Ok(())
    }

    /// Sends what is due now; says whether there is more.
    async fn tell(&mut self) -> Result<bool, Gone> {
        let mut due: Vec<Due> = Vec::new();
        let is_more = self.conversation.reader.collect(&mut due).await;
        if !due.is_empty() {
            send_all(&mut self.socket, due.into_iter().map(|due| due.frame)).await?;
        }
        Ok(is_more)
    }

    async fn hear(&mut self, heard: Option<Result<Message, axum::Error>>) -> Result<(), Gone> {
        let answer = match heard {
            Some(Ok(Message::Text(text))) => {
                self.missed = 0;
                self.conversation.hear(&text).await
            }
            Some(Ok(Message::Binary(_))) => Some(self.conversation.reader.refused(&binary())),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => None,
            Some(Ok(Message::Close(_))) | None => return Err(Gone),
            Some(Err(_too_long_or_broken)) => {
                close(&mut self.socket, close_code::SIZE, "frames are at most 16 KiB").await;
                return Err(Gone);
            }
        };
        match answer {
            Some(frame) => send_all(&mut self.socket, [frame]).await,
            None => Ok(()),
        }
    }

    async fn beat(&mut self) -> Result<(), Gone> {
        if self.missed >= MAX_MISSED {
            return Err(Gone);
        }
        self.missed += 1;
        self.next_beat = Instant::now() + self.live.heartbeat;
        let session = self.conversation.renewed_session();
        send_all(&mut self.socket, [frames::beat(self.live.window_ms(), session.as_deref())]).await
    }

    async fn part(&mut self, goodbye: Goodbye) -> Result<(), Gone> {
        match goodbye {
            Goodbye::Drain { reconnect_after_ms } => {
                let bye = frames::bye(reconnect_after_ms, &self.live.hub.ticket(reconnect_after_ms));
                send_all(&mut self.socket, [bye]).await?;
                close(&mut self.socket, close_code::RESTART, "the server restarts").await;
            }
            Goodbye::SignedOut => {
                let signed_out = Refusal::new("signed_out", "live-signed-out");
                return dismiss(&mut self.socket, &signed_out, &self.conversation.reader.words).await;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::FromRequestParts;

    #[tokio::test]
    async fn buffers_are_small_and_bounded() {
        let (mut parts, ()) = axum::http::Request::builder()
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("sec-websocket-protocol", SUBPROTOCOL)
            .body(())
            .unwrap()
            .into_parts();
        let mut request = axum::http::Request::new(());
        parts.extensions.insert(hyper::upgrade::on(&mut request));
        let upgrade = sized(WebSocketUpgrade::from_request_parts(&mut parts, &()).await.unwrap());
        let shown = format!("{upgrade:?}");
        for part in [
            "read_buffer_size: 256,",
            "write_buffer_size: 2048,",
            "max_write_buffer_size: 262144,",
            "max_message_size: Some(16384)",
            "max_frame_size: Some(16384)",
            "accept_unmasked_frames: false",
            r#"protocol: Some("throng.v1")"#,
        ] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
    }
}
