//! What another member of the business sees, to be counted and nothing else.

use super::action::actions;
use super::proof::{Held, Scope};
use super::viewpoint::AccessKind;
use crate::ids::MemberId;

/// A teammate's number access, for somebody who sees the Users page. It is taken only by functions that answer a
/// count, and those answer by the same condition as the lists that the teammate looks at. It is no proof, so nothing
/// is read or changed by it.
///
/// It can't be made by hand,
/// ```compile_fail,E0451
/// use crewline_core::access::{Scope, Sight};
/// fn forge(scope: Scope) -> Sight {
///     Sight { scope }
/// }
/// ```
/// ```compile_fail,E0624
/// use crewline_core::access::{Held, Sees, Sight, actions::SeeUsers};
/// fn forge<T: Send + Sync>(held: &Held<T, SeeUsers>, member: crewline_core::ids::MemberId) -> Sight {
///     Sight::of_member(held, member, Sees::All)
/// }
/// ```
/// but only from a teammate who was found by somebody who may see the Users page:
/// ```
/// use crewline_core::access::{Held, Sight, actions::SeeUsers};
/// use crewline_core::members::Member;
/// fn ask(held: &Held<Member, SeeUsers>) -> Sight {
///     Member::sight(held)
/// }
/// ```
/// Another right is not enough:
/// ```compile_fail,E0308
/// use crewline_core::access::{Held, Sight, actions::SeeCalls};
/// use crewline_core::members::Member;
/// fn ask(held: &Held<Member, SeeCalls>) -> Sight {
///     Member::sight(held)
/// }
/// ```
/// It is no proof:
/// ```compile_fail,E0277
/// fn wants<P: crewline_core::access::Proof>() {}
/// wants::<crewline_core::access::Sight>();
/// ```
/// and what it sees can't be listed:
/// ```compile_fail,E0308
/// use crewline_core::{access::Sight, calls, db::Db};
/// async fn peek(db: &Db, sight: &Sight) {
///     let _ = calls::list(db, sight, &calls::Filter::default(), None, 50).await;
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CountScope {
    pub(super) scope: Scope,
}

impl CountScope {
    /// Of a teammate who is the thing held.
    pub(crate) fn of_member<T: Send + Sync>(
        held: &Held<T, actions::SeeUsers>,
        member: MemberId,
        sees: AccessKind,
    ) -> Self {
        Self { scope: Scope::of_member(held.viewpoint().business(), member, sees) }
    }
}
