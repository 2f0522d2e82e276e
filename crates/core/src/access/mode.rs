//! What Log in as allows.

/// What Log in as allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Looking only.
    Looking,
    /// Changes too.
    Changes,
}
