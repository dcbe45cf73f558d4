//! `throng check`: is every invariant of the data kept?

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{Outcome, control, settings, tell};

pub fn command() -> Command {
    platform::config::clap_args(
        Command::new("check")
            .about("Verify every invariant of the data; one line for each that is broken")
            .arg(
                Arg::new("repair")
                    .long("repair")
                    .action(ArgAction::SetTrue)
                    .help("Mend what can be derived: counts of references; where no server runs, also files that belong to nothing"),
            ),
    )
}

pub async fn run(matches: &ArgMatches) -> Outcome {
    let config = settings(matches)?;
    let repair = matches.get_flag("repair");
    let answer = control::do_or_ask(&config, control::Request::Check { repair }).await?;
    match answer["broken"].as_u64().unwrap_or_default() {
        0 => tell("every invariant is kept"),
        1 => return Err("one invariant is broken".into()),
        broken => return Err(format!("{broken} invariants are broken").into()),
    }
    Ok(())
}
