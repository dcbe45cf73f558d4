//! What the running server answers through the socket in its data folder.

use platform::control::{Control, Progress};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::people::owner_link;

/// A request of another command.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// A one-time link for the owner.
    OwnerLink,
}

/// Answers until the future is dropped.
pub async fn serve(app: App, control: Control) {
    control.serve(move |request, progress| answer(app.clone(), request, progress)).await;
}

async fn answer(app: App, request: Request, _progress: Progress) -> Result<Value, String> {
    match request {
        Request::OwnerLink => owner_url(&app).await.map(|url| json!({ "url": url })),
    }
}

/// A fresh link, with the public address in front.
///
/// # Errors
/// The sentence for whoever asked.
pub async fn owner_url(app: &App) -> Result<String, String> {
    let token = app
        .writer
        .write(|tx| Box::pin(owner_link::make(tx)))
        .await
        .map_err(|problem| problem.detail(&app.words.english()))?;
    Ok(format!("{}/owner/{}", app.public_url(), token.reveal()))
}
