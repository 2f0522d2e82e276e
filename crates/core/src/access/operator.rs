//! The operator: whoever runs the command line on the machine that holds the database.

use super::Refusal;
use super::proof::{Proof, Scope, sealed};
use super::sql::{GlobalSql, global_sql};
use crate::db::Db;
use crate::ids::BusinessId;

static FIND: GlobalSql = global_sql!("operator.sql");

/// The right of the command line over one business.
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

impl sealed::Sealed for Operator {}
impl Proof for Operator {
    fn scope(&self) -> Scope {
        Scope::of_business(self.business)
    }
}

/// Takes the command line's right over a business. Never reachable from a request.
///
/// # Errors
/// [`Refusal::NotFound`], or that the database failed.
pub async fn operator(db: &Db, slug: &str) -> Result<Operator, crate::Error> {
    let found = db.global::<(BusinessId, String)>(&FIND, &[&slug]).await?.into_iter().next();
    let (business, name) = found.ok_or(Refusal::NotFound)?;
    Ok(Operator { business, name })
}
