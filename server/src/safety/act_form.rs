//! The buttons with which a moderator acts on something: in the queue, and on the page about one thing.

use platform::words::Words;

use crate::safety::Subject;
use crate::things::{Kind, Standing};

/// For `safety/acts.html`, as `form`.
pub struct ActForm {
    /// The word of its kind.
    pub kind: &'static str,
    /// Which.
    pub id: String,
    /// The acts on offer: their words and what the buttons say.
    pub acts: Vec<(&'static str, String)>,
    /// The reason as typed, where the form was refused.
    pub reason: String,
    /// Why it was refused.
    pub wrong: Option<String>,
}

impl ActForm {
    /// What can be done about `about`, which stands as `standing`; a person stands nowhere.
    pub fn new(words: &Words, about: Subject, standing: Option<Standing>) -> Self {
        let acts = match (about, standing) {
            (Subject::Thing(thing), Some(standing)) => on_thing(thing.kind, standing),
            _ => vec![
                ("show", "queue-leave"),
                ("purge", "queue-rename"),
                ("time_out", "queue-time-out"),
                ("ban", "queue-ban"),
            ],
        };
        Self {
            kind: about.kind(),
            id: about.id().to_string(),
            acts: acts.into_iter().map(|(act, id)| (act, words.say(id))).collect(),
            reason: String::new(),
            wrong: None,
        }
    }
}

fn on_thing(kind: Kind, standing: Standing) -> Vec<(&'static str, &'static str)> {
    let mut acts = match standing {
        Standing::Hidden => vec![("show", "queue-show")],
        Standing::Held => vec![("let_through", "queue-let-through"), ("hide", "queue-hide")],
        _ => vec![("show", "queue-leave"), ("hide", "queue-hide")],
    };
    acts.push(("purge", "queue-purge"));
    // Only under a thing of its own address can something be said.
    if !matches!(kind, Kind::Comment | Kind::Message | Kind::Update | Kind::Reply | Kind::Benefit) {
        acts.push(("lock", "queue-lock"));
    }
    acts.extend([("time_out", "queue-time-out"), ("ban", "queue-ban")]);
    if kind == Kind::Picture {
        acts.push(("block", "queue-block"));
    }
    acts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thing_can_be_put_out_of_sight_or_back_and_removed() {
        for kind in Kind::ALL {
            for standing in [Standing::Shown, Standing::Held, Standing::Hidden] {
                let acts: Vec<_> = on_thing(kind, standing).into_iter().map(|(act, _)| act).collect();
                assert!(acts.contains(&"purge") && acts.contains(&"ban"), "{kind} {standing:?}");
                assert_eq!(acts.contains(&"hide"), standing != Standing::Hidden, "{kind} {standing:?}");
                assert!(acts.iter().all(|act| act.parse::<crate::safety::Measure>().is_ok()), "{acts:?}");
            }
        }
    }
}
