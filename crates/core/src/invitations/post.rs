//! How people are told: by a letter that the program writes.

use secrecy::SecretString;

use crate::access::{Role, Viewpoint};
use crate::mail::{self, Letter};
use crate::members::NumberAccess;
use crate::secret::{NoRandomness, Seal};
use crate::time::Timestamp;

/// Who writes letters and what they are sealed with. Where there is none, links are handed out once instead.
pub struct Post<'p> {
    /// What letters that wait are sealed with.
    pub seal: &'p Seal,
    /// Writes a letter.
    pub write: &'p (dyn Fn(&Told<'_>) -> Letter + Send + Sync),
}

impl std::fmt::Debug for Post<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Post(…)")
    }
}

/// What a letter tells of.
#[derive(Debug)]
pub enum Occasion<'t> {
    /// Somebody is invited, and comes in by a link.
    Invited {
        /// The token for the link.
        token: &'t SecretString,
        /// Until when it works.
        expires_at: Timestamp,
        /// Whether a link was sent before, which is dead now.
        again: bool,
    },
    /// Somebody who has an account is a member from now on.
    Added,
}

/// What a letter is written from.
#[derive(Debug)]
pub struct Told<'t> {
    /// What it tells of.
    pub occasion: Occasion<'t>,
    /// What the person is called.
    pub name: &'t str,
    /// Their address, as typed.
    pub email: &'t str,
    /// Their time zone, or else the business's.
    pub time_zone: &'t str,
    /// The business.
    pub business: &'t str,
    /// Its name in addresses.
    pub slug: &'t str,
    /// Who invites or adds them.
    pub inviter: &'t str,
    /// What they are to be.
    pub role: Role,
    /// Which numbers they are to see.
    pub access: &'t NumberAccess,
}

/// Somebody a letter is for.
pub(super) struct Addressee<'t> {
    pub(super) name: &'t str,
    pub(super) email: &'t str,
    pub(super) time_zone: Option<&'t str>,
    pub(super) role: Role,
    pub(super) access: &'t NumberAccess,
}

/// The sealed letter, where letters are sent.
pub(super) fn written(
    post: Option<&Post<'_>>,
    viewpoint: &Viewpoint,
    to: &Addressee<'_>,
    occasion: Occasion<'_>,
) -> Result<Option<Vec<u8>>, NoRandomness> {
    let Some(post) = post else { return Ok(None) };
    let told = Told {
        occasion,
        name: to.name,
        email: to.email,
        time_zone: to.time_zone.unwrap_or_else(|| viewpoint.business_time_zone()),
        business: viewpoint.business_name(),
        slug: viewpoint.slug(),
        inviter: viewpoint.name(),
        role: to.role,
        access: to.access,
    };
    mail::sealed(post.seal, &(post.write)(&told)).map(Some)
}

/// How something was delivered, as the audit log says it.
pub(super) const fn delivery(has_letter: bool) -> &'static str {
    if has_letter { "mail" } else { "by hand" }
}
