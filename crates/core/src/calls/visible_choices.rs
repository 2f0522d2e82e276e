//! The numbers, groups, sources and tags that a kept question chooses, and what a reader sees of them.

use std::collections::{BTreeMap, BTreeSet};

use super::sources;
use crate::access::{Action as _, Thing as _, Viewpoint, actions};
use crate::db::Db;
use crate::ids::{GroupId, NumberId};
use crate::numbers::Number;
use crate::numbers::groups::Group;
use crate::{Error, tags, text};

/// The longest source or tag that a kept question names, in bytes.
const MAX_BYTES: usize = 400;

/// The numbers, groups, sources and tags that a kept question chooses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choices {
    pub(crate) numbers: Vec<NumberId>,
    pub(crate) groups: Vec<GroupId>,
    /// The empty one is that of calls without a source.
    pub(crate) sources: Vec<String>,
    /// The names of the tags.
    pub(crate) tags: Vec<String>,
}

impl Choices {
    /// Whether its texts can be stored.
    pub(crate) fn are_storable(&self) -> bool {
        !self.sources.iter().chain(&self.tags).any(|name| name.contains('\0') || name.len() > MAX_BYTES)
    }

    /// Checks that the viewpoint sees the numbers and groups.
    ///
    /// # Errors
    /// Returns [`crate::access::Refusal::NotFound`] for one that the viewpoint does not see, or a database error.
    pub(crate) async fn require(&self, db: &Db, viewpoint: &Viewpoint) -> Result<(), Error> {
        for number in &self.numbers {
            Number::hold(db, viewpoint.may::<actions::SeeNumbers>()?, *number).await?;
        }
        for group in &self.groups {
            Group::hold(db, viewpoint.may::<actions::SeeNumbers>()?, *group).await?;
        }
        Ok(())
    }
}

/// The things of some questions that a reader sees.
pub(crate) struct VisibleChoices {
    numbers: BTreeMap<NumberId, String>,
    groups: BTreeMap<GroupId, String>,
    /// `None` where the reader's role may know all of them.
    sources: Option<BTreeSet<String>>,
    /// The folded names; `None` where no question is filtered by tags.
    tags: Option<BTreeSet<String>>,
}

impl VisibleChoices {
    /// Reads which of the choices the viewpoint sees.
    ///
    /// # Errors
    /// Returns a refusal when the role sees no calls, or a database error.
    pub(crate) async fn read(db: &Db, viewpoint: &Viewpoint, chosen: &[Choices]) -> Result<Self, Error> {
        let may = viewpoint.may::<actions::SeeNumbers>()?;
        let (mut numbers, mut groups) = (BTreeMap::new(), BTreeMap::new());
        for id in chosen.iter().flat_map(|each| &each.numbers).copied().collect::<BTreeSet<_>>() {
            if let Some(number) = Number::find(db, &may, id).await? {
                numbers.insert(id, number.friendly_name);
            }
        }
        for id in chosen.iter().flat_map(|each| &each.groups).copied().collect::<BTreeSet<_>>() {
            if let Some(group) = Group::find(db, &may, id).await? {
                groups.insert(id, group.name);
            }
        }
        // People who may tag calls see all numbers, and so all sources.
        let is_limited = !actions::AnnotateCalls::ENTRY.roles.has(viewpoint.role());
        let see = viewpoint.may::<actions::SeeCalls>()?;
        let sources = match is_limited && chosen.iter().any(|each| !each.sources.is_empty()) {
            true => Some(sources(db, &see).await?.into_iter().collect()),
            false => None,
        };
        // Also for those who see all of them: a tag may have another name since, or be no more.
        let tags = match chosen.iter().any(|each| !each.tags.is_empty()) {
            true => Some(tags::list(db, &see).await?.iter().map(|tag| text::fold_case(&tag.name)).collect()),
            false => None,
        };
        Ok(Self { numbers, groups, sources, tags })
    }

    /// Those of the choices that the reader sees.
    pub(crate) fn of(&self, chosen: &Choices) -> Choices {
        let knows = |known: &Option<BTreeSet<String>>, name: &str| known.as_ref().is_none_or(|all| all.contains(name));
        let is_source = |name: &&String| name.is_empty() || knows(&self.sources, name);
        let is_tag = |name: &&String| knows(&self.tags, &text::fold_case(name.trim()));
        Choices {
            numbers: chosen.numbers.iter().copied().filter(|id| self.numbers.contains_key(id)).collect(),
            groups: chosen.groups.iter().copied().filter(|id| self.groups.contains_key(id)).collect(),
            sources: chosen.sources.iter().filter(is_source).cloned().collect(),
            tags: chosen.tags.iter().filter(is_tag).cloned().collect(),
        }
    }

    /// The names of the numbers that the reader sees.
    pub(crate) fn number_names(&self, chosen: &Choices) -> Vec<String> {
        chosen.numbers.iter().filter_map(|id| self.numbers.get(id).cloned()).collect()
    }

    /// The names of the groups that the reader sees.
    pub(crate) fn group_names(&self, chosen: &Choices) -> Vec<String> {
        chosen.groups.iter().filter_map(|id| self.groups.get(id).cloned()).collect()
    }
}

/// Whether a filter chose something, and nothing of it is left.
pub(crate) fn lost_all<T>(before: &[T], after: &[T]) -> bool {
    !before.is_empty() && after.is_empty()
}
