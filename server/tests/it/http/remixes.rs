//! Remixes: the wall, the form without JavaScript, lineage.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::http::pictures::{jpeg, put_up};
use crate::support::{Answer, Server};

#[tokio::test]
async fn a_remix_stands_on_its_parents_wall_and_in_the_lineage() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let guest = server.guest().await;
    let first = put_up(&guest, &[("title", "The <first>")]).await;
    let id = first["id"].as_str().unwrap();
    let path = format!("/api/v1/pictures/{id}/remixes");
    let remix = guest.upload(&path, "b.jpg", jpeg(300, 200), &[("title", "Second")]).await;
    assert_eq!(remix.status, 201, "{}", remix.text);
    let remix = remix.json();
    assert_eq!(remix["parents"], json!([id]));
    let third = put_up(&guest, &[("parents[]", id), ("parents[]", remix["id"].as_str().unwrap())]).await;
    let page = server.stranger().get(&format!("/p/{id}")).await;
    assert!(page.text.contains("2 variants") && page.text.contains("Second"), "{}", page.text);
    assert!(page.text.contains("The &#60;first&#62;") && !page.text.contains("The <first>"), "{}", page.text);
    assert!(page.text.contains("og:image"), "{}", page.text);
    for of in [&first, &remix, &third] {
        let lineage =
            guest.get(&format!("/api/v1/pictures/{}/lineage", of["id"].as_str().unwrap())).await.json();
        let depths: Vec<_> =
            lineage["nodes"].as_array().unwrap().iter().map(|node| node["depth"].clone()).collect();
        assert_eq!(depths, [0, 1, 2], "{lineage}");
    }
    let gone = format!("/api/v1/pictures/{}", remix["id"].as_str().unwrap());
    assert_eq!(guest.send(Method::DELETE, &gone, json!({})).await.status, 204);
    let lineage = guest.get(&format!("/api/v1/pictures/{id}/lineage")).await.json();
    assert_eq!(lineage["nodes"][1]["author"], json!(null), "taken back, and still in between: {lineage}");
    let tree = server.stranger().get(&format!("/p/{id}/lineage")).await;
    assert_eq!(tree.status, 200);
    assert_eq!(tree.text.matches("<ul>").count(), tree.text.matches("</ul>").count());
    assert!(!server.stranger().get(&format!("/p/{id}")).await.text.contains("Second"));
}

#[tokio::test]
async fn a_form_without_javascript_puts_a_remix_up_or_says_what_is_wrong() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let id = put_up(&owner, &[]).await["id"].as_str().unwrap().to_owned();
    let form = |bytes: Vec<u8>| {
        Form::new().text("title", "Kept \"title\"").part("file", Part::bytes(bytes).file_name("x.jpg"))
    };
    let send = |bytes| {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Answer::of(client.post(format!("{}/p/{id}/remixes", server.url)).multipart(form(bytes)))
    };
    let wrong = send(b"no picture".to_vec()).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("value=\"Kept &#34;title&#34;\""), "{}", wrong.text);
    let taken = send(jpeg(400, 300)).await;
    assert_eq!(taken.status, 303, "{}", taken.text);
    let place = taken.header("location").to_owned();
    let cookie = taken.header("set-cookie").split(';').next().unwrap().to_owned();
    assert_eq!(server.stranger().get(&place).await.status, 404, "held");
    let own = Answer::of(server.stranger().request(Method::GET, &place).header("cookie", cookie)).await;
    assert_eq!(own.status, 200, "its author sees it");
    assert!(!server.stranger().get(&format!("/p/{id}")).await.text.contains(&place));
}
