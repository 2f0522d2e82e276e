//! Mails a report to a member, with what the member may see at that moment.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::SavedQuestion;
use super::report::SavedReport;
use super::unsubscribe::token;
use crate::access::{BusinessSql, DueJob, Held, Scoped, Thing as _, Viewpoint, actions, business_sql, enter};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::ids::{MemberId, ReportId};
use crate::jobs::{Backoff, Failure, Job, Kind, Label, NewJob, OnStop, Outcome, Work, enqueue};
use crate::mail::{Deliver, EmailComposer};
use crate::reports::analytics::{Analytics, RowsPage, analytics};
use crate::secret::Seal;
use crate::time::Timestamp;
use crate::{Error, numbers};

static SETTLE: BusinessSql = business_sql!("settle.sql");

/// Reports by mail: one job for each letter. A letter that the server is taking is not aborted at a stop.
pub const REPORT_LETTERS: Kind = Kind {
    name: "report_letter",
    deadline: Duration::from_secs(240),
    max_attempts: 12,
    backoff: Backoff { first_seconds: 60, max_seconds: 3_600 },
    max_running: 2,
    max_running_per_business: 1,
    on_stop: OnStop::FinishEffect,
};

/// The kind of letter.
const LETTER: &str = "report";

/// The contents of a letter: an answer within the access of its reader.
#[derive(Clone, Debug)]
pub struct ReportLetter {
    /// The business's name.
    pub business: String,
    /// The business's part of addresses.
    pub slug: String,
    /// The display name of the reader.
    pub reader: String,
    /// The business's currency.
    pub currency: String,
    /// The report's name.
    pub name: String,
    /// Its question, as the reader sees it.
    pub question: SavedQuestion,
    /// The answer.
    pub answer: Analytics,
    /// The token of the link that ends the letters of a schedule.
    pub unsubscribe: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    report: ReportId,
    member: MemberId,
    /// The run of the schedule, in milliseconds; `None` when the member asked for the letter.
    #[serde(default)]
    run: Option<i64>,
}

/// Enqueues the letter of a run, or one that the member asked for. While it waits, no second one is queued.
pub(super) async fn enqueue_letter(
    tx: &mut Scoped<'_>,
    report: ReportId,
    member: MemberId,
    run: Option<Timestamp>,
) -> Result<(), db::Error> {
    let run = run.map(Timestamp::millis);
    let payload = serde_json::json!(Payload { report, member, run }).to_string();
    let name = run.map_or_else(|| "asked".to_owned(), |run| run.to_string());
    let (unique_key, due_at) = (Some(format!("{report} {member} {name}")), tx.now());
    enqueue(tx, NewJob { kind: REPORT_LETTERS.name, unique_key, payload: payload.as_bytes(), due_at }).await
}

/// Has a report mailed to the requester. While one is waiting to be sent, no second one is queued.
///
/// # Errors
/// Returns a conflict where no mail is sent, or a database error.
pub async fn send_to_oneself(
    db: &Db,
    held: &Held<SavedReport, actions::SendReports>,
    composer: &EmailComposer<ReportLetter>,
) -> Result<(), Error> {
    if composer.is_disabled() {
        let sentence = "There is no mail server here, so nothing can be mailed. Ask who runs this Crewline.";
        return Err(Error::Conflict { code: "conflict", sentence: sentence.to_owned() });
    }
    let (report, name, member) = (held.id, held.name.clone(), held.viewpoint().member());
    db.change(held, move |tx| {
        Box::pin(async move {
            enqueue_letter(tx, report, member, None).await?;
            Ok(((), Event::of("report.sent", "report", report, &name)))
        })
    })
    .await
}

/// Mails reports.
#[derive(Clone)]
pub struct SendReports<D> {
    /// The database.
    pub db: Db,
    /// The key that seals the token of the link that ends the letters.
    pub seal: Seal,
    /// Hands letters over.
    pub mailer: D,
    /// Composes them.
    pub composer: EmailComposer<ReportLetter>,
}

impl<D: Deliver> Work for SendReports<D> {
    fn run<'a>(&'a self, job: &'a Arc<Job>) -> BoxFuture<'a, Outcome> {
        Box::pin(async move { self.send(job).await })
    }

    fn label(&self, _: &Job) -> Label {
        Label { topic: Some(LETTER.to_owned()), ..Label::default() }
    }

    fn failed<'a>(&'a self, job: &'a Job, _: &'a Failure, is_final: bool) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let (true, Ok(due), Ok(payload)) = (is_final, job.due(), job.parse::<Payload>()) else { return };
            let sentence = "The mail server did not take the letter. Ask who runs this Crewline.";
            if let Err(error) = self.settle(&due, &payload, None, Some(sentence)).await {
                tracing::warn!(%error, "the end of a report's letter can't be recorded");
            }
        })
    }
}

impl<D: Deliver> SendReports<D> {
    /// Sends the letter with the role and number access that the member has now, and records that it was sent, or why not. A member
    /// who was removed gets none, and so does one who does not find the report any more.
    async fn send(&self, job: &Job) -> Outcome {
        let (due, payload) = (job.due()?, job.parse::<Payload>()?);
        let viewpoint = enter::by_schedule(&self.db, &due.on_behalf_of(payload.member)).await?;
        let Some(viewpoint) = viewpoint else { return Ok(()) };
        let may = viewpoint.may::<actions::SeeAnalytics>().map_err(Error::from)?;
        let Some(report) = SavedReport::find(&self.db, &may, payload.report).await? else { return Ok(()) };
        if payload.run.is_some() && !report.is_mailed {
            return Ok(());
        }
        let letter = match self.compose(&viewpoint, &report).await? {
            Ok(letter) => ReportLetter { unsubscribe: self.unsubscribe(&due, &payload)?, ..letter },
            Err(sentence) => return Ok(self.settle(&due, &payload, None, Some(&sentence)).await?),
        };
        let Some(letter) = self.composer.write(&letter)? else { return Ok(()) };
        let sent = self.mailer.deliver(job, LETTER, viewpoint.email(), letter).await;
        sent.map_err(|failure| without_address(failure, viewpoint.email()))?;
        Ok(self.settle(&due, &payload, Some(self.db.now()), None).await?)
    }

    /// The contents of the letter; or a sentence that says why there is none.
    async fn compose(
        &self,
        viewpoint: &Viewpoint,
        report: &SavedReport,
    ) -> Result<Result<ReportLetter, String>, Error> {
        let counts = numbers::count(&self.db, &viewpoint.may()?).await?;
        if counts.active + counts.released == 0 {
            return Ok(Err("Nothing was mailed, since the reader sees no number.".to_owned()));
        }
        if report.matches_nothing {
            return Ok(Err(
                "Nothing was mailed, since the reader sees nothing of what the report is filtered by.".to_owned()
            ));
        }
        let answer = analytics(&self.db, &viewpoint.may()?, &report.question.question, RowsPage::default()).await;
        match answer {
            Ok(answer) => Ok(Ok(ReportLetter {
                business: viewpoint.business_name().to_owned(),
                slug: viewpoint.slug().to_owned(),
                reader: viewpoint.name().to_owned(),
                currency: viewpoint.currency().to_owned(),
                name: report.name.clone(),
                question: report.question.clone(),
                answer,
                unsubscribe: None,
            })),
            Err(Error::Fields(fields)) => {
                let sentences: Vec<String> = fields.0.into_iter().map(|(_, sentence)| sentence).collect();
                Ok(Err(format!("Nothing was mailed. {}", sentences.join(" "))))
            }
            Err(error) => Err(error),
        }
    }

    fn unsubscribe(&self, due: &DueJob, payload: &Payload) -> Result<Option<String>, Error> {
        let token = |_| token(&self.seal, due.business(), payload.report, payload.member);
        Ok(payload.run.map(token).transpose()?)
    }

    async fn settle(
        &self,
        due: &DueJob,
        payload: &Payload,
        sent_at: Option<Timestamp>,
        problem: Option<&str>,
    ) -> Result<(), Error> {
        let (report, member, problem) = (payload.report, payload.member, problem.map(str::to_owned));
        let change = self.db.change_unaudited(due, move |tx| {
            Box::pin(async move { tx.run(&SETTLE, &[&report, &member, &sent_at, &problem]).await.map(drop) })
        });
        Ok(change.await?)
    }
}

/// The failure without the address of the reader, which the log and other people must not have.
fn without_address(failure: Failure, address: &str) -> Failure {
    let clean = |text: String| text.replace(address, "the address");
    match failure {
        Failure::Temporary(text) => Failure::Temporary(clean(text)),
        Failure::Permanent(text) => Failure::Permanent(clean(text)),
        other => other,
    }
}
