use super::Icon;

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Small to large, A to Z, old to new.
    Ascending,
    /// The reverse.
    Descending,
}

impl Direction {
    /// The value of `aria-sort`.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }

    /// The arrow beside the column's name.
    pub(crate) fn icon(self) -> Icon {
        match self {
            Self::Ascending => Icon::Up,
            Self::Descending => Icon::Down,
        }
    }
}

/// The head of a sortable column.
#[derive(Clone, Debug)]
pub(crate) struct Sort {
    /// The column's name.
    pub(crate) label: &'static str,
    /// The same list sorted by this column, or in the reverse order if it already is.
    pub(crate) href: String,
    /// The current order, if the list is sorted by this column.
    pub(crate) direction: Option<Direction>,
}
