//! The owner's page about people: who has which role, finding somebody by name, and giving a role.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use platform::Id;
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use sqlx::AnyConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::people::names::MAX_NAME;
use crate::people::roles::give_role;
use crate::people::{Act, Person, Role, Visitor, Whose};
use crate::web::body::Form;
use crate::web::pages::{page, see_other};

/// People with a role that the page lists; the newest.
const MAX_ROLES: i64 = 100;
/// People that a search finds, or who came last.
const MAX_FOUND: i64 = 30;
/// The roles that can be given.
const GIVEN: [Role; 4] = [Role::Guest, Role::Member, Role::Editor, Role::Moderator];

/// `/desk/people` and its form.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(give))
}

/// Who is looked for.
#[derive(Deserialize, utoipa::IntoParams)]
struct Asked {
    /// A part of the name, or the whole id; without it, who came last.
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "people/people.html")]
struct PeoplePage {
    l: Layout,
    q: String,
    max_name: usize,
    with_role: Vec<Line>,
    found: Vec<Line>,
}

/// A person with the form that gives a role.
struct Line {
    id: Id,
    name: String,
    role: String,
    /// What can be chosen; nothing for the owner.
    roles: Vec<Choice>,
    reason: String,
    wrong: String,
}

/// A role to choose: its name, its word and whether it is theirs.
struct Choice {
    name: String,
    word: String,
    chosen: bool,
}

/// People and their roles; for the owner.
#[utoipa::path(get, path = "/desk/people", tag = "people", params(Asked), responses((status = 200), (status = 401), (status = 403)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    page(&drawn(&app, &visitor, asked.q).await?)
}

/// What the form holds.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = PersonActForm)]
struct Fields {
    person: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    reason: String,
    /// What was looked for, so that the same people are shown again.
    #[serde(default)]
    q: String,
}

/// Gives somebody a role.
#[utoipa::path(post, path = "/desk/people/role", tag = "people", request_body(content = Fields, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 404), (status = 409), (status = 422)))]
async fn give(
    State(app): State<App>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let Fields { person, role, reason, q } = fields;
    match give_role(&app, &visitor, &person, &role, &reason).await {
        Ok(_) => Ok(see_other("/desk/people")),
        Err(problem) if problem.fields.is_empty() => Err(problem),
        Err(problem) => {
            let mut again = drawn(&app, &visitor, q).await?;
            let wrong = problem.detail(&visitor.reader.words);
            let lines = again.found.iter_mut().chain(&mut again.with_role);
            if let Some(line) = lines.into_iter().find(|line| line.id.to_string() == person) {
                (line.reason, line.wrong) = (reason, wrong);
            }
            Ok((problem.status, page(&again)?).into_response())
        }
    }
}

async fn drawn(app: &App, visitor: &Visitor, q: String) -> Result<PeoplePage, Problem> {
    visitor.allowed(Act::GiveRole, Whose::Other)?;
    let words = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let with_role = with_role(&mut conn).await?;
    // Whoever stands above with a role need not be found again.
    let found = found(&mut conn, q.trim()).await?.into_iter();
    let found = found.filter(|person| !with_role.iter().any(|shown| shown.id == person.id));
    let found = found.map(|person| line(person, words)).collect();
    Ok(PeoplePage {
        l: app.layout(words, Nav::Elsewhere, words.say("desk-people")),
        found,
        with_role: with_role.into_iter().map(|person| line(person, words)).collect(),
        max_name: MAX_NAME,
        q,
    })
}

fn line(person: Person, words: &Words) -> Line {
    let word = |role: Role| words.say(&format!("layout-role-{role}"));
    let choice =
        |role: Role| Choice { name: role.to_string(), word: word(role), chosen: role == person.role };
    Line {
        id: person.id,
        role: word(person.role),
        roles: if person.role == Role::Owner { Vec::new() } else { GIVEN.into_iter().map(choice).collect() },
        name: person.name,
        reason: String::new(),
        wrong: String::new(),
    }
}

async fn with_role(conn: &mut AnyConnection) -> Result<Vec<Person>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT id, name, role, trusted FROM people WHERE role IN ('owner', 'moderator', 'editor', 'member') AND name <> '' ORDER BY id DESC LIMIT $1",
    )
    .bind(MAX_ROLES)
    .fetch_all(conn)
    .await?;
    rows.iter().map(Person::from_row).collect()
}

/// Whoever is called so or has this id; everybody if nothing is said. The newest first.
async fn found(conn: &mut AnyConnection, q: &str) -> Result<Vec<Person>, sqlx::Error> {
    let escaped: String =
        q.chars().flat_map(|c| matches!(c, '%' | '_' | '!').then_some('!').into_iter().chain([c])).collect();
    let rows = sqlx::query(
        "SELECT id, name, role, trusted FROM people WHERE name <> '' AND (LOWER(name) LIKE LOWER($1) ESCAPE '!' OR id = $2) ORDER BY id DESC LIMIT $3",
    )
    .bind(format!("%{escaped}%"))
    .bind(q)
    .bind(MAX_FOUND)
    .fetch_all(conn)
    .await?;
    rows.iter().map(Person::from_row).collect()
}
