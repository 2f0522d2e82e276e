//! A saved report as its reader sees it.

use super::stored::Stored;
use super::visible::Visible;
use super::{SavedQuestion, Schedule};
use crate::access::{Action, BusinessSql, May, Thing, actions, business_sql};
use crate::calls::Omission;
use crate::db::{self, Db};
use crate::ids::{OutsideRecipientId, ReportId};
use crate::time::Timestamp;

static FIND: BusinessSql = business_sql!("find.sql");
static FIND_MAILED: BusinessSql = business_sql!("find_mailed.sql");

/// A saved report as its reader sees it: of its question, what is within the reader's number access. It is made only by reading it
/// for a viewpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedReport(ReportFields);

/// The fields of a [`SavedReport`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReportFields {
    /// Its id.
    pub id: ReportId,
    /// Its name.
    pub name: String,
    /// The question, without the numbers, groups, sources and tags that the reader does not see.
    pub question: SavedQuestion,
    /// Whether the reader sees nothing of what one of its filters chooses, so that no call passes it.
    pub matches_nothing: bool,
    /// The omission of its filters for the reader, if there is one.
    pub omission: Option<Omission>,
    /// The names of the numbers of the question.
    pub numbers: Vec<String>,
    /// The names of the groups of the question.
    pub groups: Vec<String>,
    /// Whether the team sees it.
    pub is_shared: bool,
    /// Whether it is the reader's own.
    pub is_own: bool,
    /// The name of its author, for those who see the Users page; `None` also when the author is no member any more.
    pub author: Option<String>,
    /// Whether the reader may edit and remove it.
    pub may_edit: bool,
    /// When it was saved.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When its reader was last mailed it.
    pub sent_at: Option<Timestamp>,
    /// Why its reader was not mailed it the last time.
    pub problem: Option<String>,
    /// When it is mailed; `None` when it is not.
    pub schedule: Option<Schedule>,
    /// The next run.
    pub next_run_at: Option<Timestamp>,
    /// Whether its schedule mails it to the reader.
    pub is_mailed: bool,
}

impl SavedReport {
    pub(super) fn new(fields: ReportFields) -> Self {
        Self(fields)
    }

    /// The report that is mailed to an outside recipient, as the recipient sees it.
    pub(super) async fn find_mailed(
        db: &Db,
        may: &May<actions::SeeAnalytics>,
        id: ReportId,
        recipient: OutsideRecipientId,
    ) -> Result<Option<Self>, db::Error> {
        let rows = db.read::<Stored>(may, &FIND_MAILED, &[&recipient, &id]).await?;
        Self::of_rows(db, may, rows).await
    }

    async fn of_rows<A: Action>(db: &Db, may: &May<A>, rows: Vec<Stored>) -> Result<Option<Self>, db::Error> {
        let viewpoint = may.viewpoint();
        let visible = match Visible::read(db, viewpoint, &rows).await {
            Ok(visible) => visible,
            Err(crate::Error::Db(error)) => return Err(error),
            // A role that sees no calls finds no report.
            Err(_) => return Ok(None),
        };
        Ok(rows.into_iter().next().map(|stored| visible.report(viewpoint, stored)))
    }
}

impl std::ops::Deref for SavedReport {
    type Target = ReportFields;
    fn deref(&self) -> &ReportFields {
        &self.0
    }
}

impl Thing for SavedReport {
    type Id = ReportId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: ReportId) -> Result<Option<Self>, db::Error> {
        let rows = db.read::<Stored>(may, &FIND, &[&may.viewpoint().member(), &id]).await?;
        Self::of_rows(db, may, rows).await
    }
}
