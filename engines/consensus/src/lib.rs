//! Engine `consensus`.
