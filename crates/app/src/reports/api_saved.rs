//! Saved reports in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::access::{Held, May, Viewpoint, actions};
use crewline_core::calls::Omission;
use crewline_core::reports::saved::{self, Cursor, Draft, SavedReport, ScheduleDraft, ScheduleRecipients};
use crewline_core::time::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::api_outside::{Recipient, recipients};
use super::api_question::{Question, ShownQuestion};
use super::letter;
use super::schedule_runs::next_runs;
use crate::api::list::{Paging, cursor};
use crate::api::refusals::{Always, ByRole, OnOne, WithBody, WithParameters};
use crate::api::{Answer, patch, schema_words};
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::extract::{self, Params};
use crate::http::guard::Api;
use crate::state::App;

/// A page of saved reports.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reports {
    /// The member's own reports and the shared ones, newest first.
    reports: Vec<ShownReport>,
    /// The cursor of the next page; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// One saved report.
#[derive(Serialize, ToSchema)]
#[schema(as = OneReport)]
pub(crate) struct One {
    report: ShownReport,
}

/// A saved report, as the member sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = Report)]
pub(crate) struct ShownReport {
    id: String,
    name: String,
    question: ShownQuestion,
    /// Whether a filter chooses only what the member does not see. Then no call passes it.
    matches_nothing: bool,
    /// `removed`: something that a filter chose was removed since. `unseen`: to Viewers, wherever a filter chooses numbers, groups,
    /// sources or tags; whatever the Viewer does not see is left out. Null: nothing is left out.
    #[schema(schema_with = schema_words::omission, required)]
    omission: Option<Omission>,
    /// Whether the team sees it.
    shared: bool,
    /// Whether it is the member's own.
    own: bool,
    /// Whether the member may edit and remove it.
    may_edit: bool,
    /// The name of its author, for those who see the Users page; null also where the author is no member any more.
    #[schema(required)]
    author: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// When it was last mailed to the member.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    sent_at: Option<Timestamp>,
    /// Why it was not mailed to the member the last time, in a sentence.
    #[schema(required)]
    problem: Option<String>,
    /// Null where it is not mailed by itself.
    #[schema(required)]
    schedule: Option<ShownSchedule>,
}

/// When a report is mailed, in the business's time zone.
#[derive(Serialize, ToSchema)]
#[schema(as = ReportSchedule)]
struct ShownSchedule {
    /// `day`, `week` or `month`.
    every: &'static str,
    /// The hour and minute of the clock, as `08:00`.
    at: String,
    /// Of a week 1 (Monday) to 7; of a month 1 to 31, in shorter months their last.
    #[schema(required)]
    day: Option<i8>,
    time_zone: String,
    /// The next three times.
    #[schema(value_type = Vec<String>)]
    next_runs: Vec<Timestamp>,
    /// Whether it is mailed to the member.
    to_oneself: bool,
    /// Its readers: members by name, then addresses outside the team. Members who do not see the Users page see themselves
    /// alone.
    recipients: Vec<Recipient>,
}

impl ShownReport {
    fn new(report: &SavedReport, viewpoint: &Viewpoint, readers: ScheduleRecipients) -> Self {
        let zone = TimeZone::get(viewpoint.business_time_zone()).unwrap_or(TimeZone::UTC);
        let schedule = report.schedule.as_ref().map(|schedule| ShownSchedule {
            every: schedule.every().word(),
            at: schedule.at(),
            day: schedule.day(),
            time_zone: viewpoint.business_time_zone().to_owned(),
            next_runs: next_runs(report, &zone),
            to_oneself: report.is_mailed,
            recipients: recipients(readers),
        });
        Self {
            schedule,
            id: report.id.to_string(),
            name: report.name.clone(),
            question: ShownQuestion::from(&report.question),
            matches_nothing: report.matches_nothing,
            omission: report.omission,
            shared: report.is_shared,
            own: report.is_own,
            may_edit: report.may_edit,
            author: report.author.clone(),
            created_at: report.created_at,
            updated_at: report.updated_at,
            sent_at: report.sent_at,
            problem: report.problem.clone(),
        }
    }
}

/// A report with its readers.
async fn with_readers(app: &App, viewpoint: &Viewpoint, report: &SavedReport) -> Result<ShownReport, ApiFailure> {
    let mut readers = saved::schedule_recipients(&app.db, viewpoint, std::slice::from_ref(report)).await?;
    Ok(ShownReport::new(report, viewpoint, readers.remove(&report.id).unwrap_or_default()))
}

/// A report to save.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReport {
    #[serde(default)]
    #[schema(required, max_length = 80)]
    name: String,
    #[serde(default)]
    #[schema(required)]
    question: Option<Question>,
    /// Whether the team sees it. Viewers share none.
    #[serde(default)]
    shared: bool,
    /// When it is mailed by itself; null or left out: not at all.
    #[serde(default)]
    schedule: Option<NewSchedule>,
}

/// When a report is mailed, in the business's time zone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSchedule {
    /// `day`, `week` or `month`.
    #[serde(default)]
    #[schema(required)]
    every: String,
    /// The hour and minute of the clock, as `08:00`.
    #[serde(default)]
    #[schema(required)]
    at: String,
    /// Of a week 1 (Monday) to 7; of a month 1 to 31, in shorter months their last.
    day: Option<i64>,
    /// The members to whom it is mailed, for a shared report. Left out: those to whom it is mailed now, or else the member.
    member_ids: Option<Vec<String>>,
}

impl From<NewSchedule> for ScheduleDraft {
    fn from(new: NewSchedule) -> Self {
        Self { every: new.every, at: new.at, day: new.day, members: new.member_ids }
    }
}

/// A change of a report. Fields that are left out stay as they are; a question is replaced as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportChange {
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = String, required = false, max_length = 80)]
    name: Option<String>,
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = Question, required = false)]
    question: Option<Question>,
    #[serde(default, deserialize_with = "patch::non_null")]
    #[schema(value_type = bool, required = false)]
    shared: Option<bool>,
    /// Null ends it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<NewSchedule>, required = false)]
    schedule: Option<Option<NewSchedule>>,
}

/// The member's own reports, and those that are shared.
#[utoipa::path(
    get, path = "/api/v1/reports", tag = "reports", operation_id = "list_reports",
    params(Paging),
    responses((status = 200, description = "A page of reports", body = Reports), Always, WithParameters),
)]
pub(crate) async fn index(
    Api(may): Api<May<actions::SeeAnalytics>>,
    State(app): State<App>,
    Params(paging): Params<Paging>,
) -> Answer<Reports> {
    let (limit, place) = (paging.limit()?, paging.place::<Cursor>()?);
    let page = saved::list(&app.db, &may, place, limit).await?;
    let mut readers = saved::schedule_recipients(&app.db, may.viewpoint(), &page.reports).await?;
    let shown = page
        .reports
        .iter()
        .map(|report| ShownReport::new(report, may.viewpoint(), readers.remove(&report.id).unwrap_or_default()));
    Ok(Json(Reports { reports: shown.collect(), next_cursor: page.older.as_ref().map(cursor) }))
}

/// Saves a report. Viewers may share none.
#[utoipa::path(
    post, path = "/api/v1/reports", tag = "reports", operation_id = "save_report",
    request_body = NewReport,
    responses(
        (status = 201, description = "It is saved", body = One),
        (status = 409, description = "The member has as many reports as a member may", body = Problem),
        Always, ByRole, OnOne, WithBody,
    ),
)]
pub(crate) async fn create(
    Api(may): Api<May<actions::SaveReports>>,
    State(app): State<App>,
    extract::Json(new): extract::Json<NewReport>,
) -> Result<(StatusCode, Json<One>), ApiFailure> {
    let question = new.question.ok_or_else(|| ApiFailure::field("question", "Say what to ask."))?;
    let question = question.read(&app, may.viewpoint())?;
    let schedule = new.schedule.map(|schedule| Some(schedule.into()));
    let draft = Draft { name: Some(new.name), question: Some(question), is_shared: Some(new.shared), schedule };
    let report = saved::add(&app.db, &may, &draft).await?;
    Ok((StatusCode::CREATED, Json(One { report: with_readers(&app, may.viewpoint(), &report).await? })))
}

/// Changes a report: its author, and of a shared one also Owners and Admins. Only its author makes it private again.
#[utoipa::path(
    patch, path = "/api/v1/reports/{report}", tag = "reports", operation_id = "edit_report",
    params(("report" = String, Path, description = "The report's id")),
    request_body = ReportChange,
    responses((status = 200, description = "The report after the change", body = One), Always, ByRole, OnOne, WithBody),
)]
pub(crate) async fn update(
    Api(held): Api<Held<SavedReport, actions::SaveReports>>,
    State(app): State<App>,
    extract::Json(change): extract::Json<ReportChange>,
) -> Answer<One> {
    let question = change.question.map(|question| question.read(&app, held.viewpoint())).transpose()?;
    let schedule = change.schedule.map(|schedule| schedule.map(ScheduleDraft::from));
    let draft = Draft { name: change.name, question, is_shared: change.shared, schedule };
    let report = saved::edit(&app.db, &held, &draft).await?;
    Ok(Json(One { report: with_readers(&app, held.viewpoint(), &report).await? }))
}

/// Removes a report: its author, and a shared one also Owners and Admins.
#[utoipa::path(
    delete, path = "/api/v1/reports/{report}", tag = "reports", operation_id = "remove_report",
    params(("report" = String, Path, description = "The report's id")),
    responses((status = 204, description = "It is removed"), Always, ByRole, OnOne),
)]
pub(crate) async fn delete(
    Api(held): Api<Held<SavedReport, actions::SaveReports>>,
    State(app): State<App>,
) -> Result<StatusCode, ApiFailure> {
    saved::remove(&app.db, &held).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Mails a report to the member, with what the member may see at that moment.
#[utoipa::path(
    post, path = "/api/v1/reports/{report}/send", tag = "reports", operation_id = "send_report",
    params(("report" = String, Path, description = "The report's id")),
    responses(
        (status = 202, description = "It is queued. `sent_at` and `problem` of the report say what came of it"),
        (status = 409, description = "There is no mail server", body = Problem),
        Always, ByRole, OnOne,
    ),
)]
pub(crate) async fn send(
    Api(held): Api<Held<SavedReport, actions::SendReports>>,
    State(app): State<App>,
) -> Result<StatusCode, ApiFailure> {
    saved::send_to_oneself(&app.db, &held, &app.composer(letter::report)).await?;
    Ok(StatusCode::ACCEPTED)
}
