//! The job that makes the ladder behind the upload: WebP, or everything anew when the credit in the files has changed.

use pixels::Credit;
use platform::Id;
use platform::web::Problem;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use crate::app::App;
use crate::pictures::add::{credit, decode};
use crate::pictures::content::{self, Kept};
use crate::pictures::ladder::{self, Format, Made};
use crate::pictures::picture::{Picture, find};

/// Makes the ladder in the job's formats. A picture that went meanwhile needs none.
///
/// # Errors
/// Why not, for the log.
pub async fn render(app: &App, payload: &Value) -> Result<(), String> {
    let id = payload["picture"].as_str().and_then(|id| id.parse().ok()).ok_or("the job names no picture")?;
    let formats = payload["formats"].as_array().into_iter().flatten();
    let formats: Vec<_> = formats.filter_map(|word| Format::from_word(word.as_str()?)).collect();
    for format in formats {
        // One after the other: each is in place, and shown, before the next is begun.
        make(app, id, format).await.map_err(|problem| problem.id.to_owned())?;
    }
    Ok(())
}

async fn make(app: &App, id: Id, format: Format) -> Result<(), Problem> {
    let mut conn = app.db.reader().acquire().await?;
    let Some(picture) = find(&mut conn, id).await? else { return Ok(()) };
    drop(conn);
    let Ok(original) = picture.original.parse() else { return Ok(()) };
    let _place = app.pictures.workshop.file(u64::try_from(picture.bytes).unwrap_or(0)).await?;
    let bytes = app.blobs.get(original).await.map_err(content::blob_problem)?;
    let (_, decoded) = decode(app, &bytes).await?;
    let credit = credit(&picture.by, &picture.licence, &picture.title);
    let made =
        spawn_blocking(move || files(&decoded.image, format, &credit)).await.map_err(Problem::internal)??;
    let _putting = app.gate.putting().await;
    let kept = content::put(&app.blobs, made).await?;
    let files = kept.iter().map(Kept::file).collect();
    if !record(app, picture, kept).await? {
        content::disown(app, files).await;
    }
    Ok(())
}

fn files(image: &pixels::Image, format: Format, credit: &Credit) -> Result<Vec<Made>, Problem> {
    let mut made = ladder::steps(image, format, credit).map_err(Problem::internal)?;
    if format == Format::Jpeg {
        made.push(ladder::card(image, credit).map_err(Problem::internal)?);
    }
    Ok(made)
}

/// Writes the rows, unless the content went or the words changed meanwhile: then a later job does it. Says whether it did.
async fn record(app: &App, made_from: Picture, kept: Vec<Kept>) -> Result<bool, Problem> {
    app.writer
        .write(move |tx| {
            Box::pin(async move {
                let id = made_from.id;
                let now = find(tx.conn(), id).await?;
                let same = now.is_some_and(|now| {
                    (now.original, now.licence, now.title)
                        == (made_from.original, made_from.licence, made_from.title)
                });
                if same {
                    content::record(tx, id, &kept).await?;
                    tx.emit(format!("picture:{id}"), "update", json!({ "picture": id }));
                }
                Ok(same)
            })
        })
        .await
}
