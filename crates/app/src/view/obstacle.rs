/// What stands in the way of a form, and the way on.
#[derive(Clone, Debug)]
pub(crate) struct Obstacle {
    /// One sentence.
    pub(crate) sentence: String,
    /// Where it leads: the address and its words.
    pub(crate) way: Option<(String, String)>,
}

impl Obstacle {
    /// It leads nowhere: the sentence says all.
    pub(crate) fn plain(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), way: None }
    }

    /// It leads there.
    pub(crate) fn with_way(sentence: impl Into<String>, href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), way: Some((href.into(), label.into())) }
    }
}
