//! The checklist of setting a business up.

use askama::Template;

use crate::view::{Layout, SetupStep, When};

/// The checklist.
#[derive(Template)]
#[template(path = "setup/steps.html")]
pub(crate) struct Setup {
    pub(crate) layout: Layout,
    /// Every step, in the order in which they are best done.
    pub(crate) steps: Vec<SetupStep>,
    /// The webhooks that were refused: how many, when the newest, and why.
    pub(crate) refused: Vec<(i64, When, &'static str)>,
    /// Whether every step is done, so that the list may go.
    pub(crate) is_done: bool,
    /// Whether a test letter waits to be sent, so that the page is worth loading again.
    pub(crate) waits_for_mail: bool,
}

impl Setup {
    fn done(&self) -> usize {
        self.steps.iter().filter(|step| step.is_done()).count()
    }
}

#[cfg(test)]
impl Setup {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{LONG, ago, crowded_layout, layout};
        let page =
            |layout: Layout, steps| Self { layout, steps, refused: Vec::new(), is_done: false, waits_for_mail: false };
        let done = SetupStep::samples().into_iter().map(SetupStep::finished).collect();
        vec![
            ("typical", Self { waits_for_mail: true, ..page(layout(Nav::Settings), SetupStep::samples()) }),
            (
                "crowded",
                Self {
                    refused: vec![(3, ago(4), LONG), (1, ago(90), LONG)],
                    ..page(crowded_layout(Nav::Settings), SetupStep::samples())
                },
            ),
            ("done", Self { is_done: true, ..page(layout(Nav::Settings), done) }),
        ]
    }
}
