//! Arrivals against their own baseline: onset, peak, half-life, forecast.
