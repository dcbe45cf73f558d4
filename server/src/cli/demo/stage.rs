//! The stage: what a host puts up before anybody comes, through the public API and with a host's rights.

use futures_util::future::try_join_all;
use serde_json::{Value, json};

use super::client::{self, Client, Failed};
use super::drawing::{self, Small};
use super::host::{Host, text};
use super::task::{Known, Task};
use crate::web::assets;

/// Small drawings of the night's own question, and of the one that stays open.
const SORTED: std::ops::Range<u64> = 0..40;
const SEARCHED: std::ops::Range<u64> = 40..70;
/// The last of those, which the crowd leaves to whoever comes in person.
const LEFT_TO_PEOPLE: usize = 12;
/// Pictures that are put up at once.
const AT_ONCE: usize = 8;

/// The ready stage.
#[derive(Debug)]
pub struct Stage {
    /// Where the server is.
    pub base: String,
    /// The story's page.
    pub page: String,
    /// The story's id, and its room's.
    pub story: String,
    /// The garden's id.
    pub garden: String,
    /// The photograph's id.
    pub photograph: String,
    /// Addresses of the renditions that a reader of the story loads.
    pub renditions: Vec<String>,
    /// The small drawings that the night is about: the items, and what is known of each.
    pub sorted: Vec<(Value, Known)>,
    /// The throng that stays open.
    pub open: Task,
    /// The page of that throng.
    pub open_page: String,
}

/// Puts everything up. `owner` is the path of a one-time link.
///
/// # Errors
/// What the server refused; then there is no demonstration.
pub async fn set(base: String, owner: &str) -> Result<(Host, Stage), Failed> {
    let mut client = Client::new(client::http(), base.clone());
    client.post(owner, &json!({})).await?;
    client.patch("/api/v1/me", &json!({ "name": "The host" })).await?;
    client.patch("/api/v1/settings", &json!({ "surge_update": "posted" })).await?;
    let photograph = assets::file("demo/chelsea.png").unwrap_or_default();
    let photograph = client.upload("/api/v1/pictures", "chelsea.png", &photograph, &CHELSEA).await?;
    let garden = client.post("/api/v1/pictures", &garden()).await?;
    let (garden_id, photograph_id) = (text(&garden, "id"), text(&photograph, "id"));
    let story = client.post("/api/v1/stories", &story(&garden_id, &photograph_id)).await?;
    let mut host = Host::new(client);
    let sorted = drawings(&host, SORTED, |small| small.subject.word()).await?;
    let searched = drawings(&host, SEARCHED, |small| if small.lantern { "yes" } else { "no" }).await?;
    let (open, open_page) = left_open(&mut host, &text(&story, "id"), &searched).await?;
    let stage = Stage {
        base,
        page: format!("/s/{}", text(&story, "slug")),
        story: text(&story, "id"),
        renditions: rendition(&garden).into_iter().chain(rendition(&photograph)).collect(),
        garden: garden_id,
        photograph: photograph_id,
        sorted,
        open,
        open_page,
    };
    Ok((host, stage))
}

const CHELSEA: [(&str, &str); 4] = [
    ("title", "Chelsea, for cutting out. Photograph: Stéfan van der Walt"),
    ("alt", "The face of a tabby cat, close, looking past the camera"),
    ("licence", "CC0-1.0"),
    ("tags", "cat"),
];

fn garden() -> Value {
    json!({
        "title": "A cat and a garden gnome, drawn",
        "alt": "A drawing of a garden: a sitting cat looks out of the picture, beside it stands a gnome with a pointed hat and a lantern",
        "licence": "CC0-1.0",
        "tags": ["garden"],
        "recipe": drawing::garden(),
    })
}

fn story(garden: &str, photograph: &str) -> Value {
    json!({
        "title": "The cat and the gnome",
        "body": format!(
            "Every morning the cat sits down beside the gnome and looks at the street as if it were waiting for somebody. \
             Nobody has come so far.\n\nIf you do: the picture can be taken apart and put together anew, every line of it. The \
             photograph is there to be cut out.\n\n![Chelsea, who sat for nobody](picture:{photograph})\n\n\
             *The garden is drawn, as all pictures here are but one: the photograph is of Chelsea, by Stéfan van der Walt, \
             given to everybody (CC0).*"
        ),
        "pictures": [garden, photograph],
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

/// Puts small drawings up: items, each with its key and what is true of it.
async fn drawings(
    host: &Host,
    seeds: std::ops::Range<u64>,
    truth: fn(&Small) -> &'static str,
) -> Result<Vec<(Value, Known)>, Failed> {
    let seeds: Vec<u64> = seeds.collect();
    let mut items = Vec::with_capacity(seeds.len());
    for some in seeds.chunks(AT_ONCE) {
        items.extend(try_join_all(some.iter().map(|seed| put_up(host.client.clone(), *seed, truth))).await?);
    }
    Ok(items)
}

async fn put_up(
    mut client: Client,
    seed: u64,
    truth: fn(&Small) -> &'static str,
) -> Result<(Value, Known), Failed> {
    let small = drawing::small(seed);
    let known = Known { key: format!("drawing-{seed:02}"), answer: truth(&small) };
    let drawn = tokio::task::spawn_blocking(move || drawing::jpeg(&small.recipe)).await?;
    let fields = [
        ("title", "A small drawing"),
        ("alt", "A small drawing of a lawn with flowers; a cat or a gnome stands on it"),
        ("licence", "CC0-1.0"),
        ("visibility", "link"),
    ];
    let picture = client.upload("/api/v1/pictures", "small.jpg", &drawn, &fields).await?;
    Ok((json!({ "picture": picture["id"], "key": known.key }), known))
}

/// The throng that stays open: a search, and a ballot in which anyone may vote.
async fn left_open(host: &mut Host, story: &str, items: &[(Value, Known)]) -> Result<(Task, String), Failed> {
    let throng = host.gather(story, "Find the lanterns, and name the gnome", "decide").await?;
    let question = json!({
        "kind": "choice",
        "text": "Does anybody carry a lantern here?",
        "choices": ["yes", "no"],
        "help": "It hangs from a hand and glows.",
    });
    let mut task = host.ask(&throng, &question, ["yes", "no"], items).await?;
    task.left = items.iter().rev().take(LEFT_TO_PEOPLE).map(|(_, known)| known.key.clone()).collect();
    let ballot = json!({
        "kind": "decide",
        "question": { "text": "What shall the gnome be called?" },
        "options": ["Alwin", "Rosalind", "Mr. Pointy", "He has a name, ask the cat"],
        "rule": "approval",
        "voters": "anyone",
    });
    host.add(&throng.id, &ballot).await?;
    Ok((task, format!("/t/{}", throng.slug)))
}
