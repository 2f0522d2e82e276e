//! The member whose eyes are used, and the person at the keyboard.

use std::sync::Arc;

use super::mode::LogInAsMode;
use super::role::Role;
use crate::ids::{BusinessId, ImpersonationId, MemberId, OutsideRecipientId, SessionId, TokenId, UserId};
use crate::time::Timestamp;

/// Which numbers' data a member sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessKind {
    /// All Numbers.
    All,
    /// Specific Numbers: those granted, possibly none.
    Granted,
}

/// How a viewpoint was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// By a browser's session.
    Session(SessionId),
    /// By an API token.
    Token(TokenId),
    /// By a job that works on a member's behalf: it only reads.
    Schedule,
    /// By a job that writes to an address outside the team: it only reads, and only figures. Its member is no row's.
    Outside(OutsideRecipientId),
}

/// The person at the keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Their account.
    pub user: UserId,
    /// Their membership in this business.
    pub member: MemberId,
    /// Their display name in this business.
    pub name: String,
}

/// A period of Log in as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impersonation {
    /// Its id.
    pub id: ImpersonationId,
    /// The changes that it allows now.
    pub mode: LogInAsMode,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// An active member of a business, with the current role and number access, and the person who acts; or, with
/// [`Credential::Outside`], an address outside the team with the number access that it was given.
/// Made only by [`super::enter`]; cheap to clone.
///
/// It can't be made by hand,
/// ```compile_fail,E0423
/// use crewline_core::access::Viewpoint;
/// fn forge() -> Viewpoint {
///     Viewpoint(unimplemented!())
/// }
/// ```
/// not by default,
/// ```compile_fail,E0277
/// fn wants<T: Default>() {}
/// wants::<crewline_core::access::Viewpoint>();
/// ```
/// and not from a request's data, as an id is:
/// ```
/// fn wants<T: serde::de::DeserializeOwned>() {}
/// wants::<crewline_core::ids::NumberId>();
/// ```
/// ```compile_fail,E0277
/// fn wants<T: serde::de::DeserializeOwned>() {}
/// wants::<crewline_core::access::Viewpoint>();
/// ```
#[derive(Clone, Debug)]
pub struct Viewpoint(Arc<ViewpointFields>);

#[derive(Debug)]
pub(super) struct ViewpointFields {
    pub(super) business: BusinessId,
    pub(super) slug: String,
    pub(super) business_name: String,
    pub(super) business_time_zone: String,
    pub(super) country: String,
    pub(super) currency: String,
    pub(super) member: MemberId,
    pub(super) role: Role,
    pub(super) access_kind: AccessKind,
    /// Whether no number and no group is granted, so that there is nothing to ask for.
    pub(super) sees_nothing: bool,
    pub(super) name: String,
    pub(super) user: UserId,
    pub(super) user_name: String,
    pub(super) email: String,
    pub(super) time_zone: Option<String>,
    pub(super) theme: String,
    pub(super) last_active_at: Option<Timestamp>,
    /// When the session or token was last recorded as used.
    pub(super) credential_used_at: Option<Timestamp>,
    /// When the session, the token or the period of Log in as ends if it is not used again.
    pub(super) credential_ends_at: Option<Timestamp>,
    /// When the person last entered their password in this session.
    pub(super) confirmed_at: Option<Timestamp>,
    /// Whether it is a token that only reads.
    pub(super) reads_only: bool,
    /// Whether the business is deleted, so that nothing may be done in it but to take it back.
    pub(super) is_deleted: bool,
    pub(super) credential: Credential,
    pub(super) actor: Actor,
    pub(super) address: String,
    pub(super) impersonation: Option<Impersonation>,
}

impl Viewpoint {
    pub(super) fn new(fields: ViewpointFields) -> Self {
        Self(Arc::new(fields))
    }

    /// The business.
    pub fn business(&self) -> BusinessId {
        self.0.business
    }

    /// The business's name in addresses.
    pub fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The business's name.
    pub fn business_name(&self) -> &str {
        &self.0.business_name
    }

    /// The business's time zone, an IANA name.
    pub fn business_time_zone(&self) -> &str {
        &self.0.business_time_zone
    }

    /// The country that national phone numbers are read in, ISO 3166 alpha-2.
    pub fn country(&self) -> &str {
        &self.0.country
    }

    /// The currency that the values of calls are in, ISO 4217.
    pub fn currency(&self) -> &str {
        &self.0.currency
    }

    /// The member whose eyes are used.
    pub fn member(&self) -> MemberId {
        self.0.member
    }

    /// That member's role.
    pub fn role(&self) -> Role {
        self.0.role
    }

    /// That member's number access.
    pub fn access_kind(&self) -> AccessKind {
        self.0.access_kind
    }

    /// Whether that member has Specific Numbers, and none is granted: neither a number nor a group.
    pub(super) fn sees_nothing(&self) -> bool {
        self.0.sees_nothing
    }

    /// That member's display name in this business.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// That member's account.
    pub fn user(&self) -> UserId {
        self.0.user
    }

    /// The account's name.
    pub fn user_name(&self) -> &str {
        &self.0.user_name
    }

    /// The account's e-mail address, as typed.
    pub fn email(&self) -> &str {
        &self.0.email
    }

    /// The account's fixed time zone; `None` means the browser's.
    pub fn time_zone(&self) -> Option<&str> {
        self.0.time_zone.as_deref()
    }

    /// The account's theme: `system`, `light` or `dark`.
    pub fn theme(&self) -> &str {
        &self.0.theme
    }

    /// When the member was last recorded as active.
    pub fn last_active_at(&self) -> Option<Timestamp> {
        self.0.last_active_at
    }

    /// When the session or token was last recorded as used.
    pub(super) fn credential_used_at(&self) -> Option<Timestamp> {
        self.0.credential_used_at
    }

    /// When the session, the token or the period of Log in as ends if it is not used again; `None` means never.
    pub fn credential_ends_at(&self) -> Option<Timestamp> {
        self.0.credential_ends_at
    }

    /// When the person at the keyboard last entered their password in this session; `None` without a session.
    pub fn confirmed_at(&self) -> Option<Timestamp> {
        self.0.confirmed_at
    }

    /// Whether it was entered by a token that only reads.
    pub fn reads_only(&self) -> bool {
        self.0.reads_only
    }

    /// Whether the business is deleted.
    pub(super) fn is_deleted(&self) -> bool {
        self.0.is_deleted
    }

    /// How the viewpoint was entered.
    pub fn credential(&self) -> Credential {
        self.0.credential
    }

    /// The person at the keyboard.
    pub fn actor(&self) -> &Actor {
        &self.0.actor
    }

    /// The network address that the request came from.
    pub fn address(&self) -> &str {
        &self.0.address
    }

    /// The period of Log in as, if this is one.
    pub fn impersonation(&self) -> Option<Impersonation> {
        self.0.impersonation
    }
}

#[cfg(test)]
impl Viewpoint {
    /// A member of a role with All Numbers, by themselves or under Log in as.
    pub(super) fn of(role: Role, logged_in_as: Option<LogInAsMode>) -> Self {
        Self::by(Credential::Session(SessionId::new(1)), role, logged_in_as)
    }

    /// A member of a role, entered by a token that only reads.
    pub(super) fn by_reading_token(role: Role) -> Self {
        let fields = Self::by(Credential::Token(TokenId::new(1)), role, None).0;
        let fields = Arc::try_unwrap(fields).map(|fields| ViewpointFields { reads_only: true, ..fields });
        Self::new(fields.expect("the only clone"))
    }

    /// A member of a role in a deleted business.
    pub(super) fn in_deleted_business(role: Role) -> Self {
        let fields = Self::of(role, None).0;
        let fields = Arc::try_unwrap(fields).map(|fields| ViewpointFields { is_deleted: true, ..fields });
        Self::new(fields.expect("the only clone"))
    }

    /// The same, entered by a credential.
    pub(super) fn by(credential: Credential, role: Role, logged_in_as: Option<LogInAsMode>) -> Self {
        let member = MemberId::new(1);
        let actor = Actor { user: UserId::new(1), member, name: String::new() };
        let period = |mode| Impersonation { id: ImpersonationId::new(1), mode, expires_at: Timestamp::default() };
        Self::new(ViewpointFields {
            business: BusinessId::new(1),
            slug: String::new(),
            business_name: String::new(),
            business_time_zone: String::new(),
            country: String::new(),
            currency: String::new(),
            member,
            role,
            access_kind: AccessKind::All,
            sees_nothing: false,
            name: String::new(),
            user: UserId::new(1),
            user_name: String::new(),
            email: String::new(),
            time_zone: None,
            theme: String::new(),
            last_active_at: None,
            credential_used_at: None,
            credential_ends_at: None,
            confirmed_at: None,
            reads_only: false,
            is_deleted: false,
            credential,
            actor,
            address: String::new(),
            impersonation: logged_in_as.map(period),
        })
    }
}
