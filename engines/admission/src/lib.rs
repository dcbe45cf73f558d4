//! Engine `admission`.
