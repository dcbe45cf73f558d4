//! Who works on what: an item is handed out for a bounded time, never twice to one person, never to more people at once than
//! it needs answers. Which item somebody gets is chosen in [`super::choose`].

use dispatch::{MAX_HELD_FOR, Person};
use platform::Id;
use platform::clock::{Millis, rfc3339};
use platform::db::marks;
use platform::web::Problem;
use platform::writer::Tx;
use serde_json::{Value, json};
use sqlx::Row;

use crate::app::App;
use crate::people::{Act, Visitor, Whose};
use crate::throngs::activity::{self, Activity, Question};
use crate::throngs::choose::{TURN, choose};
use crate::throngs::gather::seen;
use crate::throngs::items::{self, Item};
use crate::throngs::states::State;
use crate::throngs::throng::parsed;
use crate::throngs::{lock, progress};

/// Leases that one person holds in one activity; a further one gives the oldest back.
pub const MAX_HELD: i64 = 20;
/// Leases that one request ends.
const EXPIRE: i64 = 200;

/// What is asked for beside "something to do".
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish {
    /// This item, if it is still wanted and this person has not answered it.
    pub prefer: Option<Id>,
    /// What this person holds already, if anything: for pages, where a reload is not a wish for something new.
    pub resume: bool,
}

/// An item in somebody's hands.
#[derive(Clone, Debug)]
pub struct Handed {
    /// Names the lease; whoever has it may answer.
    pub lease: Id,
    /// The item.
    pub item: Item,
    /// What is asked about it.
    pub question: Question,
    /// When somebody else may get it.
    pub expires_at: Millis,
}

impl Handed {
    /// As the API gives it.
    pub fn json(&self) -> Value {
        let mut item = self.item.json();
        // Also one whose answer is known: nobody is to tell it from the others.
        item["state"] = json!("open");
        let mut body = json!({"lease": self.lease, "item": item, "expires_at": rfc3339(self.expires_at)});
        // What is to be done asks nothing beside the item.
        if !self.question.text.is_empty() {
            body["question"] = json!(self.question);
        }
        body
    }
}

/// Hands the visitor an item, or nothing if nothing is left for them. Somebody without a session stays without one: looking at
/// an item is not an act.
///
/// # Errors
/// 404 for what the visitor may not see, 403 for whoever is banned.
pub async fn next(app: &App, visitor: &Visitor, activity: Id, wish: Wish) -> Result<Option<Handed>, Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let found =
        activity::find(&mut conn, activity).await?.ok_or(Problem::not_found("throng-activity-gone"))?;
    seen(&mut conn, visitor, &found.throng.to_string()).await?;
    drop(conn);
    if visitor.person().is_some() {
        visitor.allowed(Act::Contribute, Whose::Other)?;
    }
    let who = visitor.person().map(|person| person.id);
    let (lasts, skill) = (app.desks.lease(activity), app.desks.skill(activity, who));
    app.writer
        .write(move |tx| Box::pin(hand_out(tx, activity, who, wish, lasts, skill)))
        .await
        .inspect(|_| progress::changed(app, found.throng))
}

async fn hand_out(
    tx: &mut Tx,
    activity: Id,
    who: Option<Id>,
    wish: Wish,
    lasts: Millis,
    skill: Option<f64>,
) -> Result<Option<Handed>, Problem> {
    lock(tx).await?;
    let activity =
        activity::find(tx.conn(), activity).await?.ok_or(Problem::not_found("throng-activity-gone"))?;
    if activity.throng_state == State::Ended {
        return Ok(None);
    }
    expire(tx, Some(activity.id)).await?;
    if let Some(lease) = held(tx, &activity, who, wish).await? {
        return renew(tx, &activity, lease, lasts).await;
    }
    if let Some(who) = who {
        give_oldest_back(tx, activity.id, who).await?;
    }
    let skill = skill.unwrap_or(Person::NEW.skill);
    match choose(tx, &activity, who, wish.prefer, skill).await? {
        Some(item) => give(tx, &activity, item, who, lasts).await.map(Some),
        None => Ok(None),
    }
}

/// The lease that the person has and means.
async fn held(tx: &mut Tx, activity: &Activity, who: Option<Id>, wish: Wish) -> Result<Option<Id>, Problem> {
    let Some(who) = who.filter(|_| wish.resume || wish.prefer.is_some()) else { return Ok(None) };
    let row = sqlx::query(
        "SELECT id FROM leases WHERE person = $1 AND activity = $2 AND live = 1 AND (item = $3 OR $4 = 1) \
         ORDER BY CASE WHEN item = $3 THEN 0 ELSE 1 END, given_at DESC, id DESC LIMIT 1",
    )
    .bind(who.to_string())
    .bind(activity.id.to_string())
    .bind(wish.prefer.map_or_else(String::new, |item| item.to_string()))
    .bind(i64::from(wish.resume))
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| parsed(&row, "id")).transpose()?)
}

async fn renew(
    tx: &mut Tx,
    activity: &Activity,
    lease: Id,
    lasts: Millis,
) -> Result<Option<Handed>, Problem> {
    let row = sqlx::query(
        "UPDATE leases SET expires_at = CASE WHEN $1 < given_at + $2 THEN $1 ELSE given_at + $2 END WHERE id = $3 \
         RETURNING item, expires_at",
    )
    .bind(tx.now() + lasts)
    .bind(MAX_HELD_FOR)
    .bind(lease.to_string())
    .fetch_one(tx.conn())
    .await?;
    let item = items::find(tx.conn(), activity.id, parsed(&row, "item")?).await?;
    let expires_at = row.try_get("expires_at")?;
    Ok(item.map(|item| Handed { lease, item, question: activity.question.clone(), expires_at }))
}

async fn give(
    tx: &mut Tx,
    activity: &Activity,
    item: Item,
    who: Option<Id>,
    lasts: Millis,
) -> Result<Handed, Problem> {
    let (lease, now) = (Id::new(tx.now()), tx.now());
    sqlx::query(
        "INSERT INTO leases (id, activity, item, person, given_at, expires_at, live) VALUES ($1, $2, $3, $4, $5, $6, 1)",
    )
    .bind(lease.to_string())
    .bind(activity.id.to_string())
    .bind(item.id.to_string())
    .bind(who.map(|who| who.to_string()))
    .bind(now)
    .bind(now + lasts)
    .execute(tx.conn())
    .await?;
    count_live(tx, &[item.id]).await?;
    Ok(Handed { lease, item, question: activity.question.clone(), expires_at: now + lasts })
}

async fn give_oldest_back(tx: &mut Tx, activity: Id, who: Id) -> Result<(), Problem> {
    let rows = sqlx::query(
        "SELECT id, item FROM leases WHERE person = $1 AND activity = $2 AND live = 1 \
         ORDER BY given_at DESC, id DESC LIMIT $3 OFFSET $4",
    )
    .bind(who.to_string())
    .bind(activity.to_string())
    .bind(EXPIRE)
    .bind(MAX_HELD - 1)
    .fetch_all(tx.conn())
    .await?;
    end(tx, &rows).await
}

/// Ends leases whose time is over, of one activity or of all; gives how many.
///
/// # Errors
/// When the database does not answer.
pub async fn expire(tx: &mut Tx, activity: Option<Id>) -> Result<usize, Problem> {
    let sql = match activity {
        Some(_) => {
            "SELECT id, item FROM leases WHERE activity = $3 AND live = 1 AND expires_at <= $1 ORDER BY expires_at LIMIT $2"
        }
        None => {
            "SELECT id, item FROM leases WHERE $3 = '' AND live = 1 AND expires_at <= $1 ORDER BY expires_at LIMIT $2"
        }
    };
    let now = tx.now();
    let rows = sqlx::query(sql)
        .bind(now)
        .bind(EXPIRE)
        .bind(activity.map_or_else(String::new, |id| id.to_string()))
        .fetch_all(tx.conn())
        .await?;
    end(tx, &rows).await?;
    Ok(rows.len())
}

/// Ends the leases in `rows` of `id, item`.
async fn end(tx: &mut Tx, rows: &[sqlx::any::AnyRow]) -> Result<(), Problem> {
    if rows.is_empty() {
        return Ok(());
    }
    let sql = format!("UPDATE leases SET live = 0 WHERE id IN ({})", marks(1, rows.len()));
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    let mut items = Vec::new();
    for row in rows {
        query = query.bind(row.try_get::<String, _>("id")?);
        items.push(parsed(row, "item")?);
    }
    query.execute(tx.conn()).await?;
    count_live(tx, &items).await
}

/// Counts the leases that are out for `items` anew, and gives the items their turn.
///
/// # Errors
/// When the database does not answer.
pub async fn count_live(tx: &mut Tx, items: &[Id]) -> Result<(), Problem> {
    let marks = marks(1, items.len());
    let count = format!(
        "UPDATE items SET live = (SELECT COUNT(*) FROM leases WHERE leases.item = items.id AND leases.live = 1) WHERE id IN ({marks})"
    );
    for sql in [count, format!("UPDATE items SET turn = {TURN} WHERE id IN ({marks})")] {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for item in items {
            query = query.bind(item.to_string());
        }
        query.execute(tx.conn()).await?;
    }
    Ok(())
}

/// Touches a lease, so that it lasts on.
///
/// # Errors
/// 404 if the visitor holds no such lease.
pub async fn touch(app: &App, visitor: &Visitor, lease: Id) -> Result<Millis, Problem> {
    let who = visitor.person().map(|person| person.id);
    let desks = app.desks.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                lock(tx).await?;
                let held = find(tx, lease, who).await?.filter(|held| held.is_live(tx.now()));
                let held = held.ok_or(Problem::not_found("throng-lease-gone"))?;
                let activity = activity::find(tx.conn(), held.activity).await?;
                let activity = activity.ok_or(Problem::not_found("throng-activity-gone"))?;
                let renewed = renew(tx, &activity, lease, desks.lease(activity.id)).await?;
                Ok(renewed.ok_or(Problem::not_found("throng-lease-gone"))?.expires_at)
            })
        })
        .await
}

/// Gives a lease back; somebody else gets the item.
///
/// # Errors
/// 404 if the visitor holds no such lease.
pub async fn give_back(app: &App, visitor: &Visitor, lease: Id) -> Result<(), Problem> {
    let who = visitor.person().map(|person| person.id);
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                lock(tx).await?;
                let held = find(tx, lease, who).await?.ok_or(Problem::not_found("throng-lease-gone"))?;
                sqlx::query("UPDATE leases SET live = 0 WHERE id = $1")
                    .bind(lease.to_string())
                    .execute(tx.conn())
                    .await?;
                count_live(tx, &[held.item]).await
            })
        })
        .await
}

/// A lease as it is kept.
#[derive(Clone, Debug)]
pub struct Lease {
    /// Of which activity.
    pub activity: Id,
    /// The item.
    pub item: Id,
    /// Whose it is; somebody's without a session belongs to whoever has its id.
    pub person: Option<Id>,
    /// When it was given.
    pub given_at: Millis,
    /// When it ends.
    pub expires_at: Millis,
    /// Whether it counts as part of an answer.
    pub live: bool,
    /// Whether it was answered.
    pub answered: bool,
}

impl Lease {
    /// Whether its time is not over.
    pub const fn is_live(&self, now: Millis) -> bool {
        self.live && self.expires_at > now
    }
}

/// The lease, if it is `who`'s or belongs to whoever has its id.
///
/// # Errors
/// When the database does not answer.
pub async fn find(tx: &mut Tx, lease: Id, who: Option<Id>) -> Result<Option<Lease>, Problem> {
    let row = sqlx::query(
        "SELECT activity, item, person, given_at, expires_at, live, answered FROM leases WHERE id = $1",
    )
    .bind(lease.to_string())
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let person: Option<String> = row.try_get("person")?;
    let found = Lease {
        activity: parsed(&row, "activity")?,
        item: parsed(&row, "item")?,
        person: person.and_then(|id| id.parse().ok()),
        given_at: row.try_get("given_at")?,
        expires_at: row.try_get("expires_at")?,
        live: row.try_get::<i64, _>("live")? == 1,
        answered: row.try_get::<i64, _>("answered")? == 1,
    };
    Ok(Some(found).filter(|lease| lease.person.is_none() || lease.person == who))
}
