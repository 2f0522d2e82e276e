//! The one table of the actions that the log records. Menus, words and docs are made from it.

/// An action that the log records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its name for programs: `number.edited`.
    pub name: &'static str,
    /// In words.
    pub words: &'static str,
}

macro_rules! actions {
    ($($name:literal $words:literal;)*) => {
        /// All actions, in the order of menus.
        pub const ACTIONS: &[Action] = &[$(Action { name: $name, words: $words }),*];
    };
}

actions! {
    "business.founded"           "Business founded";
    "business.edited"            "Business profile edited";
    "business.deleted"           "Business deleted";
    "business.taken_back"        "Business taken back";
    "security_policy.set"        "Security policy set";
    "carrier.connected"          "Carrier connected";
    "carrier.forgotten"          "Carrier forgotten, since the key of its secrets was lost";
    "job.retried"                "Background job tried again";
    "setup.mail_tested"          "Test letter sent";
    "setup.account_tested"       "Carrier's account tested";
    "setup.dismissed"            "Set-up list put away";
    "plan.changed"               "Plan changed";
    "member.added"               "Member added";
    "member.edited"              "Member edited";
    "member.removed"             "Member removed";
    "member.left"                "Member left";
    "invitation.sent"            "Invitation sent";
    "invitation.resent"          "Invitation resent";
    "invitation.address_corrected" "Address of an invitation corrected";
    "invitation.edited"          "Invitation edited";
    "invitation.cancelled"       "Invitation cancelled";
    "invitation.accepted"        "Invitation accepted";
    "invitation.declined"        "Invitation declined";
    "ownership.offered"          "Ownership offered";
    "ownership.withdrawn"        "Offer of ownership withdrawn";
    "ownership.declined"         "Offer of ownership declined";
    "ownership.handed_over"      "Ownership handed over";
    "owner.recovered"            "Owner recovered";
    "log_in_as.started"          "Log in as started";
    "log_in_as.changes_allowed"  "Changes allowed under Log in as";
    "log_in_as.ended"            "Log in as ended";
    "log_in_as.letters_chosen"   "Letters about Log in as chosen";
    "number.added"               "Number added";
    "number.edited"              "Number edited";
    "number.released"            "Number released";
    "number_group.created"       "Number group made";
    "number_group.edited"        "Number group edited";
    "number_group.deleted"       "Number group deleted";
    "call.annotated"             "Call tagged or rated";
    "call_note.added"            "Note on a call added";
    "call_note.edited"           "Note on a call edited";
    "call_note.removed"          "Note on a call removed";
    "tag.added"                  "Tag added";
    "tag.edited"                 "Tag edited";
    "tag.merged"                 "Tag merged into another";
    "tag.removed"                "Tag removed";
    "qualified_rule.added"       "Rule for qualified calls added";
    "qualified_rule.edited"      "Rule for qualified calls edited";
    "qualified_rule.moved"       "Rule for qualified calls moved";
    "qualified_rule.removed"     "Rule for qualified calls removed";
    "past_calls.review_started"  "Going over past calls by the rules asked for";
    "past_calls.review_finished" "Past calls gone over by the rules";
    "report.saved"               "Report saved";
    "report.edited"              "Saved report edited";
    "report.sent"                "Saved report mailed to oneself";
    "report.removed"             "Saved report removed";
    "call_view.saved"            "View of the calls saved";
    "call_view.edited"           "View of the calls edited";
    "call_view.removed"          "View of the calls removed";
    "call_columns.chosen"        "Columns of the list of calls chosen";
    "report.letters_ended"       "Letters of a report ended by their reader";
    "report.outside_added"       "Address outside added to a report's letters";
    "report.outside_edited"      "Address outside edited";
    "report.outside_removed"     "Address outside removed from a report's letters";
    "report.outside_ended"       "Letters of a report ended by the address outside";
    "caller.blocked"             "Caller blocked";
    "caller.unblocked"           "Caller no longer blocked";
    "call.called_back"           "Caller called back";
    "call.to_call_back"          "Caller to be called back after all";
    "profile.edited"             "Own profile edited";
    "password.changed"           "Own password changed";
    "password.reset"             "Password reset";
    "account.proved"             "E-mail address confirmed";
    "email.changed"              "E-mail address changed";
    "session.ended"              "Own session ended";
    "sessions.ended"             "Own other sessions ended";
    "token.created"              "API token made";
    "token.ended"                "API token ended";
    "audit.resealed"             "Audit log sealed anew";
}

impl Action {
    /// The action with a name; `None` for a name that this version does not know.
    pub fn find(name: &str) -> Option<&'static Self> {
        ACTIONS.iter().find(|action| action.name == name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    fn files(folder: &Path, all: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path, all) } else { all.push(path) }
        }
    }

    /// The first argument of every `Event::of` in this crate's code. Where it is not a literal, every literal of the
    /// file that looks like an action.
    fn actions_in_code() -> BTreeSet<String> {
        let mut all = Vec::new();
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        let mut names = BTreeSet::new();
        for path in all.iter().filter(|path| path.extension().is_some_and(|kind| kind == "rs")) {
            let text = std::fs::read_to_string(path).unwrap();
            let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            if path.ends_with("audit/action.rs") {
                continue;
            }
            for after in code.split("Event::of(").skip(1) {
                match after.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')) {
                    Some((name, _)) => _ = names.insert(name.to_owned()),
                    None => names.extend(code.split('"').filter(|text| is_a_name(text)).map(str::to_owned)),
                }
            }
        }
        names
    }

    /// Whether a text looks like `member.removed`, and not like a file's name.
    fn is_a_name(text: &str) -> bool {
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        text.split_once('.').is_some_and(|(kind, verb)| is_word(kind) && is_word(verb) && verb != "sql")
    }

    #[test]
    fn every_event_in_the_code_is_a_known_action() {
        let names = actions_in_code();
        assert!(names.len() > 20 && names.contains("member.left"), "{names:?}");
        let missing: Vec<_> = names.iter().filter(|name| Action::find(name).is_none()).collect();
        assert!(missing.is_empty(), "add these to the table, with their words: {missing:?}");
    }

    #[test]
    fn audit_action_names_and_words_are_unique() {
        let names: BTreeSet<_> = ACTIONS.iter().map(|action| action.name).collect();
        let words: BTreeSet<_> = ACTIONS.iter().map(|action| action.words).collect();
        assert_eq!((names.len(), words.len()), (ACTIONS.len(), ACTIONS.len()));
    }
}
