//! `throng consensus`: the consensus engine on a file, without a server.

use std::collections::BTreeMap;
use std::path::Path;

use clap::{Arg, ArgMatches, Command};
use consensus::{Answers, Consensus, MAX_CLASSES, Method, Names, Options, expected_accuracy, infer};

use super::csv_rows::{Broken, Rows};
use super::{Outcome, say, tell};

/// What a file with labels begins with.
const LABELS: [&str; 3] = ["task", "worker", "label"];
/// What a file with the truth begins with.
const TRUTH: [&str; 2] = ["task", "label"];

pub fn command() -> Command {
    Command::new("consensus")
        .about("Turn many people's labels in a CSV file into one label a task with a confidence")
        .arg(
            Arg::new("labels")
                .value_name("LABELS.csv")
                .required_unless_present_any(["method"])
                .help("Columns task,worker,label"),
        )
        .arg(
            Arg::new("method")
                .long("method")
                .value_name("M")
                .help("How; “list” names all methods [default: auto]"),
        )
        .arg(
            Arg::new("truth")
                .long("truth")
                .value_name("TRUTH.csv")
                .help("Columns task,label; tells how often the result is right"),
        )
}

pub fn run(matches: &ArgMatches) -> Outcome {
    let method = matches.get_one::<String>("method").map(String::as_str);
    if method == Some("list") {
        Method::ALL.iter().for_each(|method| tell(&method.to_string()));
        return Ok(());
    }
    let method = method.unwrap_or_default();
    let method: Method = if method.is_empty() {
        Method::default()
    } else {
        method.parse().map_err(|unknown| format!("{method}: {unknown}"))?
    };
    let labels =
        matches.get_one::<String>("labels").ok_or("say which file to read: throng consensus LABELS.csv")?;
    let set = Set::read(Path::new(labels))?;
    let truth = matches.get_one::<String>("truth").map(|path| set.truth(Path::new(path))).transpose()?;
    let result = infer(&set.answers, method, &Options::default());
    set.print(&result)?;
    if let Some(truth) = truth {
        let accuracy =
            expected_accuracy(&result, &truth).ok_or("no task of the truth is among the labels")?;
        let (tasks, workers) = (set.tasks.all().len(), set.workers);
        say(&format!("accuracy={accuracy:.4} tasks={tasks} workers={workers}"));
    }
    Ok(())
}

/// A file's labels.
struct Set {
    answers: Answers,
    tasks: Names,
    labels: Names,
    workers: usize,
}

impl Set {
    fn read(path: &Path) -> Result<Self, Broken> {
        let (mut tasks, mut workers, mut labels, mut rows) =
            (Names::default(), Names::default(), BTreeMap::new(), Vec::new());
        for row in Rows::open(path, &LABELS)? {
            let (line, [task, worker, label]) = row?;
            let many =
                || Broken::at(path, line, "there are too many different tasks or workers; split the file");
            let (task, worker) =
                (tasks.number(&task).ok_or_else(many)?, workers.number(&worker).ok_or_else(many)?);
            labels.entry(label.clone()).or_insert(());
            rows.push((line, task, worker, label));
            if labels.len() > MAX_CLASSES {
                let why = format!(
                    "this is the label number {}; at most {MAX_CLASSES} can be told apart",
                    labels.len()
                );
                return Err(Broken::at(path, line, &why));
            }
        }
        let first = rows.first().map_or(1, |row| row.0);
        if rows.is_empty() {
            return Err(Broken::at(path, first, "there are no labels below the headings; add one a line"));
        }
        // Labels are numbered in the order of their texts, so that the order of lines decides nothing.
        let mut names = Names::default();
        let numbers: BTreeMap<_, _> =
            labels.into_keys().filter_map(|label| Some((label.clone(), names.number(&label)?))).collect();
        let mut answers = Answers::new(numbers.len());
        for (line, task, worker, label) in rows {
            let label =
                numbers.get(&label).and_then(|number| u16::try_from(*number).ok()).unwrap_or_default();
            answers
                .push(task, worker, label)
                .map_err(|refused| Broken::at(path, line, &refused.to_string()))?;
        }
        Ok(Self { answers, tasks, labels: names, workers: workers.all().len() })
    }

    /// What is known to be right, by the tasks' numbers. A label that nobody gave can be right all the same: then the result is not.
    fn truth(&self, path: &Path) -> Result<Vec<Option<u16>>, Broken> {
        let mut truth = vec![None; self.tasks.all().len()];
        for row in Rows::open(path, &TRUTH)? {
            let (_, [task, label]) = row?;
            if let Some(slot) = self.tasks.find(&task).and_then(|task| truth.get_mut(task as usize)) {
                *slot = Some(
                    self.labels.find(&label).and_then(|label| u16::try_from(label).ok()).unwrap_or(u16::MAX),
                );
            }
        }
        Ok(truth)
    }

    fn print(&self, result: &Consensus) -> Outcome {
        let mut out = csv::Writer::from_writer(std::io::stdout().lock());
        out.write_record(["task", "label", "confidence"])?;
        for (at, task) in self.tasks.all().iter().enumerate() {
            let label = result.label(at).and_then(|label| self.labels.all().get(usize::from(label)));
            let confidence = format!("{:.4}", result.confidence(at));
            out.write_record([task.as_str(), label.map_or("", String::as_str), &confidence])?;
        }
        out.flush()?;
        Ok(())
    }
}
