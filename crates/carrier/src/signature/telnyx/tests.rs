use super::super::samples::*;
use super::*;

const VOICE: &str = "https://crewline.example/carrier/acme/voice";
const PUBLIC_KEY: &str = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
const OTHER_KEY: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
const SIGNED_AT: i64 = 1_764_000_000;
const SIGNED_FORM: &str = "bDz6i/W3LDa6ubuynPipbcyPt/sYXqbo9/Goduo4gzUwqvJsMqEfMAgJppRc/3/\
    nbFa1f1rJT1jnWKSkBGZuCw==";
const SIGNED_JSON: &str = "/Of8p57EFy1Y6+1KwgiST23S2lh0kP5u9LtMetmF62251UGx8Q0Bz0MEBvMtV91q\
    O3CtPYVnkUcFB0pTs+0qCA==";

fn secrets(keys: &[&str]) -> TelnyxSecrets {
    TelnyxSecrets { public_keys: keys.iter().map(|key| (*key).to_owned()).collect() }
}

fn check(body: &str, headers: &[(&str, &str)], now: i64) -> Result<Form, SignatureError> {
    let now = Timestamp::from_second(now).unwrap();
    verify(&post(VOICE, body, headers), &secrets(&[OTHER_KEY, PUBLIC_KEY]), now)
}

fn form_headers(signed_at: &str) -> [(&str, &str); 3] {
    [FORM_TYPE, (SIGNATURE, SIGNED_FORM), (TIMESTAMP, signed_at)]
}

#[test]
fn the_time_and_the_raw_body_are_signed() {
    let headers = form_headers("1764000000");
    let form = check(FORM, &headers, SIGNED_AT).unwrap();
    assert_eq!(form.get("To"), Some("+18005551212"));
    let json = [JSON_TYPE, (SIGNATURE, SIGNED_JSON), (TIMESTAMP, "1764000000")];
    assert!(check(JSON, &json, SIGNED_AT).unwrap().is_empty());
    // The same fields in other bytes are another body.
    let same_fields = FORM.replace("%2B", "%2b");
    assert_eq!(check(&same_fields, &headers, SIGNED_AT), Err(SignatureError::WrongSignature));
    assert_eq!(check(JSON, &headers, SIGNED_AT), Err(SignatureError::WrongSignature));
}

#[test]
fn a_signature_lives_five_minutes_either_way() {
    let headers = form_headers("1764000000");
    for now in [SIGNED_AT - 300, SIGNED_AT + 300] {
        assert!(check(FORM, &headers, now).is_ok());
    }
    for now in [SIGNED_AT - 301, SIGNED_AT + 301] {
        assert_eq!(check(FORM, &headers, now), Err(SignatureError::Stale));
    }
}

#[test]
fn an_unsigned_timestamp_is_refused() {
    assert_eq!(check(FORM, &form_headers("1764000400"), SIGNED_AT + 400), Err(SignatureError::WrongSignature));
    for text in ["-1764000000", "+1764000000", "1764000000.0", "now", "99999999999999999999"] {
        assert_eq!(check(FORM, &form_headers(text), SIGNED_AT), Err(SignatureError::Stale), "{text}");
    }
}

#[test]
fn missing_or_malformed_headers_are_refused() {
    let without_time = [FORM_TYPE, (SIGNATURE, SIGNED_FORM)];
    assert_eq!(check(FORM, &without_time, SIGNED_AT), Err(SignatureError::Unsigned));
    let without_signature = [FORM_TYPE, (TIMESTAMP, "1764000000")];
    assert_eq!(check(FORM, &without_signature, SIGNED_AT), Err(SignatureError::Unsigned));
    for signature in ["AAAA", "not base64", &SIGNED_FORM[..86]] {
        let headers = [FORM_TYPE, (SIGNATURE, signature), (TIMESTAMP, "1764000000")];
        assert_eq!(check(FORM, &headers, SIGNED_AT), Err(SignatureError::WrongSignature));
    }
}

#[test]
fn a_get_is_refused_because_its_query_is_unsigned() {
    let headers = form_headers("1764000000");
    let request = Request { method: Method::Get, ..post(VOICE, FORM, &headers) };
    let now = Timestamp::from_second(SIGNED_AT).unwrap();
    assert_eq!(verify(&request, &secrets(&[PUBLIC_KEY]), now), Err(SignatureError::Method));
}

#[test]
fn without_a_usable_key_nothing_is_verified() {
    let headers = form_headers("1764000000");
    let request = post(VOICE, FORM, &headers);
    let now = Timestamp::from_second(SIGNED_AT).unwrap();
    for keys in [&[][..], &["", "AAAA", "no key"]] {
        assert_eq!(verify(&request, &secrets(keys), now), Err(SignatureError::NoSecret));
    }
    assert_eq!(verify(&request, &secrets(&[OTHER_KEY]), now), Err(SignatureError::WrongSignature));
}
