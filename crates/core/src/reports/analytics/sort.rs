//! The order of the rows.

use std::fmt::{self, Display};
use std::str::FromStr;

use super::{Grouping, Measure};
use crate::access::PageDirection;

/// A column that rows are sorted by. Its word is that of the grouping or of the measure, and `_change` after a measure's for
/// its change since the period before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// One of the groupings of the question.
    Grouping(Grouping),
    /// A measure.
    Measure(Measure),
    /// The change of a measure: the difference to the period before.
    Change(Measure),
}

/// An order of the rows: a column and a direction. As a text it is the column's word, with a minus where it is descending.
/// Rows without a figure stand last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    /// The column.
    pub key: SortKey,
    /// The direction.
    pub direction: PageDirection,
}

/// The text names no order of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Sort by a grouping or a measure, such as source, or -calls for the most first.")]
pub struct UnknownSort;

const CHANGE: &str = "_change";

impl Display for SortKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Grouping(grouping) => out.write_str(grouping.word()),
            Self::Measure(measure) => out.write_str(measure.word()),
            Self::Change(measure) => write!(out, "{measure}{CHANGE}"),
        }
    }
}

impl FromStr for SortKey {
    type Err = UnknownSort;

    fn from_str(text: &str) -> Result<Self, UnknownSort> {
        if let Ok(grouping) = text.parse::<Grouping>() {
            return Ok(Self::Grouping(grouping));
        }
        let (word, is_change) = text.strip_suffix(CHANGE).map_or((text, false), |word| (word, true));
        let measure = word.parse::<Measure>().map_err(|_| UnknownSort)?;
        Ok(if is_change { Self::Change(measure) } else { Self::Measure(measure) })
    }
}

impl Display for Sort {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.direction == PageDirection::Descending { "-" } else { "" })?;
        self.key.fmt(out)
    }
}

impl FromStr for Sort {
    type Err = UnknownSort;

    fn from_str(text: &str) -> Result<Self, UnknownSort> {
        let (word, direction) =
            text.strip_prefix('-').map_or((text, PageDirection::Ascending), |word| (word, PageDirection::Descending));
        Ok(Self { key: word.parse()?, direction })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_reads_back_as_itself() {
        let groupings = Grouping::ALL.iter().copied().map(SortKey::Grouping);
        let measures = Measure::ALL.iter().copied();
        let keys = groupings.chain(measures.clone().map(SortKey::Measure)).chain(measures.map(SortKey::Change));
        let mut words = std::collections::BTreeSet::new();
        for (key, &direction) in keys.flat_map(|key| PageDirection::ALL.iter().map(move |direction| (key, direction))) {
            let sort = Sort { key, direction };
            assert_eq!(sort.to_string().parse(), Ok(sort));
            assert!(words.insert(sort.to_string()), "{sort}");
        }
        for wrong in ["", "-", "--calls", "size", "source_change", "+calls", "calls_change_change"] {
            assert_eq!(wrong.parse::<Sort>(), Err(UnknownSort), "{wrong}");
        }
    }
}
