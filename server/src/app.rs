//! What handlers work with: one value, made at start, cheap to clone.

use std::ops::Deref;
use std::sync::{Arc, Weak};
use std::time::Duration;

use platform::blob_refs::Gate;
use platform::blobs::Blobs;
use platform::clock::Clock;
use platform::config::{Config, DatabaseUrl};
use platform::db::{Backend, Db};
use platform::disk::{LowDisk, Room};
use platform::drain::Drain;
use platform::events::Tail;
use platform::fetch::{Fetcher, Policy};
use platform::folder::DataFolder;
use platform::hot::HotPages;
use platform::keys::Keys;
use platform::limits::{Budget, Limiter};
use platform::live::LiveState;
use platform::metrics::Metrics;
use platform::migrations::migrate;
use platform::proxies::TrustedProxies;
use platform::txt::TxtRecords;
use platform::words::Catalogue;
use platform::writer::{OnCommit, Writer};
use tokio::sync::watch;

use crate::layout::{Layout, Nav};
use crate::pictures::Pictures;
use crate::rooms::OpenThings;
use crate::schema::SCHEMA;
use crate::surges::{self, Hits, Opening};

/// Acts of one person: more than anybody does by hand, less than a script would.
const ACTS: Budget = Budget { name: "acts", per_minute: 600, burst: 300 };
/// As what this server names itself where it fetches.
const FETCHES_AS: &str = concat!("Throng/", env!("CARGO_PKG_VERSION"));
/// How long the database's readers have to come back at the stop.
const CLOSING: Duration = Duration::from_secs(2);
/// First acts from one address: a library or a school behind one address must still come in.
const ARRIVALS: Budget = Budget { name: "arrivals", per_minute: 600, burst: 300 };

/// The running server.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// See [`App`].
pub struct Inner {
    /// How it is set up.
    pub config: Config,
    /// The time.
    pub clock: Clock,
    /// The data folder, held while this lives.
    pub folder: DataFolder,
    /// For reading.
    pub db: Db,
    /// For writing.
    pub writer: Writer,
    /// All languages.
    pub words: Catalogue,
    /// Signs what must come back unchanged.
    pub keys: Keys,
    /// Ready pages.
    pub hot: Arc<HotPages>,
    /// What everybody may follow.
    pub open_things: Arc<OpenThings>,
    /// Files by content.
    pub blobs: Blobs,
    /// Keeps files that are not referred to yet from being swept.
    pub gate: Gate,
    /// Who came, when and from where.
    pub hits: Arc<Hits>,
    /// Whether a crowd begins to come.
    pub surges: surges::Watch,
    /// Which stories the ready pages are of.
    pub slugs: crate::stories::Slugs,
    /// What pictures keep in memory.
    pub pictures: Arc<Pictures>,
    /// Fetches from addresses that strangers gave.
    pub fetcher: Fetcher,
    /// Asks what whoever owns a name says in the DNS.
    pub txt: TxtRecords,
    /// What was seen on the front page and is not written down yet.
    pub impressions: crate::frontpage::Impressions,
    /// Who may speak for others' addresses.
    pub proxies: TrustedProxies,
    /// What each may do how often.
    pub limits: Limits,
    /// What is measured.
    pub metrics: Metrics,
    /// Sockets and who hears what.
    pub live: LiveState,
    /// Activities that are being worked on.
    pub desks: crate::throngs::desks::Desks,
    /// The throngs whose progress is about to be told.
    pub progress: crate::throngs::progress::Waiting,
    /// Whether it is stopping.
    pub drain: Drain,
    /// Whether the disk has room.
    pub room: watch::Receiver<Room>,
    /// How many simulated people play here.
    pub simulated: Option<u64>,
}

/// The limiters of requests.
pub struct Limits {
    /// Acts of a person.
    pub acts: Limiter,
    /// Acts of an address without a person.
    pub arrivals: Limiter,
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Why the server does not start; each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder.
    #[error(transparent)]
    Folder(#[from] platform::folder::FolderError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] platform::keys::KeysError),
    /// The schema.
    #[error(transparent)]
    Schema(#[from] platform::migrations::MigrationError),
    /// The database.
    #[error("the database does not answer: {0}. Check THRONG_DATABASE_URL and that its server runs.")]
    Database(#[from] sqlx::Error),
    /// The messages.
    #[error(transparent)]
    Words(#[from] platform::words::WordsError),
    /// The blobs.
    #[error(transparent)]
    Blobs(#[from] platform::blobs::BlobError),
    /// Anything of the disk or the network.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl App {
    /// Opens the data folder and the database, brings the schema up to date, starts the writer and what reads the log. It
    /// works until `drain` starts.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn open(
        config: Config,
        clock: Clock,
        simulated: Option<u64>,
        drain: Drain,
    ) -> Result<Self, StartError> {
        let folder = DataFolder::open(&config.data)?;
        let db = Db::connect(&database_url(&config)).await?;
        migrate(&db, SCHEMA).await?;
        let keys = keys(&folder, &db, &clock).await?;
        let hot = Arc::new(HotPages::default());
        let open_things = Arc::new(OpenThings::default());
        let pictures = Arc::new(Pictures::default());
        let metrics = Metrics::new();
        let told =
            on_commit(Arc::clone(&hot), Arc::clone(&open_things), Arc::clone(&pictures), metrics.clone());
        let writer = Writer::start(db.clone(), clock.clone(), told).await?;
        let tail = Tail::from_now(db.clone(), writer.commits()).await?;
        let opening =
            Opening { folder: &folder.hits(), db: &db, writer: &writer, clock: &clock, metrics: &metrics };
        let (hits, owner) = surges::open(opening).await?;
        let disk = LowDisk::below(config.read_only_below);
        let (room, has_room) = watch::channel(disk.first_look(&config.data)?);
        let words = crate::messages::catalogue()?;
        let blobs = Blobs::open(&config.blobs)?;
        let fetched = Policy::public_and(config.fetch_also.iter().copied());
        let txt = TxtRecords::new(config.name_servers.clone());
        let app = Self(Arc::new_cyclic(|weak: &Weak<Inner>| Inner {
            live: crate::live::state(weak.clone(), keys.sign("live", b"").as_bytes(), &clock),
            proxies: TrustedProxies::new(config.trusted_proxies.clone()),
            config,
            clock,
            folder,
            db,
            writer,
            words,
            keys,
            hot,
            open_things,
            slugs: crate::stories::Slugs::default(),
            blobs,
            gate: Gate::default(),
            pictures,
            hits,
            fetcher: Fetcher::new(fetched, FETCHES_AS),
            txt,
            impressions: crate::frontpage::Impressions::default(),
            surges: surges::Watch::default(),
            limits: Limits { acts: Limiter::new(ACTS), arrivals: Limiter::new(ARRIVALS) },
            metrics,
            desks: crate::throngs::desks::Desks::default(),
            progress: crate::throngs::progress::Waiting::default(),
            drain,
            room: has_room,
            simulated,
        }));
        tokio::spawn(follow(app.clone(), tail));
        tokio::spawn(owner.run(app.clone()));
        tokio::spawn(crate::jobs::runner(&app).run());
        tokio::spawn(crate::jobs::sweep_orphans(app.clone()));
        tokio::spawn(disk.watch(app.config.data.clone(), room));
        tokio::spawn(crate::web::readonly::follow(app.clone()));
        tokio::spawn(crate::sweeps::run(app.clone()));
        tokio::spawn(crate::throngs::sweep::run(app.clone()));
        tokio::spawn(crate::frontpage::fold_impressions(app.clone()));
        tokio::spawn(surges::watch::run(app.clone()));
        Ok(app)
    }

    /// Held without keeping it alive.
    pub fn weak(&self) -> Weak<Inner> {
        Arc::downgrade(&self.0)
    }

    /// Held again from a [`Weak`], while the server lives.
    pub fn upgrade(weak: &Weak<Inner>) -> Option<Self> {
        weak.upgrade().map(Self)
    }

    /// The public address, without a slash at its end.
    pub fn public_url(&self) -> String {
        self.config.origin.as_ref().map_or_else(
            || {
                let address = self.config.listen;
                let host = if address.ip().is_loopback() || address.ip().is_unspecified() {
                    "localhost".to_owned()
                } else {
                    address.ip().to_string()
                };
                format!("http://{host}:{}", address.port())
            },
            |origin| origin.as_str().to_owned(),
        )
    }

    /// Folds the last hits, lets the writer finish and the database close.
    pub async fn close(&self) {
        if let Err(problem) = self.hits.fold().await {
            tracing::warn!(?problem, "the last hits are folded at the next start");
        }
        // A reader that does not come back is not waited for: what is committed is safe.
        let _ = tokio::time::timeout(CLOSING, self.db.close()).await;
    }

    /// The frame of a page.
    pub fn layout(&self, words: &platform::words::Words, nav: Nav, title: impl Into<String>) -> Layout {
        Layout {
            t: words.clone(),
            title: title.into(),
            nav,
            simulated: self.simulated,
            read_only: *self.room.borrow() == Room::Low,
        }
    }
}

/// Stale pages go before the callers are answered.
fn on_commit(
    hot: Arc<HotPages>,
    open_things: Arc<OpenThings>,
    pictures: Arc<Pictures>,
    metrics: Metrics,
) -> OnCommit {
    Arc::new(move |commit| {
        hot.changed(&commit.topics);
        open_things.changed(&commit.topics);
        pictures.ready.changed(&commit.topics);
        metrics.writer_commit_seconds.observe(commit.took.as_secs_f64());
        metrics.writer_group_size.observe(commit.closures as f64);
    })
}

/// Tells hot pages and sockets what happened, here and on other nodes, as the log grows.
async fn follow(app: App, mut tail: Tail) {
    loop {
        match tail.next().await {
            Ok(Some(events)) => {
                app.hot.set_behind(false);
                app.pictures.ready.set_behind(false);
                app.hot.changed(events.iter().map(|event| &event.topic));
                app.pictures.ready.changed(events.iter().map(|event| &event.topic));
                app.open_things.changed(events.iter().map(|event| &event.topic));
                crate::live::publish(&app, events).await;
            }
            Ok(None) | Err(sqlx::Error::PoolClosed) => return,
            Err(error) => {
                app.hot.set_behind(true);
                app.pictures.ready.set_behind(true);
                app.open_things.forget_all();
                tracing::warn!(%error, "the event log cannot be read; pages are rendered anew until it can");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// A file is one process's; nodes that share a database share the keys in it.
async fn keys(folder: &DataFolder, db: &Db, clock: &Clock) -> Result<Keys, platform::keys::KeysError> {
    let now = jiff::Timestamp::from_millisecond(clock.now()).unwrap_or_default();
    match db.backend() {
        Backend::Sqlite => Keys::open(&folder.keys(), now),
        Backend::Postgres => Keys::in_table(db.clone(), now).await,
    }
}

pub(crate) fn database_url(config: &Config) -> String {
    match &config.database {
        DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseUrl::Postgres(url) => url.expose().clone(),
    }
}
