//! Text from outside: one Unicode form, without the characters that hide or mislead.

use unicode_normalization::UnicodeNormalization;

/// The text is longer than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is too long")]
pub struct TooLong;

/// Cleans the lines of a message: NFC, line ends as `\n`, at most `max` characters. Its writer can't be asked to
/// correct it, so invisible characters are removed rather than refused.
///
/// # Errors
/// Returns [`TooLong`] when it has more characters.
pub fn clean_lines(input: &str, max: usize) -> Result<String, TooLong> {
    // No text of a megabyte is normalised.
    if input.len() > max * 8 {
        return Err(TooLong);
    }
    let lines = input.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = lines.nfc().filter(|c| matches!(c, '\n' | '\t') || !is_invisible(*c)).collect();
    if text.chars().count() > max { Err(TooLong) } else { Ok(text) }
}

/// Whether it is a control character, or a mark that changes the direction of the text or shows nothing.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{3164}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_keeps_its_lines_and_loses_invisible_characters() {
        let input = " Two\r\nlines\tand\rmore \u{202e}\0\u{feff}👩\u{200d}🔧 e\u{301}";
        assert_eq!(clean_lines(input, 40).as_deref(), Ok(" Two\nlines\tand\nmore 👩\u{200d}🔧 é"));
        assert_eq!(clean_lines("", 40).as_deref(), Ok(""));
        assert_eq!(clean_lines("abcdef", 5), Err(TooLong));
        assert_eq!(clean_lines(&"x".repeat(1_000_000), 80), Err(TooLong));
    }
}
