//! What gathering will cost the crowd, said before it starts.

use platform::words::Words;

/// What one answer takes a person, in seconds: reading the item and pressing.
const SECONDS_AN_ANSWER: f64 = 10.0;
/// For how long a passer-by stays at it, in minutes.
const MINUTES_A_PERSON: f64 = 20.0;
/// A passer-by's answers are right about so often where the question is fair.
const USUAL_SKILL: f64 = 0.8;

/// How many answers an item takes on average until two sides that are right [`USUAL_SKILL`] of the time differ by enough for
/// `target`: the expected time of a random walk to its bound (Wald 1945), never below the engine's least number.
pub fn answers_each(target: f64) -> f64 {
    let odds = |p: f64| (p / (1.0 - p)).ln();
    let lead = odds(target.clamp(0.5, 0.999)) / odds(USUAL_SKILL);
    #[expect(clippy::cast_precision_loss, reason = "a number of answers")]
    let least = consensus::USUAL_ANSWERS as f64;
    (lead * (2.0 * target - 1.0) / (2.0 * USUAL_SKILL - 1.0)).max(least)
}

/// The line: rows × answers each, and how many people that is. `None` where there are no rows yet.
pub fn sentence(t: &Words, rows: Option<usize>, target: f64) -> String {
    let Some(rows) = rows.filter(|rows| *rows > 0) else { return t.say("gather-cost-unknown") };
    #[expect(clippy::cast_precision_loss, reason = "rows of one form")]
    let rows_exact = rows as f64;
    let each = (answers_each(target) * 2.0).ceil() / 2.0;
    let answers = rows_exact * each;
    let person = MINUTES_A_PERSON * 60.0 / SECONDS_AN_ANSWER;
    // The same person never answers an item twice, so a small throng needs at least as many as one item takes.
    let people = (answers / person).max(each).ceil();
    let minutes = (answers * SECONDS_AN_ANSWER / people / 60.0).ceil().max(1.0);
    t.say_with(
        "gather-cost",
        &[
            ("rows", rows_exact.into()),
            ("each", each.into()),
            ("answers", answers.ceil().into()),
            ("people", people.into()),
            ("minutes", minutes.into()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surer_answers_cost_more() {
        let (low, usual, high) = (answers_each(0.8), answers_each(0.95), answers_each(0.99));
        assert!(low >= 3.0 && low < usual && usual < high && high < 8.0, "{low} {usual} {high}");
    }

    #[test]
    fn the_line_says_rows_answers_people_and_minutes() {
        let t = crate::messages::catalogue().unwrap().english();
        let line = sentence(&t, Some(600), 0.95);
        assert!(
            line.starts_with("600 rows × about 3.5 = 2,100 answers: about 18 people for 20 minutes."),
            "{line}"
        );
        assert!(
            sentence(&t, Some(1), 0.95)
                .starts_with("One row × about 3.5 = 4 answers: about 4 people for one minute")
        );
        assert_eq!(sentence(&t, None, 0.95), t.say("gather-cost-unknown"));
    }
}
