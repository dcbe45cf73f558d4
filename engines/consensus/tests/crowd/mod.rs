//! Reads published crowd-labelled sets. They are test data only and never shipped.
#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::{fs, path::PathBuf};

use consensus::{Answers, Names};

/// The sets whose labels are classes.
pub const SETS: [&str; 9] =
    ["bluebirds", "dog", "music", "possent", "product", "rte", "weather_amt", "weather_cf", "web"];

/// One set with what is known to be right.
pub struct Set {
    pub answers: Answers,
    /// The same answers in the file's order: item, worker, label.
    pub rows: Vec<(u32, u32, u16)>,
    pub truth: Vec<Option<u16>>,
}

/// Reads a set, or fails with a sentence that says where it should be.
pub fn load(name: &str) -> Set {
    let (mut items, mut workers) = (Names::default(), Names::default());
    let rows: Vec<(u32, u32, u16)> = read(name, "labels.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let [item, worker, label] = line.split(',').collect::<Vec<_>>()[..] else {
                panic!("{name}: expected task,worker,label in the line {line:?}");
            };
            (items.number(item).unwrap(), workers.number(worker).unwrap(), label.parse().unwrap())
        })
        .collect();
    let classes = rows.iter().map(|row| usize::from(row.2) + 1).max().unwrap_or(0);
    let mut answers = Answers::new(classes);
    for &(item, worker, label) in &rows {
        answers.push(item, worker, label).unwrap();
    }
    let mut truth = vec![None; answers.items()];
    for line in read(name, "truth.csv").lines().skip(1) {
        let (item, label) = line.split_once(',').unwrap();
        if let Some(item) = items.find(item) {
            truth[item as usize] = Some(label.parse().unwrap());
        }
    }
    Set { answers, rows, truth }
}

fn read(set: &str, file: &str) -> String {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/crowd");
    let folder = std::env::var_os("THRONG_CROWD_DATA").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let path = folder.join(set).join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "The published crowd data is missing: {} ({error}). Put it there, or set THRONG_CROWD_DATA to the \
             folder that holds {set}/.",
            path.display()
        )
    })
}
