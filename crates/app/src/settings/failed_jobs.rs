//! The part of Settings → Business about failed letters and recordings: listing them, and trying them again.

use axum::extract::State;
use crewline_core::access::{Held, Viewpoint, actions};
use crewline_core::jobs::{self, FailedJob};
use crewline_core::mail::failed_letter;
use crewline_core::recordings::failed_recording;

use super::business_page::FailedJobRow;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::Answer;
use crate::page::layout::Browser;
use crate::state::App;
use crate::view::{Flash, When};

/// The jobs of the business that failed for good, newest first.
pub(super) async fn section(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
) -> Result<Vec<FailedJobRow>, PageFailure> {
    if !viewpoint.allows(actions::RetryJobs) {
        return Ok(Vec::new());
    }
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let row = |job: FailedJob| {
        let (what, href) = describe(app, viewpoint, &job);
        let failed = When::ago(job.failed_at.jiff(), &zone, now);
        FailedJobRow { id: job.id.to_string(), what, href, failed, attempts: job.attempts, failure: job.failure }
    };
    Ok(jobs::failed(&app.db, &viewpoint.may()?).await?.into_iter().map(row).collect())
}

/// Tries a job again.
pub(crate) async fn retry(Page(held): Page<Held<FailedJob, actions::RetryJobs>>, State(app): State<App>) -> Answer {
    jobs::try_again(&app.db, &held).await?;
    let answer = go_to(&format!("/b/{}/settings/business", held.viewpoint().slug()));
    Ok(with_flash(&app, answer, &Flash::good("It is tried again now.")))
}

/// The purpose of a job in words, and the page of the thing that it is about.
fn describe(app: &App, viewpoint: &Viewpoint, job: &FailedJob) -> (String, Option<String>) {
    if let Some(call) = failed_recording(job) {
        return ("Recording of a call".to_owned(), Some(format!("/b/{}/calls/{call}", viewpoint.slug())));
    }
    match failed_letter(&app.seal, job) {
        Some((kind, to)) => (format!("{} to {to}", letter_words(&kind)), None),
        None => (kind_words(&job.kind).to_owned(), None),
    }
}

/// A kind of job in words, for a job of which nothing more is known.
fn kind_words(name: &str) -> &'static str {
    match name {
        "letter" => "A letter",
        "recording" => "Recording of a call",
        "log_in_as_digest" => "Daily e-mail about Log in as",
        "report_run" => "The next letters of a report",
        "report_letter" => "A report by mail",
        "prepared_answer" => "The answer to a question about many calls",
        "overdue" => "The end of calls without a last report",
        "reports" => "The sums of the reports, by the days of another time zone",
        "qualified_calls" => "Past calls, gone over by the rules for qualified calls",
        _ => "A background job",
    }
}

/// A kind of letter in words.
fn letter_words(kind: &str) -> &'static str {
    match kind {
        "invitation" => "Invitation",
        "setup_test" => "Test letter",
        "member_added" => "Welcome letter",
        "member_edited" => "Letter about a changed role or number access",
        "member_removed" => "Letter about a removal",
        "ownership_offered" => "Offer of the ownership",
        "ownership_handed_over" => "Letter about the new Owner",
        "log_in_as_digest" => "Daily e-mail about Log in as",
        "new_device" => "Letter about a new sign-in",
        "password_changed" => "Letter about a new password",
        "address_change" | "address_changed" => "Letter about a new e-mail address",
        _ => "Letter",
    }
}
