//! The invariants of throngs, checked by `throng check`.

use sqlx::AnyConnection;

use crate::checks::{Rule, broken};

const RULES: [Rule; 17] = [
    (
        "SELECT i.id FROM items i WHERE i.answers <> (SELECT COUNT(*) FROM answers n WHERE n.item = i.id)",
        "the item's count of answers is not the number of its answers",
    ),
    (
        "SELECT a.id FROM activities a WHERE a.answers <> (SELECT COUNT(*) FROM answers n WHERE n.activity = a.id)",
        "the activity's count of answers is not the number of its answers",
    ),
    (
        "SELECT a.id FROM activities a WHERE a.answers <> (SELECT COALESCE(MAX(n.number), 0) FROM answers n WHERE n.activity = a.id)",
        "the numbers of the activity's answers have gaps",
    ),
    (
        "SELECT a.id FROM activities a WHERE a.kind <> 'decide' AND a.items <> (SELECT COUNT(*) FROM items i JOIN uploads u ON u.id = i.upload \
         WHERE i.activity = a.id AND u.taken = 1)",
        "the activity's count of items is not the number of its items",
    ),
    (
        "SELECT a.id FROM activities a WHERE a.kind <> 'decide' AND a.done <> (SELECT COUNT(*) FROM items i JOIN uploads u ON u.id = i.upload \
         WHERE i.activity = a.id AND u.taken = 1 AND i.state = 'done')",
        "the activity's count of finished items is not the number of its finished items",
    ),
    (
        "SELECT i.id FROM items i WHERE i.live <> (SELECT COUNT(*) FROM leases l WHERE l.item = i.id AND l.live = 1)",
        "the item's count of leases is not the number of its leases",
    ),
    (
        "SELECT a.id FROM activities a WHERE a.answers <> (SELECT COALESCE(SUM(p.answers), 0) FROM paces p WHERE p.activity = a.id)",
        "the activity's answers by minute do not add up",
    ),
    (
        "SELECT id FROM items WHERE ABS(turn - CASE WHEN gold IS NOT NULL THEN 5.0 + answers * 1.0 / (answers + 1) \
         WHEN live >= wanted THEN 9.0 ELSE confidence + live * 1.0 / wanted END) > 0.000001",
        "the item stands in the wrong place of the queue",
    ),
    (
        "SELECT a.id FROM activities a WHERE a.settled > a.answers",
        "the activity's items account for answers that are not there",
    ),
    (
        "SELECT n.item FROM answers n JOIN items i ON i.id = n.item WHERE i.activity <> n.activity",
        "an answer to this item is counted in another activity",
    ),
    (
        "SELECT o.throng FROM outcomes o JOIN throngs t ON t.id = o.throng WHERE t.state <> 'ended'",
        "the throng has an outcome and has not ended",
    ),
    (
        "SELECT DISTINCT b.activity FROM ballots b JOIN activities a ON a.id = b.activity WHERE a.closed_at IS NOT NULL",
        "the ballot is closed and persons still stand beside choices",
    ),
    (
        "SELECT y.activity FROM tallies y WHERE y.ballots <> (SELECT COUNT(*) FROM ballot_leaves l WHERE l.activity = y.activity)",
        "the tally's number of ballots is not the number of its leaves",
    ),
    (
        "SELECT y.activity FROM tallies y WHERE y.ballots <> (SELECT COUNT(*) FROM ballot_voters v WHERE v.activity = y.activity)",
        "the tally's number of ballots is not the number of those who voted",
    ),
    (
        "SELECT a.id FROM activities a WHERE a.closed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tallies y WHERE y.activity = a.id)",
        "the ballot is closed and has no tally",
    ),
    (
        "SELECT d.item FROM deeds d JOIN items i ON i.id = d.item WHERE d.state = 'confirmed' AND i.state <> 'done'",
        "a deed for this item is confirmed and the item is not done",
    ),
    ("SELECT d.id FROM deeds d WHERE d.checked_by = d.person", "somebody confirmed their own deed"),
];

/// One sentence for each broken invariant.
///
/// # Errors
/// When the database does not answer.
pub async fn check(conn: &mut AnyConnection) -> Result<Vec<String>, sqlx::Error> {
    broken(conn, "throngs,", &RULES).await
}
