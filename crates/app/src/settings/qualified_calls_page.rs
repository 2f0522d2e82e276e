//! Settings → Qualified calls: the rules.

use askama::Template;

use crate::view::{Layout, Tab};

/// The tab.
#[derive(Template)]
#[template(path = "settings/qualified_calls.html")]
pub(crate) struct SettingsQualifiedCalls {
    pub(crate) layout: Layout,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// Whether the viewpoint may change rules now.
    pub(crate) may_edit: bool,
    /// Whether there is room for another rule.
    pub(crate) may_add: bool,
    /// The rules, in their order.
    pub(crate) rows: Vec<RuleRow>,
    /// How far past calls are gone over, in a sentence; `None` if nobody has ever asked for it.
    pub(crate) review: Option<ReviewPart>,
}

/// A rule in the list.
pub(crate) struct RuleRow {
    /// The opaque id.
    pub(crate) id: String,
    /// Its name, or its place in words.
    pub(crate) label: String,
    /// The rule in a plain sentence.
    pub(crate) sentence: String,
    /// Whether it names a group or a tag that was removed.
    pub(crate) is_missing_one: bool,
}

/// How far past calls are gone over.
pub(crate) struct ReviewPart {
    /// In a sentence.
    pub(crate) sentence: String,
    /// Whether it goes on.
    pub(crate) is_running: bool,
}

impl SettingsQualifiedCalls {
    /// An address of the tab.
    fn href(&self, what: &str) -> String {
        self.layout.href(&format!("/settings/qualified-calls{what}"))
    }
}

#[cfg(test)]
impl SettingsQualifiedCalls {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, layout};
        let row = |at: usize| {
            RuleRow {
            id: format!("rule_{at}"),
            label: ["Long calls from ads", LONG, RTL, HTML][at % 4].to_owned(),
            sentence: [
                "A call is qualified if it was answered, had a talk time of at least 60 seconds, and came from Google Ads or Yelp.",
                HTML,
                "A call is qualified if it has the tag one that was removed.",
            ][at % 3]
                .to_owned(),
            is_missing_one: at % 3 == 2,
        }
        };
        let page = |shell: Layout, count| Self {
            tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::QualifiedCalls),
            layout: shell,
            may_edit: true,
            may_add: count < 20,
            rows: (0..count).map(row).collect(),
            review: None,
        };
        let review = |sentence: &str, is_running| Some(ReviewPart { sentence: sentence.to_owned(), is_running });
        let running = review("1,250 calls so far, back to 3 Mar 2026.", true);
        let over = review("Past calls were gone over on 4 Mar 2026: 12,400 calls.", false);
        vec![
            ("typical", Self { review: over, ..page(layout(Nav::Settings), 3) }),
            ("empty", page(layout(Nav::Settings), 0)),
            ("looking", Self { may_edit: false, ..page(layout(Nav::Settings), 2) }),
            ("many, running", Self { review: running, ..page(crowded_layout(Nav::Settings), 20) }),
        ]
    }
}
