//! The end of a business's chain, sealed with the key of the audit log.

use hmac::Mac;

use crate::db::{CodeKey, from_row};
use crate::ids::BusinessId;

/// The end of a business's chain as it is stored.
#[derive(Clone, Debug)]
pub(super) struct StoredHead {
    /// The sequence of the last entry.
    pub(super) sequence: i64,
    /// The code of the last entry.
    pub(super) code: Vec<u8>,
    /// The first entry that the present key authenticates: 1, unless the log was sealed anew.
    pub(super) first: i64,
    /// The authentication code of all this; empty once it was found to be wrong.
    pub(super) seal: Vec<u8>,
}

from_row!(StoredHead { sequence, code, first, seal });

impl StoredHead {
    /// The code that the seal has to be.
    fn expected(&self, key: &CodeKey, business: BusinessId) -> CodeKey {
        let mut code = key.clone();
        code.update(b"head");
        code.update(&business.block().to_be_bytes());
        for number in [self.first, self.sequence, self.code.len() as i64] {
            code.update(&number.to_be_bytes());
        }
        code.update(&self.code);
        code
    }

    /// Seals it.
    pub(super) fn sealed(mut self, key: &CodeKey, business: BusinessId) -> Self {
        self.seal = self.expected(key, business).finalize().into_bytes().to_vec();
        self
    }

    /// Whether this program has sealed it, with this key.
    pub(super) fn is_sealed(&self, key: &CodeKey, business: BusinessId) -> bool {
        self.expected(key, business).verify_slice(&self.seal).is_ok()
    }
}
