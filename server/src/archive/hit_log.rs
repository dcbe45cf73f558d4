//! The files of the hit log, in the order in which they are copied.
//!
//! Segments come first: what a segment names, such as a referrer by its number, is written before the segment's record.

use std::fs;
use std::io;
use std::path::Path;

/// What segments refer to: whose log it is, and the hosts by their numbers.
const BESIDE: [&str; 2] = ["node", "referrers"];

/// The names of the files in `folder`.
pub fn files(folder: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(folder)?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<io::Result<Vec<_>>>()?;
    names.retain(|name| is_ours(name));
    names.sort_by_key(|name| (!is_segment(name), name.clone()));
    Ok(names)
}

/// Whether a name from an archive may become a file of the log.
pub fn is_ours(name: &str) -> bool {
    is_segment(name) || BESIDE.contains(&name)
}

fn is_segment(name: &str) -> bool {
    let number = name.strip_suffix(".hits").unwrap_or_default();
    number.len() == 8 && number.bytes().all(|digit| digit.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_come_first_and_nothing_strange_at_all() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["referrers", "node", "0000000b.hits", "0000000a.hits", "x.hits", ".swp"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let names = files(folder.path()).unwrap();
        assert_eq!(names, ["0000000a.hits", "0000000b.hits", "node", "referrers"]);
        assert!(!is_ours("../../x.hits") && !is_ours("../node"));
    }
}
