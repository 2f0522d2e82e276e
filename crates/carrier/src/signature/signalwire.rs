//! SignalWire: Twilio's keyed hash, with its own header and key; and a second form for JSON.

use secrecy::SecretString;
use subtle::Choice;

use super::content::{Content, Repeats, body_hash_matches};
use super::keyed::{Algorithm, is_base64, is_hex, non_empty};
use super::request::Request;
use super::{Form, SignatureError, ports};

const SIGNATURE: &str = "x-signalwire-signature";
const SIGNATURE_ALIAS: &str = "x-twilio-signature";

/// The secrets that verify SignalWire's requests.
#[derive(Debug)]
pub struct SignalWireSecrets {
    /// The space's signing keys: the current one, and while rotating the next one.
    pub signing_keys: Vec<SecretString>,
}

pub(super) fn verify(request: &Request<'_>, secrets: &SignalWireSecrets) -> Result<Form, SignatureError> {
    let header =
        request.header(SIGNATURE).or_else(|| request.header(SIGNATURE_ALIAS)).ok_or(SignatureError::Unsigned)?;
    let keys = non_empty(&secrets.signing_keys);
    if keys.is_empty() {
        return Err(SignatureError::NoSecret);
    }
    let content = Content::read(request)?;
    let matches = match &content {
        Content::Query(_) | Content::Fields(_) => signs_fields(request, &content, &keys, header),
        // SignalWire's own way: the body is part of the signed text, and the hash is in hexadecimal.
        // Twilio's way: the address is signed, and it holds the hash of the body.
        Content::Raw => {
            let whole = signs(request, request.body, &keys, |hash| is_hex(hash, header));
            let address = signs(request, &[], &keys, |hash| is_base64(hash, header));
            let is_covered = request.body.is_empty() || body_hash_matches(request)?;
            whole | (address & Choice::from(u8::from(is_covered)))
        }
    };
    if !bool::from(matches) {
        return Err(SignatureError::WrongSignature);
    }
    Ok(content.into_form())
}

/// SignalWire's own library signs the values of a repeated name as sent; libraries that follow
/// Twilio's sign them distinct and sorted. Both are accepted.
fn signs_fields(request: &Request<'_>, content: &Content, keys: &[&SecretString], header: &str) -> Choice {
    [Repeats::AsSent, Repeats::Distinct]
        .into_iter()
        .map(|repeats| content.signed_tail(repeats))
        .map(|tail| signs(request, tail.as_bytes(), keys, |hash| is_base64(hash, header)))
        .fold(Choice::from(0), |any, matches| any | matches)
}

fn signs(request: &Request<'_>, tail: &[u8], keys: &[&SecretString], is_header: impl Fn(&[u8]) -> Choice) -> Choice {
    let mut matches = Choice::from(0);
    for key in keys {
        for url in ports::spellings(request.url) {
            matches |= is_header(&Algorithm::Sha1.sign(key, &[url.as_bytes(), tail]));
        }
    }
    matches
}

#[cfg(test)]
mod tests;
