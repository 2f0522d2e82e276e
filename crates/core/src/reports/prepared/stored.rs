//! An answer as it is stored, and how far it has come.

use sha2::{Digest as _, Sha256};

use super::access::access_of;
use crate::Error;
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::db::{self, Db, from_row, words};
use crate::reports::analytics::{Analytics, AnalyticsQuestion, Figures, Frame, RowsPage, period_at};
use crate::reports::saved::question_text;
use crate::time::Timestamp;

static FIND: BusinessSql = business_sql!("find.sql");

/// The first byte of the figures. Those of another version of the program are prepared anew.
const FORMAT: u8 = 1;
/// How long an answer is kept, and how long one may wait: a day.
const KEPT_SECONDS: i64 = 86_400;
/// How long it is kept that there is no answer, so that nobody has it looked for over and over: ten minutes.
const PROBLEM_KEPT_SECONDS: i64 = 600;

/// The moment at which an answer is no longer kept.
pub(super) fn expires_at(now: Timestamp) -> Timestamp {
    now.plus_seconds(KEPT_SECONDS)
}

/// The moment at which the reason why there is none is no longer kept.
pub(super) fn problem_expires_at(now: Timestamp) -> Timestamp {
    now.plus_seconds(PROBLEM_KEPT_SECONDS)
}

words! {
    /// How far an answer has come.
    pub(super) enum State {
        /// Its job has not begun.
        Waiting = "waiting",
        /// Its job reads the calls.
        Running = "running",
        /// The figures are there.
        Done = "done",
        /// There is none, for a reason.
        Failed = "failed",
    }
}

impl State {
    /// Whether a job still works on it.
    pub(super) fn is_unfinished(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// An answer as it is stored.
pub(super) struct Stored {
    pub(super) state: State,
    /// The number access that it is made with.
    pub(super) access: String,
    pub(super) done_calls: i64,
    pub(super) total_calls: i64,
    figures: Option<Vec<u8>>,
    time_zone: Option<String>,
    as_of: Option<Timestamp>,
    /// Why there is none.
    pub(super) problem: Option<String>,
}

from_row!(Stored { state, access, done_calls, total_calls, figures, time_zone, as_of, problem });

/// A question in one spelling. The order of the rows is no part of it: it is applied when the answer is read.
pub(super) fn spelling(question: &AnalyticsQuestion) -> String {
    question_text(&AnalyticsQuestion { sort: None, ..question.clone() })
}

/// The digest by which a question is found: its spelling may be too long for an index.
pub(super) fn digest(spelling: &str) -> Vec<u8> {
    Sha256::digest(spelling.as_bytes()).to_vec()
}

/// The figures as they are stored.
///
/// # Errors
/// When the serializer fails.
pub(super) fn pack(figures: &Figures) -> Result<Vec<u8>, db::Error> {
    postcard::to_extend(figures, vec![FORMAT])
        .map_err(|error| db::Error::Internal(format!("a prepared answer: {error}")))
}

impl Stored {
    /// The viewer's own answer to a question, if it is made with the access that the viewer has now.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn find(
        db: &Db,
        may: &May<actions::SeeAnalytics>,
        question: &AnalyticsQuestion,
    ) -> Result<Option<Self>, Error> {
        let (member, digest) = (may.viewpoint().member(), digest(&spelling(question)));
        let rows = db.read::<Self>(may, &FIND, &[&member, &digest, &db.now()]).await?;
        let Some(stored) = rows.into_iter().next() else { return Ok(None) };
        let access = access_of(db, may.viewpoint()).await?;
        Ok(Some(stored).filter(|stored| stored.access == access))
    }

    /// The answer, and the moment at which its calls were read. `None` where the question means other days by now, or the business has
    /// another time zone.
    ///
    /// # Errors
    /// Returns the invalid field `period`, `sort` or `cursor`, or a database error.
    pub(super) async fn answer(
        self,
        db: &Db,
        may: &May<actions::SeeAnalytics>,
        question: &AnalyticsQuestion,
        page: RowsPage,
    ) -> Result<Option<(Analytics, Timestamp)>, Error> {
        let Some(((figures, zone), as_of)) = self.figures.zip(self.time_zone).zip(self.as_of) else { return Ok(None) };
        let frame = Frame::at(db, may, question, as_of).await?;
        let today = period_at(question.period, &frame.build, db.now())?;
        if frame.build.zone.iana_name() != Some(zone.as_str()) || frame.period.days() != today.days() {
            return Ok(None);
        }
        let packed = figures.split_first().filter(|(format, _)| **format == FORMAT);
        let Some(Ok(figures)) = packed.map(|(_, bytes)| postcard::from_bytes::<Figures>(bytes)) else {
            return Ok(None);
        };
        Ok(Some((frame.answer(question, figures, page)?, as_of)))
    }
}
