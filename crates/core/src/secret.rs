//! Secrets: random tokens, of which only digests are stored, and values that are sealed with the instance's key.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};

/// The SHA-256 of a token. The database stores only this.
#[derive(Clone, PartialEq, Eq)]
pub struct Digest(Vec<u8>);

crate::db::newtype_column!(Digest, Vec<u8>);

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Digest(…)")
    }
}

impl Digest {
    /// As text, for counting attempts. It grants nothing.
    pub fn as_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.0)
    }
}

/// The digest of a token.
pub fn digest(token: &str) -> Digest {
    Digest(Sha256::digest(token.as_bytes()).to_vec())
}

/// The operating system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random bytes")]
pub struct NoRandomness;

/// A new token of 256 random bits, with a prefix for its kind, and its digest.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn token(prefix: &str) -> Result<(SecretString, Digest), NoRandomness> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    let text = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes));
    let hash = digest(&text);
    Ok((text.into(), hash))
}

/// The key that this instance seals with, such as carrier secrets and pending mail.
#[derive(Clone)]
pub struct Seal {
    cipher: XChaCha20Poly1305,
    /// Derives the keys of other uses.
    root: Hmac<Sha256>,
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal(…)")
    }
}

/// Why a sealed value can't be opened, or a key can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The key is not 32 bytes in base64.
    #[error("the key must be 32 random bytes in base64")]
    NotAKey,
    /// The value was sealed with another key or for another context, or is damaged.
    #[error("a stored secret can't be opened with this instance's key: restore the key, or enter the secret again")]
    NotOurs,
}

impl Seal {
    /// Reads 32 bytes in base64 (standard or URL-safe, with or without padding). Lines that begin with `#` are comments.
    ///
    /// # Errors
    /// Returns [`SealError::NotAKey`] for any other text.
    pub fn from_text(text: &SecretString) -> Result<Self, SealError> {
        let lines = text.expose_secret().lines().map(str::trim).filter(|line| !line.starts_with('#'));
        let text = lines.collect::<String>().trim_end_matches('=').replace('+', "-").replace('/', "_");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| SealError::NotAKey)?;
        let key = Key::try_from(bytes.as_slice()).map_err(|_| SealError::NotAKey)?;
        let root = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).map_err(|_| SealError::NotAKey)?;
        Ok(Self { cipher: XChaCha20Poly1305::new(&key), root })
    }

    /// A key for another use, which tells nothing about this one.
    pub(crate) fn derive(&self, purpose: &str) -> [u8; 32] {
        self.root.clone().chain_update(purpose).finalize().into_bytes().into()
    }

    /// A new key, as text to store.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn new_key() -> Result<SecretString, NoRandomness> {
        token("").map(|(text, _)| text)
    }

    /// A value that only this key makes, the same at every start, for one purpose. It tells nothing about the key.
    ///
    /// # Errors
    /// Returns [`SealError::NotAKey`] when the cipher fails.
    pub fn fixed_value(&self, purpose: &str) -> Result<[u8; 16], SealError> {
        // The tag of an empty message authenticates the purpose. The nonce is the purpose's own, so it is used for one
        // message only; those of sealed values are random.
        let mut nonce = [0; 24];
        nonce.copy_from_slice(&Sha256::digest(purpose.as_bytes())[..24]);
        let payload = Payload { msg: &[], aad: purpose.as_bytes() };
        let tag = self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::NotAKey)?;
        <[u8; 16]>::try_from(tag.as_slice()).map_err(|_| SealError::NotAKey)
    }

    /// Seals a value for one context (`carrier:7`): it opens for that context only.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn close(&self, context: &str, value: &[u8]) -> Result<Vec<u8>, NoRandomness> {
        let mut nonce = [0; 24];
        getrandom::fill(&mut nonce).map_err(|_| NoRandomness)?;
        let payload = Payload { msg: value, aad: context.as_bytes() };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| NoRandomness)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens a value that [`Seal::close`] sealed for the same context.
    ///
    /// # Errors
    /// Returns [`SealError::NotOurs`] when the key or the context is another, or the value is damaged.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, sealed) = sealed.split_at_checked(24).ok_or(SealError::NotOurs)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| SealError::NotOurs)?;
        self.cipher.decrypt(&nonce, Payload { msg: sealed, aad: context.as_bytes() }).map_err(|_| SealError::NotOurs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_with_its_context_and_key_only() {
        let seal = Seal::from_text(&Seal::new_key().expect("random bytes")).expect("a key");
        let other = Seal::from_text(&Seal::new_key().expect("random bytes")).expect("a key");
        let sealed = seal.close("carrier:1", b"token").expect("random bytes");
        assert_eq!(seal.open("carrier:1", &sealed).as_deref(), Ok(&b"token"[..]));
        assert_eq!(seal.open("carrier:2", &sealed), Err(SealError::NotOurs));
        assert_eq!(other.open("carrier:1", &sealed), Err(SealError::NotOurs));
        assert_eq!(seal.open("carrier:1", &sealed[..10]), Err(SealError::NotOurs));
        assert!(!sealed.windows(5).any(|part| part == b"token"));
    }

    #[test]
    fn each_use_has_a_key_of_its_own() {
        let seal = Seal::from_text(&Seal::new_key().expect("random bytes")).expect("a key");
        let other = Seal::from_text(&Seal::new_key().expect("random bytes")).expect("a key");
        assert_eq!(seal.derive("audit log"), seal.clone().derive("audit log"));
        assert_ne!(seal.derive("audit log"), seal.derive("audit"));
        assert_ne!(seal.derive("audit log"), other.derive("audit log"));
    }

    #[test]
    fn a_fixed_value_is_of_one_key_and_purpose() {
        let key = Seal::new_key().expect("random bytes");
        let (seal, again) = (Seal::from_text(&key).expect("a key"), Seal::from_text(&key).expect("a key"));
        let other = Seal::from_text(&Seal::new_key().expect("random bytes")).expect("a key");
        assert_eq!(seal.fixed_value("set-up code"), again.fixed_value("set-up code"));
        assert_ne!(seal.fixed_value("set-up code"), seal.fixed_value("another"));
        assert_ne!(seal.fixed_value("set-up code"), other.fixed_value("set-up code"));
    }

    #[test]
    fn tokens_are_long_and_unique() {
        let (one, hash) = token("crl_").expect("random bytes");
        let (two, _) = token("crl_").expect("random bytes");
        assert_ne!(one.expose_secret(), two.expose_secret());
        assert_eq!(one.expose_secret().len(), 4 + 43);
        assert_eq!(digest(one.expose_secret()), hash);
    }
}
