//! `throng tally`: the voting engine on an election's BLT file, without a server.

use ballots::blt::{self, Election};
use ballots::{Count, Done, Pairs, Rule, Steps, Tally, VOTE, tally};
use clap::{Arg, ArgMatches, Command};

use super::{Outcome, tell, text};

/// Bytes of a file that is read.
const MAX_BYTES: u64 = 256 << 20;

pub fn command() -> Command {
    Command::new("tally")
        .about("Count an election from an OpenSTV BLT file: winners, the full order, and why")
        .arg(Arg::new("ballots").value_name("BALLOTS.blt").required(true).help("The ballots"))
        .arg(
            Arg::new("rule")
                .long("rule")
                .value_name("R")
                .default_value("schulze")
                .help("How to count: schulze, stv, or approval (whoever is ranked at all is approved of)"),
        )
}

pub fn run(matches: &ArgMatches) -> Outcome {
    let (path, word) = (text(matches, "ballots"), text(matches, "rule"));
    let rule: Rule = word.parse().map_err(|()| {
        format!("there is no rule “{word}”; use --rule schulze, --rule stv or --rule approval")
    })?;
    let cannot = |error: std::io::Error| format!("{path} cannot be read: {error}");
    if std::fs::metadata(path).map_err(cannot)?.len() > MAX_BYTES {
        return Err(format!(
            "{path} is larger than 256 MiB; join equal ballots into one line with their number"
        )
        .into());
    }
    let bytes = std::fs::read(path).map_err(cannot)?;
    let election = blt::read(&String::from_utf8_lossy(&bytes)).map_err(|wrong| format!("{path}, {wrong}"))?;
    let ballots = election
        .ballots(rule)
        .ok_or("a ranking has no points; use --rule schulze, --rule stv or --rule approval")?;
    let counted = tally(rule, election.seats, election.candidates.len(), &ballots)?;
    lines(&election, rule, &counted).iter().for_each(|line| tell(line));
    Ok(())
}

fn lines(election: &Election, rule: Rule, counted: &Tally) -> Vec<String> {
    let name = |candidate: &usize| election.candidates.get(*candidate).map_or("", String::as_str);
    let places: Vec<String> =
        counted.order.iter().map(|tied| tied.iter().map(name).collect::<Vec<_>>().join(" = ")).collect();
    let mut lines = vec![
        election.title.clone(),
        format!("rule: {}", rule.word()),
        format!("ballots: {}", counted.voters),
        format!("winners: {}", winners(election, counted)),
        format!("order: {}", places.join(" > ")),
        "why:".to_owned(),
    ];
    match &counted.steps {
        Steps::Approval(approvals) => {
            lines.extend(counted.order.iter().flatten().map(|candidate| {
                format!("  {}: approved by {} of {}", name(candidate), approvals[*candidate], counted.voters)
            }));
        }
        Steps::Score(_) => {}
        Steps::Schulze(pairs) => lines.extend(duels(pairs, &counted.order, name)),
        Steps::Stv(count) => lines.extend(stages(count, name)),
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// As many from the top as there are seats (by STV the elected stand at the top); those who are tied for the last one are all named, as tied.
fn winners(election: &Election, counted: &Tally) -> String {
    let name = |candidate: &usize| election.candidates.get(*candidate).map_or("", String::as_str);
    let (mut seated, mut left) = (Vec::new(), election.seats);
    for tied in &counted.order {
        if counted.voters == 0 || left == 0 {
            break;
        }
        let names = tied.iter().map(name).collect::<Vec<_>>();
        if tied.len() > left {
            seated.push(format!("{} (tied for {left})", names.join(" = ")));
            break;
        }
        left -= tied.len();
        seated.push(names.join(", "));
    }
    seated.join(", ")
}

/// Each against everybody below: one to one, and by the strongest paths where that says otherwise.
fn duels<'n>(pairs: &Pairs, order: &[Vec<usize>], name: impl Fn(&usize) -> &'n str) -> Vec<String> {
    let all: Vec<&usize> = order.iter().flatten().collect();
    let mut lines = Vec::new();
    for (at, a) in all.iter().enumerate() {
        for b in &all[at + 1..] {
            let (a, b) = (**a, **b);
            let mut line =
                format!("  {} {} : {} {}", name(&a), pairs.prefer[a][b], pairs.prefer[b][a], name(&b));
            if pairs.prefer[a][b] <= pairs.prefer[b][a] {
                let path = |from, to| pairs.path(from, to).iter().map(&name).collect::<Vec<_>>().join(" > ");
                line.push_str(&format!("; by paths {} : {}", pairs.strength[a][b], pairs.strength[b][a]));
                if pairs.strength[a][b] > 0 {
                    line.push_str(&format!(" ({})", path(a, b)));
                }
            }
            lines.push(line);
        }
    }
    lines
}

/// What was done stage by stage, what everybody had then, and who was elected.
fn stages<'n>(count: &Count, name: impl Fn(&usize) -> &'n str) -> Vec<String> {
    let names = |options: &[usize]| options.iter().map(&name).collect::<Vec<_>>().join(", ");
    let votes = |votes: u128| match votes % VOTE {
        0 => (votes / VOTE).to_string(),
        rest => format!("{}.{rest:05}", votes / VOTE),
    };
    let stage = |(round, stage): (usize, &ballots::Stage)| {
        let done = match &stage.done {
            Done::First => format!("first preferences, quota {}", count.quota),
            Done::Surplus(of) => format!("surplus of {}", names(of)),
            Done::Exclusion(of) => format!("exclusion of {}", names(of)),
        };
        let had =
            stage.votes.iter().enumerate().map(|(option, had)| format!("{} {}", name(&option), votes(*had)));
        let had = had.collect::<Vec<_>>().join(", ");
        let elected = names(&stage.elected.concat());
        let elected = if elected.is_empty() { elected } else { format!("; elected: {elected}") };
        format!("  {round}. {done}: {had}; lost {}{elected}", votes(stage.lost))
    };
    (1..).zip(&count.stages).map(stage).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_told_with_its_reasons() {
        let file = "3 1\n4 1 2 3 0\n3 2 3 1 0\n2 3 1 2 0\n0\n\"Ann\"\n\"Bob\"\n\"Cy\"\n\"A circle\"\n";
        let election = blt::read(file).unwrap();
        let counted = tally(Rule::Schulze, 1, 3, &election.ballots(Rule::Schulze).unwrap()).unwrap();
        let told = lines(&election, Rule::Schulze, &counted);
        assert_eq!(
            told,
            [
                "A circle",
                "rule: schulze",
                "ballots: 9",
                "winners: Ann",
                "order: Ann > Bob > Cy",
                "why:",
                "  Ann 6 : 3 Bob",
                "  Ann 4 : 5 Cy; by paths 6 : 5 (Ann > Bob > Cy)",
                "  Bob 7 : 2 Cy",
            ]
        );
        let counted = tally(Rule::Approval, 1, 3, &election.ballots(Rule::Approval).unwrap()).unwrap();
        assert_eq!(winners(&election, &counted), "Ann = Bob = Cy (tied for 1)");
        let counted = tally(Rule::Stv, 1, 3, &election.ballots(Rule::Stv).unwrap()).unwrap();
        let told = lines(&election, Rule::Stv, &counted);
        assert_eq!(
            told[5..],
            [
                "why:",
                "  1. first preferences, quota 5: Ann 4, Bob 3, Cy 2; lost 0",
                "  2. exclusion of Cy: Ann 6, Bob 3, Cy 0; lost 0; elected: Ann",
            ]
        );
    }
}
