//! Analytics in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use crewline_core::access::{May, actions};
use crewline_core::reports::analytics::{Analytics, AnalyticsRow, Key, RowsPage};
use crewline_core::reports::prepared::{self, Large, Preparing, Reply};
use crewline_core::time::{Timestamp, day_of};
use crewline_core::{Error, Fields};
use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

use super::analytics_export;
use super::api::{BeforeDays, PeriodDays, ReportTotals, refuse};
use super::{analytics_question, choices};
use crate::api::list::{Paging, cursor};
use crate::api::refusals::{Always, OnOne, WithParameters};
use crate::api::schema_words;
use crate::calls::api::FormatQuery;
use crate::exports;
use crate::http::api_failure::{ApiFailure, Problem};
use crate::http::extract::{Params, QueryString};
use crate::http::guard::Api;
use crate::state::App;

/// The sums of the calls of a period, by up to three groupings.
#[derive(Serialize, ToSchema)]
pub(crate) struct CallAnalytics {
    period: PeriodDays,
    /// The period that it is compared with; null with `compare=none`.
    #[schema(required)]
    before: Option<BeforeDays>,
    /// Whether the business has another time zone by now, and its figures are still those of the former one.
    is_rebuilding: bool,
    /// When the calls were read, where the answer was prepared; null where they were read for this response.
    #[schema(required, format = DateTime)]
    as_of: Option<String>,
    rows: Vec<AnalyticsRowAnswer>,
    /// How many rows there are in all.
    row_count: usize,
    /// The totals of the period. A call with two tags is in the rows of both, and here once.
    totals: ReportTotals,
    #[schema(required)]
    totals_before: Option<ReportTotals>,
    /// The cursor of the next page; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// The answer is being prepared, since the question has too many calls to read them at once.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnalyticsInPreparation {
    preparing: CallsRead,
}

/// How many calls are read, of those that the question reads in its two periods.
#[derive(Serialize, ToSchema)]
struct CallsRead {
    done: i64,
    total: i64,
}

/// The seconds after which the question of an answer in preparation is worth asking again.
const RETRY_AFTER_SECONDS: &str = "5";

impl IntoResponse for AnalyticsInPreparation {
    fn into_response(self) -> Response {
        (StatusCode::ACCEPTED, [(header::RETRY_AFTER, RETRY_AFTER_SECONDS)], Json(self)).into_response()
    }
}

/// A row: its keys, one or two for each grouping, and the totals of the calls that have them.
#[derive(Serialize, ToSchema)]
#[schema(as = AnalyticsRow)]
struct AnalyticsRowAnswer {
    #[serde(flatten)]
    keys: RowKeys,
    #[serde(flatten)]
    totals: ReportTotals,
    /// The totals of the same keys in the period before. A day, week or month is compared with that of the same place in it; null
    /// where it has none.
    #[schema(required)]
    before: Option<ReportTotals>,
}

/// The keys of a row: those of the groupings of the question, and no others.
#[derive(Default, Serialize, ToSchema)]
struct RowKeys {
    #[serde(skip_serializing_if = "Option::is_none")]
    number_id: Option<String>,
    /// The friendly name of the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// The number in E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
    /// Null for the numbers without a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    group_id: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    group: Option<Option<String>>,
    /// Empty for the calls without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema_words::call_status, required = false)]
    status: Option<&'static str>,
    /// The tag's name; null for the calls without one. A call with two tags is in the rows of both.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    tag: Option<Option<String>>,
    /// Null for the calls that went through none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    call_flow_id: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    call_flow: Option<Option<String>>,
    /// The day; of a week its Monday, also where the period begins later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    date: Option<String>,
    /// `2026-03`.
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 23)]
    hour_of_day: Option<u8>,
    /// 1 is Monday.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 7)]
    day_of_week: Option<i8>,
}

impl RowKeys {
    fn add(&mut self, key: Key) {
        match key {
            Key::Number { id, name, phone_number } => {
                self.number_id = Some(id.to_string());
                self.number = Some(name);
                self.phone_number = Some(phone_number.to_string());
            }
            Key::Group(group) => {
                let (id, name) = group.unzip();
                self.group_id = Some(id.map(|id| id.to_string()));
                self.group = Some(name);
            }
            Key::Source(source) => self.source = Some(source),
            Key::Status(status) => self.status = Some(status.word()),
            Key::Tag(tag) => self.tag = Some(tag.map(|(_, name)| name)),
            Key::CallFlow => (self.call_flow_id, self.call_flow) = (Some(None), Some(None)),
            Key::Date(day) => self.date = Some(day.to_string()),
            // A day beside its week says which week it is in, so it is kept.
            Key::Week(monday) => {
                self.date.get_or_insert_with(|| monday.to_string());
            }
            Key::Month(first) => self.month = Some(first.strftime("%Y-%m").to_string()),
            Key::HourOfDay(hour) => self.hour_of_day = Some(hour),
            Key::DayOfWeek(day) => self.day_of_week = Some(day.to_monday_one_offset()),
        }
    }
}

impl From<AnalyticsRow> for AnalyticsRowAnswer {
    fn from(row: AnalyticsRow) -> Self {
        let mut keys = RowKeys::default();
        row.keys.into_iter().for_each(|key| keys.add(key));
        Self { keys, totals: row.totals.into(), before: row.totals_before.map(ReportTotals::from) }
    }
}

impl CallAnalytics {
    fn of(answer: Analytics, as_of: Option<Timestamp>) -> Self {
        Self {
            as_of: as_of.map(|at| at.to_string()),
            period: PeriodDays::from(&answer.period),
            before: answer.before.as_ref().map(BeforeDays::from),
            is_rebuilding: answer.is_rebuilding,
            rows: answer.rows.into_iter().map(AnalyticsRowAnswer::from).collect(),
            row_count: answer.row_count,
            totals: answer.totals.into(),
            totals_before: answer.totals_before.map(ReportTotals::from),
            next_cursor: answer.next.as_ref().map(cursor),
        }
    }
}

/// The question: a period, filters and groupings. A call has to match one value of each filter that is given.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it describes the parameters, which are read from the query's pairs since some repeat")]
pub(crate) struct AnalyticsQuery {
    /// The first day, in the business's time zone; without `to`, up to today.
    #[param(format = Date)]
    from: Option<String>,
    /// The last day; without `from`, with the 29 days before it.
    #[param(format = Date)]
    to: Option<String>,
    /// A period by its name, where no day is given. Without any, the last 30 days.
    #[param(schema_with = schema_words::report_period, required = false)]
    period: Option<String>,
    /// The period that it is compared with.
    #[param(schema_with = schema_words::report_compare, required = false)]
    compare: Option<String>,
    /// Up to three of `number`, `group`, `source`, `status`, `tag`, `call_flow`, `date`, `week`, `month`, `hour_of_day` and
    /// `day_of_week`, repeated or with commas between them. Without any, there is one row.
    group_by: Option<Vec<String>>,
    /// A grouping of the question or a measure, with a minus before it for the greatest first; `_change` after a measure sorts by its
    /// change.
    sort: Option<String>,
    /// Calls of these numbers, by their ids.
    number_id: Option<Vec<String>>,
    /// Calls of the numbers that are in these groups now, by their ids.
    group_id: Option<Vec<String>>,
    /// Calls whose number had one of these sources.
    source: Option<Vec<String>>,
    /// Calls of these statuses.
    status: Option<Vec<String>>,
    /// Calls with one of these tags, by their names.
    tag: Option<Vec<String>>,
    /// Calls that are qualified (`true`), not (`false`), or of which nothing was said (`none`).
    qualified: Option<Vec<String>>,
    /// `spam` counts spam and the calls of blocked callers, too.
    include: Option<String>,
}

/// The sums of the calls of a period, by up to three groupings.
#[utoipa::path(
    get, path = "/api/v1/analytics/calls", tag = "reports", operation_id = "call_analytics",
    params(AnalyticsQuery, Paging),
    responses(
        (status = 200, description = "The rows", body = CallAnalytics),
        (
            status = 202,
            description = "There are too many calls to read them at once: the answer is being prepared, also for a token that only \
                           reads. Ask again after `Retry-After` seconds",
            body = AnalyticsInPreparation,
            headers(("Retry-After" = u64, description = "Seconds until the question is worth asking again")),
        ),
        (status = 409, description = "Five answers are being prepared for the member", body = Problem),
        Always, OnOne, WithParameters,
    ),
)]
pub(crate) async fn show(
    Api(may): Api<May<actions::SeeAnalytics>>,
    State(app): State<App>,
    query: QueryString,
    Params(paging): Params<Paging>,
) -> Result<Response, ApiFailure> {
    let viewpoint = may.viewpoint();
    let zone = TimeZone::get(viewpoint.business_time_zone()).unwrap_or(TimeZone::UTC);
    let question = analytics_question::read(&query, day_of(app.db.now(), &zone)).map_err(refuse)?;
    let page = RowsPage { cursor: paging.place()?, limit: usize::try_from(paging.limit()?).unwrap_or(usize::MAX) };
    choices::require(&app, viewpoint, &question.filter).await?;
    let limits = app.config.report_limits;
    let Large { calls, preparing, problem } = match prepared::ask(&app.db, &may, &question, page, limits).await? {
        Reply::Answer(answer, as_of) => return Ok(Json(CallAnalytics::of(*answer, as_of)).into_response()),
        Reply::Large(large) => large,
    };
    if let Some(problem) = problem {
        return Err(Error::Fields(Fields(vec![("period", problem)])).into());
    }
    if preparing.is_none() {
        prepared::prepare(&app.db, &may, &question, limits).await?;
    }
    let Preparing { done, total } = preparing.unwrap_or(Preparing { done: 0, total: calls });
    Ok(AnalyticsInPreparation { preparing: CallsRead { done, total } }.into_response())
}

/// All rows of the same question, as CSV or as a workbook.
#[utoipa::path(
    get, path = "/api/v1/analytics/calls/export", tag = "reports", operation_id = "export_call_analytics",
    params(AnalyticsQuery, FormatQuery),
    responses(
        (
            status = 200, description = "The table",
            content(
                (String = "text/csv"),
                (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ),
        ),
        Always, OnOne, WithParameters,
    ),
)]
pub(crate) async fn export(
    Api(may): Api<May<actions::Export>>,
    State(app): State<App>,
    query: QueryString,
) -> Result<Response, ApiFailure> {
    let format = exports::FileFormat::from_name(query.get("format").trim())?;
    let viewpoint = may.viewpoint();
    let zone = TimeZone::get(viewpoint.business_time_zone()).unwrap_or(TimeZone::UTC);
    let question = analytics_question::read(&query, day_of(app.db.now(), &zone)).map_err(refuse)?;
    choices::require(&app, viewpoint, &question.filter).await?;
    Ok(analytics_export::calls(&app, &may, question, format).await?)
}
