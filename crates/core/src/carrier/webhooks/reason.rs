//! Why a webhook is refused.

use crate::carrier::event_error::EventError;
use crate::carrier::signature::SignatureError;
use crate::db::words;

words! {
    /// Why a webhook is refused.
    pub enum Reason {
        /// It has no signature.
        Unsigned = "unsigned",
        /// The signature belongs to another address, other fields or another secret.
        Signature = "signature",
        /// It is signed with a key that the connection does not have, or in an unknown way.
        Key = "key",
        /// The signature is too old, or from the future.
        Stale = "stale",
        /// The body is too long, of another kind than the address takes, or can't be read.
        Body = "body",
        /// The business has no carrier connection.
        NoConnection = "no_connection",
        /// The connection's secrets can't be opened, or are none.
        NoSecret = "no_secret",
        /// It is of another account at the carrier.
        Account = "account",
        /// A field that it needs is missing or can't be read.
        Fields = "fields",
        /// The business has no such active number.
        Number = "number",
        /// It reports on a call that is not known.
        Call = "call",
        /// The number forwards in a circle.
        Circle = "circle",
    }
}

impl From<SignatureError> for Reason {
    fn from(error: SignatureError) -> Self {
        match error {
            SignatureError::Unsigned => Self::Unsigned,
            SignatureError::WrongSignature => Self::Signature,
            SignatureError::UnknownKey | SignatureError::UnknownAlgorithm => Self::Key,
            SignatureError::Stale => Self::Stale,
            SignatureError::UnsignedBody
            | SignatureError::Form(_)
            | SignatureError::Method
            | SignatureError::BodyKind => Self::Body,
            SignatureError::NoSecret => Self::NoSecret,
        }
    }
}

impl From<EventError> for Reason {
    fn from(_: EventError) -> Self {
        Self::Fields
    }
}
