//! Made series: seeded, so that every run sees the same.
#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its own part of this")]

/// A splitmix64 generator.
pub struct Random(pub u64);

impl Random {
    /// Uniform in (0, 1).
    pub fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (((x ^ (x >> 31)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    pub fn normal(&mut self) -> f64 {
        (-2.0 * self.share().ln()).sqrt() * (std::f64::consts::TAU * self.share()).cos()
    }

    pub fn poisson(&mut self, mean: f64) -> f64 {
        if mean > 60.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0);
        }
        let (bound, mut product, mut count) = ((-mean).exp(), self.share(), 0.0);
        while product > bound {
            product *= self.share();
            count += 1.0;
        }
        count
    }

    /// Marsaglia and Tsang (2000).
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.share().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.share().ln() < x * x / 2.0 + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// Negative binomial with variance `spread × mean`.
    pub fn count(&mut self, mean: f64, spread: f64) -> f64 {
        if spread <= 1.0 {
            return self.poisson(mean);
        }
        let size = mean / (spread - 1.0);
        let rate = self.gamma(size) * (spread - 1.0);
        self.poisson(rate)
    }
}

/// The rhythm of a day with ten times as many in the evening as at night, by minute.
pub fn rhythm(mean: f64, minute: i64) -> f64 {
    let angle = (minute.rem_euclid(1_440) as f64 / 1_440.0 - 0.8) * std::f64::consts::TAU;
    mean * (1.151 * angle.cos()).exp() / 1.36
}
