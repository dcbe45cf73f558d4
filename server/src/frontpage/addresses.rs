//! Under which addresses a submission is known, so that the same page is put forward once.
//!
//! An address is made canonical by its text alone: host in lower case without `www.`, scheme and fragment left out, parameters that only
//! say where a reader came from left out, the rest in order, no slash at the end. What the page itself says (a redirect, `rel="canonical"`)
//! is taken only within its own host: a page speaks for nobody else's.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use sqlx::AnyConnection;
use url::Url;

use crate::frontpage::submission::Target;
use crate::things::{Kind, Thing};

/// Characters of an address that is taken.
pub const MAX_ADDRESS: usize = 2_000;
/// Parameters that name the campaign or the click, not the page.
const TRACKING: [&str; 8] = ["fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "ref_src", "yclid"];

/// Reads an address as a person typed it: with `https://` if no scheme is there. `None` for anything but `http` and `https`, or with a
/// name or password in it.
pub fn read(text: &str) -> Option<Url> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_ADDRESS {
        return None;
    }
    let url = match Url::parse(text) {
        // "example.org:8080/x" reads as a scheme that has a dot in it; none has.
        Ok(url) if url.scheme().contains('.') => Url::parse(&format!("https://{text}")).ok()?,
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => Url::parse(&format!("https://{text}")).ok()?,
        Err(_) => return None,
    };
    let plain = url.username().is_empty() && url.password().is_none();
    (matches!(url.scheme(), "http" | "https") && url.host().is_some() && plain).then_some(url)
}

/// The canonical form, by which two addresses are the same page.
pub fn canonical(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_start_matches("www.");
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query: Vec<_> = url
        .query()
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            !name.is_empty() && !name.starts_with("utm_") && !TRACKING.contains(&name)
        })
        .collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    format!("{host}{port}{}{query}", url.path().trim_end_matches('/'))
}

/// Whether two addresses stand on the same host.
pub fn same_host(one: &Url, other: &Url) -> bool {
    let host = |url: &Url| url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    host(one) == host(other)
}

/// How a target is written in the table of addresses.
pub fn of(target: &Target) -> Option<String> {
    match target {
        Target::Thing(thing) => Some(thing.to_string()),
        Target::Link(address) => read(address).map(|url| canonical(&url)),
    }
}

/// What an address of this host names: a kind and the last part of its path, `/p/{id}`, `/s/{slug}` or `/t/{slug}`.
pub fn own_place(url: &Url) -> Option<(Kind, String)> {
    let mut parts = url.path_segments()?;
    let kind = match parts.next()? {
        "p" => Kind::Picture,
        "s" => Kind::Story,
        "t" => Kind::Throng,
        _ => return None,
    };
    let name = percent_decoded(parts.next()?)?;
    (!name.is_empty() && parts.next().is_none()).then_some((kind, name))
}

fn percent_decoded(segment: &str) -> Option<String> {
    let pairs = format!("x={}", segment.replace('+', "%2B"));
    serde_urlencoded::from_str::<Vec<(String, String)>>(&pairs).ok()?.pop().map(|(_, value)| value)
}

/// The thing with this name, if everybody sees it.
///
/// # Errors
/// When the database does not answer.
pub async fn thing(conn: &mut AnyConnection, kind: Kind, name: &str) -> Result<Option<Thing>, sqlx::Error> {
    let sql = match kind {
        Kind::Picture => {
            "SELECT id FROM pictures WHERE id = $1 AND standing = 'shown' AND visibility = 'public'"
        }
        Kind::Story => {
            "SELECT id FROM stories WHERE (slug = $1 OR id = $1) AND standing = 'shown' AND visibility = 'public'"
        }
        Kind::Throng => {
            "SELECT id FROM throngs WHERE (slug = $1 OR id = $1) AND standing = 'shown' AND visibility = 'public'"
        }
        _ => return Ok(None),
    };
    // PostgreSQL takes no NUL in a text, and no name has one.
    let name = name.replace('\0', "");
    let row = sqlx::query(sql).bind(name).fetch_optional(conn).await?;
    row.map(|row| Ok(Thing { kind, id: platform::db::id(&row, "id")? })).transpose()
}

/// The submission that is known under this address.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, address: &str) -> Result<Option<Id>, sqlx::Error> {
    let row = sqlx::query("SELECT submission FROM submission_addresses WHERE address = $1")
        .bind(address)
        .fetch_optional(conn)
        .await?;
    row.map(|row| platform::db::id(&row, "submission")).transpose()
}

/// Makes the submission known under this address, unless another is already; gives whether it was free.
///
/// # Errors
/// When the database does not take it.
pub async fn claim(tx: &mut Tx, address: &str, submission: Id) -> Result<bool, Problem> {
    let done = sqlx::query(
        "INSERT INTO submission_addresses (address, submission) VALUES ($1, $2) ON CONFLICT (address) DO NOTHING",
    )
    .bind(address)
    .bind(submission.to_string())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives the addresses of a submission free.
///
/// # Errors
/// When the database does not take it.
pub async fn release(tx: &mut Tx, submission: Id) -> Result<(), Problem> {
    sqlx::query("DELETE FROM submission_addresses WHERE submission = $1")
        .bind(submission.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of_text(text: &str) -> String {
        canonical(&read(text).unwrap())
    }

    #[test]
    fn the_same_page_has_one_address() {
        let page = of_text("https://example.org/cat");
        for same in [
            "http://www.EXAMPLE.org/cat/",
            "example.org/cat",
            "https://example.org/cat#gnome",
            "https://example.org/cat?utm_source=fark&fbclid=1",
            "https://example.org:443/cat",
        ] {
            assert_eq!(of_text(same), page, "{same}");
        }
        assert_ne!(of_text("https://example.org/cat?id=2"), page);
        assert_ne!(of_text("https://example.org/Cat"), page);
        assert_ne!(of_text("https://example.org:8080/cat"), page);
    }

    #[test]
    fn what_is_no_web_address_is_none() {
        for bad in [
            "",
            " ",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://a/b",
            "http://u:p@a.b/",
            "http://",
            "file:///etc/passwd",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(read(&format!("https://a.b/{}", "x".repeat(MAX_ADDRESS))), None);
    }

    #[test]
    fn our_own_pages_are_known_by_their_path() {
        let place = |path: &str| own_place(&Url::parse("http://here").unwrap().join(path).unwrap());
        assert_eq!(place("/s/a-cat"), Some((Kind::Story, "a-cat".into())));
        assert_eq!(place("/s/k%C3%A4tzchen+1"), Some((Kind::Story, "kätzchen+1".into())));
        assert_eq!(place("/p/01"), Some((Kind::Picture, "01".into())));
        for none in ["/", "/s/", "/s/a/edit", "/throngs", "/new"] {
            assert_eq!(place(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn canonical_is_stable(path in "[a-z/?&=#._-]{0,40}") {
            if let Some(url) = read(&format!("https://example.org/{path}")) {
                let once = canonical(&url);
                prop_assert_eq!(canonical(&read(&once).unwrap()), once);
            }
        }
    }
}
