//! Properties of typed text and of secrets, for any input.

use crewline_core::accounts::Email;
use crewline_core::ids::{CallId, NumberId};
use crewline_core::secret::{Seal, digest};
use crewline_core::text::{fold_case, line};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_checked_line_is_stable(typed in any::<String>(), max in 1_usize..60) {
        if let Ok(text) = line(&typed, max) {
            prop_assert!(!text.is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control));
            prop_assert_eq!(line(&text, max), Ok(text));
        }
    }

    #[test]
    fn case_folding_is_idempotent(text in any::<String>()) {
        prop_assert_eq!(fold_case(&fold_case(&text)), fold_case(&text));
    }

    #[test]
    fn upper_and_lower_case_fold_alike(text in "[a-zA-ZÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ\u{300}-\u{330} ]{0,12}") {
        prop_assert_eq!(fold_case(&text.to_lowercase()), fold_case(&text));
    }

    #[test]
    fn every_spelling_of_an_address_is_equal(local in "[a-zA-Z0-9.+_äÖß-]{1,20}", domain in "[a-z0-9]{1,8}(\\.[a-zü]{2,6}){1,2}") {
        let typed = format!("{local}@{domain}");
        if let Ok(email) = Email::read(&typed) {
            let again = Email::read(email.canonical()).expect("its own canonical form");
            prop_assert_eq!(again.canonical(), email.canonical());
            let loud = Email::read(&format!(" {}@{} ", local.to_lowercase(), domain.to_uppercase())).expect("the same");
            prop_assert_eq!(loud.canonical(), email.canonical());
        }
    }

    #[test]
    fn reading_an_address_never_panics(typed in any::<String>()) {
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
    fn random_text_is_no_id(text in any::<String>()) {
        prop_assert!(text.parse::<NumberId>().is_err() || text.starts_with("num_"));
    }

    #[test]
    fn a_sealed_value_opens_unless_tampered_with(value in any::<Vec<u8>>(), place in "[a-z:0-9]{0,12}", at in any::<prop::sample::Index>(), bit in 0_u8..8) {
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
