//! Properties of what is typed and what is kept secret, over any input.

use crewline_core::ids::{CallId, NumberId};
use crewline_core::people::Email;
use crewline_core::secret::{Seal, digest};
use crewline_core::text::{folded, line};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_line_that_was_taken_is_taken_as_it_is(typed in any::<String>(), most in 1_usize..60) {
        if let Ok(text) = line(&typed, most) {
            prop_assert!(!text.is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control));
            prop_assert_eq!(line(&text, most), Ok(text));
        }
    }

    #[test]
    fn what_is_folded_stays_folded(text in any::<String>()) {
        prop_assert_eq!(folded(&folded(&text)), folded(&text));
    }

    #[test]
    fn small_and_capital_letters_fold_alike(text in "[a-zA-ZÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ\u{300}-\u{330} ]{0,12}") {
        prop_assert_eq!(folded(&text.to_lowercase()), folded(&text));
    }

    #[test]
    fn an_address_is_one_however_it_is_spelled(local in "[a-zA-Z0-9.+_äÖß-]{1,20}", domain in "[a-z0-9]{1,8}(\\.[a-zü]{2,6}){1,2}") {
        let typed = format!("{local}@{domain}");
        if let Ok(email) = Email::read(&typed) {
            let again = Email::read(email.canonical()).expect("its own canonical form");
            prop_assert_eq!(again.canonical(), email.canonical());
            let loud = Email::read(&format!(" {}@{} ", local.to_lowercase(), domain.to_uppercase())).expect("the same");
            prop_assert_eq!(loud.canonical(), email.canonical());
        }
    }

    #[test]
    fn nothing_that_is_typed_breaks_the_reading_of_an_address(typed in any::<String>()) {
        if let Ok(email) = Email::read(&typed) {
            prop_assert!(email.canonical().contains('@') && !email.canonical().contains(char::is_whitespace));
        }
    }

    #[test]
    fn an_id_has_one_spelling(text in "num_[a-zA-Z0-9]{0,14}") {
        if let Ok(id) = text.parse::<NumberId>() {
            prop_assert_eq!(id.to_string(), text.clone());
            prop_assert!(text.replace("num_", "call_").parse::<CallId>().is_ok());
        }
    }

    #[test]
    fn no_text_is_read_as_an_id_by_accident(text in any::<String>()) {
        prop_assert!(text.parse::<NumberId>().is_err() || text.starts_with("num_"));
    }

    #[test]
    fn what_was_sealed_opens_and_what_was_touched_does_not(value in any::<Vec<u8>>(), place in "[a-z:0-9]{0,12}", at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let seal = Seal::from_text(&"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".into()).unwrap();
        let mut sealed = seal.close(&place, &value).unwrap();
        let opened = seal.open(&place, &sealed);
        prop_assert_eq!(opened.as_deref(), Ok(value.as_slice()));
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert!(seal.open(&place, &sealed).is_err());
    }

    #[test]
    fn different_tokens_have_different_digests(one in any::<String>(), other in any::<String>()) {
        prop_assert_eq!(digest(&one) == digest(&other), one == other);
    }
}
