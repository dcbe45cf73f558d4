//! Putting options into an order in which equals share a place.

/// The options by their sums, the largest first.
pub fn by_sum(sums: &[u64]) -> Vec<Vec<usize>> {
    by_defeat(sums.len(), |one, other| sums[one] > sums[other])
}

/// The options by a relation that is never circular: in the first place all that nothing defeats, then all that nothing left over
/// defeats, and so on.
pub fn by_defeat(options: usize, defeats: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let (mut left, mut order): (Vec<usize>, _) = ((0..options).collect(), Vec::new());
    while !left.is_empty() {
        let is_first = |option: &usize| !left.iter().any(|other| defeats(*other, *option));
        let (place, rest): (Vec<_>, Vec<_>) = left.iter().partition(|option| is_first(option));
        if place.is_empty() {
            // Only a circular relation comes here; nothing in it can be told apart.
            order.push(rest);
            break;
        }
        order.push(place);
        left = rest;
    }
    order
}
