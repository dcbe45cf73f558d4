//! One person's live connection: it follows topics, answers the heartbeat, and says what it is given.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::client::{Client, Failed};

/// Frames that may wait to be sent.
const WAITING: usize = 16;

/// An open connection; dropping it closes it.
pub struct Socket {
    frames: mpsc::Sender<Value>,
    task: JoinHandle<()>,
}

impl Socket {
    /// Connects as the client's person, or as nobody while they have not done anything.
    pub async fn open(client: &Client) -> Result<Self, Failed> {
        let address = format!("{}/live", client.base().replacen("http", "ws", 1));
        let mut request = address.into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", platform::live::SUBPROTOCOL.parse()?);
        let (mut socket, _) = tokio_tungstenite::connect_async(request).await?;
        let hello = json!({ "hello": { "token": client.token } });
        socket.send(Message::text(hello.to_string())).await?;
        let (frames, mut asked) = mpsc::channel::<Value>(WAITING);
        let task = tokio::spawn(async move {
            loop {
                let frame = tokio::select! {
                    heard = socket.next() => match heard {
                        Some(Ok(Message::Text(text))) if text.starts_with("{\"beat\"") => json!({ "beat": {} }),
                        Some(Ok(_)) => continue,
                        _ => return,
                    },
                    asked = asked.recv() => match asked {
                        Some(frame) => frame,
                        None => return,
                    },
                };
                if socket.send(Message::text(frame.to_string())).await.is_err() {
                    return;
                }
            }
        });
        Ok(Self { frames, task })
    }

    /// Follows a topic.
    pub async fn join(&self, topic: &str) -> Result<(), Failed> {
        Ok(self.frames.send(json!({ "join": { "topic": topic } })).await?)
    }

    /// Says something in a room that is followed; `key` is said once.
    pub async fn say(&self, topic: &str, body: &str, key: &str) -> Result<(), Failed> {
        Ok(self.frames.send(json!({ "say": { "topic": topic, "body": body, "key": key } })).await?)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}
