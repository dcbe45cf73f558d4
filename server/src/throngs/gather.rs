//! Gathering a throng, joining it, and giving it something to do: the actions behind API and pages.

use platform::Id;
use platform::web::Problem;
use platform::writer::Tx;
use serde::Deserialize;
use serde_json::json;
use sqlx::AnyConnection;

use crate::app::App;
use crate::people::{Act, Acted, Person, Role, Visitor, Whose};
use crate::safety::first_standing;
use crate::things::{Kind, Standing, Thing, Visibility};
use crate::throngs::activity::{self, Activity};
use crate::throngs::decide::{self, Decision, OPTIONS};
use crate::throngs::kinds::{Terms, Valid};
use crate::throngs::roles::{CONTRIBUTOR, COORDINATOR, coordinates};
use crate::throngs::states::State;
use crate::throngs::terms::{AboutAsked, slug, valid_about, valid_deadline, valid_objective, valid_template};
use crate::throngs::throng::{self, About, Throng};
use crate::throngs::{entries, lock};
use crate::web::once;
use crate::{ledger, pictures, rooms, stories};

/// Activities of one throng.
const MAX_ACTIVITIES: usize = 50;

/// A new throng, as it is asked for.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = NewThrong)]
pub struct Asked {
    /// What is to be reached, in one sentence that a stranger understands.
    pub objective: String,
    /// What it is about.
    pub about: AboutAsked,
    /// RFC 3339.
    pub deadline: String,
    /// RFC 3339, after the deadline.
    pub decide_until: Option<String>,
    /// `remix`, `label`, `check`, `do` or `decide`; `find` comes with a later version.
    pub template: String,
    /// Who may see it.
    #[serde(default)]
    pub visibility: Visibility,
}

/// The throng with this id or slug, if the visitor may see it.
///
/// # Errors
/// 404 if not, or if there is none.
pub async fn seen(conn: &mut AnyConnection, visitor: &Visitor, key: &str) -> Result<Throng, Problem> {
    let found = throng::find(conn, key).await?.filter(|throng| throng.is_seen(Some(visitor)));
    found.ok_or(Problem::not_found("throng-gone"))
}

/// Gathers a throng.
///
/// # Errors
/// 401 and 403 for whoever may not, 422 for what cannot be.
pub async fn gather(app: &App, visitor: &Visitor, asked: Asked) -> Result<Acted<Throng>, Problem> {
    gather_once(app, visitor, asked, String::new()).await.map(|(acted, _)| acted)
}

/// As [`gather`], from the form with this key (see [`once`]). Sent again, it gives the throng of the first time, and `false`.
///
/// # Errors
/// As [`gather`].
pub async fn gather_once(
    app: &App,
    visitor: &Visitor,
    asked: Asked,
    key: String,
) -> Result<(Acted<Throng>, bool), Problem> {
    let template = valid_template(&asked.template)?;
    let (objective, about) = (valid_objective(&asked.objective)?, valid_about(&asked.about)?);
    let (visitor, hold_new) = (visitor.clone(), app.config.hold_new);
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let actor = visitor.act(tx, Act::Gather, Whose::Own).await?;
                if let Some(first) = once::led_to(tx, &key).await?.and_then(|id| id.parse().ok()) {
                    return Ok((Acted { value: reread(tx, first).await?, actor }, false));
                }
                is_there(tx, &about, &visitor).await?;
                let deadline = valid_deadline("/deadline", &asked.deadline, tx.now())?;
                let decide_until = asked
                    .decide_until
                    .map(|until| valid_deadline("/decide_until", &until, deadline))
                    .transpose()?;
                let standing = standing_of(tx, hold_new, &actor.person).await?;
                let id = Id::new(tx.now());
                let (kind, what) = about.columns();
                sqlx::query(
                    "INSERT INTO throngs (id, slug, objective, about_kind, about_what, template, state, deadline, decide_until, \
                     coordinator, standing, visibility, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                )
                .bind(id.to_string())
                .bind(slug(&objective, id))
                .bind(&objective)
                .bind(kind)
                .bind(what)
                .bind(template.word())
                .bind(State::Gathering.word())
                .bind(deadline)
                .bind(decide_until)
                .bind(actor.person.id.to_string())
                .bind(standing.word())
                .bind(asked.visibility.word())
                .bind(tx.now())
                .execute(tx.conn())
                .await?;
                rooms::open(tx, Thing { kind: Kind::Throng, id }).await?;
                join_as(tx, id, actor.person.id, COORDINATOR, None).await?;
                told(tx, id, State::Gathering);
                if let About::Incident(incident) = about {
                    tx.emit(format!("incident:{incident}"), "state", json!({"throng": id}));
                }
                once::remember(tx, &key, &id.to_string()).await?;
                Ok((Acted { value: reread(tx, id).await?, actor }, true))
            })
        })
        .await
}

/// How a new throng begins: a member only proposes the first one, whoever let them in; the next are theirs to open.
async fn standing_of(tx: &mut Tx, hold_new: bool, person: &Person) -> Result<Standing, Problem> {
    let proposes = person.role == Role::Member && !has_opened(tx, person.id).await?;
    let asked = Person { trusted: person.trusted && !proposes, ..person.clone() };
    Ok(first_standing(tx.conn(), hold_new, &asked).await?)
}

async fn has_opened(tx: &mut Tx, person: Id) -> Result<bool, sqlx::Error> {
    let row = sqlx::query("SELECT 1 FROM throngs WHERE coordinator = $1 AND standing = 'shown' LIMIT 1")
        .bind(person.to_string())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// The topic of what happens to the list of throngs.
pub const ALL: &str = "throngs";

/// Says that the throng changed, on its topic and on the list's.
pub fn told(tx: &mut Tx, id: Id, state: State) {
    tx.emit(ALL, "state", json!({"throng": id}));
    tx.emit(format!("throng:{id}"), "state", json!({"throng": id, "state": state}));
}

/// The throng as this transaction sees it.
///
/// # Errors
/// 404 if it is not there.
pub async fn reread(tx: &mut Tx, id: Id) -> Result<Throng, Problem> {
    throng::find(tx.conn(), &id.to_string()).await?.ok_or(Problem::not_found("throng-gone"))
}

/// Joins a throng; whoever joined already stays what they are. `invited_by` is the person whose link was followed.
///
/// # Errors
/// 404 for what the visitor may not see, 409 once it has ended.
pub async fn join(
    app: &App,
    visitor: &Visitor,
    key: &str,
    invited_by: Option<Id>,
) -> Result<Acted<Throng>, Problem> {
    let throng = seen(&mut *app.db.reader().acquire().await?, visitor, key).await?;
    let visitor = visitor.clone();
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let actor = visitor.act(tx, Act::Contribute, Whose::Other).await?;
                if reread(tx, throng.id).await?.state == State::Ended {
                    return Err(Problem::conflict("throng-over"));
                }
                join_as(tx, throng.id, actor.person.id, CONTRIBUTOR, invited_by).await?;
                Ok(Acted { value: reread(tx, throng.id).await?, actor })
            })
        })
        .await
}

/// Writes the membership, unless there is one. An inviter counts only if they have joined themselves.
///
/// # Errors
/// When the database does not take it.
pub async fn join_as(
    tx: &mut Tx,
    throng: Id,
    person: Id,
    role: &'static str,
    invited_by: Option<Id>,
) -> Result<(), Problem> {
    let now = tx.now();
    sqlx::query(
        "INSERT INTO throng_members (throng, person, role, invited_by, joined_at) \
         VALUES ($1, $2, $3, (SELECT person FROM throng_members WHERE throng = $1 AND person = $4 AND person <> $2), $5) \
         ON CONFLICT (throng, person) DO NOTHING",
    )
    .bind(throng.to_string())
    .bind(person.to_string())
    .bind(role)
    .bind(invited_by.map(|id| id.to_string()))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives a throng something to do.
///
/// # Errors
/// 403 for whoever does not coordinate it, 409 once it has ended, 422 for what cannot be asked.
pub async fn add_activity(
    app: &App,
    visitor: &Visitor,
    key: &str,
    asked: activity::Asked,
) -> Result<Activity, Problem> {
    let mut conn = app.db.snapshot().await?;
    let throng = seen(&mut conn, visitor, key).await?;
    coordinates(&mut conn, visitor, &throng).await?;
    drop(conn);
    let (mut new, visitor) = (asked.valid()?, visitor.clone());
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                lock(tx).await?;
                let throng = reread(tx, throng.id).await?;
                if throng.state == State::Ended {
                    return Err(Problem::conflict("throng-over"));
                }
                if activity::of_throng(tx.conn(), throng.id).await?.len() >= MAX_ACTIVITIES {
                    return Err(Problem::conflict("throng-activities-many").with("max", MAX_ACTIVITIES));
                }
                complete(tx, &visitor, &throng, &mut new).await?;
                let id = activity::insert(tx, throng.id, &new).await?;
                decide::open(tx, &throng, false).await?;
                told(tx, throng.id, throng.state);
                activity::find(tx.conn(), id).await?.ok_or(Problem::not_found("throng-activity-gone"))
            })
        })
        .await
}

/// What of a new activity only the database can tell: whether its picture is there, and which remixes are its options.
async fn complete(tx: &mut Tx, visitor: &Visitor, throng: &Throng, new: &mut Valid) -> Result<(), Problem> {
    if let Some(picture) = new.terms.picture()
        && !pictures::exists_for(tx.conn(), picture, visitor).await?
    {
        return Err(Problem::field("/picture", "throng-picture-gone"));
    }
    if let Terms::Decide(decision) = &mut new.terms
        && decision.options.is_empty()
    {
        let mut options = Vec::new();
        for activity in activity::of_throng(tx.conn(), throng.id).await? {
            // One more than there may be, so that too many are refused rather than some left out.
            let found = entries::of(tx.conn(), &activity, i64::try_from(OPTIONS.1 + 1).unwrap_or(0)).await?;
            options.extend(found.iter().map(|entry| entry.picture.to_string()));
        }
        options.sort_unstable();
        options.dedup();
        decision.options = Decision::valid_options(options)?;
    }
    Ok(())
}

/// Refuses what is not there, or not for this visitor.
async fn is_there(tx: &mut Tx, about: &About, visitor: &Visitor) -> Result<(), Problem> {
    let there = match about {
        About::Picture(id) => pictures::exists_for(tx.conn(), *id, visitor).await?,
        About::Story(id) => {
            stories::comments::sees(tx.conn(), Thing { kind: Kind::Story, id: *id }, visitor).await?
        }
        About::Incident(id) => ledger::is_there(tx.conn(), *id, visitor).await?,
        About::Link(_) => true,
    };
    if there { Ok(()) } else { Err(Problem::field("/about/id", "throng-about-gone")) }
}
