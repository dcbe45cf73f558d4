//! Claiming a deed, and showing that it was done.

use platform::Id;
use platform::clock::Millis;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::Value;

use super::{CLAIM, Deed, MAX_CLAIM, MAX_CLAIMS, find};
use crate::app::App;
use crate::people::{Act, Acted, Visitor, Whose};
use crate::pictures;
use crate::throngs::activity::{self, Activity};
use crate::throngs::gather::{join_as, told};
use crate::throngs::items::{self, COLUMNS, TAKEN};
use crate::throngs::leases::Handed;
use crate::throngs::lock;
use crate::throngs::roles::CONTRIBUTOR;
use crate::throngs::states::State;
use crate::throngs::terms::is_link;
use crate::throngs::throng::parsed;

/// Characters of what somebody says of their deed, or of why it is refused.
pub const MAX_TEXT: usize = 2_000;

/// Gives the visitor something to do, or of anything what they have in hand already if they have enough; nothing if nothing is left.
/// Taking it on makes the visitor a guest and a member of the throng.
///
/// # Errors
/// 404 for what the visitor may not see, 409 for a certain one that is not free or one too many.
pub async fn claim(
    app: &App,
    visitor: &Visitor,
    activity: &Activity,
    which: Which,
) -> Result<Option<Acted<Handed>>, Problem> {
    let (visitor, activity) = (visitor.clone(), activity.id);
    app.writer.write(move |tx| Box::pin(hand_out(tx, visitor, activity, which))).await
}

/// What somebody wants to do.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// Anything, this first if it is free.
    Any(Option<Id>),
    /// This and nothing else.
    This(Id),
}

async fn hand_out(
    tx: &mut Tx,
    visitor: Visitor,
    activity: Id,
    which: Which,
) -> Result<Option<Acted<Handed>>, Problem> {
    lock(tx).await?;
    let activity =
        activity::find(tx.conn(), activity).await?.ok_or(Problem::not_found("throng-activity-gone"))?;
    let who = visitor.person().map_or_else(String::new, |person| person.id.to_string());
    if activity.throng_state == State::Ended {
        return Ok(None);
    }
    if let Some(held) = enough(tx, &activity, &who).await? {
        if matches!(which, Which::This(_)) {
            return Err(Problem::conflict("throng-deeds-many").with("max", MAX_CLAIMS));
        }
        let item = items::find(tx.conn(), activity.id, held.item).await?;
        let actor = visitor.act(tx, Act::Contribute, Whose::Other).await?;
        return Ok(item.map(|item| Acted { value: handed(&activity, held.id, item, held.expires_at), actor }));
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM items i WHERE i.activity = $1 AND i.state = 'open' AND {TAKEN} AND NOT EXISTS \
         (SELECT 1 FROM deeds d WHERE d.item = i.id AND (d.state = 'evidenced' OR (d.state = 'claimed' AND (d.expires_at > $2 OR d.person = $3)))) \
         AND (i.id = $4 OR $5 = 0) ORDER BY CASE WHEN i.id = $4 THEN 0 ELSE 1 END, i.place LIMIT 1"
    );
    let now = tx.now();
    let (prefer, only) = match which {
        Which::Any(prefer) => (prefer, 0_i64),
        Which::This(item) => (Some(item), 1),
    };
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(activity.id.to_string())
        .bind(now)
        .bind(&who)
        .bind(prefer.map_or_else(String::new, |item| item.to_string()))
        .bind(only)
        .fetch_optional(tx.conn())
        .await?;
    let Some(row) = row else {
        return if only == 1 { Err(Problem::conflict("throng-deed-taken")) } else { Ok(None) };
    };
    let (item, id) = (items::from_row(&row)?, Id::new(now));
    let actor = visitor.act(tx, Act::Contribute, Whose::Other).await?;
    sqlx::query(
        "INSERT INTO deeds (id, activity, item, person, state, claimed_at, expires_at) VALUES ($1, $2, $3, $4, 'claimed', $5, $6)",
    )
    .bind(id.to_string())
    .bind(activity.id.to_string())
    .bind(item.id.to_string())
    .bind(actor.person.id.to_string())
    .bind(now)
    .bind(now + CLAIM)
    .execute(tx.conn())
    .await?;
    join_as(tx, activity.throng, actor.person.id, CONTRIBUTOR, None).await?;
    told(tx, activity.throng, activity.throng_state);
    Ok(Some(Acted { value: handed(&activity, id, item, now + CLAIM), actor }))
}

fn handed(activity: &Activity, lease: Id, item: items::Item, expires_at: Millis) -> Handed {
    Handed { lease, item, question: activity.question.clone(), expires_at }
}

/// The oldest deed in hand of whoever has as many as one may.
async fn enough(tx: &mut Tx, activity: &Activity, who: &str) -> Result<Option<Deed>, Problem> {
    let now = tx.now();
    let rows = sqlx::query(
        "SELECT id FROM deeds WHERE activity = $1 AND person = $2 AND state = 'claimed' AND expires_at > $3 ORDER BY id LIMIT $4",
    )
    .bind(activity.id.to_string())
    .bind(who)
    .bind(now)
    .bind(MAX_CLAIMS)
    .fetch_all(tx.conn())
    .await?;
    match rows.first() {
        Some(row) if i64::try_from(rows.len()).unwrap_or(0) >= MAX_CLAIMS => {
            Ok(find(tx.conn(), parsed(row, "id")?).await?)
        }
        _ => Ok(None),
    }
}

/// The visitor's own deed, in this transaction.
async fn own(tx: &mut Tx, visitor: &Visitor, id: Id) -> Result<Deed, Problem> {
    let me = visitor.known()?.id;
    let deed = find(tx.conn(), id).await?.filter(|deed| deed.person == me);
    deed.ok_or(Problem::not_found("throng-lease-gone"))
}

/// Touches a claim, so that it lasts on; gives until when.
///
/// # Errors
/// 404 if the visitor has no such claim.
pub async fn touch(app: &App, visitor: &Visitor, id: Id) -> Result<Millis, Problem> {
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let deed = own(tx, &visitor, id).await?;
                if deed.state != "claimed" || deed.expires_at <= tx.now() {
                    return Err(Problem::not_found("throng-lease-gone"));
                }
                let until = (tx.now() + CLAIM).min(deed.claimed_at + MAX_CLAIM);
                sqlx::query("UPDATE deeds SET expires_at = $1 WHERE id = $2")
                    .bind(until)
                    .bind(id.to_string())
                    .execute(tx.conn())
                    .await?;
                Ok(until)
            })
        })
        .await
}

/// Gives a claim back; somebody else gets the item.
///
/// # Errors
/// 404 if the visitor has no such claim.
pub async fn give_back(app: &App, visitor: &Visitor, id: Id) -> Result<(), Problem> {
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let deed = own(tx, &visitor, id).await?;
                sqlx::query("UPDATE deeds SET state = 'given_back' WHERE id = $1 AND state = 'claimed'")
                    .bind(id.to_string())
                    .execute(tx.conn())
                    .await?;
                if let Some(activity) = activity::find(tx.conn(), deed.activity).await? {
                    told(tx, activity.throng, activity.throng_state);
                }
                Ok(())
            })
        })
        .await
}

/// What shows that something was done: [`Deed`]'s `text`, `picture`, `link`, one of them at least.
struct Evidence {
    text: Option<String>,
    picture: Option<Id>,
    link: Option<String>,
}

impl Evidence {
    fn valid(said: &Value) -> Result<Self, Problem> {
        let given = |name: &str| {
            let text = said[name].as_str().map(|text| text.trim().replace("\r\n", "\n"));
            text.filter(|text| !text.is_empty())
        };
        let (text, link) = (given("text"), given("link"));
        if text.as_ref().is_some_and(|text| text.chars().count() > MAX_TEXT) {
            return Err(Problem::field("/answer/text", "throng-text-long").with("max", MAX_TEXT));
        }
        if link.as_ref().is_some_and(|link| !is_link(link)) {
            return Err(Problem::field("/answer/link", "throng-deed-link"));
        }
        let picture = match given("picture") {
            Some(id) => {
                Some(id.parse().map_err(|_| Problem::field("/answer/picture", "throng-picture-gone"))?)
            }
            None => None,
        };
        if text.is_none() && picture.is_none() && link.is_none() {
            return Err(Problem::field("/answer", "throng-deed-empty"));
        }
        Ok(Self { text, picture, link })
    }
}

/// Shows that a deed was done; it counts once somebody else has confirmed it. Gives the activity, and whether the claim was over.
///
/// # Errors
/// 404 if the visitor has no such claim, 409 if it was shown already or the throng has ended, 422 for no evidence.
pub async fn answer(app: &App, visitor: &Visitor, id: Id, said: &Value) -> Result<(Id, bool), Problem> {
    let (evidence, visitor) = (Evidence::valid(said)?, visitor.clone());
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                lock(tx).await?;
                let (deed, now) = (own(tx, &visitor, id).await?, tx.now());
                visitor.allowed(Act::Contribute, Whose::Other)?;
                let activity = activity::find(tx.conn(), deed.activity).await?;
                let activity = activity.ok_or(Problem::not_found("throng-activity-gone"))?;
                if activity.throng_state == State::Ended {
                    return Err(Problem::conflict("throng-over"));
                }
                if !matches!(deed.state.as_str(), "claimed" | "given_back") {
                    return Err(Problem::conflict("throng-answered"));
                }
                if let Some(picture) = evidence.picture
                    && !pictures::exists_for(tx.conn(), picture, &visitor).await?
                {
                    return Err(Problem::field("/answer/picture", "throng-picture-gone"));
                }
                sqlx::query(
                    "UPDATE deeds SET state = 'evidenced', text = $1, picture = $2, link = $3, evidenced_at = $4 WHERE id = $5",
                )
                .bind(evidence.text)
                .bind(evidence.picture.map(|id| id.to_string()))
                .bind(evidence.link)
                .bind(now)
                .bind(id.to_string())
                .execute(tx.conn())
                .await?;
                told(tx, activity.throng, activity.throng_state);
                Ok((deed.activity, deed.expires_at <= now))
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn evidence_is_something() {
        let id = |said: Value| Evidence::valid(&said).map(|_| ()).map_err(|problem| problem.id);
        assert_eq!(id(json!({"text": " there "})), Ok(()));
        assert_eq!(id(json!({"link": "https://example.org"})), Ok(()));
        assert_eq!(id(json!({"link": "javascript:alert(1)"})), Err("throng-deed-link"));
        for nothing in [json!({}), json!(null), json!("done"), json!({"text": "  "})] {
            assert_eq!(id(nothing), Err("throng-deed-empty"));
        }
        assert_eq!(id(json!({"picture": "none"})), Err("throng-picture-gone"));
        assert_eq!(id(json!({"text": "x".repeat(2_001)})), Err("throng-text-long"));
    }
}
