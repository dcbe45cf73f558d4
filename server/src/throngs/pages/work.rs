//! The first question, as it stands under a picture and on the throng's own page.

use platform::Id;
use platform::web::Problem;
use platform::words::Words;
use sqlx::{AnyConnection, Row};

use crate::layout::Shown;
use crate::people::Visitor;
use crate::pictures;
use crate::things::Kind;
use crate::throngs::about::work as what_to_show;
use crate::throngs::leases::Handed;
use crate::throngs::states::State;
use crate::throngs::throng::Throng;
use crate::throngs::{about, activity, items, roles};

/// The question, the item that it asks about, and the answers; drawn by `throngs/work.html`.
#[derive(Clone, Debug)]
pub struct Work {
    /// The throng's id.
    pub throng: Id,
    /// Its address: `/t/{slug}`.
    pub slug: String,
    /// The activity's id.
    pub activity: Id,
    /// What all of it is for.
    pub objective: String,
    /// The question.
    pub question: String,
    /// What helps to answer it; may be empty.
    pub help: String,
    /// Beside the question: how long it takes, or which item of one's own it is.
    pub aside: String,
    /// The item; `None` if nothing is left.
    pub item: Option<Item>,
    /// The lease of the item, on pages for one person; else empty.
    pub lease: String,
    /// The answers to choose from.
    pub choices: Vec<String>,
    /// How many this person has answered; 0 on pages that are the same for everybody.
    pub answered: u64,
    /// What became of the last answer, on pages for one person.
    pub said: String,
    /// Whether this person is asked to check what others disagree on.
    pub offer: bool,
    /// Whether it stands on another page than the throng's own.
    pub elsewhere: bool,
    /// The texts for "your 3rd item", by plural category.
    pub nth: [(&'static str, String); 4],
}

/// An item as people see it.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// Its picture, if everybody may see that.
    pub picture: Option<Shown>,
    /// What the page goes stale with: the picture's topic; empty without one.
    pub topic: String,
    /// Its text; may be empty.
    pub text: String,
    /// Where more of it is; may be empty.
    pub url: String,
}

impl Work {
    /// The texts for "your 3rd item", for the script.
    pub const fn ordinals(&self) -> &[(&'static str, String); 4] {
        &self.nth
    }

    /// After how many counted acts one is asked to check, for the script.
    pub const fn acts_to_check(&self) -> i64 {
        roles::ACTS_TO_CHECK
    }

    /// The topics that a page with it goes stale with.
    pub fn topics(&self) -> impl Iterator<Item = String> {
        let picture = self.item.iter().map(|item| item.topic.clone()).filter(|topic| !topic.is_empty());
        picture.chain([format!("throng:{}", self.throng)])
    }

    /// Puts what `visitor` was handed in the place of what everybody sees, with how many they have answered.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn hand(
        &mut self,
        conn: &mut AnyConnection,
        t: &Words,
        visitor: &Visitor,
        handed: Option<Handed>,
    ) -> Result<(), Problem> {
        if let Some(person) = visitor.person() {
            let row = sqlx::query("SELECT COUNT(*) FROM answers WHERE person = $1 AND activity = $2")
                .bind(person.id.to_string())
                .bind(self.activity.to_string())
                .fetch_one(&mut *conn)
                .await?;
            self.answered = u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0);
            self.offer = roles::may_check(conn, self.throng, person.id).await?;
        }
        self.aside = aside(t, self.answered);
        self.lease = handed.as_ref().map_or_else(String::new, |handed| handed.lease.to_string());
        self.item = match handed {
            Some(handed) => shown(conn, t, vec![handed.item]).await?.pop(),
            None => None,
        };
        Ok(())
    }
}

/// The question that a throng asks now, with the item that it needs most, the same for everybody; `None` if it has no items.
///
/// # Errors
/// When the database does not answer.
pub async fn first_question(
    conn: &mut AnyConnection,
    t: &Words,
    throng: &Throng,
) -> Result<Option<Work>, Problem> {
    let found = what_to_show(conn, throng.clone()).await?;
    // When all is done the question still stands there, with its thanks.
    let activity = match found.activity {
        Some(activity) => Some(activity),
        None => activity::of_throng(conn, throng.id)
            .await?
            .into_iter()
            .find(|activity| activity.is_label() && activity.items > 0),
    };
    let Some(activity) = activity else { return Ok(None) };
    let item = shown(conn, t, found.item.into_iter().collect()).await?.pop();
    Ok(Some(Work {
        throng: throng.id,
        slug: throng.slug.clone(),
        activity: activity.id,
        objective: throng.objective.clone(),
        question: activity.question.text,
        help: activity.question.help.unwrap_or_default(),
        aside: aside(t, 0),
        item,
        lease: String::new(),
        choices: activity.question.choices,
        answered: 0,
        said: String::new(),
        offer: false,
        elsewhere: false,
        nth: ordinal_forms(t),
    }))
}

/// The first question of the throng that is about a thing, for the thing's own page; `None` where nobody is gathered. The page goes
/// stale with [`Work::topics`].
///
/// # Errors
/// When the database does not answer.
pub async fn under(conn: &mut AnyConnection, t: &Words, kind: Kind, id: Id) -> Result<Option<Work>, Problem> {
    let Some(found) = about(conn, kind, id).await? else { return Ok(None) };
    if found.throng.state == State::Ended {
        return Ok(None);
    }
    let work = first_question(conn, t, &found.throng).await?;
    Ok(work.map(|work| Work { elsewhere: true, ..work }))
}

/// Items as people see them, in their order.
///
/// # Errors
/// When the database does not answer.
pub async fn shown(
    conn: &mut AnyConnection,
    t: &Words,
    items: Vec<items::Item>,
) -> Result<Vec<Item>, Problem> {
    let ids: Vec<Id> = items.iter().filter_map(|item| item.picture).collect();
    let pictures = pictures::shown(conn, &ids, t).await?;
    let item = |item: items::Item| Item {
        id: item.id.to_string(),
        picture: item.picture.and_then(|id| pictures.get(&id)).cloned(),
        topic: item.picture.map_or_else(String::new, |id| format!("picture:{id}")),
        text: item.text.unwrap_or_default(),
        url: item.url.unwrap_or_default(),
    };
    Ok(items.into_iter().map(item).collect())
}

/// "your 3rd item" for each plural category; NTH stands where the number goes.
pub fn ordinal_forms(t: &Words) -> [(&'static str, String); 4] {
    [
        ("one", t.say("work-nth-one")),
        ("two", t.say("work-nth-two")),
        ("few", t.say("work-nth-few")),
        ("other", t.say("work-nth-other")),
    ]
}

/// "your 3rd item", or what stands there before the first.
pub fn aside(t: &Words, answered: u64) -> String {
    if answered == 0 {
        return t.say("work-first");
    }
    let nth = answered + 1;
    // The English categories of Unicode's plural rules; languages without them say the same in all four forms.
    let form = match (nth % 10, nth % 100) {
        (1, tens) if tens != 11 => t.say("work-nth-one"),
        (2, tens) if tens != 12 => t.say("work-nth-two"),
        (3, tens) if tens != 13 => t.say("work-nth-few"),
        _ => t.say("work-nth-other"),
    };
    form.replace("NTH", &t.number(nth))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_counted_in_words() {
        let catalogue = crate::messages::catalogue().unwrap();
        let english = catalogue.english();
        assert_eq!(aside(&english, 0), "no account, about ten seconds");
        for (answered, said) in [
            (2, "your 3rd item"),
            (10, "your 11th item"),
            (21, "your 22nd item"),
            (1_233, "your 1,234th item"),
        ] {
            assert_eq!(aside(&english, answered), said);
        }
        assert_eq!(aside(&catalogue.for_request(None, Some("de"), None), 2), "dein 3. Stück");
    }
}
