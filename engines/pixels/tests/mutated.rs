//! A small fuzzer: the kept pictures with bytes changed, cut and doubled, by a fixed seed. Whatever comes of it, the
//! answer is a picture of the announced size or a refusal, and never a panic outside the guard.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use std::time::{Duration, Instant};

use pixels::{decode, probe, strip_metadata};

/// Mutations a file; all together a second or two.
const ROUNDS: u64 = 2_000;
/// Longest that one tiny file may take. Generous, since tests share the machine.
const PATIENCE: Duration = Duration::from_secs(5);

/// xorshift64* (S. Vigna, 2016): enough randomness for choosing bytes.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides.max(1)
    }
}

fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len());
        match dice.roll(6) {
            0 => bytes[at] = dice.roll(256) as u8,
            1 => bytes[at] ^= 1 << dice.roll(8),
            2 => bytes[at] = [0x00, 0x7F, 0x80, 0xFF][dice.roll(4)],
            3 => drop(bytes.drain(at..(at + dice.roll(16)).min(bytes.len()))),
            4 => {
                let copy = bytes[at..(at + 32).min(bytes.len())].to_vec();
                let to = dice.roll(bytes.len());
                bytes.splice(to..to, copy);
            }
            _ => bytes[at] = bytes[at].wrapping_add(1),
        }
        if bytes.is_empty() {
            return;
        }
    }
}

#[test]
fn mutated_pictures_are_read_or_refused() {
    std::panic::set_hook(Box::new(|_| {}));
    let (mut read, mut refused) = (0, 0);
    for (name, original) in common::all_kept() {
        for round in 0..ROUNDS {
            let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ ((round + 1) * 0x1_0000_0001));
            let mut bytes = original.clone();
            mutate(&mut bytes, &mut dice);
            let started = Instant::now();
            match probe(&bytes) {
                // A size that was changed to something huge is honest work, but not for this test.
                Ok(known) if u64::from(known.width) * u64::from(known.height) <= 1_000_000 => {
                    let _ = strip_metadata(&bytes, &known);
                    match decode(&bytes, &known, 64) {
                        Ok(image) => {
                            assert!(image.width().max(image.height()) <= 64, "{name}, round {round}");
                            read += 1;
                        }
                        Err(_) => refused += 1,
                    }
                }
                Ok(_) | Err(_) => refused += 1,
            }
            assert!(started.elapsed() < PATIENCE, "{name}, round {round}: {:?}", started.elapsed());
        }
    }
    assert!(read > 500 && refused > 500, "{read} read, {refused} refused");
}
