//! Text from outside: one Unicode form, without the characters that hide or mislead.

use unicode_normalization::UnicodeNormalization;

/// The text is longer than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is too long")]
pub struct TooLong;

/// Cleans one line that a stranger wrote, such as a caller's name or address: NFC, any white space as one blank, without
/// characters that hide or mislead, cut at `max` characters. `None` means that nothing visible is left. Its writer can't
/// be asked to correct it, so it is cleaned rather than refused.
#[must_use]
pub fn clean_line(input: &str, max: usize) -> Option<String> {
    // No text of a megabyte is normalised.
    let start: String = input.chars().take(max.saturating_mul(4)).collect();
    let visible: String = start
        .nfc()
        .map(|c| if c.is_whitespace() || c == '\u{2800}' { ' ' } else { c })
        .filter(|c| !misleads(*c))
        .collect();
    let words: Vec<_> = visible.split(' ').filter(|word| !word.chars().all(is_unseen_alone)).collect();
    let line: String = words.join(" ").chars().take(max).collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

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
    let text: String = lines.nfc().filter(|c| matches!(c, '\n' | '\t') || !misleads(*c)).collect();
    if text.chars().count() > max { Err(TooLong) } else { Ok(text) }
}

/// Whether it is left out of what a stranger wrote: an invisible character, or a letter that shows nothing.
fn misleads(c: char) -> bool {
    is_invisible(c)
        || matches!(c, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether it shows nothing on its own. Beside other characters it shapes them, as in an emoji of a family.
fn is_unseen_alone(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{180b}'..='\u{180d}' | '\u{180f}')
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
    fn a_strangers_line_is_cleaned_and_cut() {
        for (input, cleaned) in [
            ("  ANA\t BELL \n", Some("ANA BELL")),
            ("\u{202e}evil\u{2066}\u{feff}\u{34f}", Some("evil")),
            ("e\u{301}\u{115f}\u{e0101}", Some("é")),
            ("👩\u{200d}🔧\u{fe0f}", Some("👩\u{200d}🔧\u{fe0f}")),
            ("a\u{2800}\u{a0}b", Some("a b")),
            ("\u{200d}", None),
            ("\u{fe0f} \u{3164}\u{17b4}\0", None),
            ("abcdefghijklm", Some("abcdefghij")),
        ] {
            assert_eq!(clean_line(input, 10).as_deref(), cleaned, "{input:?}");
        }
        assert_eq!(clean_line(&"x".repeat(1_000_000), 10).as_deref(), Some("xxxxxxxxxx"));
    }

    #[test]
    fn a_message_keeps_its_lines_and_loses_invisible_characters() {
        let input = " Two\r\nlines\tand\rmore \u{202e}\0\u{feff}👩\u{200d}🔧 e\u{301}";
        assert_eq!(clean_lines(input, 40).as_deref(), Ok(" Two\nlines\tand\nmore 👩\u{200d}🔧 é"));
        assert_eq!(clean_lines("", 40).as_deref(), Ok(""));
        assert_eq!(clean_lines("abcdef", 5), Err(TooLong));
        assert_eq!(clean_lines(&"x".repeat(1_000_000), 80), Err(TooLong));
    }
}
