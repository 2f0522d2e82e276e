//! The samples of callers that large counts of callers are estimated from.
//!
//! A sixteenth part of all callers is in the large sample, and a sixteenth part of those in the small one, by their address alone. So
//! a caller is in a sample with all of their calls or with none. How many callers of it called, times the part, is an estimate of how
//! many callers called, whatever numbers, sources and days are asked for.

use sha2::{Digest as _, Sha256};

/// One caller of so many is in the large sample, and one of so many of those in the small one. It can't be changed without
/// `crewline reports rebuild`.
const PART: u8 = 16;

/// Up to this many calls, callers are counted exactly.
pub(crate) const MAX_EXACT_CALLS: i64 = 20_000;
/// Beyond as many calls the small sample has enough callers.
const MAX_LARGE_SAMPLE_CALLS: i64 = 1_000_000;

/// A sample of callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sample {
    /// A sixteenth part of them.
    Large,
    /// One of 256.
    Small,
}

impl Sample {
    /// The sample that callers of so many calls are estimated from; `None` where they are few enough to count them.
    pub(crate) fn for_calls(calls: i64) -> Option<Self> {
        if calls <= MAX_EXACT_CALLS {
            None
        } else if calls <= MAX_LARGE_SAMPLE_CALLS {
            Some(Self::Large)
        } else {
            Some(Self::Small)
        }
    }

    /// How many callers there are for each in the sample.
    pub(crate) fn part(self) -> i64 {
        match self {
            Self::Large => i64::from(PART),
            Self::Small => i64::from(PART) * i64::from(PART),
        }
    }

    /// The form of the statements that read it.
    pub(crate) const fn form(self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::Small => "small",
        }
    }
}

/// The column `sample` of a caller's calls: 2 in both samples, 1 in the large one alone, 0 in none.
pub(crate) fn sample_level(caller: &str) -> i64 {
    let digest = Sha256::digest(caller.as_bytes());
    let is_sampled = |byte: Option<&u8>| byte.is_some_and(|byte| byte % PART == 0);
    match (is_sampled(digest.first()), is_sampled(digest.get(1))) {
        (true, true) => 2,
        (true, false) => 1,
        (false, _) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sixteenth_part_of_callers_is_in_each_sample() {
        let levels: Vec<i64> = (0..100_000).map(|number| sample_level(&format!("+1415{number:07}"))).collect();
        let large = levels.iter().filter(|level| **level >= 1).count();
        let small = levels.iter().filter(|level| **level >= 2).count();
        assert!((6_000..6_500).contains(&large), "{large}");
        assert!((340..440).contains(&small), "{small}");
    }

    #[test]
    fn callers_of_few_calls_are_counted_and_of_many_estimated() {
        let parts = [0, 20_000, 20_001, 1_000_000, 1_000_001].map(|calls| Sample::for_calls(calls).map(Sample::part));
        assert_eq!(parts, [None, None, Some(16), Some(16), Some(256)]);
    }
}
