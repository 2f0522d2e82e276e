//! Another member's number access, for counting only.

use super::action::actions;
use super::proof::{Held, Scope};
use super::viewpoint::AccessKind;
use crate::ids::MemberId;

/// A teammate's number access, for a member who sees the Users page. Only functions that return a count take it, and
/// they use the condition of the lists that the teammate sees. It is not a proof, so it reads and changes nothing.
///
/// It can't be made by hand,
/// ```compile_fail,E0451
/// use crewline_core::access::{CountScope, Scope};
/// fn forge(scope: Scope) -> CountScope {
///     CountScope { scope }
/// }
/// ```
/// ```compile_fail,E0624
/// use crewline_core::access::{AccessKind, CountScope, Held, actions::SeeUsers};
/// fn forge<T: Send + Sync>(held: &Held<T, SeeUsers>, member: crewline_core::ids::MemberId) -> CountScope {
///     CountScope::of_member(held, member, AccessKind::All)
/// }
/// ```
/// but only from a teammate who was found by a member who may see the Users page:
/// ```
/// use crewline_core::access::{CountScope, Held, actions::SeeUsers};
/// use crewline_core::members::Member;
/// fn ask(held: &Held<Member, SeeUsers>) -> CountScope {
///     Member::count_scope(held)
/// }
/// ```
/// Another right is not enough:
/// ```compile_fail,E0308
/// use crewline_core::access::{CountScope, Held, actions::SeeCalls};
/// use crewline_core::members::Member;
/// fn ask(held: &Held<Member, SeeCalls>) -> CountScope {
///     Member::count_scope(held)
/// }
/// ```
/// It is not a proof:
/// ```compile_fail,E0277
/// fn wants<P: crewline_core::access::Proof>() {}
/// wants::<crewline_core::access::CountScope>();
/// ```
/// and its calls can't be listed:
/// ```compile_fail,E0308
/// use crewline_core::{access::CountScope, calls, db::Db};
/// async fn peek(db: &Db, scope: &CountScope) {
///     let _ = calls::list(db, scope, &calls::Filter::default(), None, 50).await;
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CountScope {
    pub(super) scope: Scope,
}

impl CountScope {
    /// The scope of a held member, by their id and access.
    pub(crate) fn of_member<T: Send + Sync>(
        held: &Held<T, actions::SeeUsers>,
        member: MemberId,
        sees: AccessKind,
    ) -> Self {
        Self { scope: Scope::of_member(held.viewpoint().business(), member, sees) }
    }
}
