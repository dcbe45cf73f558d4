//! How the command line talks to the server that runs: a Unix socket in the data folder.
//!
//! Commands such as `backup` and `owner-link` change a running instance, and the data folder has one owner; so they ask
//! it. One connection carries one request: a line of JSON in, lines of replies out, the last of which says how it
//! ended, so that a reader can tell an end from a crash.
//!
//! Does NOT authenticate: the socket is its owner's only (0600), and whoever may write the folder may do all anyway.
//! Does not know any request; both sides bring their types.
//!
//! Invariants: the socket appears under its name only once its mode is set; a stale one is replaced, which the lock of
//! [`DataFolder`] makes safe. Lines, connections and waits are bounded by the constants below.

#[cfg(test)]
mod tests;

use std::fmt::Display;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener as BoundListener, UnixStream as ConnectedStream};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::folder::DataFolder;

/// The longest line, in bytes, either way.
pub const MAX_LINE: u64 = 64 * 1024;

/// Requests served at once; more wait to be accepted.
pub const MAX_CONNECTIONS: usize = 8;

/// How long a request may take to arrive, and a line of the reply to be taken.
pub const IDLE: Duration = Duration::from_secs(10);

/// How long the asker waits for a next line; a handler that takes longer tells of its progress meanwhile.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Lines of progress that wait to be sent.
const PROGRESS: usize = 8;

/// Pause after a failed accept, such as for want of files.
const PAUSE: Duration = Duration::from_millis(100);

/// The longest path that a socket's address holds.
const MAX_ADDRESS: usize = 107;

/// The socket's name in the data folder.
const NAME: &str = "control";

/// Its name, in the scratch folder, while it is being made.
const UNFINISHED: &str = "control.new";

/// One line of a reply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reply {
    /// How far it has come; more lines follow.
    Progress(Value),
    /// It is done: the last line.
    Done(Value),
    /// It was not done, and why: the last line.
    Refused(String),
}

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Nobody listens.
    #[error("no server runs with the data folder {}; start it with `throng serve`, or name its folder with --data", .0.display())]
    NotRunning(PathBuf),
    /// The server said no.
    #[error("{0}")]
    Refused(String),
    /// It stopped in the middle, or was silent for [`PATIENCE`].
    #[error("the server broke off ({0}); see its log, then try again")]
    BrokenOff(io::Error),
}

/// A handler's way to tell how far it has come.
#[derive(Debug, Clone)]
pub struct Progress(mpsc::Sender<Value>);

impl Progress {
    /// Sends one line; waits while the asker reads slowly.
    pub async fn tell(&self, progress: impl Into<Value>) {
        // Without a reader the request is being dropped, and the teller with it.
        let _ = self.0.send(progress.into()).await;
    }
}

/// The socket, bound and not yet served.
#[derive(Debug)]
pub struct Control {
    listener: UnixListener,
}

impl Control {
    /// Binds the socket in a folder that is ours. Needs a runtime.
    pub fn bind(folder: &DataFolder) -> io::Result<Self> {
        let unfinished = folder.scratch().join(UNFINISHED);
        match fs::remove_file(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = at_address(&folder.scratch(), UNFINISHED, |path| BoundListener::bind(path))?;
        fs::set_permissions(&unfinished, Permissions::from_mode(0o600))?;
        fs::rename(unfinished, folder.path().join(NAME))?;
        listener.set_nonblocking(true)?;
        Ok(Self { listener: UnixListener::from_std(listener)? })
    }

    /// Answers requests for ever; dropping the future drops those under way. When the asker goes away, the
    /// handler's future is dropped at its next progress.
    pub async fn serve<Q, H, F>(self, handler: H)
    where
        Q: DeserializeOwned + Send + 'static,
        H: Fn(Q, Progress) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Value, String>> + Send + 'static,
    {
        let handler = Arc::new(handler);
        let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        let mut under_way = JoinSet::new();
        while let Ok(slot) = slots.clone().acquire_owned().await {
            while under_way.try_join_next().is_some() {}
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    let handler = handler.clone();
                    under_way.spawn(async move {
                        let _slot = slot;
                        if let Err(error) = serve_one(stream, &*handler).await {
                            tracing::debug!(%error, "a command went away before its reply");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a command");
                    sleep(PAUSE).await;
                }
            }
        }
    }
}

async fn serve_one<Q, H, F>(stream: UnixStream, handler: &H) -> io::Result<()>
where
    Q: DeserializeOwned,
    H: Fn(Q, Progress) -> F,
    F: Future<Output = Result<Value, String>>,
{
    let (read, mut write) = stream.into_split();
    let line = timeout(IDLE, read_line(&mut BufReader::new(read))).await??;
    let request = match serde_json::from_slice(&line) {
        Ok(request) => request,
        Err(error) => return send(&mut write, &Reply::Refused(not_understood(error))).await,
    };
    let (teller, mut told) = mpsc::channel(PROGRESS);
    let mut work = pin!(handler(request, Progress(teller)));
    let ended = loop {
        tokio::select! {
            biased;
            Some(progress) = told.recv() => send(&mut write, &Reply::Progress(progress)).await?,
            ended = &mut work => break ended,
        }
    };
    while let Ok(progress) = told.try_recv() {
        send(&mut write, &Reply::Progress(progress)).await?;
    }
    send(&mut write, &ended.map_or_else(Reply::Refused, Reply::Done)).await
}

fn not_understood(error: impl Display) -> String {
    format!("the server does not know this request ({error}); use the same version for both")
}

/// Asks the server that owns `folder`, and waits for the end; `on_progress` sees each line before.
pub async fn ask(
    folder: &Path,
    request: &impl Serialize,
    mut on_progress: impl FnMut(Value),
) -> Result<Value, AskError> {
    let stream = connect(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => AskError::NotRunning(folder.to_owned()),
        _ => AskError::BrokenOff(error),
    })?;
    let (read, mut write) = stream.into_split();
    send(&mut write, request).await.map_err(AskError::BrokenOff)?;
    let mut lines = BufReader::new(read);
    loop {
        match next_reply(&mut lines).await.map_err(AskError::BrokenOff)? {
            Reply::Progress(progress) => on_progress(progress),
            Reply::Done(value) => return Ok(value),
            Reply::Refused(why) => return Err(AskError::Refused(why)),
        }
    }
}

fn connect(folder: &Path) -> io::Result<UnixStream> {
    let stream = at_address(folder, NAME, |path| ConnectedStream::connect(path))?;
    stream.set_nonblocking(true)?;
    UnixStream::from_std(stream)
}

async fn next_reply(lines: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Reply> {
    let line = timeout(PATIENCE, read_line(lines)).await??;
    Ok(serde_json::from_slice(&line)?)
}

async fn read_line(from: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    from.take(MAX_LINE).read_until(b'\n', &mut line).await?;
    match line.pop() {
        Some(b'\n') => Ok(line),
        Some(_) if line.len() as u64 + 1 == MAX_LINE => Err(io::ErrorKind::FileTooLarge.into()),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

async fn send(to: &mut (impl AsyncWrite + Unpin), message: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    if line.len() as u64 > MAX_LINE {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    timeout(IDLE, to.write_all(&line)).await?
}

/// Does something with the address of a socket in a folder; a path too long for an address goes by way of the open folder.
fn at_address<T>(folder: &Path, name: &str, act: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
    let path = folder.join(name);
    if path.as_os_str().len() <= MAX_ADDRESS {
        return act(&path);
    }
    let open = File::open(folder)?;
    act(&Path::new("/proc/self/fd").join(open.as_raw_fd().to_string()).join(name))
}
