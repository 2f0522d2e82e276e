//! Decimal digits of every script, and the marks that come along when a number is copied.

use unicode_normalization::UnicodeNormalization;

use crewline_carrier::text::is_invisible;

/// The zeros of the scripts. The other nine digits follow each in order.
const ZEROS: [char; 75] = [
    '\u{30}',
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{ff10}',
    '\u{104a0}',
    '\u{10d30}',
    '\u{10d40}',
    '\u{11066}',
    '\u{110f0}',
    '\u{11136}',
    '\u{111d0}',
    '\u{112f0}',
    '\u{11450}',
    '\u{114d0}',
    '\u{11650}',
    '\u{116c0}',
    '\u{116d0}',
    '\u{116da}',
    '\u{11730}',
    '\u{118e0}',
    '\u{11950}',
    '\u{11bf0}',
    '\u{11c50}',
    '\u{11d50}',
    '\u{11da0}',
    '\u{11de0}',
    '\u{11f50}',
    '\u{16a60}',
    '\u{16ac0}',
    '\u{16b50}',
    '\u{1ccf0}',
    '\u{1d7ce}',
    '\u{1d7d8}',
    '\u{1d7e2}',
    '\u{1d7ec}',
    '\u{1d7f6}',
    '\u{1e140}',
    '\u{1e2f0}',
    '\u{1e4f0}',
    '\u{1e5f1}',
    '\u{1e950}',
    '\u{1fbf0}',
];

/// A text with plain digits: every decimal digit by its value, in compatibility form, and without the invisible marks that
/// pages and address books put around numbers. Line ends and tabs are blanks.
pub(crate) fn with_plain_digits(text: &str) -> String {
    text.nfkc()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| {
            !is_invisible(*c)
                && !matches!(c, '\u{180e}' | '\u{34f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
        })
        .map(|c| decimal(c).unwrap_or(c))
        .collect()
}

/// The plain digit of the same value.
fn decimal(c: char) -> Option<char> {
    let after = ZEROS.partition_point(|zero| *zero <= c);
    let value = u32::from(c) - u32::from(*ZEROS.get(after.checked_sub(1)?)?);
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_are_read_by_their_value() {
        for text in
            ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
        {
            assert_eq!(with_plain_digits(text), "0123456789", "{text}");
        }
        assert!(ZEROS.is_sorted());
        assert_eq!(with_plain_digits("aé٫\n½"), "aé٫ 1⁄2", "other characters stay");
    }

    #[test]
    fn marks_around_a_number_are_left_out() {
        let marks =
            ['\u{200b}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202c}', '\u{2066}', '\u{2069}', '\u{feff}', '\u{ad}'];
        for mark in marks {
            assert_eq!(with_plain_digits(&format!("{mark}+1{mark}2{mark}")), "+12", "{mark:?}");
        }
    }
}
