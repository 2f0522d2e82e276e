//! The kinds of phone numbers, as far as the number plans tell.

use phonenumber::Type;
use phonenumber::metadata::DATABASE;

use super::PhoneNumber;

/// Whether a number may belong to a mobile phone. In some countries, such as the United States, a number does not tell, so every
/// ordinary number may.
pub fn may_be_mobile(number: &PhoneNumber) -> bool {
    matches!(kind(number), Type::Mobile | Type::FixedLineOrMobile)
}

/// Whether calls to a number cost its caller more than an ordinary call.
pub fn is_premium(number: &PhoneNumber) -> bool {
    matches!(kind(number), Type::PremiumRate)
}

/// The beginning of a country's numbers (ISO 3166 alpha-2), such as `+49`.
pub fn country_prefix(country: &str) -> Option<String> {
    DATABASE.by_id(country).map(|country| format!("+{}", country.country_code()))
}

fn kind(number: &PhoneNumber) -> Type {
    phonenumber::parse(None, number.as_str()).map_or(Type::Unknown, |number| number.number_type(&DATABASE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_has_a_prefix() {
        assert_eq!((country_prefix("DE").as_deref(), country_prefix("US").as_deref()), (Some("+49"), Some("+1")));
        assert_eq!(country_prefix("ZZ"), None);
    }

    #[test]
    fn the_number_plan_tells_mobile_and_premium_numbers() {
        for (number, is_mobile, costs_more) in [
            ("+4917612345678", true, false),
            ("+4930123456", false, false),
            ("+12125550123", true, false),
            ("+18002530000", false, false),
            ("+19005550123", false, true),
            ("+999123456", false, false),
        ] {
            let number = number.parse().unwrap();
            assert_eq!((may_be_mobile(&number), is_premium(&number)), (is_mobile, costs_more), "{number}");
        }
    }
}
