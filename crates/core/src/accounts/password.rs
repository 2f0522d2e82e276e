//! Passwords: argon2id, 19 MiB, two passes (OWASP's recommended minimum). The number of concurrent hashes is limited, as
//! each takes memory and a core.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::db::Error;

/// The memory that one hash takes, in KiB.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// The shortest password, in characters.
const MIN_CHARACTERS: usize = 10;
/// The longest password, in bytes, so that no request makes us hash a megabyte.
const MAX_BYTES: usize = 256;

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
        self.run_limited(move || hash_now(&password)).await
    }

    /// Whether a password matches a hash. Without a hash the answer is no, after the same time.
    ///
    /// # Errors
    /// When hashing fails.
    pub async fn matches(&self, password: SecretString, hash: Option<String>) -> Result<bool, Error> {
        if password.expose_secret().len() > MAX_BYTES {
            return Ok(false);
        }
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
        let _permit = self.permits.acquire().await.map_err(|error| hash_error(&error))?;
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

/// How hard a password is to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Strong enough.
    Good,
    /// Too short.
    Short,
    /// Too long.
    Long,
    /// An attacker who has the hash can guess it within hours.
    Guessable,
}

impl Strength {
    /// How to improve the password; `None` when it is good.
    pub const fn sentence(self) -> Option<&'static str> {
        match self {
            Self::Good => None,
            Self::Short => Some("Use at least 10 characters."),
            Self::Long => Some("Use 256 characters at most."),
            Self::Guessable => {
                Some("This is easy to guess. Three or four unrelated words are hard to guess and easy to keep.")
            }
        }
    }
}

/// Judges a new password. `personal_words` (name, address, business) make it easier to guess.
pub fn judge(password: &SecretString, personal_words: &[&str]) -> Strength {
    let text = password.expose_secret();
    if text.len() > MAX_BYTES {
        return Strength::Long;
    }
    if text.chars().count() < MIN_CHARACTERS {
        return Strength::Short;
    }
    let mut known: Vec<&str> = personal_words.iter().flat_map(|words| words.split(['@', '.', ' '])).collect();
    known.push("crewline");
    if zxcvbn::zxcvbn(text, &known).score() < zxcvbn::Score::Two { Strength::Guessable } else { Strength::Good }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessable_passwords_are_refused() {
        let judge = |text: &str| judge(&text.into(), &["Ada Dietrich", "ada@northline.example"]);
        assert_eq!(judge("short"), Strength::Short);
        assert_eq!(judge("password12"), Strength::Guessable);
        assert_eq!(judge("adadietrich"), Strength::Guessable);
        assert_eq!(judge("copper lantern wharf"), Strength::Good);
        assert_eq!(judge(&"x".repeat(300)), Strength::Long);
    }

    #[tokio::test]
    async fn a_password_matches_only_its_own_hash() {
        let passwords = Passwords::with_limit(1);
        let hash = passwords.hash("copper lantern wharf".into()).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.matches("copper lantern wharf".into(), Some(hash.clone())).await.expect("an answer"));
        assert!(!passwords.matches("copper lantern wharg".into(), Some(hash)).await.expect("an answer"));
        assert!(!passwords.matches("copper lantern wharf".into(), None).await.expect("an answer"));
    }
}
