//! `/desk/pictures`: a host puts a picture up, and goes on writing the story with it.

use askama::Template;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse, Response};
use platform::web::Problem;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::page::host;
use crate::app::App;
use crate::layout::{Layout, Nav};
use crate::people::Visitor;
use crate::pictures::{self, Sent};
use crate::web::pages::{page, see_other};

/// Characters of the ids that are carried along: some forty pictures.
const MAX_CARRIED: usize = 1_200;

/// `/desk/pictures`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, put_up))
}

/// The pictures that were put up for the same story before.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
pub struct Carried {
    /// Their ids, with spaces between them.
    #[serde(default)]
    pub pictures: String,
}

impl Carried {
    /// The ids, as the story's form takes them; nothing that could stand for something else.
    pub fn ids(&self) -> String {
        let id = |word: &&str| word.parse::<platform::Id>().is_ok();
        let ids = self.pictures.split(' ').filter(id).collect::<Vec<_>>().join(" ");
        if ids.len() > MAX_CARRIED { String::new() } else { ids }
    }
}

#[derive(Template)]
#[template(path = "desk/picture.html")]
struct PicturePage {
    l: Layout,
    carried: String,
    sent: Sent,
    wrong: String,
}

fn draw(app: &App, visitor: &Visitor, carried: &Carried, sent: Sent, wrong: String) -> PicturePage {
    let words = &visitor.reader.words;
    let l = app.layout(words, Nav::Elsewhere, words.say("desk-picture"));
    PicturePage { l, carried: carried.ids(), sent, wrong }
}

/// The form.
#[utoipa::path(get, path = "/desk/pictures", tag = "desk", params(Carried), responses((status = 200), (status = 401), (status = 403)))]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(carried): Query<Carried>,
) -> Result<Response, Problem> {
    host(&visitor)?;
    page(&draw(&app, &visitor, &carried, Sent::default(), String::new()))
}

/// Puts the picture up and goes back to the story's form, which names it.
#[utoipa::path(post, path = "/desk/pictures", tag = "desk", params(Carried), responses((status = 303), (status = 401), (status = 403), (status = 422)))]
async fn put_up(
    State(app): State<App>,
    visitor: Visitor,
    Query(carried): Query<Carried>,
    request: Request,
) -> Result<Response, Problem> {
    host(&visitor)?;
    let mut sent = Sent::default();
    match pictures::put_up(&app, &visitor, request, &mut sent).await {
        Ok(picture) => {
            let ids = format!("{} {}", carried.ids(), picture.id);
            Ok(see_other(&format!("/desk?pictures={}", ids.trim().replace(' ', "+"))))
        }
        Err(problem) => {
            let wrong = problem.detail(&visitor.reader.words);
            Ok((problem.status, page(&draw(&app, &visitor, &carried, sent, wrong))?).into_response())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::Id;

    #[test]
    fn only_ids_are_carried_along() {
        let id = Id::new(5);
        let carried = Carried { pictures: format!("{id} \"><script> x {id}") };
        assert_eq!(carried.ids(), format!("{id} {id}"));
    }
}
