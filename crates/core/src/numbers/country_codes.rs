//! Countries' codes, and the kinds of numbers in their tables.

use phonenumber::Type;
use phonenumber::metadata::{DATABASE, Metadata};

/// The kinds of numbers that can be called from abroad.
pub(super) const CALLABLE_KINDS: [Type; 9] = [
    Type::FixedLine,
    Type::Mobile,
    Type::TollFree,
    Type::Voip,
    Type::SharedCost,
    Type::PremiumRate,
    Type::PersonalNumber,
    Type::Pager,
    Type::Uan,
];

/// The country's code, the countries that share it, the main one first, and the national part.
pub(super) fn with_country(digits: &str) -> Option<(u16, Vec<&'static Metadata>, &str)> {
    // No code begins with a zero, and none is the beginning of another.
    (1..=digits.len().min(3)).filter(|_| !digits.starts_with('0')).find_map(|length| {
        let code = digits.get(..length)?.parse().ok()?;
        Some((code, DATABASE.by_code(&code)?, digits.get(length..)?))
    })
}
