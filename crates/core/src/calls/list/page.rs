//! A page of the list of calls, and where one begins and ends.

use super::super::{Call, Filter};
use crate::ids::{CallId, IdBounds};
use crate::paging::{self, PageDirection, cut_by_time};
use crate::time::Timestamp;

/// A place in the list. A descending cursor leads to older calls, an ascending one to newer calls.
pub type Cursor = paging::Cursor<Timestamp, CallId>;

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Newest first.
    pub calls: Vec<Call>,
    /// Where older ones begin; `None` at the end.
    pub older: Option<Cursor>,
    /// Where newer ones begin; `None` on the newest page, and for searches.
    pub newer: Option<Cursor>,
    /// How far back a search has looked, if not to the end. `older` continues from there.
    pub scanned_back_to: Option<Timestamp>,
}

/// The part of the list that a request reads: from a place, one way, to an end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) direction: PageDirection,
    pub(super) at: Timestamp,
    pub(super) id: CallId,
    pub(super) end: Timestamp,
}

impl Range {
    /// After the cursor, or from the newest call, as far as the filter's time allows.
    pub(super) fn of(filter: &Filter, cursor: Option<Cursor>) -> Self {
        let newest = Cursor {
            direction: PageDirection::Descending,
            key: Timestamp::from_millis(i64::MAX),
            id: CallId::GREATEST,
        };
        let Cursor { direction, key, id } = cursor.unwrap_or(newest);
        // Hours of the day are looked for in a bounded time.
        let from = filter.from.or(filter.hours.as_ref().map(|hours| hours.from));
        let (at, id) = match (direction, from, filter.to) {
            (PageDirection::Descending, _, Some(to)) if to <= key => (to, CallId::LEAST),
            (PageDirection::Ascending, Some(from), _) if from > key => (from, CallId::LEAST),
            _ => (key, id),
        };
        let end = match direction {
            PageDirection::Descending => from.unwrap_or(Timestamp::from_millis(i64::MIN)),
            PageDirection::Ascending => filter.to.unwrap_or(Timestamp::from_millis(i64::MAX)),
        };
        Self { direction, at, id, end }
    }

    /// The first part of it, up to a moment.
    pub(super) fn until(self, end: Timestamp) -> Self {
        Self { end, ..self }
    }

    /// The part of it after a call.
    pub(super) fn after(self, at: Timestamp, id: CallId) -> Self {
        Self { at, id, ..self }
    }

    /// The part of it after [`Self::until`] the same moment. To older calls, `until` has the calls at that moment; to
    /// newer calls, this part has them. The least id sorts before all of them, so each is read once.
    pub(super) fn from(self, at: Timestamp) -> Self {
        self.after(at, CallId::LEAST)
    }
}

impl Page {
    /// The calls read, one more than the page holds.
    pub(super) fn cut(calls: Vec<Call>, cursor: Option<Cursor>, limit: i64) -> Self {
        let page = cut_by_time(calls, limit, cursor.as_ref(), |call| (call.started_at, call.id));
        Self { calls: page.rows, older: page.older, newer: page.newer, scanned_back_to: None }
    }
}
