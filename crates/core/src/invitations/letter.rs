//! The contents of the letters about invitations.

use secrecy::SecretString;

use crate::Error;
use crate::access::{Role, Viewpoint, actions};
use crate::db::Db;
use crate::members::{AccessNames, NumberAccess, member_address};
use crate::time::Timestamp;

/// The reason for a letter.
#[derive(Clone, Debug)]
pub enum Occasion {
    /// The person is invited, and joins by a link.
    Invited {
        /// The token for the link.
        token: SecretString,
        /// When the link expires.
        expires_at: Timestamp,
        /// Whether this replaces an earlier link.
        again: bool,
        /// Whether the address has an account, so that the person signs in.
        has_account: bool,
    },
    /// The person had an account and was added as a member.
    Added,
}

/// The contents of a letter about an invitation.
#[derive(Clone, Debug)]
pub struct InvitationLetter {
    /// The reason for the letter.
    pub occasion: Occasion,
    /// The person's name.
    pub name: String,
    /// Their address, as typed.
    pub email: String,
    /// Their time zone, or else the business's.
    pub time_zone: String,
    /// The business's name.
    pub business: String,
    /// Its name in addresses.
    pub slug: String,
    /// The name of the person who invites or adds them.
    pub inviter: String,
    /// The address of that person.
    pub inviter_email: String,
    /// Their role.
    pub role: Role,
    /// Their number access.
    pub access: NumberAccess,
    /// The names of its numbers and groups.
    pub names: AccessNames,
}

impl InvitationLetter {
    /// Loads the facts of a letter from the viewpoint's actor to a person.
    pub(super) async fn load(
        db: &Db,
        viewpoint: &Viewpoint,
        (name, email, time_zone): (&str, &str, Option<&str>),
        (role, access): (Role, &NumberAccess),
        occasion: Occasion,
    ) -> Result<Self, Error> {
        let may = viewpoint.may::<actions::Invite>()?;
        Ok(Self {
            occasion,
            name: name.to_owned(),
            email: email.to_owned(),
            time_zone: time_zone.unwrap_or_else(|| viewpoint.business_time_zone()).to_owned(),
            business: viewpoint.business_name().to_owned(),
            slug: viewpoint.slug().to_owned(),
            inviter: viewpoint.actor().name.clone(),
            inviter_email: member_address(db, &may, viewpoint.actor().member).await?,
            role,
            access: access.clone(),
            names: AccessNames::load(db, &may, access).await?,
        })
    }
}

/// The word for the delivery in the audit log.
pub(super) const fn delivery_word(has_letter: bool) -> &'static str {
    if has_letter { "mail" } else { "by hand" }
}
