//! Accuracy, calibration and speed on published sets, against crowd-kit's methods on the same files.
//! `cargo test -p consensus --test real_sets -- --nocapture` prints the table.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test")]

mod crowd;

use std::time::Instant;

use consensus::{Answers, Consensus, Method, Options, credit, expected_accuracy, infer};
use crowd::{SETS, Set, load};

/// What a set must reach: accuracy of `auto`, its calibration error, and crowd-kit's best accuracy (ties shared).
struct Bar {
    auto: f64,
    calibration: f64,
    crowd_kit: f64,
}

/// In the order of `SETS`; the first two are just below what was measured.
const BARS: [Bar; 9] = [
    Bar { auto: 0.889, calibration: 0.05, crowd_kit: 0.889 },
    Bar { auto: 0.829, calibration: 0.125, crowd_kit: 0.843 },
    Bar { auto: 0.802, calibration: 0.115, crowd_kit: 0.8 },
    Bar { auto: 0.958, calibration: 0.03, crowd_kit: 0.96 },
    Bar { auto: 0.9345, calibration: 0.02, crowd_kit: 0.94 },
    Bar { auto: 0.926, calibration: 0.03, crowd_kit: 0.928 },
    Bar { auto: 0.853, calibration: 0.125, crowd_kit: 0.86 },
    Bar { auto: 0.893, calibration: 0.05, crowd_kit: 0.893 },
    Bar { auto: 0.827, calibration: 0.08, crowd_kit: 0.83 },
];

/// Mean over the nine sets of crowd-kit's best single method (Dawid–Skene).
const BEST_SINGLE_METHOD: f64 = 0.870;

fn accuracy(consensus: &Consensus, set: &Set) -> f64 {
    expected_accuracy(consensus, &set.truth).unwrap()
}

/// Expected calibration error over ten equal bins of confidence.
fn calibration_error(consensus: &Consensus, truth: &[Option<u16>]) -> f64 {
    let mut gaps = [0.0; 10];
    for (item, label) in truth.iter().enumerate().filter_map(|(item, label)| Some((item, (*label)?))) {
        let confidence = consensus.confidence(item);
        let right = f64::from(u8::from(consensus.label(item) == Some(label)));
        gaps[((confidence * 10.0) as usize).min(9)] += right - confidence;
    }
    gaps.iter().map(|gap: &f64| gap.abs()).sum::<f64>() / truth.iter().flatten().count() as f64
}

fn f1(consensus: &Consensus, truth: &[Option<u16>]) -> f64 {
    let (mut both, mut either) = (0.0, 0.0);
    for (item, label) in truth.iter().enumerate().filter(|(_, label)| label.is_some()) {
        let (said, is) = (consensus.label(item) == Some(1), *label == Some(1));
        both += f64::from(u8::from(said && is));
        either += f64::from(u8::from(said) + u8::from(is));
    }
    2.0 * both / either
}

#[test]
fn auto_is_as_good_as_the_best_method_of_each_set() {
    println!(
        "{:12} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "set", "majority", "one-coin", "d-s", "bayes", "auto", "error"
    );
    let mut mean = 0.0;
    let mut seconds = 0.0;
    for (name, bar) in SETS.into_iter().zip(BARS) {
        let set = load(name);
        let [majority, coin, matrix, bayes, auto] = Method::ALL.map(|method| {
            let start = Instant::now();
            let consensus = infer(&set.answers, method, &Options::default());
            if method == Method::Auto {
                seconds += start.elapsed().as_secs_f64();
            }
            consensus
        });
        let shown = [&majority, &coin, &matrix, &bayes, &auto].map(|consensus| accuracy(consensus, &set));
        let error = calibration_error(&auto, &set.truth);
        let row: String = shown.iter().map(|value| format!(" {value:9.4}")).collect();
        println!("{name:12}{row} {error:9.3} {:9.3} best of crowd-kit", bar.crowd_kit);
        mean += shown[4] / 9.0;
        assert!(shown[4] >= bar.auto, "{name}: {} is below {}", shown[4], bar.auto);
        assert!(error <= bar.calibration, "{name}: calibration error {error}");
        assert!(shown[4] >= shown[0] - 0.001, "{name}: not below majority vote");
        let interval = 1.96 * (bar.crowd_kit * (1.0 - bar.crowd_kit) / set.answers.items() as f64).sqrt();
        assert!(shown[4] >= bar.crowd_kit - interval.max(0.005), "{name}: below crowd-kit's best");
        let bits = credit(&set.answers, &auto);
        assert!(bits.iter().all(|bits| bits.is_finite() && *bits >= 0.0), "{name}: credit");
        if name == "product" {
            println!(
                "{:12} F1 of label 1: {:.3} auto, {:.3} majority",
                "",
                f1(&auto, &set.truth),
                f1(&majority, &set.truth)
            );
        }
    }
    println!("mean of auto {mean:.4}; {seconds:.2} s for the nine sets");
    assert!(mean >= BEST_SINGLE_METHOD + 0.01, "mean {mean}");
}

/// With the truth of every fifth item given, the rest must be about as often right as they claim.
#[test]
fn gold_calibrates_confidence() {
    let (mut before, mut after) = (0.0, 0.0);
    for name in SETS {
        let set = load(name);
        let mut options = Options::default();
        let mut rest = set.truth.clone();
        for item in (0..rest.len()).step_by(5) {
            if let Some(label) = rest[item].take() {
                options.gold.insert(item as u32, label);
            }
        }
        let without = calibration_error(&infer(&set.answers, Method::Auto, &Options::default()), &rest);
        let consensus = infer(&set.answers, Method::Auto, &options);
        let with = calibration_error(&consensus, &rest);
        println!("{name:12} calibration error {without:.3}, with gold {with:.3}");
        assert!(with <= 0.09 && with <= without + 0.02, "{name}: {with}, without gold {without}");
        before += without / 9.0;
        after += with / 9.0;
    }
    println!("mean {before:.3}, with gold {after:.3}");
    assert!(after <= 0.04 && after < before * 0.7);
}

#[test]
fn ninety_thousand_answers_take_about_a_second_at_most() {
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut answers = Answers::new(5);
    while answers.len() < 90_000 {
        let (item, worker) = (random(18_000) as u32, random(9_000) as u32);
        let label = if random(10) < 7 { u64::from(item) % 5 } else { random(5) };
        answers.push(item, worker, label as u16).unwrap();
    }
    let start = Instant::now();
    let consensus = infer(&answers, Method::Auto, &Options::default());
    let taken = start.elapsed();
    println!("90,000 answers, 9,000 workers, 5 classes: {taken:?}");
    assert!(consensus.crowd_skill() > 0.7);
    assert!(taken.as_secs() < 5, "{taken:?}, on a machine however busy");
    let mut live = consensus::Incremental::new(answers, Method::Auto, Options::default());
    let start = Instant::now();
    for item in 0..1_000 {
        live.add(item, 9_000 + item % 7, 1).unwrap();
    }
    let each = start.elapsed() / 1_000;
    println!("one more answer: {each:?}");
    assert!(each.as_millis() < 1, "{each:?}");
}
