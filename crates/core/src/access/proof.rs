//! Proofs: obtaining one is the check, and every function of a store takes one.

use std::marker::PhantomData;

use super::action::Action;
use super::viewpoint::{Sees, Viewpoint};
use crate::ids::{BusinessId, MemberId};

pub(crate) mod sealed {
    /// Only this crate says what a proof is.
    pub trait Sealed {}
}

/// The business, and the member's number access, that a proof stands for. What statements are bound by.
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
}

impl Scope {
    pub(super) fn of_member(business: BusinessId, member: MemberId, sees: Sees) -> Self {
        Self { business, member, all: sees == Sees::All }
    }

    /// For what acts for the business itself: its carrier, the operator, a job.
    pub(crate) fn of_business(business: BusinessId) -> Self {
        Self { business, member: MemberId::new(0), all: true }
    }

    /// The business.
    pub(crate) fn business(&self) -> BusinessId {
        self.business
    }
}

/// Whatever proves a right over a business's data.
///
/// ```compile_fail
/// use crewline_core::access::{Proof, Scope};
/// struct Mine(Scope);
/// impl Proof for Mine {
///     fn scope(&self) -> Scope {
///         self.0
///     }
/// }
/// ```
pub trait Proof: sealed::Sealed + Send + Sync {
    /// What statements are bound by.
    fn scope(&self) -> Scope;

    /// The moment's viewpoint, where a person acts.
    fn viewpoint(&self) -> Option<&Viewpoint> {
        None
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
/// but only by asking:
/// ```
/// use crewline_core::access::{May, Refusal, Viewpoint, actions::SeeCalls};
/// fn ask(viewpoint: Viewpoint) -> Result<May<SeeCalls>, Refusal> {
///     viewpoint.may()
/// }
/// ```
/// A proof of one action is none of another:
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

    pub(crate) fn over<T>(self, thing: T) -> Held<T, A> {
        Held { may: self, thing }
    }
}

impl<A: Action> sealed::Sealed for May<A> {}
impl<A: Action> Proof for May<A> {
    fn scope(&self) -> Scope {
        self.viewpoint.scope()
    }
    fn viewpoint(&self) -> Option<&Viewpoint> {
        Some(&self.viewpoint)
    }
}

/// The actor may do `A` on this thing, which was found inside the business and inside the viewpoint.
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
    fn viewpoint(&self) -> Option<&Viewpoint> {
        Some(self.may.viewpoint())
    }
}

/// What can be held: found by its id, in the business and the viewpoint of a proof.
pub trait Thing: Sized + Send + Sync {
    /// The id it is found by.
    type Id: std::str::FromStr + Send;

    /// Finds it; `None` for what is not there and for what is not there for this viewpoint alike.
    ///
    /// # Errors
    /// When the database fails.
    fn find<A: Action>(
        db: &crate::db::Db,
        may: &May<A>,
        id: Self::Id,
    ) -> impl Future<Output = Result<Option<Self>, crate::db::Error>> + Send;

    /// Finds it and proves it.
    ///
    /// # Errors
    /// [`super::Refusal::NotFound`], or that the database failed.
    fn hold<A: Action>(
        db: &crate::db::Db,
        may: May<A>,
        id: Self::Id,
    ) -> impl Future<Output = Result<Held<Self, A>, crate::Error>> + Send {
        async move {
            match Self::find(db, &may, id).await? {
                Some(thing) => Ok(may.over(thing)),
                None => Err(super::Refusal::NotFound.into()),
            }
        }
    }
}
