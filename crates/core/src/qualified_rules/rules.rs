//! The rules of a business, as calls are looked at by them.

use jiff::tz::TimeZone;

use super::{Facts, Rule};
use crate::access::{BusinessSql, Proof, Scoped, business_sql};
use crate::db::{Db, Error, FromRow, Row};

static RULES: BusinessSql = business_sql!("rules.sql");

/// A rule, and the time zone of its business.
struct RuleRow {
    rule: Rule,
    time_zone: String,
}

impl FromRow for RuleRow {
    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        let mut columns = row.columns();
        Ok(Self { rule: Rule::from_columns(&mut columns)?, time_zone: columns.take()? })
    }
}

/// The rules of a business in their order, and the clocks that they go by.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    rules: Vec<Rule>,
    zone: TimeZone,
}

impl Rules {
    /// Those of the transaction's business, by one statement.
    pub(crate) async fn of(tx: &mut Scoped<'_>) -> Result<Self, Error> {
        Ok(tx.all::<RuleRow>(&RULES, &[]).await?.into())
    }

    /// Those of a proof's business.
    pub(crate) async fn read(db: &Db, proof: &(impl Proof + ?Sized)) -> Result<Self, Error> {
        Ok(db.read::<RuleRow>(proof, &RULES, &[]).await?.into())
    }

    /// Whether a rule asks for the group of a call's number.
    pub(crate) fn need_groups(&self) -> bool {
        self.rules.iter().any(|rule| !rule.conditions.group_ids.is_empty())
    }

    /// Whether a rule asks for the tags of a call.
    pub(crate) fn need_tags(&self) -> bool {
        self.rules.iter().any(|rule| !rule.conditions.tag_ids.is_empty())
    }

    /// The first rule that a call matches.
    pub(crate) fn first_match(&self, facts: &Facts<'_>) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.conditions.match_call(rule.matches, facts, &self.zone))
    }
}

impl From<Vec<RuleRow>> for Rules {
    fn from(rows: Vec<RuleRow>) -> Self {
        let zone = rows.first().and_then(|row| TimeZone::get(&row.time_zone).ok()).unwrap_or(TimeZone::UTC);
        Self { rules: rows.into_iter().map(|row| row.rule).collect(), zone }
    }
}
