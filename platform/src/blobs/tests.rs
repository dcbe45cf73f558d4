//! The store in a real folder.

use super::*;
use proptest::prelude::*;
use std::os::unix::fs::PermissionsExt;
use tempfile::{TempDir, tempdir};
use tokio::io::AsyncReadExt;

const CAT: &[u8] = b"a cat and a garden gnome";

fn store() -> (TempDir, Blobs) {
    let folder = tempdir().unwrap();
    let blobs = Blobs::open(&folder.path().join("blobs")).unwrap();
    (folder, blobs)
}

fn drafts(blobs: &Blobs) -> usize {
    fs::read_dir(blobs.root.join(DRAFTS)).unwrap().count()
}

#[tokio::test]
async fn what_is_put_can_be_had_until_it_is_deleted() {
    let (_folder, blobs) = store();
    let hash = blobs.put(Bytes::from_static(CAT)).await.unwrap();
    assert_eq!(hash, BlobHash::of(CAT));
    assert_eq!(blobs.get(hash).await.unwrap(), CAT);
    assert_eq!(blobs.len(hash).await.unwrap(), 24);
    let mut read = Vec::new();
    blobs.open_file(hash).await.unwrap().read_to_end(&mut read).await.unwrap();
    assert_eq!(read, CAT);
    assert!(blobs.delete(hash).await.unwrap());
    assert!(!blobs.delete(hash).await.unwrap());
    assert!(matches!(blobs.get(hash).await, Err(BlobError::Missing(missing)) if missing == hash));
}

#[tokio::test]
async fn pieces_make_the_same_blob() {
    let (_folder, blobs) = store();
    let mut draft = blobs.draft(24).await.unwrap();
    for piece in CAT.chunks(5) {
        draft.write(piece).await.unwrap();
    }
    assert_eq!(draft.finish().await.unwrap(), (BlobHash::of(CAT), 24));
    assert_eq!(drafts(&blobs), 0);
    assert_eq!(blobs.get(BlobHash::of(CAT)).await.unwrap(), CAT);
}

#[tokio::test]
async fn too_much_is_refused_and_leaves_nothing() {
    let (_folder, blobs) = store();
    let mut draft = blobs.draft(23).await.unwrap();
    assert!(matches!(draft.write(CAT).await, Err(BlobError::TooLarge(23))));
    drop(draft);
    assert_eq!(drafts(&blobs), 0);
    assert_eq!(blobs.hashes().count(), 0);
}

#[tokio::test]
async fn the_same_content_at_once_is_one_blob() {
    let (_folder, blobs) = store();
    let mut puts = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let blobs = blobs.clone();
        puts.spawn(async move { blobs.put(Bytes::from_static(CAT)).await.unwrap() });
    }
    assert!(puts.join_all().await.iter().all(|hash| *hash == BlobHash::of(CAT)));
    let all: Vec<_> = blobs.hashes().collect::<io::Result<_>>().unwrap();
    assert_eq!(all, [BlobHash::of(CAT)]);
    assert_eq!(drafts(&blobs), 0);
}

#[tokio::test]
async fn a_blob_cut_short_is_made_whole_by_the_next_put() {
    let (_folder, blobs) = store();
    let hash = blobs.put(Bytes::from_static(CAT)).await.unwrap();
    fs::write(blobs.path(hash), b"a cat").unwrap();
    blobs.put(Bytes::from_static(CAT)).await.unwrap();
    assert_eq!(blobs.get(hash).await.unwrap(), CAT);
}

#[tokio::test]
async fn opening_sweeps_drafts_and_keeps_blobs() {
    let (_folder, blobs) = store();
    let hash = blobs.put(Bytes::from_static(CAT)).await.unwrap();
    fs::write(blobs.root.join(DRAFTS).join("left"), "half").unwrap();
    let blobs = Blobs::open(&blobs.root).unwrap();
    assert_eq!(drafts(&blobs), 0);
    assert_eq!(blobs.get(hash).await.unwrap(), CAT);
}

#[tokio::test]
async fn all_are_listed_and_strangers_are_not() {
    let (_folder, blobs) = store();
    let mut put = Vec::new();
    for n in 0..20u8 {
        put.push(blobs.put(vec![n].into()).await.unwrap());
    }
    fs::write(blobs.path(put[0]).with_file_name("notes.txt"), "").unwrap();
    let mut listed: Vec<_> = blobs.hashes().collect::<io::Result<_>>().unwrap();
    listed.sort();
    put.sort();
    assert_eq!(listed, put);
}

#[tokio::test]
async fn files_are_their_owners_only() {
    let (_folder, blobs) = store();
    let hash = blobs.put(Bytes::from_static(CAT)).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&blobs.path(hash)), mode(&blobs.root)), (0o600, 0o700));
}

#[test]
fn a_full_disk_is_told_apart() {
    for full in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
        assert!(matches!(BlobError::from(io::Error::from(full)), BlobError::Full));
    }
    assert!(matches!(BlobError::from(io::Error::from(io::ErrorKind::TimedOut)), BlobError::Io(_)));
}

#[tokio::test]
async fn a_really_full_device_says_so() {
    let mut full = tokio::fs::OpenOptions::new().write(true).open("/dev/full").await.unwrap();
    let written = async { full.write_all(CAT).await.and(full.flush().await) };
    assert!(matches!(BlobError::from(written.await.unwrap_err()), BlobError::Full));
}

#[test]
fn only_names_are_names() {
    let name = BlobHash::of(CAT).to_string();
    assert_eq!(name.parse(), Ok(BlobHash::of(CAT)));
    for bad in [
        "",
        "../../etc/passwd",
        &name[1..],
        &format!("{name}0"),
        &name.to_uppercase(),
        &format!("{}/", &name[1..]),
    ] {
        assert_eq!(bad.parse::<BlobHash>(), Err(NotAHash), "{bad}");
    }
}

proptest! {
    #[test]
    fn names_come_back(bytes: [u8; 32]) {
        prop_assert_eq!(BlobHash(bytes).to_string().parse(), Ok(BlobHash(bytes)));
    }

    #[test]
    fn other_text_is_refused(text in "\\PC{0,80}") {
        prop_assume!(!text.bytes().all(|b| b.is_ascii_hexdigit()));
        prop_assert_eq!(text.parse::<BlobHash>(), Err(NotAHash));
    }
}
