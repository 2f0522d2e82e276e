//! Annotations of calls: tags, whether they are qualified, what they are worth, spam.
//!
//! **Invariant.** Every change of a call's annotations goes through [`change::change`], whether a person makes it or a rule.

mod annotate;
mod change;
mod draft;
mod values;

pub use annotate::{MAX_SELECTED, annotate, annotate_many};
pub use draft::{Annotation, MAX_TAGS, MAX_VALUE_CENTS, TagChange};
pub use values::QualifiedBy;
