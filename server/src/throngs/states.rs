//! The course of a throng: its states and clocks, where its coordinator may move it, and where time moves it by itself.
//!
//! Pure: the time comes in, a new course or the reason why not comes out. Of what is worked on it is told only what there is; work is
//! open in every state but the last.
//!
//! Invariants: nothing leaves [`State::Ended`]; only deciding goes back, to work and with a reason; who decides knows until when;
//! whoever applies [`Course::due`] has applied everything that is due.

use std::fmt;
use std::str::FromStr;

use platform::clock::{DAY, Millis};
use platform::web::Problem;
use serde::{Deserialize, Serialize};

/// How long a decision takes where nobody said until when: at least so long, and never less than the work was given.
pub const DECIDING: Millis = DAY;
/// How long a throng that nobody ends stays open after its last clock.
pub const GRACE: Millis = DAY;

/// Where a throng is; it only moves as [`State::may_become`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ThrongState)]
pub enum State {
    /// People come together; whatever has items is worked on already.
    Gathering,
    /// The work is under way.
    Working,
    /// The crowd decides about what the work gave.
    Deciding,
    /// Nothing changes any more.
    Ended,
}

impl State {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::Gathering, Self::Working, Self::Deciding, Self::Ended];

    /// Its word, as in the column and the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gathering => "gathering",
            Self::Working => "working",
            Self::Deciding => "deciding",
            Self::Ended => "ended",
        }
    }

    /// Whether a throng in this state may go to `next`: forwards, and from deciding back to work.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Gathering, Self::Working | Self::Deciding | Self::Ended)
                | (Self::Working, Self::Deciding | Self::Ended)
                | (Self::Deciding, Self::Working | Self::Ended)
        )
    }
}

impl FromStr for State {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.word() == text).ok_or(())
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What a throng has to do when its deadline comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Whether there are items.
    pub items: bool,
    /// Whether a decision waits for the work to be done.
    pub decisions: bool,
}

/// A throng's state with its two clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// Where it is.
    pub state: State,
    /// When the work is to be done.
    pub deadline: Millis,
    /// When the decision is to be made, if there is one.
    pub decide_until: Option<Millis>,
}

/// Why a course cannot be as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It has ended.
    Over,
    /// There is no way from the first state to the second.
    NoWay(State, State),
    /// Going back to work, or moving a clock, is told with a reason.
    NoReason,
    /// The deadline does not lie ahead.
    Deadline,
    /// The end of the decision does not lie ahead, or lies before the work's.
    DecideUntil,
}

impl From<Wrong> for Problem {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Over => Self::conflict("throng-over"),
            Wrong::NoWay(now, next) => {
                Self::conflict("throng-state-wrong").with("now", now).with("next", next)
            }
            Wrong::NoReason => Self::field("/reason", "throng-reason-missing"),
            Wrong::Deadline => Self::field("/deadline", "throng-deadline-wrong"),
            Wrong::DecideUntil => Self::field("/decide_until", "throng-deadline-wrong"),
        }
    }
}

/// What is asked of a course; what is `None` stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change {
    /// Where it is to go.
    pub state: Option<State>,
    /// Until when the work is to be done.
    pub deadline: Option<Millis>,
    /// Until when the decision is to be made.
    pub decide_until: Option<Millis>,
    /// Whether a reason was said.
    pub reason: bool,
}

impl Course {
    /// The course with new clocks and in the new state.
    ///
    /// # Errors
    /// See [`Wrong`].
    pub fn changed(self, asked: Change, now: Millis) -> Result<Self, Wrong> {
        if self.state == State::Ended {
            return Err(Wrong::Over);
        }
        let course = self.with_clocks(asked, now)?;
        let course = match asked.state {
            Some(next) => course.moved(next, asked.reason, now)?,
            None => course,
        };
        // Whoever decides already may be done before the work was to be.
        let works = matches!(course.state, State::Gathering | State::Working);
        if works && course.decide_until.is_some_and(|until| until <= course.deadline) {
            return Err(Wrong::DecideUntil);
        }
        Ok(course)
    }

    /// The first end of a decision needs no reason, every move of a clock does.
    fn with_clocks(self, asked: Change, now: Millis) -> Result<Self, Wrong> {
        let moves = asked.deadline.is_some() || (asked.decide_until.is_some() && self.decide_until.is_some());
        if moves && !asked.reason {
            Err(Wrong::NoReason)
        } else if asked.deadline.is_some_and(|at| at <= now) {
            Err(Wrong::Deadline)
        } else if asked.decide_until.is_some_and(|at| at <= now) {
            Err(Wrong::DecideUntil)
        } else {
            let deadline = asked.deadline.unwrap_or(self.deadline);
            Ok(Self { deadline, decide_until: asked.decide_until.or(self.decide_until), ..self })
        }
    }

    /// Deciding gets an end, if it has none that lies ahead; going back to work takes one away that lies before the work's.
    fn moved(self, next: State, reason: bool, now: Millis) -> Result<Self, Wrong> {
        match (self.state, next) {
            (from, next) if !from.may_become(next) => Err(Wrong::NoWay(from, next)),
            (State::Deciding, State::Working) if !reason => Err(Wrong::NoReason),
            (_, State::Working) if self.deadline <= now => Err(Wrong::Deadline),
            (_, State::Working) => {
                let decide_until = self.decide_until.filter(|until| *until > self.deadline);
                Ok(Self { state: next, decide_until, ..self })
            }
            (_, State::Deciding) => {
                let until = self.decide_until.filter(|until| *until > now);
                let until = until.unwrap_or_else(|| self.deadline.max(now + DECIDING));
                Ok(Self { state: next, decide_until: Some(until), ..self })
            }
            (_, State::Gathering | State::Ended) => Ok(Self { state: next, ..self }),
        }
    }

    /// When it ends by itself: a day after the deadline, or after the decision's end where that is later.
    pub fn ends_by_itself_at(&self) -> Millis {
        self.deadline.max(self.decide_until.unwrap_or(self.deadline)) + GRACE
    }

    /// Where time has moved it by `now`, if anywhere. At its deadline nobody gathers any more: what waits to be decided is decided;
    /// with nothing to decide, work stays open until the coordinator ends it, or a day has passed.
    pub fn due(&self, work: Work, now: Millis) -> Option<Self> {
        let worked = matches!(self.state, State::Gathering | State::Working) && self.deadline <= now;
        let until = match self.decide_until {
            None if work.decisions => Some(self.deadline + DECIDING),
            until => until,
        };
        if self.state != State::Ended && self.ends_by_itself_at() <= now {
            Some(Self { state: State::Ended, ..*self })
        } else if worked && until.is_some_and(|until| until > now) {
            Some(Self { state: State::Deciding, decide_until: until, ..*self })
        } else if worked && self.state == State::Gathering && work.items {
            Some(Self { state: State::Working, ..*self })
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::clock::HOUR;
    use proptest::prelude::*;

    fn to_state(state: State, reason: bool) -> Change {
        Change { state: Some(state), reason, ..Change::default() }
    }

    #[test]
    fn words_read_back() {
        for state in State::ALL {
            assert_eq!(state.word().parse(), Ok(state));
        }
    }

    #[test]
    fn each_move_is_as_designed() {
        let course = |state| Course { state, deadline: DAY, decide_until: Some(2 * DAY) };
        let ways: String = State::ALL
            .into_iter()
            .flat_map(|from| {
                State::ALL
                    .map(|to| if course(from).changed(to_state(to, true), 1).is_ok() { 'y' } else { '-' })
            })
            .collect();
        // From gathering, working, deciding, ended, each to gathering, working, deciding, ended.
        assert_eq!(ways, "-yyy--yy-y-y----");
        let back = |reason, now| course(State::Deciding).changed(to_state(State::Working, reason), now);
        assert_eq!((back(false, 1), back(true, DAY)), (Err(Wrong::NoReason), Err(Wrong::Deadline)));
    }

    #[test]
    fn a_decision_always_has_an_end_and_time_moves_what_nobody_moves() {
        let plain = Course { state: State::Working, deadline: DAY, decide_until: None };
        let decides = plain.changed(to_state(State::Deciding, false), HOUR).unwrap();
        assert_eq!(decides.decide_until, Some(DAY + HOUR));
        let soon = Change { decide_until: Some(2 * HOUR), ..to_state(State::Deciding, false) };
        assert_eq!(plain.changed(soon, HOUR).unwrap().decide_until, Some(2 * HOUR));
        assert_eq!(decides.changed(Change { reason: false, ..soon }, HOUR), Err(Wrong::NoReason));
        let due = |course: Course, now| course.due(Work::default(), now).map(|course| course.state);
        assert_eq!((due(plain, DAY + HOUR), due(plain, 2 * DAY)), (None, Some(State::Ended)));
        let votes = Course { decide_until: Some(2 * DAY), ..plain };
        assert_eq!((due(votes, DAY - 1), due(votes, DAY)), (None, Some(State::Deciding)));
        assert_eq!((due(votes, 2 * DAY), due(votes, 3 * DAY)), (None, Some(State::Ended)));
    }

    #[test]
    fn at_its_deadline_a_throng_decides_what_waits_or_works_on() {
        let gathers = Course { state: State::Gathering, deadline: DAY, decide_until: None };
        let due = |items, decisions, now| gathers.due(Work { items, decisions }, now);
        assert_eq!((due(true, true, DAY - 1), due(false, false, DAY)), (None, None));
        assert_eq!(due(true, false, DAY), Some(Course { state: State::Working, ..gathers }));
        let decides = Course { state: State::Deciding, decide_until: Some(DAY + DECIDING), ..gathers };
        assert_eq!((due(true, true, DAY), due(false, true, DAY)), (Some(decides), Some(decides)));
    }

    /// How long nothing happens, and what is then asked, with clocks counted from that moment.
    fn steps() -> impl Strategy<Value = Vec<(Millis, Change)>> {
        let at = || proptest::option::of(-DAY..5 * DAY);
        let state = proptest::option::of(proptest::sample::select(State::ALL.to_vec()));
        let change =
            (state, at(), at(), any::<bool>()).prop_map(|(state, deadline, decide_until, reason)| Change {
                state,
                deadline,
                decide_until,
                reason,
            });
        proptest::collection::vec((0..DAY, change), 1..40)
    }

    proptest! {
        #[test]
        fn whatever_is_asked_of_it_a_course_stays_whole(steps in steps(), items: bool, decisions: bool) {
            let work = Work { items, decisions };
            let (mut course, mut now) = (Course { state: State::Gathering, deadline: DAY, decide_until: None }, 0);
            for (wait, change) in steps {
                let before = course;
                let asked = Change {
                    deadline: change.deadline.map(|at| now + at),
                    decide_until: change.decide_until.map(|at| now + at),
                    ..change
                };
                if let Ok(asked) = course.changed(asked, now) {
                    prop_assert!(asked.state == before.state || before.state.may_become(asked.state));
                    course = asked;
                }
                now += wait;
                if let Some(due) = course.due(work, now) {
                    prop_assert!(course.state.may_become(due.state));
                    course = due;
                }
                prop_assert_eq!(course.due(work, now), None, "what was due is done at once");
                prop_assert!(course.state == State::Ended || now < course.ends_by_itself_at());
                prop_assert!(course.state != State::Deciding || course.decide_until.is_some());
                prop_assert!(before.state != State::Ended || course == before, "nothing leaves the end");
            }
        }
    }
}
