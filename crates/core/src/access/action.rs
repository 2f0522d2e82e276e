//! The one table of actions: who may do each, also under Log in as. The settings page, docs/PERMISSIONS.md and the
//! exhaustive test are made from it. The roles are explicit sets; rank compares two people only (see `rank`).

use super::mode::Mode;
use super::role::Role::{Admin, Manager, Owner, Viewer};
use super::role::{Role, Roles};

/// Whether an action can be done while logged in as somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum During {
    /// From the start: it only looks.
    Looking,
    /// From the start: it is about the period of Log in as itself.
    Period,
    /// Once changes are allowed.
    Changes,
    /// Never: it belongs to the person, not to the work.
    Never,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name for programs: `calls.see`.
    pub name: &'static str,
    /// The roles that may.
    pub roles: Roles,
    /// Under Log in as.
    pub during: During,
    /// In words, to be read after "may".
    pub words: &'static str,
}

impl Entry {
    /// The decision: may this role do it, as itself or logged in as somebody of this role.
    pub const fn allows(&self, role: Role, logged_in_as: Option<Mode>) -> bool {
        let now = match (logged_in_as, self.during) {
            (None, _) | (Some(_), During::Looking | During::Period) | (Some(Mode::Changes), During::Changes) => true,
            (Some(_), _) => false,
        };
        now && self.roles.has(role)
    }

    /// The decision for a job that works on behalf of a member of this role: it may look, and nothing else.
    pub const fn allows_job(&self, role: Role) -> bool {
        matches!(self.during, During::Looking) && self.roles.has(role)
    }
}

mod sealed {
    /// Only the table says what an action is.
    pub trait Sealed {}
}

/// A thing that somebody may or may not do; implemented by the zero-sized types of the table alone.
///
/// Nobody writes a line of their own:
/// ```compile_fail,E0277
/// use crewline_core::access::{Action, During, Entry, Role, Roles};
/// struct Mine;
/// impl Action for Mine {
///     const ENTRY: Entry =
///         Entry { name: "mine", roles: Roles::of(Role::ALL), during: During::Looking, words: "do anything" };
/// }
/// ```
pub trait Action: sealed::Sealed + Send + Sync + 'static {
    /// Its line.
    const ENTRY: Entry;
}

/// An action that may write. Those that only look are none, so nothing is changed by a proof of them:
/// ```compile_fail,E0277
/// use crewline_core::access::{Writes, actions::SeeCalls};
/// fn wants<A: Writes>() {}
/// wants::<SeeCalls>();
/// ```
/// ```
/// use crewline_core::access::{Writes, actions::EditMembers};
/// fn wants<A: Writes>() {}
/// wants::<EditMembers>();
/// ```
pub trait Writes: Action {}

macro_rules! writes {
    ($Name:ident Looking) => {};
    ($Name:ident $during:ident) => {
        impl super::Writes for $Name {}
    };
}

macro_rules! table {
    ($($Name:ident $name:literal [$($role:ident)+] $during:ident $words:literal;)*) => {
        /// A zero-sized type for each action.
        pub mod actions {
            use super::*;
            $(
                #[doc = $words]
                #[derive(Clone, Copy, Debug)]
                pub struct $Name;
                impl sealed::Sealed for $Name {}
                impl Action for $Name {
                    const ENTRY: Entry = Entry {
                        name: $name,
                        roles: Roles::of(&[$($role),+]),
                        during: During::$during,
                        words: $words,
                    };
                }
                writes!($Name $during);
            )*
        }
        /// What a viewpoint hears when it asks for each of them, in the order of the table.
        #[cfg(test)]
        fn answers(viewpoint: &super::Viewpoint) -> Vec<Result<(), super::Refusal>> {
            vec![$(viewpoint.may::<actions::$Name>().map(drop)),*]
        }
        /// Every action, in the order of the table.
        pub const fn table() -> &'static [Entry] {
            &[$(actions::$Name::ENTRY),*]
        }
    };
}

table! {
    SeeDashboard      "dashboard.see"        [Owner Admin Manager Viewer] Looking "see the dashboard";
    SeeCalls          "calls.see"            [Owner Admin Manager Viewer] Looking "see calls";
    HearRecordings    "recordings.hear"      [Owner Admin Manager Viewer] Looking "listen to recordings and voicemails";
    SeeConversations  "conversations.see"    [Owner Admin Manager Viewer] Looking "see conversations";
    SeeAnalytics      "analytics.see"        [Owner Admin Manager Viewer] Looking "see analytics";
    Export            "exports.make"         [Owner Admin Manager Viewer] Looking "export what they see";
    SendTexts         "messages.send"        [Owner Admin Manager]        Changes "send texts";
    AnnotateCalls     "calls.annotate"       [Owner Admin Manager]        Changes "tag, note and rate calls";
    EditContacts      "contacts.edit"        [Owner Admin Manager]        Changes "edit contacts";
    SeeNumbers        "numbers.see"          [Owner Admin Manager Viewer] Looking "see numbers and number groups";
    AddNumbers        "numbers.add"          [Owner Admin Manager]        Changes "buy and add numbers";
    EditNumbers       "numbers.edit"         [Owner Admin Manager]        Changes "edit numbers";
    ReleaseNumbers    "numbers.release"      [Owner Admin Manager]        Changes "release numbers";
    EditNumberGroups  "number_groups.edit"   [Owner Admin Manager]        Changes "make and edit number groups";
    EditCallFlows     "call_flows.edit"      [Owner Admin Manager]        Changes "make and edit call flows";
    SeeUsers          "users.see"            [Owner Admin Manager]        Looking "see the Users page";
    Invite            "users.invite"         [Owner Admin Manager]        Changes "invite people, and resend and cancel invitations (an Owner to any role, an Admin to Manager and Viewer, a Manager to Viewer)";
    EditMembers       "users.edit"           [Owner Admin]                Changes "edit a member's role, display name and number access (an Admin: of Managers and Viewers)";
    RemoveMembers     "users.remove"         [Owner Admin]                Changes "remove a member (an Admin: Managers and Viewers)";
    LogInAs           "users.log_in_as"      [Owner Admin]                Never   "log in as a teammate of lower rank";
    AllowChanges      "log_in_as.changes"    [Owner Admin Manager Viewer] Period  "allow changes while they are logged in as a teammate";
    Return            "log_in_as.return"     [Owner Admin Manager Viewer] Period  "return to their own account";
    SeeBilling        "billing.see"          [Owner Admin]                Looking "see billing";
    ChangeBilling     "billing.change"       [Owner Admin]                Never   "change billing";
    ConnectCarrier    "carrier.connect"      [Owner Admin]                Changes "connect the carrier";
    EditBusiness      "business.edit"        [Owner Admin]                Changes "edit the business profile";
    RetryJobs         "jobs.retry"           [Owner Admin]                Changes "see letters and recordings that failed, and try them again";
    SeeAuditLog       "audit.see"            [Owner Admin]                Looking "see the audit log";
    DeleteBusiness    "business.delete"      [Owner]                      Never   "delete the business";
    HandOverOwnership "business.hand_over"   [Owner]                      Never   "hand over ownership";
    TakeOwnership     "ownership.take"       [Owner Admin Manager Viewer] Never   "take or decline the ownership that is offered to them";
    SetSecurityPolicy "security_policy.set"  [Owner]                      Never   "set the security policy: required two-factor, single sign-on";
    EditProfile       "profile.edit"         [Owner Admin Manager Viewer] Never   "edit their own profile";
    ChangePassword    "password.change"      [Owner Admin Manager Viewer] Never   "change their own password";
    ManageSessions    "sessions.manage"      [Owner Admin Manager Viewer] Never   "see and end their own sessions";
    ManageTokens      "tokens.manage"        [Owner Admin Manager Viewer] Never   "make and end their own API tokens";
    Leave             "business.leave"       [Owner Admin Manager Viewer] Never   "leave the business";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Credential, Refusal, Viewpoint};

    /// `yes`, or the first letter of why not.
    fn told(answer: &Result<(), Refusal>) -> &'static str {
        match answer {
            Ok(()) => "yes",
            Err(Refusal::Forbidden) => "role",
            Err(Refusal::LookingOnly) => "look",
            Err(Refusal::WhileLoggedInAs | Refusal::LinkWhileLoggedInAs) => "self",
            Err(Refusal::NotFound) => "none",
        }
    }

    #[test]
    fn every_role_and_action_as_oneself_and_under_log_in_as() {
        let modes = [None, Some(Mode::Looking), Some(Mode::Changes)];
        let mut text = String::from(
            "as oneself / Log in as, looking / with changes: yes, or what refuses: the role, that one only looks,\n\
             that it is for oneself only\n\n",
        );
        text.push_str(&format!("{:<22}", "action"));
        let titles: String = Role::ALL.iter().map(|role| format!("{:<16}", role.title())).collect();
        text.push_str(titles.trim_end());
        let answers: Vec<Vec<Vec<Result<(), Refusal>>>> = Role::ALL
            .iter()
            .map(|&role| modes.iter().map(|&mode| answers(&Viewpoint::of(role, mode))).collect())
            .collect();
        for (line, entry) in table().iter().enumerate() {
            let mut row = format!("\n{:<22}", entry.name);
            for (of_role, &role) in answers.iter().zip(Role::ALL) {
                let cells: Vec<_> = of_role.iter().map(|of_mode| told(&of_mode[line])).collect();
                row.push_str(&format!("{:<16}", cells.join("/")));
                for (of_mode, &mode) in of_role.iter().zip(&modes) {
                    assert_eq!(of_mode[line].is_ok(), entry.allows(role, mode), "{} {role}", entry.name);
                }
            }
            text.push_str(row.trim_end());
        }
        insta::assert_snapshot!("permissions", text);
    }

    #[test]
    fn the_permissions_for_people_to_read() {
        insta::assert_snapshot!("permissions_markdown", crate::access::permissions_markdown());
    }

    #[test]
    fn what_a_viewpoint_lists_is_what_it_is_granted() {
        for &role in Role::ALL {
            for mode in [None, Some(Mode::Looking), Some(Mode::Changes)] {
                let viewpoint = Viewpoint::of(role, mode);
                let granted = table().iter().zip(answers(&viewpoint)).filter(|(_, answer)| answer.is_ok());
                let granted: Vec<_> = granted.map(|(entry, _)| entry.name).collect();
                assert_eq!(viewpoint.permissions(), granted);
            }
        }
    }

    #[test]
    fn a_job_may_look_at_what_its_member_may_look_at_and_change_nothing() {
        for &role in Role::ALL {
            let job = Viewpoint::by(Credential::Schedule, role, None);
            let asked = table().iter().zip(answers(&job));
            for (entry, answer) in asked {
                let looks = entry.during == During::Looking && entry.roles.has(role);
                assert_eq!(answer, if looks { Ok(()) } else { Err(Refusal::Forbidden) }, "{} {role}", entry.name);
                assert_eq!(job.permissions().contains(&entry.name), looks, "{} {role}", entry.name);
            }
        }
    }

    #[test]
    fn the_names_and_the_words_of_actions_are_each_their_own() {
        let names: std::collections::BTreeSet<_> = table().iter().map(|entry| entry.name).collect();
        let words: std::collections::BTreeSet<_> = table().iter().map(|entry| entry.words).collect();
        assert_eq!((names.len(), words.len()), (table().len(), table().len()));
    }
}
