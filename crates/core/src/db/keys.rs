//! The keys of an open database.

use std::sync::OnceLock;

use hmac::{Hmac, KeyInit};
use sha2::Sha256;

use super::Db;
use super::error::Error;
use super::id_cipher::IdCipher;

/// A key for authentication codes, ready for the first byte.
pub(crate) type CodeKey = Hmac<Sha256>;

/// The keys of an open database.
pub(super) struct Keys {
    /// The key of ids, which the database holds.
    pub(super) ids: IdCipher,
    code: OnceLock<CodeKey>,
}

impl Keys {
    pub(super) fn new(ids: IdCipher) -> Self {
        Self { ids, code: OnceLock::new() }
    }

    /// The key for authentication codes.
    pub(super) fn code(&self) -> Result<&CodeKey, Error> {
        self.code.get().ok_or_else(|| Error::Internal("the database was not given its instance's key".into()))
    }
}

impl Db {
    /// Gives this handle the key for authentication codes, which the database itself does not hold. Only the first
    /// counts.
    pub(crate) fn set_code_key(&self, key: &[u8; 32]) -> Result<(), Error> {
        let key = CodeKey::new_from_slice(key).map_err(|error| Error::Internal(error.to_string()))?;
        let _set_before = self.inner.keys.code.set(key);
        Ok(())
    }

    /// The key for authentication codes.
    pub(crate) fn code_key(&self) -> Result<&CodeKey, Error> {
        self.inner.keys.code()
    }
}
