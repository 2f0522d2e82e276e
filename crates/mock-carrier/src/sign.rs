//! The signatures that carriers put on their webhooks.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;

/// Form fields in the order in which they go over the wire.
pub type Fields = Vec<(String, String)>;

/// Twilio's: HMAC-SHA1 with the auth token, base64.
#[must_use]
pub fn twilio(token: &str, url: &str, fields: &[(String, String)]) -> String {
    sha1(token, &twilio_text(url, fields))
}

/// Twilio's with a shared key: the same text, HMAC-SHA256.
#[must_use]
pub fn twilio_shared_key(secret: &str, url: &str, fields: &[(String, String)]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(twilio_text(url, fields).as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// SignalWire's: as Twilio's, but a repeated field counts as often as it comes.
#[must_use]
pub fn signalwire(signing_key: &str, url: &str, fields: &[(String, String)]) -> String {
    let mut sorted: Vec<&(String, String)> = fields.iter().collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let mut text = url.to_owned();
    for (name, value) in sorted {
        text.push_str(name);
        text.push_str(value);
    }
    sha1(signing_key, &text)
}

/// SignalWire's for JSON: the address and the raw body, in hexadecimal.
#[must_use]
pub fn signalwire_json(signing_key: &str, url: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(signing_key.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(url.as_bytes());
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Telnyx': Ed25519 over `timestamp|raw body`, base64.
#[must_use]
pub fn telnyx(key: &SigningKey, timestamp_seconds: i64, body: &[u8]) -> String {
    let mut text = format!("{timestamp_seconds}|").into_bytes();
    text.extend_from_slice(body);
    STANDARD.encode(key.sign(&text).to_bytes())
}

fn sha1(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// The address, then every field sorted by name and value, each pair once.
fn twilio_text(url: &str, fields: &[(String, String)]) -> String {
    let mut sorted: Vec<&(String, String)> = fields.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut text = url.to_owned();
    for (name, value) in sorted {
        text.push_str(name);
        text.push_str(value);
    }
    text
}

#[cfg(test)]
mod tests {
    //! The expected values were computed by other programs: Twilio's by `RequestValidator.compute_signature` of the
    //! official Python library 9.13.0 (`SHA-1`, then `HMAC_SHA256`), SignalWire's by Python's `hmac` over the same
    //! text with repeated values kept, Telnyx' by PyNaCl.

    use super::*;

    const URL: &str = "https://calls.example.com:8443/carrier/acme/voice?x=a%20b+c";

    fn fields() -> Fields {
        let fields = [
            ("To", "+14155550100"),
            ("From", "anonymous"),
            ("ToCity", "CAÑON CITY"),
            ("FromCity", ""),
            ("Digits", "1"),
            ("Digits", "#"),
            ("Digits", "1"),
        ];
        fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }

    #[test]
    fn twilios_signature_is_the_official_librarys() {
        assert_eq!(twilio("12345", URL, &fields()), "Q3Yk1zBtUzSA42pCv7Qmon/1v1E=");
    }

    #[test]
    fn a_shared_keys_signature_is_the_official_librarys() {
        assert_eq!(twilio_shared_key("12345", URL, &fields()), "O34xlV2YTdyUS5RSOUcAkwFRePSu36ANTUhWlQXhhng=");
    }

    #[test]
    fn signalwires_signature_keeps_repeated_values() {
        assert_eq!(signalwire("12345", URL, &fields()), "39zU8qGCTtvw0eDHJDRb/z1sin0=");
    }

    #[test]
    fn telnyx_signature_is_pynacls() {
        let key = SigningKey::from_bytes(&std::array::from_fn(|place| u8::try_from(place).unwrap()));
        let body = b"CallSid=v3%3A1&To=%2B14155550100";
        assert_eq!(STANDARD.encode(key.verifying_key()), "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=");
        assert_eq!(
            telnyx(&key, 1_795_490_000, body),
            "WpBYJU+eIPPowywR6DthXhHznfhP4t1h95eJCgQ3mdhz+lNsFJZ3C7W52w3MrPfQjL9m4K0/KJEu/bk2f+rHBg=="
        );
    }
}
