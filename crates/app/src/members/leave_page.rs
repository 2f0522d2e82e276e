//! The confirmation page before a member leaves the business.

use askama::Template;

use crate::view::{Icon, Layout};

/// The confirmation page. For the last Owner it says what to do first.
#[derive(Template)]
#[template(path = "members/leave.html")]
pub(crate) struct Leave {
    pub(crate) layout: Layout,
    /// Why the member can't leave, if so.
    pub(crate) refused: Option<String>,
}

#[cfg(test)]
impl Leave {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{crowded_layout, viewer_layout};
        let last = Some("This is the last Owner. Make somebody else an Owner first.".to_owned());
        vec![
            ("typical", Self { layout: viewer_layout(Nav::Settings), refused: None }),
            ("long", Self { layout: crowded_layout(Nav::Settings), refused: None }),
            ("last owner", Self { layout: crate::view::samples::layout(Nav::Settings), refused: last }),
        ]
    }
}
