//! The part of the questions of reports that a reader sees.

use std::collections::{BTreeMap, BTreeSet};

use super::SavedQuestion;
use super::question::StoredQuestion;
use super::report::{ReportFields, SavedReport};
use super::stored::Stored;
use crate::access::{Action as _, May, Thing as _, Viewpoint, actions};
use crate::calls;
use crate::db::Db;
use crate::ids::{GroupId, NumberId, TagId};
use crate::numbers::Number;
use crate::numbers::groups::Group;
use crate::reports::Filter;
use crate::{Error, tags, text};

/// The things of the questions of some reports that a reader sees.
pub(super) struct Visible {
    numbers: BTreeMap<NumberId, String>,
    groups: BTreeMap<GroupId, String>,
    /// `None` where the reader's role may know all of them.
    sources: Option<BTreeSet<String>>,
    /// `None` where no report is filtered by tags.
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
    fn name(&self, question: &StoredQuestion, name: &str) -> Option<String> {
        match question.tag_ids.get(name) {
            Some(id) => self.names.get(self.merged.get(id).unwrap_or(id)).cloned(),
            None => self.folded.contains(&text::fold_case(name.trim())).then(|| name.to_owned()),
        }
    }
}

impl Visible {
    pub(super) async fn read(db: &Db, viewpoint: &Viewpoint, reports: &[Stored]) -> Result<Self, Error> {
        let may = viewpoint.may::<actions::SeeNumbers>()?;
        let filters = || reports.iter().map(|report| &report.question.saved.question.filter);
        let (mut numbers, mut groups) = (BTreeMap::new(), BTreeMap::new());
        for id in filters().flat_map(Filter::numbers).copied().collect::<BTreeSet<_>>() {
            if let Some(number) = Number::find(db, &may, id).await? {
                numbers.insert(id, number.friendly_name);
            }
        }
        for id in filters().flat_map(Filter::groups).copied().collect::<BTreeSet<_>>() {
            if let Some(group) = Group::find(db, &may, id).await? {
                groups.insert(id, group.name);
            }
        }
        // People who may tag calls see all numbers, and so all sources.
        let is_limited = !actions::AnnotateCalls::ENTRY.roles.has(viewpoint.role());
        let see = viewpoint.may::<actions::SeeCalls>()?;
        let sources = match is_limited {
            true => {
                let named = filters().flat_map(Filter::sources).map(String::as_str).collect();
                Some(calls::known_sources(db, &see, &named).await?)
            }
            false => None,
        };
        // Also for those who see all of them: a tag may have another name since, or be no more.
        let tags = match filters().any(|filter| !filter.tags().is_empty()) {
            true => Some(VisibleTags::read(db, &see).await?),
            false => None,
        };
        Ok(Self { numbers, groups, sources, tags })
    }

    /// A report as the reader sees it.
    pub(super) fn report(&self, viewpoint: &Viewpoint, stored: Stored) -> SavedReport {
        let Stored { id, name, question, is_shared, author, author_name, created_at, updated_at, .. } = stored;
        let (sent_at, problem) = (stored.sent_at, stored.problem);
        let (schedule, next_run_at, is_mailed) = (stored.schedule, stored.next_run_at, stored.is_mailed);
        let (question, matches_nothing) = self.question(&question);
        let is_own = author == Some(viewpoint.member());
        let filter = &question.question.filter;
        let numbers = filter.numbers().iter().filter_map(|id| self.numbers.get(id).cloned()).collect();
        let groups = filter.groups().iter().filter_map(|id| self.groups.get(id).cloned()).collect();
        SavedReport::new(ReportFields {
            id,
            name,
            numbers,
            groups,
            question,
            matches_nothing,
            is_shared,
            is_own,
            // Names of members are for those who see the Users page.
            author: author_name.filter(|_| is_own || viewpoint.allows(actions::SeeUsers)),
            may_edit: viewpoint.allows(actions::SaveReports)
                && (is_own || is_shared && viewpoint.allows(actions::EditSharedReports)),
            created_at,
            updated_at,
            sent_at,
            problem,
            schedule,
            next_run_at,
            is_mailed,
        })
    }

    /// The question without what the reader does not see, and whether a filter is left with nothing: then no call passes it.
    fn question(&self, stored: &StoredQuestion) -> (SavedQuestion, bool) {
        let filter = &stored.saved.question.filter;
        let numbers: Vec<_> = filter.numbers().iter().copied().filter(|id| self.numbers.contains_key(id)).collect();
        let groups: Vec<_> = filter.groups().iter().copied().filter(|id| self.groups.contains_key(id)).collect();
        let knows_source = |name: &&String| self.sources.as_ref().is_none_or(|all| all.contains(name.as_str()));
        let sources: Vec<_> = filter.sources().iter().filter(knows_source).cloned().collect();
        let mut tags: Vec<String> = Vec::new();
        for name in filter.tags() {
            let now = self.tags.as_ref().and_then(|tags| tags.name(stored, name));
            // Two tags may be one by now.
            tags.extend(now.filter(|now| !tags.contains(now)));
        }
        let lost_all = |before: usize, after: usize| before > 0 && after == 0;
        let matches_nothing = lost_all(filter.numbers().len(), numbers.len())
            || lost_all(filter.groups().len(), groups.len())
            || lost_all(filter.sources().len(), sources.len())
            || lost_all(filter.tags().len(), tags.len());
        let mut question = stored.saved.clone();
        question.question.filter = filter.with_only(numbers, groups, sources, tags);
        (question, matches_nothing)
    }
}
