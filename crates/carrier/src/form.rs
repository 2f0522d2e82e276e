//! A bounded reader of `application/x-www-form-urlencoded`.
//!
//! The signature is computed over the fields as they were sent, so nothing is trimmed, dropped
//! or reordered here, and what can't be read exactly is refused rather than repaired.

use std::fmt;

/// The fields of a request, in the order in which they came, repeats included.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Form {
    fields: Vec<(String, String)>,
}

/// Why a form is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// More bytes than any carrier sends.
    #[error("the form is longer than {} bytes", Form::MAX_BYTES)]
    TooLong,
    /// More fields than any carrier sends.
    #[error("the form has more than {} fields", Form::MAX_FIELDS)]
    TooManyFields,
    /// A percent sign without two hexadecimal digits after it.
    #[error("the form has a percent sign without two hexadecimal digits")]
    BadEscape,
    /// Bytes that are no UTF-8.
    #[error("the form is not UTF-8")]
    NotUtf8,
}

impl Form {
    /// The longest body that is read.
    pub const MAX_BYTES: usize = 64 * 1024;
    /// The most fields that are read.
    pub const MAX_FIELDS: usize = 500;

    /// Reads a body or a query.
    ///
    /// # Errors
    /// Returns [`FormError`] when it is too long, has too many fields, or can't be decoded exactly.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormError> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(FormError::TooLong);
        }
        let mut fields = Vec::new();
        for pair in bytes.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()) {
            if fields.len() == Self::MAX_FIELDS {
                return Err(FormError::TooManyFields);
            }
            let equals = pair.iter().position(|&byte| byte == b'=');
            let (name, value) = match equals {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &[][..]),
            };
            fields.push((decode(name)?, decode(value)?));
        }
        Ok(Self { fields })
    }

    /// The value of a field: of the first one, where the name repeats.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    /// Every field, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether there is no field at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

/// Shows names only: values are people's telephone numbers and names, which do not belong in a log.
impl fmt::Debug for Form {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.fields().map(|(name, _)| name)).finish()
    }
}

fn decode(bytes: &[u8]) -> Result<String, FormError> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        rest = tail;
        decoded.push(match first {
            b'+' => b' ',
            b'%' => {
                let [high, low, tail @ ..] = rest else {
                    return Err(FormError::BadEscape);
                };
                rest = tail;
                hexadecimal(*high)? << 4 | hexadecimal(*low)?
            }
            other => *other,
        });
    }
    String::from_utf8(decoded).map_err(|_| FormError::NotUtf8)
}

fn hexadecimal(digit: u8) -> Result<u8, FormError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(FormError::BadEscape),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        Form::parse(text.as_bytes()).unwrap().fields
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn form_order_repeats_and_empty_values_are_kept() {
        assert_eq!(
            read("Tag=b&Tag=a&Tag=b&Empty=&Bare&Name=+Zo%C3%AB%20%26+&=x&a=b=c"),
            [
                pair("Tag", "b"),
                pair("Tag", "a"),
                pair("Tag", "b"),
                pair("Empty", ""),
                pair("Bare", ""),
                pair("Name", " Zoë & "),
                pair("", "x"),
                pair("a", "b=c"),
            ]
        );
    }

    #[test]
    fn a_repeated_field_yields_its_first_value() {
        let form = Form::parse(b"To=%2B1415&To=%2B1416").unwrap();
        assert_eq!(form.get("To"), Some("+1415"));
        assert_eq!(form.get("From"), None);
    }

    #[test]
    fn a_malformed_form_is_refused_not_repaired() {
        for (bytes, error) in [
            (&b"a=%"[..], FormError::BadEscape),
            (b"a=%4", FormError::BadEscape),
            (b"a=%zz", FormError::BadEscape),
            (b"a=%+1", FormError::BadEscape),
            (b"a=%C3", FormError::NotUtf8),
            (b"a=\xff", FormError::NotUtf8),
            (b"%ED%A0%80=a", FormError::NotUtf8),
        ] {
            assert_eq!(Form::parse(bytes), Err(error));
        }
    }

    #[test]
    fn form_size_and_field_count_are_limited() {
        let fields = "a=1&".repeat(Form::MAX_FIELDS);
        assert!(Form::parse(fields.as_bytes()).is_ok());
        let more = format!("{fields}b=1");
        assert_eq!(Form::parse(more.as_bytes()), Err(FormError::TooManyFields));
        let long = vec![b'a'; Form::MAX_BYTES + 1];
        assert_eq!(Form::parse(&long), Err(FormError::TooLong));
        assert!(Form::parse(&long[1..]).is_ok());
    }

    #[test]
    fn debug_output_shows_no_form_value() {
        let form = Form::parse(b"From=%2B14155550100").unwrap();
        assert_eq!(format!("{form:?}"), "[\"From\"]");
    }

    proptest! {
        #[test]
        fn an_encoded_form_reads_back(
            fields in prop::collection::vec((".{1,8}", ".{0,12}"), 0..20)
        ) {
            let encoded = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(fields.iter())
                .finish();
            prop_assert_eq!(Form::parse(encoded.as_bytes()).unwrap().fields, fields);
        }

        #[test]
        fn any_bytes_parse_or_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(form) = Form::parse(&bytes) {
                prop_assert!(form.fields.len() <= bytes.len());
            }
        }
    }
}
