//! The names of the groups and tags that rules are made of.

use std::collections::BTreeMap;

use super::{Conditions, Rule, sentence};
use crate::access::{BusinessSql, Proof, Scoped, business_sql};
use crate::db::{Db, Error};
use crate::ids::{GroupId, TagId};
use crate::text;

static GROUPS: BusinessSql = business_sql!("groups.sql");
static TAGS: BusinessSql = business_sql!("tags.sql");

/// The names of the groups and tags of a business.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    groups: BTreeMap<GroupId, String>,
    tags: BTreeMap<TagId, String>,
}

impl Names {
    /// Those of a proof's business.
    pub(crate) async fn read(db: &Db, proof: &(impl Proof + ?Sized)) -> Result<Self, Error> {
        let groups = db.read::<(GroupId, String)>(proof, &GROUPS, &[]).await?.into_iter().collect();
        let tags = db.read::<(TagId, String)>(proof, &TAGS, &[]).await?.into_iter().collect();
        Ok(Self { groups, tags })
    }

    /// Those of the transaction's business.
    pub(super) async fn of(tx: &mut Scoped<'_>) -> Result<Self, Error> {
        let groups = tx.all::<(GroupId, String)>(&GROUPS, &[]).await?.into_iter().collect();
        let tags = tx.all::<(TagId, String)>(&TAGS, &[]).await?.into_iter().collect();
        Ok(Self { groups, tags })
    }

    /// A rule in a plain sentence.
    pub fn sentence(&self, rule: &Rule) -> String {
        sentence::sentence(rule.matches, &rule.conditions, self)
    }

    /// The name of a rule, or else its sentence.
    pub fn label(&self, rule: &Rule) -> String {
        if rule.name.is_empty() { self.sentence(rule) } else { rule.name.clone() }
    }

    /// The names of the tags in conditions, in their order. A tag that was removed has none.
    pub fn tags_of(&self, conditions: &Conditions) -> Vec<String> {
        sorted(conditions.tag_ids.iter().filter_map(|id| self.tags.get(id)))
    }

    /// Whether conditions name a group or a tag that was removed.
    pub fn is_missing_one(&self, conditions: &Conditions) -> bool {
        !conditions.group_ids.iter().all(|id| self.groups.contains_key(id))
            || !conditions.tag_ids.iter().all(|id| self.tags.contains_key(id))
    }

    pub(super) fn group(&self, id: GroupId) -> Option<&String> {
        self.groups.get(&id)
    }

    pub(super) fn tag(&self, id: TagId) -> Option<&String> {
        self.tags.get(&id)
    }

    /// The tag of a name, whatever its case and accents.
    pub(super) fn find_tag(&self, name: &str) -> Option<TagId> {
        let folded = text::fold_case(name.trim());
        self.tags.iter().find(|(_, name)| text::fold_case(name) == folded).map(|(id, _)| *id)
    }

    #[cfg(test)]
    pub(super) fn sample(groups: &[(GroupId, &str)], tags: &[(TagId, &str)]) -> Self {
        Self {
            groups: groups.iter().map(|(id, name)| (*id, (*name).to_owned())).collect(),
            tags: tags.iter().map(|(id, name)| (*id, (*name).to_owned())).collect(),
        }
    }
}

/// Names in the order of people.
pub(super) fn sorted<'n>(names: impl Iterator<Item = &'n String>) -> Vec<String> {
    let mut names: Vec<String> = names.cloned().collect();
    names.sort_by_cached_key(|name| text::fold_case(name));
    names
}
