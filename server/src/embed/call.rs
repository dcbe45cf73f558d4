//! What the frame calls people to where nothing is asked item by item: a vote, something to do, a remix; or that it is over.

use platform::clock::Millis;
use platform::web::Problem;
use platform::words::Words;
use sqlx::AnyConnection;

use crate::throngs::activity;
use crate::throngs::decide::is_open;
use crate::throngs::kinds::Terms;
use crate::throngs::pages::{named_options, to_do};
use crate::throngs::states::State;
use crate::throngs::throng::Throng;

/// Options of a ballot that the frame names.
const OPTIONS: usize = 8;
/// Things to do that are looked at for one that is free.
const LOOKED_AT: i64 = 50;

/// A call to act. It leads to the throng's own page, where it is done.
#[derive(Debug, Default)]
pub struct Call {
    /// What is asked; empty once it is over.
    pub asked: String,
    /// What one can choose from.
    pub options: Vec<String>,
    /// What the link says.
    pub words: String,
    /// Where on the throng's page it leads.
    pub place: &'static str,
}

impl Call {
    fn to(asked: String, words: String, place: &'static str) -> Self {
        Self { asked, words, place, options: Vec::new() }
    }
}

/// The first thing that people can do for the throng; `None` while there is nothing yet.
///
/// # Errors
/// When the database does not answer.
pub async fn call(
    conn: &mut AnyConnection,
    t: &Words,
    throng: &Throng,
    now: Millis,
) -> Result<Option<Call>, Problem> {
    if throng.state == State::Ended {
        return Ok(Some(Call::to(String::new(), t.say("work-outcome"), "")));
    }
    for activity in activity::of_throng(conn, throng.id).await? {
        match &activity.terms {
            Terms::Decide(decision) if is_open(&activity, throng, now) => {
                let named = named_options(conn, t, decision).await?;
                let options = named.into_iter().map(|(text, _)| text).take(OPTIONS).collect();
                let call = Call::to(activity.question.text.clone(), t.say("embed-vote"), "#ballot");
                return Ok(Some(Call { options, ..call }));
            }
            Terms::Do => {
                let free = to_do(conn, t, &activity, LOOKED_AT, now).await?;
                if let Some(first) = free.into_iter().find(|item| item.free) {
                    return Ok(Some(Call::to(first.asked, t.say("deeds-claim"), "/deeds#to-do")));
                }
            }
            Terms::Remix(remix) => {
                return Ok(Some(Call::to(remix.brief.clone(), t.say("remix-it"), "")));
            }
            Terms::Label | Terms::Decide(_) => {}
        }
    }
    Ok(None)
}
