//! Phone numbers as people read them.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use phonenumber::Mode;
use phonenumber::metadata::{DATABASE, Metadata};

use super::phone_number::KINDS;

/// How many are kept ready; a page shows the same few hundred again and again.
const KEPT: usize = 8_192;

type Ready = HashMap<Box<str>, (Box<str>, Arc<str>)>;

static READY: LazyLock<Mutex<Ready>> = LazyLock::new(Mutex::default);

/// A phone number as people of a country (ISO 3166 alpha-2) read it: in the national form if it is of that country,
/// else with `+` and its country's code. What is no phone number is shown as it is.
pub fn shown(number: &str, country: &str) -> Arc<str> {
    let ready = || READY.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, text)) = ready().get(number)
        && **of == *country
    {
        return Arc::clone(text);
    }
    let text: Arc<str> = formatted(number, country).as_deref().unwrap_or(number).into();
    let mut ready = ready();
    if ready.len() >= KEPT {
        ready.clear();
    }
    ready.insert(number.into(), (country.into(), Arc::clone(&text)));
    text
}

fn formatted(number: &str, country: &str) -> Option<String> {
    let parsed = phonenumber::parse(None, number).ok()?;
    let (code, national) = (parsed.code().value(), parsed.national().to_string());
    // Some numbers that the tables don't know lose a digit when read: they are shown as they are kept.
    if number != format!("+{code}{national}") {
        return None;
    }
    let here = DATABASE.by_id(country).filter(|here| here.country_code() == code);
    let at_home = here.is_some_and(|here| {
        is_of(here, &national)
            || here.is_main_country_for_code()
                && !DATABASE.by_code(&code).unwrap_or_default().into_iter().any(|other| is_of(other, &national))
    });
    let mode = if at_home { Mode::National } else { Mode::International };
    let mut text = String::new();
    write!(text, "{}", parsed.format().mode(mode)).ok().map(|()| text)
}

/// Whether a national part is of a range that the country is known to use.
fn is_of(country: &Metadata, national: &str) -> bool {
    KINDS
        .into_iter()
        .filter_map(|kind| country.descriptors().get(kind))
        .filter_map(|ranges| ranges.national_number().find(national))
        .any(|found| found.start() == 0 && found.end() == national.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_nationally_at_home_and_internationally_abroad() {
        for (number, country, text) in [
            ("+12125550123", "US", "(212) 555-0123"),
            ("+12125550123", "DE", "+1 212-555-0123"),
            ("+14165550123", "US", "+1 416-555-0123"),
            ("+14165550123", "CA", "(416) 555-0123"),
            ("+18002530000", "CA", "(800) 253-0000"),
            ("+15550100199", "US", "(555) 010-0199"),
            ("+442079460958", "GB", "020 7946 0958"),
            ("+442079460958", "US", "+44 20 7946 0958"),
            ("+390612345678", "IT", "06 1234 5678"),
            ("+4930123456", "DE", "030 123456"),
            ("anonymous", "US", "anonymous"),
            ("+9", "US", "+9"),
            ("", "US", ""),
        ] {
            assert_eq!(&*shown(number, country), text, "{number} in {country}");
            assert_eq!(&*shown(number, country), text, "{number} again");
        }
    }

    #[test]
    fn what_is_kept_ready_is_bounded() {
        for count in 0..KEPT + 10 {
            shown(&format!("x{count}"), "US");
        }
        assert!(READY.lock().unwrap().len() <= KEPT);
    }
}
