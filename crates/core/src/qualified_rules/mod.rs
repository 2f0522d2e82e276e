//! Rules that say by themselves whether a call is qualified.
//!
//! A rule says *qualified*, or nothing: a call that has ended and that no rule matches stays *not said*. Spam, and the calls of
//! blocked callers, are never qualified by a rule. A person's word wins over every rule. [`crate::calls`] applies the rules wherever
//! a call changes.
//!
//! **Invariant.** A rule names groups, sources and tags, so only people who see all numbers learn of it.

mod add;
mod change_place;
mod clock_time;
mod conditions;
mod draft;
mod edit;
mod hours;
mod list;
mod named;
mod names;
mod remove;
mod review;
mod rule;
mod rules;
mod sentence;

pub use add::add;
pub use change_place::change_place;
pub use clock_time::ClockTime;
pub use conditions::{Conditions, Facts, Matches};
pub use draft::{ConditionsDraft, Draft, HoursDraft, MAX_CHOSEN, MAX_NAME};
pub use edit::edit;
pub use hours::Hours;
pub use list::{RuleList, list};
pub(crate) use named::{Named, refuse_if_named, replace_tag};
pub use names::Names;
pub use remove::remove;
pub(crate) use review::{Advance, Place, REVIEW_JOB, REVIEWED, advance, lock_review};
pub use review::{Review, find_review, review_past};
pub use rule::{MAX_RULES, Rule};
pub(crate) use rules::Rules;
pub(crate) use sentence::{in_words, listed};
