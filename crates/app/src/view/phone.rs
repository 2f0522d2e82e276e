use phonenumber::Mode;

/// A phone number as people of `country` (two letters) write it: national within the country, international outside.
/// What is not a phone number (an anonymous caller, a SIP address) is shown as it is.
pub(crate) fn phone(number: &str, country: &str) -> String {
    let Ok(parsed) = phonenumber::parse(None, number) else {
        return number.to_owned();
    };
    let at_home = parsed.country().id().is_some_and(|id| id.as_ref().eq_ignore_ascii_case(country));
    let mode = if at_home { Mode::National } else { Mode::International };
    parsed.format().mode(mode).to_string()
}

#[cfg(test)]
mod tests {
    use super::phone;

    #[test]
    fn a_number_is_national_at_home_and_international_abroad() {
        assert_eq!(phone("+14155550142", "US"), "(415) 555-0142");
        assert_eq!(phone("+442079460018", "US"), "+44 20 7946 0018");
        assert_eq!(phone("+442079460018", "GB"), "020 7946 0018");
    }

    #[test]
    fn what_is_no_number_is_shown_as_it_is() {
        assert_eq!(phone("anonymous", "US"), "anonymous");
        assert_eq!(phone("sip:front@example.com", "US"), "sip:front@example.com");
    }
}
