//! Engine `pixels`.
