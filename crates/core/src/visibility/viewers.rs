//! Finds the current viewers of a number.

use super::NumberViewer;
use super::replay::viewers_at;
use super::visibility_path::{NumberState, StateRow};
use crate::access::{BusinessSql, Held, Role, actions, business_sql};
use crate::db::{Db, Error};
use crate::ids::{MemberId, OutsideRecipientId};
use crate::numbers::Number;

static MEMBER_STATES: BusinessSql = business_sql!("member_states.sql");
static OUTSIDE_STATES: BusinessSql = business_sql!("outside_states.sql");

/// The current viewers of a number, with the reasons: members by rank, then by name, and the outside recipients of reports after
/// them.
///
/// # Errors
/// When the database fails.
pub async fn viewers(db: &Db, held: &Held<Number, actions::SeeUsers>) -> Result<Vec<NumberViewer>, Error> {
    Ok(viewers_at(&load_state(db, held).await?))
}

/// Loads the state of the members, of the outside recipients and of the number.
pub(super) async fn load_state(db: &Db, held: &Held<Number, actions::SeeUsers>) -> Result<NumberState, Error> {
    let members = db.read::<StateRow<MemberId>>(held, &MEMBER_STATES, &[&held.id]).await?;
    let outside = db.read::<StateRow<OutsideRecipientId>>(held, &OUTSIDE_STATES, &[&held.id, &Role::Viewer]).await?;
    Ok(NumberState {
        members: members.into_iter().map(|StateRow(id, state)| (id, state)).collect(),
        outside: outside.into_iter().map(|StateRow(id, state)| (id, state)).collect(),
        exists: true,
        group: held.group_id,
        names: held.group_id.into_iter().zip(held.group_name.clone()).collect(),
    })
}
