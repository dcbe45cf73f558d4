//! The form that gathers a throng: tables with any headings, claims, and what can be gathered about what.

use platform::clock::rfc3339;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::http::sheets;
use crate::support::{Answer, Server, Someone};

const CLAIMS: &str = "Nr,Claim,Claim\n1,The moon is made of old cheese,a\n2,Cats swim well and often,b\n";

async fn send(host: &Someone, path: &str, fields: &[(&str, &str)], file: Option<&str>) -> Answer {
    let blank = host.get("/gather").await;
    let (_, rest) = blank.text.split_once("type=\"datetime-local\" required value=\"").unwrap();
    let deadline = rest.split('"').next().unwrap().to_owned();
    let mut form = Form::new().text("deadline", deadline).text("target_confidence", "0.8");
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    if let Some(file) = file {
        form = form.part("items", Part::bytes(file.as_bytes().to_vec()).file_name("rows.csv"));
    }
    Answer::of(host.request(Method::POST, path).multipart(form)).await
}

const LABEL: [(&str, &str); 5] = [
    ("template", "label"),
    ("about", "https://museum.example/claims"),
    ("objective", "Check the claims"),
    ("question", "Right?"),
    ("choices", "Yes\nNo"),
];

/// The texts of the items of the only activity of the throng that `answer` led to.
async fn texts(host: &Someone, answer: &Answer) -> Vec<Value> {
    let slug = answer.header("location").split('/').nth(2).unwrap().to_owned();
    let activities = host.get(&format!("/api/v1/throngs/{slug}/activities")).await.json();
    sheets::texts(host, activities["items"][0]["id"].as_str().unwrap()).await
}

#[tokio::test]
async fn a_table_with_any_headings_is_shown_guessed_and_taken_once_it_was_seen() {
    let server = Server::start().await;
    let host = server.owner().await;
    let looked = send(&host, "/gather/preview", &LABEL, Some(CLAIMS)).await;
    for part in
        ["People will see “Claim”", "2 rows · commas", "name=\"as-2\"", "Cats swim well", "name=\"headings\""]
    {
        assert!(looked.text.contains(part), "{part}: {}", looked.text);
    }
    assert!(!looked.text.contains("?text="), "{}", looked.text);

    let unseen = send(&host, "/gather", &LABEL, Some(CLAIMS)).await;
    assert_eq!(unseen.status, 422, "{}", unseen.text);
    assert!(unseen.text.contains("Look at the rows below"), "{}", unseen.text);
    let mut said = LABEL.to_vec();
    said.extend([("pasted", CLAIMS), ("as-0", "private"), ("as-1", "private"), ("as-2", "text")]);
    let gathered = send(&host, "/gather", &said, None).await;
    assert_eq!(gathered.status, 303, "{}", gathered.text);
    assert_eq!(texts(&host, &gathered).await, ["a", "b"], "of two columns of one name the chosen one");

    let none = [&said[..6], &[("as-0", "private")]].concat();
    let hidden = send(&host, "/gather", &none, None).await;
    assert_eq!(hidden.status, 422);
    assert!(
        hidden.text.contains("No column is shown to people yet") && hidden.text.contains("as-2"),
        "{}",
        hidden.text
    );
    let twice = [&said[..6], &[("as-0", "text"), ("as-1", "text")]].concat();
    let twice = send(&host, "/gather", &twice, None).await;
    assert!(twice.status == 422 && twice.text.contains("Two columns are to be the same"), "{}", twice.text);
}

#[tokio::test]
async fn a_check_is_gathered_with_one_press() {
    let server = Server::start().await;
    let host = server.owner().await;
    let fields = [
        ("template", "check"),
        ("about", "https://news.example/moon"),
        ("objective", "The moon is made of cheese, mostly"),
    ];
    let gathered = send(&host, "/gather", &fields, None).await;
    assert_eq!(gathered.status, 303, "{}", gathered.text);
    assert!(gathered.header("location").ends_with("/manage"), "one claim needs no known answers");
    assert_eq!(texts(&host, &gathered).await, ["The moon is made of cheese, mostly"]);
    let page = host.get(gathered.header("location").trim_end_matches("/manage")).await;
    assert!(
        page.text.contains("Is this claim right?") && page.text.contains("value=\"Partly\""),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn an_incident_is_offered_as_a_claim_and_what_has_no_picture_is_not_remixed() {
    let server = Server::start().await;
    let host = server.owner().await;
    let service = json!({"name": "Northern Line", "url": "https://northern.example", "kind": "railway"});
    let service = host.post("/api/v1/services", service).await.json()["id"].as_str().unwrap().to_owned();
    let began = rfc3339(server.app.clock.now() - 3_600_000);
    let incident = json!({"title": "Trains stood still, all day", "began_at": began});
    let made = host.post(&format!("/api/v1/services/{service}/incidents"), incident).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let page = host.get(&format!("/incidents/{id}")).await;
    assert!(page.text.contains(&format!("/gather?about=incident:{id}&amp;template=check")), "{}", page.text);

    let form = host.get(&format!("/gather?about=incident:{id}&template=check")).await;
    assert!(form.text.contains("value=\"check\" data-question=\"Is this claim right?\""), "{}", form.text);
    assert!(form.text.contains("one item a line") || form.text.contains("One row × about"), "{}", form.text);
    assert!(
        form.text.contains("needs a picture") && form.text.contains("value=\"remix\" disabled"),
        "{}",
        form.text
    );
    let about = format!("incident:{id}");
    let fields = [
        ("template", "check"),
        ("about", about.as_str()),
        ("objective", "Trains stood still, all day"),
        ("pasted", "text\n\"Trains stood still, all day\""),
    ];
    let gathered = send(&host, "/gather", &fields, None).await;
    assert_eq!(gathered.status, 303, "{}", gathered.text);
    assert_eq!(texts(&host, &gathered).await, ["Trains stood still, all day"]);
}

#[tokio::test]
async fn one_item_a_line_may_have_a_heading_or_not() {
    let server = Server::start().await;
    let host = server.owner().await;
    let claims = "Claim\nThe moon is made of old cheese\nCats, as a rule, swim well";
    for (heading, wanted) in [("", 2), ("no", 3), ("yes", 2)] {
        let mut fields = LABEL.to_vec();
        fields.extend([("pasted", claims), ("heading", heading)]);
        let gathered = send(&host, "/gather", &fields, None).await;
        assert_eq!(gathered.status, 303, "{}", gathered.text);
        assert_eq!(texts(&host, &gathered).await.len(), wanted, "{heading}");
    }
    let mut fields = LABEL.to_vec();
    fields.push(("heading", "no"));
    let gathered = send(&host, "/gather", &fields, Some("a cat\na dog\n")).await;
    assert_eq!(texts(&host, &gathered).await, ["a cat", "a dog"]);
}
