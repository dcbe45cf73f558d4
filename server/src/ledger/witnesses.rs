//! Who bears witness that a service fails: the crowd, whoever wrote it down, the service itself. They are kept apart, and only two of
//! them together say that it fails.
//!
//! A record is one witness, its author, whatever they wrote into it: evidence, and what they say the service said. The service's own
//! word is only that of somebody who has proven that they speak for it.

use std::collections::HashSet;

use platform::Id;
use sqlx::{AnyConnection, Row};

use crate::ledger::incident::Incident;
use crate::ledger::reports::MANY;

/// Incidents of one service whose author's proof is looked at.
const MAX_OWN: i64 = 20_000;

/// What the service itself has said of its incidents.
pub struct OwnWords {
    /// Incidents that it wrote down itself.
    written: HashSet<Id>,
    /// Incidents that it has answered; an answer may well deny.
    answered: HashSet<Id>,
}

impl OwnWords {
    /// Of one service.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(conn: &mut AnyConnection, service: Id) -> Result<Self, sqlx::Error> {
        let written = ids(
            conn,
            "SELECT i.id FROM incidents i JOIN representatives r ON r.service = i.service AND r.person = i.author \
             WHERE i.service = $1 AND r.verified_at IS NOT NULL AND i.standing = 'shown' ORDER BY i.id DESC LIMIT $2",
            service,
        );
        let written = written.await?;
        let answered = ids(
            conn,
            "SELECT DISTINCT i.id FROM replies e JOIN incidents i ON i.id = e.incident \
             WHERE i.service = $1 AND e.standing = 'shown' AND i.standing = 'shown' ORDER BY i.id DESC LIMIT $2",
            service,
        );
        Ok(Self { written, answered: answered.await? })
    }

    /// Whether the service said anything of this incident.
    pub fn has(&self, one: &Incident) -> bool {
        self.written.contains(&one.id) || self.answered.contains(&one.id)
    }
}

async fn ids(conn: &mut AnyConnection, sql: &'static str, service: Id) -> Result<HashSet<Id>, sqlx::Error> {
    let rows = sqlx::query(sql).bind(service.to_string()).bind(MAX_OWN).fetch_all(conn).await?;
    let id = |row: &sqlx::any::AnyRow| {
        row.try_get::<String, _>(0)?.parse().map_err(|_| sqlx::Error::Decode("incidents.id".into()))
    };
    rows.iter().map(id).collect()
}

/// What can be said of now, as the id of its sentence: `reports` people within the hour, and what is `open`.
pub fn verdict(reports: u64, open: &[&Incident], own: &OwnWords) -> &'static str {
    let crowd = reports >= MANY;
    let itself = open.iter().any(|one| own.written.contains(&one.id));
    let record = open.iter().any(|one| !own.written.contains(&one.id));
    match (usize::from(crowd) + usize::from(itself) + usize::from(record), crowd) {
        (2.., _) => "ledger-now-fails",
        (1, true) => "ledger-now-many",
        (1, false) => "ledger-now-record",
        _ => "ledger-now-quiet",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::incidents::blank;
    use crate::ledger::service::Service;
    use crate::things::Standing;

    fn open() -> Incident {
        let author = (Id::new(1), "A member".to_owned());
        let service = Service {
            id: Id::new(0),
            slug: "ring".into(),
            author: None,
            name: "Ring".into(),
            url: "https://ring.example/".into(),
            kind: "calls".into(),
            founded: None,
            users: None,
            standing: Standing::Shown,
            version: 1,
            at: 0,
        };
        let mut one = blank(&service, author, 2);
        // All by the same hand, in one form.
        one.acknowledged_at = Some(2);
        one.evidence =
            vec![crate::ledger::fields::Evidence { text: Some("I saw it".into()), ..Default::default() }];
        one
    }

    #[test]
    fn neither_the_crowd_nor_one_author_alone_says_that_it_fails() {
        let nobody = OwnWords { written: HashSet::new(), answered: HashSet::new() };
        let one = open();
        assert_eq!(verdict(0, &[], &nobody), "ledger-now-quiet");
        assert_eq!(verdict(MANY - 1, &[], &nobody), "ledger-now-quiet");
        assert_eq!(verdict(10_000, &[], &nobody), "ledger-now-many");
        assert_eq!(verdict(MANY - 1, &[&one], &nobody), "ledger-now-record");
        assert_eq!(verdict(0, &[&one, &open()], &nobody), "ledger-now-record");
        assert_eq!(verdict(MANY, &[&one], &nobody), "ledger-now-fails");
    }

    #[test]
    fn the_service_itself_is_a_witness_where_it_wrote_and_not_where_it_only_answered() {
        let (one, other) = (open(), open());
        let answered = OwnWords { written: HashSet::new(), answered: HashSet::from([one.id]) };
        assert_eq!((verdict(0, &[&one], &answered), answered.has(&one)), ("ledger-now-record", true));
        let written = OwnWords { written: HashSet::from([one.id]), answered: HashSet::new() };
        assert_eq!(verdict(0, &[&one], &written), "ledger-now-record");
        assert_eq!(verdict(0, &[&one, &other], &written), "ledger-now-fails");
        assert_eq!((written.has(&one), written.has(&other)), (true, false));
    }
}
