//! Finds the invitation of a link. This does not use the link up.

use super::{Status, scope};
use crate::access::{GlobalSql, InvitationLink, Role, global_sql};
use crate::accounts::{Email, Person};
use crate::db::{Db, Error, FromRow, Row};
use crate::ids::InvitationId;
use crate::members::NumberAccess;
use crate::secret::Digest;
use crate::time::Timestamp;

static BY_TOKEN: GlobalSql = global_sql!("link.sql");
static PENDING: GlobalSql = global_sql!("link_pending.sql");

/// The state of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It can be accepted.
    Live,
    /// It expired.
    Expired,
    /// It was cancelled.
    Cancelled,
    /// The invited person declined it.
    Declined,
    /// It was accepted.
    Used,
    /// The inviter is no longer a member, or may no longer grant the role.
    InviterGone,
    /// None of the promised numbers and groups are left.
    NothingLeft,
}

/// An invitation as its link shows it, and the right to accept it. Made by [`find`] and [`find_pending`] alone.
#[derive(Clone, Debug)]
pub struct Link {
    pub(super) proof: InvitationLink,
    pub(super) id: InvitationId,
    pub(super) hash: Digest,
    /// Its state.
    pub state: LinkState,
    /// The person's name.
    pub name: String,
    /// The address it was sent to, as typed.
    pub email: String,
    /// Their future role.
    pub role: Role,
    /// Their future number access.
    pub access: NumberAccess,
    /// When it expires.
    pub expires_at: Timestamp,
    /// The business's name in addresses.
    pub slug: String,
    /// The business's name.
    pub business_name: String,
    /// The business's time zone.
    pub business_time_zone: String,
    /// The inviter's name.
    pub inviter: String,
    /// Whether the address has an account, so that the person signs in and sets no new password. With a mailed link an
    /// account that nobody has proved counts as none: the bearer reads the mail of the address, and so takes it over.
    pub has_account: bool,
    /// Whether the link went out by mail alone, so that its bearer reads the mail of the address.
    pub(super) is_mailed: bool,
    /// Whether the inviter may still grant the role.
    inviter_grants: bool,
}

impl Link {
    /// The invitation's id.
    pub fn id(&self) -> InvitationId {
        self.id
    }

    /// Whether it was sent to the address of this account.
    pub fn is_for(&self, person: &Person) -> bool {
        let [account, invited] = [&person.email, &self.email].map(|typed| Email::read(typed));
        matches!((account, invited), (Ok(account), Ok(invited)) if account.canonical() == invited.canonical())
    }

    /// The address that it was sent to, in canonical form.
    pub fn canonical_email(&self) -> String {
        Email::read(&self.email).map_or_else(|_| self.email.clone(), |email| email.canonical().to_owned())
    }

    /// The reason why the link does not work, and whom to ask; `None` when it is live.
    pub fn sentence(&self) -> Option<String> {
        let business = &self.business_name;
        let whom = match self.inviter_grants {
            true => format!("{} of {business}", self.inviter),
            false => format!("somebody at {business}"),
        };
        Some(match self.state {
            LinkState::Live => return None,
            LinkState::Expired => format!("This invitation has expired. Ask {whom} for a new one."),
            LinkState::Cancelled => format!("This invitation was cancelled. Ask {whom} for a new one."),
            LinkState::Declined => {
                format!("This invitation was declined. Ask {whom} for a new one if you want to join.")
            }
            LinkState::Used => format!("This invitation was accepted already. Sign in to go to {business}."),
            LinkState::InviterGone => format!(
                "{} can no longer invite {} to {business}. Ask {whom} for a new invitation.",
                self.inviter,
                self.role.with_article()
            ),
            LinkState::NothingLeft => {
                format!("The numbers that this invitation was for are gone. Ask {whom} for a new invitation.")
            }
        })
    }
}

impl FromRow for Link {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        let mut link = Self {
            proof: InvitationLink::found(columns.take()?),
            id: columns.take()?,
            hash: columns.take()?,
            email: columns.take()?,
            name: columns.take()?,
            role: columns.take()?,
            access: NumberAccess::from_columns(&mut columns)?,
            state: LinkState::Live,
            expires_at: columns.take()?,
            slug: columns.take()?,
            business_name: columns.take()?,
            business_time_zone: columns.take()?,
            inviter: columns.take()?,
            inviter_grants: columns.take()?,
            has_account: columns.take()?,
            is_mailed: columns.take()?,
        };
        let (status, is_declined, is_by_inviter) = (columns.take()?, columns.take::<bool>()?, columns.take::<bool>()?);
        link.state = match status {
            Status::Expired => LinkState::Expired,
            Status::Accepted => LinkState::Used,
            Status::Cancelled if is_declined => LinkState::Declined,
            // It was cancelled by a change of the inviter's membership or role.
            Status::Cancelled if is_by_inviter && !link.inviter_grants => LinkState::InviterGone,
            Status::Cancelled => LinkState::Cancelled,
            Status::Pending if !link.inviter_grants => LinkState::InviterGone,
            Status::Pending if scope::is_empty(&link.access) => LinkState::NothingLeft,
            Status::Pending => LinkState::Live,
        };
        Ok(link)
    }
}

/// Finds the link of a token, even one that no longer works. Returns `None` for an unknown token, and for one that a newer
/// link has replaced.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, token: &Digest) -> Result<Option<Link>, Error> {
    Ok(db.read_global(&BY_TOKEN, &[token, &db.now()]).await?.into_iter().next())
}

/// Finds the link of an invitation to the signed-in person. There is none while nobody has proved that the address is theirs.
///
/// # Errors
/// When the database fails.
pub async fn find_pending(db: &Db, person: &Person, id: InvitationId) -> Result<Option<Link>, Error> {
    Ok(db.read_global(&PENDING, &[&id, &person.user, &db.now()]).await?.into_iter().next())
}
