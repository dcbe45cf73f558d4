//! The whole schema: the platform's step, then each capability's.

use platform::migrations::{Migration, PLATFORM};

/// All steps in their order. A step that has been released is never edited.
pub const SCHEMA: &[Migration] = &[
    PLATFORM,
    Migration { number: 2, name: "people", sql: include_str!("../migrations/0002_people.sql") },
    Migration { number: 3, name: "safety", sql: include_str!("../migrations/0003_safety.sql") },
    Migration { number: 4, name: "pictures", sql: include_str!("../migrations/0004_pictures.sql") },
    Migration { number: 5, name: "surges", sql: include_str!("../migrations/0005_surges.sql") },
    Migration { number: 6, name: "stories", sql: include_str!("../migrations/0006_stories.sql") },
    Migration { number: 7, name: "throngs", sql: include_str!("../migrations/0007_throngs.sql") },
    Migration { number: 8, name: "rooms", sql: include_str!("../migrations/0008_rooms.sql") },
    Migration {
        number: 9,
        name: "sealed_answers",
        sql: include_str!("../migrations/0009_sealed_answers.sql"),
    },
    Migration { number: 10, name: "dispatch", sql: include_str!("../migrations/0010_dispatch.sql") },
    Migration { number: 11, name: "ballots", sql: include_str!("../migrations/0011_ballots.sql") },
    Migration { number: 12, name: "frontpage", sql: include_str!("../migrations/0012_frontpage.sql") },
    Migration { number: 13, name: "surges_begin", sql: include_str!("../migrations/0013_surges.sql") },
    Migration { number: 14, name: "recipes", sql: include_str!("../migrations/0014_recipes.sql") },
    Migration { number: 15, name: "ledger", sql: include_str!("../migrations/0015_ledger.sql") },
    Migration { number: 16, name: "deeds", sql: include_str!("../migrations/0016_deeds.sql") },
];
