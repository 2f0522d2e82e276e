//! The job that prepares an answer, and the one that removes it after its day.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::access::access_of;
use super::stored::{State, expires_at, pack, problem_expires_at};
use crate::Error;
use crate::access::{BusinessSql, DueJob, Scoped, Viewpoint, actions, business_sql, enter};
use crate::calls::tally::Builds;
use crate::db::{self, Db, from_row};
use crate::ids::MemberId;
use crate::jobs::{Backoff, Failure, Job, Kind, NewJob, OnStop, Outcome, Work, enqueue};
use crate::reports::analytics::{Follow, Frame, Interrupted, Limits, in_pieces};
use crate::reports::saved::question_of_text;
use crate::time::Timestamp;

static WANTED: BusinessSql = business_sql!("wanted.sql");
static BEGIN: BusinessSql = business_sql!("begin.sql");
static ADVANCE: BusinessSql = business_sql!("advance.sql");
static FINISH: BusinessSql = business_sql!("finish.sql");
static FAIL: BusinessSql = business_sql!("fail.sql");
static REMOVE: BusinessSql = business_sql!("remove.sql");

/// Answers to questions of many calls. An attempt that breaks off begins anew.
pub const PREPARED_ANSWERS: Kind = Kind {
    name: "prepared_answer",
    deadline: Duration::from_secs(600),
    max_attempts: 5,
    backoff: Backoff { first_seconds: 30, max_seconds: 3_600 },
    max_running: 1,
    max_running_per_business: 1,
    on_stop: OnStop::Release,
};

/// How often one attempt begins anew where the member's access has changed while the calls were read.
const MAX_ROUNDS: usize = 3;
/// How often the progress is written: a piece may take a few milliseconds.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(500);

#[derive(Serialize, Deserialize)]
struct Payload {
    answer: i64,
}

/// Enqueues the work on an answer: its preparation, or its removal once it has expired.
pub(super) async fn enqueue_answer(tx: &mut Scoped<'_>, answer: i64, due_at: Timestamp) -> Result<(), db::Error> {
    let payload = serde_json::json!(Payload { answer }).to_string();
    let unique_key = Some(format!("{answer} {}", due_at.millis()));
    enqueue(tx, NewJob { kind: PREPARED_ANSWERS.name, unique_key, payload: payload.as_bytes(), due_at }).await
}

/// An answer that somebody has asked for.
struct Wanted {
    member_id: MemberId,
    question: String,
    state: State,
    expires_at: Timestamp,
}

from_row!(Wanted { member_id, question, state, expires_at });

/// Prepares answers, each with the number access that its member has at that moment.
#[derive(Clone)]
pub struct PrepareAnswers {
    /// The database.
    pub db: Db,
    /// The limits of the ways in which calls are read.
    pub limits: Limits,
}

impl Work for PrepareAnswers {
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome> {
        Box::pin(self.prepare(job))
    }

    fn failed<'a>(&'a self, job: &'a Job, _: &'a Failure, is_final: bool) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let (true, Ok(due), Ok(Payload { answer })) = (is_final, job.due(), job.parse::<Payload>()) else { return };
            let sentence = "The answer could not be prepared. Ask for it again.";
            if let Err(error) = self.fail(&due, answer, sentence.to_owned()).await {
                tracing::warn!(%error, "the end of a prepared answer can't be recorded");
            }
        })
    }
}

impl PrepareAnswers {
    async fn prepare(&self, job: &Job) -> Outcome {
        let (due, Payload { answer }) = (job.due()?, job.parse()?);
        for _ in 0..MAX_ROUNDS {
            // It is gone where the membership has ended, or another one has taken its place.
            let Some(wanted) = self.db.read::<Wanted>(&due, &WANTED, &[&answer]).await?.into_iter().next() else {
                return Ok(());
            };
            if wanted.expires_at <= self.db.now() {
                return self.remove(&due, answer).await;
            }
            if !wanted.state.is_unfinished() {
                return Ok(());
            }
            match Box::pin(self.read(job, &due, answer, &wanted)).await {
                Ok(true) | Err(Interrupted::Unwanted) => return Ok(()),
                Ok(false) => {}
                Err(Interrupted::Error(Error::Fields(fields))) => {
                    let sentences: Vec<String> = fields.0.into_iter().map(|(_, sentence)| sentence).collect();
                    return Ok(self.fail(&due, answer, sentences.join(" ")).await?);
                }
                Err(interrupted) => return Err(interrupted.into()),
            }
        }
        Err(Failure::Temporary("The number access of the member kept changing while the calls were read.".to_owned()))
    }

    /// Reads the calls with the access that the member has now. Returns whether the work is done: not where the access or the sums
    /// have changed meanwhile.
    async fn read(&self, job: &Job, due: &DueJob, answer: i64, wanted: &Wanted) -> Result<bool, Interrupted> {
        let Some(viewpoint) = self.member(due, wanted).await? else {
            self.remove(due, answer).await?;
            return Ok(true);
        };
        let may = viewpoint.may::<actions::SeeAnalytics>().map_err(Error::from)?;
        let access = access_of(&self.db, &viewpoint).await?;
        let made_with = access.clone();
        let begin = self
            .db
            .change_unaudited(due, move |tx| Box::pin(async move { tx.run(&BEGIN, &[&answer, &made_with]).await }));
        if begin.await? == 0 {
            return Err(Interrupted::Unwanted);
        }
        let (question, as_of) = (question_of_text(&wanted.question)?, self.db.now());
        let frame = Frame::at(&self.db, &may, &question, as_of).await?;
        let mut progress = Progress { db: &self.db, due, job, answer, written_at: None };
        let figures = in_pieces(&self.db, &may, &frame, self.limits, &mut progress).await?;
        let is_same = match self.member(due, wanted).await? {
            Some(now) => access_of(&self.db, &now).await? == access,
            None => false,
        };
        if !is_same || Builds::read(&self.db, due).await?.live != frame.build {
            return Ok(false);
        }
        let zone = frame.build.zone.iana_name().unwrap_or_default().to_owned();
        let figures = pack(&figures)?;
        let finish = self.db.change_unaudited(due, move |tx| {
            Box::pin(async move {
                let until = expires_at(tx.now());
                if tx.run(&FINISH, &[&answer, &figures, &zone, &as_of, &until, &access]).await? > 0 {
                    enqueue_answer(tx, answer, until).await?;
                }
                Ok::<_, db::Error>(())
            })
        });
        finish.await?;
        Ok(true)
    }

    /// The member as they are now; `None` once the membership has ended.
    async fn member(&self, due: &DueJob, wanted: &Wanted) -> Result<Option<Viewpoint>, db::Error> {
        enter::by_schedule(&self.db, &due.on_behalf_of(wanted.member_id)).await
    }

    async fn fail(&self, due: &DueJob, answer: i64, problem: String) -> Result<(), db::Error> {
        let fail = self.db.change_unaudited(due, move |tx| {
            Box::pin(async move {
                let until = problem_expires_at(tx.now());
                if tx.run(&FAIL, &[&answer, &problem, &until]).await? > 0 {
                    enqueue_answer(tx, answer, until).await?;
                }
                Ok::<_, db::Error>(())
            })
        });
        fail.await
    }

    async fn remove(&self, due: &DueJob, answer: i64) -> Outcome {
        let remove =
            self.db.change_unaudited(due, move |tx| Box::pin(async move { tx.run(&REMOVE, &[&answer]).await }));
        Ok(remove.await.map(drop)?)
    }
}

/// Writes how far an answer has come, and learns whether it is still wanted.
struct Progress<'p> {
    db: &'p Db,
    due: &'p DueJob,
    job: &'p Job,
    answer: i64,
    written_at: Option<Instant>,
}

impl Follow for Progress<'_> {
    fn advance(&mut self, done: i64, total: i64) -> BoxFuture<'_, Result<(), Interrupted>> {
        Box::pin(async move {
            if self.written_at.is_some_and(|at| at.elapsed() < PROGRESS_INTERVAL) {
                return Ok(());
            }
            let answer = self.answer;
            let advance = self.db.change_unaudited(self.due, move |tx| {
                Box::pin(async move { tx.run(&ADVANCE, &[&answer, &done, &total]).await })
            });
            if advance.await? == 0 {
                return Err(Interrupted::Unwanted);
            }
            self.job.renew(self.db, &PREPARED_ANSWERS).await?;
            self.written_at = Some(Instant::now());
            Ok(())
        })
    }
}
