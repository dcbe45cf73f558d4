//! Commands on an instance: done by the server that runs on it, through the socket in its data folder, or here if none runs.

use std::path::PathBuf;

use platform::config::Config;
use platform::control::{AskError, Control, Progress, ask};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{say, tell};
use crate::app::App;
use crate::archive::{self, ArchiveError, Instance, telling};
use crate::checks;
use crate::people::owner_link;

/// A request of another command.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// A one-time link for the owner.
    OwnerLink,
    /// A copy of the instance.
    Backup {
        /// The folder, absolute.
        target: PathBuf,
    },
    /// An archive of the instance.
    Export {
        /// The file, absolute.
        target: PathBuf,
    },
    /// Are the invariants kept?
    Check {
        /// Whether to mend what can be derived.
        repair: bool,
    },
}

/// Answers until the future is dropped.
pub async fn serve(app: App, control: Control) {
    control.serve(move |request, progress| answer(app.clone(), request, progress)).await;
}

async fn answer(app: App, request: Request, progress: Progress) -> Result<Value, String> {
    match request {
        Request::OwnerLink => owner_url(&app).await.map(|url| json!({ "url": url })),
        request => {
            let instance = Instance::of(&app);
            let work = async move |told| act(&instance, request, &told).await;
            telling(work, move |line| {
                let progress = progress.clone();
                async move { progress.tell(line).await }
            })
            .await
            .map_err(|error| error.to_string())
        }
    }
}

/// Has the running server do it; where none runs it is done here. Lines of progress go to standard error, findings to
/// standard output.
///
/// # Errors
/// The sentence for whoever typed the command.
pub async fn do_or_ask(
    config: &Config,
    request: Request,
) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
    let show = |line: &str| match line.strip_prefix(FINDING) {
        Some(finding) => tell(finding),
        None => say(line),
    };
    match ask(&config.data, &request, |line| show(line.as_str().unwrap_or_default())).await {
        Err(AskError::NotRunning(_)) => {
            let instance = Instance::open(config).await?;
            let work = async |told| act(&instance, request, &told).await;
            Ok(telling(work, |line: String| {
                show(&line);
                std::future::ready(())
            })
            .await?)
        }
        answer => Ok(answer?),
    }
}

/// Marks a line that is a result and no progress.
const FINDING: &str = "! ";

async fn act(
    instance: &Instance,
    request: Request,
    progress: &archive::Progress,
) -> Result<Value, ArchiveError> {
    match request {
        // Only the running server can make one.
        Request::OwnerLink => Ok(Value::Null),
        Request::Backup { target } => {
            let copied = archive::backup::backup(instance, &target, progress).await?;
            let shown = target.display();
            progress
                .tell(format!(
                    "done: {} bytes of database and {} blobs; `throng serve --data {shown}` restores it",
                    copied.database, copied.blobs
                ))
                .await;
            Ok(json!({ "blobs": copied.blobs, "database": copied.database }))
        }
        Request::Export { target } => {
            archive::export::export(instance, &target, progress).await?;
            progress.tell(format!("written to {}", target.display())).await;
            Ok(json!({}))
        }
        Request::Check { repair } => {
            let found = checks::check(instance, repair, progress).await?;
            for line in &found.broken {
                progress.tell(format!("{FINDING}{line}")).await;
            }
            for line in &found.mended {
                progress.tell(format!("{FINDING}mended: {line}")).await;
            }
            Ok(json!({ "broken": found.broken.len(), "mended": found.mended.len() }))
        }
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
