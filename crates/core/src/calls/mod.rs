//! Calls: the carrier's reports on them, what people write on them, and the lists and pages that people see.
//!
//! **Invariant.** A call is read only through the number access of a proof. The carrier's reports are written only by
//! [`intake`], for a request whose signature was verified; what a person says of a call only by `annotations`, and what a rule says by [`qualification`].

mod annotations;
mod answer;
mod block_caller;
mod call;
pub mod columns;
mod detail;
mod filter;
mod history;
mod hours_filter;
pub mod intake;
mod list;
mod menus;
pub mod notes;
mod outcome;
pub mod qualification;
pub(crate) mod question_text;
mod row;
pub(crate) mod search;
pub(crate) mod tally;
mod visible_choices;

pub use annotations::{
    Annotation, MAX_SELECTED, MAX_TAGS, MAX_VALUE_CENTS, QualifiedBy, TagChange, annotate, annotate_many,
};
pub use answer::{
    Addresses, Answer, Callback, Event, answer, answer_after_dial, answer_from_memory, answer_unreadable,
    answer_without_recording,
};
pub use block_caller::block_caller;
pub use call::{Call, CallTag, CallerKind, Direction, RecordingBrief};
pub use detail::{Detail, Leg, MAX_NTH, detail};
pub use filter::{Filter, MAX_CHOSEN, QualifiedFilter};
pub(crate) use history::record_at;
pub use history::{AnnotationChange, Changed, MAX_CHANGES, NewValue, annotation_changes};
pub use hours_filter::{HOURS_WITHOUT_DAYS, HoursFilter, TooManyClockChanges};
pub use list::{Cursor, MAX_COUNT, Page, count, list};
pub(crate) use menus::known_sources;
pub use menus::{count_of, count_since, sources, sources_of};
pub use outcome::{CallStatus, CallSummary, Outcome, derive_outcome};
pub use tally::{CountedKind, CountedOutcome, Sums};
pub use visible_choices::Omission;
pub(crate) use visible_choices::{Choices, VisibleChoices, lost_all, tag_ids};
