//! Turns a search for a number into patterns.

use crate::digits::with_plain_digits;
use crate::text;

/// Patterns for `like`: a text anywhere in names and sources, digits in the number itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Search {
    pub(super) anywhere: Option<String>,
    pub(super) digits: Option<String>,
}

impl Search {
    pub(super) fn new(query: Option<&str>) -> Self {
        let anywhere = text::search_pattern(query);
        Self { digits: query.filter(|_| anywhere.is_some()).and_then(digits), anywhere }
    }
}

/// `(212) 555` is searched as `212555`, `0171` without the trunk prefix, which E.164 leaves out, and `+1 212` at the
/// beginning of numbers only.
fn digits(query: &str) -> Option<String> {
    let query = query.trim();
    if query.len() > 80 {
        return None;
    }
    let query = with_plain_digits(query);
    let query = query.trim_start_matches(|c: char| c == '(' || c.is_whitespace());
    let separates = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '/' | '(' | ')' | '\u{2010}'..='\u{2015}');
    let (has_plus, rest) = query.strip_prefix('+').map_or((false, query), |rest| (true, rest));
    if !rest.chars().all(|c| c.is_ascii_digit() || separates(c)) {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    match (has_plus, digits.trim_start_matches('0')) {
        (_, "") => None,
        (true, _) => Some(format!("+{digits}%")),
        (false, digits) => Some(format!("%{digits}%")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_found_in_any_spelling() {
        for (query, pattern) in [
            ("(212) 555", Some("%212555%")),
            ("0171/55", Some("%17155%")),
            ("+1 212", Some("+1212%")),
            ("555-0", Some("%5550%")),
            ("(+44) 20", Some("+4420%")),
            ("\u{202a}+٤٤\u{202c}", Some("+44%")),
            ("Summer 2026", None),
            ("-", None),
            ("000", None),
        ] {
            assert_eq!(Search::new(Some(query)).digits.as_deref(), pattern, "{query}");
        }
        assert_eq!(Search::new(Some("  ")), Search::default());
        assert_eq!(Search::new(None), Search::default());
    }
}
