//! What a throng is about, as a link with words.

use platform::web::Problem;
use platform::words::Words;
use sqlx::AnyConnection;

use crate::layout::Shown;
use crate::things::is_seen;
use crate::throngs::throng::About;
use crate::{ledger, pictures, stories};

/// A link.
#[derive(Clone, Debug)]
pub struct Pointed {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub text: String,
    /// The picture, or the first one of the story.
    pub picture: Option<Shown>,
}

impl Pointed {
    /// The id of its picture: the last part of the picture's address.
    pub fn picture_id(&self) -> Option<&str> {
        self.picture.as_ref()?.href.rsplit('/').next()
    }
}

/// The link to what a throng is about.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, t: &Words, about: &About) -> Result<Option<Pointed>, Problem> {
    Ok(match about {
        About::Link(url) => {
            let rest = url.split_once("//").map_or(url.as_str(), |(_, rest)| rest);
            let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
            Some(Pointed { href: url.clone(), text: host.to_owned(), picture: None })
        }
        About::Picture(id) => {
            let shown = pictures::shown(conn, &[*id], t).await?.remove(id);
            pictures::find(conn, *id).await?.filter(is_open).map(|picture| Pointed {
                href: format!("/p/{id}"),
                text: if picture.title.is_empty() { t.say("throng-a-picture") } else { picture.title },
                picture: shown,
            })
        }
        About::Incident(id) => {
            let found = ledger::incident(conn, *id).await?.filter(|found| found.is_seen_by(None));
            found.map(|found| Pointed { href: found.href(), text: found.title, picture: None })
        }
        About::Story(id) => {
            let card = stories::card(conn, *id, t).await?;
            card.map(|card| Pointed { href: card.href, text: card.title, picture: card.picture })
        }
    })
}

/// Whether everybody sees the picture; the page around it is the same for all.
fn is_open(picture: &pictures::Picture) -> bool {
    is_seen(picture.standing, picture.visibility, picture.author, None)
}
