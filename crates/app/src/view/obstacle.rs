/// Why a form can't be saved, with a link that helps.
#[derive(Clone, Debug)]
pub(crate) struct Obstacle {
    /// One sentence.
    pub(crate) sentence: String,
    /// The link: its address and its text.
    pub(crate) way: Option<(String, String)>,
}

impl Obstacle {
    /// Without a link.
    pub(crate) fn plain(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), way: None }
    }

    /// With a link.
    pub(crate) fn with_link(sentence: impl Into<String>, href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), way: Some((href.into(), label.into())) }
    }
}
