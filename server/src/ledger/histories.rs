//! Published histories of incidents, read: Statuspage v2, Atom, Upptime's summary, CSV.
//!
//! What a history does not say stays empty. Upptime knows only how many minutes of a day: such an incident begins with its day and
//! says that its clocks are no finer.

use platform::clock::{DAY, MINUTE, Millis, parse_rfc3339};
use platform::web::Problem;
use serde_json::Value;

/// Incidents of one import.
pub const MAX_INCIDENTS: usize = 1_000;
/// Updates of one incident.
const MAX_UPDATES: usize = 200;

/// An incident as a history has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// Its name there.
    pub key: String,
    /// What failed.
    pub title: String,
    /// When it began.
    pub began_at: Millis,
    /// The service's first public word.
    pub acknowledged_at: Option<Millis>,
    /// When it was over.
    pub ended_at: Option<Millis>,
    /// Whether only the day is known.
    pub by_day: bool,
    /// What it did, in the history's word.
    pub impact: Option<String>,
    /// The component that failed, if there was one.
    pub cause: Option<String>,
    /// How many it hit.
    pub users: Option<i64>,
    /// Its page there.
    pub url: Option<String>,
    /// Name, text and time of each update.
    pub updates: Vec<(String, String, Millis)>,
}

/// Reads a history in this form.
///
/// # Errors
/// 422 for a form that is none, or a content that does not read.
pub fn read(format: &str, content: &Value) -> Result<Vec<Told>, Problem> {
    let unread = |why: String| Problem::field("/content", "ledger-history-unread").with("why", why);
    let text = || content.as_str().map_or_else(|| content.to_string(), str::to_owned);
    let parsed = || -> Result<Value, Problem> {
        match content.as_str() {
            Some(text) => serde_json::from_str(text).map_err(|error| unread(error.to_string())),
            None => Ok(content.clone()),
        }
    };
    let all = match format {
        "statuspage" => statuspage(&parsed()?).map_err(unread)?,
        "upptime" => upptime(&parsed()?).map_err(unread)?,
        "atom" => atom(&text()).map_err(unread)?,
        "csv" => csv(&text()).map_err(unread)?,
        _ => return Err(Problem::field("/format", "ledger-format-wrong")),
    };
    if all.len() > MAX_INCIDENTS {
        return Err(Problem::field("/content", "ledger-history-long").with("max", MAX_INCIDENTS));
    }
    Ok(all)
}

fn word(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

fn time(value: &Value) -> Option<Millis> {
    value.as_str().and_then(parse_rfc3339)
}

/// `incidents` of `incidents.json` or `summary.json`; maintenance that was announced is no failure.
fn statuspage(page: &Value) -> Result<Vec<Told>, String> {
    let incidents = page["incidents"].as_array().or_else(|| page.as_array()).ok_or("no incidents")?;
    let mut all = Vec::new();
    for (at, one) in incidents.iter().enumerate().filter(|(_, one)| one["impact"] != "maintenance") {
        let missing = |what: &str| format!("incident {at}: no {what}");
        let mut updates: Vec<_> =
            one["incident_updates"].as_array().into_iter().flatten().filter_map(posted).collect();
        updates.sort_by_key(|update| update.2);
        updates.truncate(MAX_UPDATES);
        let components =
            one["components"].as_array().into_iter().flatten().find_map(|part| word(&part["name"]));
        all.push(Told {
            key: word(&one["id"]).ok_or_else(|| missing("id"))?,
            title: word(&one["name"]).ok_or_else(|| missing("name"))?,
            began_at: time(&one["started_at"])
                .or_else(|| time(&one["created_at"]))
                .ok_or_else(|| missing("started_at"))?,
            acknowledged_at: updates.first().map(|update| update.2),
            ended_at: time(&one["resolved_at"]),
            impact: word(&one["impact"]).filter(|impact| impact != "none"),
            cause: components,
            url: word(&one["shortlink"]),
            updates,
            ..Told::default()
        });
    }
    Ok(all)
}

fn posted(update: &Value) -> Option<(String, String, Millis)> {
    let at = time(&update["display_at"]).or_else(|| time(&update["created_at"]))?;
    Some((word(&update["id"])?, word(&update["body"])?, at))
}

/// Minutes down by day, of every site in the summary.
fn upptime(summary: &Value) -> Result<Vec<Told>, String> {
    let mut all = Vec::new();
    for site in summary.as_array().ok_or("no list of sites")? {
        let name = word(&site["name"]).ok_or("a site without a name")?;
        for (day, minutes) in site["dailyMinutesDown"].as_object().into_iter().flatten() {
            let began =
                parse_rfc3339(&format!("{day}T00:00:00Z")).ok_or_else(|| format!("{day} is no day"))?;
            let down = minutes.as_i64().filter(|minutes| (1..=DAY / MINUTE).contains(minutes));
            let Some(down) = down else { continue };
            all.push(Told {
                key: format!("{} {day}", word(&site["slug"]).unwrap_or_else(|| name.clone())),
                title: name.clone(),
                began_at: began,
                ended_at: Some(began + down * MINUTE),
                by_day: true,
                cause: Some(name.clone()),
                url: word(&site["url"]),
                ..Told::default()
            });
        }
    }
    Ok(all)
}

/// Entries of a status page's feed. It is over where the entry says so.
fn atom(feed: &str) -> Result<Vec<Told>, String> {
    let document = roxmltree::Document::parse(feed).map_err(|error| error.to_string())?;
    let entries = document.descendants().filter(|node| node.tag_name().name() == "entry");
    let mut all = Vec::new();
    for entry in entries {
        let text = |name: &str| {
            entry
                .children()
                .find(|node| node.tag_name().name() == name)
                .and_then(|node| node.text())
                .map(str::trim)
        };
        let began = text("published")
            .and_then(parse_rfc3339)
            .ok_or("an entry without the time of its publication")?;
        let over = text("content").is_some_and(|html| html.contains("<strong>Resolved</strong>"));
        let link = entry
            .children()
            .find(|node| node.tag_name().name() == "link")
            .and_then(|node| node.attribute("href"));
        all.push(Told {
            key: text("id").ok_or("an entry without an id")?.to_owned(),
            title: text("title")
                .filter(|title| !title.is_empty())
                .ok_or("an entry without a title")?
                .to_owned(),
            began_at: began,
            acknowledged_at: Some(began),
            ended_at: text("updated").and_then(parse_rfc3339).filter(|end| over && *end >= began),
            url: link.map(str::to_owned),
            ..Told::default()
        });
    }
    Ok(all)
}

/// Columns `title, began_at` and, where known, `key, acknowledged_at, ended_at, impact, cause, users, url`.
fn csv(text: &str) -> Result<Vec<Told>, String> {
    let mut rows = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headings = rows.headers().map_err(|error| error.to_string())?.clone();
    let mut all = Vec::new();
    for (line, row) in rows.records().enumerate() {
        let row = row.map_err(|error| error.to_string())?;
        let cell = |name: &str| {
            let column = headings.iter().position(|heading| heading.eq_ignore_ascii_case(name))?;
            row.get(column).filter(|cell| !cell.is_empty())
        };
        let wrong = |what: &str| format!("line {}: {what}", line + 2);
        let (title, began) = (cell("title"), cell("began_at"));
        let clock =
            |name: &str| cell(name).map(|cell| parse_rfc3339(cell).ok_or_else(|| wrong(name))).transpose();
        let told = Told {
            key: cell("key").map_or_else(
                || format!("{} {}", began.unwrap_or_default(), title.unwrap_or_default()),
                str::to_owned,
            ),
            title: title.ok_or_else(|| wrong("title"))?.to_owned(),
            began_at: began.and_then(parse_rfc3339).ok_or_else(|| wrong("began_at"))?,
            acknowledged_at: clock("acknowledged_at")?,
            ended_at: clock("ended_at")?,
            impact: cell("impact").map(str::to_owned),
            cause: cell("cause").map(str::to_owned),
            users: cell("users").map(|cell| cell.parse().map_err(|_| wrong("users"))).transpose()?,
            url: cell("url").map(str::to_owned),
            ..Told::default()
        };
        all.push(told);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_form_is_read_and_what_is_unknown_stays_empty() {
        let page = json!({"incidents": [
            {"id": "a", "name": "Sign-in fails", "impact": "major", "started_at": "2007-08-16T08:00:00Z", "resolved_at": null,
             "components": [], "incident_updates": [{"id": "u", "body": "We look.", "created_at": "2007-08-16T08:26:00+00:00"}]},
            {"id": "b", "name": "Planned", "impact": "maintenance", "created_at": "2007-08-16T08:00:00Z"}]});
        let told = read("statuspage", &page).unwrap();
        assert_eq!((told.len(), told[0].ended_at, told[0].updates.len()), (1, None, 1));
        assert_eq!(told[0].acknowledged_at.unwrap() - told[0].began_at, 26 * MINUTE);
        let feed = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>x</id><title>Slow</title><published>2007-08-16T08:00:00Z</published>\
            <updated>2007-08-16T09:00:00Z</updated><content type='html'>&lt;strong&gt;Resolved&lt;/strong&gt;</content></entry></feed>";
        let told = read("atom", &json!(feed)).unwrap();
        assert_eq!(told[0].ended_at.unwrap() - told[0].began_at, 60 * MINUTE);
        let sites = json!([{"name": "Home", "slug": "home", "dailyMinutesDown": {"2007-08-16": 12, "2007-08-17": 0}}]);
        let told = read("upptime", &sites).unwrap();
        assert_eq!(
            (told.len(), told[0].by_day, told[0].ended_at.unwrap() - told[0].began_at),
            (1, true, 12 * MINUTE)
        );
        let told =
            read("csv", &json!("\u{feff}Title,began_at,users\nCalls drop,2007-08-16T08:00:00Z,5\n")).unwrap();
        assert_eq!((told[0].users, told[0].ended_at), (Some(5), None));
    }

    #[test]
    fn what_does_not_read_is_refused() {
        for (format, content) in [
            ("statuspage", json!("{")),
            ("statuspage", json!({"incidents": [{"id": "a"}]})),
            ("atom", json!("<feed")),
            ("csv", json!("title,began_at\nx,yesterday")),
            ("upptime", json!({})),
            ("yaml", json!("")),
        ] {
            assert_eq!(read(format, &content).unwrap_err().status, 422, "{format}");
        }
    }
}
