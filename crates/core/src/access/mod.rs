//! Permissions and number access, enforced by types.
//!
//! **Invariants.** A [`Viewpoint`] is made only by [`enter`], from an active membership and a session, a token or a
//! claimed job. A person's proof ([`May`], [`Held`]) is made only from a viewpoint, by the one table of actions; every
//! other proof is defined in `machine.rs`. Every statement over a business's data takes its business, and over a
//! number's data its number access, from a proof and from nothing else.

mod action;
mod audit_actor;
#[cfg(test)]
mod binding;
#[cfg(test)]
#[path = "by_number/tests.rs"]
mod by_number;
mod count_scope;
#[cfg(test)]
mod deleted_businesses;
mod departed;
mod effects;
pub mod enter;
mod list_sql;
mod machine;
mod mode;
mod permissions;
#[cfg(test)]
#[path = "plans/tests.rs"]
mod plans;
mod proof;
mod rank;
mod record_activity;
mod revalidate;
mod role;
mod sql;
#[cfg(test)]
mod statements;
mod store;
mod viewpoint;

pub use action::{Action, Entry, LogInAsPolicy, Writes, actions, table};
pub use audit_actor::AuditActor;
pub use count_scope::CountScope;
pub use departed::{Deletion, Departed, departed};
pub use effects::Change;
pub(crate) use effects::{RELOAD_STANDBY, WAKE_JOBS};
pub use list_sql::PageDirection;
pub(crate) use list_sql::{ListSql, business_list_sql, visible_list_sql};
pub use machine::{
    ByLink, Carrier, DueJob, InvitationLink, LetterLink, LiveFeed, Machine, Operator, Removal, Schedule, operator,
};
pub use mode::LogInAsMode;
pub use permissions::markdown as permissions_markdown;
pub use proof::{Accountable, Held, May, Proof, Scope, Thing};
pub use rank::{Rule, may_act_on, may_grant, may_log_in_as};
pub(crate) use record_activity::SESSION_LIFE_SECONDS;
pub use record_activity::record_activity;
pub use revalidate::revalidate;
pub use role::{Role, Roles};
pub use sql::{BusinessSql, GlobalSql, VisibleSql};
pub(crate) use sql::{business_sql, global_sql, visible_sql};
pub use store::Scoped;
pub(crate) use store::{Global, ID_PLACES, places};
pub use viewpoint::{AccessKind, Actor, Credential, Impersonation, Viewpoint};

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It does not exist, or this viewpoint can't see it: one answer for both.
    #[error("There is nothing here, or nothing that you may see.")]
    NotFound,
    /// The actor may see it, but may not do this.
    #[error("Your role does not allow this. Ask an Owner or Admin of the business.")]
    Forbidden,
    /// It can't be done under Log in as.
    #[error("This can't be done while you are logged in as somebody else. Return to your account first.")]
    WhileLoggedInAs,
    /// It can't be done under Log in as while changes are not allowed.
    #[error("You are looking only. Allow changes first.")]
    ReadOnly,
    /// The token only reads.
    #[error("This token only reads. Use one that may also change things.")]
    ReadOnlyToken,
    /// It can't be done under Log in as, since the answer would show a link that anybody could use.
    #[error("There is no mail here, so the link would be shown. Return to your account to invite.")]
    LinkWhileLoggedInAs,
}
