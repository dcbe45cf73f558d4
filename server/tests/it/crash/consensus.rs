//! `throng consensus` as scripts use it: the shape of what it prints, and what it says to files that it cannot use.

use std::process::Output;

use super::child::{said, throng};

/// Three people about four things; the third tells them the wrong way round.
const LABELS: &str = "task,worker,label\nt1,a,cat\nt1,b,cat\nt1,c,dog\nt2,a,dog\nt2,b,dog\nt2,c,cat\nt3,a,cat\nt3,b,cat\nt3,c,dog\n\
    t4,a,dog\nt4,b,dog\nt4,c,cat\n";
const TRUTH: &str = "task,label\nt1,cat\nt2,dog\nt3,cat\nt4,cow\nt9,cat\n";

/// Runs it on these files.
fn consensus(labels: &str, truth: Option<&str>, more: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let labels = put("labels.csv", labels);
    let truth = truth.map(|text| put("truth.csv", text));
    let mut arguments = vec!["consensus", &labels];
    arguments.extend(more);
    if let Some(truth) = &truth {
        arguments.extend(["--truth", truth]);
    }
    throng(&arguments).output().unwrap()
}

#[test]
fn every_method_gives_a_line_a_task_and_tells_how_often_it_is_right() {
    let list = throng(&["consensus", "--method", "list"]).output().unwrap();
    assert!(list.status.success() && list.stderr.is_empty());
    let methods = String::from_utf8(list.stdout).unwrap();
    assert!(methods.lines().any(|name| name == "majority") && methods.lines().count() >= 2, "{methods}");
    for method in methods.lines() {
        let done = consensus(LABELS, Some(TRUTH), &["--method", method]);
        assert!(done.status.success(), "{method}: {}", said(&done));
        let out = String::from_utf8(done.stdout).unwrap();
        let lines: Vec<Vec<&str>> = out.lines().map(|line| line.split(',').collect()).collect();
        assert_eq!(lines[0], ["task", "label", "confidence"], "{method}");
        let named: Vec<_> = lines[1..].iter().map(|line| (line[0], line[1])).collect();
        assert_eq!(named, [("t1", "cat"), ("t2", "dog"), ("t3", "cat"), ("t4", "dog")], "{method}");
        for line in &lines[1..] {
            assert!((0.5..=1.0).contains(&line[2].parse::<f64>().unwrap()), "{method}: {line:?}");
        }
        let told = String::from_utf8(done.stderr).unwrap();
        assert_eq!(told.lines().last(), Some("accuracy=0.7500 tasks=4 workers=3"), "{method}");
    }
    let plain = consensus(LABELS, None, &[]);
    assert!(plain.status.success() && plain.stderr.is_empty(), "{}", said(&plain));
    let quoted =
        consensus("task,worker,label\r\n\"a, b\",w,\"x \"\"y\"\"\"\r\n", None, &["--method", "majority"]);
    assert!(said(&quoted).contains("\"a, b\",\"x \"\"y\"\"\","), "{}", said(&quoted));
    let marked = consensus(&format!("\u{feff}{LABELS}"), None, &[]);
    assert_eq!(marked.stdout, plain.stdout);
}

#[test]
fn a_file_that_cannot_be_used_is_named_with_its_line_and_what_to_do() {
    for (name, labels, words) in [
        (
            "other headings",
            "item,user,answer\n1,2,3\n",
            &["labels.csv, line 1", "task,worker,label", "item,user,answer"][..],
        ),
        ("a cell too few", "task,worker,label\nt,a,x\nt,b\n", &["line 3", "2 cells instead of 3"]),
        ("an empty cell", "task,worker,label\nt,,x\n", &["line 2", "cell 2 is empty"]),
        ("nothing", "", &["line 1"]),
        ("headings alone", "task,worker,label\n", &["line 1", "no labels"]),
    ] {
        let refused = consensus(labels, None, &[]);
        assert_eq!(refused.status.code(), Some(1), "{name}: {}", said(&refused));
        assert!(refused.stdout.is_empty(), "{name}");
        words.iter().for_each(|word| assert!(said(&refused).contains(word), "{name}: {}", said(&refused)));
    }
    let method = consensus(LABELS, None, &["--method", "guess"]);
    assert_eq!(method.status.code(), Some(1));
    assert!(said(&method).contains("guess") && said(&method).contains("majority"), "{}", said(&method));
    let truth = consensus(LABELS, Some("task,label\nnothing,cat\n"), &[]);
    assert_eq!((truth.status.code(), said(&truth).contains("no task of the truth")), (Some(1), true));
    let missing = throng(&["consensus", "/nowhere/labels.csv"]).output().unwrap();
    assert_eq!((missing.status.code(), said(&missing).contains("/nowhere/labels.csv")), (Some(1), true));
}
