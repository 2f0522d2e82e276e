//! Verifies that a request is from the carrier. Nothing else in it is read before.
//!
//! Each carrier signs in its own way. Twilio and SignalWire sign the address that they called and
//! the form's fields; Telnyx signs the time and the raw body. So the address must be the one
//! that the carrier knows: the configured public base and the path and query exactly as they
//! arrived, never the `Host` header.

mod content;
mod keyed;
mod ports;
mod request;
mod signalwire;
mod telnyx;
mod twilio;

use jiff::Timestamp;

use super::form::{Form, FormError};
use super::provider::Provider;
pub use request::{Method, Request};
pub use signalwire::SignalWireSecrets;
pub use telnyx::TelnyxSecrets;
pub use twilio::{SharedKey, TwilioSecrets};

/// The secrets of a connection, which verify its carrier's requests.
#[derive(Debug)]
pub enum Secrets {
    /// Auth tokens and shared keys.
    Twilio(TwilioSecrets),
    /// The space's signing keys.
    SignalWire(SignalWireSecrets),
    /// The account's public keys.
    Telnyx(TelnyxSecrets),
}

impl Secrets {
    /// The carrier of these secrets.
    #[must_use]
    pub fn provider(&self) -> Provider {
        match self {
            Self::Twilio(_) => Provider::Twilio,
            Self::SignalWire(_) => Provider::SignalWire,
            Self::Telnyx(_) => Provider::Telnyx,
        }
    }
}

/// A request that the carrier sent. Only [`verify`] makes one.
#[derive(Debug)]
pub struct Verified {
    provider: Provider,
    form: Form,
    raw: Option<Vec<u8>>,
}

impl Verified {
    /// The carrier that sent it.
    #[must_use]
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// The signed fields: of the body, or of the query for a GET. Empty when the body is no form,
    /// in which case the raw body is what was signed.
    #[must_use]
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The body of a post that is no form, byte for byte as it was signed. It is never there beside a form's fields.
    #[must_use]
    pub fn raw(&self) -> Option<&[u8]> {
        self.raw.as_deref()
    }
}

/// Why a request is refused. It never holds a secret or a part of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is no signature.
    #[error("the request is not signed")]
    Unsigned,
    /// The signature does not belong to this request and these secrets.
    #[error("the signature does not match")]
    WrongSignature,
    /// The signature was made with a key that the connection does not have.
    #[error("the request is signed with a key that this connection does not know")]
    UnknownKey,
    /// The signature was made in a way that Crewline does not know.
    #[error("the request is signed with an unknown algorithm")]
    UnknownAlgorithm,
    /// The signature does not cover the body.
    #[error("the signature does not cover the body")]
    UnsignedBody,
    /// The signature's time is missing, unreadable, or more than five minutes from now.
    #[error("the signature is too old or from the future")]
    Stale,
    /// The body or the query is no form that can be read exactly.
    #[error(transparent)]
    Form(#[from] FormError),
    /// This carrier's signature does not cover a request of this method.
    #[error("this carrier's requests must be posts")]
    Method,
    /// The body is of another kind than the carrier sends to this address.
    #[error("the body is of another kind than this address takes")]
    BodyKind,
    /// The connection has no usable secret, so nothing can be verified.
    #[error("the connection has no usable secret to verify with")]
    NoSecret,
}

/// Verifies that the carrier of these secrets sent the request.
///
/// # Errors
/// Returns [`SignatureError`] when it can't be verified. Then nothing of the request may be used.
pub fn verify(request: &Request<'_>, secrets: &Secrets, now: Timestamp) -> Result<Verified, SignatureError> {
    let form = match secrets {
        Secrets::Twilio(secrets) => twilio::verify(request, secrets)?,
        Secrets::SignalWire(secrets) => signalwire::verify(request, secrets)?,
        Secrets::Telnyx(secrets) => telnyx::verify(request, secrets, now)?,
    };
    // A body that is no form is accepted above only if the signature covers all of it.
    let raw = request.raw();
    if raw.is_some_and(|body| body.len() > Form::MAX_BYTES) {
        return Err(FormError::TooLong.into());
    }
    Ok(Verified { provider: secrets.provider(), form, raw: raw.map(<[u8]>::to_vec) })
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
