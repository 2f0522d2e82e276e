//! The table of actions for people to read: docs/PERMISSIONS.md.

use std::fmt::Write as _;

use super::action::table;
use super::mode::LogInAsMode;
use super::role::Role;

const INTRODUCTION: &str = "\
# Who may do what

Every member of a business has one of four roles. This table is made from the one in the code that decides; nothing
else does. *Log in as, looking* and *with changes* say whether somebody who is logged in as a teammate may do it, where
that teammate's role may; a dash: never, whatever the role.

";

const FOOTNOTES: &str = "
## What the table does not say

* **Number access.** An Owner, an Admin and a Manager see all numbers. A Viewer sees All Numbers or Specific Numbers,
  and everything in the table is within that: what belongs to another number answers as if it did not exist. Specific
  Numbers without any number see nothing.
* **Rank.** The order is Owner, Admin, Manager, Viewer. Nobody changes, removes or logs in as a member at or above
  their own rank, and nobody grants a role at or above their own; Owners may, except that nobody logs in as an Owner.
* **Oneself.** Nobody changes their own role or number access.
* **The last Owner** can't be demoted or removed, and can't leave.
* **API tokens** belong to a member and may do at most what the member may at that moment. A token that only reads may do
  what *Log in as, looking* may.
* **Addresses outside the team** that get a scheduled report see the figures, calls and numbers of the number access that an
  Owner or Admin has set for them, in that letter, and nothing else. They sign in nowhere.
";

/// The text of docs/PERMISSIONS.md.
pub fn markdown() -> String {
    let mut text = String::from(INTRODUCTION);
    text.push_str("| may | name |");
    for role in Role::ALL {
        // Writing to a String does not fail.
        let _written = write!(text, " {} |", role.title());
    }
    text.push_str(" Log in as, looking | with changes |\n| --- | --- |");
    text.push_str(&" --- |".repeat(Role::ALL.len() + 2));
    text.push('\n');
    for entry in table() {
        let _written = write!(text, "| {} | `{}` |", entry.words, entry.name);
        let mark = |yes: bool| if yes { " yes |" } else { " – |" };
        for &role in Role::ALL {
            text.push_str(mark(entry.allows(role, None)));
        }
        for mode in [LogInAsMode::ReadOnly, LogInAsMode::WithChanges] {
            text.push_str(mark(Role::ALL.iter().any(|&role| entry.allows(role, Some(mode)))));
        }
        text.push('\n');
    }
    text.push_str(FOOTNOTES);
    text
}
