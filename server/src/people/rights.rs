//! Who may do what: one table, act × role × own or other's. Whatever is not in it is refused.

use crate::people::Role;
use Role::{Editor, Guest, Member, Moderator, Owner};

/// Something that a person may or may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Put a picture up, with or without a parent.
    AddPicture,
    /// Change a picture's words, licence or visibility.
    EditPicture,
    /// Take a picture back.
    WithdrawPicture,
    /// Write a story.
    WriteStory,
    /// Change a story; the past text stays readable.
    EditStory,
    /// Append a dated update to a story.
    UpdateStory,
    /// Take a story back.
    WithdrawStory,
    /// Say something under a story or picture.
    Comment,
    /// Take a comment back.
    WithdrawComment,
    /// Say something in a room.
    Say,
    /// Take a message back.
    WithdrawMessage,
    /// Put something forward for the front page.
    Submit,
    /// Vote for what was put forward, or hide it for oneself.
    Vote,
    /// Put it on today's edition, or say why not.
    Greenlight,
    /// Take back what was put forward.
    WithdrawSubmission,
    /// Put a service on the ledger.
    AddService,
    /// Change what is said of a service.
    EditService,
    /// Open an incident of a service.
    OpenIncident,
    /// Change an incident's record or append to it; what was said before stays readable.
    EditIncident,
    /// Bring a service's published history in.
    ImportIncidents,
    /// Say that a service fails for oneself.
    Report,
    /// Say what a service is good for.
    AddBenefit,
    /// Ask to speak for a service, and prove it.
    Represent,
    /// Take back what one put on the ledger.
    WithdrawRecord,
    /// Gather a throng; what a member whom nobody let through yet gathers is held.
    Gather,
    /// Take a throng back; its deputies may not.
    WithdrawThrong,
    /// Open what a member proposed, move its state, end it.
    Coordinate,
    /// Name the deputies of a throng.
    NameDeputy,
    /// Take a role in a throng, or give one back.
    TakeRole,
    /// Join a throng, answer an item.
    Contribute,
    /// Cast a ballot; whether in this decision, its own rule says.
    CastBallot,
    /// Speak in a room where only hosts speak, and at any pace; one's own is the room of one's own thing.
    Host,
    /// See what is held, hidden or flagged.
    SeeQueue,
    /// Let through, hide, show, purge, block.
    Moderate,
    /// Change one's name.
    Rename,
    /// Take out or erase everything that is one's own.
    ExportAndErase,
    /// Give a role.
    GiveRole,
    /// Change the instance's settings: terms, contact, holding.
    Configure,
}

/// Whether the thing is one's own (for a throng: coordinated by oneself, or as a deputy; its deputies are its coordinator's alone).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    /// Made by the person who acts.
    Own,
    /// Made by somebody else.
    Other,
}

impl Whose {
    /// Own if `author` is `actor`.
    pub fn of(author: platform::Id, actor: platform::Id) -> Self {
        if author == actor { Self::Own } else { Self::Other }
    }
}

const NOBODY: &[Role] = &[];
const ALL: &[Role] = &[Guest, Member, Editor, Moderator, Owner];
const MEMBERS: &[Role] = &[Member, Editor, Moderator, Owner];
const HOSTS: &[Role] = &[Editor, Moderator, Owner];
const MODERATORS: &[Role] = &[Moderator, Owner];
const OWNER: &[Role] = &[Owner];

/// Every act: who may do it to what is their own, and to what is somebody else's.
pub const TABLE: &[(Act, &[Role], &[Role])] = &[
    (Act::AddPicture, ALL, NOBODY),
    (Act::EditPicture, ALL, MODERATORS),
    (Act::WithdrawPicture, ALL, MODERATORS),
    (Act::WriteStory, HOSTS, NOBODY),
    (Act::EditStory, HOSTS, OWNER),
    (Act::UpdateStory, HOSTS, HOSTS),
    (Act::WithdrawStory, HOSTS, MODERATORS),
    (Act::Comment, ALL, ALL),
    (Act::WithdrawComment, ALL, MODERATORS),
    (Act::Say, ALL, ALL),
    (Act::WithdrawMessage, ALL, MODERATORS),
    (Act::Submit, ALL, NOBODY),
    (Act::Vote, ALL, ALL),
    (Act::Greenlight, HOSTS, HOSTS),
    (Act::WithdrawSubmission, ALL, MODERATORS),
    (Act::AddService, MEMBERS, NOBODY),
    (Act::EditService, MEMBERS, HOSTS),
    (Act::OpenIncident, MEMBERS, NOBODY),
    (Act::EditIncident, MEMBERS, HOSTS),
    (Act::ImportIncidents, MEMBERS, HOSTS),
    (Act::Report, ALL, ALL),
    (Act::AddBenefit, ALL, NOBODY),
    (Act::Represent, ALL, ALL),
    (Act::WithdrawRecord, ALL, MODERATORS),
    (Act::Gather, MEMBERS, NOBODY),
    (Act::WithdrawThrong, ALL, MODERATORS),
    (Act::Coordinate, ALL, MODERATORS),
    (Act::NameDeputy, ALL, MODERATORS),
    (Act::TakeRole, ALL, NOBODY),
    (Act::Contribute, ALL, ALL),
    (Act::CastBallot, ALL, ALL),
    (Act::Host, ALL, HOSTS),
    (Act::SeeQueue, MODERATORS, MODERATORS),
    (Act::Moderate, MODERATORS, MODERATORS),
    (Act::Rename, ALL, NOBODY),
    (Act::ExportAndErase, ALL, NOBODY),
    (Act::GiveRole, NOBODY, OWNER),
    (Act::Configure, OWNER, OWNER),
];

/// Whether `role` may do `act` to what is `whose`.
pub fn may(role: Role, act: Act, whose: Whose) -> bool {
    TABLE.iter().any(|(listed, own, other)| {
        *listed == act && (if whose == Whose::Own { own } else { other }).contains(&role)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table as people read it: own/other's, a letter a role. A change of right is a change of this text.
    #[test]
    fn every_cell_is_as_agreed() {
        let letters = |roles: &[Role]| -> String {
            ALL.iter()
                .zip("gmedo".chars())
                .map(|(role, c)| if roles.contains(role) { c } else { '-' })
                .collect()
        };
        let text: String = TABLE
            .iter()
            .map(|(act, own, other)| format!("{} {} {act:?}\n", letters(own), letters(other)))
            .collect();
        assert_eq!(
            text,
            "gmedo ----- AddPicture\n\
             gmedo ---do EditPicture\n\
             gmedo ---do WithdrawPicture\n\
             --edo ----- WriteStory\n\
             --edo ----o EditStory\n\
             --edo --edo UpdateStory\n\
             --edo ---do WithdrawStory\n\
             gmedo gmedo Comment\n\
             gmedo ---do WithdrawComment\n\
             gmedo gmedo Say\n\
             gmedo ---do WithdrawMessage\n\
             gmedo ----- Submit\n\
             gmedo gmedo Vote\n\
             --edo --edo Greenlight\n\
             gmedo ---do WithdrawSubmission\n\
             -medo ----- AddService\n\
             -medo --edo EditService\n\
             -medo ----- OpenIncident\n\
             -medo --edo EditIncident\n\
             -medo --edo ImportIncidents\n\
             gmedo gmedo Report\n\
             gmedo ----- AddBenefit\n\
             gmedo gmedo Represent\n\
             gmedo ---do WithdrawRecord\n\
             -medo ----- Gather\n\
             gmedo ---do WithdrawThrong\n\
             gmedo ---do Coordinate\n\
             gmedo ---do NameDeputy\n\
             gmedo ----- TakeRole\n\
             gmedo gmedo Contribute\n\
             gmedo gmedo CastBallot\n\
             gmedo --edo Host\n\
             ---do ---do SeeQueue\n\
             ---do ---do Moderate\n\
             gmedo ----- Rename\n\
             gmedo ----- ExportAndErase\n\
             ----- ----o GiveRole\n\
             ----o ----o Configure\n"
        );
    }

    #[test]
    fn each_act_stands_once_and_what_is_not_allowed_is_refused() {
        for (index, (act, own, other)) in TABLE.iter().enumerate() {
            assert!(TABLE[index + 1..].iter().all(|(next, ..)| next != act), "{act:?} stands twice");
            for role in ALL {
                assert_eq!(may(*role, *act, Whose::Own), own.contains(role));
                assert_eq!(may(*role, *act, Whose::Other), other.contains(role));
            }
        }
    }
}
