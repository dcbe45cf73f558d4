//! What a room belongs to: whether somebody sees it, where its page is; and a memory of what everybody sees.
//!
//! Each capability keeps standing and visibility in columns of its own things; only these columns are read here.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use platform::Id;
use platform::live::Topic;
use platform::web::Problem;
use sqlx::{AnyConnection, Row};

use crate::app::App;
use crate::people::Person;
use crate::rooms::room::{self, Room};
use crate::things::{Kind, Standing, Thing, Visibility, is_seen_by};
use crate::web::text::segment;

/// Things remembered as open to everybody; beyond it the memory starts anew.
const MAX_OPEN: usize = 16_384;

/// The thing that a room belongs to.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Whose it is.
    pub author: Id,
    /// How it stands.
    pub standing: Standing,
    /// Who sees it at all.
    pub visibility: Visibility,
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: String,
}

impl Subject {
    /// Whether `who` sees it.
    pub fn is_seen_by(&self, who: Option<&Person>) -> bool {
        is_seen_by(self.standing, self.visibility, self.author, who)
    }
}

/// The table of `kind`, what it calls the author, the title and the name in the address, and where its pages are.
const fn place(kind: Kind) -> Option<(&'static str, &'static str)> {
    match kind {
        Kind::Picture => Some((
            "SELECT author, standing, visibility, title, id AS name FROM pictures WHERE id = $1",
            "/p/",
        )),
        Kind::Story => Some((
            "SELECT author, standing, visibility, title, slug AS name FROM stories WHERE id = $1",
            "/s/",
        )),
        Kind::Throng => Some((
            "SELECT coordinator AS author, standing, visibility, objective AS title, slug AS name FROM throngs WHERE id = $1",
            "/t/",
        )),
        Kind::Submission => Some((
            "SELECT author, standing, visibility, headline AS title, id AS name FROM submissions WHERE id = $1",
            "/new/",
        )),
        Kind::Service => Some((
            "SELECT COALESCE(author, '00000000000000000000000000') AS author, standing, visibility, name AS title, slug AS name FROM services WHERE id = $1",
            "/ledger/",
        )),
        Kind::Incident => Some((
            "SELECT i.author, CASE WHEN s.standing = 'shown' THEN i.standing ELSE s.standing END AS standing, i.visibility, i.title, \
             i.id AS name FROM incidents i JOIN services s ON s.id = i.service WHERE i.id = $1",
            "/incidents/",
        )),
        Kind::Update | Kind::Comment | Kind::Message | Kind::Benefit | Kind::Reply | Kind::Deed => None,
    }
}

/// The thing, if it is one that rooms and topics belong to.
///
/// # Errors
/// When the database does not answer.
pub async fn find(conn: &mut AnyConnection, thing: Thing) -> Result<Option<Subject>, sqlx::Error> {
    let Some((sql, folder)) = place(thing.kind) else { return Ok(None) };
    let row = sqlx::query(sql).bind(thing.id.to_string()).fetch_optional(conn).await?;
    let bad = |what: &str| sqlx::Error::Decode(format!("{}.{what}", thing.kind).into());
    row.map(|row| {
        Ok(Subject {
            author: row.try_get::<String, _>("author")?.parse().map_err(|_| bad("author"))?,
            standing: row.try_get::<String, _>("standing")?.parse().map_err(|()| bad("standing"))?,
            visibility: row.try_get::<String, _>("visibility")?.parse().map_err(|()| bad("visibility"))?,
            title: row.try_get("title")?,
            href: format!("{folder}{}", segment(&row.try_get::<String, _>("name")?)),
        })
    })
    .transpose()
}

/// The room `id` and its thing, if `who` sees them.
///
/// # Errors
/// 404 if not.
pub async fn seen(
    conn: &mut AnyConnection,
    id: Id,
    who: Option<&Person>,
) -> Result<(Room, Subject), Problem> {
    let gone = || Problem::not_found("rooms-gone");
    let room = room::find(conn, id).await?.ok_or_else(gone)?;
    let subject = find(conn, room.thing).await?.ok_or_else(gone)?;
    if subject.is_seen_by(who) { Ok((room, subject)) } else { Err(gone()) }
}

/// Whether the person may follow the topic.
///
/// # Errors
/// When the database does not answer.
pub async fn may_read(app: &App, who: Option<Id>, topic: &Topic) -> Result<bool, Problem> {
    if topic.as_str() == "front" {
        return Ok(true);
    }
    let Some(id) = topic.id() else { return Ok(false) };
    if app.open_things.knows(topic) {
        return Ok(true);
    }
    let before = app.open_things.changes();
    let mut conn = app.db.reader().acquire().await?;
    let Some(thing) = thing_of(&mut conn, topic.kind(), id).await? else { return Ok(false) };
    let Some(subject) = find(&mut conn, thing).await? else { return Ok(false) };
    if subject.is_seen_by(None) {
        app.open_things.remember(topic, before);
        return Ok(true);
    }
    let Some(who) = who else { return Ok(false) };
    let person = known(&mut conn, who).await?;
    Ok(person.is_some_and(|person| subject.is_seen_by(Some(&person))))
}

/// The thing that a topic is about.
async fn thing_of(conn: &mut AnyConnection, kind: &str, id: Id) -> Result<Option<Thing>, sqlx::Error> {
    match kind {
        "room" => Ok(room::find(conn, id).await?.map(|room| room.thing)),
        "picture" | "story" | "throng" | "service" | "incident" => {
            Ok(kind.parse().ok().map(|kind| Thing { kind, id }))
        }
        _ => Ok(None),
    }
}

/// The person `id`, unless erased.
///
/// # Errors
/// When the database does not answer.
pub async fn known(conn: &mut AnyConnection, id: Id) -> Result<Option<Person>, sqlx::Error> {
    sqlx::query("SELECT id, name, role, trusted FROM people WHERE id = $1 AND erased_at IS NULL")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(Person::from_row)
        .transpose()
}

/// Topics that everybody may read, so that a thousand readers who come back ask the database nothing. What happens to
/// a thing makes its topics forgotten; a commit here is heard before it is answered, another node's as the log is read.
#[derive(Default)]
pub struct OpenThings(Mutex<State>);

#[derive(Default)]
struct State {
    open: HashSet<Topic>,
    changes: u64,
}

impl OpenThings {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn knows(&self, topic: &Topic) -> bool {
        self.state().open.contains(topic)
    }

    fn changes(&self) -> u64 {
        self.state().changes
    }

    /// Keeps the topic, unless anything changed since `before`: it may have been this.
    fn remember(&self, topic: &Topic, before: u64) {
        let mut state = self.state();
        if state.changes != before {
            return;
        }
        if state.open.len() >= MAX_OPEN {
            state.open.clear();
        }
        state.open.insert(topic.clone());
    }

    /// Forgets everything, because the log cannot be read and anything may have happened.
    pub fn forget_all(&self) {
        let mut state = self.state();
        state.changes += 1;
        state.open.clear();
    }

    /// Forgets the things that these topics are about, with their rooms. What is said in a room changes nobody's rights.
    pub fn changed<'a>(&self, topics: impl IntoIterator<Item = &'a String>) {
        let things = topics.into_iter().filter(|topic| !topic.starts_with("room:"));
        let names =
            things.filter_map(|topic| Topic::parse(topic)).filter_map(|topic| Some((topic.id()?, topic)));
        let mut state = self.state();
        for (id, topic) in names {
            state.changes += 1;
            state.open.remove(&topic);
            if let Some(room) = Topic::parse(&room::topic(id)) {
                state.open.remove(&room);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_is_forgotten_and_what_changed_meanwhile_is_not_kept() {
        let (memory, id) = (OpenThings::default(), Id::new(1));
        let topic = |kind: &str| Topic::parse(&format!("{kind}:{id}")).unwrap();
        let (room, story) = (topic("room"), topic("story"));
        memory.remember(&room, memory.changes());
        memory.remember(&story, memory.changes());
        memory.changed(&[room.to_string()]);
        assert!(memory.knows(&room) && memory.knows(&story));
        let before = memory.changes();
        memory.changed(&[story.to_string()]);
        assert!(!memory.knows(&room) && !memory.knows(&story));
        memory.remember(&room, before);
        assert!(!memory.knows(&room));
    }

    #[test]
    fn the_memory_is_bounded() {
        let memory = OpenThings::default();
        for number in 0..=MAX_OPEN {
            let topic = Topic::parse(&format!("story:{}", Id::from_number(number as u128))).unwrap();
            memory.remember(&topic, memory.changes());
        }
        assert_eq!(memory.state().open.len(), 1);
    }
}
