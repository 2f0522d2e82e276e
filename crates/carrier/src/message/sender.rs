//! The sender of a text, as far as the carrier says.

use crate::phone_number::PhoneNumber;

/// The sender of a text.
#[derive(Clone, PartialEq, Eq)]
pub enum Sender {
    /// An ordinary telephone number.
    Number(PhoneNumber),
    /// A short code: a few digits that stand for a service.
    ShortCode(String),
    /// A name in place of a number, as services use.
    Name(String),
    /// Something else, kept as it came.
    Other(String),
}

impl Sender {
    /// Reads a sender. The text is already bounded and free of control characters.
    #[must_use]
    pub fn read(text: &str) -> Self {
        if let Ok(number) = text.parse() {
            return Self::Number(number);
        }
        let text = text.trim();
        let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'_' | b'&' | b'+');
        if is_digits && (3..=8).contains(&text.len()) {
            Self::ShortCode(text.to_owned())
        } else if text.bytes().all(is_plain) && text.bytes().any(|byte| byte.is_ascii_alphabetic()) && text.len() <= 11
        {
            Self::Name(text.to_owned())
        } else {
            Self::Other(text.to_owned())
        }
    }

    /// The address of the sender.
    #[must_use]
    pub fn address(&self) -> &str {
        match self {
            Self::Number(number) => number.as_str(),
            Self::ShortCode(text) | Self::Name(text) | Self::Other(text) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_short_codes_and_names_are_distinguished() {
        let number = |text: &str| Sender::Number(text.parse().unwrap());
        for (text, expected) in [
            ("+14155550123", number("+14155550123")),
            ("40404", Sender::ShortCode("40404".into())),
            ("Taxi 4-You", Sender::Name("Taxi 4-You".into())),
            ("14155550123", Sender::Other("14155550123".into())),
            ("12", Sender::Other("12".into())),
            ("whatsapp:+14155550123", Sender::Other("whatsapp:+14155550123".into())),
            ("Zoë", Sender::Other("Zoë".into())),
            (" ", Sender::Other(String::new())),
        ] {
            assert!(Sender::read(text) == expected, "{text}");
        }
    }
}
