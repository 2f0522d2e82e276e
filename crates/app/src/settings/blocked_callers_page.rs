//! Settings → Blocked callers.

use askama::Template;

use crate::view::{FieldProblem, Icon, Layout, Pager, Tab, TextField, When, field_problems};

/// The tab.
#[derive(Template)]
#[template(path = "settings/blocked_callers.html")]
pub(crate) struct SettingsBlockedCallers {
    pub(crate) layout: Layout,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// Whether the viewpoint may block callers now.
    pub(crate) may_block: bool,
    /// `caller`: the one to block.
    pub(crate) new_caller: TextField,
    /// The blocked callers of this page, newest first.
    pub(crate) rows: Vec<BlockedRow>,
    /// The links to the other pages.
    pub(crate) pager: Pager,
}

/// A blocked caller.
pub(crate) struct BlockedRow {
    /// The opaque id.
    pub(crate) id: String,
    /// The number as this business writes it.
    pub(crate) caller: String,
    /// The name of the member who blocked it.
    pub(crate) by: String,
    /// When.
    pub(crate) at: When,
}

impl SettingsBlockedCallers {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.new_caller.name, &self.new_caller.error)])
    }
}

#[cfg(test)]
impl SettingsBlockedCallers {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, layout, moment};
        let row = |at: usize| BlockedRow {
            id: format!("blk_{at}"),
            caller: ["(415) 555-0193", "sip:robot@pbx.example", "+44 20 7946 0018", LONG][at % 4].to_owned(),
            by: ["Ada Dietrich", RTL, HTML][at % 3].to_owned(),
            at: moment((at * 900) as i64),
        };
        let page = |shell: Layout, count, older: Option<&str>| Self {
            tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::BlockedCallers),
            layout: shell,
            may_block: true,
            new_caller: TextField::new("caller"),
            rows: (0..count).map(row).collect(),
            pager: Pager::by_time(None, older.map(str::to_owned)),
        };
        let new_caller = TextField::with_value("caller", HTML).refused("This caller is blocked already.");
        vec![
            ("typical", page(layout(Nav::Settings), 3, None)),
            ("empty", page(layout(Nav::Settings), 0, None)),
            ("looking", Self { may_block: false, ..page(layout(Nav::Settings), 2, None) }),
            ("many, refused", Self { new_caller, ..page(crowded_layout(Nav::Settings), 50, Some("?cursor=x")) }),
        ]
    }
}
