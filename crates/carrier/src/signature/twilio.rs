//! Twilio: a keyed hash over the address and the form's fields.

use secrecy::SecretString;
use subtle::Choice;

use super::content::{Content, Repeats, body_hash_matches};
use super::keyed::{Algorithm, is_base64, non_empty};
use super::request::Request;
use super::{Form, SignatureError, ports};

const SIGNATURE: &str = "x-twilio-signature";
const SETTINGS: &str = "x-twilio-webhooks-signature-settings";

/// The secrets that verify Twilio's requests.
#[derive(Debug)]
pub struct TwilioSecrets {
    /// The account's auth tokens: the primary one, and while rotating the secondary one.
    pub auth_tokens: Vec<SecretString>,
    /// Keys made for signing webhooks only.
    pub shared_keys: Vec<SharedKey>,
}

/// A key made for signing webhooks only.
#[derive(Debug)]
pub struct SharedKey {
    /// The id by which a request names it.
    pub id: String,
    /// The key itself.
    pub secret: SecretString,
}

pub(super) fn verify(request: &Request<'_>, secrets: &TwilioSecrets) -> Result<Form, SignatureError> {
    let header = request.header(SIGNATURE).ok_or(SignatureError::Unsigned)?;
    let (algorithm, keys) = algorithm_and_keys(request.header(SETTINGS).unwrap_or_default(), secrets)?;
    let content = Content::read(request)?;
    let tail = content.signed_tail(Repeats::Distinct);
    let mut matches = Choice::from(0);
    for key in keys {
        for url in ports::spellings(request.url) {
            matches |= is_base64(&algorithm.sign(key, &[url.as_bytes(), tail.as_bytes()]), header);
        }
    }
    if !bool::from(matches) {
        return Err(SignatureError::WrongSignature);
    }
    if matches!(content, Content::Raw) && !request.body.is_empty() && !body_hash_matches(request)? {
        return Err(SignatureError::UnsignedBody);
    }
    Ok(content.into_form())
}

/// The algorithm and the keys that the settings header names. Without one, it is SHA-1 and an
/// auth token.
fn algorithm_and_keys<'a>(
    settings: &str,
    secrets: &'a TwilioSecrets,
) -> Result<(Algorithm, Vec<&'a SecretString>), SignatureError> {
    let mut algorithm = Algorithm::Sha1;
    let mut key = None;
    for part in settings.split(',') {
        let Some((name, value)) = part.split_once('=') else {
            continue;
        };
        match (name.trim(), value.trim()) {
            (_, "") => {}
            ("key", id) => key = Some(id),
            ("algorithm", name) if name.eq_ignore_ascii_case("HMAC_SHA1") => {
                algorithm = Algorithm::Sha1;
            }
            ("algorithm", name) if name.eq_ignore_ascii_case("HMAC_SHA256") => {
                algorithm = Algorithm::Sha256;
            }
            ("algorithm", _) => return Err(SignatureError::UnknownAlgorithm),
            _ => {}
        }
    }
    let keys = match (algorithm, key) {
        (Algorithm::Sha1, None) => non_empty(&secrets.auth_tokens),
        (Algorithm::Sha256, None) => non_empty(secrets.shared_keys.iter().map(|key| &key.secret)),
        (_, Some(id)) => {
            let key = secrets.shared_keys.iter().find(|key| key.id == id);
            non_empty([&key.ok_or(SignatureError::UnknownKey)?.secret])
        }
    };
    if keys.is_empty() {
        return Err(SignatureError::NoSecret);
    }
    Ok((algorithm, keys))
}

#[cfg(test)]
mod tests;
