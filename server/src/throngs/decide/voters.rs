//! Who may vote in a decision.

use std::str::FromStr;

use platform::Id;
use platform::clock::Millis;
use platform::web::Problem;
use platform::writer::Tx;
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use crate::people::{Person, Role};
use crate::throngs::activity::Activity;

/// Who may vote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Voters {
    /// Whoever sees the throng.
    Anyone,
    /// Whoever did something here that counts before the ballot opened: an answer, a confirmed deed, a remix.
    #[default]
    Acted,
    /// Whoever has an account.
    Members,
    /// Whoever came by the link of somebody who had joined, and the coordinator.
    Invited,
}

impl FromStr for Voters {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "anyone" => Ok(Self::Anyone),
            "acted" => Ok(Self::Acted),
            "members" => Ok(Self::Members),
            "invited" => Ok(Self::Invited),
            _ => Err(()),
        }
    }
}

impl Voters {
    /// The messages that say who may vote, and after the close who could.
    pub const fn sentences(self) -> [&'static str; 2] {
        match self {
            Self::Anyone => ["ballot-may-anyone", "ballot-voters-anyone"],
            Self::Acted => ["ballot-may-acted", "ballot-voters-acted"],
            Self::Members => ["ballot-may-members", "ballot-voters-members"],
            Self::Invited => ["ballot-may-invited", "ballot-voters-invited"],
        }
    }

    /// Refuses whoever may not vote in `activity`, whose ballot opened at `opened_at`.
    ///
    /// # Errors
    /// 403 with who may.
    pub async fn admit(
        self,
        tx: &mut Tx,
        activity: &Activity,
        opened_at: Millis,
        person: &Person,
    ) -> Result<(), Problem> {
        let (admitted, refusal) = match self {
            Self::Anyone => (true, "ballot-only-acted"),
            Self::Members => (person.role != Role::Guest, "ballot-only-members"),
            Self::Acted => (acted(tx.conn(), activity.throng, opened_at, person).await?, "ballot-only-acted"),
            Self::Invited => (invited(tx, activity, person).await?, "ballot-only-invited"),
        };
        if admitted { Ok(()) } else { Err(Problem::forbidden(refusal)) }
    }
}

/// Whether the person did something in the throng that counts, before this moment.
///
/// # Errors
/// When the database does not answer.
pub async fn acted(
    conn: &mut AnyConnection,
    throng: Id,
    before: Millis,
    person: &Person,
) -> Result<bool, Problem> {
    let row = sqlx::query(
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM answers n JOIN activities a ON a.id = n.activity \
             WHERE a.throng = $1 AND n.person = $2 AND n.at < $3) \
         OR EXISTS (SELECT 1 FROM deeds d JOIN activities a ON a.id = d.activity \
             WHERE a.throng = $1 AND d.person = $2 AND d.state = 'confirmed' AND d.evidenced_at < $3) \
         OR EXISTS (SELECT 1 FROM activities a JOIN picture_parents pp ON pp.parent = a.picture \
             JOIN pictures p ON p.id = pp.picture WHERE a.throng = $1 AND a.kind = 'remix' AND p.author = $2 \
             AND p.standing = 'shown' AND p.made_at >= a.made_at AND p.made_at < $3)",
    )
    .bind(throng.to_string())
    .bind(person.id.to_string())
    .bind(before)
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

async fn invited(tx: &mut Tx, activity: &Activity, person: &Person) -> Result<bool, Problem> {
    let row = sqlx::query(
        "SELECT 1 FROM throng_members WHERE throng = $1 AND person = $2 AND (invited_by IS NOT NULL OR role = 'coordinator')",
    )
    .bind(activity.throng.to_string())
    .bind(person.id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.is_some())
}
