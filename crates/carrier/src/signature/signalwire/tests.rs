use super::super::samples::*;
use super::*;

const VOICE: &str = "https://crewline.example/carrier/acme/voice";
const STATUS: &str = "https://crewline.example/carrier/acme/status";
const SIGNED_AS_SENT: &str = "nfxZAbHoY8dVrcQJ3ycFeI2K+Ks=";
const SIGNED_DISTINCT: &str = "YXHMBJBqKjaVlprPrO0L9UwQvy4=";
const SIGNED_JSON: &str = "9594c0fd6b45012f14cbb304236519311bb66b13";

fn check(url: &str, body: &str, headers: &[(&str, &str)]) -> Result<Form, SignatureError> {
    let secrets = SignalWireSecrets { signing_keys: vec![secret("next"), secret(TOKEN)] };
    verify(&post(url, body, headers), &secrets)
}

#[test]
fn repeated_fields_verify_as_sent_or_distinct() {
    for signature in [SIGNED_AS_SENT, SIGNED_DISTINCT] {
        for header in [SIGNATURE, SIGNATURE_ALIAS] {
            assert!(check(VOICE, HARD_FORM, &[FORM_TYPE, (header, signature)]).is_ok());
        }
        let other = HARD_FORM.replace("Tag=a", "Tag=c");
        assert_eq!(check(VOICE, &other, &[FORM_TYPE, (SIGNATURE, signature)]), Err(SignatureError::WrongSignature));
    }
}

#[test]
fn signalwires_own_header_precedes_the_alias() {
    let headers = [FORM_TYPE, (SIGNATURE, "wrong"), (SIGNATURE_ALIAS, SIGNED_AS_SENT)];
    assert_eq!(check(VOICE, HARD_FORM, &headers), Err(SignatureError::WrongSignature));
    assert_eq!(check(VOICE, HARD_FORM, &[FORM_TYPE]), Err(SignatureError::Unsigned));
}

#[test]
fn json_is_signed_whole_in_lower_case_hex() {
    assert!(check(STATUS, JSON, &[JSON_TYPE, (SIGNATURE, SIGNED_JSON)]).unwrap().is_empty());
    let other = JSON.replace("ended", "begun");
    for (url, body, signature) in [
        (STATUS, other.as_str(), SIGNED_JSON.to_owned()),
        (VOICE, JSON, SIGNED_JSON.to_owned()),
        (STATUS, JSON, SIGNED_JSON.to_uppercase()),
    ] {
        let result = check(url, body, &[JSON_TYPE, (SIGNATURE, &signature)]);
        assert_eq!(result, Err(SignatureError::WrongSignature));
    }
}

#[test]
fn json_may_also_be_signed_by_its_hash_in_the_address() {
    let url = "https://crewline.example/carrier/acme/status?bodySHA256=\
        1ad2e8ca77ad5c242bd22331a47476efdbd0032bbb081bc016296a1bae3bd4dd";
    let headers = [JSON_TYPE, (SIGNATURE, "hxUUvd6IEpM1gKPQ+vRn0p2ISUI=")];
    assert!(check(url, JSON, &headers).is_ok());
    let other = JSON.replace("ended", "begun");
    assert_eq!(check(url, &other, &headers), Err(SignatureError::WrongSignature));
}

#[test]
fn an_empty_key_verifies_nothing() {
    let secrets = SignalWireSecrets { signing_keys: vec![secret("")] };
    let headers = [FORM_TYPE, (SIGNATURE, SIGNED_AS_SENT)];
    let result = verify(&post(VOICE, HARD_FORM, &headers), &secrets);
    assert_eq!(result, Err(SignatureError::NoSecret));
}
