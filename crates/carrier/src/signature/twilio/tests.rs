use super::super::samples::*;
use super::*;
use crate::signature::Method;

const VOICE: &str = "https://crewline.example/carrier/acme/voice";
const VOICE_QUERY: &str = "https://crewline.example/carrier/acme/voice?flow=1&x=a%20b";
const SIGNED_QUERY: &str = "ZmUUjRvSnS9lLXe5RirLP+eCbBk=";

fn secrets() -> TwilioSecrets {
    TwilioSecrets {
        auth_tokens: vec![secret("another-token"), secret(TOKEN)],
        shared_keys: vec![
            SharedKey { id: "webhooks_sharedkey_0".to_owned(), secret: secret("other") },
            SharedKey { id: KEY_ID.to_owned(), secret: secret(KEY) },
        ],
    }
}

fn check(url: &str, body: &str, headers: &[(&str, &str)]) -> Result<Form, SignatureError> {
    verify(&post(url, body, headers), &secrets())
}

fn check_form(url: &str, body: &str, signature: &str) -> Result<Form, SignatureError> {
    check(url, body, &[FORM_TYPE, (SIGNATURE, signature)])
}

fn check_shared(settings: &str, signature: &str) -> Result<Form, SignatureError> {
    check(VOICE_QUERY, FORM, &[FORM_TYPE, (SIGNATURE, signature), (SETTINGS, settings)])
}

#[test]
fn a_signed_form_is_verified_with_either_token() {
    let form = check_form(VOICE_QUERY, FORM, SIGNED_QUERY).unwrap();
    assert_eq!(form.get("From"), Some("+14158675309"));
    let swapped = TwilioSecrets { auth_tokens: vec![secret(TOKEN), secret("")], shared_keys: Vec::new() };
    let headers = [FORM_TYPE, (SIGNATURE, SIGNED_QUERY)];
    assert!(verify(&post(VOICE_QUERY, FORM, &headers), &swapped).is_ok());
}

#[test]
fn the_port_may_be_in_the_signature_or_not() {
    // Signed with the port of the scheme, seen without one.
    assert!(check_form(VOICE_QUERY, FORM, "fbEN5NQqkjN2x+/6X936APxK+7A=").is_ok());
    assert!(check_form("http://crewline.example/carrier/acme/voice", FORM, "RDn//41k47zg/gFb9xSeXOdxNQc=").is_ok());
    // Signed without a port, seen with one, the scheme's own or another.
    for url in ["https://crewline.example:443/carrier/acme/voice", "https://crewline.example:8443/carrier/acme/voice"] {
        assert!(check_form(url, FORM, "keOd2UrOxI1uuI+tHvJoQohsfzg=").is_ok(), "{url}");
    }
    // Signed with another port, which must then be seen.
    let signed_with_8443 = "tzORXznG8TTgQ9KGvTlaAlTdhAs=";
    let seen = "https://crewline.example:8443/carrier/acme/voice";
    assert!(check_form(seen, FORM, signed_with_8443).is_ok());
    assert_eq!(check_form(VOICE, FORM, signed_with_8443), Err(SignatureError::WrongSignature));
}

#[test]
fn every_kind_of_value_is_signed_as_sent() {
    let form = check_form(VOICE, HARD_FORM, "YXHMBJBqKjaVlprPrO0L9UwQvy4=").unwrap();
    assert_eq!(form.get("CallerName"), Some(" Zoë & Søn 日本 😀 "));
    assert_eq!(form.get("Zz"), Some("1+1=2 100%"));
}

#[test]
fn any_change_of_address_field_or_signature_is_refused() {
    for (url, body) in [
        (VOICE_QUERY, FORM.replace("1234", "1235")),
        (VOICE_QUERY, format!("{FORM}&New=1")),
        (VOICE_QUERY, FORM.replace("&Digits=1234", "")),
        (VOICE_QUERY, FORM.replace("Digits=1234", "Digits=1234+")),
        (VOICE, FORM.to_owned()),
        ("https://crewline.example/carrier/acme/voice?flow=1&x=a+b", FORM.to_owned()),
        ("https://crewline.example/carrier/acmf/voice?flow=1&x=a%20b", FORM.to_owned()),
        ("http://crewline.example/carrier/acme/voice?flow=1&x=a%20b", FORM.to_owned()),
    ] {
        assert_eq!(check_form(url, &body, SIGNED_QUERY), Err(SignatureError::WrongSignature));
    }
    for signature in ["ZmUUjRvSnS9lLXe5RirLP+eCbBk", "zmUUjRvSnS9lLXe5RirLP+eCbBk=", "=", "é"] {
        assert_eq!(check_form(VOICE_QUERY, FORM, signature), Err(SignatureError::WrongSignature));
    }
}

#[test]
fn an_unsigned_request_and_a_broken_form_are_refused() {
    assert_eq!(check(VOICE_QUERY, FORM, &[FORM_TYPE]), Err(SignatureError::Unsigned));
    assert_eq!(check_form(VOICE_QUERY, FORM, ""), Err(SignatureError::Unsigned));
    assert_eq!(
        check_form(VOICE_QUERY, "a=%", SIGNED_QUERY),
        Err(SignatureError::Form(super::super::FormError::BadEscape))
    );
}

#[test]
fn a_get_is_verified_by_its_address_alone() {
    let url = "https://crewline.example/carrier/acme/voice?To=%2B18005551212&From=anonymous";
    let headers = [(SIGNATURE, "DfFiHVGWkoFVnfGTIG/ACvYhg5g=")];
    let request = Request { method: Method::Get, ..post(url, "To=%2B1999", &headers) };
    let form = verify(&request, &secrets()).unwrap();
    assert_eq!(form.get("To"), Some("+18005551212"));
    assert_eq!(form.fields().count(), 2);
}

const JSON_URL: &str = "https://crewline.example/carrier/acme/status?bodySHA256=\
    1ad2e8ca77ad5c242bd22331a47476efdbd0032bbb081bc016296a1bae3bd4dd";
const SIGNED_JSON: &str = "hxUUvd6IEpM1gKPQ+vRn0p2ISUI=";

#[test]
fn a_body_that_is_no_form_is_verified_by_its_hash_in_the_address() {
    let headers = [JSON_TYPE, (SIGNATURE, SIGNED_JSON)];
    assert!(check(JSON_URL, JSON, &headers).unwrap().is_empty());
    let other = JSON.replace("ended", "begun");
    assert_eq!(check(JSON_URL, &other, &headers), Err(SignatureError::UnsignedBody));
    // The address alone is signed rightly here, and says nothing about the body.
    let url = "https://crewline.example/carrier/acme/voice?To=%2B18005551212&From=anonymous";
    let headers = [JSON_TYPE, (SIGNATURE, "DfFiHVGWkoFVnfGTIG/ACvYhg5g=")];
    assert_eq!(check(url, JSON, &headers), Err(SignatureError::UnsignedBody));
}

#[test]
fn a_body_hash_in_the_address_does_not_take_a_forms_fields_out_of_the_signature() {
    let url = "https://crewline.example/carrier/acme/status?bodySHA256=\
        93e3a8f7d1c675434d46d0d9449105849eba4efe43e170e2d5ca0b785b5e35db";
    let (over_all, over_address) = ("cIO4TzNCgHJCpPHXaJOjAPeP+vA=", "CiqgDRKWbo3lJzQZkXUDTbgRGKc=");
    assert!(check_form(url, FORM, over_all).is_ok());
    assert_eq!(check_form(url, FORM, over_address), Err(SignatureError::WrongSignature));
    let without_type = [(SIGNATURE, over_address)];
    assert_eq!(check(url, FORM, &without_type), Err(SignatureError::WrongSignature));
    let forged = FORM.replace("1234", "1235");
    assert_eq!(check_form(url, &forged, over_all), Err(SignatureError::WrongSignature));
}

const SIGNED_SHARED: &str = "/qrr03CPzlI3YAd7oxHkfknutaJq6IuqeHxFHdZMNnQ=";

#[test]
fn a_shared_key_signs_with_sha_256_however_its_header_is_written() {
    for settings in [
        "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256",
        "algorithm=hmac_sha256, key=webhooks_sharedkey_1",
        " key = webhooks_sharedkey_1 , algorithm = HMAC_SHA256 , region=us1",
        "algorithm=HMAC_SHA256",
    ] {
        assert!(check_shared(settings, SIGNED_SHARED).is_ok(), "{settings}");
    }
    assert!(
        check(
            VOICE,
            HARD_FORM,
            &[
                FORM_TYPE,
                (SIGNATURE, "vZZtpyOzKlEstfqSGD/l484KGBzTr5I/k5vEIXqOQ8Q="),
                (SETTINGS, "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"),
            ],
        )
        .is_ok()
    );
}

#[test]
fn the_settings_header_names_the_key_and_the_algorithm() {
    for (settings, refusal) in [
        ("key=webhooks_sharedkey_2,algorithm=HMAC_SHA256", SignatureError::UnknownKey),
        ("key=webhooks_sharedkey_0,algorithm=HMAC_SHA256", SignatureError::WrongSignature),
        ("key=webhooks_sharedkey_1,algorithm=HMAC_SHA1", SignatureError::WrongSignature),
        ("key=webhooks_sharedkey_1,algorithm=NONE", SignatureError::UnknownAlgorithm),
        ("", SignatureError::WrongSignature),
    ] {
        assert_eq!(check_shared(settings, SIGNED_SHARED), Err(refusal), "{settings}");
    }
    // A token's signature is not valid for a shared key.
    let settings = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256";
    assert_eq!(check_shared(settings, SIGNED_QUERY), Err(SignatureError::WrongSignature));
}

#[test]
fn an_empty_secret_verifies_nothing() {
    let empty = TwilioSecrets { auth_tokens: vec![secret("")], shared_keys: Vec::new() };
    let headers = [FORM_TYPE, (SIGNATURE, SIGNED_QUERY)];
    let result = verify(&post(VOICE_QUERY, FORM, &headers), &empty);
    assert_eq!(result, Err(SignatureError::NoSecret));
}

#[test]
fn debug_output_contains_no_secret() {
    let printed = format!("{:?}", secrets());
    assert!(!printed.contains(TOKEN) && !printed.contains(KEY), "{printed}");
}
