//! The terms, privacy and contact pages, and the owner's form for them.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use platform::hot::{Rendered, Shelf};
use platform::web::Problem;
use platform::words::Words;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::people::{Act, Reader, Visitor, Whose};
use crate::settings::change::{self, Change, MAX_TEXT};
use crate::settings::{Settings, TOPIC, read};
use crate::surges::speak::Choice;
use crate::web::body::Form;
use crate::web::pages::{page, ready, see_other};

/// `/terms`, `/privacy`, `/contact` and `/desk/settings`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(terms))
        .routes(routes!(privacy))
        .routes(routes!(contact))
        .routes(routes!(form))
        .routes(routes!(save))
}

#[derive(Template)]
#[template(path = "settings/text.html")]
struct TextPage {
    l: Layout,
    paragraphs: Vec<String>,
}

/// One of the three pages.
struct Text {
    name: &'static str,
    title: &'static str,
    /// What it says until the owner says something else.
    default: &'static str,
    written: fn(Settings) -> Option<String>,
}

const TERMS: Text =
    Text { name: "terms", title: "layout-terms", default: "settings-terms", written: |all| all.terms };
const PRIVACY: Text = Text {
    name: "privacy",
    title: "layout-privacy",
    default: "settings-privacy",
    written: |all| all.privacy,
};
const CONTACT: Text = Text {
    name: "contact",
    title: "layout-contact",
    default: "settings-contact",
    written: |all| all.contact,
};

/// What people agree to by acting here.
#[utoipa::path(get, path = "/terms", tag = "settings", responses((status = 200)))]
async fn terms(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    show(&app, &reader, &headers, &TERMS).await
}

/// What this instance knows about people, and what it does with that.
#[utoipa::path(get, path = "/privacy", tag = "settings", responses((status = 200)))]
async fn privacy(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    show(&app, &reader, &headers, &PRIVACY).await
}

/// Who answers for this instance.
#[utoipa::path(get, path = "/contact", tag = "settings", responses((status = 200)))]
async fn contact(State(app): State<App>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    show(&app, &reader, &headers, &CONTACT).await
}

async fn show(app: &App, reader: &Reader, headers: &HeaderMap, text: &Text) -> Result<Response, Problem> {
    let words = &reader.words;
    let key = format!("/{} {}", text.name, words.language());
    let kept = app
        .hot
        .page(&key, app.clock.now(), || async {
            let settings = read(&mut *app.db.reader().acquire().await?).await?;
            let written = (text.written)(settings).unwrap_or_else(|| words.say(text.default));
            let layout = app.layout(words, Nav::Elsewhere, words.say(text.title));
            let html = TextPage { l: layout, paragraphs: paragraphs(&written) }.render();
            let html = html.map_err(Problem::internal)?;
            Ok::<_, Problem>(Rendered { html, topics: vec![TOPIC.to_owned()], shelf: Shelf::UntilChanged })
        })
        .await?;
    Ok(ready(&kept, "text/html; charset=utf-8", headers))
}

/// A text's paragraphs: an empty line ends one.
fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[derive(Template)]
#[template(path = "settings/form.html")]
struct FormPage {
    l: Layout,
    texts: Vec<Area>,
    hold_new: bool,
    surge_updates: [(&'static str, String, bool); 3],
    wrong: Option<String>,
    max: usize,
}

/// A text to write.
struct Area {
    name: &'static str,
    label: String,
    value: String,
}

/// The form's fields, as a browser sends them.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = SettingsForm)]
struct Fields {
    terms: String,
    privacy: String,
    contact: String,
    /// `yes` or `no`.
    hold_new: String,
    /// `held`, `posted` or `silent`; anything else leaves it as it is.
    #[serde(default)]
    surge_update: String,
}

fn form_page(app: &App, words: &Words, fields: Fields, wrong: Option<String>) -> FormPage {
    let area = |name, label, value| Area { name, label: words.say(label), value };
    FormPage {
        l: app.layout(words, Nav::Elsewhere, words.say("settings-title")),
        texts: vec![
            area("contact", "layout-contact", fields.contact),
            area("terms", "layout-terms", fields.terms),
            area("privacy", "layout-privacy", fields.privacy),
        ],
        hold_new: fields.hold_new == "yes",
        surge_updates: Choice::ALL.map(|choice| {
            let chosen = choice == fields.surge_update.parse().unwrap_or_default();
            (choice.word(), words.say(&format!("surge-choice-{}", choice.word())), chosen)
        }),
        wrong,
        max: MAX_TEXT,
    }
}

/// The owner's form; each text is filled with what its page says now.
#[utoipa::path(get, path = "/desk/settings", tag = "settings", responses((status = 200), (status = 403)))]
async fn form(State(app): State<App>, visitor: Visitor) -> Result<Response, Problem> {
    visitor.allowed(Act::Configure, Whose::Own)?;
    let words = &visitor.reader.words;
    let settings = read(&mut *app.db.reader().acquire().await?).await?;
    let hold_new = settings.hold_new.unwrap_or(app.config.hold_new);
    let said = |text: &Text| (text.written)(settings.clone()).unwrap_or_else(|| words.say(text.default));
    let fields = Fields {
        terms: said(&TERMS),
        privacy: said(&PRIVACY),
        contact: said(&CONTACT),
        hold_new: if hold_new { "yes" } else { "no" }.to_owned(),
        surge_update: settings.surge_update.unwrap_or_default().word().to_owned(),
    };
    page(&form_page(&app, words, fields, None))
}

/// Keeps what the owner wrote. A text that still is its page's default stays the default, in every language.
#[utoipa::path(post, path = "/desk/settings/save", tag = "settings", request_body(content = Fields, content_type = "application/x-www-form-urlencoded"), responses((status = 303), (status = 403), (status = 422)))]
async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let words = &visitor.reader.words;
    let written = |text: &Text, value: &str| {
        let value = value.replace("\r\n", "\n");
        Some(if value.trim() == words.say(text.default).trim() { String::new() } else { value })
    };
    let asked = Change {
        terms: written(&TERMS, &fields.terms),
        privacy: written(&PRIVACY, &fields.privacy),
        contact: written(&CONTACT, &fields.contact),
        hold_new: Some(fields.hold_new == "yes"),
        surge_update: fields.surge_update.parse().ok(),
    };
    match change::change(&app, &visitor, asked).await {
        Ok(_) => Ok(see_other("/desk/settings")),
        Err(problem) if problem.fields.is_empty() => Err(problem),
        Err(problem) => {
            let shown = page(&form_page(&app, words, fields, Some(problem.detail(words))))?;
            Ok((problem.status, shown).into_response())
        }
    }
}
