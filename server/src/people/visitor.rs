//! Who is behind a request, and how the first act makes a guest.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Once;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::limits::Who;
use platform::proxies::{AddressKey, Scheme};
use platform::web::Problem;
use platform::web::origin::{Source, cookie_counts, source};
use platform::words::Words;
use platform::writer::Tx;
use serde_json::{Value, json};

use crate::app::App;
use crate::people::sessions::{self, Session, Token};
use crate::people::{Act, Person, Role, Whose, may, person};

/// The session's cookie.
pub const COOKIE: &str = "throng";
/// The chosen language's cookie.
pub const LANGUAGE_COOKIE: &str = "lang";

/// Whoever reads: their language and address. Costs no database read, so that hot pages can have it.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The words they read.
    pub words: Words,
    /// Where they come from, for limits.
    pub address: AddressKey,
    /// Whether the connection is on this machine and says of no proxy that it passed; address limits do not count it.
    pub local: bool,
    /// Whether cookies may only travel encrypted.
    pub secure: bool,
}

impl FromRequestParts<App> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or_else(unknown_peer, |info| info.0);
        let asked =
            parts.uri.query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang=")));
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let address = app.proxies.client_ip(peer, &parts.headers);
        Ok(Self {
            words: app.words.for_request(accepted, asked, cookie(&parts.headers, LANGUAGE_COOKIE)),
            address: address.into(),
            local: is_local(peer, address, &parts.headers, app),
            secure: app.config.origin.as_ref().is_some_and(platform::config::Origin::is_https)
                || app.proxies.scheme(peer, &parts.headers, Scheme::Http) == Scheme::Https,
        })
    }
}

/// Headers by which proxies say for whom they speak.
const FORWARDING: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/// Whether somebody at this machine asks. A proxy on this machine that nobody named hides who asks: then all of them are
/// counted together, and the log says once what to set.
fn is_local(peer: SocketAddr, address: IpAddr, headers: &HeaderMap, app: &App) -> bool {
    static TOLD: Once = Once::new();
    let forwarded = FORWARDING.iter().any(|name| headers.contains_key(*name));
    if forwarded && peer.ip().is_loopback() && !app.proxies.contains(peer.ip()) {
        TOLD.call_once(|| {
            tracing::warn!(
                "a proxy on this machine passes requests on and is not trusted, so all its visitors count as one \
                 address; set THRONG_TRUSTED_PROXIES=127.0.0.1,::1"
            );
        });
    }
    address.is_loopback() && !forwarded
}

/// Only in tests without a socket; then every limit counts it as one address.
fn unknown_peer() -> SocketAddr {
    SocketAddr::from(([0, 0, 0, 0], 0))
}

/// Whoever acts: a reader, and the person behind the session if there is one.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Language and address.
    pub reader: Reader,
    /// Their session.
    pub session: Option<Session>,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Problem;

    /// Looks the session up; refuses what a foreign page sends, and who acts too often.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Ok(reader) = Reader::from_request_parts(parts, app).await;
        let origin = app.config.origin.as_ref().map(platform::config::Origin::as_str);
        let acts = !matches!(parts.method, Method::GET | Method::HEAD);
        let bearer = bearer(&parts.headers);
        if acts && bearer.is_none() && source(&parts.headers, origin) == Source::Foreign {
            return Err(Problem::forbidden("people-foreign-origin"));
        }
        let from_cookie = || {
            cookie(&parts.headers, COOKIE).filter(|_| cookie_counts(&parts.method, &parts.headers, origin))
        };
        let session = match bearer.or_else(from_cookie) {
            Some(token) => sessions::find(&app.db, &Token::from_client(token), app.clock.now()).await?,
            None => None,
        };
        if bearer.is_some() && session.is_none() {
            return Err(Problem::sign_in("people-token-unknown"));
        }
        let visitor = Self { reader, session };
        if acts {
            visitor.within_limits(app)?;
        }
        Ok(visitor)
    }
}

impl Visitor {
    /// The person, if there is one.
    pub fn person(&self) -> Option<&Person> {
        self.session.as_ref().map(|session| &session.person)
    }

    /// The person, where there must be one.
    ///
    /// # Errors
    /// 401 with how to come in.
    pub fn known(&self) -> Result<&Person, Problem> {
        self.person().ok_or_else(|| Problem::sign_in("people-sign-in"))
    }

    /// The person, if they may do `act` to what is `whose`. Somebody without a session is told to sign in.
    ///
    /// # Errors
    /// 401 or 403.
    pub fn allowed(&self, act: Act, whose: Whose) -> Result<&Person, Problem> {
        let person = self.known()?;
        self.not_barred(act)?;
        if may(person.role, act, whose) { Ok(person) } else { Err(Problem::forbidden("people-not-allowed")) }
    }

    /// Refuses whoever is banned or timed out; what is their own they may always take out and erase.
    fn not_barred(&self, act: Act) -> Result<(), Problem> {
        match self.session.as_ref().and_then(|session| session.bar) {
            Some(bar) if act != Act::ExportAndErase => Err(bar.problem()),
            _ => Ok(()),
        }
    }

    /// Whether the visitor may do `act` to something by `author`.
    pub fn can(&self, act: Act, author: Id) -> bool {
        self.person().is_some_and(|person| may(person.role, act, Whose::of(author, person.id)))
    }

    /// Persons are counted before addresses, so that many people behind one address are many people.
    fn within_limits(&self, app: &App) -> Result<(), Problem> {
        let (limiter, who) = match self.person() {
            Some(person) => (&app.limits.acts, Who::Person(person.id.number())),
            None if self.reader.local => return Ok(()),
            None => (&app.limits.arrivals, Who::Address(self.reader.address)),
        };
        limiter.spend(who, std::time::Instant::now()).map_err(|refused| {
            app.metrics.limit_refused(limiter.budget().name);
            let seconds = refused.retry_after.as_secs() + 1;
            Problem::new(axum::http::StatusCode::TOO_MANY_REQUESTS, "people-too-often")
                .with("seconds", seconds)
                .retry_after(seconds)
        })
    }

    /// The person who acts, made a guest here if there is none yet. To be called in the same closure as the act itself, so that
    /// a refused act leaves no guest behind.
    ///
    /// # Errors
    /// 403 where the role may not do `act` to what is `whose`.
    pub async fn act(&self, tx: &mut Tx, act: Act, whose: Whose) -> Result<Actor, Problem> {
        if let Some(session) = &self.session {
            self.not_barred(act)?;
            let allowed = may(session.person.role, act, whose);
            return allowed
                .then(|| Actor { person: session.person.clone(), fresh: None })
                .ok_or_else(|| Problem::forbidden("people-not-allowed"));
        }
        if !may(Role::Guest, act, whose) {
            return Err(Problem::sign_in("people-sign-in"));
        }
        let person = person::make(tx, None, Role::Guest).await?;
        let (_, token) = sessions::make(tx, person.id).await?;
        Ok(Actor { person, fresh: Some(Fresh { token, secure: self.reader.secure }) })
    }
}

/// Who acted; with the new session, if this act made the guest.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The person.
    pub person: Person,
    /// The session that was made for them just now.
    pub fresh: Option<Fresh>,
}

/// A session made by this request; its token is told once.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// The token.
    pub token: Token,
    /// Whether its cookie may only travel encrypted.
    pub secure: bool,
}

impl Fresh {
    /// The `Set-Cookie` header.
    pub fn set_cookie(&self) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let seconds = sessions::LASTS / platform::clock::SECOND;
        let token = self.token.reveal();
        let text = format!("{COOKIE}={token}; HttpOnly; Path=/; Max-Age={seconds}; SameSite=Lax{secure}");
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

/// Travels with an answer that made a guest, for what must know them again: who it was.
#[derive(Clone, Copy, Debug)]
pub struct MadeGuest(pub Id);

/// What an act gave, and who did it.
pub struct Acted<T> {
    /// What it gave.
    pub value: T,
    /// Who did it.
    pub actor: Actor,
}

impl Actor {
    /// `response`, with the new guest's cookie if there is one.
    pub fn sign_in(&self, response: impl IntoResponse) -> Response {
        let mut response = response.into_response();
        if let Some(fresh) = &self.fresh {
            response.headers_mut().append(header::SET_COOKIE, fresh.set_cookie());
            response.extensions_mut().insert(MadeGuest(self.person.id));
        }
        response
    }

    /// The JSON object `body`; a new guest's `person` and `token` stand in it as well.
    pub fn json(&self, status: axum::http::StatusCode, mut body: Value) -> Response {
        if let Some(fresh) = &self.fresh {
            body["person"] = json!(self.person);
            body["token"] = json!(fresh.token.reveal());
        }
        self.sign_in((status, axum::Json(body)))
    }
}

/// The value of cookie `name`; the first one counts.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_by_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; throng=secret; lang=de"));
        assert_eq!(cookie(&headers, COOKIE), Some("secret"));
        assert_eq!(cookie(&headers, LANGUAGE_COOKIE), Some("de"));
        assert_eq!(cookie(&headers, "b"), None);
    }
}
