//! The day that weeks begin on.

use jiff::civil::{Date, Weekday};

use super::days::plus;

/// Countries whose weeks begin on Sunday, by the Unicode CLDR.
const SUNDAY: &str = "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA \
    PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW";
/// Countries whose weeks begin on Saturday.
const SATURDAY: &str = "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY";
/// Countries whose weeks begin on Friday.
const FRIDAY: &str = "MV";

/// The day that weeks begin on in a country, by its ISO 3166 alpha-2 code: Monday in most.
pub fn first_weekday(country: &str) -> Weekday {
    let has = |countries: &str| countries.split(' ').any(|each| each == country);
    match () {
        () if has(SUNDAY) => Weekday::Sunday,
        () if has(SATURDAY) => Weekday::Saturday,
        () if has(FRIDAY) => Weekday::Friday,
        () => Weekday::Monday,
    }
}

/// The first day of the week that a day is in.
pub(in crate::reports) fn week_start(day: Date, first: Weekday) -> Date {
    plus(day, -i64::from(day.weekday().since(first)))
}
