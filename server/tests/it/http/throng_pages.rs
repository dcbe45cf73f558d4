//! The screens of throngs as browsers without JavaScript use them.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::support::{Answer, Server, Someone};

/// Four rows, so that five known answers are more than there are.
const ROWS: &str =
    "name;text;shelf\nA-1;cat on a wall;4\nA-2;cat with ball;1\nA-3;two cats;4\nA-4;no cat;2\n";

fn form(someone: &Someone, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
    let body = serde_urlencoded::to_string(fields).unwrap();
    someone.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded").body(body)
}

async fn sent(host: &Someone, path: &str, rows: &str) -> Answer {
    let file = Part::bytes(rows.as_bytes().to_vec()).file_name("cats.csv");
    // The form's own proposal, which lies ahead whenever this runs.
    let blank = host.get("/gather").await;
    let (_, rest) = blank.text.split_once("type=\"datetime-local\" required value=\"").unwrap();
    let fields = fields(rest.split('"').next().unwrap())
        .into_iter()
        .fold(Form::new(), |form, (name, value)| form.text(name, value));
    Answer::of(host.request(Method::POST, path).multipart(fields.part("items", file))).await
}

fn fields(deadline: &str) -> [(&'static str, String); 7] {
    [
        ("about", "https://museum.example/cats"),
        ("template", "label"),
        ("objective", "Describe the cats"),
        ("deadline", deadline),
        ("target_confidence", "0.8"),
        ("question", "Is it asleep?"),
        ("choices", "Yes\r\nNo"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
}

/// A throng gathered by form; its path.
async fn throng(host: &Someone) -> String {
    let answer = sent(host, "/gather", ROWS).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.header("location").strip_suffix("/known").unwrap().to_owned()
}

/// The value of the hidden field `name`.
fn hidden<'p>(page: &'p Answer, name: &str) -> &'p str {
    let (_, rest) =
        page.text.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{}", page.text));
    rest.split('"').next().unwrap()
}

#[tokio::test]
async fn only_hosts_gather_and_a_refused_form_keeps_its_text() {
    let server = Server::start().await;
    assert_eq!(server.stranger().get("/gather").await.status, 401);
    assert_eq!(server.guest().await.get("/gather").await.status, 403);
    let host = server.owner().await;
    assert_eq!(host.get("/gather").await.status, 200);
    let broken = sent(&host, "/gather", "name;text\nA-1\n").await;
    assert_eq!(broken.status, 422);
    assert!(broken.text.contains("Line 2 has 1 cells"), "{}", broken.text);
    assert!(
        broken.text.contains("value=\"Describe the cats\"") && broken.text.contains("A-1"),
        "{}",
        broken.text
    );
    assert!(host.get("/api/v1/throngs").await.json()["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn rows_that_name_people_are_published_only_by_a_host_who_was_told() {
    const PEOPLE: &str = "text,shelf\n\"Ask ada@example.org\",4\n\"Ask bob@example.org\",1\n";
    let server = Server::start().await;
    let host = server.owner().await;
    let warned = sent(&host, "/gather", PEOPLE).await;
    assert_eq!(warned.status, 422, "{}", warned.text);
    assert!(warned.text.contains("“text” may name people"), "{}", warned.text);
    assert!(host.get("/api/v1/throngs").await.json()["items"].as_array().unwrap().is_empty());
    let (_, rest) = warned.text.split_once("type=\"datetime-local\" required value=\"").unwrap();
    let again = fields(rest.split('"').next().unwrap())
        .into_iter()
        .fold(Form::new(), |form, (name, value)| form.text(name, value))
        .text("heeded", hidden(&warned, "heeded").to_owned())
        .text("pasted", PEOPLE);
    let answer = Answer::of(host.request(Method::POST, "/gather").multipart(again)).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
}

#[tokio::test]
async fn the_preview_says_what_each_column_becomes_and_what_it_costs() {
    let server = Server::start().await;
    let host = server.owner().await;
    let looked = sent(&host, "/gather/preview", ROWS).await;
    assert_eq!(looked.status, 200, "{}", looked.text);
    for part in [
        "4 rows · semicolons, understood",
        "<option value=\"text\" selected>",
        "cat with ball",
        "4 rows × about",
    ] {
        assert!(looked.text.contains(part), "{part}: {}", looked.text);
    }
}

#[tokio::test]
async fn a_guest_without_javascript_answers_and_gets_the_next_item() {
    let server = Server::start().await;
    let host = server.owner().await;
    let path = throng(&host).await;
    let stranger = server.stranger();
    let page = stranger.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("Is it asleep?") && page.text.contains("cat on a wall"), "{}", page.text);
    let item = hidden(&page, "item").to_owned();
    let wrong =
        Answer::of(form(&stranger, &format!("{path}/answer"), &[("item", &item), ("answer", "Maybe")])).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("This is not one of the choices: Yes, No."), "{}", wrong.text);
    let counted =
        Answer::of(form(&stranger, &format!("{path}/answer"), &[("item", &item), ("answer", "Yes")])).await;
    assert_eq!(counted.status, 303, "{}", counted.text);
    assert_eq!(counted.header("location"), format!("{path}?next=counted#work"));
    let cookie = counted.header("set-cookie").split(';').next().unwrap().to_owned();
    let next =
        Answer::of(stranger.request(Method::GET, &format!("{path}?next=counted")).header("cookie", &cookie))
            .await;
    assert!(
        next.text.contains("your 2nd item") && next.text.contains("Counted. Thank you."),
        "{}",
        next.text
    );
    assert_ne!(hidden(&next, "item"), item);
    let again = form(&stranger, &format!("{path}/answer"), &[("item", &item), ("answer", "No")])
        .header("cookie", &cookie)
        .header("origin", &server.url);
    let again = Answer::of(again).await;
    assert_eq!(again.status, 409);
    assert!(again.text.contains("You have answered this one already"), "{}", again.text);
}

#[tokio::test]
async fn the_host_knows_some_answers_ends_it_and_the_outcome_stands() {
    let server = Server::start().await;
    let host = server.owner().await;
    let path = throng(&host).await;
    assert_eq!(server.guest().await.get(&format!("{path}/known")).await.status, 403);
    let known = host.get(&format!("{path}/known")).await;
    let (item, place) = (hidden(&known, "item").to_owned(), hidden(&known, "place").to_owned());
    let kept =
        form(&host, &format!("{path}/known"), &[("item", &item), ("place", &place), ("answer", "Yes")]);
    assert_eq!(Answer::of(kept).await.status, 303);
    let throng = host.get("/api/v1/throngs").await.json()["items"][0].clone();
    assert_eq!(throng["progress"], json!({"done": 1, "total": 4, "share": 0.25}));
    for _ in 0..3 {
        let guest = server.guest().await;
        for _ in 0..3 {
            let page = guest.get(&format!("{path}?next")).await;
            let lease = hidden(&page, "lease").to_owned();
            let answered = form(&guest, &format!("{path}/answer"), &[("lease", &lease), ("answer", "No")]);
            assert_eq!(Answer::of(answered).await.status, 303);
        }
    }
    assert_eq!(host.get(&format!("{path}/outcome.csv")).await.status, 404);
    let empty = Answer::of(form(&host, &format!("{path}/end"), &[("statement", " ")])).await;
    assert_eq!(empty.status, 422);
    let ended =
        Answer::of(form(&host, &format!("{path}/end"), &[("statement", "All cats\r\n\r\nare told.")])).await;
    assert_eq!((ended.status.as_u16(), ended.header("location")), (303, path.as_str()));
    let outcome = server.stranger().get(&path).await;
    for part in ["<p class=\"lead\">are told.</p>", "What was agreed", "cat with ball", "Who did it"] {
        assert!(outcome.text.contains(part), "{part}: {}", outcome.text);
    }
    let csv = host.get(&format!("{path}/outcome.csv")).await;
    assert!(
        csv.text.starts_with("name;text;shelf;answer;confidence;answers\nA-1;cat on a wall;4;Yes;1"),
        "{}",
        csv.text
    );
    let told =
        Answer::of(form(&host, &format!("{path}/update"), &[("statement", "The museum thanks you.")])).await;
    assert_eq!(told.status, 303, "{}", told.text);
    let feed = server.stranger().get(&format!("{path}/feed.atom")).await;
    assert!(
        feed.text.contains("The museum thanks you.") && feed.text.contains("How it ended"),
        "{}",
        feed.text
    );
    assert!(server.stranger().get(&path).await.text.contains("The museum thanks you."));
    assert!(server.stranger().get("/throngs").await.text.contains("Describe the cats"));
}

#[tokio::test]
async fn before_the_end_only_the_host_reads_what_others_answered() {
    let server = Server::start().await;
    let host = server.owner().await;
    let path = throng(&host).await;
    let item = hidden(&server.stranger().get(&path).await, "item").to_owned();
    for answer in ["Yes", "No", "Yes", "No"] {
        let given =
            form(&server.guest().await, &format!("{path}/answer"), &[("item", &item), ("answer", answer)]);
        assert_eq!(Answer::of(given).await.status, 303);
    }
    let open = server.stranger().get(&format!("{path}/disputed")).await;
    assert!(open.text.contains("cat on a wall") && !open.text.contains("2 × Yes"), "{}", open.text);
    assert_eq!(server.guest().await.get(&format!("{path}/manage")).await.status, 403);
    let manage = host.get(&format!("{path}/manage")).await;
    assert!(manage.text.contains("2 × Yes · 2 × No"), "{}", manage.text);
}

#[tokio::test]
async fn the_first_question_stands_under_the_picture_that_the_throng_is_about() {
    let server = Server::start().await;
    let host = server.owner().await;
    let picture = super::pictures::put_up(&host, &[("title", "Cat"), ("licence", "CC0-1.0")]).await;
    let id = picture["id"].as_str().unwrap();
    let about = json!({"kind": "picture", "id": id});
    let deadline = platform::clock::rfc3339(server.app.clock.now() + platform::clock::DAY);
    let asked =
        json!({"objective": "Name the cats", "about": about, "deadline": deadline, "template": "label"});
    let throng = host.post("/api/v1/throngs", asked).await.json();
    let question = json!({"kind": "choice", "text": "Is it a cat?", "choices": ["Yes", "No"]});
    let path = format!("/api/v1/throngs/{}/activities", throng["id"].as_str().unwrap());
    let activity = host.post(&path, json!({"kind": "label", "question": question})).await.json();
    let items = format!("/api/v1/activities/{}/items", activity["id"].as_str().unwrap());
    let taken = Answer::of(host.request(Method::POST, &items).body(format!("picture\n{id}\n"))).await;
    assert_eq!(taken.status, 201, "{}", taken.text);
    let page = server.stranger().get(&format!("/p/{id}")).await;
    for part in ["Name the cats", "Is it a cat?", "See the whole throng"] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert!(page.text.matches("<picture>").count() >= 2, "the item's own picture: {}", page.text);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_gathers_once() {
    let server = Server::start().await;
    let host = server.owner().await;
    let blank = host.get("/gather").await;
    let (_, rest) = blank.text.split_once("type=\"datetime-local\" required value=\"").unwrap();
    let typed = fields(rest.split('"').next().unwrap());
    let again = || {
        let form = typed.iter().fold(Form::new(), |form, (name, value)| form.text(*name, value.clone()));
        let form = form.text("key", hidden(&blank, "key").to_owned()).text("pasted", "one cat\ntwo cats");
        Answer::of(host.request(Method::POST, "/gather").multipart(form))
    };
    let (first, second) = (again().await, again().await);
    assert_eq!(
        (first.status, second.status),
        (303.try_into().unwrap(), 303.try_into().unwrap()),
        "{}",
        second.text
    );
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(host.get("/api/v1/throngs").await.json()["items"].as_array().unwrap().len(), 1);
}
