//! A server of its own for each test, and somebody to talk to it.

use std::collections::BTreeMap;

use platform::clock::Clock;
use platform::config::Config;
use platform::drain::Drain;
use platform::testing::{Fresh, TestDb, on_both};
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use throng::app::App;
use throng::people::owner_link;
use throng::schema::SCHEMA;
use throng::web::connections;
use tokio::net::TcpListener;

/// A running server; gone at the end of the test.
pub struct Server {
    /// `http://127.0.0.1:PORT`.
    pub url: String,
    /// The server's inside, for what has no public surface: the clock's time, the database.
    pub app: App,
    _folder: tempfile::TempDir,
    _database: Option<Database>,
}

/// Set to `postgres`: servers that are not told where their database is have a PostgreSQL one of their own, so that whatever is
/// tested over HTTP can be tried on it.
const DATABASE: &str = "THRONG_TEST_DATABASE";

/// A server's own PostgreSQL database; removed with it.
struct Database(Option<Fresh>);

impl Database {
    async fn wanted(flags: &BTreeMap<String, String>) -> Option<Self> {
        let is_wanted = std::env::var(DATABASE).is_ok_and(|kind| kind == "postgres");
        let is_told = flags.contains_key("database_url") || flags.contains_key("data");
        if is_wanted && !is_told { Some(Self(Some(Fresh::make().await))) } else { None }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(fresh) = self.0.take() else { return };
        // Nothing waits in a drop but a thread.
        let removing = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(fresh.remove());
        });
        let _ = removing.join();
    }
}

impl Server {
    /// A server with an empty SQLite database and the ordinary settings.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// A server with these settings beside the ordinary ones, as in `throng.toml`: `("hold_new", "no")`.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        Self::at(Clock::system(), settings).await
    }

    /// As [`Server::with`], by this clock.
    pub async fn at(clock: Clock, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut flags: BTreeMap<String, String> =
            settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let database = Database::wanted(&flags).await;
        if let Some(Database(Some(fresh))) = &database {
            flags.insert("database_url".to_owned(), fresh.url.clone());
        }
        flags.entry("data".into()).or_insert_with(|| folder.path().join("data").display().to_string());
        flags.insert("listen".into(), listener.local_addr().unwrap().to_string());
        let config = Config::load(flags, std::iter::empty(), None).unwrap().config;
        let app = App::open(config, clock, None, Drain::new()).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(connections::serve(app.clone(), listener, connections::HEAD_WAIT));
        Self { url, app, _folder: folder, _database: database }
    }

    /// Another node of this instance: the same PostgreSQL database, a data folder of its own.
    pub async fn another_node(&self) -> Self {
        let platform::config::DatabaseUrl::Postgres(url) = &self.app.config.database else {
            panic!("several nodes need PostgreSQL");
        };
        Self::with(&[("database_url", url.expose())]).await
    }

    /// A story of the owner's, with these fields beside the ordinary ones; gives its id.
    pub async fn a_story(&self, fields: &Value) -> String {
        let mut story = json!({ "title": "A cat and a gnome", "body": "They met by the roses." });
        for (name, value) in fields.as_object().into_iter().flatten() {
            story[name] = value.clone();
        }
        let answer = self.owner().await.post("/api/v1/stories", story).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// Somebody without a session.
    pub fn stranger(&self) -> Someone {
        Someone { url: self.url.clone(), token: None, client: client() }
    }

    /// A new guest.
    pub async fn guest(&self) -> Someone {
        let answer = self.stranger().post("/api/v1/session", json!({})).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        Someone { token: Some(answer.json()["token"].as_str().unwrap().to_owned()), ..self.stranger() }
    }

    /// The same person, at this server.
    pub fn as_someone(&self, who: &Someone) -> Someone {
        Someone { token: who.token.clone(), ..self.stranger() }
    }

    /// A new guest whom the owner gave this role.
    pub async fn somebody(&self, role: &str) -> Someone {
        if role == "owner" {
            return self.owner().await;
        }
        let guest = self.guest().await;
        if role != "guest" {
            let path = format!("/api/v1/people/{}/role", guest.id().await);
            let body = json!({"role": role, "reason": "for this test"});
            let answer = self.owner().await.send(Method::PUT, &path, body).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        guest
    }

    /// The owner.
    pub async fn owner(&self) -> Someone {
        let link = self.app.writer.write(|tx| Box::pin(owner_link::make(tx))).await.unwrap();
        let path = format!("/owner/{}", link.reveal());
        let request = self.stranger().request(Method::POST, &path).header("accept", "application/json");
        let answer = Answer::of(request).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        Someone { token: Some(answer.json()["token"].as_str().unwrap().to_owned()), ..self.stranger() }
    }
}

/// Runs `test` against a server on SQLite, then against one on PostgreSQL.
pub async fn on_both_databases<F, Fut>(test: F)
where
    F: Fn(Server) -> Fut,
    Fut: Future<Output = ()>,
{
    on_both(SCHEMA, |TestDb { url, .. }| {
        let test = &test;
        async move {
            let settings = [("database_url", url.as_str())];
            test(Server::with(if url.starts_with("postgres") { &settings } else { &[] }).await).await;
        }
    })
    .await;
}

/// Somebody who talks to the server.
#[derive(Clone)]
pub struct Someone {
    url: String,
    /// Their bearer token.
    pub token: Option<String>,
    client: Client,
}

impl Someone {
    /// A request, with the token if there is one.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Their id.
    pub async fn id(&self) -> String {
        self.get("/api/v1/me").await.json()["id"].as_str().unwrap().to_owned()
    }

    /// `POST path` as a form of our own page sends it.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::of(self.request(Method::POST, path).header("origin", &self.url).form(fields)).await
    }

    /// `GET path`.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// `POST path` with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(&body)).await
    }

    /// Any method with a JSON body.
    pub async fn send(&self, method: Method, path: &str, body: Value) -> Answer {
        Answer::of(self.request(method, path).json(&body)).await
    }

    /// `POST path` with a file and text fields, as `multipart/form-data`.
    pub async fn upload(&self, path: &str, name: &str, bytes: Vec<u8>, fields: &[(&str, &str)]) -> Answer {
        let file = Part::bytes(bytes).file_name(name.to_owned());
        let form = fields
            .iter()
            .fold(Form::new(), |form, (key, value)| form.text((*key).to_owned(), (*value).to_owned()));
        Answer::of(self.request(Method::POST, path).multipart(form.part("file", file))).await
    }
}

/// A client that shows a redirect instead of following it.
fn client() -> Client {
    Client::builder().redirect(Policy::none()).build().unwrap()
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: reqwest::header::HeaderMap,
    /// Its body as text, lossily.
    pub text: String,
    /// Its body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Sends the request; redirects are not followed.
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        Self { status, headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
