use ed25519_dalek::{Signer, SigningKey};

use super::samples::*;
use super::*;

const MESSAGE: &str = "https://crewline.example/carrier/acme/message";
const NOW: i64 = 1_764_000_000;

/// Verifies a body that Telnyx signed.
fn telnyx(body: &str, content_type: (&str, &str)) -> Result<Verified, SignatureError> {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let key = SigningKey::from_bytes(&[7; 32]);
    let secrets = TelnyxSecrets { public_keys: vec![STANDARD.encode(key.verifying_key().to_bytes())] };
    let signature = STANDARD.encode(key.sign(format!("{NOW}|{body}").as_bytes()).to_bytes());
    let now = NOW.to_string();
    let headers = [content_type, ("telnyx-signature-ed25519", signature.as_str()), ("telnyx-timestamp", now.as_str())];
    verify(&post(MESSAGE, body, &headers), &Secrets::Telnyx(secrets), Timestamp::from_second(NOW).unwrap())
}

#[test]
fn a_signed_raw_body_is_returned_unchanged() {
    let verified = telnyx(JSON, JSON_TYPE).unwrap();
    assert_eq!((verified.provider(), verified.raw()), (Provider::Telnyx, Some(JSON.as_bytes())));
    assert!(verified.form().is_empty());
}

#[test]
fn a_form_has_fields_and_no_raw_body() {
    let verified = telnyx(FORM, FORM_TYPE).unwrap();
    assert_eq!((verified.form().get("To"), verified.raw()), (Some("+18005551212"), None));
    // A body without a content type counts as a form.
    let verified = telnyx(FORM, ("accept", "*/*")).unwrap();
    assert_eq!((verified.form().get("To"), verified.raw()), (Some("+18005551212"), None));
}

#[test]
fn a_raw_body_has_the_size_limit_of_a_form() {
    assert!(telnyx(&"x".repeat(Form::MAX_BYTES), JSON_TYPE).is_ok());
    let error = telnyx(&"x".repeat(Form::MAX_BYTES + 1), JSON_TYPE).err();
    assert_eq!(error, Some(SignatureError::Form(FormError::TooLong)));
}

#[test]
fn a_body_outside_the_signature_is_not_returned() {
    let secrets = || TwilioSecrets { auth_tokens: vec![secret(TOKEN)], shared_keys: Vec::new() };
    let now = Timestamp::from_second(NOW).unwrap();
    // The address alone is signed rightly here, and says nothing about the body.
    let url = "https://crewline.example/carrier/acme/voice?To=%2B18005551212&From=anonymous";
    let headers = [JSON_TYPE, ("x-twilio-signature", "DfFiHVGWkoFVnfGTIG/ACvYhg5g=")];
    let error = verify(&post(url, JSON, &headers), &Secrets::Twilio(secrets()), now).err();
    assert_eq!(error, Some(SignatureError::UnsignedBody));
    let headers = [JSON_TYPE, ("x-signalwire-signature", "DfFiHVGWkoFVnfGTIG/ACvYhg5g=")];
    let signalwire = SignalWireSecrets { signing_keys: vec![secret(TOKEN)] };
    let error = verify(&post(url, JSON, &headers), &Secrets::SignalWire(signalwire), now).err();
    assert_eq!(error, Some(SignatureError::WrongSignature));
    // The body of a GET is ignored.
    let headers = [JSON_TYPE, ("x-twilio-signature", "DfFiHVGWkoFVnfGTIG/ACvYhg5g=")];
    let get = Request { method: Method::Get, ..post(url, JSON, &headers) };
    assert_eq!(verify(&get, &Secrets::Twilio(secrets()), now).unwrap().raw(), None);
}
