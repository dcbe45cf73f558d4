//! The studio's page: what it carries for the script, the form without it, and who may open it.

use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::http::pictures::{jpeg, put_up};
use crate::support::{Answer, Server};

#[tokio::test]
async fn the_studio_opens_on_a_picture_and_says_whose_it_is() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let guest = server.guest().await;
    let first = put_up(&guest, &[("title", "The <first>"), ("licence", "CC-BY-SA-4.0")]).await;
    let id = first["id"].as_str().unwrap();
    guest.upload(&format!("/api/v1/pictures/{id}/remixes"), "b.jpg", jpeg(300, 200), &[]).await;
    let page = server.stranger().get(&format!("/p/{id}/remix")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("<h1>Remix of “The &#60;first&#62;”</h1>"), "{}", page.text);
    assert!(!page.text.contains("The <first>"));
    let data = format!("data-picture=\"{id}\" data-width=\"700\" data-height=\"500\"");
    assert!(page.text.contains(&data), "{}", page.text);
    assert!(page.text.contains("1 other has remixed it"), "{}", page.text);
    assert!(page.text.contains("value=\"CC-BY-SA-4.0\" selected"), "the parent's licence is proposed");
    assert!(!page.text.contains("a moderator looks at it"), "nothing is held here");
    let without_script = page.text.split("<noscript>").nth(1).unwrap().split("</noscript>").next().unwrap();
    assert!(without_script.contains(&format!("action=\"/p/{id}/remix\"")), "{without_script}");
    assert!(page.bytes.len() <= 60_000, "{} bytes", page.bytes.len());
    let scripts = page.text.matches("<script").count();
    assert_eq!(scripts, page.text.matches("<script type=\"module\" src=").count(), "no script in the page");
    let picture = server.stranger().get(&format!("/p/{id}")).await;
    assert!(picture.text.contains(&format!("href=\"/p/{id}/remix\"")), "{}", picture.text);
}

#[tokio::test]
async fn who_may_not_see_a_picture_finds_no_studio() {
    let server = Server::start().await;
    let guest = server.guest().await;
    let id = put_up(&guest, &[]).await["id"].as_str().unwrap().to_owned();
    let path = format!("/p/{id}/remix");
    assert_eq!(server.stranger().get(&path).await.status, 404, "held");
    let own = guest.get(&path).await;
    assert_eq!(own.status, 200, "its author may go on");
    assert!(own.text.contains("a moderator looks at it"), "{}", own.text);
    assert_eq!(guest.get("/p/no-picture/remix").await.status, 404);
    assert_eq!(
        guest.send(reqwest::Method::DELETE, &format!("/api/v1/pictures/{id}"), json!({})).await.status,
        204
    );
    assert_eq!(guest.get(&path).await.status, 410, "taken back");
}

#[tokio::test]
async fn what_was_made_elsewhere_is_put_up_or_the_page_says_what_is_wrong() {
    let server = Server::start().await;
    let id = put_up(&server.owner().await, &[]).await["id"].as_str().unwrap().to_owned();
    let send = |bytes: Vec<u8>| {
        let form =
            Form::new().text("title", "Kept \"title\"").part("file", Part::bytes(bytes).file_name("x.jpg"));
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Answer::of(client.post(format!("{}/p/{id}/remix", server.url)).multipart(form))
    };
    let wrong = send(b"no picture".to_vec()).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("value=\"Kept &#34;title&#34;\""), "{}", wrong.text);
    assert!(wrong.text.contains("role=\"alert\">This is not a picture"), "{}", wrong.text);
    let taken = send(jpeg(400, 300)).await;
    assert_eq!(taken.status, 303, "{}", taken.text);
    assert!(taken.header("location").starts_with("/p/"));
    assert!(taken.header("set-cookie").contains("HttpOnly"), "the first act makes the guest");
}
