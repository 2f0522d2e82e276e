/// One of several views of the same thing, above the page.
#[derive(Clone, Debug)]
pub(crate) struct Tab {
    /// The label.
    pub(crate) label: &'static str,
    /// The address.
    pub(crate) href: String,
    /// Whether it is the open one.
    pub(crate) current: bool,
}
