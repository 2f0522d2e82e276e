//! Finds the current viewers of a number.

use super::NumberViewer;
use super::replay::viewers_at;
use super::visibility_path::{MemberStateRow, NumberState};
use crate::access::{BusinessSql, Held, actions, business_sql};
use crate::db::{Db, Error};
use crate::numbers::Number;

static MEMBER_STATES: BusinessSql = business_sql!("member_states.sql");

/// The current viewers of a number, with the reasons, by rank, then by name.
///
/// # Errors
/// When the database fails.
pub async fn viewers(db: &Db, held: &Held<Number, actions::SeeUsers>) -> Result<Vec<NumberViewer>, Error> {
    Ok(viewers_at(&load_state(db, held).await?))
}

/// Loads the state of the members and of the number.
pub(super) async fn load_state(db: &Db, held: &Held<Number, actions::SeeUsers>) -> Result<NumberState, Error> {
    let members = db.read::<MemberStateRow>(held, &MEMBER_STATES, &[&held.id]).await?;
    Ok(NumberState {
        members: members.into_iter().map(|MemberStateRow(id, state)| (id, state)).collect(),
        exists: true,
        group: held.group_id,
        names: held.group_id.into_iter().zip(held.group_name.clone()).collect(),
    })
}
