//! The command line: one file a command. A command that changes a running instance asks it through the data folder's socket.

mod backup;
mod check;
mod consensus;
mod control;
mod csv_rows;
mod demo;
mod detect;
mod export;
mod import;
mod owner_link;
mod recount;
mod render;
mod serve;
mod tally;

use std::io::Write;
use std::process::ExitCode;

use clap::{ArgMatches, Command};

/// What a command ended with; the sentence is for whoever typed it.
pub type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Reads the arguments and runs the command; 0 is done, 1 is not done and the reason is on standard error, 2 is misuse.
pub fn run() -> ExitCode {
    let matches = command().get_matches();
    let outcome = match matches.subcommand() {
        Some(("demo", matches)) => on_runtime(demo::run(matches)),
        Some(("serve", matches)) => on_runtime(serve::run(matches)),
        Some(("owner-link", matches)) => on_runtime(owner_link::run(matches)),
        Some(("backup", matches)) => on_runtime(backup::run(matches)),
        Some(("check", matches)) => on_runtime(check::run(matches)),
        Some(("export", matches)) => on_runtime(export::run(matches)),
        Some(("import", matches)) => on_runtime(import::run(matches)),
        Some(("render", matches)) => render::run(matches),
        Some(("consensus", matches)) => consensus::run(matches),
        Some(("tally", matches)) => tally::run(matches),
        Some(("recount", matches)) => on_runtime(recount::run(matches)),
        Some(("detect", matches)) => detect::run(matches),
        _ => Ok(()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("throng: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn command() -> Command {
    Command::new("throng")
        .about("Turns a traffic spike into a team")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(demo::command())
        .subcommand(serve::command())
        .subcommand(owner_link::command())
        .subcommand(backup::command())
        .subcommand(export::command())
        .subcommand(import::command())
        .subcommand(check::command())
        .subcommand(consensus::command())
        .subcommand(render::command())
        .subcommand(tally::command())
        .subcommand(recount::command())
        .subcommand(detect::command())
}

fn on_runtime(work: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// The settings of this process; warnings go to standard error.
fn settings(matches: &ArgMatches) -> Result<platform::config::Config, platform::config::ConfigError> {
    let loaded = platform::config::Config::from_process(matches)?;
    loaded.warnings.iter().for_each(|warning| say(warning));
    Ok(loaded.config)
}

/// The text of a required argument.
fn text<'m>(matches: &'m ArgMatches, name: &str) -> &'m str {
    matches.get_one::<String>(name).map_or("", String::as_str)
}

/// A line for whoever typed the command, beside its result.
#[allow(clippy::print_stderr)]
fn say(line: &str) {
    eprintln!("{line}");
}

/// A line of the command's result. Whoever closed the other end of the pipe has read enough; that ends nothing.
fn tell(line: &str) {
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            tracing::warn!(%error, line, "this line could not be printed");
        }
        _ => {}
    }
}
