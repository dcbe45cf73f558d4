//! `throng recount`: counts a closed decision or edition again from its public record alone, over the web or from a data folder.

use std::net::ToSocketAddrs;

use clap::{Arg, ArgMatches, Command};
use jiff::civil::Date;
use platform::clock::Clock;
use platform::db::Db;
use platform::fetch::{Ask, Fetcher, Policy};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Outcome, settings, tell, text};
use crate::app::database_url;
use crate::frontpage::{editions, recount as recount_edition};
use crate::throngs::activity;
use crate::throngs::decide::count::{Counted, Leaf, recount};
use crate::throngs::decide::{cast, record};

/// Ballots of one answer.
const PAGE: usize = 10_000;
/// Bytes of one answer: a ballot has less than 2,000.
const MAX_BYTES: u64 = 32 << 20;

pub fn command() -> Command {
    platform::config::clap_args(
        Command::new("recount")
            .about(
                "Count a decision or an edition again from the public record alone, and verify that every receipt or line is in it",
            )
            .arg(
                Arg::new("record")
                    .value_name("EDITION|ACTIVITY")
                    .required(true)
                    .help("The edition's day, like 2007-08-19, or the decision's id; or the address of either"),
            )
            .arg(
                Arg::new("url").long("url").value_name("URL").help(
                    "The instance to ask, like https://example.org; without it the data folder is read",
                ),
            ),
    )
}

/// What is published of a decision.
struct Published {
    options: Vec<String>,
    tally: Value,
    leaves: Vec<Leaf>,
}

pub async fn run(matches: &ArgMatches) -> Outcome {
    let asked = text(matches, "record");
    let address = asked.split_once("/api/v1/editions/").or_else(|| asked.split_once("/edition/"));
    let (url, day) = address.map_or((None, asked), |(url, day)| (Some(url), day));
    if let Some(date) = editions::read(day) {
        let url = matches.get_one::<String>("url").map(String::as_str).or(url);
        return edition(matches, url.map(|url| url.trim_end_matches('/')), date).await;
    }
    let published = match (matches.get_one::<String>("url"), asked.split_once("/api/v1/activities/")) {
        (Some(url), _) => from_web(url.trim_end_matches('/'), asked).await?,
        (None, Some((url, rest))) => from_web(url, rest.split('/').next().unwrap_or_default()).await?,
        (None, None) => from_folder(matches, asked).await?,
    };
    let word = published.tally["rule"].as_str().unwrap_or_default();
    let rule =
        word.parse().map_err(|()| format!("the record names the rule “{word}”, which is not known here"))?;
    let seats = published.tally["seats"].as_u64().and_then(|seats| seats.try_into().ok()).unwrap_or(1);
    let counted = recount(&published.options, (rule, seats), &published.leaves)?;
    for (name, is_equal) in compare(&published.tally, &counted) {
        if !is_equal {
            return Err(format!(
                "the published {name} is not what the ballots give; do not trust this tally"
            )
            .into());
        }
    }
    let winners: Vec<&str> =
        counted.told["winners"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    tell(&format!("ballots: {}, each as committed to and under the root", counted.ballots));
    tell(&format!("root: {}", counted.root));
    tell(&format!("winners: {}", winners.join(", ")));
    tell("the published tally is right");
    Ok(())
}

/// Verifies every line of an edition against its leaf, and all of them against the root.
async fn edition(matches: &ArgMatches, url: Option<&str>, date: Date) -> Outcome {
    let published: recount_edition::Published = match url {
        Some(url) => {
            serde_json::from_slice(&Web::at(format!("{url}/api/v1/editions/{date}")).await?.get("").await?)?
        }
        None => {
            let db = Db::connect(&database_url(&settings(matches)?)).await?;
            let lines = editions::lines(&mut *db.snapshot().await?, date).await?;
            let root = editions::root(&lines, date, Clock::system().now());
            serde_json::from_value(json!({"date": date.to_string(), "items": lines, "root": root}))?
        }
    };
    let without_words = recount_edition::recount(&published)?;
    tell(&format!(
        "edition: {}, {} lines, each as published and under the root",
        published.date,
        published.items.len()
    ));
    if without_words > 0 {
        tell(&format!("taken back since: {without_words}; only their hashes stand"));
    }
    tell(&format!("root: {}", published.root.unwrap_or_default()));
    tell("the published edition is right");
    Ok(())
}

/// What is published, by name, and whether the ballots give the same.
fn compare(tally: &Value, counted: &Counted) -> [(&'static str, bool); 5] {
    [
        ("number of ballots", tally["ballots"].as_u64() == u64::try_from(counted.ballots).ok()),
        ("root", tally["root"].as_str() == Some(&counted.root)),
        ("winners", tally["winners"] == counted.told["winners"]),
        ("order", tally["order"] == counted.told["order"]),
        ("rounds", tally["rounds"] == counted.told["rounds"]),
    ]
}

async fn from_folder(
    matches: &ArgMatches,
    asked: &str,
) -> Result<Published, Box<dyn std::error::Error + Send + Sync>> {
    let id = asked
        .parse()
        .map_err(|_| format!("“{asked}” is no id of a decision; copy it from the throng’s page"))?;
    let db = Db::connect(&database_url(&settings(matches)?)).await?;
    let mut conn = db.snapshot().await?;
    let found =
        activity::find(&mut conn, id).await?.ok_or("there is no such decision in this data folder")?;
    let told = |problem: platform::web::Problem| format!("the record cannot be read ({})", problem.id);
    let tally = record::tally(&mut conn, &found).await.map_err(told)?;
    let tally = tally.ok_or("this decision is not closed yet; come back after its end")?;
    let options = cast::decision(&found).map_err(told)?.options.clone();
    Ok(Published { options, tally, leaves: record::all(&mut conn, id).await? })
}

/// One page of the record.
#[derive(Deserialize)]
struct Page {
    items: Vec<Leaf>,
    next: Option<String>,
}

/// A part of an instance, asked over the web.
struct Web {
    base: String,
    fetcher: Fetcher,
}

impl Web {
    async fn at(base: String) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let uri: axum::http::Uri =
            base.parse().map_err(|_| format!("“{base}” is not an address of the web"))?;
        // Whoever typed an address of their own network means it.
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let named =
            tokio::task::spawn_blocking(move || (host.as_str(), port).to_socket_addrs().map(Vec::from_iter))
                .await?;
        let named = named.map_err(|error| format!("{base} was not found: {error}"))?;
        let policy = Policy::public_and(named);
        let fetcher = Fetcher::new(policy, concat!("throng-recount/", env!("CARGO_PKG_VERSION")));
        Ok(Self { base, fetcher })
    }

    async fn get(&self, path: &str) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
        let address = format!("{}{path}", self.base);
        let ask = Ask { max_bytes: MAX_BYTES, ..Ask::get(address.clone()) };
        let answer = self.fetcher.fetch(ask).await?;
        if !answer.status.is_success() {
            let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            let why = problem["detail"].as_str().unwrap_or("it gives no reason").to_owned();
            return Err(format!("{address} answers {}: {why}", answer.status).into());
        }
        Ok(answer.body.to_vec())
    }
}

async fn from_web(url: &str, id: &str) -> Result<Published, Box<dyn std::error::Error + Send + Sync>> {
    let web = Web::at(format!("{url}/api/v1/activities/{id}")).await?;
    let decision: Value = serde_json::from_slice(&web.get("").await?)?;
    let tally: Value = serde_json::from_slice(&web.get("/tally").await?)?;
    let options = serde_json::from_value(decision["options"].clone())?;
    let ballots = usize::try_from(tally["ballots"].as_u64().unwrap_or(0))?;
    let (mut leaves, mut after) = (Vec::new(), "0".to_owned());
    // A record that goes on for ever is not one.
    while leaves.len() <= ballots {
        let page: Page =
            serde_json::from_slice(&web.get(&format!("/ballots?limit={PAGE}&after={after}")).await?)?;
        leaves.extend(page.items);
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    Ok(Published { options, tally, leaves })
}
