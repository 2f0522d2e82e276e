//! Saved reports: questions to the analytics that a member keeps, alone or shared with the team.
//!
//! **Invariants.** A report is read with the access of its reader and never with that of its author: [`SavedReport`] holds only
//! the numbers, groups, sources and tags that its reader sees, and says so where a filter is left with none of its own. A member
//! finds their own reports and those that are shared, and no others. A report is mailed outside the team only to addresses that an
//! Owner or Admin has added, each with the number access that was set for it.

mod add;
mod change;
mod draft;
mod edit;
mod list;
mod outside;
mod question;
mod reader;
mod recipients;
mod remove;
mod renewal;
mod report;
mod run;
mod schedule;
mod schedule_recipients;
mod send;
mod stored;
mod unsubscribe;
mod visible;

pub use add::{MAX_REPORTS, add};
pub use change::require_edit;
pub(crate) use change::{check_sharing, may_edit, require_author_or_editor};
pub use draft::{Draft, MAX_NAME, ScheduleDraft};
pub use edit::edit;
pub use list::{Cursor, Page, list};
pub use outside::{
    MAX_OUTSIDE, OutsideChange, OutsideDraft, add_outside, edit_outside, outside_recipients, remove_outside,
};
pub use question::SavedQuestion;
pub(super) use question::{question_of_text, question_text};
pub use recipients::{Candidates, MAX_RECIPIENTS, Recipient, candidates, candidates_by_ids, decides_recipients};
pub use remove::remove;
pub use report::{ReportFields, SavedReport};
pub use run::{REPORT_RUNS, RunReports};
pub use schedule::{Every, Schedule};
pub use schedule_recipients::{ScheduleRecipients, schedule_recipients};
pub use send::{REPORT_LETTERS, ReportLetter, SendReports, send_to_oneself};
pub use unsubscribe::{LetterReader, find_letter_reader, stop_letters};
