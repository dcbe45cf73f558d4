//! The front page elsewhere that links to the story: a page of its own on a second port of this machine, which truly links.
//!
//! Browsers send its origin, and the server that looks for it finds it under the name alone, as it would find any other. A
//! demonstration looks at nothing else: every other name leads nowhere.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use platform::fetch::{Fetcher, Policy};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Its name; browsers look for such names on this machine.
pub const HOST: &str = "frontpage.localhost";

/// The page, as long as this is kept.
pub struct FrontPage {
    address: SocketAddr,
    links: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl FrontPage {
    /// Opens it; `story` is the address that it will link to.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn open(story: String) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let links = Arc::new(AtomicBool::new(false));
        let linked = Arc::clone(&links);
        let page = move |headers: HeaderMap| {
            let story = linked.load(Ordering::Relaxed).then(|| story.clone());
            std::future::ready(answer(&headers, address, story))
        };
        let served = axum::serve(listener, Router::new().fallback(page)).into_future();
        let task = tokio::spawn(async move {
            if let Err(error) = served.await {
                tracing::warn!(%error, "the demonstration's front page stopped");
            }
        });
        Ok(Self { address, links, task })
    }

    /// Puts the link on it.
    pub fn link(&self) {
        self.links.store(true, Ordering::Relaxed);
    }

    /// What browsers say when they come from it: its origin.
    pub fn referrer(&self) -> String {
        format!("http://{HOST}:{}/", self.address.port())
    }

    /// A fetcher that finds this page and nothing else.
    pub fn fetcher(&self) -> Fetcher {
        let address = self.address;
        let lookup = move |host: &str, port: u16| {
            // It speaks no TLS.
            let found = host == HOST && port != 443;
            Ok(if found { vec![address] } else { Vec::new() })
        };
        let agent = concat!("Throng/", env!("CARGO_PKG_VERSION"));
        Fetcher::with_lookup(Policy::public_and([address]), agent, lookup)
    }
}

impl Drop for FrontPage {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Whoever asks under the name alone is shown the way to its port.
fn answer(headers: &HeaderMap, address: SocketAddr, story: Option<String>) -> Response {
    let own = format!("{HOST}:{}", address.port());
    if headers.get(header::HOST).is_some_and(|host| host.as_bytes() == own.as_bytes()) {
        let link = story.map(|story| {
            format!("<h1><a href=\"{story}\">A cat, a garden gnome, and everybody who came to look</a></h1>")
        });
        Html(format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>A front page, simulated</title><body style=\"font:1.1rem/1.5 Georgia,serif;max-width:40rem;margin:3rem auto;padding:0 1rem\">\
             <p>A front page that belongs to a demonstration.</p>{}</body></html>",
            link.unwrap_or_default()
        ))
        .into_response()
    } else {
        Redirect::temporary(&format!("http://{own}/")).into_response()
    }
}
