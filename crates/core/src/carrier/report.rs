//! Merges a carrier's report into the row that it is about.

use crate::access::{Change, Scoped};
use crate::db::Error;

/// How often a row is read again because other reports changed it. It is enough, since a row has few reports.
const MAX_ATTEMPTS: usize = 32;

/// The effect of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applied<Id> {
    /// The row that it was about.
    pub id: Id,
    /// Whether it changed anything. A repeat does not.
    pub is_new: bool,
}

/// A row that reports are merged into.
pub(crate) trait Reported: Sized + Send {
    type Id: Copy + Send;
    /// The carrier's name for the row.
    type Key: Sync;
    type Report: Sync;
    type Merged: Send;

    fn find(tx: &mut Scoped<'_>, key: &Self::Key) -> impl Future<Output = Result<Option<Self>, Error>> + Send;

    fn id(&self) -> Self::Id;

    /// The change that the business's watchers are notified of.
    fn change(id: Self::Id) -> Change;

    /// The row after a report. `None` means that the report says nothing new.
    fn merge(&self, report: &Self::Report) -> Option<Self::Merged>;

    /// Writes the merged row. `false` means that the row has changed since it was read.
    fn save(&self, tx: &mut Scoped<'_>, merged: Self::Merged) -> impl Future<Output = Result<bool, Error>> + Send;
}

/// Merges a report into its row. `None` means that there is no such row. A repeat writes nothing.
pub(crate) async fn merge_report<Row: Reported>(
    tx: &mut Scoped<'_>,
    key: &Row::Key,
    report: &Row::Report,
) -> Result<Option<Applied<Row::Id>>, Error> {
    for _ in 0..MAX_ATTEMPTS {
        let Some(row) = Row::find(tx, key).await? else { return Ok(None) };
        let id = row.id();
        let Some(merged) = row.merge(report) else { return Ok(Some(Applied { id, is_new: false })) };
        if row.save(tx, merged).await? {
            tx.notify(Row::change(id));
            return Ok(Some(Applied { id, is_new: true }));
        }
    }
    Err(Error::Unavailable("too many reports change one row at once".into()))
}
