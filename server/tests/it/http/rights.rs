//! The table of rights by real HTTP: each act that has a public surface, tried by every role.

use reqwest::Method;
use serde_json::{Value, json};
use throng::people::{Act, Role, Whose, may};

use crate::support::{Server, Someone};

const ROLES: [(Role, &str); 5] = [
    (Role::Guest, "guest"),
    (Role::Member, "member"),
    (Role::Editor, "editor"),
    (Role::Moderator, "moderator"),
    (Role::Owner, "owner"),
];

/// One way to try an act: whose the thing is, and the request; `{other}` stands for another guest's id, `{own}` for one's own.
type Try = (Act, Whose, Method, &'static str, Value);

fn tries() -> Vec<Try> {
    let about = json!({"kind": "person", "id": "{other}"});
    vec![
        (Act::Rename, Whose::Own, Method::PATCH, "/api/v1/me", json!({"name": "Otis"})),
        (Act::SeeQueue, Whose::Other, Method::GET, "/api/v1/moderation/queue", json!({})),
        (Act::SeeQueue, Whose::Other, Method::GET, "/moderation/queue", json!({})),
        (
            Act::Moderate,
            Whose::Other,
            Method::POST,
            "/api/v1/moderation/acts",
            json!({"act": "show", "about": about, "reason": "tried"}),
        ),
        (
            Act::GiveRole,
            Whose::Other,
            Method::PUT,
            "/api/v1/people/{other}/role",
            json!({"role": "guest", "reason": "tried"}),
        ),
        (
            Act::GiveRole,
            Whose::Own,
            Method::PUT,
            "/api/v1/people/{own}/role",
            json!({"role": "moderator", "reason": "tried"}),
        ),
        (Act::Configure, Whose::Own, Method::GET, "/api/v1/settings", json!({})),
        (Act::Configure, Whose::Own, Method::PATCH, "/api/v1/settings", json!({"hold_new": true})),
        (Act::Configure, Whose::Own, Method::GET, "/desk/settings", json!({})),
        (Act::Configure, Whose::Own, Method::GET, "/api/v1/audit", json!({})),
        (Act::ExportAndErase, Whose::Own, Method::GET, "/api/v1/me/export", json!({})),
        // The last one: whoever did it is no more.
        (Act::ExportAndErase, Whose::Own, Method::DELETE, "/api/v1/me", json!({})),
    ]
}

async fn ask(who: &Someone, path: &str, method: Method, body: &Value, own: &str, other: &str) -> u16 {
    let fill = |text: String| text.replace("{other}", other).replace("{own}", own);
    let body = serde_json::from_str(&fill(body.to_string())).unwrap();
    who.send(method, &fill(path.to_owned()), body).await.status.as_u16()
}

#[tokio::test]
async fn every_role_may_what_the_table_says_and_nothing_else() {
    let server = Server::start().await;
    let other = server.guest().await.id().await;
    for (role, name) in ROLES {
        let who = server.somebody(name).await;
        let own = who.id().await;
        for (act, whose, method, path, body) in tries() {
            let status = ask(&who, path, method.clone(), &body, &own, &other).await;
            if may(role, act, whose) {
                assert!((200..300).contains(&status), "{name}, {method} {path}: {status}");
            } else {
                assert_eq!(status, 403, "{name}, {method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn a_stranger_is_told_to_come_in() {
    let server = Server::start().await;
    let other = server.guest().await.id().await;
    for (_, _, method, path, body) in tries() {
        let status = ask(&server.stranger(), path, method.clone(), &body, &other, &other).await;
        assert_eq!(status, 401, "{method} {path}");
    }
}
