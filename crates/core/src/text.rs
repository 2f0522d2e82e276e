//! Checks of typed text: trimmed, in one Unicode form, without invisible or misleading characters.

pub(crate) use crewline_carrier::text::is_invisible;
use unicode_normalization::UnicodeNormalization;

/// Why a text is invalid. Each is a sentence for the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// Empty.
    #[error("Fill this in.")]
    Empty,
    /// Too long.
    #[error("Use {0} characters at most.")]
    TooLong(usize),
    /// Invisible characters, such as control characters and marks that change the text direction.
    #[error("Remove the invisible characters.")]
    Invisible,
    /// Not an e-mail address.
    #[error("This is not an e-mail address. It looks like name@example.com.")]
    NotAnAddress,
    /// Not a time zone.
    #[error("Choose a time zone from the list.")]
    NotATimeZone,
    /// Not a country.
    #[error("Choose a country from the list.")]
    NotACountry,
}

/// One line, such as a name: trimmed, NFC, 1 to `max` characters, none of them invisible.
///
/// # Errors
/// Returns what to change in an invalid text.
pub fn line(typed: &str, max: usize) -> Result<String, BadText> {
    // Checked first, so that a text of a megabyte is not normalised.
    if typed.len() > max * 8 {
        return Err(BadText::TooLong(max));
    }
    let text: String = typed.trim().nfc().collect();
    if text.is_empty() {
        return Err(BadText::Empty);
    }
    if text.chars().count() > max {
        return Err(BadText::TooLong(max));
    }
    if text.chars().any(is_invisible) {
        return Err(BadText::Invisible);
    }
    Ok(text)
}

/// The same, for a field that may be empty.
///
/// # Errors
/// Returns what to change in an invalid text.
pub fn optional_line(typed: &str, max: usize) -> Result<Option<String>, BadText> {
    match line(typed, max) {
        Ok(text) => Ok(Some(text)),
        Err(BadText::Empty) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Folds a text for comparing, sorting and searching: lower case, in compatibility form. It is composed again at the
/// end, since some letters with a mark are one character in lower case and two in upper case. A final sigma becomes a
/// plain one.
pub fn fold_case(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).nfkc().map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

/// A pattern for `like … escape '\'` that matches the folded text anywhere.
pub(crate) fn containing_folded(typed: &str) -> String {
    containing(&fold_case(typed.trim()))
}

/// The same, without folding.
pub(crate) fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// The pattern for a typed search; `None` when it is empty.
pub(crate) fn search_pattern(typed: Option<&str>) -> Option<String> {
    Some(containing_folded(&search_text(typed)?))
}

/// The text of a typed search, cut at 200 characters; `None` when it is empty.
pub(crate) fn search_text(typed: Option<&str>) -> Option<String> {
    // PostgreSQL has no text with a NUL in it.
    let typed: String = typed?.trim().chars().filter(|c| *c != '\0').take(200).collect();
    (!typed.is_empty()).then_some(typed)
}

/// A time zone by its IANA name.
///
/// # Errors
/// Returns [`BadText::NotATimeZone`] for any other text.
pub fn time_zone(typed: &str) -> Result<String, BadText> {
    let name = typed.trim();
    match jiff::tz::TimeZone::get(name) {
        Ok(zone) if name.len() <= 64 => Ok(zone.iana_name().unwrap_or(name).to_owned()),
        _ => Err(BadText::NotATimeZone),
    }
}

/// A country by its ISO 3166 alpha-2 code, where phone numbers have a national form.
///
/// # Errors
/// Returns [`BadText::NotACountry`] for any other text.
pub fn country(typed: &str) -> Result<String, BadText> {
    let code = typed.trim().to_ascii_uppercase();
    match code.parse::<phonenumber::country::Id>() {
        Ok(_) if code.len() == 2 => Ok(code),
        _ => Err(BadText::NotACountry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_and_invisible_characters_are_refused() {
        assert_eq!(line("  Ada  ", 10).as_deref(), Ok("Ada"));
        assert_eq!(line("e\u{301}", 10).as_deref(), Ok("é"));
        assert_eq!(line("   ", 10), Err(BadText::Empty));
        assert_eq!(line("abcdef", 5), Err(BadText::TooLong(5)));
        assert_eq!(line(&"x".repeat(1_000_000), 80), Err(BadText::TooLong(80)));
        for hidden in [
            "a\u{202e}b",
            "a\nb",
            "a\0",
            "\u{feff}a",
            "a\u{2066}b",
            "a\u{61c}b",
            "a\u{2028}b",
            "a\u{2029}b",
            "a\u{ad}b",
            "a\u{3164}b",
        ] {
            assert_eq!(line(hidden, 10), Err(BadText::Invisible), "{hidden:?}");
        }
        assert_eq!(line("שלום", 10).as_deref(), Ok("שלום"), "other scripts are names too");
    }

    #[test]
    fn a_like_pattern_escapes_wildcards() {
        assert_eq!(containing_folded("50%_Ä"), "%50\\%\\_ä%");
    }
}
