/// The links from a page of a list to the pages before and after. There are no page numbers, since rows arrive
/// meanwhile.
#[derive(Clone, Debug)]
pub(crate) struct Pager {
    /// The address of the page before; `None` on the first.
    pub(crate) newer: Option<String>,
    /// The address of the page after; `None` on the last.
    pub(crate) older: Option<String>,
    /// The text of the link to the page before.
    pub(crate) newer_label: &'static str,
    /// The text of the link to the page after.
    pub(crate) older_label: &'static str,
}

impl Pager {
    /// For a list that shows the newest first.
    pub(crate) fn by_time(newer: Option<String>, older: Option<String>) -> Self {
        Self { newer, older, newer_label: "Newer", older_label: "Older" }
    }

    /// For a list by name or any other order.
    pub(crate) fn by_order(newer: Option<String>, older: Option<String>) -> Self {
        Self { newer, older, newer_label: "Previous", older_label: "Next" }
    }
}
