//! Telnyx: an Ed25519 signature over the time and the raw body.
//!
//! The address is not signed. So a request with its fields in the query would not be signed at all,
//! and a captured request could be sent to another address of the same connection for five minutes:
//! an address must not add meaning to an event.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use jiff::Timestamp;

use super::request::{Method, Request};
use super::{Form, SignatureError};

const SIGNATURE: &str = "telnyx-signature-ed25519";
const TIMESTAMP: &str = "telnyx-timestamp";

/// How far a signature's time may be from now, either way.
const TOLERANCE_SECONDS: u64 = 300;

/// The secrets that verify Telnyx's requests.
#[derive(Debug)]
pub struct TelnyxSecrets {
    /// The account's public keys in base64: the current one, and while rotating the next one.
    pub public_keys: Vec<String>,
}

pub(super) fn verify(request: &Request<'_>, secrets: &TelnyxSecrets, now: Timestamp) -> Result<Form, SignatureError> {
    if request.method != Method::Post {
        return Err(SignatureError::Method);
    }
    let encoded = request.header(SIGNATURE).ok_or(SignatureError::Unsigned)?;
    let signed_at = request.header(TIMESTAMP).ok_or(SignatureError::Unsigned)?;
    if !is_recent(signed_at, now) {
        return Err(SignatureError::Stale);
    }
    let keys: Vec<_> = secrets.public_keys.iter().filter_map(|key| public_key(key)).collect();
    if keys.is_empty() {
        return Err(SignatureError::NoSecret);
    }
    let signature = STANDARD
        .decode(encoded)
        .ok()
        .and_then(|bytes| Signature::from_slice(&bytes).ok())
        .ok_or(SignatureError::WrongSignature)?;
    let signed = [signed_at.as_bytes(), b"|", request.body].concat();
    if !keys.iter().any(|key| key.verify_strict(&signed, &signature).is_ok()) {
        return Err(SignatureError::WrongSignature);
    }
    if request.is_form() { Ok(Form::parse(request.body)?) } else { Ok(Form::default()) }
}

fn is_recent(seconds: &str, now: Timestamp) -> bool {
    seconds.bytes().all(|byte| byte.is_ascii_digit())
        && seconds.parse::<i64>().is_ok_and(|seconds| seconds.abs_diff(now.as_second()) <= TOLERANCE_SECONDS)
}

fn public_key(text: &str) -> Option<VerifyingKey> {
    let bytes = STANDARD.decode(text.trim()).ok()?;
    VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests;
