//! Repeatable chance for the forecast's simulation: the same seed gives the same forecast on every machine.

/// A stream of random numbers (xorshift64*: Vigna, ACM TOMS 42(4), 2016).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Evenly between 0 and 1, neither of them.
    pub(crate) fn even(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// Normal with mean 0 and deviation 1 (Box and Muller 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        (-2.0 * self.even().ln()).sqrt() * (std::f64::consts::TAU * self.even()).cos()
    }

    /// Gamma with this mean and variance `mean × spread`, by the cube of a normal (Wilson and Hilferty 1931); 0 for no mean.
    pub(crate) fn gamma(&mut self, mean: f64, spread: f64) -> f64 {
        if mean <= 0.0 {
            return 0.0;
        }
        let shape = mean / spread;
        let root = 1.0 - 1.0 / (9.0 * shape) + self.normal() / (3.0 * shape.sqrt());
        mean * root.max(0.0).powi(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_draws_have_the_moments_that_they_should() {
        let (mut random, n) = (Random::new(7), 20_000);
        let draws: Vec<_> = (0..n).map(|_| random.gamma(50.0, 2.0)).collect();
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(n);
        assert!((mean - 50.0).abs() < 0.5 && (variance - 100.0).abs() < 5.0, "{mean} {variance}");
    }
}
