//! The table of rights by real HTTP: every act tried by every role, on what is their own and on what is another's.

use pixels::{Encoding, Image, encode};
use platform::clock::rfc3339;
use reqwest::Method;
use serde_json::{Value, json};
use throng::people::{Act, Role, TABLE, Whose, may};

use crate::http::decide::{decide, drinks};
use crate::http::throngs::{cats, gather, send};
use crate::support::{Server, Someone};

const ROLES: [(Role, &str); 5] = [
    (Role::Guest, "guest"),
    (Role::Member, "member"),
    (Role::Editor, "editor"),
    (Role::Moderator, "moderator"),
    (Role::Owner, "owner"),
];

/// What stands there before an act is tried on it; `{id}` in the path is its id.
#[derive(Clone, Copy)]
enum Made {
    Nothing,
    Picture,
    Story,
    Comment,
    Message,
    Submission,
    Throng,
    Activity,
    /// A decision that is open to anyone.
    Ballot,
    Service,
    Incident,
    /// A throng that a guest has joined; `{member}` is the guest.
    Joined,
    /// A throng of somebody else's that the author has joined.
    Membership,
    /// A room in which only its author and the hosts speak.
    ReadersRoom,
    /// Nothing is made; `{id}` is the person's.
    Person,
}

/// One way to try an act: a method, a path and a body. Where the method is POST and the body null, a picture is sent.
type Try = (Made, Method, &'static str, Value);

/// Every way to try `act`. A new act does not compile here until somebody says how it is tried.
fn tries(act: Act) -> Vec<Try> {
    use Made::{
        Activity, Comment, Message, Nothing, Person, Picture, ReadersRoom, Story, Submission, Throng,
    };
    let (get, post, put, patch, delete) =
        (|| Method::GET, || Method::POST, || Method::PUT, || Method::PATCH, || Method::DELETE);
    let deadline = rfc3339(4_102_444_800_000);
    match act {
        Act::AddPicture => vec![(Nothing, post(), "/api/v1/pictures", Value::Null)],
        Act::EditPicture => vec![(Picture, patch(), "/api/v1/pictures/{id}", json!({"title": "Gnome"}))],
        Act::WithdrawPicture => vec![(Picture, delete(), "/api/v1/pictures/{id}", json!({}))],
        Act::WriteStory => vec![
            (Nothing, post(), "/api/v1/stories", json!({"title": "A", "body": "B"})),
            (Nothing, get(), "/desk", json!({})),
        ],
        Act::EditStory => vec![(Story, patch(), "/api/v1/stories/{id}", json!({"title": "C"}))],
        Act::UpdateStory => vec![(Story, post(), "/api/v1/stories/{id}/updates", json!({"body": "D"}))],
        Act::WithdrawStory => vec![(Story, delete(), "/api/v1/stories/{id}", json!({}))],
        Act::Comment => vec![
            (Story, post(), "/api/v1/stories/{id}/comments", json!({"body": "E"})),
            (Picture, post(), "/api/v1/pictures/{id}/comments", json!({"body": "E"})),
        ],
        Act::WithdrawComment => vec![(Comment, delete(), "/api/v1/comments/{id}", json!({}))],
        Act::Say => vec![(Story, post(), "/api/v1/rooms/{id}/messages", json!({"body": "F"}))],
        Act::WithdrawMessage => vec![(Message, delete(), "/api/v1/messages/{id}", json!({}))],
        Act::Host => vec![(ReadersRoom, post(), "/api/v1/rooms/{id}/messages", json!({"body": "G"}))],
        Act::Submit => {
            let body = json!({"url": "https://example.org/{id}", "title": "L", "tags": []});
            vec![(Person, post(), "/api/v1/submissions", body)]
        }
        Act::Vote => vec![(Submission, put(), "/api/v1/submissions/{id}/vote", json!({"value": 1}))],
        Act::Greenlight => vec![
            (Submission, post(), "/api/v1/submissions/{id}/greenlight", json!({"reason": "M"})),
            (Submission, post(), "/api/v1/submissions/{id}/refuse", json!({"reason": "N"})),
        ],
        Act::WithdrawSubmission => {
            vec![(Submission, delete(), "/api/v1/submissions/{id}", json!({"reason": "O"}))]
        }
        Act::AddService => vec![(Nothing, post(), "/api/v1/services", service())],
        Act::EditService => vec![(Made::Service, patch(), "/api/v1/services/{id}", json!({"kind": "calls"}))],
        Act::OpenIncident => vec![(Made::Service, post(), "/api/v1/services/{id}/incidents", incident())],
        Act::EditIncident => vec![
            (Made::Incident, patch(), "/api/v1/incidents/{id}", json!({"cause": "Q"})),
            (Made::Incident, post(), "/api/v1/incidents/{id}/updates", json!({"body": "R"})),
        ],
        Act::ImportIncidents => {
            let body = json!({"service": "{id}", "format": "csv", "content": "title,began_at\nS,2007-08-16T08:00:00Z\n"});
            vec![(Made::Service, post(), "/api/v1/services/import", body)]
        }
        Act::Report => vec![(Made::Service, post(), "/api/v1/services/{id}/reports", json!({}))],
        Act::AddBenefit => {
            vec![(Made::Service, post(), "/api/v1/services/{id}/benefits", json!({"claim": "T"}))]
        }
        Act::Represent => vec![(Made::Service, post(), "/api/v1/services/{id}/representatives", json!({}))],
        Act::WithdrawRecord => vec![
            (Made::Service, delete(), "/api/v1/services/{id}", json!({})),
            (Made::Incident, delete(), "/api/v1/incidents/{id}", json!({})),
        ],
        Act::Gather => vec![
            (
                Nothing,
                post(),
                "/api/v1/throngs",
                json!({"objective": "H", "about": {"url": "https://example.org/"}, "deadline": deadline, "template": "label"}),
            ),
            (Nothing, get(), "/gather", json!({})),
        ],
        Act::WithdrawThrong => vec![(Throng, delete(), "/api/v1/throngs/{id}", json!({}))],
        Act::Coordinate => vec![
            (Throng, patch(), "/api/v1/throngs/{id}", json!({"objective": "I"})),
            (Throng, post(), "/api/v1/throngs/{id}/activities", cats()),
            (Throng, patch(), "/api/v1/rooms/{id}", json!({"slow_s": 1})),
            (Activity, post(), "/api/v1/activities/{id}/items", json!({"text": "J"})),
            (Throng, post(), "/api/v1/throngs/{id}/outcome", json!({"statement": "K"})),
        ],
        Act::NameDeputy => {
            let body = json!({"person": "{member}", "role": "deputy"});
            vec![(Made::Joined, patch(), "/api/v1/throngs/{id}/members", body)]
        }
        Act::TakeRole => {
            vec![(Made::Membership, patch(), "/api/v1/throngs/{id}/members", json!({"role": "scribe"}))]
        }
        Act::Contribute => vec![
            (Throng, post(), "/api/v1/throngs/{id}/members", json!({})),
            (Activity, post(), "/api/v1/activities/{id}/next", json!({})),
        ],
        Act::CastBallot => {
            vec![(Made::Ballot, put(), "/api/v1/activities/{id}/ballot", json!({"approve": ["tea"]}))]
        }
        Act::SeeQueue => vec![
            (Nothing, get(), "/api/v1/moderation/queue", json!({})),
            (Nothing, get(), "/moderation/queue", json!({})),
        ],
        Act::Moderate => {
            let about = json!({"kind": "picture", "id": "{id}"});
            let body = json!({"act": "hide", "about": about, "reason": "tried"});
            vec![(Picture, post(), "/api/v1/moderation/acts", body)]
        }
        Act::Rename => vec![(Nothing, patch(), "/api/v1/me", json!({"name": "Otis"}))],
        Act::GiveRole => {
            vec![(Person, put(), "/api/v1/people/{id}/role", json!({"role": "guest", "reason": "tried"}))]
        }
        Act::Configure => vec![
            (Nothing, get(), "/api/v1/settings", json!({})),
            (Nothing, patch(), "/api/v1/settings", json!({"hold_new": true})),
            (Nothing, get(), "/desk/settings", json!({})),
            (Nothing, get(), "/api/v1/audit", json!({})),
        ],
        Act::ExportAndErase => vec![
            (Nothing, get(), "/api/v1/me/export", json!({})),
            (Nothing, delete(), "/api/v1/me", json!({})),
        ],
    }
}

fn service() -> Value {
    json!({"name": "Ring Ring", "url": "https://ring.example/", "kind": "calls over the internet"})
}

fn incident() -> Value {
    json!({"title": "Nobody can sign in", "began_at": "2007-08-16T08:00:00Z"})
}

/// A picture of one colour.
fn picture() -> Vec<u8> {
    let image = Image::new(16, 16, false, vec![90; 16 * 16 * 3]).unwrap();
    encode(&image, Encoding::Jpeg { quality: 80 }, None).unwrap()
}

/// Makes the thing as `author`, who is a host at that time; gives its id.
async fn make(server: &Server, author: &Someone, what: Made) -> String {
    let create = async |path: String, body: Value| {
        let answer = author.post(&path, body).await;
        assert_eq!(answer.status, 201, "{path}: {}", answer.text);
        answer.json()["id"].as_str().unwrap().to_owned()
    };
    let story =
        async || create("/api/v1/stories".into(), json!({"title": "A cat", "body": "It purred."})).await;
    match what {
        Made::Nothing => String::new(),
        Made::Person => author.id().await,
        Made::Picture => {
            let answer = author.upload("/api/v1/pictures", "a.jpg", picture(), &[]).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
            answer.json()["id"].as_str().unwrap().to_owned()
        }
        Made::Story => story().await,
        Made::Comment => {
            let story = story().await;
            create(format!("/api/v1/stories/{story}/comments"), json!({"body": "Ah."})).await
        }
        Made::Message => {
            let story = story().await;
            create(format!("/api/v1/rooms/{story}/messages"), json!({"body": "Oh."})).await
        }
        Made::ReadersRoom => {
            let story = story().await;
            let path = format!("/api/v1/rooms/{story}");
            let set = author.send(Method::PATCH, &path, json!({"mode": "readers"})).await;
            assert_eq!(set.status, 200, "{}", set.text);
            story
        }
        Made::Submission => {
            let url = format!("https://example.org/{}", platform::Id::new(server.app.clock.now()));
            create("/api/v1/submissions".into(), json!({"url": url, "title": "P", "tags": []})).await
        }
        Made::Service => create("/api/v1/services".into(), service()).await,
        Made::Incident => {
            let service = create("/api/v1/services".into(), service()).await;
            create(format!("/api/v1/services/{service}/incidents"), incident()).await
        }
        Made::Throng => gather(server, author, cats()).await.0,
        Made::Joined => {
            let (throng, guest) = (gather(server, author, cats()).await.0, server.guest().await);
            join(&guest, &throng).await;
            format!("{throng} {}", guest.id().await)
        }
        Made::Membership => {
            let throng = gather(server, &server.somebody("editor").await, cats()).await.0;
            join(author, &throng).await;
            throng
        }
        Made::Ballot => decide(server, author, drinks("approval", "anyone")).await.1,
        Made::Activity => {
            let activity = gather(server, author, cats()).await.1;
            let sent = send(author, &activity, "", "text\nmeow\n").await;
            assert_eq!(sent.status, 201, "{}", sent.text);
            activity
        }
    }
}

async fn join(who: &Someone, throng: &str) {
    let joined = who.post(&format!("/api/v1/throngs/{throng}/members"), json!({})).await;
    assert_eq!(joined.status, 201, "{}", joined.text);
}

async fn ask(who: &Someone, (_, method, path, body): &Try, made: &str) -> u16 {
    let (id, member) = made.split_once(' ').unwrap_or((made, ""));
    let path = path.replace("{id}", id);
    if body.is_null() {
        return who.upload(&path, "a.jpg", picture(), &[]).await.status.as_u16();
    }
    let body =
        serde_json::from_str(&body.to_string().replace("{id}", id).replace("{member}", member)).unwrap();
    who.send(method.clone(), &path, body).await.status.as_u16()
}

/// Tries every act as `role` on what is `whose`, on a server of its own: one owner may not do so much at once.
async fn every_act(role: (Role, &str), whose: Whose) {
    let server = &Server::with(&[("hold_new", "no")]).await;
    let other = server.somebody("editor").await;
    for (act, ..) in TABLE.iter().filter(|(_, _, other)| whose == Whose::Own || !other.is_empty()) {
        for tried in tries(*act) {
            // Whoever is no host any more keeps what they made as one.
            let me = server.somebody(if role.0 == Role::Owner { "owner" } else { "editor" }).await;
            let id = make(server, if whose == Whose::Own { &me } else { &other }, tried.0).await;
            if role.0 != Role::Owner {
                let path = format!("/api/v1/people/{}/role", me.id().await);
                let body = json!({"role": role.1, "reason": "tried"});
                assert_eq!(server.owner().await.send(Method::PUT, &path, body).await.status, 200);
            }
            let status = ask(&me, &tried, &id).await;
            let what = format!("{act:?} of {whose:?} by a {}, {} {}: {status}", role.1, tried.1, tried.2);
            if may(role.0, *act, whose) {
                assert!((200..300).contains(&status), "{what}");
            } else {
                assert_eq!(status, 403, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn every_role_may_do_with_its_own_what_the_table_says_and_nothing_else() {
    for role in ROLES {
        every_act(role, Whose::Own).await;
    }
}

#[tokio::test]
async fn every_role_may_do_with_anothers_what_the_table_says_and_nothing_else() {
    for role in ROLES {
        every_act(role, Whose::Other).await;
    }
}

#[tokio::test]
async fn a_stranger_becomes_a_guest_by_what_guests_may_and_is_else_told_to_come_in() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let author = server.somebody("editor").await;
    for (act, ..) in TABLE {
        let makes_a_guest = matches!(
            act,
            Act::AddPicture
                | Act::Comment
                | Act::Say
                | Act::Contribute
                | Act::CastBallot
                | Act::Submit
                | Act::Vote
                | Act::Report
                | Act::AddBenefit
                | Act::Represent
        );
        for tried in tries(*act) {
            let id = make(&server, &author, tried.0).await;
            let status = ask(&server.stranger(), &tried, &id).await;
            // Whoever speaks becomes a guest, and a guest hosts nothing.
            let refused = if *act == Act::Host { 403 } else { 401 };
            let fits = if makes_a_guest { (200..300).contains(&status) } else { status == refused };
            assert!(fits, "{act:?} by a stranger, {} {}: {status}", tried.1, tried.2);
        }
    }
}

#[tokio::test]
async fn whoever_is_banned_may_take_out_and_erase_and_nothing_else() {
    let server = Server::with(&[("hold_new", "no")]).await;
    let (owner, me) = (server.owner().await, server.somebody("editor").await);
    let mut made = Vec::new();
    for (act, ..) in TABLE {
        for tried in tries(*act) {
            made.push((*act, make(&server, &me, tried.0).await, tried));
        }
    }
    made.sort_by_key(|(act, ..)| *act == Act::ExportAndErase);
    let message = make(&server, &me, Made::Message).await;
    let ban = json!({"act": "ban", "about": {"kind": "person", "id": me.id().await}, "reason": "tried"});
    assert_eq!(owner.post("/api/v1/moderation/acts", ban).await.status, 201);
    let reworded =
        me.send(Method::PATCH, &format!("/api/v1/messages/{message}"), json!({"body": "No."})).await;
    assert_eq!(reworded.status, 403);
    for (act, id, tried) in made {
        let status = ask(&me, &tried, &id).await;
        let fits = if act == Act::ExportAndErase { (200..300).contains(&status) } else { status == 403 };
        assert!(
            fits || tried.1 == Method::GET,
            "{act:?} by somebody banned, {} {}: {status}",
            tried.1,
            tried.2
        );
    }
}
