//! BLT, the format in which OpenSTV and others publish elections: candidates and seats, who withdrew, a line a ballot with its
//! weight, then the names and the title.

use std::fmt;

use crate::ballot::{Ballot, Rule, Weighted};

/// Candidates that a file may have.
const MAX_CANDIDATES: usize = 500;

/// An election as a file has it. Candidates that withdrew are not in it: numbers are of those who stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Election {
    /// What it is called.
    pub title: String,
    /// How many are to be elected.
    pub seats: usize,
    /// Who stands.
    pub candidates: Vec<String>,
    /// What was cast, as rankings from best to worst.
    pub rankings: Vec<(u64, Vec<Vec<usize>>)>,
}

impl Election {
    /// The ballots under `rule`: for approval, whoever is ranked at all is approved of. `None` for score: a ranking has no points.
    pub fn ballots(&self, rule: Rule) -> Option<Vec<Weighted>> {
        let ballot = |places: &Vec<Vec<usize>>| match rule {
            Rule::Approval => Some(Ballot::Approve(places.concat())),
            Rule::Schulze | Rule::Stv => Some(Ballot::Rank(places.clone())),
            Rule::Score => None,
        };
        self.rankings
            .iter()
            .map(|(weight, places)| Some(Weighted { weight: *weight, ballot: ballot(places)? }))
            .collect()
    }
}

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub why: &'static str,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl std::error::Error for Unreadable {}

/// Reads a file. `#` begins a comment outside of names, `=` ties candidates, `-` is a place left empty.
///
/// # Errors
/// The first line that is not as it should be.
pub fn read(text: &str) -> Result<Election, Unreadable> {
    let mut lines = Lines { lines: text.trim_start_matches('\u{feff}').lines().enumerate(), number: 0 };
    let head = lines.next_line("the line with the number of candidates and of seats is missing")?;
    let numbers: Vec<usize> = head.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [count, seats] = numbers[..] else {
        return Err(lines.wrong("this should be the number of candidates and the number of seats"));
    };
    if !(1..=MAX_CANDIDATES).contains(&count) || !(1..=count).contains(&seats) {
        return Err(lines.wrong("there must be 1 to 500 candidates, and a seat for each at most"));
    }
    let (mut withdrawn, mut cast) = (vec![false; count], Vec::new());
    loop {
        let line = lines.next_line("the line with a lone 0 that ends the ballots is missing")?;
        if line == "0" {
            break;
        }
        if cast.is_empty() && line.starts_with('-') {
            withdraw(&line, &mut withdrawn).map_err(|why| lines.wrong(why))?;
        } else {
            cast.push(ballot(&line, count).map_err(|why| lines.wrong(why))?);
        }
    }
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        names.push(unquoted(&lines.next_name("a candidate's name is missing")?));
    }
    let title = lines.next_name("").map(|title| unquoted(&title)).unwrap_or_default();
    Ok(standing(title, seats, names, &withdrawn, cast))
}

struct Lines<'t> {
    lines: std::iter::Enumerate<std::str::Lines<'t>>,
    number: usize,
}

impl Lines<'_> {
    fn next_line(&mut self, missing: &'static str) -> Result<String, Unreadable> {
        self.next(missing, |line| line.split('#').next().unwrap_or_default())
    }

    fn next_name(&mut self, missing: &'static str) -> Result<String, Unreadable> {
        self.next(missing, |line| line)
    }

    fn next(&mut self, missing: &'static str, without: impl Fn(&str) -> &str) -> Result<String, Unreadable> {
        for (at, line) in self.lines.by_ref() {
            self.number = at + 1;
            let line = without(line).trim();
            if !line.is_empty() {
                return Ok(line.to_owned());
            }
        }
        self.number += 1;
        Err(self.wrong(missing))
    }

    const fn wrong(&self, why: &'static str) -> Unreadable {
        Unreadable { line: self.number, why }
    }
}

fn withdraw(line: &str, withdrawn: &mut [bool]) -> Result<(), &'static str> {
    for word in line.split_whitespace() {
        let number = word.strip_prefix('-').and_then(|word| word.parse::<usize>().ok());
        let place = number.and_then(|number| withdrawn.get_mut(number.checked_sub(1)?));
        *place.ok_or("this should be the numbers of candidates who withdrew, each with a minus")? = true;
    }
    Ok(())
}

/// `weight first second=third 0`, perhaps with an identifier in brackets before it.
fn ballot(line: &str, count: usize) -> Result<(u64, Vec<Vec<usize>>), &'static str> {
    let line = match line.strip_prefix('(') {
        Some(rest) => rest.split_once(')').ok_or("the bracket is not closed")?.1,
        None => line,
    };
    let mut words = line.split_whitespace();
    let weight = words
        .next()
        .and_then(|word| word.parse().ok())
        .ok_or("a ballot begins with its whole number of votes")?;
    let (mut places, mut seen) = (Vec::new(), vec![false; count]);
    let mut is_closed = false;
    for word in words.by_ref() {
        if word == "0" {
            is_closed = true;
            break;
        }
        if word == "-" {
            continue;
        }
        let mut tied = Vec::new();
        for number in word.split('=') {
            let candidate = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let candidate = candidate
                .filter(|candidate| *candidate < count)
                .ok_or("this names a candidate who is not there")?;
            if std::mem::replace(&mut seen[candidate], true) {
                return Err("this ranks a candidate twice");
            }
            tied.push(candidate);
        }
        places.push(tied);
    }
    if !is_closed || words.next().is_some() {
        return Err("a ballot ends with a 0");
    }
    Ok((weight, places))
}

fn unquoted(name: &str) -> String {
    let inner = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
    inner.unwrap_or(name).to_owned()
}

/// Numbers those who stand anew, and drops the others everywhere.
fn standing(
    title: String,
    seats: usize,
    names: Vec<String>,
    withdrawn: &[bool],
    cast: Vec<(u64, Vec<Vec<usize>>)>,
) -> Election {
    let stands: Vec<usize> = (0..names.len()).filter(|candidate| !withdrawn[*candidate]).collect();
    let anew = |old: usize| stands.binary_search(&old).ok();
    let place = |tied: Vec<usize>| tied.into_iter().filter_map(anew).collect::<Vec<_>>();
    let ranking =
        |places: Vec<Vec<usize>>| places.into_iter().map(place).filter(|tied| !tied.is_empty()).collect();
    Election {
        title,
        seats,
        rankings: cast.into_iter().map(|(weight, places)| (weight, ranking(places))).collect(),
        candidates: stands.iter().map(|old| names[*old].clone()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "4 2 # four candidates, two seats\n-2\n3 1 3 4 0\n(id 7) 4 1=2 - 3 0\n2 0\n0\n\"Adam #1\"\n\"Basil\"\n\"Charlotte\"\n\"Donald\"\n\"Title\"\n";

    #[test]
    fn a_file_is_read_and_who_withdrew_is_out() {
        let election = read(FILE).unwrap();
        assert_eq!((election.title.as_str(), election.seats), ("Title", 2));
        assert_eq!(election.candidates, ["Adam #1", "Charlotte", "Donald"]);
        let rankings = [(3, vec![vec![0], vec![1], vec![2]]), (4, vec![vec![0], vec![1]]), (2, vec![])];
        assert_eq!(election.rankings, rankings);
        assert!(election.ballots(Rule::Score).is_none());
        assert_eq!(election.ballots(Rule::Approval).unwrap()[1].ballot, Ballot::Approve(vec![0, 1]));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let line = |text: &str| read(text).unwrap_err().line;
        assert_eq!(line(""), 1);
        assert_eq!(line("four 2"), 1);
        assert_eq!(line("2 3"), 1);
        assert_eq!(line("2 1\n1 3 0\n0"), 2);
        assert_eq!(line("2 1\n1 1 1 0\n0"), 2);
        assert_eq!(line("2 1\n1 1 2\n0"), 2);
        assert_eq!(line("2 1\n0.5 1 0\n0"), 2);
        assert_eq!(line("2 1\n-3\n0"), 2);
        assert_eq!(line("2 1\n1 1 0"), 3);
        assert_eq!(line("2 1\n1 1 0\n0\n\"A\""), 5);
        assert_eq!(read("2 1\n1 1 0\n0\n\"A\"\nB").unwrap().candidates, ["A", "B"]);
    }
}
