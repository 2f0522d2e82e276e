//! Proofs: obtaining one is the check, and every function of a store takes one.

use std::marker::PhantomData;

use super::Refusal;
use super::action::{Action, Entry, Writes, actions};
use super::audit_actor::AuditActor;
use super::mode::LogInAsMode;
use super::viewpoint::{AccessKind, Credential, Viewpoint};
use crate::ids::{BusinessId, IdBounds, MemberId};

pub(super) mod sealed {
    /// Only `access` implements [`super::Proof`].
    pub trait Sealed {}
}

/// The business and the member's number access of a proof. Statements are bound by it.
///
/// ```compile_fail,E0451
/// use crewline_core::access::Scope;
/// use crewline_core::ids::{BusinessId, MemberId};
/// fn forge(business: BusinessId, member: MemberId) -> Scope {
///     Scope { business, member, all: true }
/// }
/// ```
/// ```compile_fail,E0624
/// use crewline_core::access::Scope;
/// fn forge(business: crewline_core::ids::BusinessId) -> Scope {
///     Scope::of_business(business)
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    pub(super) business: BusinessId,
    pub(super) member: MemberId,
    pub(super) all: bool,
    /// Nothing is granted, so statements over numbers are not asked.
    pub(super) nothing: bool,
}

impl Scope {
    pub(super) fn of_member(business: BusinessId, member: MemberId, sees: AccessKind) -> Self {
        Self { business, member, all: sees == AccessKind::All, nothing: false }
    }

    /// The scope of a proof without a member: of the carrier, the operator, a job or an invitation's link.
    pub(super) fn of_business(business: BusinessId) -> Self {
        Self { business, member: MemberId::LEAST, all: true, nothing: false }
    }

    /// Whether all numbers are visible.
    pub(crate) fn sees_all(&self) -> bool {
        self.all && !self.nothing
    }

    /// The business.
    pub(crate) fn business(&self) -> BusinessId {
        self.business
    }
}

/// A proof of a right over a business's data: a person's [`May`] or [`Held`], or a proof of [`super::machine`]. Sealed
/// to `access`:
///
/// ```compile_fail,E0277
/// use crewline_core::access::{AuditActor, Proof, Scope};
/// struct Mine(Scope, AuditActor);
/// impl Proof for Mine {
///     fn scope(&self) -> Scope {
///         self.0
///     }
///     fn audit_actor(&self) -> AuditActor {
///         self.1.clone()
///     }
/// }
/// ```
pub trait Proof: sealed::Sealed + Send + Sync {
    /// The business and number access that statements are bound by.
    fn scope(&self) -> Scope;

    /// The actor of the audit entries for changes by this proof: the person at the keyboard and, under Log in as, the
    /// teammate too.
    fn audit_actor(&self) -> AuditActor;
}

/// A proof whose changes the audit log records: a person's, of an action that writes, or the operator's. An action that
/// only reads gives no such proof:
/// ```compile_fail,E0277
/// use crewline_core::access::{Accountable, May, actions::SeeCalls};
/// fn changes<P: Accountable>() {}
/// changes::<May<SeeCalls>>();
/// ```
/// ```compile_fail,E0277
/// use crewline_core::access::{Accountable, DueJob};
/// fn changes<P: Accountable>() {}
/// changes::<DueJob>();
/// ```
/// ```
/// use crewline_core::access::{Accountable, May, Operator, actions::EditMembers};
/// fn changes<P: Accountable>() {}
/// changes::<May<EditMembers>>();
/// changes::<Operator>();
/// ```
pub trait Accountable: Proof {}

impl Viewpoint {
    /// Whether the actor may do the action here now.
    pub fn allows<A: Action>(&self, _: A) -> bool {
        self.allows_entry(&A::ENTRY)
    }

    /// The names of all actions that the actor may do here now, in the order of the table.
    pub fn permissions(&self) -> Vec<&'static str> {
        super::table().iter().filter(|entry| self.allows_entry(entry)).map(|entry| entry.name).collect()
    }

    /// The proof that the actor may do `A` here now.
    ///
    /// # Errors
    /// Returns the reason when the actor may not.
    pub fn may<A: Action>(&self) -> Result<May<A>, Refusal> {
        if self.allows_entry(&A::ENTRY) {
            return Ok(May::new(self.clone()));
        }
        Err(match self.mode() {
            _ if self.is_deleted() => Refusal::NotFound,
            _ if self.reads_only() && A::ENTRY.roles.has(self.role()) => Refusal::ReadOnlyToken,
            Some(_)
                if !A::ENTRY.allows(self.role(), Some(LogInAsMode::WithChanges)) && A::ENTRY.roles.has(self.role()) =>
            {
                Refusal::WhileLoggedInAs
            }
            Some(LogInAsMode::ReadOnly) if A::ENTRY.roles.has(self.role()) => Refusal::ReadOnly,
            _ => Refusal::Forbidden,
        })
    }

    fn allows_entry(&self, entry: &Entry) -> bool {
        if self.is_deleted() && entry.name != actions::DeleteBusiness::ENTRY.name {
            return false;
        }
        match self.credential() {
            Credential::Schedule => entry.allows_reading(self.role()),
            Credential::Outside(_) => entry.allows_outside(),
            Credential::Token(_) if self.reads_only() => entry.allows_reading(self.role()),
            Credential::Session(_) | Credential::Token(_) => entry.allows(self.role(), self.mode()),
        }
    }

    fn mode(&self) -> Option<LogInAsMode> {
        self.impersonation().map(|period| period.mode)
    }

    pub(super) fn scope(&self) -> Scope {
        let scope = Scope::of_member(self.business(), self.member(), self.access_kind());
        Scope { nothing: self.sees_nothing(), ..scope }
    }
}

/// In this business, the actor may do `A`.
///
/// It can't be made by hand:
/// ```compile_fail
/// use crewline_core::access::{May, Viewpoint, actions::SeeCalls};
/// fn forge(viewpoint: Viewpoint) -> May<SeeCalls> {
///     May { viewpoint, action: std::marker::PhantomData }
/// }
/// ```
/// but only by the check:
/// ```
/// use crewline_core::access::{May, Refusal, Viewpoint, actions::SeeCalls};
/// fn ask(viewpoint: Viewpoint) -> Result<May<SeeCalls>, Refusal> {
///     viewpoint.may()
/// }
/// ```
/// A proof of one action is not one of another:
/// ```compile_fail
/// use crewline_core::access::{May, actions::{EditNumbers, SeeCalls}};
/// fn relabel(looking: May<SeeCalls>) -> May<EditNumbers> {
///     looking
/// }
/// ```
#[derive(Clone, Debug)]
pub struct May<A> {
    viewpoint: Viewpoint,
    action: PhantomData<A>,
}

impl<A: Action> May<A> {
    pub(super) fn new(viewpoint: Viewpoint) -> Self {
        Self { viewpoint, action: PhantomData }
    }

    /// The viewpoint it was made from.
    pub fn viewpoint(&self) -> &Viewpoint {
        &self.viewpoint
    }

    pub(crate) fn with_thing<T>(self, thing: T) -> Held<T, A> {
        Held { may: self, thing }
    }
}

impl<A: Action> sealed::Sealed for May<A> {}
impl<A: Action> Proof for May<A> {
    fn scope(&self) -> Scope {
        self.viewpoint.scope()
    }
    fn audit_actor(&self) -> AuditActor {
        AuditActor::person(&self.viewpoint)
    }
}
impl<A: Writes> Accountable for May<A> {}

/// The actor may do `A` on this thing, which was found within the business and the viewpoint.
///
/// ```compile_fail
/// use crewline_core::access::{Held, May, actions::SeeCalls};
/// fn forge(may: May<SeeCalls>) -> Held<u8, SeeCalls> {
///     Held { may, thing: 1 }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Held<T, A> {
    may: May<A>,
    thing: T,
}

impl<T, A: Action> Held<T, A> {
    /// The viewpoint it was made from.
    pub fn viewpoint(&self) -> &Viewpoint {
        self.may.viewpoint()
    }

    /// The thing.
    pub fn thing(&self) -> &T {
        &self.thing
    }

    /// The proof without the thing.
    pub fn may(&self) -> &May<A> {
        &self.may
    }

    /// The proof and the thing.
    pub fn into_parts(self) -> (May<A>, T) {
        (self.may, self.thing)
    }
}

impl<T, A> std::ops::Deref for Held<T, A> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.thing
    }
}

impl<T, A: Action> sealed::Sealed for Held<T, A> {}
impl<T: Send + Sync, A: Action> Proof for Held<T, A> {
    fn scope(&self) -> Scope {
        self.may.scope()
    }
    fn audit_actor(&self) -> AuditActor {
        self.may.audit_actor()
    }
}
impl<T: Send + Sync, A: Writes> Accountable for Held<T, A> {}

/// A thing that can be held: it is found by its id, within the business and the viewpoint of a proof.
pub trait Thing: Sized + Send + Sync {
    /// The id it is found by.
    type Id: std::str::FromStr + Send;

    /// Finds it. `None` means that it does not exist or that this viewpoint can't see it.
    ///
    /// # Errors
    /// When the database fails.
    fn find<A: Action>(
        db: &crate::db::Db,
        may: &May<A>,
        id: Self::Id,
    ) -> impl Future<Output = Result<Option<Self>, crate::db::Error>> + Send;

    /// Finds it and makes the proof.
    ///
    /// # Errors
    /// Returns [`super::Refusal::NotFound`] when it is not found, or the database's error.
    fn hold<A: Action>(
        db: &crate::db::Db,
        may: May<A>,
        id: Self::Id,
    ) -> impl Future<Output = Result<Held<Self, A>, crate::Error>> + Send {
        async move {
            match Self::find(db, &may, id).await? {
                Some(thing) => Ok(may.with_thing(thing)),
                None => Err(super::Refusal::NotFound.into()),
            }
        }
    }
}
