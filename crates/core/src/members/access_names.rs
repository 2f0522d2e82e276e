//! The names of the numbers and groups of a number access, for a letter.

use super::NumberAccess;
use super::batch::batches;
use crate::access::{BusinessSql, Proof, Scoped, business_sql};
use crate::db::{Db, Error};
use crate::ids::MemberId;

static NUMBERS: BusinessSql = business_sql!("name_numbers.sql");
static GROUPS: BusinessSql = business_sql!("name_groups.sql");
static ADDRESS: BusinessSql = business_sql!("address_of.sql");

/// The names of the numbers and groups of a number access, each in the order of the alphabet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessNames {
    /// Each number's name, and the number itself.
    pub numbers: Vec<(String, String)>,
    /// The groups' names.
    pub groups: Vec<String>,
}

impl AccessNames {
    /// Loads the names.
    pub(crate) async fn load(db: &Db, proof: &impl Proof, access: &NumberAccess) -> Result<Self, Error> {
        let mut names = Self::default();
        let NumberAccess::Specific { numbers, groups } = access else { return Ok(names) };
        for batch in batches(numbers) {
            names.numbers.extend(db.read::<(String, String)>(proof, &NUMBERS, &batch.after(&[])).await?);
        }
        for batch in batches(groups) {
            let rows = db.read::<(String,)>(proof, &GROUPS, &batch.after(&[])).await?;
            names.groups.extend(rows.into_iter().map(|(name,)| name));
        }
        Ok(names.sorted())
    }

    /// The same inside a transaction.
    pub(crate) async fn load_in_tx(tx: &mut Scoped<'_>, access: &NumberAccess) -> Result<Self, Error> {
        let mut names = Self::default();
        let NumberAccess::Specific { numbers, groups } = access else { return Ok(names) };
        for batch in batches(numbers) {
            names.numbers.extend(tx.all::<(String, String)>(&NUMBERS, &batch.after(&[])).await?);
        }
        for batch in batches(groups) {
            let rows = tx.all::<(String,)>(&GROUPS, &batch.after(&[])).await?;
            names.groups.extend(rows.into_iter().map(|(name,)| name));
        }
        Ok(names.sorted())
    }

    fn sorted(mut self) -> Self {
        self.numbers.sort_by_cached_key(|(name, number)| (crate::text::fold_case(name), number.clone()));
        self.groups.sort_by_cached_key(|name| crate::text::fold_case(name));
        self
    }
}

/// The address of a member's account, as typed, for an answer to a letter; empty if there is none.
pub(crate) async fn member_address(db: &Db, proof: &impl Proof, member: MemberId) -> Result<String, Error> {
    let rows = db.read::<(String,)>(proof, &ADDRESS, &[&member]).await?;
    Ok(rows.into_iter().next().map(|(address,)| address).unwrap_or_default())
}

/// The same inside a transaction.
pub(crate) async fn member_address_in_tx(tx: &mut Scoped<'_>, member: MemberId) -> Result<String, Error> {
    let row = tx.optional::<(String,)>(&ADDRESS, &[&member]).await?;
    Ok(row.map(|(address,)| address).unwrap_or_default())
}
