//! `throng serve`: the server, until it is told to stop.

use std::time::Duration;

use clap::{ArgMatches, Command};
use platform::clock::Clock;
use platform::control::Control;
use platform::drain::Drain;
use tokio::net::TcpListener;

use super::{Outcome, control, settings, tell};
use crate::app::App;
use crate::web::connections;

/// Requests under way may take so long to end after the signal; the whole stop takes 20 s at most.
const PATIENCE: Duration = Duration::from_secs(15);

pub fn command() -> Command {
    platform::config::clap_args(Command::new("serve").about("Run the server; creates what is missing"))
}

pub async fn run(matches: &ArgMatches) -> Outcome {
    let mut config = settings(matches)?;
    platform::logs::init(&config.log, config.log_format)?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!("cannot listen on {}: {error}. Choose another address with --listen.", config.listen)
    })?;
    config.listen = listener.local_addr()?;
    let drain = Drain::new();
    drain.on_signals()?;
    let app = App::open(config, Clock::system(), None, drain).await?;
    if let Err(problem) = crate::ledger::keep_itself(&app).await {
        tracing::warn!(?problem, "this server is not on its own ledger yet; the next start puts it there");
    }
    tell(&format!("Throng is at {}", app.public_url()));
    serve(app, listener).await
}

/// Serves until the drain starts, then lets what is under way end.
///
/// # Errors
/// When the control socket cannot be made.
pub async fn serve(app: App, listener: TcpListener) -> Outcome {
    let commands = tokio::spawn(control::serve(app.clone(), Control::bind(&app.folder)?));
    let ended = tokio::spawn(connections::serve(app.clone(), listener, connections::HEAD_WAIT));
    app.drain.draining().await;
    tracing::info!("stopping: requests under way may end, and live connections are told when to come back");
    let (guard, live) = (app.drain.guard(), app.live.clone());
    tokio::spawn(async move {
        // Upgraded connections are no requests to the server any more; the hub says goodbye to them.
        let _ = tokio::join!(live.drain(), ended);
        drop(guard);
    });
    app.drain.wait(PATIENCE).await;
    commands.abort();
    app.close().await;
    Ok(())
}
