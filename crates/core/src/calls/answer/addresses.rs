//! The addresses of our own that a document names.

use crate::carrier::twiml::AbsoluteUrl;
use crate::db;

/// The reason why the carrier calls one of our addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callback {
    /// To ask what to do after a dial.
    DialEnded,
    /// To report on a recording.
    Recording,
    /// To report on a call or one of its legs.
    Status,
}

/// The addresses where the carrier reaches us. The program implements it, since core knows no address.
pub trait Addresses {
    /// The address for a callback.
    ///
    /// # Errors
    /// When the program's public address can't be used.
    fn address(&self, callback: Callback) -> Result<AbsoluteUrl, db::Error>;
}
