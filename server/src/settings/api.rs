//! Settings for the owner's programs.

use axum::extract::State;
use platform::web::Problem;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::{Act, Visitor, Whose};
use crate::settings::change::{self, Change};
use crate::settings::{Settings, read};
use crate::surges::speak::Choice;
use crate::web::body::Json;

/// `GET` and `PATCH /settings`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get, edit))
}

/// What is decided; `null` where the default stands.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Settings)]
struct Decided {
    terms: Option<String>,
    privacy: Option<String>,
    contact: Option<String>,
    /// What holds, whether decided here or configured.
    hold_new: bool,
    /// What holds where a story's author chose nothing.
    surge_update: Choice,
}

fn decided(app: &App, settings: Settings) -> axum::Json<Decided> {
    axum::Json(Decided {
        terms: settings.terms,
        privacy: settings.privacy,
        contact: settings.contact,
        hold_new: settings.hold_new.unwrap_or(app.config.hold_new),
        surge_update: settings.surge_update.unwrap_or_default(),
    })
}

/// The settings, for the owner.
#[utoipa::path(get, path = "/api/v1/settings", tag = "settings", responses((status = 200, body = Decided), (status = 403)))]
async fn get(State(app): State<App>, visitor: Visitor) -> Result<axum::Json<Decided>, Problem> {
    visitor.allowed(Act::Configure, Whose::Own)?;
    let settings = read(&mut *app.db.reader().acquire().await?).await?;
    Ok(decided(&app, settings))
}

/// Changes some settings; what is absent stays, an empty text gives the default back.
#[utoipa::path(patch, path = "/api/v1/settings", tag = "settings", request_body = Change, responses((status = 200, body = Decided), (status = 403)))]
async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Json(asked): Json<Change>,
) -> Result<axum::Json<Decided>, Problem> {
    let settings = change::change(&app, &visitor, asked).await?;
    Ok(decided(&app, settings))
}
