//! Characters that show nothing: they make two texts look alike, or a name look empty.

use unicode_script::{Script, UnicodeScript};

const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';
const ZERO_WIDTH_JOINER: char = '\u{200d}';
const EMOJI_STYLE: char = '\u{fe0f}';

/// Whether a character shows nothing, or changes the direction of its neighbours: control characters, those that Unicode
/// calls default-ignorable, separators of lines, and letters that are blank.
#[rustfmt::skip]
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Default-ignorable (DerivedCoreProperties.txt), with the unassigned ones in their ranges.
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
            // Separators of lines and paragraphs, and interlinear annotations.
            | '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}'
            // Blank: the empty Braille pattern, a musical null, and Egyptian and Khitan fillers.
            | '\u{2800}' | '\u{1d159}' | '\u{13441}'..='\u{13446}' | '\u{16fe4}'
            // Not characters, and those of private use, which show whatever a font likes.
            | '\u{fdd0}'..='\u{fdef}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// Whether a text has a hidden character where no script and no emoji needs it. A joiner is needed between two letters of
/// a script that joins them, and between two emoji; the emoji style, after a symbol that has one.
pub(super) fn has_misplaced_hidden(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.iter().enumerate().any(|(at, &c)| {
        if !is_hidden(c) {
            return false;
        }
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied();
        let after = chars.get(at + 1).copied();
        match (c, before, after) {
            (ZERO_WIDTH_NON_JOINER, Some(before), Some(after)) => !(joins(before) && joins(after)),
            (ZERO_WIDTH_JOINER, Some(before), Some(after)) => {
                let is_in_emoji = (is_emoji(before) || before == EMOJI_STYLE) && is_emoji(after);
                !(joins(before) && joins(after) || is_in_emoji)
            }
            (EMOJI_STYLE, Some(before), after) => !(is_emoji(before) || is_keycap(before, after)),
            _ => true,
        }
    })
}

/// Whether the letters of the character's script take other forms beside a joiner.
fn joins(c: char) -> bool {
    use Script as S;
    matches!(
        c.script(),
        S::Arabic
            | S::Syriac
            | S::Nko
            | S::Mongolian
            | S::Devanagari
            | S::Bengali
            | S::Gurmukhi
            | S::Gujarati
            | S::Oriya
            | S::Tamil
            | S::Telugu
            | S::Kannada
            | S::Malayalam
            | S::Sinhala
            | S::Khmer
            | S::Myanmar
            | S::Inherited
    ) && !is_hidden(c)
}

/// Whether it is a pictograph or a symbol that may be shown as one.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{27bf}'
        | '\u{2900}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether an emoji style belongs to a keycap, such as 1️⃣.
fn is_keycap(before: char, after: Option<char>) -> bool {
    matches!(before, '0'..='9' | '#' | '*') && after == Some('\u{20e3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_show_nothing_are_hidden() {
        for hidden in
            "\0\n\u{7f}\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{180e}\u{200b}\u{200d}\u{2028}\u{202e}\u{2060}\
            \u{2066}\u{206a}\u{2800}\u{3164}\u{fe0f}\u{fe01}\u{feff}\u{ffa0}\u{fff9}\u{1d173}\u{e0101}\u{e0041}\u{e000}"
                .chars()
        {
            assert!(is_hidden(hidden), "{hidden:?}");
            assert!(has_misplaced_hidden(&format!("A{hidden}da")), "{hidden:?}");
        }
    }

    #[test]
    fn a_joiner_is_allowed_where_a_script_or_an_emoji_needs_it() {
        for needed in [
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "👩\u{200d}🔧",
            "❤\u{fe0f}\u{200d}🔥",
            "1\u{fe0f}\u{20e3}",
            "☎\u{fe0f} desk",
        ] {
            assert!(!has_misplaced_hidden(needed), "{needed:?}");
        }
        for misplaced in [
            "A\u{200c}da",
            "Ada\u{200d}",
            "\u{200d}Ada",
            "می\u{200c}",
            "1\u{fe0f}",
            "a\u{200d}🔧",
            "👩\u{200d}\u{200d}🔧",
        ] {
            assert!(has_misplaced_hidden(misplaced), "{misplaced:?}");
        }
    }
}
