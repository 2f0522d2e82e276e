//! The viewers of the list of calls: with few and many numbers, busy ones, quiet ones, and some of each.

/// The count of the business's numbers.
pub(crate) const NUMBERS: u64 = 2_000;

/// The count of the business's further numbers, which have no calls.
pub(crate) const SILENT_NUMBERS: u64 = 10;

/// The kind of numbers that a viewer sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    /// The busiest.
    Busy,
    /// Numbers with few calls.
    Quiet,
    /// Busy and quiet ones alternately; a single one is of the middle.
    Mixed,
    /// Numbers without calls.
    Silent,
}

/// A viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Viewer {
    share: Share,
    count: u64,
}

/// The viewers who see no call at all: of none, one and ten numbers.
pub(crate) fn viewers_without_calls() -> [Viewer; 3] {
    [0, 1, SILENT_NUMBERS].map(|count| Viewer { share: Share::Silent, count })
}

/// The viewers with calls.
pub(crate) fn viewers() -> Vec<Viewer> {
    let shares = [Share::Busy, Share::Quiet, Share::Mixed];
    [1, 10, 100, 1000].into_iter().flat_map(|count| shares.map(|share| Viewer { share, count })).collect()
}

impl Viewer {
    /// Their address.
    pub(crate) fn email(&self) -> String {
        format!("{}-{}@northline.example", self.word(), self.count)
    }

    /// Their numbers, in words.
    pub(crate) fn title(&self) -> String {
        let count = crate::numerals::with_thousands(self.count as f64);
        format!("{count} {}{}", self.word(), if self.count == 1 { " number" } else { " numbers" })
    }

    /// Their numbers, by their ids: busy ones are the first half, the busiest first.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let (half, count) = (NUMBERS / 2, self.count);
        match self.share {
            Share::Busy => (1..=count).collect(),
            Share::Quiet => (half + 1..=half + count).collect(),
            Share::Silent => (NUMBERS + 1..=NUMBERS + count).collect(),
            Share::Mixed if count == 1 => vec![half / 2],
            Share::Mixed => (0..count).map(|place| if place % 2 == 0 { 1 + place } else { half + place }).collect(),
        }
    }

    fn word(&self) -> &'static str {
        match self.share {
            Share::Busy => "busy",
            Share::Quiet => "quiet",
            Share::Mixed => "mixed",
            Share::Silent => "silent",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_viewer_is_granted_the_stated_count_of_numbers() {
        for viewer in viewers() {
            let numbers: BTreeSet<_> = viewer.numbers().into_iter().collect();
            assert_eq!(numbers.len() as u64, viewer.count, "{viewer:?}");
            assert!(numbers.iter().all(|number| (1..=NUMBERS).contains(number)), "{viewer:?}");
        }
        for viewer in viewers_without_calls() {
            let numbers = viewer.numbers();
            assert!(
                numbers.len() as u64 == viewer.count && numbers.iter().all(|number| *number > NUMBERS),
                "{viewer:?}"
            );
        }
    }
}
