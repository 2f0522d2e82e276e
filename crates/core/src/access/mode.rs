//! The modes of Log in as.

/// The actions that Log in as allows now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogInAsMode {
    /// Actions that only read.
    ReadOnly,
    /// Changes as well.
    WithChanges,
}
