//! What is done behind requests, by kind.

use std::sync::{Arc, Weak};

use platform::jobs::{Handler, Handlers, Runner};
use serde_json::Value;

use crate::app::{App, Inner};
use crate::{frontpage, pictures, remixes};

/// Does them, for as long as the server runs.
pub fn runner(app: &App) -> Runner {
    Runner {
        db: app.db.clone(),
        writer: app.writer.clone(),
        clock: app.clock.clone(),
        metrics: app.metrics.clone(),
        handlers: handlers(&app.weak()),
        drain: app.drain.clone(),
    }
}

/// Every kind of job that this server does.
fn handlers(app: &Weak<Inner>) -> Handlers {
    Handlers::from([
        (
            pictures::RENDER,
            handler(app, |app, payload| async move { pictures::render(&app, &payload).await }),
        ),
        (frontpage::LOOK, handler(app, |app, payload| async move { frontpage::look(&app, &payload).await })),
        (
            remixes::FORGET_ASSET,
            handler(app, |app, payload| async move { remixes::forget_asset(&app, &payload).await }),
        ),
        (pictures::SWEEP, handler(app, |app, _| async move { sweep(&app).await })),
    ])
}

/// A handler that does not keep the server alive.
fn handler<F, Fut>(app: &Weak<Inner>, work: F) -> Handler
where
    F: Fn(App, Value) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), String>> + Send + 'static,
{
    let (app, work) = (app.clone(), Arc::new(work));
    Arc::new(move |payload| {
        let (app, work) = (App::upgrade(&app), Arc::clone(&work));
        Box::pin(async move {
            match app {
                Some(app) => work(app, payload).await,
                None => Err("the server is stopping".to_owned()),
            }
        })
    })
}

/// Deletes files that a process left behind which died between putting and taking; once, at the start.
pub async fn sweep_orphans(app: App) {
    match platform::blob_refs::sweep_orphans(&app.db, &app.blobs, &app.gate).await {
        Ok(0) => {}
        Ok(swept) => tracing::info!(swept, "deleted files that an earlier process left behind"),
        Err(error) => {
            tracing::warn!(%error, "files that nobody knows could not be swept; the next start tries again");
        }
    }
}

/// Deletes the files that nobody refers to any more.
async fn sweep(app: &App) -> Result<(), String> {
    let swept = platform::blob_refs::sweep(&app.writer, &app.blobs, &app.gate).await;
    swept.map(|_| ()).map_err(|problem| problem.id.to_owned())
}
