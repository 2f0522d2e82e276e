//! The numbers, groups, sources and tags that a kept question chooses, and what a reader sees of them.

use std::collections::{BTreeMap, BTreeSet};

use super::known_sources;
use crate::access::{Action as _, May, Thing as _, Viewpoint, actions};
use crate::db::{Db, words};
use crate::ids::{GroupId, NumberId, TagId};
use crate::numbers::Number;
use crate::numbers::groups::Group;
use crate::{Error, tags, text};

words! {
    /// The things that a kept question may leave out of its filters for a reader.
    pub enum Omission {
        /// Something that was chosen was removed since. It is for readers whose role sees everything.
        Removed = "removed",
        /// All that the reader does not see, and all that was removed. A Viewer is told so of each question that chooses numbers,
        /// groups, sources or tags, whether it leaves out some or none, so that it tells nothing of what the Viewer does not see.
        Unseen = "unseen",
    }
}

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
    /// The tags that the question's author saw by those names when it was kept.
    pub(crate) tag_ids: BTreeMap<String, TagId>,
}

impl Choices {
    /// Whether its texts can be stored.
    pub(crate) fn are_storable(&self) -> bool {
        !self.sources.iter().chain(&self.tags).any(|name| name.contains('\0') || name.len() > MAX_BYTES)
    }

    /// Whether it chooses something that a reader might not see.
    fn names_something(&self) -> bool {
        let named_source = self.sources.iter().any(|source| !source.is_empty());
        named_source || !self.numbers.is_empty() || !self.groups.is_empty() || !self.tags.is_empty()
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
    /// Whether the reader's role may see less than everything.
    is_limited: bool,
    numbers: BTreeMap<NumberId, String>,
    groups: BTreeMap<GroupId, String>,
    /// `None` where the reader's role may know all of them.
    sources: Option<BTreeSet<String>>,
    /// `None` where no question is filtered by tags.
    tags: Option<VisibleTags>,
}

/// The tags that a reader sees.
struct VisibleTags {
    /// Their names.
    names: BTreeMap<TagId, String>,
    /// Their folded names.
    folded: BTreeSet<String>,
    /// The tags that were merged into others, whether the reader sees those or not.
    merged: BTreeMap<TagId, TagId>,
}

impl VisibleTags {
    async fn read(db: &Db, may: &May<actions::SeeCalls>) -> Result<Self, Error> {
        let names: BTreeMap<_, _> = tags::list(db, may).await?.into_iter().map(|tag| (tag.id, tag.name)).collect();
        let folded = names.values().map(|name| text::fold_case(name)).collect();
        Ok(Self { names, folded, merged: tags::merged(db, may).await? })
    }

    /// The name that a tag of a question has now; `None` where the reader does not see it, or it was removed.
    fn name(&self, chosen: &Choices, name: &str) -> Option<String> {
        match chosen.tag_ids.get(name) {
            Some(id) => self.names.get(self.merged.get(id).unwrap_or(id)).cloned(),
            None => self.folded.contains(&text::fold_case(name.trim())).then(|| name.to_owned()),
        }
    }
}

/// The ids of tags that the viewpoint sees, by the names that a question chooses them by. A name that is of none of them has no id.
///
/// # Errors
/// Returns a refusal when the role sees no calls, or a database error.
pub(crate) async fn tag_ids(
    db: &Db,
    viewpoint: &Viewpoint,
    names: &[String],
) -> Result<BTreeMap<String, TagId>, Error> {
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let visible = tags::list(db, &viewpoint.may::<actions::SeeCalls>()?).await?;
    let ids: BTreeMap<String, TagId> = visible.into_iter().map(|tag| (text::fold_case(&tag.name), tag.id)).collect();
    let id = |name: &String| Some((name.clone(), *ids.get(&text::fold_case(name.trim()))?));
    Ok(names.iter().filter_map(id).collect())
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
        let sources = match is_limited {
            true => {
                let named = chosen.iter().flat_map(|each| &each.sources).map(String::as_str).collect();
                Some(known_sources(db, &see, &named).await?)
            }
            false => None,
        };
        // Also for those who see all of them: a tag may have another name since, or be no more.
        let tags = match chosen.iter().any(|each| !each.tags.is_empty()) {
            true => Some(VisibleTags::read(db, &see).await?),
            false => None,
        };
        Ok(Self { is_limited, numbers, groups, sources, tags })
    }

    /// Those of the choices that the reader sees.
    pub(crate) fn of(&self, chosen: &Choices) -> Choices {
        let knows = |known: &Option<BTreeSet<String>>, name: &str| known.as_ref().is_none_or(|all| all.contains(name));
        let is_source = |name: &&String| name.is_empty() || knows(&self.sources, name);
        let mut tags: Vec<String> = Vec::new();
        for name in &chosen.tags {
            let now = self.tags.as_ref().and_then(|tags| tags.name(chosen, name));
            // Two tags may be one by now.
            tags.extend(now.filter(|now| !tags.contains(now)));
        }
        Choices {
            numbers: chosen.numbers.iter().copied().filter(|id| self.numbers.contains_key(id)).collect(),
            groups: chosen.groups.iter().copied().filter(|id| self.groups.contains_key(id)).collect(),
            sources: chosen.sources.iter().filter(is_source).cloned().collect(),
            tags,
            tag_ids: BTreeMap::new(),
        }
    }

    /// The omission of the filters of a question for the reader; `None` where they leave out nothing.
    pub(crate) fn omission(&self, chosen: &Choices) -> Option<Omission> {
        if self.is_limited {
            return chosen.names_something().then_some(Omission::Unseen);
        }
        let has_tag = |name: &String| self.tags.as_ref().is_some_and(|tags| tags.name(chosen, name).is_some());
        let has_all = chosen.numbers.iter().all(|id| self.numbers.contains_key(id))
            && chosen.groups.iter().all(|id| self.groups.contains_key(id))
            && chosen.tags.iter().all(has_tag);
        (!has_all).then_some(Omission::Removed)
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
