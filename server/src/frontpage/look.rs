//! Looking at the page behind a link: what it calls itself, and under which other addresses of its host it is known.
//!
//! Whoever puts a link forward does not wait for it and is not refused for it: their headline counts. The look goes through
//! `platform::fetch`, which goes to public addresses only and within bounds, and what comes back is text.

use std::time::Duration;

use axum::http::header::CONTENT_TYPE;
use platform::Id;
use platform::clock::Millis;
use platform::fetch::{Answer, Ask, Fetcher};
use platform::jobs;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::{Value, json};
use url::Url;

use crate::app::App;
use crate::frontpage::submission::{self, Target};
use crate::frontpage::{addresses, head};
use crate::things::Standing;

/// The kind of job that looks.
pub const LOOK: &str = "look-at-link";
/// The most bytes of a page that are read.
const MAX_BYTES: u64 = 1 << 20;
/// How long a look may take, where somebody waits for it too.
const TIMEOUT: Duration = Duration::from_secs(5);

/// What a look found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What the page calls itself; may be empty.
    pub title: String,
    /// Canonical addresses on the same host.
    pub addresses: Vec<String>,
}

/// Has the link of `submission` looked at, once this transaction is done.
///
/// # Errors
/// When the database does not take it.
pub async fn ask(tx: &mut Tx, submission: Id) -> Result<(), Problem> {
    let now: Millis = tx.now();
    jobs::enqueue(tx, LOOK, json!({ "submission": submission }), now).await
}

/// The job. A page that does not answer is not asked again.
///
/// # Errors
/// When the database does not answer; then it is tried again.
pub async fn look(app: &App, payload: &Value) -> Result<(), String> {
    let id: Id = payload["submission"].as_str().and_then(|id| id.parse().ok()).ok_or("no submission")?;
    let mut conn = app.db.reader().acquire().await.map_err(|error| error.to_string())?;
    let found = submission::by_id(&mut conn, id).await.map_err(|error| error.to_string())?;
    drop(conn);
    let Some(Target::Link(address)) = found.map(|found| found.target) else { return Ok(()) };
    let Some(found) = fetch(&app.fetcher, &address).await else { return Ok(()) };
    app.writer
        .write(move |tx| Box::pin(async move { learn(tx, id, &found).await }))
        .await
        .map_err(|problem| problem.id.to_owned())
}

/// Fetches the page; `None` if nothing useful came.
pub async fn fetch(fetcher: &Fetcher, address: &str) -> Option<Found> {
    let ask = Ask { max_bytes: MAX_BYTES, timeout: TIMEOUT, ..Ask::get(address) };
    match fetcher.fetch(ask).await {
        Ok(answer) if answer.status.is_success() => read(address, &answer),
        Ok(answer) => {
            tracing::debug!(status = %answer.status, "a link that was put forward gave no page");
            None
        }
        Err(error) => {
            tracing::debug!(%error, "a link that was put forward could not be looked at");
            None
        }
    }
}

fn read(asked: &str, answer: &Answer) -> Option<Found> {
    let (asked, came_from) = (Url::parse(asked).ok()?, Url::parse(&answer.url).ok()?);
    let mut named = vec![came_from.clone()];
    let mut title = String::new();
    if matches!(answer.content_type().as_str(), "text/html" | "application/xhtml+xml") {
        let charset = answer.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let charset =
            charset.and_then(|value| value.split_once("charset=")).map(|(_, name)| name.trim_matches('"'));
        let head = head::read(&answer.body, charset);
        named.extend(head.canonical.and_then(|href| came_from.join(&href).ok()));
        title = head.title;
    }
    let own = named.iter().filter(|url| addresses::same_host(url, &asked));
    Some(Found { title, addresses: own.map(addresses::canonical).collect() })
}

/// Keeps what was found. An address that another submission is known under stays that one's.
///
/// # Errors
/// When the database does not take it.
pub async fn learn(tx: &mut Tx, id: Id, found: &Found) -> Result<(), Problem> {
    let here = submission::by_id(tx.conn(), id).await?;
    let Some(here) = here.filter(|here| !matches!(here.standing, Standing::Withdrawn | Standing::Purged))
    else {
        return Ok(());
    };
    for address in &found.addresses {
        addresses::claim(tx, address, id).await?;
    }
    if found.title.is_empty() || found.title == here.page_title {
        return Ok(());
    }
    sqlx::query("UPDATE submissions SET page_title = $1 WHERE id = $2")
        .bind(&found.title)
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    tx.emit(format!("submission:{id}"), "edit", json!({ "submission": id }));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpListener};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use platform::fetch::Policy;

    /// A page on this machine, and how often it was asked for.
    fn page(html: &'static str) -> (SocketAddr, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, asked) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
        let count = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).unwrap();
                let head =
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n";
                write!(stream, "{head}Content-Length: {}\r\n\r\n{html}", html.len()).unwrap();
            }
        });
        (address, asked)
    }

    #[tokio::test]
    async fn a_page_is_asked_for_its_title_and_speaks_for_its_own_host_only() {
        let (address, _) = page(
            "<title>A &lt;b&gt;cat&lt;/b&gt;</title><link rel=canonical href='https://victim.example/'>",
        );
        let fetcher = Fetcher::new(Policy::public_and([address]), "Throng");
        let found = fetch(&fetcher, &format!("http://{address}/x?utm_source=y")).await.unwrap();
        assert_eq!(found.title, "A <b>cat</b>");
        assert_eq!(found.addresses, [format!("{address}/x")]);
        let (address, _) = page("<title>Two</title><link rel=canonical href='/the-cat/'>");
        let fetcher = Fetcher::new(Policy::public_and([address]), "Throng");
        let found = fetch(&fetcher, &format!("http://{address}/2")).await.unwrap();
        assert_eq!(found.addresses, [format!("{address}/2"), format!("{address}/the-cat")]);
    }

    #[tokio::test]
    async fn nothing_private_is_asked() {
        let (address, asked) = page("<title>secret</title>");
        let fetcher = Fetcher::new(Policy::public(), "Throng");
        let local = format!("http://{address}/");
        for inside in [
            local.as_str(),
            "http://169.254.169.254/latest/meta-data/",
            "http://[::1]/",
            "http://0x7f000001/",
            "http://localhost/",
        ] {
            assert_eq!(fetch(&fetcher, inside).await, None, "{inside}");
        }
        assert_eq!(asked.load(Ordering::SeqCst), 0);
    }
}
