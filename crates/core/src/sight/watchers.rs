//! Who sees a number now.

use super::Watcher;
use super::replay::watching;
use super::standing::{Standings, State};
use crate::access::{BusinessSql, Held, actions, business_sql};
use crate::db::{Db, Error};
use crate::numbers::Number;

static STANDINGS: BusinessSql = business_sql!("standings.sql");

/// Who sees a number now, and through what: by rank, then by name.
///
/// # Errors
/// When the database fails.
pub async fn watchers(db: &Db, held: &Held<Number, actions::SeeUsers>) -> Result<Vec<Watcher>, Error> {
    Ok(watching(&state(db, held).await?))
}

/// The members, and how they stand to the number.
pub(super) async fn state(db: &Db, held: &Held<Number, actions::SeeUsers>) -> Result<State, Error> {
    let members = db.read::<Standings>(held, &STANDINGS, &[&held.id]).await?;
    Ok(State {
        members: members.into_iter().map(|Standings(id, standing)| (id, standing)).collect(),
        exists: true,
        group: held.group_id,
        names: held.group_id.into_iter().zip(held.group_name.clone()).collect(),
    })
}
