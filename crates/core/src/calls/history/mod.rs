//! The annotations of a call, change by change, for its timeline: tags, *qualified*, value and spam. Notes have moments of their own.
//!
//! **Invariant.** A transaction in which a person or a rule changes the annotations of a call records the change here. The merge and the
//! removal of a tag are changes of the tag.

mod changed;
mod list;
mod record;

pub use changed::{Changed, NewValue};
pub use list::{AnnotationChange, MAX_CHANGES, annotation_changes};
pub(super) use record::record;
pub(crate) use record::record_at;
