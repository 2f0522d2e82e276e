//! The border where the database's `bigint` ids become the ids of the outside, and back.
//!
//! An id of the outside is one block of AES-128 over the id's kind and the `bigint`, with a key of this database. So it
//! is stable, and it tells nobody without the key which of two rows is older or how many lie between them.

use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Block};

use super::error::Error;

/// Reads the key of a database.
pub(super) const SELECT_KEY: &str = "select id_key from instance where id = 1";

/// An id as the outside sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpaqueId {
    /// A number for the type of the id, so that an id of one type is none of another.
    pub(crate) kind: u64,
    /// The encrypted block.
    pub(crate) block: u128,
}

/// The ids of one database, encrypted and decrypted with its key.
#[derive(Clone)]
pub(crate) struct IdCipher(Aes128);

impl IdCipher {
    /// Takes the key that the database holds.
    pub(super) fn new(key: Option<&[u8]>) -> Result<Self, Error> {
        key.and_then(|key| Aes128::new_from_slice(key).ok()).map(Self).ok_or_else(|| {
            Error::Unusable(
                "the key of the ids is missing in the database: restore the row of its table instance".into(),
            )
        })
    }

    /// The block of a row's id.
    pub(crate) fn encrypt(&self, kind: u64, id: i64) -> u128 {
        let mut block = Block::from(plain(kind, id).to_be_bytes());
        self.0.encrypt_block(&mut block);
        u128::from_be_bytes(block.into())
    }

    /// The `bigint` of an id. The least block sorts before all rows and the greatest after them. Any other block that is
    /// none of this database or kind is far below zero, as neither a row's id nor its negative is.
    pub(super) fn decrypt(&self, OpaqueId { kind, block }: OpaqueId) -> i64 {
        match block {
            u128::MIN => return i64::MIN,
            u128::MAX => return i64::MAX,
            _ => {}
        }
        let mut bytes = Block::from(block.to_be_bytes());
        self.0.decrypt_block(&mut bytes);
        let decrypted = u128::from_be_bytes(bytes.into());
        let id = decrypted as i64;
        // Different foreign blocks stay different, so that a set of them violates no uniqueness.
        if decrypted == plain(kind, id) { id } else { block as i64 & !(1 << 62) | i64::MIN }
    }
}

/// The kind in the first eight bytes, and the id in the last eight.
const fn plain(kind: u64, id: i64) -> u128 {
    (kind as u128) << 64 | id as u64 as u128
}

#[cfg(test)]
mod statistics;

#[cfg(test)]
mod tests {
    use super::*;

    fn cipher(key: u8) -> IdCipher {
        IdCipher::new(Some(&[key; 16])).unwrap()
    }

    #[test]
    fn a_block_decrypts_to_its_id_with_its_key_and_kind_only() {
        for id in [1, 2, 62, 1 << 40, i64::MAX] {
            let block = cipher(1).encrypt(3, id);
            assert_eq!(cipher(1).decrypt(OpaqueId { kind: 3, block }), id);
            assert!(cipher(1).decrypt(OpaqueId { kind: 4, block }) < 0);
            assert!(cipher(2).decrypt(OpaqueId { kind: 3, block }) < 0);
            assert!(cipher(1).decrypt(OpaqueId { kind: 3, block: block ^ 1 }) < 0);
        }
        assert_eq!(cipher(1).decrypt(OpaqueId { kind: 3, block: u128::MIN }), i64::MIN);
        assert_eq!(cipher(1).decrypt(OpaqueId { kind: 3, block: u128::MAX }), i64::MAX);
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        assert!(IdCipher::new(None).is_err() && IdCipher::new(Some(&[1; 15])).is_err());
    }
}
