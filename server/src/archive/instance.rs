//! What is copied and checked: the parts of an instance, whether it is being served or lies still.

use std::path::PathBuf;

use platform::blobs::Blobs;
use platform::config::Config;
use platform::db::{Backend, Db};
use platform::folder::DataFolder;
use platform::keys::KeyRing;

use crate::app::{App, StartError, database_url};

/// An instance's parts.
pub struct Instance {
    /// The database.
    pub db: Db,
    /// The files.
    pub blobs: Blobs,
    /// The segments of the hit log.
    pub hits: PathBuf,
    /// For what need not last.
    pub scratch: PathBuf,
    /// The signing keys; none where nothing has been served yet.
    pub keys: Option<KeyRing>,
    /// Held where no server runs, so that none starts meanwhile.
    folder: Option<DataFolder>,
}

impl Instance {
    /// The parts of the running server.
    pub fn of(app: &App) -> Self {
        Self {
            db: app.db.clone(),
            blobs: app.blobs.clone(),
            hits: app.folder.hits(),
            scratch: app.folder.scratch(),
            keys: Some(app.keys.ring()),
            folder: None,
        }
    }

    /// Whether a server works on it at the same time.
    pub const fn is_served(&self) -> bool {
        self.folder.is_none()
    }

    /// An instance that no server serves; its folder is ours until the value is dropped. The schema stays as it is.
    ///
    /// # Errors
    /// When a server has the folder, or a part cannot be opened.
    pub async fn open(config: &Config) -> Result<Self, StartError> {
        let folder = DataFolder::open(&config.data)?;
        let db = Db::connect(&database_url(config)).await?;
        let keys = match db.backend() {
            Backend::Sqlite => platform::keys::in_folder(&folder.keys())?,
            Backend::Postgres => platform::keys::in_database(&db).await,
        };
        Ok(Self {
            db,
            blobs: Blobs::open(&config.blobs)?,
            hits: folder.hits(),
            scratch: folder.scratch(),
            keys,
            folder: Some(folder),
        })
    }
}
