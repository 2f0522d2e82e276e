//! The sample of callers that large counts of callers are estimated from.
//!
//! A sixteenth part of all callers is in it, by their address alone, so a caller is in it with all of their calls or with none.
//! How many callers of the sample called, times sixteen, is an estimate of how many callers called, whatever numbers, sources
//! and days are asked for.

use sha2::{Digest as _, Sha256};

/// One caller of so many is in the sample. It can't be changed without `crewline reports rebuild`.
pub(crate) const SAMPLED_PART: i64 = 16;

/// Whether a caller is in the sample.
pub(crate) fn is_in_sample(caller: &str) -> bool {
    Sha256::digest(caller.as_bytes()).first().is_some_and(|byte| i64::from(*byte) % SAMPLED_PART == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sixteenth_part_of_callers_is_in_the_sample() {
        let callers = (0..100_000).filter(|number| is_in_sample(&format!("+1415{number:07}"))).count();
        assert!((6_000..6_500).contains(&callers), "{callers}");
    }
}
