//! Turns a search for a caller into ranges of the indexes over callers.

use phonenumber::metadata::DATABASE;

use crate::digits::with_plain_digits;
use crate::text;

/// A range that no text lies in.
const EMPTY_RANGE: (String, String) = (String::new(), String::new());

/// Fewer digits are not looked for inside of numbers: nearly every number has them.
const MIN_DIGITS_INSIDE: usize = 3;

/// The ranges that a matching caller's columns lie in: from the first text on, before the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SearchTerms {
    /// Of the number as it is written abroad.
    pub(super) international: (String, String),
    /// Of the number as it is written in the business's country.
    pub(super) national: (String, String),
    /// Of the number read backwards.
    pub(super) ending: (String, String),
    /// Of the name.
    pub(super) name: (String, String),
    /// The pattern, for `like`, of numbers with the digits anywhere, where a search for digits inside of numbers makes sense.
    pub(super) inside: Option<String>,
}

impl SearchTerms {
    /// Reads a query: digits are the beginning or the end of a number, letters the beginning of a name. `None` means
    /// that the query is empty.
    pub(super) fn read(query: &str, country: &str) -> Option<Self> {
        // PostgreSQL allows no NUL in texts.
        let query: String = query.chars().filter(|c| *c != '\0').collect();
        let query = query.trim();
        if query.is_empty() {
            return None;
        }
        let plain = with_plain_digits(query);
        let plain = plain.trim_start_matches(|c: char| c == '(' || c.is_whitespace());
        let [international, national, ending, name] = [const { EMPTY_RANGE }; 4];
        let mut terms = Self { international, national, ending, name, inside: None };
        let digits: String = plain.chars().filter(char::is_ascii_digit).take(20).collect();
        if digits.is_empty() || plain.chars().any(char::is_alphabetic) {
            // A caller without a name has its address in place of one, without its scheme.
            let address: String = plain.chars().take(80).collect();
            terms.name = prefix_range(text::fold_case(without_scheme(query)).chars().take(80).collect());
            terms.national = prefix_range(format!("sip:{}", without_scheme(&address)));
            terms.international = prefix_range(address);
            return Some(terms);
        }
        if plain.starts_with('+') {
            terms.international = prefix_range(format!("+{digits}"));
            return Some(terms);
        }
        // Most of the world dials `00` where we write `+`, and one zero before a number of their own country.
        let abroad = digits.strip_prefix("00").filter(|rest| !rest.is_empty()).unwrap_or(&digits);
        terms.international = prefix_range(format!("+{abroad}"));
        terms.ending = prefix_range(digits.chars().rev().collect());
        terms.inside = (digits.len() >= MIN_DIGITS_INSIDE).then(|| format!("%{digits}%"));
        if let Some(here) = DATABASE.by_id(country) {
            let national = digits.strip_prefix('0').unwrap_or(&digits);
            if !national.is_empty() && !national.starts_with('0') {
                terms.national = prefix_range(format!("+{}{national}", here.country_code()));
            }
        }
        Some(terms)
    }
}

/// The range of the texts with a prefix.
fn prefix_range(text: String) -> (String, String) {
    let end = format!("{text}{}", char::MAX);
    (text, end)
}

/// A caller's number or address as the column for searches by the last digits stores it: of an address the part before
/// the host, so that an extension is found.
pub(crate) fn reversed(caller: &str) -> String {
    let user = without_scheme(caller);
    user.split_once('@').map_or(user, |(user, _)| user).chars().rev().collect()
}

/// A caller's address without its scheme: `joan` of `client:joan`.
pub(crate) fn without_scheme(address: &str) -> &str {
    let schemes = ["sip:", "sips:", "client:"];
    let scheme = schemes
        .iter()
        .find(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    scheme.map_or(address, |scheme| &address[scheme.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(range: &(String, String), text: &str) -> bool {
        range.0.as_str() <= text && text < range.1.as_str()
    }

    #[test]
    fn digits_find_a_number_by_its_beginning_or_end() {
        let number = "+14155550123";
        let finds = |query: &str, country: &str| {
            let terms = SearchTerms::read(query, country).unwrap();
            holds(&terms.international, number)
                || holds(&terms.national, number)
                || holds(&terms.ending, &reversed(number))
        };
        for query in
            ["+1 415", "001 415", "(415) 555", "0415", "415-555-0123", "1415", "0123", "50123", "+14155550123", "3"]
        {
            assert!(finds(query, "US"), "{query}");
        }
        for query in ["555", "+415", "012", "+1 415 555 01234", "2345", "0004", "00415"] {
            assert!(!finds(query, "US"), "{query}");
        }
        assert!(!finds("415", "DE"));
    }

    #[test]
    fn only_digits_without_a_prefix_are_looked_for_inside_of_numbers() {
        let inside = |query: &str| SearchTerms::read(query, "US").unwrap().inside;
        assert_eq!(inside("555").as_deref(), Some("%555%"));
        assert_eq!(inside("(55) 5-0").as_deref(), Some("%5550%"));
        for query in ["55", "+555", "bell 555", "sip:555", "%5_5%a"] {
            assert_eq!(inside(query), None, "{query}");
        }
    }

    #[test]
    fn a_caller_without_a_number_is_found_by_its_address() {
        let finds = |query: &str, caller: &str| {
            let terms = SearchTerms::read(query, "US").unwrap();
            let name = text::fold_case(without_scheme(caller));
            [&terms.international, &terms.national].iter().any(|range| holds(range, caller))
                || holds(&terms.ending, &reversed(caller))
                || holds(&terms.name, &name)
        };
        for (query, caller) in [
            ("40404", "40404"),
            ("404", "40404"),
            ("joan", "client:Joan"),
            ("client:joan", "client:Joan"),
            ("sip:desk", "sip:desk@pbx.example"),
            ("desk", "sip:desk@pbx.example"),
            ("1001", "sip:1001@pbx.example"),
            ("sip:1001@pbx", "sip:1001@pbx.example"),
            ("taxi", "TAXI"),
            ("\u{202a}(٤١٥)\u{202c}", "+14155550123"),
        ] {
            assert!(finds(query, caller), "{query} finds {caller}");
        }
        assert!(!finds("pbx", "sip:desk@pbx.example") && !finds("404", "client:joan"));
    }

    #[test]
    fn letters_find_a_name_by_prefix_ignoring_case() {
        let terms = SearchTerms::read(" Bell A", "US").unwrap();
        assert!(holds(&terms.name, "bell ana") && !holds(&terms.name, "bella"));
        assert!(
            !holds(&terms.international, "+14155550123") && !holds(&terms.ending, "") && !holds(&terms.national, "")
        );
        assert_eq!(SearchTerms::read("  ", "US"), None);
        assert!(holds(&SearchTerms::read("100% a", "US").unwrap().name, "100% ana"));
    }
}
