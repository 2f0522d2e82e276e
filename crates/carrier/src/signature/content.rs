//! The part of a request, besides its address, that a keyed signature covers.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::keyed::lower_hex;
use super::request::{Method, Request};
use super::{Form, SignatureError};

/// The part of the request that carries its fields.
pub(super) enum Content {
    /// Fields in the address: the address alone is signed.
    Query(Form),
    /// Fields in the body: they are signed after the address.
    Fields(Form),
    /// A body that is no form.
    Raw,
}

/// How a name that repeats goes into the signed text.
#[derive(Clone, Copy)]
pub(super) enum Repeats {
    /// Each distinct value once, in order of value.
    Distinct,
    /// Every value, in the order in which they came.
    AsSent,
}

impl Content {
    pub(super) fn read(request: &Request<'_>) -> Result<Self, SignatureError> {
        Ok(match request.method {
            Method::Get => Self::Query(Form::parse(request.query().as_bytes())?),
            Method::Post if request.is_form() => Self::Fields(Form::parse(request.body)?),
            Method::Post => Self::Raw,
        })
    }

    /// The text after the address in the signed text.
    pub(super) fn signed_tail(&self, repeats: Repeats) -> String {
        let Self::Fields(form) = self else {
            return String::new();
        };
        let mut fields: Vec<_> = form.fields().collect();
        match repeats {
            Repeats::Distinct => {
                fields.sort_unstable();
                fields.dedup();
            }
            Repeats::AsSent => fields.sort_by_key(|(name, _)| *name),
        }
        fields.into_iter().flat_map(|(name, value)| [name, value]).collect()
    }

    pub(super) fn into_form(self) -> Form {
        match self {
            Self::Query(form) | Self::Fields(form) => form,
            Self::Raw => Form::default(),
        }
    }
}

/// Whether the address carries the hash of the raw body. Since the address is signed, so is the
/// body then. This is not for forms: their fields are signed, whatever the query says.
pub(super) fn body_hash_matches(request: &Request<'_>) -> Result<bool, SignatureError> {
    let query = Form::parse(request.query().as_bytes())?;
    let Some(claimed) = query.get("bodySHA256") else {
        return Ok(false);
    };
    let actual = lower_hex(&Sha256::digest(request.body));
    Ok(actual.as_bytes().ct_eq(claimed.to_ascii_lowercase().as_bytes()).into())
}
