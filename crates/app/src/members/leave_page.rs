//! The question before a member leaves the business.

use askama::Template;

use crate::view::{Icon, Shell};

/// The question; or, for the last Owner, what to do first.
#[derive(Template)]
#[template(path = "members/leave.html")]
pub(crate) struct Leave {
    /// The frame.
    pub(crate) shell: Shell,
    /// Why it can't be, if so.
    pub(crate) refused: Option<String>,
}

#[cfg(test)]
impl Leave {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{crowded_shell, viewer_shell};
        let last = Some("This is the last Owner. Make somebody else an Owner first.".to_owned());
        vec![
            ("typical", Self { shell: viewer_shell(Nav::Settings), refused: None }),
            ("long", Self { shell: crowded_shell(Nav::Settings), refused: None }),
            ("last owner", Self { shell: crate::view::samples::shell(Nav::Settings), refused: last }),
        ]
    }
}
