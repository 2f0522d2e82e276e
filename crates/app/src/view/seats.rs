use super::grouped;

/// Seats used and allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seats {
    used: i64,
    limit: Option<i64>,
}

impl Seats {
    /// From core's count.
    pub(crate) fn of(seats: crewline_core::seats::Seats) -> Self {
        Self { used: seats.used, limit: seats.limit }
    }

    /// `None` means unlimited.
    #[cfg(test)]
    pub(crate) fn new(used: i64, limit: Option<i64>) -> Self {
        Self { used, limit }
    }

    /// The values of a meter: used, allowed, and the count from which it is nearly full. `None` without a limit.
    pub(crate) fn meter(self) -> Option<(i64, i64, i64)> {
        // A smaller plan removes nobody, so more may be used than allowed.
        self.limit.filter(|limit| *limit > 0).map(|limit| (self.used.min(limit), limit, limit * 9 / 10))
    }

    /// `4 of 5 seats`; where there is no limit, `4 seats used`.
    pub(crate) fn words(self) -> String {
        match (self.used, self.limit) {
            (used, Some(1)) => format!("{} of 1 seat", grouped(used)),
            (used, Some(limit)) => format!("{} of {} seats", grouped(used), grouped(limit)),
            (1, None) => "1 seat used".to_owned(),
            (used, None) => format!("{} seats used", grouped(used)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Seats;

    #[test]
    fn seats_are_described_in_words_and_on_a_meter() {
        for (used, limit, words, meter) in [
            (4, Some(5), "4 of 5 seats", Some((4, 5, 4))),
            (1, Some(1), "1 of 1 seat", Some((1, 1, 0))),
            (12, Some(10), "12 of 10 seats", Some((10, 10, 9))),
            (1, None, "1 seat used", None),
            (4_000, None, "4,000 seats used", None),
        ] {
            let seats = Seats::new(used, limit);
            assert_eq!((seats.words().as_str(), seats.meter()), (words, meter));
        }
    }
}
