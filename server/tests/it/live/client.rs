//! A client of the live protocol: real frames over a real socket.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// A failure bound, never a pause.
const PATIENCE: Duration = Duration::from_secs(30);

/// One connection.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Opens `/live` of the server at `url` with these headers.
    pub async fn open(url: &str, path: &str, headers: &[(&'static str, String)]) -> Result<Self, Error> {
        let mut request = format!("{}{path}", url.replace("http", "ws")).into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", "throng.v1".parse().unwrap());
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        Ok(Self(connect_async(request).await?.0))
    }

    /// Opens it, says hello with this token or none, and gives the welcome.
    pub async fn hello(url: &str, token: Option<&str>) -> (Self, Value) {
        let mut socket = Self::open(url, "/live", &[]).await.unwrap();
        let hello = token.map_or(json!({}), |token| json!({ "token": token }));
        socket.say(json!({ "hello": hello })).await;
        let welcome = socket.until("welcome").await;
        (socket, welcome)
    }

    /// Sends a frame.
    pub async fn say(&mut self, frame: Value) {
        self.send(Message::text(frame.to_string())).await;
    }

    /// Sends anything.
    pub async fn send(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    /// The next frame; `None` once the server has closed.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            match timeout(PATIENCE, self.0.next()).await.expect("the server says something in time")? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// What the next frame of this name holds; transient events and beats are passed over.
    pub async fn until(&mut self, name: &str) -> Value {
        loop {
            let mut frame = self.next().await.unwrap_or_else(|| panic!("closed before {name}"));
            if frame.get(name).is_some() {
                let inner = frame[name].take();
                if name != "event" || inner.get("seq").is_some() {
                    return inner;
                }
            } else {
                let passing = frame.get("event").is_some_and(|event| event.get("seq").is_none());
                assert!(passing || frame.get("beat").is_some(), "{frame} came before {name}");
            }
        }
    }

    /// Joins a topic and gives the seq where it stands.
    pub async fn join(&mut self, topic: &str) -> u64 {
        self.say(json!({ "join": { "topic": topic } })).await;
        let joined = self.until("joined").await;
        assert_eq!(joined["topic"], topic);
        joined["seq"].as_u64().unwrap()
    }

    /// Reads to the end: only what was under way may come before the server closes.
    pub async fn until_closed(mut self) {
        while let Some(frame) = self.next().await {
            let passing = frame.get("event").is_some() || frame.get("beat").is_some();
            assert!(passing, "{frame} instead of the end");
        }
    }
}

/// The frame that says `body` in `topic`.
pub fn saying(topic: &str, body: &str, key: &str) -> Value {
    json!({ "say": { "topic": topic, "body": body, "key": key } })
}
