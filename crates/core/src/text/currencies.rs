//! Currencies, by their ISO 4217 codes.

/// The currencies to choose from: code and name, by code.
pub const CURRENCIES: [(&str, &str); 40] = [
    ("AED", "UAE dirham"),
    ("ARS", "Argentine peso"),
    ("AUD", "Australian dollar"),
    ("BRL", "Brazilian real"),
    ("CAD", "Canadian dollar"),
    ("CHF", "Swiss franc"),
    ("CLP", "Chilean peso"),
    ("CNY", "Chinese yuan"),
    ("COP", "Colombian peso"),
    ("CZK", "Czech koruna"),
    ("DKK", "Danish krone"),
    ("EUR", "Euro"),
    ("GBP", "Pound sterling"),
    ("HKD", "Hong Kong dollar"),
    ("HUF", "Hungarian forint"),
    ("IDR", "Indonesian rupiah"),
    ("ILS", "Israeli new shekel"),
    ("INR", "Indian rupee"),
    ("JPY", "Japanese yen"),
    ("KES", "Kenyan shilling"),
    ("KRW", "South Korean won"),
    ("MXN", "Mexican peso"),
    ("MYR", "Malaysian ringgit"),
    ("NGN", "Nigerian naira"),
    ("NOK", "Norwegian krone"),
    ("NZD", "New Zealand dollar"),
    ("PEN", "Peruvian sol"),
    ("PHP", "Philippine peso"),
    ("PLN", "Polish zloty"),
    ("RON", "Romanian leu"),
    ("SAR", "Saudi riyal"),
    ("SEK", "Swedish krona"),
    ("SGD", "Singapore dollar"),
    ("THB", "Thai baht"),
    ("TRY", "Turkish lira"),
    ("TWD", "New Taiwan dollar"),
    ("UAH", "Ukrainian hryvnia"),
    ("USD", "US dollar"),
    ("VND", "Vietnamese dong"),
    ("ZAR", "South African rand"),
];

/// Countries and their currencies. Every other one has the US dollar until somebody chooses.
const OF_COUNTRIES: [(&str, &str); 60] = [
    ("AE", "AED"),
    ("AR", "ARS"),
    ("AT", "EUR"),
    ("AU", "AUD"),
    ("BE", "EUR"),
    ("BG", "EUR"),
    ("BR", "BRL"),
    ("CA", "CAD"),
    ("CH", "CHF"),
    ("CL", "CLP"),
    ("CN", "CNY"),
    ("CO", "COP"),
    ("CY", "EUR"),
    ("CZ", "CZK"),
    ("DE", "EUR"),
    ("DK", "DKK"),
    ("EE", "EUR"),
    ("ES", "EUR"),
    ("FI", "EUR"),
    ("FR", "EUR"),
    ("GB", "GBP"),
    ("GR", "EUR"),
    ("HK", "HKD"),
    ("HR", "EUR"),
    ("HU", "HUF"),
    ("ID", "IDR"),
    ("IE", "EUR"),
    ("IL", "ILS"),
    ("IN", "INR"),
    ("IT", "EUR"),
    ("JP", "JPY"),
    ("KE", "KES"),
    ("KR", "KRW"),
    ("LI", "CHF"),
    ("LT", "EUR"),
    ("LU", "EUR"),
    ("LV", "EUR"),
    ("MT", "EUR"),
    ("MX", "MXN"),
    ("MY", "MYR"),
    ("NG", "NGN"),
    ("NL", "EUR"),
    ("NO", "NOK"),
    ("NZ", "NZD"),
    ("PE", "PEN"),
    ("PH", "PHP"),
    ("PL", "PLN"),
    ("PT", "EUR"),
    ("RO", "RON"),
    ("SA", "SAR"),
    ("SE", "SEK"),
    ("SG", "SGD"),
    ("SI", "EUR"),
    ("SK", "EUR"),
    ("TH", "THB"),
    ("TR", "TRY"),
    ("TW", "TWD"),
    ("UA", "UAH"),
    ("VN", "VND"),
    ("ZA", "ZAR"),
];

/// Currencies whose amounts are written without a fraction.
const WITHOUT_FRACTION: [&str; 4] = ["CLP", "JPY", "KRW", "VND"];

/// The currency of a new business in a country, ISO 3166 alpha-2.
pub(crate) fn currency_of(country: &str) -> &'static str {
    OF_COUNTRIES.iter().find(|(code, _)| *code == country).map_or("USD", |(_, currency)| currency)
}

/// Whether amounts of a currency are written with hundredths.
pub fn has_hundredths(currency: &str) -> bool {
    !WITHOUT_FRACTION.contains(&currency)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_country_has_a_currency_of_the_list() {
        let codes: BTreeSet<_> = CURRENCIES.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes.len(), CURRENCIES.len());
        for (country, currency) in OF_COUNTRIES {
            assert!(codes.contains(currency) && country.len() == 2, "{country}");
        }
        assert!(WITHOUT_FRACTION.iter().all(|code| codes.contains(code)));
        assert_eq!((currency_of("DE"), currency_of("US"), currency_of("PR")), ("EUR", "USD", "USD"));
    }
}
