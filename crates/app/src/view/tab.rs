/// One of several views of the same thing, above the page.
#[derive(Clone, Debug)]
pub(crate) struct Tab {
    /// The word.
    pub(crate) label: &'static str,
    /// Where it leads.
    pub(crate) href: String,
    /// Whether it is the one that is open.
    pub(crate) current: bool,
}
