//! The stage: what a host puts up on the first night, through the public API and with a host's rights.

use std::collections::{HashMap, HashSet};

use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::client::{self, Client, Failed};
use super::drawing::{self, Subject};
use crate::web::assets;

/// Small pictures that the crowd sorts.
const SMALL: u64 = 40;
/// The last of them, which the crowd leaves alone, so that whoever arrives in person finds an open question.
const LEFT_OPEN: u64 = 8;
/// Pictures that are put up at once.
const AT_ONCE: usize = 8;
/// How sure an answer must be; high, so that the night has work for many.
const SURE: f64 = 0.99;

/// The ready stage.
#[derive(Debug, Default)]
pub struct Stage {
    /// Where the server is.
    pub base: String,
    /// The story's page.
    pub story_page: String,
    /// The story's id, and its room's.
    pub story: String,
    /// The garden's id.
    pub picture: String,
    /// Addresses of the renditions that a reader of the story loads.
    pub renditions: Vec<String>,
    /// The activity that the crowd works on.
    pub activity: String,
    /// The items that the crowd works on.
    pub items: Vec<String>,
    truth: HashMap<String, Subject>,
    left_open: HashSet<String>,
}

impl Stage {
    /// Whether the crowd leaves the item with this key to whoever comes in person.
    pub fn is_left_open(&self, key: &str) -> bool {
        self.left_open.contains(key)
    }

    /// The right answer to the item with this key, or the other one.
    pub fn answer(&self, key: &str, wrong: bool) -> &'static str {
        let right = self.truth.get(key).copied().unwrap_or(Subject::Cat);
        match (right, wrong) {
            (Subject::Cat, false) | (Subject::Gnome, true) => Subject::Cat.word(),
            (Subject::Gnome, false) | (Subject::Cat, true) => Subject::Gnome.word(),
        }
    }
}

/// Puts everything up. `owner` is the path of a one-time link.
///
/// # Errors
/// What the server refused; then there is no demonstration.
pub async fn set(base: String, owner: &str) -> Result<Stage, Failed> {
    let mut host = Client::new(client::http(), base.clone(), None);
    host.post(owner, &json!({})).await?;
    host.patch("/api/v1/me", &json!({ "name": "The host" })).await?;
    let garden = put_up(&mut host, drawing::jpeg(drawing::garden()), GARDEN).await?;
    let photograph = assets::file("demo/chelsea.png").unwrap_or_default().into_owned();
    let chelsea = put_up(&mut host, photograph, CHELSEA).await?;
    let (picture, cat) = (text(&garden, "id"), text(&chelsea, "id"));
    let story = host.post("/api/v1/stories", &story(&picture, &cat)).await?;
    let mut stage = Stage {
        base,
        story_page: format!("/s/{}", text(&story, "slug")),
        story: text(&story, "id"),
        renditions: rendition(&garden).into_iter().chain(rendition(&chelsea)).collect(),
        picture,
        ..Stage::default()
    };
    sort_pictures(&mut host, &mut stage).await?;
    captions(&mut host, &cat).await?;
    Ok(stage)
}

/// Title, text alternative, licence, tags.
type Words = [(&'static str, &'static str); 4];

const GARDEN: Words = [
    ("title", "A cat and a garden gnome"),
    (
        "alt",
        "A drawing of a garden: a sitting cat looks out of the picture, beside it stands a gnome with a pointed hat",
    ),
    ("licence", "CC0-1.0"),
    ("tags", "garden"),
];
const CHELSEA: Words = [
    ("title", "Chelsea. Photograph: Stéfan van der Walt"),
    ("alt", "The face of a tabby cat, close, looking past the camera"),
    ("licence", "CC0-1.0"),
    ("tags", "cat"),
];

async fn put_up(host: &mut Client, file: Vec<u8>, words: Words) -> Result<Value, Failed> {
    host.upload("/api/v1/pictures", "picture", &file, &words).await
}

fn story(garden: &str, chelsea: &str) -> Value {
    json!({
        "title": "The cat and the gnome",
        "body": format!(
            "Every morning the cat sits down beside the gnome and looks at the street as if it were waiting for somebody. \
             Today somebody came: you, and everybody else who is here.\n\n\
             So here is something to do while we are all in the same garden. I have forty small drawings and have mixed them up. \
             Some show a cat, some show a gnome. One question at a time, each takes a few seconds, and you can watch the rest \
             of us doing the same.\n\n![The real one](picture:{chelsea})\n\n\
             *The drawings are made by the program that you are looking at. The photograph is of Chelsea, by Stéfan van der Walt, \
             given to everybody (CC0).*"
        ),
        "pictures": [garden, chelsea],
        "tags": ["garden", "cat"],
    })
}

/// A rendition such as a browser on a desk would load.
fn rendition(picture: &Value) -> Option<String> {
    let renditions = picture["renditions"].as_array()?;
    let wide = renditions.iter().filter(|one| one["width"].as_u64().is_some_and(|width| width <= 960));
    let address = wide.max_by_key(|one| one["width"].as_u64())?["url"].as_str()?;
    // Its path: the server may give the whole public address.
    let path = address.find("/r/").map_or(address, |at| &address[at..]);
    Some(path.to_owned())
}

/// The throng that the crowd works for: which of the small drawings show a cat?
async fn sort_pictures(host: &mut Client, stage: &mut Stage) -> Result<(), Failed> {
    let seeds: Vec<u64> = (0..SMALL).collect();
    let mut items = Vec::new();
    for some in seeds.chunks(AT_ONCE) {
        items.extend(try_join_all(some.iter().map(|seed| small(host.clone(), *seed))).await?);
    }
    let throng =
        gather(host, "story", &stage.story, "Sort forty small drawings: cat or gnome?", "label").await?;
    let question = json!({
        "kind": "choice",
        "text": "Is this a cat or a gnome?",
        "choices": [Subject::Cat.word(), Subject::Gnome.word()],
        "help": "A gnome has a pointed hat. If you cannot tell, say so.",
    });
    stage.activity = ask(host, &throng, &question, &items).await?;
    stage.left_open = (SMALL - LEFT_OPEN..SMALL).map(key).collect();
    stage.truth = seeds.into_iter().map(|seed| (key(seed), drawing::small(seed).0)).collect();
    let path = format!("/api/v1/activities/{}/items?limit=200", stage.activity);
    let listed: Value = serde_json::from_slice(&host.get(&path).await?)?;
    let listed = listed["items"].as_array().into_iter().flatten();
    stage.items =
        listed.filter(|item| !stage.is_left_open(&text(item, "key"))).map(|item| text(item, "id")).collect();
    Ok(())
}

fn key(seed: u64) -> String {
    format!("drawing-{seed:02}")
}

async fn small(mut host: Client, seed: u64) -> Result<Value, Failed> {
    let drawn = tokio::task::spawn_blocking(move || drawing::jpeg(&drawing::small(seed).1)).await?;
    let fields = [
        ("title", "A small drawing"),
        ("alt", "A small drawing of a lawn with flowers; a cat or a gnome stands on it"),
        ("licence", "CC0-1.0"),
        ("visibility", "link"),
    ];
    let picture = host.upload("/api/v1/pictures", "small.jpg", &drawn, &fields).await?;
    Ok(json!({ "picture": picture["id"], "key": key(seed) }))
}

/// A second throng, which the crowd leaves to whoever comes later.
async fn captions(host: &mut Client, chelsea: &str) -> Result<(), Failed> {
    const CAPTIONS: [&str; 12] = [
        "I heard the tin.",
        "You said five minutes. It has been six.",
        "This is my good side.",
        "Somewhere, a door is closed.",
        "The gnome moved.",
        "I am thinking of something. You may guess.",
        "Before breakfast there is only hope.",
        "I did not push it. It fell.",
        "Monday, seven o'clock.",
        "The bird is none of your business.",
        "Whoever lives here now.",
        "Nobody asked the cat.",
    ];
    let items: Vec<_> = CAPTIONS
        .iter()
        .enumerate()
        .map(|(n, caption)| json!({ "text": caption, "picture": chelsea, "key": format!("caption-{n:02}") }))
        .collect();
    let throng = gather(host, "picture", chelsea, "Find the captions that fit Chelsea", "label").await?;
    let question = json!({
        "kind": "choice",
        "text": "Does this caption fit the cat in the picture?",
        "choices": ["it fits", "it does not"],
    });
    ask(host, &throng, &question, &items).await?;
    Ok(())
}

async fn gather(
    host: &mut Client,
    kind: &str,
    id: &str,
    objective: &str,
    template: &str,
) -> Result<String, Failed> {
    let deadline = Timestamp::now() + SignedDuration::from_hours(24);
    let asked = json!({
        "objective": objective,
        "about": { "kind": kind, "id": id },
        "deadline": deadline.to_string(),
        "template": template,
    });
    let throng = host.post("/api/v1/throngs", &asked).await?;
    let id = text(&throng, "id");
    host.patch(&format!("/api/v1/throngs/{id}"), &json!({ "state": "working" })).await?;
    Ok(id)
}

/// Adds a question with its items; gives the activity.
async fn ask(host: &mut Client, throng: &str, question: &Value, items: &[Value]) -> Result<String, Failed> {
    let asked = json!({ "kind": "label", "question": question, "target_confidence": SURE });
    let activity = host.post(&format!("/api/v1/throngs/{throng}/activities"), &asked).await?;
    let id = text(&activity, "id");
    host.post_lines(&format!("/api/v1/activities/{id}/items"), items).await?;
    Ok(id)
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_owned()
}
