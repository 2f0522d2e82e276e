use crewline_core::text::has_hundredths;

use super::grouped;

/// Currencies whose sign everybody knows.
const SIGNS: [(&str, &str); 4] = [("EUR", "€"), ("GBP", "£"), ("JPY", "¥"), ("USD", "$")];

/// An amount of money in a currency: `$1,250.00`, `CHF 80.50`.
pub(crate) fn amount(cents: i64, currency: &str) -> String {
    let units = grouped(cents / 100);
    let number = match has_hundredths(currency) || cents % 100 != 0 {
        true => format!("{units}.{:02}", cents % 100),
        false => units,
    };
    format!("{}{number}", currency_sign(currency))
}

/// The text before an amount in a currency: its sign, or else its code and a space.
pub(crate) fn currency_sign(currency: &str) -> String {
    let known = SIGNS.iter().find(|(code, _)| *code == currency);
    known.map_or_else(|| format!("{currency} "), |(_, sign)| (*sign).to_owned())
}

/// An amount as a field holds it, to be changed.
pub(crate) fn amount_field(cents: i64) -> String {
    if cents % 100 == 0 { (cents / 100).to_string() } else { format!("{}.{:02}", cents / 100, cents % 100) }
}

/// Reads an amount as people type it, with a point or a comma before the hundredths, and perhaps signs between thousands; in
/// hundredths. `None` for any other text.
pub(crate) fn parse_amount(typed: &str) -> Option<i64> {
    let text: String =
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '$' | '€' | '£' | '¥')).collect();
    let (units, hundredths) = match text.rfind(['.', ',']) {
        // Up to two digits after the last sign are hundredths; three are thousands.
        Some(at) if text.len() - at <= 3 => (&text[..at], &text[at + 1..]),
        _ => (text.as_str(), ""),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = units.split(['.', ',']);
    let first = groups.next().filter(|first| is_digits(first))?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || !is_digits(group) || first.is_empty() || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    if !is_digits(hundredths) || digits.is_empty() && hundredths.is_empty() || digits.len() > 12 {
        return None;
    }
    let units: i64 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    let hundredths: i64 = format!("{hundredths:0<2}").parse().ok()?;
    Some(units * 100 + hundredths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_its_currency() {
        for (cents, currency, text) in [
            (125_000, "USD", "$1,250.00"),
            (8_050, "CHF", "CHF 80.50"),
            (500_000, "JPY", "¥5,000"),
            (0, "EUR", "€0.00"),
        ] {
            assert_eq!(amount(cents, currency), text);
        }
    }

    #[test]
    fn a_typed_amount_is_read_in_every_usual_spelling() {
        for (typed, cents) in [
            ("125", 12_500),
            (" 125.5 ", 12_550),
            ("125,50", 12_550),
            ("1,250", 125_000),
            ("1.250,75", 125_075),
            ("1,234,567.89", 123_456_789),
            ("$ 80", 8_000),
            ("1 250", 125_000),
            (".5", 50),
            ("0", 0),
        ] {
            assert_eq!(parse_amount(typed), Some(cents), "{typed}");
        }
        for typed in ["", "-5", "12.345.6789", "a", "1,23,456", "1e5", ".", "12345678901234", "1,2345"] {
            assert_eq!(parse_amount(typed), None, "{typed}");
        }
        for cents in [0, 50, 8_000, 125_075] {
            assert_eq!(parse_amount(&amount_field(cents)), Some(cents));
        }
    }
}
