//! What must hold for any answers whatever.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test")]

use std::collections::BTreeMap;

use consensus::{Answers, Incremental, Method, Options, Retirement, credit, infer};
use proptest::{collection::vec, prelude::*};

type Row = (u32, u32, u16);

fn answers(classes: usize, rows: &[Row]) -> Answers {
    let mut answers = Answers::new(classes);
    for &(item, worker, label) in rows {
        let _refused = answers.push(item, worker, label);
    }
    answers
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    vec((0..12_u32, 0..8_u32, 0..6_u16), 0..80)
}

/// Answers of a crowd that is right about four times in five, on items of three classes.
fn sensible_rows() -> impl Strategy<Value = Vec<Row>> {
    let errors = vec((0..10_u8, 1..3_u16), 30 * 7);
    errors.prop_map(|errors| {
        let at = |n: usize| ((n / 7) as u32, (n % 7) as u32, (n / 7 % 3) as u16);
        let row = |(n, (luck, shift))| {
            let (item, worker, truth): Row = at(n);
            (item, worker, if luck < 2 { (truth + shift) % 3 } else { truth })
        };
        errors.into_iter().enumerate().map(row).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_answers_give_probabilities(
        classes in 0..6_usize,
        rows in rows(),
        gold in vec((0..15_u32, 0..7_u16), 0..6),
    ) {
        let answers = answers(classes, &rows);
        let options = Options { gold: gold.into_iter().collect::<BTreeMap<_, _>>() };
        for method in Method::ALL {
            let consensus = infer(&answers, method, &options);
            prop_assert_eq!(consensus.items(), answers.items());
            for item in 0..answers.items() {
                let sum: f64 = consensus.posterior(item).iter().sum();
                prop_assert!((sum - 1.0).abs() < 1e-9, "{method}: {:?}", consensus.posterior(item));
                prop_assert!(consensus.posterior(item).iter().all(|p| (0.0..=1.0).contains(p)));
                prop_assert!(consensus.tied(item).count() >= 1);
                prop_assert_eq!(consensus.answers(item), answers.of(item).len());
            }
            for worker in 0..=answers.workers() {
                prop_assert!((0.0..=1.0).contains(&consensus.skill(worker)));
            }
            prop_assert!(credit(&answers, &consensus).iter().all(|bits| *bits >= 0.0 && bits.is_finite()));
        }
    }

    #[test]
    fn the_order_of_arrival_does_not_matter_but_for_the_last_word(rows in rows()) {
        let last: BTreeMap<(u32, u32), u16> = rows.iter().map(|&(i, w, l)| ((i, w), l)).collect();
        let sorted: Vec<Row> = last.into_iter().map(|((i, w), l)| (i, w, l)).collect();
        prop_assert_eq!(answers(6, &rows), answers(6, &sorted));
    }

    #[test]
    fn adding_one_by_one_and_refitting_equals_the_batch(rows in rows(), label in 0..6_u16) {
        let options = Options { gold: BTreeMap::from([(3, label)]) };
        for method in Method::ALL {
            let mut live = Incremental::new(Answers::new(5), method, options.clone());
            for (n, &(item, worker, label)) in rows.iter().enumerate() {
                prop_assert_eq!(live.add(item, worker, label).is_ok(), label < 5);
                for item in 0..live.consensus().items() {
                    let sum: f64 = live.consensus().posterior(item).iter().sum();
                    prop_assert!((sum - 1.0).abs() < 1e-9);
                }
                if n == 40 {
                    live.refit();
                }
            }
            live.refit();
            prop_assert_eq!(live.consensus(), &infer(&answers(5, &rows), method, &options));
        }
    }

    #[test]
    fn names_of_labels_and_workers_do_not_matter(rows in sensible_rows()) {
        let renamed: Vec<Row> = rows.iter().map(|&(i, w, l)| (i, 6 - w, (l + 1) % 3)).collect();
        for method in Method::ALL {
            let here = infer(&answers(3, &rows), method, &Options::default());
            let there = infer(&answers(3, &renamed), method, &Options::default());
            for item in 0..30 {
                for label in 0..3 {
                    let (a, b) = (here.posterior(item)[label], there.posterior(item)[(label + 1) % 3]);
                    prop_assert!((a - b).abs() < 1e-3, "{method}: item {item}: {a} {b}");
                }
            }
            for worker in 0..7 {
                prop_assert!((here.skill(worker) - there.skill(6 - worker)).abs() < 1e-3, "{method}");
            }
        }
    }

    #[test]
    fn a_unanimous_crowd_is_believed(labels in vec(0..4_u16, 8..20), workers in 3..6_u32) {
        let rows: Vec<Row> = (0..).zip(&labels).flat_map(|(i, l)| (0..workers).map(move |w| (i, w, *l))).collect();
        for method in Method::ALL {
            let consensus = infer(&answers(4, &rows), method, &Options::default());
            for (item, label) in labels.iter().enumerate() {
                prop_assert_eq!(consensus.label(item), Some(*label), "{}", method);
                prop_assert!(consensus.confidence(item) > 0.8, "{method}: {}", consensus.confidence(item));
            }
        }
    }

    #[test]
    fn one_more_agreeing_answer_never_makes_an_item_less_sure(rows in sensible_rows(), item in 0..30_u32) {
        for method in Method::ALL {
            let mut live = Incremental::new(answers(3, &rows), method, Options::default());
            let before = live.consensus().confidence(item as usize);
            let label = live.consensus().label(item as usize).unwrap();
            live.add(item, 7, label).unwrap();
            let after = live.consensus().posterior(item as usize)[usize::from(label)];
            prop_assert!(after >= before - 1e-6, "{method}: {before} to {after}");
        }
    }

    #[test]
    fn one_persons_word_closes_nothing(target in 0.5..1.0, max_answers in 0..5_usize, label in 0..2_usize) {
        let posterior = [1.0 - label as f64, label as f64];
        let rule = Retirement { target, max_answers };
        prop_assert!(!rule.is_done(&posterior, 1, 1.0));
    }
}
