//! Lineage as a tree that one can walk: each picture stands once, below the first that it is made from.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use platform::Id;
use platform::web::Problem;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::layout::{Layout, Nav, Shown};
use crate::people::Visitor;
use crate::pictures;
use crate::remixes::lineage::{Node, lineage};
use crate::remixes::wall::named;
use crate::web::pages::page;

/// Pictures that the page draws small; further ones are named.
const MAX_DRAWN: usize = 200;

/// `/p/{id}/lineage`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tree))
}

#[derive(Template)]
#[template(path = "remixes/lineage.html")]
struct LineagePage {
    l: Layout,
    id: Id,
    name: String,
    steps: Vec<Step>,
    /// Lists that are still open after the last step.
    open: usize,
}

/// One picture of the tree, in the order in which it is read.
struct Step {
    /// Whether a list begins before it.
    opens: bool,
    /// How many items and lists end before it.
    closes: usize,
    href: Option<String>,
    title: String,
    by: String,
    here: bool,
    picture: Option<Shown>,
}

/// The tree.
#[utoipa::path(get, path = "/p/{id}/lineage", tag = "remixes", params(("id" = String, Path)), responses((status = 200), (status = 404), (status = 410)))]
async fn tree(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Problem> {
    let picture = pictures::open_to(&app, &id, &visitor).await?;
    let words = &visitor.reader.words;
    let mut conn = app.db.snapshot().await?;
    let nodes = lineage(&mut conn, picture.id, Some(&visitor)).await?;
    let ids: Vec<Id> = nodes.iter().filter(|node| node.author.is_some()).map(|node| node.id).collect();
    let drawn = &ids[..ids.len().min(MAX_DRAWN)];
    let mut shown = pictures::shown_to(&mut conn, drawn, words, Some(&visitor)).await?;
    let mut steps = Vec::with_capacity(nodes.len());
    let mut before = 0;
    for (depth, node) in in_order(&nodes) {
        let there = node.author.as_ref();
        steps.push(Step {
            opens: depth > before,
            closes: (before + 1).saturating_sub(depth),
            href: there.map(|_| format!("/p/{}", node.id)),
            title: if there.is_some() {
                named(node.title.clone(), words)
            } else {
                words.say("picture-taken-back")
            },
            by: there.map_or_else(String::new, |who| {
                words.say_with("picture-by", &[("name", who.name.as_str().into())])
            }),
            here: node.id == picture.id,
            picture: shown.remove(&node.id),
        });
        before = depth;
    }
    let name = named(picture.title, words);
    let title = words.say_with("picture-lineage-of", &[("name", name.as_str().into())]);
    page(&LineagePage { l: app.layout(words, Nav::Today, title), id: picture.id, name, steps, open: before })
}

/// Depth first, from 1, each below its first parent.
fn in_order(nodes: &[Node]) -> Vec<(usize, &Node)> {
    let mut children: BTreeMap<Option<Id>, Vec<&Node>> = BTreeMap::new();
    for node in nodes {
        children.entry(node.parents.first().copied()).or_default().push(node);
    }
    let mut waiting: Vec<(usize, &Node)> = Vec::new();
    let put = |waiting: &mut Vec<_>, depth, of: Option<Id>| {
        waiting.extend(children.get(&of).into_iter().flatten().rev().map(|node| (depth, *node)));
    };
    put(&mut waiting, 1, None);
    let mut order = Vec::with_capacity(nodes.len());
    while let Some((depth, node)) = waiting.pop() {
        order.push((depth, node));
        put(&mut waiting, depth + 1, Some(node.id));
    }
    order
}
