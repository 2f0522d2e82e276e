//! The proof that a request is from a business's carrier.

use super::form::Form;
use super::provider::Provider;
use super::signature::Verified;
use crate::access::Carrier;
use crate::ids::BusinessId;

/// The business's carrier sent this request: its signature was verified with the secrets of the business's own
/// connection. Made by [`super::connection::Connection::authenticate`] alone; whatever a webhook writes takes one.
#[derive(Debug)]
pub struct Authentic {
    proof: Carrier,
    verified: Verified,
}

impl Authentic {
    pub(super) fn new(business: BusinessId, verified: Verified) -> Self {
        Self { proof: Carrier::verified(business, &verified), verified }
    }

    /// What is written by it.
    pub(crate) fn proof(&self) -> &Carrier {
        &self.proof
    }

    /// The business whose carrier it is.
    pub fn business(&self) -> BusinessId {
        self.proof.business()
    }

    /// The carrier.
    pub fn provider(&self) -> Provider {
        self.verified.provider()
    }

    /// The request's signed fields.
    pub fn form(&self) -> &Form {
        self.verified.form()
    }

    /// The request itself, as far as it is signed.
    pub fn request(&self) -> &Verified {
        &self.verified
    }
}
