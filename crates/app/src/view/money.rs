use super::{currency_sign, grouped};

/// An amount of money: `$1,204`, `$12.50`, `CHF 1,204`. From a thousand on the hundredths are left out.
pub(crate) fn money_words(cents: i64, currency: &str) -> String {
    let sign = currency_sign(currency);
    let minus = if cents < 0 { "−" } else { "" };
    let cents = cents.saturating_abs();
    match (cents / 100, cents % 100) {
        (whole, 0) => format!("{minus}{sign}{}", grouped(whole)),
        (whole @ ..=999, rest) => format!("{minus}{sign}{whole}.{rest:02}"),
        (whole, rest) => format!("{minus}{sign}{}", grouped(whole + i64::from(rest >= 50))),
    }
}

#[cfg(test)]
mod tests {
    use super::money_words;

    #[test]
    fn an_amount_has_its_currency() {
        assert_eq!(money_words(0, "USD"), "$0");
        assert_eq!(money_words(1_250, "USD"), "$12.50");
        assert_eq!(money_words(120_450, "EUR"), "€1,205");
        assert_eq!(money_words(120_400, "CHF"), "CHF 1,204");
    }
}
