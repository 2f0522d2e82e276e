//! Phone numbers as people read them.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use phonenumber::Mode;
use phonenumber::metadata::Metadata;

use super::country_codes::{CALLABLE_KINDS, with_country};

/// How many formatted numbers are kept; a page shows the same few hundred again and again.
const CACHE_SIZE: usize = 8_192;

type Cache = HashMap<Box<str>, (Box<str>, Arc<str>)>;

static CACHE: LazyLock<Mutex<Cache>> = LazyLock::new(Mutex::default);

/// A phone number as people of a country (ISO 3166 alpha-2) read it: in the national form if it is of that country,
/// else with `+` and its country's code. Other text is returned unchanged.
pub fn formatted(number: &str, country: &str) -> Arc<str> {
    let lock = || CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, text)) = lock().get(number)
        && **of == *country
    {
        return Arc::clone(text);
    }
    let text: Arc<str> = format_uncached(number, country).as_deref().unwrap_or(number).into();
    let mut cache = lock();
    if cache.len() >= CACHE_SIZE {
        cache.clear();
    }
    cache.insert(number.into(), (country.into(), Arc::clone(&text)));
    text
}

fn format_uncached(number: &str, country: &str) -> Option<String> {
    let (code, countries, national) = with_country(number.strip_prefix('+')?)?;
    let main = countries.first().and_then(|main| main.id().parse().ok());
    let parsed = phonenumber::parse(main, number).ok()?;
    // Some numbers that the tables don't know lose a digit when parsed. They are not formatted.
    if parsed.code().value() != code || parsed.national().to_string() != national {
        return None;
    }
    let here = countries.iter().find(|each| each.id() == country);
    let is_at_home = here.is_some_and(|here| {
        // A number that fits no country is of the code's main country.
        let fits_elsewhere = || countries.iter().any(|other| other.id() != country && has_prefix_of(other, national));
        is_in_range_of(here, national) || here.is_main_country_for_code() && !fits_elsewhere()
    });
    let mode = if is_at_home { Mode::National } else { Mode::International };
    let mut text = String::new();
    write!(text, "{}", parsed.format().mode(mode)).ok().map(|()| text)
}

/// Whether a national part is of the country: by its leading digits, if the country has any.
fn has_prefix_of(country: &Metadata, national: &str) -> bool {
    match country.leading_digits() {
        Some(first) => first.find(national).is_some_and(|prefix| prefix.start() == 0),
        None => is_in_range_of(country, national),
    }
}

/// Whether a national part is of a range that the country is known to use.
fn is_in_range_of(country: &Metadata, national: &str) -> bool {
    CALLABLE_KINDS
        .into_iter()
        .filter_map(|kind| country.descriptors().get(kind))
        .filter_map(|ranges| ranges.national_number().find(national))
        .any(|part| part.start() == 0 && part.end() == national.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_formatted_nationally_is_at_home_and_internationally_abroad() {
        for (number, country, text) in [
            ("+12125550123", "US", "(212) 555-0123"),
            ("+12125550123", "DE", "+1 212-555-0123"),
            ("+14165550123", "US", "+1 416-555-0123"),
            ("+14165550123", "CA", "(416) 555-0123"),
            ("+18002530000", "CA", "(800) 253-0000"),
            ("+12425550123", "US", "+1 242-555-0123"),
            ("+80012340000", "US", "+800 1234 0000"),
            ("+74951234567", "RU", "8 (495) 123-45-67"),
            ("+15550100199", "US", "(555) 010-0199"),
            ("+442079460958", "GB", "020 7946 0958"),
            ("+442079460958", "US", "+44 20 7946 0958"),
            ("+390612345678", "IT", "06 1234 5678"),
            ("+4930123456", "DE", "030 123456"),
            ("anonymous", "US", "anonymous"),
            ("+9", "US", "+9"),
            ("", "US", ""),
        ] {
            assert_eq!(&*formatted(number, country), text, "{number} in {country}");
            assert_eq!(&*formatted(number, country), text, "{number} again");
        }
    }

    #[test]
    fn the_format_cache_is_bounded() {
        for count in 0..CACHE_SIZE + 10 {
            formatted(&format!("x{count}"), "US");
        }
        assert!(CACHE.lock().unwrap().len() <= CACHE_SIZE);
    }
}
