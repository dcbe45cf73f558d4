//! The tree of RFC 9162, section 2.1: its root, and the two kinds of proof.

use sha2::{Digest, Sha256};

/// Bytes of a hash.
pub const HASH: usize = 32;
/// A SHA-256 hash.
pub type Hash = [u8; HASH];

/// The hash of an entry as a leaf: SHA-256 over 0x00 and the entry, so that no leaf can pass for a node.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(entry);
    hash.finalize().into()
}

/// The hash of two subtrees: SHA-256 over 0x01 and both.
pub(crate) fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

/// The root of the tree over `leaves` (hashes of [`leaf_hash`]); of none it is SHA-256 of nothing.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// The largest power of two below `size`, for a size of at least two.
const fn split(size: usize) -> usize {
    size.next_power_of_two() / 2
}

/// What proves that leaf number `at` is in the tree over `leaves`: the subtrees beside its way to the root, lowest first (section
/// 2.1.3). `None` if there is no such leaf.
pub fn inclusion(leaves: &[Hash], at: usize) -> Option<Vec<Hash>> {
    if at >= leaves.len() {
        return None;
    }
    let (mut rest, mut at, mut path) = (leaves, at, Vec::new());
    while rest.len() > 1 {
        let (left, right) = rest.split_at(split(rest.len()));
        if at < left.len() {
            path.push(root(right));
            rest = left;
        } else {
            path.push(root(left));
            at -= left.len();
            rest = right;
        }
    }
    path.reverse();
    Some(path)
}

/// What proves that the tree over `leaves` holds the tree over its first `earlier` leaves (section 2.1.4); `None` unless `earlier`
/// is between 1 and their number.
pub fn consistency(leaves: &[Hash], earlier: usize) -> Option<Vec<Hash>> {
    if earlier == 0 || earlier > leaves.len() {
        return None;
    }
    let (mut rest, mut earlier, mut is_whole, mut path) = (leaves, earlier, true, Vec::new());
    while earlier < rest.len() {
        let (left, right) = rest.split_at(split(rest.len()));
        if earlier <= left.len() {
            path.push(root(right));
            rest = left;
        } else {
            path.push(root(left));
            earlier -= left.len();
            rest = right;
            is_whole = false;
        }
    }
    // Whoever checks has the earlier root; any other subtree in which the way ends must be told.
    if !is_whole {
        path.push(root(rest));
    }
    path.reverse();
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::to_hex;

    /// The entries that implementations of Certificate Transparency test with, and the roots that all of them give.
    const ENTRIES: [&[u8]; 8] = [
        b"",
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
    ];
    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    fn hexes(path: Option<Vec<Hash>>) -> Vec<String> {
        path.unwrap().iter().map(|hash| to_hex(hash)).collect()
    }

    #[test]
    fn roots_are_those_that_everybody_gets() {
        let leaves: Vec<_> = ENTRIES.iter().map(|entry| leaf_hash(entry)).collect();
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(to_hex(&root(&[])), empty);
        for (size, known) in (1..).zip(ROOTS) {
            assert_eq!(to_hex(&root(&leaves[..size])), known, "{size} leaves");
        }
    }

    #[test]
    fn proofs_are_those_that_everybody_gets() {
        let leaves: Vec<_> = ENTRIES.iter().map(|entry| leaf_hash(entry)).collect();
        assert_eq!(
            hexes(inclusion(&leaves, 0)),
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        );
        assert_eq!(
            hexes(consistency(&leaves, 6)),
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
    }

    /// The seven leaves that RFC 9162, section 2.1.5, draws, with the proofs that it writes out.
    #[test]
    fn the_proofs_of_the_rfc_are_ours() {
        let leaf: Vec<Hash> = (0..7_u8).map(|at| leaf_hash(&[at])).collect();
        let pair = |at: usize| node_hash(&leaf[at], &leaf[at + 1]);
        let (a, b, c, d, f, j) = (leaf[0], leaf[1], leaf[2], leaf[3], leaf[5], leaf[6]);
        let (g, h, i) = (pair(0), pair(2), pair(4));
        let (k, l) = (node_hash(&g, &h), node_hash(&i, &j));
        assert_eq!(inclusion(&leaf, 0), Some(vec![b, h, l]));
        assert_eq!(inclusion(&leaf, 3), Some(vec![c, g, l]));
        assert_eq!(inclusion(&leaf, 4), Some(vec![f, j, k]));
        assert_eq!(inclusion(&leaf, 6), Some(vec![i, k]));
        assert_eq!(consistency(&leaf, 3), Some(vec![c, d, g, l]));
        assert_eq!(consistency(&leaf, 4), Some(vec![l]));
        assert_eq!(consistency(&leaf, 6), Some(vec![i, j, k]));
        assert_eq!(
            (consistency(&leaf, 7), consistency(&leaf, 0), inclusion(&leaf, 7)),
            (Some(vec![]), None, None)
        );
        assert_ne!(a, b);
    }
}
