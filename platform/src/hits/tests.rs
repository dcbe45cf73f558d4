//! The log on a real disk, by many threads, and through the death of its process.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicU32;
use std::thread;

use proptest::prelude::*;
use tempfile::{TempDir, tempdir};

use super::*;

fn hit(id: u128) -> Hit {
    Hit { kind: 1, cause: 2, id, minute: 30_000_000, referrer: ReferrerId(7) }
}

fn small(folder: &TempDir, folded: Position) -> HitLog {
    HitLog::open_sized(folder.path(), folded, 100, 4).unwrap()
}

fn read_all(log: &HitLog, mut position: Position, max: usize) -> (Vec<u128>, Position) {
    let mut ids = Vec::new();
    loop {
        let (hits, reached) = log.read_from(position, max).unwrap();
        assert!(hits.len() <= max && reached >= position);
        if hits.is_empty() && reached == position {
            return (ids, reached);
        }
        ids.extend(hits.iter().map(|hit| hit.id));
        position = reached;
    }
}

fn files(folder: &TempDir) -> usize {
    fs::read_dir(folder.path()).unwrap().count()
}

#[test]
fn hits_come_back_in_order_over_segments_and_restarts() {
    let folder = tempdir().unwrap();
    let log = small(&folder, Position::default());
    assert_eq!(log.read_from(Position::default(), 10).unwrap(), (vec![], Position::default()));
    for id in 0..250 {
        log.append(hit(id)).unwrap();
    }
    let (first, position) = log.read_from(Position::default(), 130).unwrap();
    assert_eq!(first, (0..130).map(hit).collect::<Vec<_>>());
    drop(log);

    let log = small(&folder, Position::from_i64(position.to_i64()));
    log.append(hit(250)).unwrap();
    let (rest, _) = read_all(&log, position, 7);
    assert_eq!(rest, (130..=250).collect::<Vec<_>>());
}

#[test]
fn folded_segments_go_and_the_current_one_stays() {
    let folder = tempdir().unwrap();
    let log = small(&folder, Position::default());
    for id in 0..200 {
        log.append(hit(id)).unwrap();
    }
    let (_, position) = read_all(&log, Position::default(), 1_000);
    log.retire_before(position).unwrap();
    assert_eq!(files(&folder), 1);
    log.append(hit(200)).unwrap();
    let (ids, position) = read_all(&log, position, 1_000);
    assert_eq!(ids, [200]);
    log.retire_before(position).unwrap();
    drop(log);

    let log = small(&folder, position);
    log.append(hit(201)).unwrap();
    assert_eq!(read_all(&log, position, 1_000).0, [201]);
}

#[test]
fn numbers_do_not_come_again_after_all_was_folded() {
    let folder = tempdir().unwrap();
    let log = small(&folder, Position::default());
    for id in 0..100 {
        log.append(hit(id)).unwrap();
    }
    let (_, position) = read_all(&log, Position::default(), 1_000);
    drop(log);
    fs::remove_file(folder.path().join("00000001.hits")).unwrap();
    let log = small(&folder, position);
    log.append(hit(100)).unwrap();
    assert_eq!(read_all(&log, position, 1_000).0, [100]);
}

#[test]
fn without_room_hits_are_counted_as_lost_until_there_is_some() {
    let folder = tempdir().unwrap();
    let log = small(&folder, Position::default());
    for id in 0..410 {
        assert_eq!(log.append(hit(id)).is_ok(), id < 400);
    }
    assert_eq!(log.lost(), 10);
    let (ids, position) = read_all(&log, Position::default(), 1_000);
    assert_eq!(ids.len(), 400);
    log.retire_before(position).unwrap();
    assert!(log.append(hit(0)).is_err(), "nobody tries before the owner came by");
    log.sync().unwrap();
    log.append(hit(411)).unwrap();
    assert_eq!(read_all(&log, position, 1_000).0, [411]);
}

#[test]
fn a_folder_that_is_gone_loses_hits_and_nothing_else() {
    let folder = tempdir().unwrap();
    let log = small(&folder, Position::default());
    fs::remove_dir(folder.path()).unwrap();
    assert!(log.append(hit(1)).is_err());
    fs::create_dir(folder.path()).unwrap();
    log.sync().unwrap();
    log.append(hit(2)).unwrap();
    assert_eq!(read_all(&log, Position::default(), 10).0, [2]);
    assert_eq!(log.lost(), 1);
}

#[test]
fn torn_slots_and_short_files_of_a_dead_process_are_passed_over() {
    let folder = tempdir().unwrap();
    let log = small(&folder, Position::default());
    for id in 0..3 {
        log.append(hit(id)).unwrap();
    }
    drop(log);
    let path = folder.path().join("00000001.hits");
    let mut bytes = fs::read(&path).unwrap();
    bytes[32 + 20] ^= 1;
    bytes.truncate(3 * 32 + 5);
    fs::write(&path, bytes).unwrap();
    fs::write(folder.path().join("notes.txt"), "not a segment").unwrap();
    assert_eq!(read_all(&small(&folder, Position::default()), Position::default(), 10).0, [0, 2]);
}

#[test]
fn many_threads_append_while_one_folds() {
    const THREADS: u32 = 4;
    const EACH: u128 = 5_000;
    let folder = tempdir().unwrap();
    let log = HitLog::open_sized(folder.path(), Position::default(), 512, 1_000).unwrap();
    let done = AtomicU32::new(0);
    let (mut ids, mut position) = (Vec::new(), Position::default());
    thread::scope(|scope| {
        for thread in 0..u128::from(THREADS) {
            let (log, done) = (&log, &done);
            scope.spawn(move || {
                for n in 0..EACH {
                    log.append(hit(thread << 64 | n)).unwrap();
                }
                done.fetch_add(1, Ordering::Release);
            });
        }
        loop {
            let last = done.load(Ordering::Acquire) == THREADS;
            let (hits, reached) = log.read_from(position, 333).unwrap();
            log.retire_before(reached).unwrap();
            if last && hits.is_empty() && reached == position {
                break;
            }
            ids.extend(hits.iter().map(|hit| hit.id));
            position = reached;
        }
    });
    assert_eq!(ids.len(), THREADS as usize * EACH as usize);
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
}

#[test]
fn a_reader_waits_for_a_slot_that_is_being_written() {
    let folder = tempdir().unwrap();
    let segment = Segment::create(&folder.path().join("s"), 1, 200).unwrap();
    assert_eq!(segment.frontier(0), 0);
    for id in 0..130 {
        segment.append(hit(id)).unwrap().unwrap();
    }
    assert_eq!((segment.frontier(0), segment.frontier(65), segment.frontier(130)), (130, 130, 130));
    segment.unsettle(70);
    assert_eq!((segment.frontier(0), segment.frontier(70), segment.frontier(71)), (70, 70, 130));
}

/// The environment variable that makes the test below the process to be killed.
const VICTIM: &str = "THRONG_TEST_HITS_VICTIM";

#[test]
fn what_was_acknowledged_survives_a_kill() {
    if let Ok(folder) = std::env::var(VICTIM) {
        append_and_acknowledge(Path::new(&folder));
    }
    let folder = tempdir().unwrap();
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "hits::tests::what_was_acknowledged_survives_a_kill", "--nocapture"])
        .env(VICTIM, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = Vec::new();
    let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines().map(Result::unwrap);
    while acknowledged.len() < 5_000 {
        acknowledged.extend(acknowledgement(&lines.next().unwrap()));
    }
    victim.kill().unwrap();
    victim.wait().unwrap();
    acknowledged.extend(lines.filter_map(|line| acknowledgement(&line)));

    let log = HitLog::open_sized(folder.path(), Position::default(), 1_000, 1_000).unwrap();
    let (ids, _) = read_all(&log, Position::default(), 777);
    let kept: HashSet<u128> = ids.iter().copied().collect();
    assert_eq!(kept.len(), ids.len(), "no hit twice");
    assert!(acknowledged.iter().all(|id| kept.contains(id)), "no hit lost");
    assert!(
        ids.len() <= acknowledged.len() + VICTIM_THREADS as usize,
        "nothing but what was in flight beside"
    );
}

const VICTIM_THREADS: u128 = 3;

fn append_and_acknowledge(folder: &Path) -> ! {
    let log = Arc::new(HitLog::open_sized(folder, Position::default(), 1_000, 1_000).unwrap());
    let threads: Vec<_> = (0..VICTIM_THREADS)
        .map(|thread| {
            let log = log.clone();
            thread::spawn(move || {
                for id in (thread << 64).. {
                    log.append(hit(id)).unwrap();
                    io::stdout().write_all(format!("ack {id}.\n").as_bytes()).unwrap();
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    unreachable!("the victim appends until it is killed");
}

/// The id in a whole line of acknowledgement; a line cut short by the kill is none.
fn acknowledgement(line: &str) -> Option<u128> {
    line.strip_prefix("ack ")?.strip_suffix('.')?.parse().ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_hit_is_read_once_however_it_is_interleaved(steps in proptest::collection::vec(0u8..5, 1..60)) {
        let folder = tempdir().unwrap();
        let open = |position| HitLog::open_sized(folder.path(), position, 10, 1_000).unwrap();
        let (mut log, mut position, mut next) = (open(Position::default()), Position::default(), 0u128);
        let mut seen = Vec::new();
        for step in steps {
            match step {
                0 => {
                    drop(log);
                    log = open(position);
                }
                1 => log.retire_before(position).unwrap(),
                2 => {
                    let (hits, reached) = log.read_from(position, 4).unwrap();
                    seen.extend(hits.iter().map(|hit| hit.id));
                    position = reached;
                }
                _ => for _ in 0..step {
                    log.append(hit(next)).unwrap();
                    next += 1;
                },
            }
        }
        seen.extend(read_all(&log, position, 4).0);
        prop_assert_eq!(seen, (0..next).collect::<Vec<_>>());
    }

    #[test]
    fn positions_keep_their_order_as_numbers(a: (u32, u32), b: (u32, u32)) {
        let of = |(segment, slot): (u32, u32)| Position { segment: segment >> 1, slot };
        prop_assert_eq!(Position::from_i64(of(a).to_i64()), of(a));
        prop_assert_eq!(of(a).cmp(&of(b)), of(a).to_i64().cmp(&of(b).to_i64()));
    }
}
