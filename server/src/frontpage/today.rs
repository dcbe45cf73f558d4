//! The order of this moment: first what editors put on today's edition, the latest first; then everything that was put forward lately,
//! ranked where there are views enough, else the newest first.

use platform::Id;
use platform::clock::Millis;
use sqlx::AnyConnection;

use crate::frontpage::editions::{self, Line};
use crate::frontpage::ranking::{self, MAX_RANKED, WINDOW};
use crate::frontpage::submission::{self, Submission};

/// The order, and what it came from.
pub struct Today {
    /// Today's edition, the latest line first.
    pub lines: Vec<Line>,
    /// The submissions in their order: those of `lines`, then the others.
    pub ordered: Vec<Submission>,
    /// Whether there were views enough to rank.
    pub is_ranked: bool,
    /// The views that there were.
    pub views: i64,
}

impl Today {
    /// Reads it as it is at `now`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(conn: &mut AnyConnection, now: Millis) -> Result<Self, sqlx::Error> {
        let mut lines = editions::lines(conn, editions::day(now)).await?;
        lines.reverse();
        let all = submission::newest(conn, None, now - WINDOW, MAX_RANKED).await?;
        let (is_ranked, views) = (ranking::is_ranked(&all), ranking::views(&all));
        let mut others = ranking::order(all, now);
        let mut ordered = Vec::with_capacity(others.len());
        for line in &lines {
            if let Some(at) = others.iter().position(|one| one.id == line.submission) {
                ordered.push(others.remove(at));
            } else if let Some(older) =
                submission::by_id(conn, line.submission).await?.filter(|one| one.is_seen_by(None))
            {
                ordered.push(older);
            }
        }
        ordered.append(&mut others);
        Ok(Self { lines, ordered, is_ranked, views })
    }

    /// `ranked` or `new`.
    pub const fn word(&self) -> &'static str {
        if self.is_ranked { "ranked" } else { "new" }
    }

    /// The place of a submission, from 1 on; nothing for what is not shown or too old.
    pub fn rank(&self, id: Id) -> Option<usize> {
        self.ordered.iter().position(|one| one.id == id).map(|place| place + 1)
    }

    /// The line of today's edition that a submission is.
    pub fn line(&self, id: Id) -> Option<&Line> {
        self.lines.iter().find(|line| line.submission == id)
    }
}
