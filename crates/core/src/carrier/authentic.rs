//! The proof that a request is from a business's carrier.

use super::form::Form;
use super::provider::Provider;
use super::signature::Verified;
use crate::access::Carrier;
use crate::ids::BusinessId;

/// The business's carrier sent this request: its signature was verified with the secrets of the business's own
/// connection. Only [`super::connection::Connection::authenticate`] makes one. Every write of a webhook takes one.
#[derive(Debug)]
pub struct Authentic {
    proof: Carrier,
    verified: Verified,
}

impl Authentic {
    pub(super) fn new(business: BusinessId, verified: Verified) -> Self {
        Self { proof: Carrier::verified(business, &verified), verified }
    }

    /// The proof that writes take.
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

    /// The signed part of the request.
    pub fn request(&self) -> &Verified {
        &self.verified
    }
}
