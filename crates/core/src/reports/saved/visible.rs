//! The part of the questions of reports that a reader sees.

use super::SavedQuestion;
use super::change::may_edit;
use super::question::StoredQuestion;
use super::report::{ReportFields, SavedReport};
use super::stored::Stored;
use crate::Error;
use crate::access::{Viewpoint, actions};
use crate::calls::{Choices, VisibleChoices, lost_all};
use crate::db::Db;

/// The things of the questions of some reports that a reader sees.
pub(super) struct Visible(VisibleChoices);

impl Visible {
    pub(super) async fn read(db: &Db, viewpoint: &Viewpoint, reports: &[Stored]) -> Result<Self, Error> {
        let chosen: Vec<Choices> = reports.iter().map(|report| report.question.choices()).collect();
        Ok(Self(VisibleChoices::read(db, viewpoint, &chosen).await?))
    }

    /// A report as the reader sees it.
    pub(super) fn report(&self, viewpoint: &Viewpoint, stored: Stored) -> SavedReport {
        let Stored { id, name, question, is_shared, author, author_name, created_at, updated_at, .. } = stored;
        let (sent_at, problem) = (stored.sent_at, stored.problem);
        let (schedule, next_run_at, is_mailed) = (stored.schedule, stored.next_run_at, stored.is_mailed);
        let omission = self.0.omission(&question.choices());
        let (question, matches_nothing) = self.question(&question);
        let is_own = author == Some(viewpoint.member());
        let choices = question.question.filter.choices();
        SavedReport::new(ReportFields {
            id,
            name,
            numbers: self.0.number_names(&choices),
            groups: self.0.group_names(&choices),
            question,
            matches_nothing,
            omission,
            is_shared,
            is_own,
            // Names of members are for those who see the Users page.
            author: author_name.filter(|_| is_own || viewpoint.allows(actions::SeeUsers)),
            may_edit: may_edit(viewpoint, is_own, is_shared),
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
        let before = stored.choices();
        let after = self.0.of(&before);
        let matches_nothing = lost_all(&before.numbers, &after.numbers)
            || lost_all(&before.groups, &after.groups)
            || lost_all(&before.sources, &after.sources)
            || lost_all(&before.tags, &after.tags);
        let mut question = stored.saved.clone();
        question.question.filter = stored.saved.question.filter.with_only(after);
        (question, matches_nothing)
    }
}
