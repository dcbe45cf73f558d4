//! Fetching from addresses that strangers gave: pages that link here, feeds, webhooks, probes.
//!
//! An address from outside may point inside: at this machine, its neighbours, or a cloud's metadata. So a name is
//! resolved once, *every* address it has must be allowed by the [`Policy`], and the connection goes to one of exactly
//! these; a second answer of the name server is never asked for. Redirects are followed by hand, each hop checked
//! like the first.
//!
//! Does NOT keep cookies or connections, use a proxy from the environment, decompress, or retry. Says nothing of
//! what the status means: a 404 is an [`Answer`].
//!
//! Invariants: at most [`AT_ONCE`] fetches hold a thread, a stuck name server included; no answer takes longer than
//! the [`Ask`]'s timeout or more memory than its bound; headers of the asker go to the origin asked, and to no
//! other that a redirect names.

mod policy;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use bytes::Bytes;
use tokio::sync::Semaphore;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body};
use url::Url;

pub use policy::{Policy, is_public};

/// Fetches under way at once; more wait, within their own timeout.
pub const AT_ONCE: usize = 16;

/// Redirects that are followed.
pub const MAX_REDIRECTS: usize = 3;

/// The usual bound of an answer's body, in bytes.
pub const MAX_BYTES: u64 = 2 * 1024 * 1024;

/// The usual bound of a whole fetch, waiting and redirects included.
pub const TIMEOUT: Duration = Duration::from_secs(10);

/// Bound of an answer's head, in bytes.
const MAX_HEAD: usize = 32 * 1024;

/// Addresses of one name that are looked at; as many as the transport takes.
const MAX_ADDRESSES: usize = 16;

/// What to fetch.
#[derive(Debug, Clone)]
pub struct Ask {
    /// An absolute `http` or `https` address.
    pub url: String,
    /// Sent along to the asked origin only.
    pub headers: HeaderMap,
    /// With a body it is a `POST`, which follows no redirect; else a `GET`.
    pub body: Option<Bytes>,
    /// The most bytes of body to take; a longer answer is an error.
    pub max_bytes: u64,
    /// The longest the whole may take.
    pub timeout: Duration,
}

impl Ask {
    /// A `GET` with the usual bounds.
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            headers: HeaderMap::new(),
            body: None,
            max_bytes: MAX_BYTES,
            timeout: TIMEOUT,
        }
    }

    /// A `POST` with the usual bounds; the content type belongs into `headers`.
    pub fn post(url: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self { body: Some(body.into()), ..Self::get(url) }
    }
}

/// What came back, whatever its status.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Where it came from in the end.
    pub url: String,
    /// The status; 3xx if it names no place to go, or answers a `POST`.
    pub status: StatusCode,
    /// All headers of the last answer.
    pub headers: HeaderMap,
    /// The body as sent.
    pub body: Bytes,
}

impl Answer {
    /// The media type without parameters, in lower case; empty if none was sent.
    pub fn content_type(&self) -> String {
        let sent = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// Why nothing came back. Each is a sentence for the log and the command line; pages have words of their own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Not an absolute http or https address.
    #[error("this is not a web address; write one that begins with http:// or https://")]
    NotAnAddress,
    /// A name or password stands before the host.
    #[error("the address contains a name or password; take it out")]
    Credentials,
    /// Neither 80 nor 443.
    #[error("port {0} is not fetched from; use an address on port 80 or 443")]
    Port(u16),
    /// The name has no address.
    #[error("no server named {0} was found; check the spelling")]
    NotFound(String),
    /// The name has an address that is not public.
    #[error("{0} is not on the public internet; use a public address")]
    NotPublic(String),
    /// It was sent on too often.
    #[error("the address redirects more than {MAX_REDIRECTS} times; give the one where it ends")]
    TooManyRedirects,
    /// Longer than asked for, in bytes.
    #[error("the answer is longer than {0} bytes, which is more than is read here")]
    TooLarge(u64),
    /// Took longer than asked for.
    #[error("the server did not answer in time; try again later")]
    TimedOut,
    /// The connection or the protocol failed.
    #[error("the server could not be reached or broke off ({0}); try again later")]
    Failed(String),
}

/// Resolves a host (name or literal address) and port into addresses; may block.
type Lookup = dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync;

/// Fetches, a bounded number at once.
#[derive(Debug, Clone)]
pub struct Fetcher {
    agent: Agent,
    policy: Arc<Policy>,
    slots: Arc<Semaphore>,
}

impl Fetcher {
    /// A fetcher that names itself `user_agent` and asks the system's name servers.
    pub fn new(policy: Policy, user_agent: &str) -> Self {
        Self::with_lookup(policy, user_agent, |host, port| Ok((host, port).to_socket_addrs()?.collect()))
    }

    /// As [`Fetcher::new`], with another way to resolve names.
    pub fn with_lookup(
        policy: Policy,
        user_agent: &str,
        lookup: impl Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync + 'static,
    ) -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_idle_connections(0)
            .max_response_header_size(MAX_HEAD)
            .user_agent(user_agent)
            .build();
        let policy = Arc::new(policy);
        let checked = Checked { policy: policy.clone(), lookup: Arc::new(lookup) };
        let agent = Agent::with_parts(config, DefaultConnector::new(), checked);
        Self { agent, policy, slots: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Fetches. The slot is given back when the work has ended, not when the asker has stopped waiting.
    pub async fn fetch(&self, ask: Ask) -> Result<Answer, FetchError> {
        let deadline = Instant::now() + ask.timeout;
        let work = async {
            let slot = self.slots.clone().acquire_owned().await.map_err(failed)?;
            let fetcher = self.clone();
            let fetched = tokio::task::spawn_blocking(move || {
                let _slot = slot;
                fetcher.follow(&ask, deadline)
            });
            fetched.await.map_err(failed)?
        };
        tokio::time::timeout_at(deadline.into(), work).await.unwrap_or(Err(FetchError::TimedOut))
    }

    fn follow(&self, ask: &Ask, deadline: Instant) -> Result<Answer, FetchError> {
        let first = self.checked(Url::parse(&ask.url).map_err(|_| FetchError::NotAnAddress)?)?;
        let mut url = first.clone();
        for _ in 0..=MAX_REDIRECTS {
            let headers = if url.origin() == first.origin() { ask.headers.clone() } else { HeaderMap::new() };
            let response = self.send(&url, headers, ask.body.as_ref(), deadline)?;
            match sent_on(&response, &url).filter(|_| ask.body.is_none()) {
                Some(next) => url = self.checked(next?)?,
                None => return read(response, url, ask.max_bytes),
            }
        }
        Err(FetchError::TooManyRedirects)
    }

    /// The address if everything that its text alone tells is in order.
    fn checked(&self, mut url: Url) -> Result<Url, FetchError> {
        let port = url.port_or_known_default().filter(|_| matches!(url.scheme(), "http" | "https"));
        let port = port.ok_or(FetchError::NotAnAddress)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::Credentials);
        }
        if !self.policy.allows_port(port) {
            return Err(FetchError::Port(port));
        }
        url.set_fragment(None);
        Ok(url)
    }

    fn send(
        &self,
        url: &Url,
        headers: HeaderMap,
        body: Option<&Bytes>,
        deadline: Instant,
    ) -> Result<Response<Body>, FetchError> {
        let left = deadline.checked_duration_since(Instant::now()).ok_or(FetchError::TimedOut)?;
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let mut request = Request::new(());
        *request.uri_mut() = url.as_str().parse().map_err(|_| FetchError::NotAnAddress)?;
        *request.method_mut() = method;
        *request.headers_mut() = headers;
        let sent = match body {
            None => self.agent.run(self.agent.configure_request(request).timeout_global(Some(left)).build()),
            Some(body) => {
                let request = request.map(|()| &body[..]);
                self.agent.run(self.agent.configure_request(request).timeout_global(Some(left)).build())
            }
        };
        sent.map_err(FetchError::from)
    }
}

/// Where a redirect leads; nothing if the answer is none.
fn sent_on(response: &Response<Body>, from: &Url) -> Option<Result<Url, FetchError>> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let place = response.headers().get(LOCATION)?.to_str().map_err(|_| FetchError::NotAnAddress);
    Some(place.and_then(|place| from.join(place).map_err(|_| FetchError::NotAnAddress)))
}

fn read(mut response: Response<Body>, url: Url, max_bytes: u64) -> Result<Answer, FetchError> {
    let body = response.body_mut().with_config().limit(max_bytes).read_to_vec();
    let body = body.map_err(FetchError::from)?.into();
    let (head, _) = response.into_parts();
    Ok(Answer { url: url.into(), status: head.status, headers: head.headers, body })
}

impl From<ureq::Error> for FetchError {
    fn from(error: ureq::Error) -> Self {
        match error {
            ureq::Error::Timeout(_) => Self::TimedOut,
            ureq::Error::BodyExceedsLimit(limit) => Self::TooLarge(limit),
            ureq::Error::Other(error) => match error.downcast::<Self>() {
                Ok(own) => *own,
                Err(other) => Self::Failed(other.to_string()),
            },
            other => Self::Failed(other.to_string()),
        }
    }
}

fn failed(error: impl fmt::Display) -> FetchError {
    FetchError::Failed(error.to_string())
}

/// The only way from a name to an address: all that it has, or none.
struct Checked {
    policy: Arc<Policy>,
    lookup: Arc<Lookup>,
}

impl Checked {
    fn addresses(&self, uri: &Uri) -> Result<Vec<SocketAddr>, FetchError> {
        let default = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let port = uri.port_u16().unwrap_or(default);
        let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let found = (self.lookup)(host, port).unwrap_or_default();
        if found.is_empty() {
            return Err(FetchError::NotFound(host.to_owned()));
        }
        if !found.iter().all(|address| self.policy.allows(*address)) {
            return Err(FetchError::NotPublic(host.to_owned()));
        }
        Ok(found)
    }
}

impl Resolver for Checked {
    fn resolve(
        &self,
        uri: &Uri,
        _: &ureq::config::Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.addresses(uri).map_err(|error| ureq::Error::Other(error.into()))?;
        let mut resolved = self.empty();
        for address in found.into_iter().take(MAX_ADDRESSES) {
            resolved.push(address);
        }
        Ok(resolved)
    }
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked").field("policy", &self.policy).finish_non_exhaustive()
    }
}
