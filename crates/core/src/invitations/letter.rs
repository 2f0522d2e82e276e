//! What the letters about invitations are written from.

use secrecy::SecretString;

use crate::access::{Role, Viewpoint};
use crate::members::NumberAccess;
use crate::time::Timestamp;

/// What a letter tells of.
#[derive(Clone, Debug)]
pub enum Occasion {
    /// Somebody is invited, and comes in by a link.
    Invited {
        /// The token for the link.
        token: SecretString,
        /// Until when it works.
        expires_at: Timestamp,
        /// Whether a link was sent before, which is dead now.
        again: bool,
        /// Whether the address has an account: then its person signs in.
        has_account: bool,
    },
    /// Somebody who has an account is a member from now on.
    Added,
}

/// What a letter is written from.
#[derive(Clone, Debug)]
pub struct InvitationLetter {
    /// What it tells of.
    pub occasion: Occasion,
    /// What the person is called.
    pub name: String,
    /// Their address, as typed.
    pub email: String,
    /// Their time zone, or else the business's.
    pub time_zone: String,
    /// The business.
    pub business: String,
    /// Its name in addresses.
    pub slug: String,
    /// Who invites or adds them.
    pub inviter: String,
    /// What they are to be.
    pub role: Role,
    /// Which numbers they are to see.
    pub access: NumberAccess,
}

impl InvitationLetter {
    /// By somebody, to somebody.
    pub(super) fn new(
        viewpoint: &Viewpoint,
        (name, email, time_zone): (&str, &str, Option<&str>),
        (role, access): (Role, &NumberAccess),
        occasion: Occasion,
    ) -> Self {
        Self {
            occasion,
            name: name.to_owned(),
            email: email.to_owned(),
            time_zone: time_zone.unwrap_or_else(|| viewpoint.business_time_zone()).to_owned(),
            business: viewpoint.business_name().to_owned(),
            slug: viewpoint.slug().to_owned(),
            inviter: viewpoint.actor().name.clone(),
            role,
            access: access.clone(),
        }
    }
}

/// How something was delivered, as the audit log says it.
pub(super) const fn delivery_word(has_letter: bool) -> &'static str {
    if has_letter { "mail" } else { "by hand" }
}
