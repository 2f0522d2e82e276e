//! Turns a search for a caller into ranges of the indexes over callers.

use phonenumber::metadata::DATABASE;

use crate::text;

/// A range that no text lies in.
const EMPTY_RANGE: (String, String) = (String::new(), String::new());

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
        let mut terms =
            Self { international: EMPTY_RANGE, national: EMPTY_RANGE, ending: EMPTY_RANGE, name: EMPTY_RANGE };
        let digits: String = query.chars().filter(char::is_ascii_digit).take(20).collect();
        if digits.is_empty() || query.chars().any(char::is_alphabetic) {
            terms.name = prefix_range(text::fold_case(query).chars().take(80).collect());
            return Some(terms);
        }
        if query.starts_with('+') {
            terms.international = prefix_range(format!("+{digits}"));
            return Some(terms);
        }
        terms.international = prefix_range(format!("+{digits}"));
        terms.ending = prefix_range(digits.chars().rev().collect());
        if let Some(here) = DATABASE.by_id(country) {
            let national = digits.trim_start_matches('0');
            if !national.is_empty() {
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

/// A number as the column for searches by the last digits stores it.
pub(crate) fn reversed(number: &str) -> String {
    number.chars().rev().collect()
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
        for query in ["+1 415", "(415) 555", "415-555-0123", "1415", "0123", "50123", "+14155550123", "3"] {
            assert!(finds(query, "US"), "{query}");
        }
        for query in ["555", "+415", "012", "+1 415 555 01234", "2345"] {
            assert!(!finds(query, "US"), "{query}");
        }
        assert!(!finds("415", "DE"));
    }

    #[test]
    fn letters_find_a_name_by_prefix_ignoring_case() {
        let terms = SearchTerms::read(" Bell A", "US").unwrap();
        assert!(holds(&terms.name, "bell ana") && !holds(&terms.name, "bella"));
        assert!(!holds(&terms.international, "+14155550123") && !holds(&terms.ending, ""));
        assert_eq!(SearchTerms::read("  ", "US"), None);
        assert!(holds(&SearchTerms::read("100% a", "US").unwrap().name, "100% ana"));
    }
}
