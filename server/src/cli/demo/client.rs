//! A small HTTP client for one person, who keeps the session that the first act gives.

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, REFERER, USER_AGENT};
use hyper::{Method, Request, StatusCode};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// Says what it is, and is counted as a person: that is what it plays.
pub const AGENT: &str = concat!(
    "Mozilla/5.0 (X11; Linux x86_64) Throng-Demo/",
    env!("CARGO_PKG_VERSION"),
    " (simulated visitor)"
);
/// The longest answer that is read.
const MAX_ANSWER: usize = 8 << 20;
/// What separates the parts of a form; no text or picture of the demonstration contains it.
const BOUNDARY: &str = "throng-demo-6b1f0c9d2e";

/// Why a request was not done.
pub type Failed = Box<dyn std::error::Error + Send + Sync>;

/// A place to send requests to; clones share their connections.
pub type Http = legacy::Client<HttpConnector, Full<Bytes>>;

/// Connections to this machine.
pub fn http() -> Http {
    legacy::Client::builder(TokioExecutor::new()).build_http()
}

/// One person's browser.
#[derive(Clone)]
pub struct Client {
    http: Http,
    base: String,
    /// The session, once an act has given one.
    pub token: Option<String>,
}

impl Client {
    /// Somebody new at `base` (`http://127.0.0.1:PORT`).
    pub const fn new(http: Http, base: String) -> Self {
        Self { http, base, token: None }
    }

    /// Where the server is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Reads a page or a picture to its end, saying that they come from `referrer`.
    pub async fn get(&self, path: &str, referrer: Option<&str>) -> Result<Bytes, Failed> {
        let mut request = Request::get(format!("{}{path}", self.base)).header(ACCEPT, "text/html, */*");
        if let Some(referrer) = referrer {
            request = request.header(REFERER, referrer);
        }
        Ok(self.send(request, Bytes::new()).await?.1)
    }

    /// Reads JSON.
    pub async fn read(&self, path: &str) -> Result<Value, Failed> {
        Ok(serde_json::from_slice(&self.get(path, None).await?)?)
    }

    /// Posts JSON; null where the answer has no body.
    pub async fn post(&mut self, path: &str, body: &Value) -> Result<Value, Failed> {
        let bytes = Bytes::from(serde_json::to_vec(body)?);
        self.act(Method::POST, path, "application/json", bytes).await
    }

    /// Changes a thing.
    pub async fn patch(&mut self, path: &str, body: &Value) -> Result<Value, Failed> {
        let bytes = Bytes::from(serde_json::to_vec(body)?);
        self.act(Method::PATCH, path, "application/json", bytes).await
    }

    /// Puts a thing in the place of what was there.
    pub async fn put(&mut self, path: &str, body: &Value) -> Result<Value, Failed> {
        let bytes = Bytes::from(serde_json::to_vec(body)?);
        self.act(Method::PUT, path, "application/json", bytes).await
    }

    /// Takes a thing back.
    pub async fn delete(&mut self, path: &str) -> Result<(), Failed> {
        self.act(Method::DELETE, path, "application/json", Bytes::new()).await.map(|_| ())
    }

    /// Posts lines of JSON.
    pub async fn post_lines(&mut self, path: &str, lines: &[Value]) -> Result<Value, Failed> {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        self.act(Method::POST, path, "application/x-ndjson", text.into()).await
    }

    /// Posts a form with a file.
    pub async fn upload(
        &mut self,
        path: &str,
        name: &str,
        file: &[u8],
        fields: &[(&str, &str)],
    ) -> Result<Value, Failed> {
        let mut form = Vec::with_capacity(file.len() + 1024);
        for (field, text) in fields {
            form.extend_from_slice(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n")
                    .as_bytes(),
            );
        }
        form.extend_from_slice(
            format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
            )
            .as_bytes(),
        );
        form.extend_from_slice(file);
        form.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let content = format!("multipart/form-data; boundary={BOUNDARY}");
        self.act(Method::POST, path, &content, form.into()).await
    }

    async fn act(&mut self, method: Method, path: &str, content: &str, body: Bytes) -> Result<Value, Failed> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(CONTENT_TYPE, content)
            .header(ACCEPT, "application/json");
        let (status, body) = self.send(request, body).await?;
        if status == StatusCode::NO_CONTENT {
            return Ok(Value::Null);
        }
        let answer: Value = serde_json::from_slice(&body)?;
        if let Some(token) = answer["token"].as_str() {
            self.token = Some(token.to_owned());
        }
        Ok(answer)
    }

    async fn send(
        &self,
        mut request: hyper::http::request::Builder,
        body: Bytes,
    ) -> Result<(StatusCode, Bytes), Failed> {
        request = request.header(USER_AGENT, AGENT);
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let answer = self.http.request(request.body(Full::new(body))?).await?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), MAX_ANSWER).collect().await?.to_bytes();
        if status.is_success() {
            Ok((status, body))
        } else {
            Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into())
        }
    }
}
