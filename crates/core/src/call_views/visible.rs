//! The part of the filters of views that a reader sees.

use super::ViewQuestion;
use super::stored::Stored;
use super::view::{CallView, ViewFields};
use crate::Error;
use crate::access::{Viewpoint, actions};
use crate::calls::{Choices, VisibleChoices, lost_all};
use crate::db::Db;
use crate::reports::saved::may_edit;

/// The things of the filters of some views that a reader sees.
pub(super) struct Visible(VisibleChoices);

impl Visible {
    pub(super) async fn read(db: &Db, viewpoint: &Viewpoint, views: &[Stored]) -> Result<Self, Error> {
        let chosen: Vec<Choices> = views.iter().map(|view| view.question.choices()).collect();
        Ok(Self(VisibleChoices::read(db, viewpoint, &chosen).await?))
    }

    /// A view as the reader sees it.
    pub(super) fn view(&self, viewpoint: &Viewpoint, stored: Stored) -> CallView {
        let Stored { id, name, question, is_shared, author, author_name, created_at, updated_at } = stored;
        let omission = self.0.omission(&question.choices());
        let (question, matches_nothing) = self.question(&question);
        let is_own = author == Some(viewpoint.member());
        let choices = question.choices();
        CallView::new(ViewFields {
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
        })
    }

    /// The filters without what the reader does not see, and whether one is left with nothing: then no call passes it. A filter that
    /// also takes calls of no group or without a tag is never left with nothing.
    fn question(&self, question: &ViewQuestion) -> (ViewQuestion, bool) {
        let before = question.choices();
        let after = self.0.of(&before);
        let matches_nothing = lost_all(&before.numbers, &after.numbers)
            || !question.filter().no_group && lost_all(&before.groups, &after.groups)
            || lost_all(&before.sources, &after.sources)
            || !question.filter().no_tag && lost_all(&before.tags, &after.tags);
        (question.with_only(after), matches_nothing)
    }
}
