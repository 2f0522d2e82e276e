/// A sentence that the next page shows once, as a toast.
#[derive(Clone, Debug)]
pub(crate) struct Flash {
    /// One sentence in the product's words.
    pub(crate) sentence: String,
    /// Whether it reports a failure. Such a toast stays until it is dismissed.
    pub(crate) bad: bool,
}

impl Flash {
    /// Something was done.
    pub(crate) fn good(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), bad: false }
    }

    /// Something could not be done.
    pub(crate) fn bad(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), bad: true }
    }
}
