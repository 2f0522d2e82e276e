use super::Icon;

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Small to large, A to Z, old to new.
    Ascending,
    /// The other way.
    Descending,
}

impl Direction {
    /// The word that `aria-sort` wants.
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

/// The head of a column that sorts.
#[derive(Clone, Debug)]
pub(crate) struct Sort {
    /// The column's name.
    pub(crate) label: &'static str,
    /// Where a click leads: the same list sorted by this column, or the other way if it already is.
    pub(crate) href: String,
    /// How it is sorted now, if by this column.
    pub(crate) direction: Option<Direction>,
}
