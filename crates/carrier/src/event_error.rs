//! The error for a form that is no event.

/// The reason why a verified form is no event. It names the field and never holds its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// The field is not there, or empty.
    #[error("the carrier's request lacks {0}")]
    Missing(&'static str),
    /// The field's value is not valid.
    #[error("the carrier's request has a {0} that can't be read")]
    Invalid(&'static str),
}
