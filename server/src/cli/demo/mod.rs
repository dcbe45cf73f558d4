//! `throng demo`: the first night, played live on a throw-away instance by a crowd that says that it is simulated.
//!
//! The server is the real one; the crowd talks to it over this machine's TCP as strangers would. Everything is drawn from one
//! seed. When it is stopped nothing stays.

mod client;
mod crowd;
mod drawing;
mod frontpage;
mod host;
mod lines;
mod night;
mod person;
mod plan;
mod remix;
mod socket;
mod stage;
mod task;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::sync::Arc;

use clap::{Arg, ArgMatches, Command, value_parser};
use platform::clock::Clock;
use platform::config::Config;
use platform::drain::Drain;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::{Outcome, control, serve, tell};
use crate::app::App;
use crowd::Crowd;
use frontpage::FrontPage;

/// Ports that are tried one after another where no address is asked for.
const PORTS: RangeInclusive<u16> = 8_080..=8_179;
/// The largest crowd: each is a task with a connection or two.
const MAX_CROWD: u64 = 5_000;
/// How often it is tried to remove the throw-away folder.
const REMOVALS: usize = 10;
/// The most that a night can be sped up or slowed down.
const SPEEDS: RangeInclusive<f64> = 0.1..=50.0;

pub fn command() -> Command {
    Command::new("demo")
        .about("Play the first night on a throw-away instance, with a simulated crowd")
        .arg(
            Arg::new("listen")
                .long("listen")
                .value_name("ADDR")
                .value_parser(value_parser!(SocketAddr))
                .help("Address and port [default: 127.0.0.1:8080, or the next free port]"),
        )
        .arg(
            Arg::new("crowd")
                .long("crowd")
                .value_name("N")
                .default_value("200")
                .value_parser(value_parser!(u64).range(0..=MAX_CROWD))
                .help("How many simulated people come"),
        )
        .arg(
            Arg::new("speed")
                .long("speed")
                .value_name("X")
                .default_value("1")
                .value_parser(speed)
                .help("How much faster it goes; at 1 the night takes a minute and a half"),
        )
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok().filter(|speed| SPEEDS.contains(speed));
    speed.ok_or_else(|| format!("give a number from {} to {}", SPEEDS.start(), SPEEDS.end()))
}

pub async fn run(matches: &ArgMatches) -> Outcome {
    let people = matches.get_one::<u64>("crowd").copied().unwrap_or_default();
    let speed = matches.get_one::<f64>("speed").copied().unwrap_or(1.0);
    // Before there is anything to clean up.
    let drain = Drain::new();
    drain.on_signals()?;
    let folder = tempfile::Builder::new().prefix("throng-demo-").tempdir()?;
    let listener = listen(matches.get_one::<SocketAddr>("listen").copied()).await?;
    let config = settings(folder.path(), listener.local_addr()?)?;
    platform::logs::init(&config.log, config.log_format)?;
    let base = base(listener.local_addr()?);
    let app = App::open(config, Clock::system(), Some(people), drain).await?;
    let server = tokio::spawn(serve::serve(app.clone(), listener));
    let played = tokio::select! {
        // First, since a crowd whose server stops fails as well.
        biased;
        () = app.drain.draining() => Ok(()),
        played = play(&app, base, people, speed) => played,
    };
    if played.is_err() {
        app.drain.start();
    }
    app.drain.draining().await;
    let served = server.await?;
    remove(folder)?;
    played.and(served)
}

/// Removes the folder; what was cut short by a stop may still put a file into it meanwhile.
fn remove(folder: TempDir) -> std::io::Result<()> {
    let path = folder.keep();
    for _ in 1..REMOVALS {
        if std::fs::remove_dir_all(&path).is_ok() {
            return Ok(());
        }
    }
    std::fs::remove_dir_all(&path)
}

/// The asked address, or the first free one.
async fn listen(asked: Option<SocketAddr>) -> Result<TcpListener, std::io::Error> {
    if let Some(asked) = asked {
        return TcpListener::bind(asked).await;
    }
    for port in PORTS {
        if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)).await {
            return Ok(listener);
        }
    }
    TcpListener::bind(("127.0.0.1", 0)).await
}

/// A demonstration hears of no setting but its own.
fn settings(folder: &std::path::Path, listen: SocketAddr) -> Result<Config, platform::config::ConfigError> {
    let flags = [
        ("data", folder.join("data").display().to_string()),
        ("listen", listen.to_string()),
        // Its guests are its own, and the host is not at the desk to let them through.
        ("hold_new", "no".to_owned()),
        ("log", "warn".to_owned()),
    ];
    let flags: BTreeMap<_, _> = flags.map(|(key, value)| (key.to_owned(), value)).into();
    Ok(Config::load(flags, std::iter::empty(), None)?.config)
}

/// Where the crowd finds the server: on this machine, whatever it listens on.
fn base(listen: SocketAddr) -> String {
    if listen.ip().is_unspecified() {
        format!("http://127.0.0.1:{}", listen.port())
    } else {
        format!("http://{listen}")
    }
}

/// Sets the stage, says where it is, and plays the night, if there is a crowd to play it.
async fn play(app: &App, base: String, people: u64, speed: f64) -> Outcome {
    let link = control::owner_url(app).await?;
    let owner = link.strip_prefix(&app.public_url()).unwrap_or(&link);
    let (host, stage) = stage::set(base, owner).await?;
    let public = app.public_url();
    tell(&public);
    tell(&format!("arrive as one of the crowd: {public}{}", stage.page));
    tell(&format!("be the host: {}", control::owner_url(app).await?));
    if people == 0 {
        tell("Nobody here is simulated: the stage is yours. Nothing is kept: Ctrl-C ends it.");
        return Ok(());
    }
    tell("Everybody here is simulated, but you. Nothing is kept: Ctrl-C ends it.");
    let front = FrontPage::open(format!("{public}{}", stage.page)).await?;
    app.surges.fetch_by(front.fetcher());
    night::play(Arc::new(Crowd::new(stage, public, front, speed)), host, people).await
}
