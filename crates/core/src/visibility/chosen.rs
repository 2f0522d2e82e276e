//! The numbers and groups that were chosen for a member with Specific Numbers.

use crate::access::{BusinessSql, Held, actions, business_sql};
use crate::db::{Db, Error, from_row};
use crate::ids::GroupId;
use crate::members::{Member, OutsideRecipient};
use crate::numbers::Choice;

static NUMBERS: BusinessSql = business_sql!("chosen_numbers.sql");
static GROUPS: BusinessSql = business_sql!("chosen_groups.sql");
static OUTSIDE_NUMBERS: BusinessSql = business_sql!("outside_numbers.sql");
static OUTSIDE_GROUPS: BusinessSql = business_sql!("outside_groups.sql");

/// The numbers and groups that were chosen for a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The numbers, active ones first.
    pub numbers: Vec<Choice>,
    /// The groups.
    pub groups: Vec<ChosenGroup>,
}

/// A chosen group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenGroup {
    /// The group's id.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// How many active numbers are in it now.
    pub numbers: i64,
}

from_row!(ChosenGroup { id, name, numbers });

/// At most `limit` numbers and `limit` groups that were chosen for a member, by name.
///
/// # Errors
/// When the database fails.
pub async fn chosen(db: &Db, held: &Held<Member, actions::SeeUsers>, limit: i64) -> Result<Chosen, Error> {
    Ok(Chosen {
        numbers: db.read(held, &NUMBERS, &[&held.id, &limit]).await?,
        groups: db.read(held, &GROUPS, &[&held.id, &limit]).await?,
    })
}

/// The same for an outside recipient of a report.
///
/// # Errors
/// When the database fails.
pub async fn chosen_outside(
    db: &Db,
    held: &Held<OutsideRecipient, actions::SeeUsers>,
    limit: i64,
) -> Result<Chosen, Error> {
    Ok(Chosen {
        numbers: db.read(held, &OUTSIDE_NUMBERS, &[&held.id, &limit]).await?,
        groups: db.read(held, &OUTSIDE_GROUPS, &[&held.id, &limit]).await?,
    })
}
