//! Deeds as everybody sees them: what there is to do, what is taken, what waits for a word, and what was done by whom.

use platform::Id;
use platform::clock::Millis;
use platform::web::Problem;
use platform::words::Words;
use sqlx::AnyConnection;

use crate::layout::Moment;
use crate::things::Standing;
use crate::throngs::activity::{self, Activity};
use crate::throngs::deeds::{self, Deed};
use crate::throngs::items::{self, Item};
use crate::throngs::kinds::Terms;
use crate::throngs::pages::sentences::{per_mille, stamp};
use crate::throngs::states::State;
use crate::throngs::throng::Throng;

/// Items that the throng's page names while there is something to do.
const NAMED: i64 = 12;
/// Items that a page names where all matter: to choose from, and once it has ended.
pub const CHOSEN: i64 = 200;

/// What there is to do; drawn by `throngs/deeds.html`.
pub struct Deeds {
    /// The throng's address.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// "3 of 12 done".
    pub words: String,
    /// How much that is, in per mille.
    pub share: u64,
    /// The first items.
    pub items: Vec<ToDo>,
    /// Whether the throng goes on.
    pub open: bool,
    /// Whether something is left.
    pub left: bool,
}

/// Something to do, as it stands.
pub struct ToDo {
    /// The item.
    pub id: Id,
    /// What is to be done.
    pub asked: String,
    /// Whether somebody can take it on.
    pub free: bool,
    /// Whether it is done.
    pub done: bool,
    /// How it stands, in words; empty where it is free.
    pub words: String,
    /// Until when it is somebody's.
    pub until: Option<Moment>,
    /// Why the last try was refused.
    pub refused: String,
    /// What shows that it is done.
    pub evidence: Option<Evidence>,
}

/// What somebody showed.
pub struct Evidence {
    /// Names the deed, to flag it.
    pub id: String,
    /// In words.
    pub text: String,
    /// An address, or empty.
    pub link: String,
    /// A picture's page, or empty.
    pub picture: String,
    /// "by Amber Heron"; empty once they were erased.
    pub by: String,
    /// Whether a moderator took it away.
    pub away: bool,
}

impl Evidence {
    /// What the deed shows.
    pub fn of(t: &Words, deed: &Deed) -> Self {
        let shown = deed.standing == Standing::Shown;
        let said = |text: &Option<String>| text.clone().filter(|_| shown).unwrap_or_default();
        Self {
            id: deed.id.to_string(),
            text: said(&deed.text),
            link: said(&deed.link),
            picture: said(&deed.picture.map(|id| format!("/p/{id}"))),
            by: if deed.name.is_empty() {
                String::new()
            } else {
                t.say_with("picture-by", &[("name", deed.name.as_str().into())])
            },
            away: !shown,
        }
    }
}

/// The throng's activities of this kind that have something to do.
///
/// # Errors
/// When the database does not answer.
pub async fn all(
    conn: &mut AnyConnection,
    t: &Words,
    throng: &Throng,
    now: Millis,
) -> Result<Vec<Deeds>, Problem> {
    let open = throng.state != State::Ended;
    let mut found = Vec::new();
    for activity in activity::of_throng(conn, throng.id).await? {
        if activity.terms != Terms::Do || activity.items == 0 {
            continue;
        }
        let [done, total] = [activity.done, activity.items].map(|count| u64::try_from(count).unwrap_or(0));
        let mut items = to_do(conn, t, &activity, if open { NAMED } else { CHOSEN }, now).await?;
        if !open {
            // What was in somebody's hands, or waited, at the end stays undone.
            for item in items.iter_mut().filter(|item| !item.done) {
                (item.words, item.until) = (t.say("deeds-not-done"), None);
            }
        }
        found.push(Deeds {
            slug: throng.slug.clone(),
            items,
            title: activity
                .title
                .unwrap_or_else(|| t.say(if open { "deeds-title" } else { "deeds-title-over" })),
            words: t.say_with("deeds-done", &[("done", done.into()), ("items", total.into())]),
            share: per_mille(done, total),
            open,
            left: open && done < total,
        });
    }
    Ok(found)
}

/// The first items of the activity, as they stand.
///
/// # Errors
/// When the database does not answer.
pub async fn to_do(
    conn: &mut AnyConnection,
    t: &Words,
    activity: &Activity,
    most: i64,
    now: Millis,
) -> Result<Vec<ToDo>, Problem> {
    let items = items::after(conn, activity.id, -1, most).await?;
    let ids: Vec<_> = items.iter().map(|item| item.id).collect();
    let deeds = deeds::of_items(conn, &ids, now).await?;
    let stands = |item: Item| {
        let deeds = deeds.get(&item.id).map_or(&[][..], Vec::as_slice);
        stands(t, &item, deeds)
    };
    Ok(items.into_iter().map(stands).collect())
}

fn stands(t: &Words, item: &Item, deeds: &[Deed]) -> ToDo {
    let last = |state: &str| deeds.iter().rev().find(|deed| deed.state == state);
    let (confirmed, waiting, claimed) = (last("confirmed"), last("evidenced"), last("claimed"));
    let free = confirmed.or(waiting).or(claimed).is_none() && !item.done;
    let words = match (confirmed, waiting, claimed) {
        _ if item.done => t.say("deeds-is-done"),
        (_, Some(_), _) => t.say("deeds-is-waiting"),
        (_, _, Some(_)) => t.say("deeds-is-taken"),
        _ => String::new(),
    };
    let refused = last("refused").and_then(|deed| deed.reason.clone()).filter(|_| free);
    ToDo {
        id: item.id,
        asked: asked(item),
        free,
        done: item.done,
        words,
        until: claimed
            .filter(|_| waiting.is_none() && !item.done)
            .map(|deed| Moment::clock(t, stamp(deed.expires_at))),
        refused: refused.unwrap_or_default(),
        evidence: confirmed.map(|deed| Evidence::of(t, deed)),
    }
}

fn asked(item: &Item) -> String {
    [&item.text, &item.url, &item.key].into_iter().flatten().next().cloned().unwrap_or_default()
}
