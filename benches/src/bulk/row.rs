//! The generated calls. Each depends on its place in time alone, so that every run and both engines have the same.
//!
//! Half of the numbers are busy, the first of them far busier than the last; the other half shares one call in a
//! hundred. One call in 100,000 failed.

use std::collections::HashSet;

use crewline_core::time::Timestamp;

use crate::viewers::NUMBERS;

/// From the oldest call to the newest: three years.
pub(crate) const SPAN_MILLIS: i64 = 3 * 365 * 86_400_000;
/// The moment after the newest call.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_793_491_200_000);
/// A caller's name that one call in 100,000 has.
pub(crate) const RARE_CALLER: &str = "Quill, Zora";

const BUSY_NUMBERS: u64 = NUMBERS / 2;
const RARE_CALLER_INTERVAL: u64 = 100_000;

/// A call's values.
pub(super) struct Row {
    pub(super) number: u64,
    pub(super) carrier_id: String,
    pub(super) status: &'static str,
    pub(super) caller: Option<String>,
    pub(super) name: Option<String>,
    pub(super) started_at: i64,
    pub(super) duration_seconds: i64,
    pub(super) talk_seconds: Option<i64>,
    pub(super) is_recorded: bool,
    /// Whether it is marked as its caller's first call to the number.
    pub(super) is_first: bool,
}

impl Row {
    /// The call at a place in the order of time.
    pub(super) fn at(place: u64, of: u64) -> Self {
        let mut dice = SplitMix64(place);
        let number = if dice.below(100) == 0 {
            BUSY_NUMBERS + 1 + dice.below(BUSY_NUMBERS)
        } else {
            1 + busy_number(dice.unit())
        };
        let status = match dice.below(100) {
            _ if place % RARE_CALLER_INTERVAL == 37_777 % RARE_CALLER_INTERVAL.min(of) => "failed",
            0..70 => "completed",
            70..88 => "missed",
            88..97 => "voicemail",
            _ => "busy",
        };
        let caller = (dice.below(100) >= 3).then(|| format!("+1{}", 2_000_000_000 + dice.below(8_000_000_000)));
        let name = match dice.below(5) {
            _ if place % RARE_CALLER_INTERVAL == 12_345 % RARE_CALLER_INTERVAL.min(of) => Some(RARE_CALLER.to_owned()),
            0 => Some(format!(
                "{} {}",
                GIVEN_NAMES[dice.place(GIVEN_NAMES.len())],
                FAMILY_NAMES[dice.place(FAMILY_NAMES.len())]
            )),
            _ => None,
        };
        let talk_seconds = (status == "completed").then(|| 5 + i64::try_from(dice.below(600)).unwrap_or_default());
        let since = i128::from(SPAN_MILLIS) * i128::from(of - place) / i128::from(of);
        Self {
            number,
            carrier_id: format!("CA{place:032x}"),
            status,
            caller,
            name,
            started_at: NOW.millis() - i64::try_from(since).unwrap_or_default(),
            duration_seconds: talk_seconds.unwrap_or_default() + 12,
            talk_seconds,
            is_recorded: talk_seconds.is_some() && dice.below(10) < 3,
            is_first: false,
        }
    }
}

/// All calls with their places, in the order of time. First calls are marked, of some numbers only if these are given.
pub(super) fn rows(calls: u64, marked_numbers: Option<&[u64]>) -> impl Iterator<Item = (u64, Row)> {
    let mut first_calls = FirstCalls::default();
    (0..calls).map(move |place| {
        let mut row = Row::at(place, calls);
        let is_marked = marked_numbers.is_none_or(|numbers| numbers.contains(&row.number));
        row.is_first = is_marked && first_calls.is_first(&row);
        (place, row)
    })
}

/// The callers of each number so far, in few bytes.
#[derive(Debug, Default)]
struct FirstCalls(HashSet<u64>);

impl FirstCalls {
    /// Whether a call is its caller's first to the number, if the earlier ones have been asked about.
    fn is_first(&mut self, row: &Row) -> bool {
        let digits = row.caller.as_deref().and_then(|caller| caller.strip_prefix("+1")?.parse::<u64>().ok());
        digits.is_some_and(|digits| self.0.insert(row.number * 10_000_000_000 + digits))
    }
}

/// The digits of a number.
pub(super) fn digits(number: u64) -> String {
    format!("+1312{:07}", 5_000_000 + number)
}

/// The source of a number.
pub(super) fn source(number: u64) -> &'static str {
    ["Google Ads", "Facebook", "Flyer", "Website", "Radio"][usize::try_from(number % 5).unwrap_or_default()]
}

/// Which of the busy numbers: the square makes the first ones busier.
fn busy_number(unit: f64) -> u64 {
    (unit * unit * BUSY_NUMBERS as f64) as u64
}

/// SplitMix64, seeded with the call's place.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn place(&mut self, of: usize) -> usize {
        usize::try_from(self.below(of as u64)).unwrap_or_default()
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

const GIVEN_NAMES: [&str; 16] = [
    "Ada", "Bell", "Carla", "Dmitri", "Esther", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Liam", "Mona",
    "Nils", "Olga", "Pablo",
];
const FAMILY_NAMES: [&str; 16] = [
    "Adler", "Brook", "Castro", "Doyle", "Ekwueme", "Fischer", "Garcia", "Haas", "Ito", "Jensen", "Kim", "Lopez",
    "Marsh", "Novak", "Okafor", "Petrov",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sample_calls_are_ordered_spread_over_all_numbers_and_rarely_failed() {
        let calls: Vec<_> = (0..300_000).map(|place| Row::at(place, 300_000)).collect();
        assert!(calls.windows(2).all(|pair| pair[0].started_at <= pair[1].started_at));
        assert!(calls.iter().all(|call| (1..=NUMBERS).contains(&call.number)));
        let quiet = calls.iter().filter(|call| call.number > BUSY_NUMBERS).count();
        assert!((2_500..3_500).contains(&quiet), "{quiet}");
        assert_eq!(calls.iter().filter(|call| call.status == "failed").count(), 3);
        assert_eq!(calls.iter().filter(|call| call.name.as_deref() == Some(RARE_CALLER)).count(), 3);
    }

    #[test]
    fn a_callers_first_call_to_a_number_is_marked_and_no_other() {
        let mut first_calls = FirstCalls::default();
        let mut call = Row::at(0, 10);
        call.caller = Some("+12125550100".to_owned());
        assert!(first_calls.is_first(&call));
        assert!(!first_calls.is_first(&call));
        call.number += 1;
        assert!(first_calls.is_first(&call));
        call.caller = None;
        assert!(!first_calls.is_first(&call));
        let marked: Vec<_> = rows(1_000, Some(&[1])).filter(|(_, row)| row.is_first).collect();
        assert!(!marked.is_empty() && marked.iter().all(|(_, row)| row.number == 1));
    }
}
