//! Annotations of calls: tags, whether they are qualified, what they are worth, spam.
//!
//! **Invariant.** Every change that a person makes of a call's annotations goes through [`change::change`]. What the rules say of a
//! call that changes otherwise is `qualification`'s.

mod annotate;
mod change;
mod draft;
mod values;

pub use annotate::{MAX_SELECTED, annotate, annotate_many};
pub use draft::{Annotation, MAX_TAGS, MAX_VALUE_CENTS, TagChange};
pub use values::QualifiedBy;
