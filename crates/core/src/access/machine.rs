//! The proofs without a member: of the carrier, a job, a removal, the links in letters, a live feed and the operator.
//!
//! Each is made in one place outside of this file, which `xtask/src/tidy/machine_proofs.rs` lists with its reason. None
//! can be made by hand:
//! ```compile_fail,E0451
//! use crewline_core::access::Carrier;
//! fn forge(business: crewline_core::ids::BusinessId) -> Carrier {
//!     Carrier { business }
//! }
//! ```
//! ```compile_fail,E0624
//! use crewline_core::access::DueJob;
//! fn forge(business: crewline_core::ids::BusinessId) -> DueJob {
//!     DueJob::claimed(business)
//! }
//! ```
//! ```compile_fail,E0624
//! use crewline_core::access::Removal;
//! fn forge(business: crewline_core::ids::BusinessId) -> Removal {
//!     Removal::begun(business)
//! }
//! ```
//! ```compile_fail,E0451
//! use crewline_core::access::InvitationLink;
//! fn forge(business: crewline_core::ids::BusinessId) -> InvitationLink {
//!     InvitationLink { business }
//! }
//! ```
//! ```compile_fail,E0624
//! use crewline_core::access::LetterLink;
//! fn forge(business: crewline_core::ids::BusinessId) -> LetterLink {
//!     LetterLink::opened(business)
//! }
//! ```
//! ```compile_fail,E0451
//! use crewline_core::access::LiveFeed;
//! fn forge(business: crewline_core::ids::BusinessId) -> LiveFeed {
//!     LiveFeed { business }
//! }
//! ```
//! ```compile_fail,E0451
//! use crewline_core::access::{DueJob, Schedule};
//! fn forge(job: DueJob, member: crewline_core::ids::MemberId) -> Schedule {
//!     Schedule { job, member }
//! }
//! ```

use crewline_carrier::signature::Verified;

use super::Refusal;
use super::action::Action;
use super::audit_actor::AuditActor;
use super::proof::{Accountable, May, Proof, Scope, sealed};
use super::sql::{GlobalSql, global_sql};
use crate::db::Db;
use crate::ids::{BusinessId, MemberId};

static OPERATOR: GlobalSql = global_sql!("operator.sql");

/// A machine's proof. Its changes have no entry in the audit log, since no person makes them.
///
/// A person's proof is not one, so a person's change can't bypass the audit log:
/// ```compile_fail,E0277
/// use crewline_core::access::{Machine, May, actions::EditMembers};
/// fn is_recorded<P: Machine>() {}
/// is_recorded::<May<EditMembers>>();
/// ```
/// and neither is the operator's:
/// ```compile_fail,E0277
/// use crewline_core::access::{Machine, Operator};
/// fn is_recorded<P: Machine>() {}
/// is_recorded::<Operator>();
/// ```
/// ```
/// use crewline_core::access::{Carrier, DueJob, Machine};
/// fn is_recorded<P: Machine>() {}
/// is_recorded::<Carrier>();
/// is_recorded::<DueJob>();
/// ```
pub trait Machine: Proof {}

/// The business's carrier: the signature of its request was verified with the secrets of the business's own connection.
#[derive(Clone, Copy, Debug)]
pub struct Carrier {
    business: BusinessId,
}

impl Carrier {
    /// The proof of a request that was verified with the secrets of this business.
    pub(crate) fn verified(business: BusinessId, _: &Verified) -> Self {
        Self { business }
    }

    /// The proof for the past calls that the operator generates for a demo.
    pub(crate) fn of_demo(operator: &Operator) -> Self {
        Self { business: operator.business }
    }

    /// The business.
    pub fn business(&self) -> BusinessId {
        self.business
    }
}

/// An invitation's link: the request has its token, or the requester's account has the address that it was sent to.
#[derive(Clone, Copy, Debug)]
pub struct InvitationLink {
    business: BusinessId,
}

impl InvitationLink {
    /// The proof for an invitation that was found by its token or by an account.
    pub(crate) fn found(business: BusinessId) -> Self {
        Self { business }
    }

    /// The business.
    pub fn business(&self) -> BusinessId {
        self.business
    }
}

/// The link in a letter with a report: its token, which only this instance can seal, names the reader. It ends that reader's letters.
#[derive(Clone, Copy, Debug)]
pub struct LetterLink {
    business: BusinessId,
}

impl LetterLink {
    /// The proof for the business that an opened token names.
    pub(crate) fn opened(business: BusinessId) -> Self {
        Self { business }
    }

    /// The business.
    pub fn business(&self) -> BusinessId {
        self.business
    }
}

/// A proof by the link in a letter, of a person who is not signed in. Their change is in the audit log.
pub trait ByLink: Proof {}

/// A job of a business that was due and is claimed.
#[derive(Clone, Copy, Debug)]
pub struct DueJob {
    business: BusinessId,
}

impl DueJob {
    /// The proof of a claimed row of this business.
    pub(crate) fn claimed(business: BusinessId) -> Self {
        Self { business }
    }

    /// The proof for the work of a job that the operator starts by a command.
    pub(crate) fn of_command(operator: &Operator) -> Self {
        Self { business: operator.business }
    }

    /// The business.
    pub fn business(&self) -> BusinessId {
        self.business
    }

    /// The schedule of the member whom the job's row names.
    pub fn on_behalf_of(self, member: MemberId) -> Schedule {
        Schedule { job: self, member }
    }
}

/// The removal of a deleted business: its day has come, and it can't be taken back any more.
#[derive(Clone, Copy, Debug)]
pub struct Removal {
    business: BusinessId,
}

impl Removal {
    /// The proof for a deleted business whose row says that its removal has begun.
    pub(crate) fn begun(business: BusinessId) -> Self {
        Self { business }
    }

    /// The business.
    pub fn business(&self) -> BusinessId {
        self.business
    }
}

/// A member's recurring job, such as a report or a webhook. A claimed job enters by it with the member's viewpoint
/// ([`super::enter::by_schedule`]). It is not a proof, so it alone reads and changes nothing:
/// ```compile_fail,E0277
/// use crewline_core::access::{Proof, Schedule};
/// fn wants<P: Proof>() {}
/// wants::<Schedule>();
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    pub(super) job: DueJob,
    pub(super) member: MemberId,
}

/// The live feed of a business that a member watches. It reads what has changed once for all streams of this process, and
/// hands a call or message only to members who see its number. It changes nothing:
/// ```compile_fail,E0277
/// use crewline_core::access::{LiveFeed, Machine};
/// fn changes<P: Machine>() {}
/// changes::<LiveFeed>();
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LiveFeed {
    business: BusinessId,
}

impl LiveFeed {
    /// The proof for the business of a member who has opened a stream.
    pub(crate) fn of_watched<A: Action>(may: &May<A>) -> Self {
        Self { business: may.viewpoint().business() }
    }

    /// The business.
    pub fn business(&self) -> BusinessId {
        self.business
    }
}

/// The operator, who runs the command line on the machine with the database. The proof is for one business.
#[derive(Clone, Debug)]
pub struct Operator {
    business: BusinessId,
    name: String,
}

impl Operator {
    /// The business.
    pub fn business(&self) -> BusinessId {
        self.business
    }

    /// The business's name.
    pub fn business_name(&self) -> &str {
        &self.name
    }
}

/// Makes the operator's proof for a business. No request can reach it.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when there is no such business, or the database's error.
pub async fn operator(db: &Db, slug: &str) -> Result<Operator, crate::Error> {
    let row = db.read_global::<(BusinessId, String)>(&OPERATOR, &[&slug]).await?.into_iter().next();
    let (business, name) = row.ok_or(Refusal::NotFound)?;
    Ok(Operator { business, name })
}

macro_rules! proofs {
    ($($Name:ident $actor:literal $(: $Marker:ident)?;)*) => {$(
        impl sealed::Sealed for $Name {}
        impl Proof for $Name {
            fn scope(&self) -> Scope {
                Scope::of_business(self.business)
            }
            fn audit_actor(&self) -> AuditActor {
                AuditActor::with_name($actor)
            }
        }
        $(impl $Marker for $Name {})?
    )*};
}

proofs! {
    Carrier "the carrier": Machine;
    DueJob "a job": Machine;
    Removal "the removal": Machine;
    InvitationLink "an invitation's link": ByLink;
    LetterLink "a letter's link": ByLink;
    LiveFeed "the live feed";
    Operator "the command line": Accountable;
}
