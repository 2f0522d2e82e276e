//! A question is asked: its answer, or how far it is prepared.

use super::stored::{State, Stored};
use crate::Error;
use crate::access::{May, actions};
use crate::db::Db;
use crate::reports::analytics::{Analytics, AnalyticsQuestion, Frame, Limits, RowsPage, calls_to_read, direct};
use crate::time::Timestamp;

/// The reply to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The answer, and the moment at which its calls were read where it was prepared. `None` means now.
    Answer(Box<Analytics>, Option<Timestamp>),
    /// The question has too many calls to read them at once.
    Large(Large),
}

/// A question of too many calls to read them at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Large {
    /// How many calls it reads, of those that the viewer sees.
    pub calls: i64,
    /// How far its answer is prepared; `None` where nobody has asked for that, or the answer is out of date.
    pub preparing: Option<Preparing>,
    /// Why the last preparation has no answer.
    pub problem: Option<String>,
}

/// How far an answer is prepared, in calls that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preparing {
    /// Those that are read.
    pub done: i64,
    /// All of them.
    pub total: i64,
}

/// Asks a question: the answer that was prepared for the viewer is shown while it is up to date, and else their calls are read, if
/// they are few enough.
///
/// # Errors
/// Returns the invalid field `period`, `sort` or `cursor`, or a database error.
pub async fn ask(
    db: &Db,
    may: &May<actions::SeeAnalytics>,
    question: &AnalyticsQuestion,
    page: RowsPage,
    limits: Limits,
) -> Result<Reply, Error> {
    // On the heap, since it is large and called from deep within a request.
    Box::pin(ask_within(db, may, question, page, limits)).await
}

async fn ask_within(
    db: &Db,
    may: &May<actions::SeeAnalytics>,
    question: &AnalyticsQuestion,
    page: RowsPage,
    limits: Limits,
) -> Result<Reply, Error> {
    let mut problem = None;
    if let Some(stored) = Stored::find(db, may, question).await? {
        match stored.state {
            State::Waiting | State::Running => {
                let preparing = Preparing { done: stored.done_calls, total: stored.total_calls };
                return Ok(Reply::Large(Large { calls: preparing.total, preparing: Some(preparing), problem: None }));
            }
            State::Failed => problem = stored.problem,
            State::Done => {
                if let Some((answer, as_of)) = stored.answer(db, may, question, page).await? {
                    return Ok(Reply::Answer(Box::new(answer), Some(as_of)));
                }
            }
        }
    }
    if let Some(answer) = direct(db, may, question, page, limits).await? {
        return Ok(Reply::Answer(Box::new(answer), None));
    }
    let frame = Frame::at(db, may, question, db.now()).await?;
    Ok(Reply::Large(Large { calls: calls_to_read(db, may, &frame).await?, preparing: None, problem }))
}
