//! `throng owner-link`: a one-time link that signs the owner in.

use clap::{ArgMatches, Command};
use platform::control::ask;

use super::control::Request;
use super::{Outcome, settings, tell};

pub fn command() -> Command {
    platform::config::clap_args(
        Command::new("owner-link").about("Print a one-time link that signs the owner in, good for an hour"),
    )
}

pub async fn run(matches: &ArgMatches) -> Outcome {
    let config = settings(matches)?;
    let answer = ask(&config.data, &Request::OwnerLink, |_| {}).await?;
    tell(answer["url"].as_str().unwrap_or_default());
    Ok(())
}
