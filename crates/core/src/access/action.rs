//! The one table of actions: who may do each, also under Log in as. The settings page, docs/PERMISSIONS.md and the
//! exhaustive test are made from it. The roles are explicit sets; rank compares two people only (see `rank`).

use super::mode::LogInAsMode;
use super::role::Role::{Admin, Manager, Owner, Viewer};
use super::role::{Role, Roles};

/// When an action can be done under Log in as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogInAsPolicy {
    /// From the start: it only reads.
    ReadOnly,
    /// From the start: it concerns the period of Log in as itself.
    Period,
    /// Once changes are allowed.
    WithChanges,
    /// Never: it belongs to the person, not to the work.
    Never,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name for programs: `calls.see`.
    pub name: &'static str,
    /// The roles that may do it.
    pub roles: Roles,
    /// When it can be done under Log in as.
    pub during: LogInAsPolicy,
    /// Its words, to follow "may".
    pub words: &'static str,
}

impl Entry {
    /// Whether this role may do it: by itself, or under Log in as in this mode.
    pub const fn allows(&self, role: Role, logged_in_as: Option<LogInAsMode>) -> bool {
        let is_allowed_in_mode = match (logged_in_as, self.during) {
            (None, _)
            | (Some(_), LogInAsPolicy::ReadOnly | LogInAsPolicy::Period)
            | (Some(LogInAsMode::WithChanges), LogInAsPolicy::WithChanges) => true,
            (Some(_), _) => false,
        };
        is_allowed_in_mode && self.roles.has(role)
    }

    /// Whether a letter to an address outside the team may have it: the calls, numbers and figures of its number access, and
    /// nothing else.
    pub(super) fn allows_outside(&self) -> bool {
        let names = [actions::SeeAnalytics::ENTRY.name, actions::SeeCalls::ENTRY.name, actions::SeeNumbers::ENTRY.name];
        names.contains(&self.name)
    }

    /// Whether a job on behalf of a member of this role, or their token that only reads, may do it.
    pub const fn allows_reading(&self, role: Role) -> bool {
        matches!(self.during, LogInAsPolicy::ReadOnly) && self.roles.has(role)
    }
}

mod sealed {
    /// Only the table implements [`super::Action`].
    pub trait Sealed {}
}

/// An action, implemented only by the zero-sized types of the table.
///
/// No other type can be one:
/// ```compile_fail,E0277
/// use crewline_core::access::{Action, Entry, LogInAsPolicy, Role, Roles};
/// struct Mine;
/// impl Action for Mine {
///     const ENTRY: Entry =
///         Entry { name: "mine", roles: Roles::of(Role::ALL), during: LogInAsPolicy::ReadOnly, words: "do anything" };
/// }
/// ```
pub trait Action: sealed::Sealed + Send + Sync + 'static {
    /// Its line.
    const ENTRY: Entry;
}

/// An action that may write. A proof of an action that only reads changes nothing:
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
    ($Name:ident ReadOnly) => {};
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
                        during: LogInAsPolicy::$during,
                        words: $words,
                    };
                }
                writes!($Name $during);
            )*
        }
        /// A viewpoint's answer for each action, in the order of the table.
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
    SeeDashboard      "dashboard.see"        [Owner Admin Manager Viewer] ReadOnly "see the dashboard";
    SeeCalls          "calls.see"            [Owner Admin Manager Viewer] ReadOnly "see calls";
    HearRecordings    "recordings.hear"      [Owner Admin Manager Viewer] ReadOnly "listen to recordings and voicemails";
    SeeConversations  "conversations.see"    [Owner Admin Manager Viewer] ReadOnly "see conversations";
    SeeAnalytics      "analytics.see"        [Owner Admin Manager Viewer] ReadOnly "see analytics";
    Export            "exports.make"         [Owner Admin Manager Viewer] ReadOnly "export what they see";
    SaveReports       "reports.save"         [Owner Admin Manager Viewer] WithChanges "save reports and views of the calls, and edit and remove their own";
    ShareReports      "reports.share"        [Owner Admin Manager]        WithChanges "share their saved reports and views with the team";
    EditSharedReports "reports.edit_shared"  [Owner Admin]                WithChanges "edit and remove saved reports and views that others have shared";
    MailOutside       "reports.mail_outside" [Owner Admin]                WithChanges "have scheduled reports mailed to addresses outside the team, and set what each of them sees";
    SendReports       "reports.send"         [Owner Admin Manager Viewer] Never   "have a saved report mailed to themselves";
    ChooseColumns     "calls.columns"        [Owner Admin Manager Viewer] WithChanges "choose the columns of their list of calls";
    SendTexts         "messages.send"        [Owner Admin Manager]        WithChanges "send texts";
    AnnotateCalls     "calls.annotate"       [Owner Admin Manager]        WithChanges "tag, note and rate calls";
    ManageTags        "tags.manage"          [Owner Admin Manager]        WithChanges "rename, merge, colour and remove tags";
    SeeQualifiedRules "qualified_rules.see"  [Owner Admin Manager]        ReadOnly "see the rules for qualified calls";
    EditQualifiedRules "qualified_rules.edit" [Owner Admin Manager]       WithChanges "make, change, order and remove rules for qualified calls";
    SeeBlockedCallers "blocked_callers.see"  [Owner Admin Manager]        ReadOnly "see which callers are blocked";
    BlockCallers      "blocked_callers.edit" [Owner Admin Manager]        WithChanges "block callers, and take it back";
    EditContacts      "contacts.edit"        [Owner Admin Manager]        WithChanges "edit contacts";
    SeeNumbers        "numbers.see"          [Owner Admin Manager Viewer] ReadOnly "see numbers and number groups";
    AddNumbers        "numbers.add"          [Owner Admin Manager]        WithChanges "buy and add numbers";
    EditNumbers       "numbers.edit"         [Owner Admin Manager]        WithChanges "edit numbers";
    ReleaseNumbers    "numbers.release"      [Owner Admin Manager]        WithChanges "release numbers";
    EditNumberGroups  "number_groups.edit"   [Owner Admin Manager]        WithChanges "make and edit number groups";
    EditCallFlows     "call_flows.edit"      [Owner Admin Manager]        WithChanges "make and edit call flows";
    SeeUsers          "users.see"            [Owner Admin Manager]        ReadOnly "see the Users page";
    Invite            "users.invite"         [Owner Admin Manager]        WithChanges "invite people, and resend and cancel invitations (an Owner to any role, an Admin to Manager and Viewer, a Manager to Viewer)";
    EditMembers       "users.edit"           [Owner Admin]                WithChanges "edit a member's role, display name and number access (an Admin: of Managers and Viewers)";
    RemoveMembers     "users.remove"         [Owner Admin]                WithChanges "remove a member (an Admin: Managers and Viewers)";
    LogInAs           "users.log_in_as"      [Owner Admin]                Never   "log in as a teammate of lower rank";
    AllowChanges      "log_in_as.changes"    [Owner Admin Manager Viewer] Period  "allow changes while they are logged in as a teammate";
    Return            "log_in_as.return"     [Owner Admin Manager Viewer] Period  "return to their own account";
    SeeBilling        "billing.see"          [Owner Admin]                ReadOnly "see billing";
    ChangeBilling     "billing.change"       [Owner Admin]                Never   "change billing";
    ConnectCarrier    "carrier.connect"      [Owner Admin]                WithChanges "connect the carrier";
    EditBusiness      "business.edit"        [Owner Admin]                WithChanges "edit the business profile";
    RetryJobs         "jobs.retry"           [Owner Admin]                WithChanges "see letters and recordings that failed, and try them again";
    SeeAuditLog       "audit.see"            [Owner Admin]                ReadOnly "see the audit log";
    DeleteBusiness    "business.delete"      [Owner]                      Never   "delete the business, and take it back within seven days";
    HandOverOwnership "business.hand_over"   [Owner]                      Never   "hand over ownership";
    TakeOwnership     "ownership.take"       [Owner Admin Manager Viewer] Never   "take or decline the ownership that is offered to them";
    SetSecurityPolicy "security_policy.set"  [Owner]                      Never   "set the security policy: people with an account asked before they are added, required two-factor, single sign-on";
    EditProfile       "profile.edit"         [Owner Admin Manager Viewer] Never   "edit their own profile";
    ChangeEmail       "email.change"         [Owner Admin Manager Viewer] Never   "change their own e-mail address";
    ChangePassword    "password.change"      [Owner Admin Manager Viewer] Never   "change their own password";
    ManageSessions    "sessions.manage"      [Owner Admin Manager Viewer] Never   "see and end their own sessions";
    ManageTokens      "tokens.manage"        [Owner Admin Manager Viewer] Never   "make and end their own API tokens";
    Leave             "business.leave"       [Owner Admin Manager Viewer] Never   "leave the business";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Credential, Refusal, Viewpoint};
    use crate::ids::{IdBounds as _, OutsideRecipientId};

    /// `yes`, or a word for the refusal.
    fn answer_word(answer: &Result<(), Refusal>) -> &'static str {
        match answer {
            Ok(()) => "yes",
            Err(Refusal::Forbidden) => "role",
            Err(Refusal::ReadOnly) => "look",
            Err(Refusal::WhileLoggedInAs | Refusal::LinkWhileLoggedInAs) => "self",
            Err(Refusal::ReadOnlyToken) => "reads",
            Err(Refusal::NotFound) => "none",
        }
    }

    #[test]
    fn every_role_and_action_with_and_without_log_in_as() {
        let modes = [None, Some(LogInAsMode::ReadOnly), Some(LogInAsMode::WithChanges)];
        let mut text = String::from(
            "oneself / Log in as, read only / with changes: yes, or the refusal: role (the role does not allow it),\n\
             look (changes are not allowed), self (never under Log in as)\n\n",
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
                let cells: Vec<_> = of_role.iter().map(|of_mode| answer_word(&of_mode[line])).collect();
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
    fn the_permissions_document() {
        insta::assert_snapshot!("permissions_markdown", crate::access::permissions_markdown());
    }

    #[test]
    fn a_viewpoint_lists_exactly_its_permissions() {
        for &role in Role::ALL {
            for mode in [None, Some(LogInAsMode::ReadOnly), Some(LogInAsMode::WithChanges)] {
                let viewpoint = Viewpoint::of(role, mode);
                let granted = table().iter().zip(answers(&viewpoint)).filter(|(_, answer)| answer.is_ok());
                let granted: Vec<_> = granted.map(|(entry, _)| entry.name).collect();
                assert_eq!(viewpoint.permissions(), granted);
            }
        }
    }

    #[test]
    fn a_job_may_read_what_its_member_may_read_and_change_nothing() {
        for &role in Role::ALL {
            let job = Viewpoint::by(Credential::Schedule, role, None);
            for (entry, answer) in table().iter().zip(answers(&job)) {
                let may_read = entry.during == LogInAsPolicy::ReadOnly && entry.roles.has(role);
                assert_eq!(answer, if may_read { Ok(()) } else { Err(Refusal::Forbidden) }, "{} {role}", entry.name);
                assert_eq!(job.permissions().contains(&entry.name), may_read, "{} {role}", entry.name);
            }
        }
    }

    #[test]
    fn a_letter_outside_has_figures_calls_and_numbers_and_nothing_else() {
        let outside = Viewpoint::by(Credential::Outside(OutsideRecipientId::LEAST), Role::Viewer, None);
        assert_eq!(outside.permissions(), ["calls.see", "analytics.see", "numbers.see"]);
        for (entry, answer) in table().iter().zip(answers(&outside)) {
            let may = ["calls.see", "analytics.see", "numbers.see"].contains(&entry.name);
            assert_eq!(answer, if may { Ok(()) } else { Err(Refusal::Forbidden) }, "{}", entry.name);
        }
    }

    #[test]
    fn a_reading_token_may_read_what_its_member_may_read_and_change_nothing() {
        for &role in Role::ALL {
            let token = Viewpoint::by_reading_token(role);
            for (entry, answer) in table().iter().zip(answers(&token)) {
                let expected = match (entry.roles.has(role), entry.during) {
                    (false, _) => Err(Refusal::Forbidden),
                    (true, LogInAsPolicy::ReadOnly) => Ok(()),
                    (true, _) => Err(Refusal::ReadOnlyToken),
                };
                assert_eq!(answer, expected, "{} {role}", entry.name);
                assert_eq!(token.permissions().contains(&entry.name), expected.is_ok(), "{} {role}", entry.name);
            }
        }
    }

    #[test]
    fn nothing_may_be_done_in_a_deleted_business_but_by_its_owner_to_take_it_back() {
        for &role in Role::ALL {
            let viewpoint = Viewpoint::in_deleted_business(role);
            for (entry, answer) in table().iter().zip(answers(&viewpoint)) {
                let is_way_back = entry.name == "business.delete" && role == Role::Owner;
                assert_eq!(answer, if is_way_back { Ok(()) } else { Err(Refusal::NotFound) }, "{} {role}", entry.name);
            }
        }
    }

    #[test]
    fn action_names_and_words_are_unique() {
        let names: std::collections::BTreeSet<_> = table().iter().map(|entry| entry.name).collect();
        let words: std::collections::BTreeSet<_> = table().iter().map(|entry| entry.words).collect();
        assert_eq!((names.len(), words.len()), (table().len(), table().len()));
    }
}
