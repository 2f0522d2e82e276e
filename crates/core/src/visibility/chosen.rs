//! What was chosen for a member with Specific Numbers.

use crate::access::{BusinessSql, Held, actions, business_sql};
use crate::db::{Db, Error, from_row};
use crate::ids::GroupId;
use crate::members::Member;
use crate::numbers::Choice;

static NUMBERS: BusinessSql = business_sql!("chosen_numbers.sql");
static GROUPS: BusinessSql = business_sql!("chosen_groups.sql");

/// The numbers and groups that were chosen for a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Numbers: the active ones first.
    pub numbers: Vec<Choice>,
    /// Groups.
    pub groups: Vec<ChosenGroup>,
}

/// A group that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenGroup {
    /// Which.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// How many active numbers are in it now.
    pub numbers: i64,
}

from_row!(ChosenGroup { id, name, numbers });

/// What was chosen for a member: `limit` numbers and as many groups at most, by name.
///
/// # Errors
/// When the database fails.
pub async fn chosen(db: &Db, held: &Held<Member, actions::SeeUsers>, limit: i64) -> Result<Chosen, Error> {
    Ok(Chosen {
        numbers: db.read(held, &NUMBERS, &[&held.id, &limit]).await?,
        groups: db.read(held, &GROUPS, &[&held.id, &limit]).await?,
    })
}
