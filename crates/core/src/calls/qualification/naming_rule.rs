//! The rule that qualifies a call.

use std::collections::BTreeSet;

use super::preview::facts;
use crate::access::{Action, BusinessSql, Held, May, actions, business_sql};
use crate::calls::{Call, QualifiedBy};
use crate::db::{Db, Error};
use crate::ids::{GroupId, TagId};
use crate::qualified_rules::{Names, Rules};

static GROUP_OF: BusinessSql = business_sql!("group_of.sql");

/// The name of the rule by which a call is qualified, or else its sentence: the first that the call matches, as the rules are now.
/// `None` for a call that no rule has qualified, and for one that no rule matches any more.
///
/// # Errors
/// When the database fails.
pub async fn naming_rule<A: Action>(
    db: &Db,
    call: &Held<Call, A>,
    may: &May<actions::SeeQualifiedRules>,
) -> Result<Option<String>, Error> {
    if call.qualified_by != Some(QualifiedBy::Rule) {
        return Ok(None);
    }
    let rules = Rules::read(db, may).await?;
    let group = db.read::<(Option<GroupId>,)>(may, &GROUP_OF, &[&call.number_id]).await?;
    let group = group.into_iter().next().and_then(|(group,)| group);
    let tags: BTreeSet<TagId> = call.tags.iter().map(|tag| tag.id).collect();
    let Some(rule) = rules.first_match(&facts(call, group, &tags)) else { return Ok(None) };
    Ok(Some(Names::read(db, may).await?.label(rule)))
}
