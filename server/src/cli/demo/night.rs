//! The first night: what happens when.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::client::Failed;
use super::crowd::{self, Ballot, Crowd, LINKED};
use super::frontpage;
use super::host::{Host, Throng, text};
use super::task::Task;
use crate::stories::markdown;

/// One thing that happens.
#[derive(Clone, Copy, Debug)]
enum Scene {
    /// Nobody knows the story yet.
    Quiet,
    /// A front page links it.
    Linked,
    /// Somebody makes the remix with this number.
    Remix(usize),
    /// The host gathers a throng.
    Gather,
    /// How far they are.
    Progress,
    /// The coordinator opens the decision.
    Decide,
    /// The ballot closes, and the throng ends with its outcome.
    End,
}

/// When what happens, in seconds at speed 1.
const NIGHT: [(u64, Scene); 14] = [
    (0, Scene::Quiet),
    (LINKED.as_secs(), Scene::Linked),
    (14, Scene::Remix(0)),
    (22, Scene::Gather),
    (26, Scene::Remix(1)),
    (31, Scene::Remix(2)),
    (36, Scene::Progress),
    (38, Scene::Remix(3)),
    (43, Scene::Remix(4)),
    (48, Scene::Remix(5)),
    (53, Scene::Progress),
    (61, Scene::Progress),
    (66, Scene::Decide),
    (82, Scene::End),
];
/// How long the ballot is open, in seconds at speed 1, and at any speed at least.
const BALLOT: (f64, f64) = (14.0, 5.0);
/// Remixes that there must be to choose from, and how long they are waited for at most.
const ENTRIES: (usize, Duration) = (2, Duration::from_secs(60));
/// Characters of what the story says of itself, in the terminal.
const MAX_SAID: usize = 200;
/// How often it is looked whether something has happened.
const LOOK: Duration = Duration::from_millis(500);
/// How long the tally is waited for: the server closes ballots by a clock of its own.
const TALLY: Duration = Duration::from_secs(20);

/// Plays the night; returns when the outcome is there and all have gone but those who stay.
///
/// # Errors
/// What the server refused the host.
pub async fn play(crowd: Arc<Crowd>, host: Host, people: u64) -> Result<(), Failed> {
    let mut around = JoinSet::new();
    around.spawn(crowd::come(Arc::clone(&crowd), people));
    let mut night = Night { host, crowd, around, gathered: None };
    for (at, scene) in NIGHT {
        let at = night.crowd.paced(Duration::from_secs(at));
        tokio::time::sleep_until(night.crowd.began + at).await;
        night.enact(scene).await?;
    }
    while night.around.join_next().await.is_some() {}
    Ok(())
}

struct Night {
    host: Host,
    crowd: Arc<Crowd>,
    /// Everybody, and those who watch for the terminal.
    around: JoinSet<()>,
    gathered: Option<(Throng, Arc<Task>)>,
}

impl Night {
    async fn enact(&mut self, scene: Scene) -> Result<(), Failed> {
        match scene {
            Scene::Quiet => self.crowd.tell("a quiet story: a cat, a garden gnome, and hardly anybody"),
            Scene::Linked => self.linked(),
            Scene::Remix(n) => {
                self.around.spawn(crowd::remixer(Arc::clone(&self.crowd), n));
            }
            Scene::Gather => self.gather().await?,
            Scene::Progress => self.progress().await?,
            Scene::Decide => self.decide().await?,
            Scene::End => self.end().await?,
        }
        Ok(())
    }

    fn linked(&mut self) {
        self.crowd.front.link();
        self.crowd.tell(&format!("{} links the story: {}", frontpage::HOST, self.crowd.front.referrer()));
        self.around.spawn(told(Arc::clone(&self.crowd), self.host.client.clone()));
    }

    async fn gather(&mut self) -> Result<(), Failed> {
        let stage = &self.crowd.stage;
        let objective = "Sort forty small drawings, and choose a picture to hang beside the garden";
        let throng = self.host.gather(&stage.story, objective, "label").await?;
        let question = json!({
            "kind": "choice",
            "text": "A cat or a gnome?",
            "choices": ["a cat", "a gnome"],
            "help": "A gnome has a pointed hat. If you cannot tell, say so.",
        });
        let task = self.host.ask(&throng, &question, ["a cat", "a gnome"], &stage.sorted).await?;
        let remix =
            json!({ "kind": "remix", "brief": "Make the garden yours", "picture": stage.garden.clone() });
        self.host.add(&throng.id, &remix).await?;
        let (task, hits) = (Arc::new(task), self.hits().await?);
        self.gathered = Some((throng.clone(), Arc::clone(&task)));
        self.crowd.now.send_modify(|now| now.sorting = Some(task));
        self.crowd.tell(&format!("the host gathers a throng · {} looking · {hits} hits", self.here()));
        self.crowd.tell(&format!("its page: {}/t/{}", self.crowd.public, throng.slug));
        Ok(())
    }

    fn here(&self) -> u64 {
        self.crowd.here.load(Ordering::Relaxed)
    }

    async fn hits(&self) -> Result<Value, Failed> {
        let path = format!("/api/v1/stories/{}", self.crowd.stage.story);
        Ok(self.host.client.read(&path).await?["hits"].clone())
    }

    async fn progress(&self) -> Result<(), Failed> {
        let Some((throng, _)) = &self.gathered else { return Ok(()) };
        let now = self.host.client.read(&format!("/api/v1/throngs/{}", throng.id)).await?;
        let done = format!(
            "{} of {} settled · {} joined · {} looking",
            now["progress"]["done"],
            now["progress"]["total"],
            now["members"],
            self.here()
        );
        self.crowd.tell(&done);
        let clock =
            |field: &str| now["forecast"][field].as_str().and_then(|at| at.get(11..19).map(str::to_owned));
        match (clock("at"), clock("from"), clock("to")) {
            (Some(at), Some(from), Some(to)) => {
                self.crowd.tell(&format!("forecast: done at {at} UTC, between {from} and {to}"));
            }
            _ => self.crowd.tell(&format!("forecast: {}", text(&now, "forecast_reason"))),
        }
        Ok(())
    }

    async fn decide(&mut self) -> Result<(), Failed> {
        let Some((throng, _)) = self.gathered.clone() else { return Ok(()) };
        let mut entries = self.crowd.entries.subscribe();
        let enough = tokio::time::timeout(ENTRIES.1, entries.wait_for(|entries| *entries >= ENTRIES.0));
        if !enough.await.is_ok_and(|enough| enough.is_ok()) {
            self.crowd.tell("there are too few remixes to choose from, so nothing is decided");
            return Ok(());
        }
        let seconds = (BALLOT.0 / self.crowd.speed).max(BALLOT.1);
        let ballot = self.host.open_ballot(&throng.id, seconds).await?;
        let options = ballot["options"].as_array().into_iter().flatten();
        let options: Vec<String> = options.filter_map(|one| one.as_str().map(str::to_owned)).collect();
        self.crowd.tell(&format!("the ballot opens: {} remixes, for {seconds:.0} s", options.len()));
        let ballot = Arc::new(Ballot { activity: text(&ballot, "id"), options });
        self.crowd.now.send_modify(|now| now.ballot = Some(ballot));
        Ok(())
    }

    async fn end(&mut self) -> Result<(), Failed> {
        let Some((throng, task)) = self.gathered.clone() else { return Ok(()) };
        let chosen = self.tally().await?;
        let chosen =
            chosen.map_or_else(String::new, |title| format!(" “{title}” will hang beside the garden."));
        let statement = format!(
            "Forty drawings went through the hands of people who did not know of each other before.{chosen} Thank you, and good night."
        );
        let outcome = self.host.end(&throng.id, &statement).await?;
        let credits = outcome["credits"].as_array().map_or(0, Vec::len);
        self.crowd.tell(&format!(
            "the outcome: {} · {} answers by {} people, {credits} credited",
            text(&outcome, "state").replace('_', " "),
            outcome["figures"]["answers"],
            outcome["figures"]["people"],
        ));
        self.crowd.tell(&checked(&outcome, &task));
        let (public, open) = (&self.crowd.public, &self.crowd.stage.open_page);
        self.crowd.tell(&format!("the night is over. Its outcome: {public}/t/{}", throng.slug));
        self.crowd.tell(&format!("still open, with room for you: {public}{open}"));
        Ok(())
    }

    /// Waits for the tally, if there was a ballot; gives the title of the winner, or of all that are tied.
    async fn tally(&self) -> Result<Option<String>, Failed> {
        let Some(ballot) = self.crowd.now.borrow().ballot.clone() else { return Ok(None) };
        let path = format!("/api/v1/activities/{}/tally", ballot.activity);
        let client = &self.host.client;
        let tally = tokio::time::timeout(TALLY, async {
            loop {
                match client.read(&path).await {
                    Ok(tally) => return tally,
                    Err(_) => tokio::time::sleep(LOOK).await,
                }
            }
        });
        let tally = tally.await?;
        let mut titles = Vec::new();
        for winner in tally["winners"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            titles.push(text(&client.read(&format!("/api/v1/pictures/{winner}")).await?, "title"));
        }
        if titles.is_empty() {
            self.crowd.tell("nobody voted while the ballot was open, so nothing is chosen");
            return Ok(None);
        }
        let title = titles.join("” and “");
        self.crowd.tell(&format!("the tally: {} ballots, “{title}” is chosen", tally["ballots"]));
        Ok(Some(title))
    }
}

/// What the crowd found, against what is known.
fn checked(outcome: &Value, task: &Task) -> String {
    let (mut answered, mut right) = (0_u32, 0_u32);
    for result in outcome["results"].as_array().into_iter().flatten() {
        let truth = result["key"].as_str().and_then(|key| task.truth.get(key));
        if let (Some(truth), Some(answer)) = (truth, result["answer"].as_str()) {
            answered += 1;
            right += u32::from(answer == *truth);
        }
    }
    let share = 100.0 * f64::from(right) / f64::from(answered.max(1));
    format!("checked against what is known: {right} of {answered} answers are right ({share:.0} %)")
}

/// Watches for the surge, and for what the story says of it.
async fn told(crowd: Arc<Crowd>, client: super::client::Client) {
    let path = format!("/api/v1/stories/{}", crowd.stage.story);
    loop {
        if let Ok(story) = client.read(&path).await {
            let mut updates = story["updates"].as_array().into_iter().flatten();
            if let Some(update) = updates.rfind(|update| update["cause"] == "surge") {
                let here = crowd.here.load(Ordering::Relaxed);
                crowd.tell(&format!("the surge is seen · {here} looking · {} hits", story["hits"]));
                let said = markdown::excerpt(&text(update, "body"), MAX_SAID);
                crowd.tell(&format!("the story says so: {said}"));
                return;
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenes_are_in_order_and_end_within_the_minute_and_a_half() {
        assert!(NIGHT.is_sorted_by_key(|(at, _)| *at) && NIGHT[NIGHT.len() - 1].0 <= 90);
    }

    #[test]
    fn what_was_found_is_held_against_what_is_known() {
        let truth = [("a".to_owned(), "a cat"), ("b".to_owned(), "a gnome")].into();
        let task = Task { truth, ..Task::default() };
        let results = json!({"results": [{"key": "a", "answer": "a cat"}, {"key": "b", "answer": "a cat"}, {"key": "c", "answer": "yes"}]});
        assert_eq!(
            checked(&results, &task),
            "checked against what is known: 1 of 2 answers are right (50 %)"
        );
    }
}
