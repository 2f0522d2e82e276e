//! The members who gain or lose numbers, in words.

use crewline_core::members::Amount;

use super::grouped;

/// "Dana Whitfield gains 1 number and its 214 past calls".
pub(crate) fn effect_sentence(name: &str, gains: Amount, loses: Amount) -> String {
    let parts = [("gains", gains), ("loses", loses)].into_iter().filter(|(_, amount)| amount.numbers > 0);
    let parts: Vec<String> = parts.map(|(verb, amount)| format!("{verb} {}", amount_in_words(amount))).collect();
    format!("{name} {}", parts.join(" and "))
}

/// The name of an address outside the team in [`effect_sentence`]: "client@bay.example (outside the team)".
pub(crate) fn outside_name(email: &str) -> String {
    format!("{email} (outside the team)")
}

/// "1 number and its 214 past calls".
fn amount_in_words(amount: Amount) -> String {
    let numbers = counted(amount.numbers, "number", "numbers");
    let their = if amount.numbers == 1 { "its" } else { "their" };
    match (amount.calls, amount.has_more_calls) {
        (0, false) => numbers,
        (0, true) => format!("{numbers} and {their} past calls"),
        (calls, true) => format!("{numbers} and more than {} past calls", grouped(calls)),
        (calls, false) => format!("{numbers} and {their} {}", counted(calls, "past call", "past calls")),
    }
}

/// "1 call", "1,204 calls".
pub(crate) fn counted(count: impl TryInto<i64>, one: &str, more: &str) -> String {
    match count.try_into().unwrap_or(i64::MAX) {
        1 => format!("1 {one}"),
        count => format!("{} {more}", grouped(count)),
    }
}

/// "2 pending invitations give fewer numbers", for those that widen and those that narrow.
pub(crate) fn invitation_sentences(widened: i64, narrowed: i64) -> Vec<String> {
    let count = |count, way| {
        let (one, more) =
            (format!("pending invitation gives {way} numbers"), format!("pending invitations give {way} numbers"));
        (count > 0).then(|| counted(count, &one, &more))
    };
    [count(widened, "more"), count(narrowed, "fewer")].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(numbers: usize, calls: i64, has_more_calls: bool) -> Amount {
        Amount { numbers, calls, has_more_calls }
    }

    #[test]
    fn gains_and_losses_are_said_by_name() {
        let nothing = Amount::default();
        for (gains, loses, words) in [
            (amount(1, 214, false), nothing, "Dana gains 1 number and its 214 past calls"),
            (nothing, amount(1, 1, false), "Dana loses 1 number and its 1 past call"),
            (
                amount(2, 0, false),
                amount(3, 1_204, false),
                "Dana gains 2 numbers and loses 3 numbers and their 1,204 past calls",
            ),
            (amount(40, 100_000, true), nothing, "Dana gains 40 numbers and more than 100,000 past calls"),
            (amount(1, 0, true), nothing, "Dana gains 1 number and its past calls"),
        ] {
            assert_eq!(effect_sentence("Dana", gains, loses), words);
        }
        assert_eq!(
            invitation_sentences(1, 2),
            ["1 pending invitation gives more numbers", "2 pending invitations give fewer numbers"]
        );
        assert_eq!(invitation_sentences(0, 0), [""; 0]);
    }
}
