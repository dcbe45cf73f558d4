//! False alarms, delay and coverage on made series. `cargo test -p bursts --test simulated -- --nocapture` prints the figures.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

mod common;

use bursts::{Detector, Kind, Options, detect, fit, forecast};
use common::{Random, rhythm};

const DAY: i64 = 1_440;

#[test]
fn the_rhythm_of_the_day_raises_no_alarm() {
    println!("mean/min  spread  false onsets, false drops in 20 x 28 days");
    for (mean, spread) in [(0.05, 1.0), (0.5, 1.5), (3.0, 2.0), (20.0, 5.0), (200.0, 20.0)] {
        let (mut onsets, mut drops) = (0, 0);
        for seed in 0..20 {
            let mut random = Random(seed);
            let series = (0..28 * DAY).map(|minute| (minute, random.count(rhythm(mean, minute), spread)));
            for alarm in detect(Options::minutes(), series) {
                onsets += u32::from(alarm.kind == Kind::Onset);
                drops += u32::from(alarm.kind == Kind::Drop);
            }
        }
        println!("{mean:8} {spread:7} {onsets:6} {drops:6}");
        assert!(onsets + drops <= 4, "{mean}/{spread}: {onsets} onsets, {drops} drops");
    }
}

/// Minutes from the first minute of a rise to its alarm, on average and at the 90th percentile, after `days` of history.
fn delay(mean: f64, spread: f64, factor: f64, days: i64) -> (f64, i64) {
    let mut delays: Vec<i64> = (0..60)
        .map(|seed| {
            let (mut random, mut detector) = (Random(1_000 + seed), Detector::new(Options::minutes()));
            let start = days * DAY + i64::try_from(seed).unwrap() * 24;
            // So that `mean` is what is usual at that time of the day.
            let mean = mean * mean / rhythm(mean, start);
            for minute in 0..start {
                detector.push(minute, random.count(rhythm(mean, minute), spread));
            }
            let found = (start..start + 600).find(|minute| {
                let count = random.count(rhythm(mean, *minute) * factor, spread);
                detector.push(*minute, count).is_some_and(|alarm| alarm.kind == Kind::Onset)
            });
            found.map_or(600, |minute| minute - start + 1)
        })
        .collect();
    delays.sort_unstable();
    (delays.iter().sum::<i64>() as f64 / delays.len() as f64, delays[delays.len() * 9 / 10])
}

#[test]
fn a_tenfold_rise_is_noticed_within_a_minute() {
    println!("mean/min spread factor days   mean delay, 90 % (minutes, the first counts as 1)");
    for (mean, spread, factor, days, mean_bound, most) in [
        (5.0, 2.0, 10.0, 7, 1.4, 2),
        (20.0, 5.0, 10.0, 7, 1.1, 1),
        (20.0, 5.0, 10.0, 1, 1.6, 2),
        (1.0, 1.5, 10.0, 7, 4.0, 6),
        (5.0, 2.0, 3.0, 7, 60.0, 30),
        (0.1, 1.0, 100.0, 7, 5.0, 10),
    ] {
        let (average, worst) = delay(mean, spread, factor, days);
        println!("{mean:8} {spread:6} {factor:6} {days:4} {average:8.2} {worst:4}");
        assert!(average <= mean_bound && worst <= most, "{mean} x {factor}: {average} {worst}");
    }
}

#[test]
fn a_story_nobody_knew_is_noticed_with_its_first_twenty() {
    let mut detector = Detector::new(Options::minutes());
    detector.push(0, 0.0);
    assert!(detector.quiet_until(60).is_empty());
    assert_eq!(detector.clone().push(60, 12.0), None);
    assert_eq!(detector.push(60, 20.0).unwrap().kind, Kind::Onset);
    assert_eq!(detector.surge().unwrap().began, 60);
}

#[test]
fn silence_and_its_end_are_told_on_the_daily_rhythm() {
    let mut random = Random(7);
    let (start, end) = (10 * DAY + 1_100, 10 * DAY + 1_160);
    let series = (0..12 * DAY).map(|minute| {
        let mean = if (start..end).contains(&minute) { 0.0 } else { rhythm(10.0, minute) };
        (minute, random.count(mean.max(1e-9), 1.5))
    });
    let told = detect(Options::minutes(), series.collect::<Vec<_>>());
    let kinds: Vec<_> = told.iter().map(|alarm| alarm.kind).collect();
    assert_eq!(kinds, [Kind::Drop, Kind::Back], "{told:?}");
    assert!(told[0].bin - start < 5 && told[1].bin - end < 8, "{told:?}");
}

/// A surge that rises in some minutes and fades, over a daily rhythm.
fn surge(random: &mut Random, n: u64, minutes: usize, usual: impl Fn(i64) -> f64) -> Vec<f64> {
    let peak = 60.0 * 40.0_f64.powf(random.share());
    let half = 10.0 + 80.0 * random.share();
    let power = n % 2 == 1;
    (0..minutes)
        .map(|minute| {
            let t = minute as f64 - 3.0;
            let fading =
                if power { (1.0 + t.max(0.0) / half).recip() } else { 0.5_f64.powf(t.max(0.0) / half) };
            let rising = if t < 0.0 { (t * 0.8).exp() } else { 1.0 };
            random.count(usual(minute as i64) + peak * fading * rising, 2.5)
        })
        .collect()
}

#[test]
fn a_surge_begins_once_peaks_and_ends_once() {
    for seed in 0..40 {
        let (mut random, mut detector) = (Random(seed), Detector::new(Options::minutes()));
        let mut told: Vec<_> = (0..2 * DAY)
            .filter_map(|minute| detector.push(minute, random.count(rhythm(0.5, minute), 1.2)))
            .collect();
        let start = 2 * DAY;
        let counts = surge(&mut random, seed * 2, 2_000, |minute| rhythm(0.5, start + minute));
        told.extend((start..).zip(counts).filter_map(|(minute, count)| detector.push(minute, count)));
        let kinds: Vec<_> = told.iter().map(|alarm| alarm.kind).collect();
        assert_eq!(kinds, [Kind::Onset, Kind::End], "seed {seed}: {told:?}");
        assert!(told[0].bin - start <= 4, "{told:?}");
    }
}

#[test]
fn intervals_hold_what_they_promise() {
    let ahead = 90;
    println!("minutes seen  in 50 %  in 90 %  of the next {ahead} minutes");
    for seen in [12, 30, 60, 120] {
        let (mut half, mut most, mut all) = (0, 0, 0);
        for seed in 0..300 {
            let mut random = Random(9_000 + seed);
            let counts = surge(&mut random, seed, 4 + seen + ahead, |_| 0.5);
            let Some(fade) = fit(&counts[3..3 + seen], 0.5) else { continue };
            for band in forecast(&fade, ahead) {
                let came = counts[3 + band.after_peak];
                half += usize::from((band.half.0..=band.half.1).contains(&came));
                most += usize::from((band.most.0..=band.most.1).contains(&came));
                all += 1;
            }
        }
        let [half, most] = [half, most].map(|hits| hits as f64 / all as f64);
        println!("{seen:12} {half:8.3} {most:8.3}");
        assert!((0.42..0.72).contains(&half) && (0.83..0.985).contains(&most), "{seen}: {half} {most}");
    }
}
