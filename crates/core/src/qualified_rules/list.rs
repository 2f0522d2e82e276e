//! The rules of a business, in their order.

use super::{Names, Rule};
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::{Db, Error};

static LIST: BusinessSql = business_sql!("list.sql");

/// The rules of a business, with the names that they are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleList {
    /// In their order: the first that a call matches is named as the one that qualified it.
    pub rules: Vec<Rule>,
    /// The names of groups and tags.
    pub names: Names,
}

/// The rules in their order.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, may: &May<actions::SeeQualifiedRules>) -> Result<RuleList, Error> {
    Ok(RuleList { rules: db.read(may, &LIST, &[]).await?, names: Names::read(db, may).await? })
}
