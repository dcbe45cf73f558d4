//! From ballots to a decision, with every step shown.
