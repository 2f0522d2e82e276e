//! Checks of typed text: trimmed, in one Unicode form, without invisible or misleading characters.

mod currencies;
mod hidden;
mod scripts;
mod web_address;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

pub(crate) use currencies::currency_of;
pub use currencies::{CURRENCIES, has_hundredths};
pub(crate) use hidden::is_hidden;
pub use scripts::mixes_scripts;

/// Why a text is invalid. Each is a sentence for the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// Empty.
    #[error("Fill this in.")]
    Empty,
    /// Too long.
    #[error("Use {0} characters at most.")]
    TooLong(usize),
    /// Neither a letter nor a digit.
    #[error("Use at least one letter or digit.")]
    NoLetter,
    /// A web address.
    #[error("Leave out the web address: this name is written into e-mails.")]
    WebAddress,
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
    /// Not a currency.
    #[error("Choose a currency from the list.")]
    NotACurrency,
}

/// The name of a person, a business or a group: a [`label`] without a web address, since it is written into e-mails to
/// people who do not know its writer.
///
/// # Errors
/// Returns what to change in an invalid text.
pub fn name(typed: &str, max: usize) -> Result<String, BadText> {
    let text = label(typed, max)?;
    if web_address::has_web_address(&text) { Err(BadText::WebAddress) } else { Ok(text) }
}

/// The name of a thing: a [`line()`] with a letter or a digit, so that it can be seen and told apart.
///
/// # Errors
/// Returns what to change in an invalid text.
pub fn label(typed: &str, max: usize) -> Result<String, BadText> {
    let text = line(typed, max)?;
    if text.chars().any(char::is_alphanumeric) { Ok(text) } else { Err(BadText::NoLetter) }
}

/// One line: trimmed, NFC, 1 to `max` characters, none of them hidden. Characters that join others are allowed where a
/// script or an emoji needs them.
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
    if hidden::has_misplaced_hidden(&text) {
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

/// A text in several lines: trimmed, NFC, 1 to `max` characters, no hidden ones but the ends of its lines.
///
/// # Errors
/// Returns what to change in an invalid text.
pub fn lines(typed: &str, max: usize) -> Result<String, BadText> {
    if typed.len() > max * 8 {
        return Err(BadText::TooLong(max));
    }
    let text = typed.replace("\r\n", "\n").replace('\t', " ");
    let text: String = text.trim().nfc().collect();
    if text.is_empty() {
        return Err(BadText::Empty);
    }
    if text.chars().count() > max {
        return Err(BadText::TooLong(max));
    }
    if text.split('\n').any(hidden::has_misplaced_hidden) {
        return Err(BadText::Invisible);
    }
    Ok(text)
}

/// A text in lower case and compatibility form, with its accents, as an address is compared.
pub(crate) fn lower_case(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// Folds a text for comparing, sorting and searching: lower case, in compatibility form, without accents, so that `zoe`
/// finds Zoë and Å sorts as A. Letters that have no decomposition are spelled as people type them without the key.
pub fn fold_case(text: &str) -> String {
    let bare = text.nfkd().flat_map(char::to_lowercase).nfkd().filter(|c| !is_accent(*c));
    let mut folded = String::with_capacity(text.len());
    for c in bare {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ŧ' => folded.push('t'),
            'ς' => folded.push('σ'),
            c => folded.push(c),
        }
    }
    // Composed again: the syllables of Korean are decomposed, too.
    folded.nfc().collect()
}

/// Whether the character is a mark that people leave out when they search: the accents of Latin, Greek and Cyrillic, and
/// the points of Hebrew and Arabic. The marks of Indic scripts, Thai and Japanese are letters of their words. The numbers
/// are canonical combining classes: <https://www.unicode.org/reports/tr44/#Canonical_Combining_Class_Values>.
fn is_accent(c: char) -> bool {
    matches!(canonical_combining_class(c), 10..=36 | 200..=240)
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

/// A currency by its ISO 4217 code.
///
/// # Errors
/// Returns [`BadText::NotACurrency`] for any other text.
pub fn currency(typed: &str) -> Result<String, BadText> {
    let code = typed.trim().to_ascii_uppercase();
    if CURRENCIES.iter().any(|(known, _)| *known == code) { Ok(code) } else { Err(BadText::NotACurrency) }
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
    fn a_text_in_lines_keeps_them_and_refuses_what_else_is_hidden() {
        assert_eq!(lines(" Wants a quote\r\n\r\n\tby Friday \n", 80).as_deref(), Ok("Wants a quote\n\n by Friday"));
        assert_eq!(lines("\n \t", 80), Err(BadText::Empty));
        assert_eq!(lines("abcdef", 5), Err(BadText::TooLong(5)));
        assert_eq!(lines(&"x".repeat(1_000_000), 80), Err(BadText::TooLong(80)));
        for hidden in ["a\0", "a\rb", "a\u{202e}b", "a\nb\u{2066}"] {
            assert_eq!(lines(hidden, 80), Err(BadText::Invisible), "{hidden:?}");
        }
    }

    #[test]
    fn a_name_has_a_letter_or_digit() {
        for name_typed in ["Ada", "7", "漢", "Đ", "👩\u{200d}🔧 Ada", "٣"] {
            assert_eq!(name(name_typed, 20).as_deref(), Ok(name_typed));
        }
        for empty_looking in ["-", "…", "· ·", "👩\u{200d}🔧", "\u{301}\u{302}", "()"] {
            assert_eq!(name(empty_looking, 20), Err(BadText::NoLetter), "{empty_looking:?}");
        }
    }

    #[test]
    fn a_name_has_no_web_address_but_a_label_may() {
        assert_eq!(name("Click https://evil.example", 80), Err(BadText::WebAddress));
        assert_eq!(label("shop.example.com landing page", 80).as_deref(), Ok("shop.example.com landing page"));
    }

    #[test]
    fn a_like_pattern_escapes_wildcards() {
        assert_eq!(containing_folded("50%_Ä"), "%50\\%\\_a%");
    }

    #[test]
    fn folding_leaves_out_case_and_accents() {
        for (text, folded) in [
            ("Zoë", "zoe"),
            ("ZOE\u{308}", "zoe"),
            ("Müller", "muller"),
            ("Strauß", "strauss"),
            ("STRAUSS", "strauss"),
            ("IŞIK ışık İ", "isik isik i"),
            ("Åse Łukasz Øre Đức Ærø Œuvre Þór", "ase lukasz ore duc aero oeuvre thor"),
            ("ὈΔΥΣΣΕΎΣ Ὀδυσσεύς", "οδυσσευσ οδυσσευσ"),
            ("Йод ё", "иод е"),
            ("שָׁלוֹם", "שלום"),
            ("ﬁne Ａ１", "fine a1"),
            ("한국어", "한국어"),
            ("がぎ", "がぎ"),
            ("हिन्दी", "हिन्दी"),
            ("ภาษาไทย", "ภาษาไทย"),
        ] {
            assert_eq!(fold_case(text), folded, "{text}");
            assert_eq!(fold_case(&fold_case(text)), folded, "{text}, twice");
        }
    }
}
