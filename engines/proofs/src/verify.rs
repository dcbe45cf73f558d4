//! Checking proofs, with nothing but a root and what is claimed: RFC 9162, sections 2.1.3.2 and 2.1.4.2.

use crate::tree::{Hash, node_hash};

/// Whether `path` proves that `leaf` is leaf number `at` of the tree of `size` leaves with this `root`.
pub fn inclusion(root: &Hash, size: u64, at: u64, leaf: &Hash, path: &[Hash]) -> bool {
    if at >= size {
        return false;
    }
    let (mut place, mut last, mut hash) = (at, size - 1, *leaf);
    for beside in path {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            hash = node_hash(beside, &hash);
            (place, last) = up_to_odd(place, last);
        } else {
            hash = node_hash(&hash, beside);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

/// Leaves the levels on which the node has nothing to its right.
const fn up_to_odd(mut place: u64, mut last: u64) -> (u64, u64) {
    while place & 1 == 0 && place != 0 {
        (place, last) = (place >> 1, last >> 1);
    }
    (place, last)
}

/// Whether `path` proves that the tree of `size` leaves with this `root` begins with the tree of `earlier_size` leaves with the root
/// `earlier`. An empty tree proves nothing.
pub fn consistency(earlier: &Hash, earlier_size: u64, root: &Hash, size: u64, path: &[Hash]) -> bool {
    if earlier_size == 0 || earlier_size > size {
        return false;
    }
    if earlier_size == size {
        return path.is_empty() && earlier == root;
    }
    // A whole left subtree is not told again: the earlier root is it.
    let (first, rest) = match path.split_first() {
        _ if earlier_size.is_power_of_two() => (earlier, path),
        Some((first, rest)) => (first, rest),
        None => return false,
    };
    let (mut place, mut last) = (earlier_size - 1, size - 1);
    while place & 1 == 1 {
        (place, last) = (place >> 1, last >> 1);
    }
    let (mut old, mut new) = (*first, *first);
    for beside in rest {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            (old, new) = (node_hash(beside, &old), node_hash(beside, &new));
            (place, last) = up_to_odd(place, last);
        } else {
            new = node_hash(&new, beside);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && old == *earlier && new == *root
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree;
    use proptest::prelude::*;

    fn leaves(count: usize) -> Vec<Hash> {
        (0..count).map(|at| tree::leaf_hash(&at.to_be_bytes())).collect()
    }

    #[test]
    fn every_honest_proof_of_small_trees_is_accepted() {
        for size in 1..40_usize {
            let leaves = leaves(size);
            let root = tree::root(&leaves);
            for at in 0..size {
                let path = tree::inclusion(&leaves, at).unwrap();
                assert!(inclusion(&root, size as u64, at as u64, &leaves[at], &path), "{at} of {size}");
                let earlier = tree::root(&leaves[..=at]);
                let path = tree::consistency(&leaves, at + 1).unwrap();
                assert!(consistency(&earlier, at as u64 + 1, &root, size as u64, &path), "{at} in {size}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_proof_proves_one_leaf_at_one_place(size in 1_usize..200, at in 0_usize..200, other in 0_usize..200) {
            let (at, other) = (at % size, other % size);
            let leaves = leaves(size);
            let (root, path) = (tree::root(&leaves), tree::inclusion(&leaves, at).unwrap());
            let holds = |place: usize, leaf: usize| inclusion(&root, size as u64, place as u64, &leaves[leaf], &path);
            prop_assert_eq!(holds(at, other), at == other);
            prop_assert_eq!(holds(other, at), at == other);
        }

        #[test]
        fn a_changed_proof_proves_nothing(size in 2_usize..200, at in 0_usize..200, step in 0_usize..8, bit in 0_u8..8, extra in any::<bool>()) {
            let at = at % size;
            let leaves = leaves(size);
            let root = tree::root(&leaves);
            for (is_inclusion, path) in [(true, tree::inclusion(&leaves, at)), (false, tree::consistency(&leaves, at + 1))] {
                let mut path = path.unwrap();
                if extra || path.is_empty() {
                    path.push(root);
                } else {
                    let step = step % path.len();
                    path[step][0] ^= 1 << bit;
                }
                let earlier = tree::root(&leaves[..=at]);
                prop_assert!(!(is_inclusion && inclusion(&root, size as u64, at as u64, &leaves[at], &path)));
                prop_assert!(is_inclusion || !consistency(&earlier, at as u64 + 1, &root, size as u64, &path));
            }
        }

        #[test]
        fn whatever_is_sent_is_answered(size in any::<u64>(), at in any::<u64>(), path in prop::collection::vec(any::<[u8; 32]>(), 0..70)) {
            prop_assert!(!inclusion(&[0; 32], size, at, &[1; 32], &path));
            prop_assert!(!consistency(&[0; 32], at, &[1; 32], size, &path));
        }
    }
}
