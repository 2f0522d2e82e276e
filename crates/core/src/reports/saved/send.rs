//! Mails a report to a member or to an address outside the team, with what its reader may see at that moment.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::SavedQuestion;
use super::reader::Reader;
use super::renewal::Renewal;
use super::report::SavedReport;
use super::unsubscribe::token;
use crate::access::{
    AccessKind, BusinessSql, Credential, DueJob, Held, Scoped, Thing as _, Viewpoint, actions, business_sql, enter,
};
use crate::audit::Event;
use crate::db::{self, Db};
use crate::ids::ReportId;
use crate::jobs::{Backoff, Failure, Job, Kind, Label, NewJob, OnStop, Outcome, Work, enqueue};
use crate::mail::{Deliver, Delivery, EmailComposer};
use crate::numbers::Fingerprint;
use crate::reports::analytics::{Analytics, Interrupted, Limits, RowsPage, without_limit};
use crate::secret::Seal;
use crate::time::Timestamp;
use crate::{Error, numbers};

static SETTLE: BusinessSql = business_sql!("settle.sql");
static SETTLE_OUTSIDE: BusinessSql = business_sql!("settle_outside.sql");

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

/// How often a letter is composed in one attempt: again where its reader may see something else by the time it would go.
const MAX_COMPOSED: usize = 3;

/// The kind of letter.
const LETTER: &str = "report";

/// The contents of a letter: an answer within the access of its reader.
#[derive(Clone, Debug)]
pub struct ReportLetter {
    /// The business's name.
    pub business: String,
    /// The business's part of addresses.
    pub slug: String,
    /// The display name of the reader; empty for an address outside the team without one.
    pub reader: String,
    /// Whether the reader is outside the team, and so has no account to open the report with.
    pub is_outside: bool,
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
    reader: Reader,
    /// The run of the schedule, in milliseconds; `None` when the member asked for the letter.
    #[serde(default)]
    run: Option<i64>,
}

/// Enqueues the letter of a run, or one that the member asked for. While it waits, no second one is queued.
pub(super) async fn enqueue_letter(
    tx: &mut Scoped<'_>,
    report: ReportId,
    reader: Reader,
    run: Option<Timestamp>,
) -> Result<(), db::Error> {
    let run = run.map(Timestamp::millis);
    let payload = serde_json::json!(Payload { report, reader, run }).to_string();
    let name = run.map_or_else(|| "asked".to_owned(), |run| run.to_string());
    let (unique_key, due_at) = (Some(format!("{report} {reader} {name}")), tx.now());
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
    let (report, name, reader) = (held.id, held.name.clone(), Reader::Member(held.viewpoint().member()));
    db.change(held, move |tx| {
        Box::pin(async move {
            enqueue_letter(tx, report, reader, None).await?;
            Ok(((), Event::of("report.sent", "report", report, &name)))
        })
    })
    .await
}

/// A reader who may have the letter, as they are at one moment.
struct Sight {
    viewpoint: Viewpoint,
    report: SavedReport,
    /// The numbers and groups that they see; `None` means all.
    numbers: Option<Fingerprint>,
}

/// A look at a reader.
enum Look {
    /// They may have the letter.
    May(Box<Sight>),
    /// They may not, for a reason that is recorded.
    MayNot(String),
    /// They are no member any more, or there is nothing that a reason could be recorded on.
    Gone,
}

impl Look {
    /// Whether the reader may have what was composed for them: nothing has changed since.
    fn is(&self, before: &Sight) -> bool {
        let Self::May(now) = self else { return false };
        let access =
            |sight: &Sight| -> (AccessKind, Option<Fingerprint>) { (sight.viewpoint.access_kind(), sight.numbers) };
        access(now) == access(before)
            && now.viewpoint.email() == before.viewpoint.email()
            && now.report == before.report
    }
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
    /// The limits of the ways in which calls are read. A question of more calls is read in pieces.
    pub limits: Limits,
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
    /// Sends the letter with the role and number access that the reader has now, and records that it was sent, or why not. A member
    /// who was removed gets none, and so does one who does not find the report any more. The moment before it goes, the reader is
    /// looked at again; where anything has changed, the letter is dropped and composed anew, if the reader may still have one.
    async fn send(&self, job: &Job) -> Outcome {
        let (due, payload) = (job.due()?, job.parse::<Payload>()?);
        for _ in 0..MAX_COMPOSED {
            if self.send_unless_changed(job, &due, &payload).await? == Delivery::Taken {
                return Ok(());
            }
        }
        Err(Failure::Temporary("What the reader may see kept changing while the letter was sent.".to_owned()))
    }

    /// Returns [`Delivery::Withheld`] where the reader may see something else than was composed, and [`Delivery::Taken`] where
    /// nothing is left to do.
    async fn send_unless_changed(&self, job: &Job, due: &DueJob, payload: &Payload) -> Result<Delivery, Failure> {
        let sight = match self.look(due, payload).await? {
            Look::May(sight) => *sight,
            Look::Gone => return Ok(Delivery::Taken),
            Look::MayNot(sentence) => {
                self.settle(due, payload, None, Some(&sentence)).await?;
                return Ok(Delivery::Taken);
            }
        };
        let letter = match self.compose(job, &sight.viewpoint, &sight.report).await? {
            Ok(letter) => ReportLetter { unsubscribe: self.unsubscribe(due, payload)?, ..letter },
            Err(sentence) => {
                self.settle(due, payload, None, Some(&sentence)).await?;
                return Ok(Delivery::Taken);
            }
        };
        let Some(letter) = self.composer.write(&letter)? else { return Ok(Delivery::Taken) };
        let to = sight.viewpoint.email();
        let check = Box::pin(async { self.look(due, payload).await.map(|now| now.is(&sight)) });
        let sent = self.mailer.deliver(job, LETTER, to, letter, check).await;
        let delivery = sent.map_err(|failure| without_address(failure, to))?;
        if delivery == Delivery::Taken {
            self.settle(due, payload, Some(self.db.now()), None).await?;
        }
        Ok(delivery)
    }

    /// Looks at the reader: whether they may have the letter now, and with what access.
    async fn look(&self, due: &DueJob, payload: &Payload) -> Result<Look, Failure> {
        let viewpoint = match payload.reader {
            Reader::Member(member) => enter::by_schedule(&self.db, &due.on_behalf_of(member)).await?.map(Ok),
            Reader::Outside(recipient) => enter::outside(&self.db, due, recipient).await?,
        };
        let viewpoint = match viewpoint {
            None => return Ok(Look::Gone),
            Some(Err(refusal)) => return Ok(Look::MayNot(refusal.to_string())),
            Some(Ok(viewpoint)) => viewpoint,
        };
        let may = viewpoint.may::<actions::SeeAnalytics>().map_err(Error::from)?;
        let report = match payload.reader {
            Reader::Member(_) => SavedReport::find(&self.db, &may, payload.report).await?,
            Reader::Outside(recipient) => SavedReport::find_mailed(&self.db, &may, payload.report, recipient).await?,
        };
        let Some(report) = report else { return Ok(Look::Gone) };
        if payload.run.is_some() && !report.is_mailed {
            return Ok(Look::MayNot("Nothing was mailed, since the letters to this reader were ended.".to_owned()));
        }
        let numbers = numbers::fingerprint(&self.db, &viewpoint.may().map_err(Error::from)?).await?;
        Ok(Look::May(Box::new(Sight { viewpoint, report, numbers })))
    }

    /// The contents of the letter; or a sentence that says why there is none.
    async fn compose(
        &self,
        job: &Job,
        viewpoint: &Viewpoint,
        report: &SavedReport,
    ) -> Result<Result<ReportLetter, String>, Failure> {
        let counts = numbers::count(&self.db, &viewpoint.may().map_err(Error::from)?).await?;
        if counts.active + counts.released == 0 {
            return Ok(Err("Nothing was mailed, since the reader sees no number.".to_owned()));
        }
        if report.matches_nothing {
            return Ok(Err(
                "Nothing was mailed, since the reader sees nothing of what the report is filtered by.".to_owned()
            ));
        }
        let may = viewpoint.may().map_err(Error::from)?;
        let (question, page, mut renewal) =
            (&report.question.question, RowsPage::default(), Renewal::of(&self.db, job));
        // On the heap, since it is large.
        match Box::pin(without_limit(&self.db, &may, question, page, self.limits, &mut renewal)).await {
            Ok(answer) => Ok(Ok(ReportLetter {
                is_outside: matches!(viewpoint.credential(), Credential::Outside(_)),
                business: viewpoint.business_name().to_owned(),
                slug: viewpoint.slug().to_owned(),
                reader: viewpoint.name().to_owned(),
                currency: viewpoint.currency().to_owned(),
                name: report.name.clone(),
                question: report.question.clone(),
                answer,
                unsubscribe: None,
            })),
            Err(Interrupted::Error(Error::Fields(fields))) => {
                let sentences: Vec<String> = fields.0.into_iter().map(|(_, sentence)| sentence).collect();
                Ok(Err(format!("Nothing was mailed. {}", sentences.join(" "))))
            }
            Err(interrupted) => Err(interrupted.into()),
        }
    }

    fn unsubscribe(&self, due: &DueJob, payload: &Payload) -> Result<Option<String>, Error> {
        let token = |_| token(&self.seal, due.business(), payload.report, payload.reader);
        Ok(payload.run.map(token).transpose()?)
    }

    async fn settle(
        &self,
        due: &DueJob,
        payload: &Payload,
        sent_at: Option<Timestamp>,
        problem: Option<&str>,
    ) -> Result<(), Error> {
        let (report, reader, problem) = (payload.report, payload.reader, problem.map(str::to_owned));
        let change = self.db.change_unaudited(due, move |tx| {
            Box::pin(async move {
                let changed = match reader {
                    Reader::Member(member) => tx.run(&SETTLE, &[&report, &member, &sent_at, &problem]).await,
                    Reader::Outside(id) => tx.run(&SETTLE_OUTSIDE, &[&id, &sent_at, &problem]).await,
                };
                changed.map(drop)
            })
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
