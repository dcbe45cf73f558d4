//! What the host does in the night, by the public API.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::client::{Client, Failed};
use super::task::{Known, Task};

/// How sure an answer must be; high, so that the night has work for many.
const SURE: f64 = 0.98;
/// How long a throng is given.
const DEADLINE: SignedDuration = SignedDuration::from_hours(24);

/// The host.
pub struct Host {
    /// The host's own browser.
    pub client: Client,
}

/// A throng that was gathered.
#[derive(Clone, Debug)]
pub struct Throng {
    /// Its id.
    pub id: String,
    /// Its address's end.
    pub slug: String,
}

impl Host {
    /// A host who is signed in.
    pub const fn new(client: Client) -> Self {
        Self { client }
    }

    /// Gathers a throng about the story.
    pub async fn gather(&mut self, story: &str, objective: &str, template: &str) -> Result<Throng, Failed> {
        let asked = json!({
            "objective": objective,
            "about": { "kind": "story", "id": story },
            "deadline": (Timestamp::now() + DEADLINE).to_string(),
            "template": template,
        });
        let throng = self.client.post("/api/v1/throngs", &asked).await?;
        let throng = Throng { id: text(&throng, "id"), slug: text(&throng, "slug") };
        self.change(&throng.id, &json!({ "state": "working" })).await?;
        Ok(throng)
    }

    /// Gives a throng something to do; gives the activity.
    pub async fn add(&mut self, throng: &str, activity: &Value) -> Result<Value, Failed> {
        self.client.post(&format!("/api/v1/throngs/{throng}/activities"), activity).await
    }

    /// Asks a question about items.
    pub async fn ask(
        &mut self,
        throng: &Throng,
        question: &Value,
        choices: [&'static str; 2],
        items: &[(Value, Known)],
    ) -> Result<Task, Failed> {
        let asked = json!({ "kind": "label", "question": question, "target_confidence": SURE });
        let activity = text(&self.add(&throng.id, &asked).await?, "id");
        let lines: Vec<Value> = items.iter().map(|(item, _)| item.clone()).collect();
        self.client.post_lines(&format!("/api/v1/activities/{activity}/items"), &lines).await?;
        let truth = items.iter().map(|(_, known)| (known.key.clone(), known.answer)).collect();
        Ok(Task { throng: throng.id.clone(), activity, choices, truth, ..Task::default() })
    }

    /// Moves a throng's state or clocks.
    pub async fn change(&mut self, throng: &str, change: &Value) -> Result<(), Failed> {
        self.client.patch(&format!("/api/v1/throngs/{throng}"), change).await.map(|_| ())
    }

    /// Opens a ballot over the throng's remixes for `seconds`; gives the activity with its options.
    pub async fn open_ballot(&mut self, throng: &str, seconds: f64) -> Result<Value, Failed> {
        let asked = json!({
            "kind": "decide",
            "question": { "text": "Which of these shall hang beside the garden?" },
            "rule": "approval",
            "voters": "acted",
        });
        let ballot = self.add(throng, &asked).await?;
        let until = Timestamp::now() + SignedDuration::from_secs_f64(seconds);
        self.change(throng, &json!({ "state": "deciding", "decide_until": until.to_string() })).await?;
        Ok(ballot)
    }

    /// Ends a throng; gives its outcome.
    pub async fn end(&mut self, throng: &str, statement: &str) -> Result<Value, Failed> {
        let asked = json!({ "statement": statement });
        self.client.post(&format!("/api/v1/throngs/{throng}/outcome"), &asked).await
    }
}

/// A field that is a text, or nothing.
pub fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_owned()
}
