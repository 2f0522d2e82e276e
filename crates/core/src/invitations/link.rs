//! What a link opens. Looking at it uses nothing up.

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

/// How a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It can be accepted.
    Live,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Cancelled,
    /// Somebody to whom it was sent said no.
    Declined,
    /// Somebody came in by it.
    Used,
    /// Who invited is no member any more, or may not grant the role any more.
    InviterGone,
    /// Nothing is left of the numbers that it promised.
    NothingLeft,
}

/// An invitation as its link shows it, and the right to accept it. Made by [`find`] and [`find_pending`] alone.
#[derive(Clone, Debug)]
pub struct Link {
    pub(super) proof: InvitationLink,
    pub(super) id: InvitationId,
    pub(super) hash: Digest,
    /// How it stands.
    pub state: LinkState,
    /// What the person is to be called.
    pub name: String,
    /// The address it was sent to, as typed.
    pub email: String,
    /// What they are to be.
    pub role: Role,
    /// Which numbers they are to see.
    pub access: NumberAccess,
    /// When it dies, or died.
    pub expires_at: Timestamp,
    /// The business's name in addresses.
    pub slug: String,
    /// The business.
    pub business_name: String,
    /// The business's time zone.
    pub business_time_zone: String,
    /// Who invited.
    pub inviter: String,
    /// Whether the address has an account: then its person signs in, and sets no new password.
    pub has_account: bool,
    /// Whether who invited may still grant the role.
    inviter_grants: bool,
}

impl Link {
    /// The invitation.
    pub fn id(&self) -> InvitationId {
        self.id
    }

    /// Whether it was sent to the address of this account.
    pub fn is_for(&self, person: &Person) -> bool {
        let [theirs, its] = [&person.email, &self.email].map(|typed| Email::read(typed));
        matches!((theirs, its), (Ok(theirs), Ok(its)) if theirs.canonical() == its.canonical())
    }

    /// The address that it was sent to, as addresses are compared.
    pub fn canonical_email(&self) -> String {
        Email::read(&self.email).map_or_else(|_| self.email.clone(), |email| email.canonical().to_owned())
    }

    /// Why it lets nobody in any more, and whom to ask; nothing where it is live.
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
        };
        let (status, is_refused, is_by_inviter) = (columns.take()?, columns.take::<bool>()?, columns.take::<bool>()?);
        link.state = match status {
            Status::Expired => LinkState::Expired,
            Status::Accepted => LinkState::Used,
            Status::Cancelled if is_refused => LinkState::Declined,
            // What they had sent ended with their membership or role; who may grant it again can be asked.
            Status::Cancelled if is_by_inviter && !link.inviter_grants => LinkState::InviterGone,
            Status::Cancelled => LinkState::Cancelled,
            Status::Pending if !link.inviter_grants => LinkState::InviterGone,
            Status::Pending if scope::is_empty(&link.access) => LinkState::NothingLeft,
            Status::Pending => LinkState::Live,
        };
        Ok(link)
    }
}

/// What the link of a token opens, also where it lets nobody in any more; `None` for a token that is of no invitation,
/// or of one that was sent again since.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, token: &Digest) -> Result<Option<Link>, Error> {
    Ok(db.read_global(&BY_TOKEN, &[token, &db.now()]).await?.into_iter().next())
}

/// The same for an invitation that waits for whoever is signed in.
///
/// # Errors
/// When the database fails.
pub async fn find_pending(db: &Db, person: &Person, id: InvitationId) -> Result<Option<Link>, Error> {
    Ok(db.read_global(&PENDING, &[&id, &person.user, &db.now()]).await?.into_iter().next())
}
