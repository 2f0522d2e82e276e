//! The runs of a schedule: each is a job, which queues a letter for each recipient and the job of the next run.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::reader::Reader;
use super::schedule::Schedule;
use super::send::enqueue_letter;
use crate::Error;
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::db::{self, Db};
use crate::ids::{MemberId, OutsideRecipientId, ReportId};
use crate::jobs::{Backoff, Job, Kind, NewJob, OnStop, Outcome, Work, enqueue};
use crate::time::Timestamp;

static LOCK: BusinessSql = business_sql!("run_lock.sql");
static RECIPIENTS: BusinessSql = business_sql!("run_recipients.sql");
static OUTSIDE: BusinessSql = business_sql!("run_outside.sql");
static SET_NEXT: BusinessSql = business_sql!("run_set_next.sql");

/// Runs: one job for each report and run. It is repeated until it succeeds, since the next run depends on it.
pub const REPORT_RUNS: Kind = Kind {
    name: "report_run",
    deadline: Duration::from_secs(60),
    max_attempts: 1_000_000,
    backoff: Backoff { first_seconds: 30, max_seconds: 3_600 },
    max_running: 2,
    max_running_per_business: 1,
    on_stop: OnStop::Release,
};

#[derive(Serialize, Deserialize)]
struct Payload {
    report: ReportId,
    /// The moment of the run, in milliseconds.
    run: i64,
}

/// Enqueues a run of a report.
pub(super) async fn enqueue_run(tx: &mut Scoped<'_>, report: ReportId, run: Timestamp) -> Result<(), db::Error> {
    let payload = serde_json::json!(Payload { report, run: run.millis() }).to_string();
    let unique_key = Some(format!("{report} {}", run.millis()));
    enqueue(tx, NewJob { kind: REPORT_RUNS.name, unique_key, payload: payload.as_bytes(), due_at: run }).await
}

/// Runs the schedules of reports.
#[derive(Clone)]
pub struct RunReports {
    /// The database.
    pub db: Db,
}

impl Work for RunReports {
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move { self.run_once(job).await })
    }
}

impl RunReports {
    /// One transaction queues the letters and the next run. A job that is repeated afterwards, or whose schedule was changed or ended in
    /// the meantime, finds another next run in the report, and does nothing.
    async fn run_once(&self, job: &Job) -> Outcome {
        let (due, Payload { report, run }) = (job.due()?, job.parse::<Payload>()?);
        let run = Timestamp::from_millis(run);
        let change = self.db.change_unaudited(&due, move |tx| {
            Box::pin(async move {
                let row = tx.optional::<(Option<String>, Option<Timestamp>, String)>(&LOCK, &[&report]).await?;
                let Some((Some(schedule), Some(next), zone)) = row else { return Ok(()) };
                if next != run {
                    return Ok(());
                }
                let members = tx.all::<(MemberId,)>(&RECIPIENTS, &[&report]).await?;
                let outside = tx.all::<(OutsideRecipientId,)>(&OUTSIDE, &[&report]).await?;
                let members = members.into_iter().map(|(id,)| Reader::Member(id));
                for reader in members.chain(outside.into_iter().map(|(id,)| Reader::Outside(id))) {
                    enqueue_letter(tx, report, reader, Some(run)).await?;
                }
                let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
                // After a time without a server, the runs that were missed are one.
                let next = Schedule::of_text(&schedule)?.next(tx.now().max(run), &zone);
                tx.run(&SET_NEXT, &[&report, &next]).await?;
                enqueue_run(tx, report, next).await?;
                Ok::<_, Error>(())
            })
        });
        Ok(change.await?)
    }
}
