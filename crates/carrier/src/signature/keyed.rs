//! The keyed hashes of Twilio and SignalWire, and their comparison in constant time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// The hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Sha1,
    Sha256,
}

impl Algorithm {
    /// The keyed hash of the parts as one text.
    pub(super) fn sign(self, key: &SecretString, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Sha1 => sign::<Hmac<Sha1>>(key, parts),
            Self::Sha256 => sign::<Hmac<Sha256>>(key, parts),
        }
    }
}

fn sign<H: Mac + KeyInit>(key: &SecretString, parts: &[&[u8]]) -> Vec<u8> {
    let mut mac =
        <H as KeyInit>::new_from_slice(key.expose_secret().as_bytes()).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// The keys that can verify. An empty key is known to everybody.
pub(super) fn non_empty<'a>(keys: impl IntoIterator<Item = &'a SecretString>) -> Vec<&'a SecretString> {
    keys.into_iter().filter(|key| !key.expose_secret().is_empty()).collect()
}

/// Whether a text is the hash in base64.
pub(super) fn is_base64(hash: &[u8], text: &str) -> Choice {
    STANDARD.encode(hash).as_bytes().ct_eq(text.as_bytes())
}

/// Whether a text is the hash in lower-case hexadecimal.
pub(super) fn is_hex(hash: &[u8], text: &str) -> Choice {
    lower_hex(hash).as_bytes().ct_eq(text.as_bytes())
}

pub(super) fn lower_hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).collect()
}
