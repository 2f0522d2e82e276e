//! The index that a list goes by. The filters that it does not answer are compared call by call.

use super::matching::Matching;
use crate::calls::{CallStatus, Filter, QualifiedFilter};
use crate::db::Value;
use crate::ids::TagId;

/// The index of a list: what its calls have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Index {
    /// Nothing: by the time alone.
    Time,
    /// One status.
    Status(CallStatus),
    /// One source, and any of these statuses. The index by source has the status before the time, so every status is named.
    Source(String, Vec<CallStatus>),
    /// One answer to *qualified*.
    Qualified(bool),
    /// No answer to it.
    NotSaid,
    /// Spam.
    Spam,
    /// One tag, which has an index of its own.
    Tag(TagId),
}

/// How a list is read: its index, the form of the statement, and the values that are compared call by call.
pub(super) struct Plan<'f> {
    pub(super) index: Index,
    /// Whether calls are compared with filters beyond the index.
    pub(super) is_matching: bool,
    matching: Matching<'f>,
}

impl<'f> Plan<'f> {
    /// The plan for a filter, whose tags are these.
    pub(super) fn of(filter: &'f Filter, tags: &[TagId]) -> Self {
        if let ([tag], false) = (tags, filter.no_tag) {
            let matching = Matching::of(filter, &[], false);
            let is_matching = matching.is_more_than_status() || filter.possible_statuses().is_some();
            return Self { index: Index::Tag(*tag), is_matching, matching };
        }
        let matching = Matching::of(filter, tags, filter.no_tag);
        let index = index(filter);
        let is_matching = match &index {
            Index::Time => matching.is_more_than_status() || filter.possible_statuses().is_some(),
            Index::Status(_) => matching.is_more_than_status(),
            Index::Source(..) => Matching::of(&without_source(filter), tags, filter.no_tag).is_more_than_status(),
            Index::Qualified(_) | Index::NotSaid | Index::Spam | Index::Tag(_) => true,
        };
        Self { index, is_matching, matching }
    }

    /// The form of the statement; for a tag, that of the statements by tag.
    pub(super) fn form(&self) -> &'static str {
        match (&self.index, self.is_matching) {
            (Index::Time | Index::Tag(_), false) => "",
            (Index::Time | Index::Tag(_), true) => "matching",
            (Index::Status(_), false) => "status",
            (Index::Status(_), true) => "status_matching",
            (Index::Source(..), false) => "source",
            (Index::Source(..), true) => "source_matching",
            (Index::Qualified(_), _) => "qualified",
            (Index::NotSaid, _) => "not_said",
            (Index::Spam, _) => "spam",
        }
    }

    /// The values of that form.
    pub(super) fn values(&self) -> Vec<&(dyn Value + '_)> {
        let mut values: Vec<&(dyn Value + '_)> = match &self.index {
            Index::Time | Index::NotSaid | Index::Spam => Vec::new(),
            Index::Status(status) => vec![status],
            Index::Source(source, statuses) => {
                let mut values: Vec<&(dyn Value + '_)> = vec![source];
                values.extend(crate::access::places(statuses, CallStatus::ALL.len()));
                values
            }
            Index::Qualified(said) => vec![said],
            Index::Tag(tag) => vec![tag],
        };
        if self.is_matching {
            values.extend(self.matching.values());
        }
        values
    }

    /// Whether only some calls of a time match, so that a page of them is further back.
    pub(super) fn is_narrowed(&self) -> bool {
        self.index != Index::Time || self.is_matching
    }

    /// Whether a list of all calls of the business is read in their order. Rare sources and annotations are read number by number,
    /// by their indexes.
    pub(super) fn is_in_order(&self) -> bool {
        matches!(self.index, Index::Time | Index::Status(_))
    }
}

fn without_source(filter: &Filter) -> Filter {
    Filter { sources: Vec::new(), ..filter.clone() }
}

/// The first of qualified, spam, source and status of which the filter has one value.
fn index(filter: &Filter) -> Index {
    let statuses = filter.possible_statuses();
    match filter.qualified.as_slice() {
        [QualifiedFilter::Yes] => return Index::Qualified(true),
        [QualifiedFilter::No] => return Index::Qualified(false),
        [QualifiedFilter::NotSaid] => return Index::NotSaid,
        _ => {}
    }
    if filter.spam == Some(true) {
        return Index::Spam;
    }
    if let [source] = filter.possible_sources().as_slice() {
        return Index::Source((*source).to_owned(), statuses.unwrap_or_else(|| CallStatus::ALL.to_vec()));
    }
    match statuses.as_deref() {
        Some([status]) => Index::Status(*status),
        _ => Index::Time,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::CountedOutcome;
    use crate::ids::IdBounds as _;

    #[test]
    fn a_list_goes_by_one_index_and_compares_the_rest() {
        let form = |change: fn(&mut Filter), tags: &[TagId]| {
            let mut filter = Filter::default();
            change(&mut filter);
            let plan = Plan::of(&filter, tags);
            (plan.form(), plan.is_in_order())
        };
        let tag = [TagId::LEAST];
        assert_eq!(form(|_| {}, &[]), ("", true));
        assert_eq!(form(|f| f.statuses = vec![CallStatus::Busy], &[]), ("status", true));
        assert_eq!(form(|f| f.outcomes = vec![CountedOutcome::Answered], &[]), ("status", true));
        assert_eq!(form(|f| f.outcomes = vec![CountedOutcome::Missed], &[]), ("matching", true));
        let answered = |f: &mut Filter| {
            f.outcomes = vec![CountedOutcome::Answered];
            f.spam = Some(false);
        };
        assert_eq!(form(answered, &[]), ("status_matching", true));
        assert_eq!(form(|f| f.sources = vec!["Yelp".into()], &[]), ("source", false));
        assert_eq!(form(|f| f.sources = vec!["Yelp".into(), String::new()], &[]), ("matching", true));
        let source = |f: &mut Filter| {
            f.sources = vec!["Yelp".into()];
            f.first_time = Some(true);
        };
        assert_eq!(form(source, &[]), ("source_matching", false));
        assert_eq!(form(|f| f.spam = Some(true), &[]), ("spam", false));
        assert_eq!(form(|f| f.spam = Some(false), &[]), ("matching", true));
        assert_eq!(form(|f| f.qualified = vec![QualifiedFilter::NotSaid], &[]), ("not_said", false));
        assert_eq!(form(|f| f.qualified = QualifiedFilter::ALL.to_vec(), &[]), ("matching", true));
        assert_eq!(form(|_| {}, &tag), ("", false));
        assert_eq!(form(|f| f.statuses = vec![CallStatus::Busy], &tag), ("matching", false));
        assert_eq!(form(|f| f.no_tag = true, &tag), ("matching", true));
        assert_eq!(form(|f| f.no_tag = true, &[]), ("matching", true));
    }
}
