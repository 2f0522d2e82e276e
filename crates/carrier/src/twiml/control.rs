//! The verbs that wait, redirect and refuse.

use super::element::Element;
use super::url::AbsoluteUrl;

/// Waits in silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// How long.
    pub seconds: u16,
}

/// Continues with another document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The address of that document.
    pub url: AbsoluteUrl,
}

/// Refuses the call unanswered, and without cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reject {
    /// The caller hears that the number is not in service.
    Rejected,
    /// The caller hears that the line is busy.
    Busy,
}

impl Pause {
    pub(super) fn element(self) -> Element {
        Element::new("Pause").with("length", self.seconds.max(1))
    }
}

impl Redirect {
    pub(super) fn element(&self) -> Element {
        Element::new("Redirect").with("method", "POST").text(&self.url)
    }
}

impl Reject {
    pub(super) fn element(self) -> Element {
        let reason = match self {
            Self::Rejected => "rejected",
            Self::Busy => "busy",
        };
        Element::new("Reject").with("reason", reason)
    }
}
