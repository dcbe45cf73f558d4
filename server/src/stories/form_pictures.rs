//! The pictures of the form that a story is written with: put up as the form comes in, arranged, described.
//!
//! One form does it all, so that nothing typed is lost when a picture is added: whichever of its buttons is pressed, a chosen
//! file is put up first.

use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use platform::Id;
use platform::web::Problem;
use platform::words::Words;
use sqlx::AnyConnection;

use crate::app::App;
use crate::layout::Shown;
use crate::people::Visitor;
use crate::pictures;
use crate::stories::form::{Filled, WritingForm};
use crate::web::body::Form;

/// Pictures that the form draws; further ones stay in the story.
const MAX_DRAWN: usize = 40;

/// A picture of the story, as the form shows it.
pub struct Chosen {
    /// Which.
    pub id: Id,
    /// How it looks.
    pub picture: Shown,
    /// What is to be seen on it, so far.
    pub alt: String,
}

impl Filled {
    /// Reads the form; a file that came with it is put up and belongs to the story from now on. The second value says why it
    /// could not be.
    ///
    /// # Errors
    /// 400 for what is no form.
    pub async fn read(
        app: &App,
        visitor: &Visitor,
        request: Request,
    ) -> Result<(Self, Option<Problem>), Problem> {
        let parts = request
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
        let mut texts = Vec::new();
        let put = if parts {
            pictures::put_up(app, visitor, request, &mut texts).await
        } else {
            Form::from_request(request, app).await.map(|Form(sent)| {
                texts = sent;
                None
            })
        };
        let mut filled = Self::of_texts(texts);
        filled.arrange();
        match put {
            Ok(Some(picture)) => {
                filled.pictures = format!("{} {}", filled.pictures, picture.id).trim().to_owned();
            }
            Ok(None) => {}
            Err(problem) if problem.status.is_server_error() => return Err(problem),
            Err(problem) => return Ok((filled, Some(problem))),
        }
        Ok((filled, None))
    }

    fn arrange(&mut self) {
        let Some((what, id)) = self.arrange.split_once(':') else { return };
        let others: Vec<_> = self.pictures.split_whitespace().filter(|other| *other != id).collect();
        self.pictures = if what == "first" { format!("{id} {}", others.join(" ")) } else { others.join(" ") };
    }

    /// Keeps what was typed about one's own pictures.
    ///
    /// # Errors
    /// 422 for a text that is too long.
    pub async fn describe(&self, app: &App, visitor: &Visitor) -> Result<(), Problem> {
        for id in self.picture_ids()? {
            if let Some(alt) = self.alts.get(&id) {
                pictures::describe(app, visitor, id, alt.clone()).await?;
            }
        }
        Ok(())
    }
}

impl WritingForm {
    /// The form with its pictures, as far as the host may see them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn with_pictures(
        mut self,
        conn: &mut AnyConnection,
        visitor: &Visitor,
    ) -> Result<Self, sqlx::Error> {
        let words: &Words = &visitor.reader.words;
        let ids: Vec<Id> = self.pictures.split_whitespace().filter_map(|id| id.parse().ok()).collect();
        let ids = &ids[..ids.len().min(MAX_DRAWN)];
        let mut shown = pictures::shown(conn, ids, words).await?;
        for id in ids {
            if !pictures::exists_for(conn, *id, visitor).await? {
                continue;
            }
            let Some(picture) = shown.remove(id) else { continue };
            let alt = self.alts.remove(id).unwrap_or_else(|| picture.alt.clone());
            self.chosen.push(Chosen { id: *id, picture, alt });
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_arranged() {
        let arranged = |arrange: &str| {
            let mut filled =
                Filled { pictures: "a b c".into(), arrange: arrange.into(), ..Filled::default() };
            filled.arrange();
            filled.pictures
        };
        assert_eq!(arranged("first:c"), "c a b");
        assert_eq!(arranged("out:b"), "a c");
        assert_eq!(arranged(""), "a b c");
    }
}
