//! When each of a crowd should come back.

/// The longest spread that is ever asked for: people would rather reload by hand than wait longer.
pub const MAX_WINDOW_MS: u64 = 120_000;
/// The shortest spread, so that even two clients do not collide after a cut.
const MIN_WINDOW_MS: u64 = 1_000;
/// The share of the capacity that is given away in slots: the rest is for those who arrive anew.
const SLOT_SHARE: f64 = 0.8;

/// The window in milliseconds over which `clients` should spread their return, each at a uniformly random moment,
/// so that they arrive no faster than the slots' share of `capacity_per_s`. Between 1 s and [`MAX_WINDOW_MS`].
pub fn window_ms(clients: usize, capacity_per_s: f64) -> u64 {
    let needed = clients as f64 / (capacity_per_s.max(f64::MIN_POSITIVE) * SLOT_SHARE) * 1000.0;
    // A float beyond u64 saturates, which the clamp then bounds.
    (needed as u64).clamp(MIN_WINDOW_MS, MAX_WINDOW_MS)
}

/// One delay in milliseconds for each of `clients`: evenly spaced over [`window_ms`], handed out in an order that
/// depends on `seed` alone, so that who connected first does not decide who is back first.
pub fn slots(clients: usize, capacity_per_s: f64, seed: u64) -> impl Iterator<Item = u64> {
    let window = window_ms(clients, capacity_per_s);
    let count = clients as u64;
    let (stride, offset) = (coprime_stride(count, seed), splitmix(seed) % count.max(1));
    (0..count).map(move |client| {
        let place = (u128::from(client) * u128::from(stride) + u128::from(offset)) % u128::from(count);
        (place * u128::from(window) / u128::from(count)) as u64
    })
}

/// A step that visits every place of `count` exactly once: any number that shares no divisor with it.
fn coprime_stride(count: u64, seed: u64) -> u64 {
    let mut stride = (splitmix(seed ^ count) % count.max(1)) | 1;
    while gcd(stride, count) > 1 {
        stride += 2;
    }
    stride
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The SplitMix64 output function (Steele, Lea, Flood 2014): spreads the bits of a seed.
pub(crate) fn splitmix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn slots_never_exceed_the_capacity_in_any_second(
            clients in 1usize..800, capacity in 30.0f64..2000.0, seed: u64,
        ) {
            let mut all: Vec<_> = slots(clients, capacity, seed).collect();
            prop_assert_eq!(all.len(), clients);
            all.sort_unstable();
            for (first, &from) in all.iter().enumerate() {
                let within = all[first..].iter().take_while(|&&at| at < from + 1000).count();
                prop_assert!(within as f64 <= capacity.ceil() + 1.0);
            }
        }

        #[test]
        fn every_slot_is_given_once(clients in 1usize..900, seed: u64) {
            let mut all: Vec<_> = slots(clients, 1.0, seed).collect();
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(all.len(), clients);
        }

        #[test]
        fn windows_grow_with_the_crowd_and_stay_bounded(a in 0usize..1_000_000, b in 0usize..1_000_000, capacity in 0.0f64..1e6) {
            let (few, many) = (window_ms(a.min(b), capacity), window_ms(a.max(b), capacity));
            prop_assert!(few <= many && many <= MAX_WINDOW_MS && few >= MIN_WINDOW_MS);
        }
    }

    #[test]
    fn nobody_needs_no_slot() {
        assert_eq!(slots(0, 100.0, 7).count(), 0);
    }
}
