//! The readers of the reports.

use clap::ValueEnum;

use crate::business::OWNER;
use crate::viewers::{Viewer, viewers};

/// The only viewer of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnlyViewer {
    /// A viewer of ten numbers.
    Ten,
}

impl OnlyViewer {
    /// The viewer.
    pub(super) fn viewer(self) -> Option<Viewer> {
        match self {
            Self::Ten => mixed(10),
        }
    }
}

/// A member who reads reports: the Owner, who sees all numbers, or a viewer of some.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader(Option<Viewer>);

impl Reader {
    /// The readers of a run: all of them, or its only viewer.
    pub(super) fn all(only: Option<Viewer>) -> Vec<Self> {
        match only {
            Some(viewer) => vec![Self(Some(viewer))],
            None => {
                std::iter::once(None).chain([1_000, 10].into_iter().filter_map(mixed).map(Some)).map(Self).collect()
            }
        }
    }

    pub(super) fn email(&self) -> String {
        self.0.map_or_else(|| OWNER.to_owned(), |viewer| viewer.email())
    }

    pub(super) fn title(&self) -> String {
        self.0.map_or_else(|| "All Numbers".to_owned(), |viewer| viewer.title())
    }

    /// The ids of the numbers; `None` means all.
    pub(super) fn numbers(&self) -> Option<Vec<u64>> {
        self.0.map(|viewer| viewer.numbers())
    }
}

/// The viewer of so many numbers, busy and quiet ones.
fn mixed(count: u64) -> Option<Viewer> {
    let start = format!("mixed-{count}@");
    viewers().into_iter().find(|viewer| viewer.email().starts_with(&start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readers_see_all_numbers_a_thousand_and_ten() {
        let counts: Vec<_> =
            Reader::all(None).iter().map(|reader| reader.numbers().map(|numbers| numbers.len())).collect();
        assert_eq!(counts, [None, Some(1_000), Some(10)]);
        let only = Reader::all(OnlyViewer::Ten.viewer());
        assert_eq!(only.iter().filter_map(Reader::numbers).map(|numbers| numbers.len()).collect::<Vec<_>>(), [10]);
    }
}
