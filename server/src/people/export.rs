//! Taking out what is one's own: one archive, sent as it is read.
//!
//! It holds one piece of one file at a time, however much somebody put up. A picture taken back while its archive is being
//! sent ends the sending: what arrived is then visibly cut short.

use std::future::ready;
use std::io;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, BoxStream, Stream, StreamExt, TryStreamExt};
use platform::blobs::{BlobHash, Blobs};
use platform::clock::{Millis, rfc3339};
use platform::web::Problem;
use serde_json::json;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use crate::app::App;
use crate::people::{Act, Visitor, Whose, own};
use crate::pictures;

/// Bytes of a file that are read and sent at once.
const PIECE: usize = 64 * 1024;
/// Bytes of tar's blocks: a header is one, a content is filled up to whole ones, two of zeros end the archive.
const BLOCK: usize = 512;

/// A file of the archive.
enum Content {
    /// At hand.
    Text(Vec<u8>),
    /// In the store.
    Blob(BlobHash),
}

/// The archive of the visitor: `person.json`, a JSON file a capability, and `pictures/` with the originals.
///
/// # Errors
/// 401 without a session.
pub async fn archive(app: &App, visitor: &Visitor) -> Result<Response, Problem> {
    let me = visitor.allowed(Act::ExportAndErase, Whose::Own)?.clone();
    let now = app.clock.now();
    let mut snapshot = app.db.snapshot().await?;
    let mut texts = own::export(&mut snapshot, me.id).await?;
    texts.push((
        "person",
        json!({
            "id": me.id, "name": me.name, "role": me.role,
            "made_at": rfc3339(me.id.made_at()), "taken_out_at": rfc3339(now),
        }),
    ));
    let mut files = Vec::new();
    for (name, value) in texts {
        let text = serde_json::to_vec_pretty(&value).map_err(Problem::internal)?;
        files.push((format!("{name}.json"), Content::Text(text)));
    }
    for (name, hash) in pictures::own::originals(&mut snapshot, me.id).await? {
        files.push((format!("pictures/{name}"), Content::Blob(hash)));
    }
    drop(snapshot);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/x-tar")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"throng-export.tar\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, Body::from_stream(packed(app.blobs.clone(), files, now))).into_response())
}

/// The archive's bytes, read as they are asked for.
fn packed(
    blobs: Blobs,
    files: Vec<(String, Content)>,
    now: Millis,
) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let entry = move |(name, content)| entry(blobs.clone(), name, content, now);
    stream::iter(files).then(entry).try_flatten().chain(one(Bytes::from_static(&[0; 2 * BLOCK])))
}

/// A file with its header, filled up to whole blocks.
async fn entry(
    blobs: Blobs,
    name: String,
    content: Content,
    now: Millis,
) -> io::Result<BoxStream<'static, io::Result<Bytes>>> {
    let (length, body) = match content {
        Content::Text(text) => (text.len() as u64, one(text.into()).boxed()),
        Content::Blob(hash) => {
            let file = blobs.open_file(hash).await.map_err(io::Error::other)?;
            (file.metadata().await?.len(), pieces(file).boxed())
        }
    };
    let mut header = tar::Header::new_gnu();
    header.set_path(name)?;
    header.set_size(length);
    header.set_mode(0o644);
    header.set_mtime(u64::try_from(now / 1_000).unwrap_or(0));
    header.set_cksum();
    let filling = vec![0; usize::try_from(length.wrapping_neg() % BLOCK as u64).unwrap_or(0)];
    Ok(one(Bytes::copy_from_slice(header.as_bytes())).chain(body).chain(one(filling.into())).boxed())
}

fn one(bytes: Bytes) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::once(ready(Ok(bytes)))
}

fn pieces(file: File) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE);
        (&mut file).take(PIECE as u64).read_to_end(&mut piece).await?;
        Ok((!piece.is_empty()).then(|| (piece.into(), file)))
    })
}
