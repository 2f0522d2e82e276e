//! Reads the JSON of carriers, in which a number may be a text and a text may be empty.

use serde_json::Value;

use super::number::Price;
use crate::fields::web_address;
use crate::id::CarrierId;
use crate::phone_number::PhoneNumber;
use crate::text::clean_line;

/// A text that is there and not empty.
pub(super) fn text<'a>(json: &'a Value, key: &str) -> Option<&'a str> {
    json[key].as_str().filter(|text| !text.is_empty())
}

/// A name for people, cleaned and cut.
pub(super) fn name(json: &Value, key: &str) -> Option<String> {
    clean_line(text(json, key)?, 100)
}

/// An id, which some carriers write as a number.
pub(super) fn id(json: &Value, key: &str) -> Option<CarrierId> {
    match &json[key] {
        Value::String(text) => CarrierId::new(text).ok(),
        Value::Number(number) => CarrierId::new(&number.to_string()).ok(),
        _ => None,
    }
}

/// A phone number in E.164.
pub(super) fn phone_number(json: &Value) -> Option<PhoneNumber> {
    text(json, "phone_number")?.parse().ok()
}

/// An address of the web.
pub(super) fn address(json: &Value, key: &str) -> Option<String> {
    web_address(text(json, key)?)
}

/// A code of digits.
pub(super) fn code(json: &Value) -> Option<u32> {
    match json {
        Value::String(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        Value::Number(number) => number.as_u64().and_then(|number| u32::try_from(number).ok()),
        _ => None,
    }
}

/// The items of a list.
pub(super) fn items<'a>(json: &'a Value, key: &str) -> Option<&'a Vec<Value>> {
    json[key].as_array()
}

/// A price a month, from an amount in whole units and a currency.
pub(super) fn price(amount: &Value, currency: &Value) -> Option<Price> {
    let amount = match amount {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let currency = currency.as_str()?.trim().to_ascii_uppercase();
    let is_currency = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
    is_currency.then_some(Price { cents: cents(&amount)?, currency })
}

/// The cents of a decimal amount, rounded half up.
fn cents(amount: &str) -> Option<u64> {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let is_decimal = !whole.is_empty() && [whole, fraction].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    if !is_decimal {
        return None;
    }
    let thousandths: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(thousandths)?.checked_add(5).map(|sum| sum / 10)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn prices_are_read_in_cents() {
        for (amount, cents) in [
            (json!("1.00"), Some(100)),
            (json!("1.155"), Some(116)),
            (json!("0.5"), Some(50)),
            (json!(2), Some(200)),
            (json!(1.15), Some(115)),
            (json!(""), None),
            (json!("-1"), None),
            (json!("1,00"), None),
            (json!(".5"), None),
            (json!("99999999999999999999"), None),
            (json!(null), None),
        ] {
            let read = price(&amount, &json!("usd"));
            assert_eq!(read, cents.map(|cents| Price { cents, currency: "USD".into() }), "{amount}");
        }
        assert_eq!(price(&json!("1"), &json!("dollars")), None);
    }

    #[test]
    fn a_code_is_digits_only() {
        assert_eq!(code(&json!(21_422)), Some(21_422));
        assert_eq!(code(&json!("10009")), Some(10_009));
        for other in [json!("token-of-the-account"), json!(""), json!(null), json!(-1), json!("99999999999")] {
            assert_eq!(code(&other), None, "{other}");
        }
    }
}
