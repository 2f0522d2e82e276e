//! Phone numbers as people type them, and as they are kept: E.164.

use std::borrow::Cow;
use std::cmp::Ordering;

use phonenumber::metadata::{DATABASE, Descriptor, Metadata};

use super::country_codes::{CALLABLE_KINDS, with_country};
use crate::carrier::phone_number::PhoneNumber;
use crate::digits::with_plain_digits;

/// The most that E.164 allows, with the country code.
const MAX_DIGITS: usize = 15;
/// More than the longest way to write a number down. Longer texts are refused.
const MAX_INPUT_CHARACTERS: usize = 80;

/// Why a text can't be taken for a phone number. Each is a sentence to show at the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPhoneNumber {
    /// It is empty.
    #[error("Fill this in.")]
    Empty,
    /// It has letters, an extension, or other characters.
    #[error("Type the number in digits, without letters or an extension, like +1 212 555 0123.")]
    NotDigits,
    /// No country has this code.
    #[error("No country has this code. Begin with + and the country's code, like +1 212 555 0123.")]
    NoCountry,
    /// Fewer digits than any number of its country.
    #[error("This is too short. Include the area code; for a number abroad, begin with + and the country's code.")]
    TooShort,
    /// More digits than any number of its country.
    #[error("This is too long. For a number abroad, begin with + and the country's code.")]
    TooLong,
    /// No number of its country has this many digits.
    #[error("No number of its country has this many digits. Check that none is missing or doubled.")]
    WrongLength,
}

/// Reads a phone number as people type it: in the national form of a country (ISO 3166 alpha-2), with the country's
/// prefix for calls abroad, or with `+` and any country's code.
///
/// The count of digits has to fit the country. Whether a range is in use is not checked: number plans open new ranges
/// before any table knows them.
///
/// # Errors
/// Returns the mistake.
pub fn parse_phone_number(input: &str, country: &str) -> Result<PhoneNumber, BadPhoneNumber> {
    let (has_plus, digits) = digits(input)?;
    if has_plus {
        return international(&digits);
    }
    let here = DATABASE.by_id(country).ok_or(BadPhoneNumber::NoCountry)?;
    let from_abroad = here
        .international_prefix()
        .and_then(|prefix| prefix.find(&digits))
        .filter(|prefix| prefix.start() == 0)
        .and_then(|prefix| international(&digits[prefix.end()..]).ok());
    match from_abroad {
        Some(number) => Ok(number),
        None => national(&digits, here),
    }
}

/// Whether the text begins with `+`, and its digits without separators.
fn digits(input: &str) -> Result<(bool, String), BadPhoneNumber> {
    if input.len() > MAX_INPUT_CHARACTERS * 4 {
        return Err(BadPhoneNumber::TooLong);
    }
    let text = with_plain_digits(input);
    let text = without_scheme(text.trim()).trim();
    if text.is_empty() {
        return Err(BadPhoneNumber::Empty);
    }
    // The plus sign may be in a bracket: `(+44) 20 …`.
    let start = text.trim_start_matches(|c: char| c == '(' || c.is_whitespace());
    let (has_plus, rest) = start.strip_prefix('+').map_or((false, text), |rest| (true, rest));
    let mut digits = String::with_capacity(rest.len());
    for c in rest.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '-' | '.' | '/' | '(' | ')' | '[' | ']' | '\u{b7}' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
            c if c.is_whitespace() => {}
            _ => return Err(BadPhoneNumber::NotDigits),
        }
    }
    match digits.len() {
        0 => Err(BadPhoneNumber::NotDigits),
        // A trunk or dialling prefix may precede the longest number.
        length if length > MAX_DIGITS + 5 => Err(BadPhoneNumber::TooLong),
        _ => Ok((has_plus, digits)),
    }
}

/// The text after `tel:`, in any case, as an address of the web or as people write it.
fn without_scheme(text: &str) -> &str {
    let has_scheme = text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("tel"));
    let rest = text.get(3..).filter(|_| has_scheme).map(|rest| rest.trim_start_matches('.').trim_start());
    rest.and_then(|rest| rest.strip_prefix(':')).unwrap_or(text)
}

/// Reads digits that begin with a country's code.
fn international(digits: &str) -> Result<PhoneNumber, BadPhoneNumber> {
    let digits = &without_mexican_mobile_digit(digits);
    let (code, countries, national) = with_country(digits).ok_or(BadPhoneNumber::NoCountry)?;
    let fit = check_length(national, &countries);
    if fit.is_ok() && countries.iter().any(|country| looks_like_a_number_of(country, national)) {
        return in_e164(code, national);
    }
    // `+44 (0)20 …`: the trunk prefix of the national form, which is not dialled from abroad.
    let without_trunk = phonenumber::parse(None, format!("+{digits}"))
        .ok()
        .map(|number| number.national().to_string())
        .filter(|national| check_length(national, &countries).is_ok());
    match without_trunk {
        Some(national) => in_e164(code, &national),
        None => fit.and_then(|()| in_e164(code, national)),
    }
}

/// Mexico's mobile numbers had a 1 after the country's code until 2019.
fn without_mexican_mobile_digit(digits: &str) -> Cow<'_, str> {
    match digits.strip_prefix("521") {
        Some(national) if national.len() == 10 => Cow::Owned(format!("52{national}")),
        _ => Cow::Borrowed(digits),
    }
}

/// Reads digits in the national form of a country.
fn national(digits: &str, here: &Metadata) -> Result<PhoneNumber, BadPhoneNumber> {
    if here.country_code() == 52
        && let Some(number) = digits.strip_prefix('1').filter(|number| number.len() == 10)
    {
        return in_e164(52, number);
    }
    let country = here.id().parse().map_err(|_| BadPhoneNumber::NoCountry)?;
    let parsed = phonenumber::parse(Some(country), digits).map_err(|error| match error {
        phonenumber::ParseError::TooLong => BadPhoneNumber::TooLong,
        _ => BadPhoneNumber::TooShort,
    })?;
    let national = parsed.national().to_string();
    check_length(&national, &[here])?;
    in_e164(here.country_code(), &national)
}

/// Checks that numbers of one of these countries have this many digits.
fn check_length(national: &str, countries: &[&Metadata]) -> Result<(), BadPhoneNumber> {
    let length = national.len() as u16;
    let kinds =
        countries.iter().flat_map(|country| CALLABLE_KINDS.iter().filter_map(|kind| country.descriptors().get(*kind)));
    let (mut has_shorter, mut has_longer) = (false, false);
    for possible in kinds.flat_map(Descriptor::possible_length) {
        match possible.cmp(&length) {
            Ordering::Equal => return Ok(()),
            Ordering::Less => has_shorter = true,
            Ordering::Greater => has_longer = true,
        }
    }
    Err(match (has_shorter, has_longer) {
        (true, true) => BadPhoneNumber::WrongLength,
        (true, false) => BadPhoneNumber::TooLong,
        (false, _) => BadPhoneNumber::TooShort,
    })
}

/// Whether the whole national part looks like a number of the country.
fn looks_like_a_number_of(country: &Metadata, national: &str) -> bool {
    let part = country.descriptors().general().national_number().find(national);
    part.is_some_and(|part| part.start() == 0 && part.end() == national.len())
}

fn in_e164(code: u16, national: &str) -> Result<PhoneNumber, BadPhoneNumber> {
    let text = format!("+{code}{national}");
    text.parse().map_err(|_| if text.len() > MAX_DIGITS { BadPhoneNumber::TooLong } else { BadPhoneNumber::TooShort })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &str, country: &str) -> Result<String, BadPhoneNumber> {
        parse_phone_number(input, country).map(|number| number.to_string())
    }

    #[test]
    fn every_spelling_of_a_number_is_the_same_number() {
        for input in [
            "+12125550123",
            "+1 212 555 0123",
            "(212) 555-0123",
            "212.555.0123",
            "1-212-555-0123",
            "1 (212) 555 0123",
            "  212 555 0123 ",
            "011 1 212 555 0123",
            "tel:+1-212-555-0123",
            "＋１２１２５５５０１２３",
            "212‑555‑0123",
            "\u{202a}+1 (212) 555-0123\u{202c}",
            "\u{2066}212 555 0123\u{2069}",
            "\u{feff}212\u{200b}555\u{200f}0123\u{ad}",
            "(+1) 212 555 0123",
            "( +1 ) 212 555 0123",
            "Tel: +1 212 555 0123",
            "TEL:+12125550123",
            "tel.: 212 555 0123",
            "+١ ٢١٢ ٥٥٥ ٠١٢٣",
            "+۱۲۱۲۵۵۵۰۱۲۳",
            "२१२ ५५५ ०१२३",
            "[212] 555·0123",
        ] {
            assert_eq!(read(input, "US").as_deref(), Ok("+12125550123"), "{input}");
        }
        for (input, country, number) in [
            ("020 7946 0958", "GB", "+442079460958"),
            ("+44 (0)20 7946 0958", "US", "+442079460958"),
            ("0044 20 7946 0958", "DE", "+442079460958"),
            ("011 44 20 7946 0958", "US", "+442079460958"),
            ("030 123456", "DE", "+4930123456"),
            ("+49 1761 2345678", "US", "+4917612345678"),
            ("06 1234 5678", "IT", "+390612345678"),
            ("+39 06 1234 5678", "US", "+390612345678"),
            ("06 31 96 65 43", "FR", "+33631966543"),
            ("8 (495) 123-45-67", "RU", "+74951234567"),
            ("+7 800 555 3535", "US", "+78005553535"),
            ("(11) 96123-4567", "BR", "+5511961234567"),
            ("+1 555 010 0199", "US", "+15550100199"),
            ("800 253 0000", "US", "+18002530000"),
            ("(+44) 20 7946 0958", "US", "+442079460958"),
            ("(+44)(0)20 7946 0958", "US", "+442079460958"),
            ("+52 1 55 1234 5678", "US", "+525512345678"),
            ("+52 55 1234 5678", "US", "+525512345678"),
            ("55 1234 5678", "MX", "+525512345678"),
            ("1 55 1234 5678", "MX", "+525512345678"),
            ("011 52 1 55 1234 5678", "US", "+525512345678"),
        ] {
            assert_eq!(read(input, country).as_deref(), Ok(number), "{input} in {country}");
        }
    }

    #[test]
    fn each_phone_number_mistake_has_its_sentence() {
        for (input, country, mistake) in [
            ("", "US", BadPhoneNumber::Empty),
            ("  ", "US", BadPhoneNumber::Empty),
            ("call me", "US", BadPhoneNumber::NotDigits),
            ("+", "US", BadPhoneNumber::NotDigits),
            ("212 555 0123 x5", "US", BadPhoneNumber::NotDigits),
            ("212 555 0123+", "US", BadPhoneNumber::NotDigits),
            ("\u{200b}\u{202a}", "US", BadPhoneNumber::Empty),
            ("Tel:", "US", BadPhoneNumber::Empty),
            ("telephone: 212 555 0123", "US", BadPhoneNumber::NotDigits),
            ("(212) +555 0123", "US", BadPhoneNumber::NotDigits),
            ("+999 123 456 789", "US", BadPhoneNumber::NoCountry),
            ("+0 212 555 0123", "US", BadPhoneNumber::NoCountry),
            ("555-0123", "US", BadPhoneNumber::TooShort),
            ("+1 555", "US", BadPhoneNumber::TooShort),
            ("1", "US", BadPhoneNumber::TooShort),
            ("+1 212 555 01234", "US", BadPhoneNumber::TooLong),
            ("212 555 0123 212 555 0123 212", "US", BadPhoneNumber::TooLong),
        ] {
            assert_eq!(read(input, country), Err(mistake), "{input:?}");
        }
        assert_eq!(read(&"1".repeat(1_000_000), "US"), Err(BadPhoneNumber::TooLong));
    }

    proptest::proptest! {
        #[test]
        fn any_typed_text_is_a_number_or_an_error(input in "[+0-9 ()x.٣-]{0,24}|\\PC{0,30}", country in "US|DE|IT|RU|BR|GB|FR|IN|AU|MX|AR|JP|ZZ|") {
            if let Ok(number) = parse_phone_number(&input, &country) {
                let text = number.as_str();
                assert!(text.len() <= 16 && text.starts_with('+') && text[1..].bytes().all(|byte| byte.is_ascii_digit()), "{text}");
                assert_eq!(parse_phone_number(text, "US"), Ok(number.clone()), "E.164 is read as itself");
                assert!(!super::super::formatted(text, &country).is_empty());
            }
        }
    }
}
