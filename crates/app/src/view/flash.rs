/// What the page before has to say, once: shown as a toast.
#[derive(Clone, Debug)]
pub(crate) struct Flash {
    /// One sentence in the product's words.
    pub(crate) sentence: String,
    /// Whether it is bad news, which stays until it is dismissed.
    pub(crate) bad: bool,
}

impl Flash {
    /// Something is done.
    pub(crate) fn good(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), bad: false }
    }

    /// Something could not be done.
    pub(crate) fn bad(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), bad: true }
    }
}
