//! What waits for a moderator: held things and reported ones, oldest first.

use platform::Id;
use sqlx::AnyConnection;

use crate::people::{Person, directory};
use crate::safety::flags::Flag;
use crate::safety::{Moderated, Subject, reach};
use crate::things::Standing;

/// Reports about one thing that the queue shows; more say nothing new.
const MAX_FLAGS: i64 = 20;

/// Something that waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// What it is.
    pub about: Subject,
    /// The thing; `None` for a person.
    pub found: Option<Moderated>,
    /// Its author, or the person.
    pub person: Option<Person>,
    /// Open reports about it, oldest first.
    pub flags: Vec<Flag>,
}

/// Up to `limit` waiting things with an id after `after`.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(
    conn: &mut AnyConnection,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Waiting>, sqlx::Error> {
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut all, mut after) = (Vec::new(), after);
    // What its author took back is passed over, and must not hide what stands behind it.
    while all.len() < wanted {
        let mut subjects = flagged(conn, after, limit).await?;
        subjects.extend(reach::held(conn, after, limit).await?.into_iter().map(Subject::Thing));
        subjects.sort_by_key(|subject| subject.id());
        subjects.dedup();
        subjects.truncate(wanted);
        let Some(last) = subjects.last() else { break };
        after = Some(last.id());
        for about in subjects {
            all.extend(look(conn, about).await?);
        }
    }
    all.truncate(wanted);
    Ok(all)
}

async fn flagged(
    conn: &mut AnyConnection,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Subject>, sqlx::Error> {
    sqlx::query(
        "SELECT DISTINCT kind, thing FROM flags WHERE outcome IS NULL AND thing > $1 ORDER BY thing LIMIT $2",
    )
    .bind(after.map_or_else(String::new, |after| after.to_string()))
    .bind(limit)
    .fetch_all(conn)
    .await?
    .iter()
    .map(Subject::from_row)
    .collect()
}

/// What there is to see; nothing, if its author took it back meanwhile.
async fn look(conn: &mut AnyConnection, about: Subject) -> Result<Option<Waiting>, sqlx::Error> {
    let (found, person) = match about {
        Subject::Thing(thing) => {
            let Some(found) = reach::find(conn, thing).await? else { return Ok(None) };
            if matches!(found.standing, Standing::Withdrawn | Standing::Purged) {
                return Ok(None);
            }
            let author = directory::find(conn, found.author).await?;
            (Some(found), author)
        }
        Subject::Person(id) => (None, directory::find(conn, id).await?),
    };
    let flags = sqlx::query(
        "SELECT id, kind, thing, reason, detail, at, outcome FROM flags WHERE thing = $1 AND outcome IS NULL ORDER BY id LIMIT $2",
    )
    .bind(about.id().to_string())
    .bind(MAX_FLAGS)
    .fetch_all(conn)
    .await?
    .iter()
    .map(Flag::from_row)
    .collect::<Result<_, _>>()?;
    Ok(Some(Waiting { about, found, person, flags }))
}
