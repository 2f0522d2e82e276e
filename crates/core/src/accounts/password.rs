//! Passwords: argon2id, 19 MiB, two passes (OWASP's recommended minimum). The number of concurrent hashes is limited, as
//! each takes memory and a core.
//!
//! A password is hashed in the form that RFC 8265 calls OpaqueString: another keyboard or system may send the same letters
//! as other code points.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::db::Error;

/// The memory that one hash takes, in KiB.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// The longest password, in characters.
pub(super) const MAX_CHARACTERS: usize = 256;
/// The most bytes that are normalised at all, so that no request makes us do so with a megabyte. Each of 256 characters
/// may be typed as several code points.
const MAX_TYPED_BYTES: usize = 8 * 1024;

/// The form of a typed password that is judged and hashed: any space is U+0020, and the letters are composed (NFC).
/// `None` when it is longer than any password may be.
pub(super) fn prepare(typed: &SecretString) -> Option<SecretString> {
    let typed = typed.expose_secret();
    if typed.len() > MAX_TYPED_BYTES {
        return None;
    }
    let prepared: String = typed.chars().map(|c| if is_space_separator(c) { ' ' } else { c }).nfc().collect();
    (prepared.chars().count() <= MAX_CHARACTERS).then(|| prepared.into())
}

/// Unicode's general category Zs.
fn is_space_separator(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Hashes passwords. There is one for the process, and it is cheap to clone.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
}

impl Passwords {
    /// Allows `limit` concurrent hashes.
    pub fn with_limit(limit: usize) -> Self {
        Self { permits: Arc::new(Semaphore::new(limit)) }
    }

    /// Hashes a password for storage.
    ///
    /// # Errors
    /// When hashing fails.
    pub async fn hash(&self, password: SecretString) -> Result<String, Error> {
        let password = prepare(&password).ok_or_else(|| hash_error(&"it is too long"))?;
        self.run_limited(move || hash_now(&password)).await
    }

    /// Whether a password matches a hash. Without a hash the answer is no, after the same time.
    ///
    /// # Errors
    /// When hashing fails.
    pub async fn matches(&self, password: SecretString, hash: Option<String>) -> Result<bool, Error> {
        let Some(password) = prepare(&password) else { return Ok(false) };
        self.run_limited(move || {
            let Some(hash) = hash else {
                hash_now(&password)?;
                return Ok(false);
            };
            let hash = PasswordHash::new(&hash).map_err(|error| hash_error(&error))?;
            Ok(argon2()?.verify_password(password.expose_secret().as_bytes(), &hash).is_ok())
        })
        .await
    }

    async fn run_limited<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let permit = self.permits.clone().acquire_owned().await.map_err(|error| hash_error(&error))?;
        // The permit is part of the work: a client that goes away does not end the hashing, nor free its memory.
        let work = move || {
            let _permit = permit;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|error| hash_error(&error))?
    }
}

fn hash_now(password: &SecretString) -> Result<String, Error> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| hash_error(&error))?;
    let bytes = password.expose_secret().as_bytes();
    let hash = argon2()?.hash_password_with_salt(bytes, &salt).map_err(|error| hash_error(&error))?;
    Ok(hash.to_string())
}

fn argon2() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|error| hash_error(&error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_error(error: &dyn std::fmt::Display) -> Error {
    Error::Internal(format!("a password could not be hashed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_only_its_own_hash() {
        let passwords = Passwords::with_limit(1);
        let hash = passwords.hash("copper lantern wharf".into()).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.matches("copper lantern wharf".into(), Some(hash.clone())).await.expect("an answer"));
        assert!(!passwords.matches("copper lantern wharg".into(), Some(hash)).await.expect("an answer"));
        assert!(!passwords.matches("copper lantern wharf".into(), None).await.expect("an answer"));
    }

    #[tokio::test]
    async fn one_password_matches_however_its_letters_and_spaces_are_coded() {
        let passwords = Passwords::with_limit(1);
        let composed = "zo\u{eb} copper \u{c5}ngstr\u{f6}m";
        let hash = passwords.hash(composed.into()).await.expect("a hash");
        for same in [
            composed,
            "zoe\u{308} copper A\u{30a}ngstro\u{308}m",
            "zo\u{eb}\u{a0}copper\u{3000}\u{212b}ngstr\u{f6}m",
            "zo\u{eb}\u{2009}copper\u{202f}\u{c5}ngstr\u{f6}m",
        ] {
            assert!(passwords.matches(same.into(), Some(hash.clone())).await.expect("an answer"), "{same:?}");
        }
        for other in ["zoe copper Angstrom", "Zo\u{eb} copper \u{c5}ngstr\u{f6}m"] {
            assert!(!passwords.matches(other.into(), Some(hash.clone())).await.expect("an answer"), "{other:?}");
        }
    }

    #[tokio::test]
    async fn the_length_is_in_characters() {
        let passwords = Passwords::with_limit(1);
        let longest = "\u{1f98a}".repeat(MAX_CHARACTERS);
        let hash = passwords.hash(longest.as_str().into()).await.expect("a hash");
        assert!(passwords.matches(longest.as_str().into(), Some(hash.clone())).await.expect("an answer"));
        let longer = format!("{longest}a");
        assert!(!passwords.matches(longer.into(), Some(hash.clone())).await.expect("an answer"));
        let megabyte = "x".repeat(1_000_000);
        assert!(!passwords.matches(megabyte.into(), Some(hash)).await.expect("an answer"));
        let decomposed = "e\u{301}".repeat(MAX_CHARACTERS);
        assert!(prepare(&decomposed.into()).is_some());
    }

    #[tokio::test]
    async fn a_caller_that_goes_away_does_not_raise_the_number_of_concurrent_hashes() {
        let passwords = Passwords::with_limit(1);
        let (started, is_started) = tokio::sync::oneshot::channel();
        let (finish, is_finished) = std::sync::mpsc::channel::<()>();
        let work = passwords.clone();
        let caller = tokio::spawn(async move {
            let work = work.run_limited(move || {
                let _ignored = started.send(());
                let _ignored = is_finished.recv();
                Ok(())
            });
            work.await
        });
        is_started.await.expect("the work begins");
        caller.abort();
        assert!(caller.await.is_err());
        assert_eq!(passwords.permits.available_permits(), 0);
        finish.send(()).expect("the work goes on");
        let permit = passwords.permits.acquire().await.expect("a permit after the work");
        drop(permit);
    }
}
