//! The modes of Log in as.

/// The actions that Log in as allows now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Looking only.
    Looking,
    /// Changes too.
    Changes,
}
