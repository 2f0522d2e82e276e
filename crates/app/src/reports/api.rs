//! The dashboard in the JSON API.

use axum::Json;
use axum::extract::State;
use crewline_core::Error;
use crewline_core::access::{May, actions};
use crewline_core::calls::{self, Sums};
use crewline_core::reports::calendar::{Interval, Period};
use crewline_core::reports::call_back::ToCallBack;
use crewline_core::reports::{self, HourCount, Point, Question, Totals};
use crewline_core::time::{Timestamp, day_of};
use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

use super::choices;
use super::question::{self, Unreadable};
use crate::api::refusals::{Always, OnOne, WithParameters};
use crate::api::{Answer, schema_words};
use crate::calls::api_call::CallRow;
use crate::http::api_failure::ApiFailure;
use crate::http::extract::QueryString;
use crate::http::guard::Api;
use crate::state::App;

/// How many of the newest calls the answer has.
const RECENT: i64 = 10;

/// The figures of a period.
#[derive(Serialize, ToSchema)]
pub(crate) struct Dashboard {
    period: PeriodDays,
    /// The period that it is compared with; null with `compare=none`.
    #[schema(required)]
    before: Option<BeforeDays>,
    /// Whether the business has another time zone by now, and its figures are still those of the former one.
    is_rebuilding: bool,
    /// The interval of the series.
    #[schema(schema_with = schema_words::report_interval)]
    interval: Interval,
    totals: ReportTotals,
    #[schema(required)]
    totals_before: Option<ReportTotals>,
    series: Vec<SeriesPoint>,
    series_before: Vec<SeriesPoint>,
    /// The hours of the week that have calls.
    hours: Vec<WeekHour>,
    top_numbers: Vec<NumberCounts>,
    top_sources: Vec<SourceCounts>,
    top_groups: Vec<GroupCounts>,
    /// Callers whose last call was not answered, and to whom nobody has talked since, whatever the period.
    to_call_back: Vec<CallerToCallBack>,
    /// The newest calls that pass the filters, whatever the period.
    recent_calls: Vec<CallRow>,
}

/// Days of the business's time zone, both ends included.
#[derive(Serialize, ToSchema)]
pub(super) struct PeriodDays {
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    time_zone: String,
}

impl From<&Period> for PeriodDays {
    fn from(period: &Period) -> Self {
        let days = period.days();
        Self {
            from: days.first().to_string(),
            to: days.last().to_string(),
            time_zone: period.zone().iana_name().unwrap_or("UTC").to_owned(),
        }
    }
}

/// The days that are compared with.
#[derive(Serialize, ToSchema)]
pub(super) struct BeforeDays {
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
}

impl From<&Period> for BeforeDays {
    fn from(period: &Period) -> Self {
        Self { from: period.days().first().to_string(), to: period.days().last().to_string() }
    }
}

/// Counts of calls. Those under way are in `calls` alone.
#[derive(Serialize, ToSchema)]
struct CallCounts {
    calls: i64,
    answered: i64,
    missed: i64,
    voicemails: i64,
}

/// The totals of a period.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportTotals {
    #[serde(flatten)]
    counts: CallCounts,
    /// Calls that were their caller's first to the number.
    first_time_callers: i64,
    /// How many callers called, the anonymous ones in none.
    unique_callers: i64,
    unique_callers_is_estimate: bool,
    talk_seconds: i64,
    /// Null where no call was answered.
    #[schema(required)]
    average_talk_seconds: Option<i64>,
    /// Null where it is known of no call.
    #[schema(required)]
    average_answer_seconds: Option<i64>,
    qualified: i64,
    value_cents: i64,
}

/// One point of a series: of an interval of hours it has `hour`, otherwise `date`.
#[derive(Serialize, ToSchema)]
struct SeriesPoint {
    /// The day, or the first day of the week or month.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    date: Option<String>,
    /// The beginning of the hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    hour: Option<Timestamp>,
    #[serde(flatten)]
    counts: CallCounts,
}

/// The calls of an hour of the week.
#[derive(Serialize, ToSchema)]
struct WeekHour {
    /// 1 is Monday.
    #[schema(minimum = 1, maximum = 7)]
    day_of_week: i8,
    #[schema(minimum = 0, maximum = 23)]
    hour_of_day: u8,
    calls: i64,
    missed: i64,
}

/// A number with its calls.
#[derive(Serialize, ToSchema)]
struct NumberCounts {
    number_id: String,
    friendly_name: String,
    #[serde(flatten)]
    counts: CallCounts,
}

/// A source with its calls.
#[derive(Serialize, ToSchema)]
struct SourceCounts {
    /// Empty for the calls without one.
    source: String,
    #[serde(flatten)]
    counts: CallCounts,
}

/// A group with the calls of its numbers.
#[derive(Serialize, ToSchema)]
struct GroupCounts {
    /// Null for the numbers without a group.
    #[schema(required)]
    group_id: Option<String>,
    #[schema(required)]
    group: Option<String>,
    #[serde(flatten)]
    counts: CallCounts,
}

/// A caller to be called back.
#[derive(Serialize, ToSchema)]
struct CallerToCallBack {
    caller: String,
    #[schema(required)]
    caller_name: Option<String>,
    number_id: String,
    last_call_id: String,
    #[schema(value_type = String, format = DateTime)]
    last_at: Timestamp,
    /// How often the caller has tried since somebody last talked to them.
    times: i64,
}

/// The period and the filters of a report. A call has to match one value of each filter that is given.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it describes the parameters, which are read from the query's pairs since some repeat")]
pub(crate) struct ReportQuery {
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

pub(super) fn refuse(error: Unreadable) -> ApiFailure {
    ApiFailure::field(error.name, error.sentence)
}

/// The figures of a period: totals, series, hours, tops, callers to call back and the newest calls.
#[utoipa::path(
    get, path = "/api/v1/dashboard", tag = "reports", operation_id = "show_dashboard",
    params(ReportQuery),
    responses((status = 200, description = "The figures", body = Dashboard), Always, OnOne, WithParameters),
)]
pub(crate) async fn dashboard(
    Api(may): Api<May<actions::SeeDashboard>>,
    State(app): State<App>,
    query: QueryString,
) -> Answer<Dashboard> {
    let viewpoint = may.viewpoint();
    let zone = TimeZone::get(viewpoint.business_time_zone()).unwrap_or(TimeZone::UTC);
    let question = question::read(&query, day_of(app.db.now(), &zone)).map_err(refuse)?;
    choices::require(&app, viewpoint, &question.filter).await?;
    let figures = reports::dashboard(&app.db, &may, &question).await?;
    let recent_calls = recent_calls(&app, &may, &question).await?;
    Ok(Json(answer(figures, recent_calls)))
}

/// The newest calls that pass the filters.
async fn recent_calls(app: &App, may: &May<actions::SeeDashboard>, question: &Question) -> Result<Vec<CallRow>, Error> {
    let filter = calls::Filter {
        numbers: question.filter.numbers().to_vec(),
        groups: question.filter.groups().to_vec(),
        sources: question.filter.sources().to_vec(),
        statuses: question.filter.statuses().iter().copied().collect(),
        tags: question.filter.tags().to_vec(),
        qualified: question.filter.qualified().iter().copied().collect(),
        ..calls::Filter::default()
    };
    let page = calls::list(&app.db, &may.viewpoint().may()?, &filter, None, RECENT).await?;
    Ok(page.calls.into_iter().map(CallRow::from).collect())
}

fn answer(figures: reports::Dashboard, recent_calls: Vec<CallRow>) -> Dashboard {
    Dashboard {
        period: PeriodDays::from(&figures.period),
        before: figures.before.as_ref().map(BeforeDays::from),
        is_rebuilding: figures.is_rebuilding,
        interval: figures.interval,
        totals: figures.totals.into(),
        totals_before: figures.totals_before.map(ReportTotals::from),
        series: figures.series.into_iter().map(SeriesPoint::from).collect(),
        series_before: figures.series_before.into_iter().map(SeriesPoint::from).collect(),
        hours: figures.hours.into_iter().map(WeekHour::from).collect(),
        top_numbers: figures
            .top_numbers
            .into_iter()
            .map(|top| NumberCounts { number_id: top.id.to_string(), friendly_name: top.name, counts: top.sums.into() })
            .collect(),
        top_sources: figures
            .top_sources
            .into_iter()
            .map(|top| SourceCounts { source: top.source, counts: top.sums.into() })
            .collect(),
        top_groups: figures
            .top_groups
            .into_iter()
            .map(|top| {
                let (id, name) = top.group.unzip();
                GroupCounts { group_id: id.map(|id| id.to_string()), group: name, counts: top.sums.into() }
            })
            .collect(),
        to_call_back: figures.to_call_back.into_iter().map(CallerToCallBack::from).collect(),
        recent_calls,
    }
}

impl From<Sums> for CallCounts {
    fn from(sums: Sums) -> Self {
        Self { calls: sums.calls, answered: sums.answered, missed: sums.missed, voicemails: sums.voicemails }
    }
}

impl From<Totals> for ReportTotals {
    fn from(totals: Totals) -> Self {
        let sums = totals.sums;
        Self {
            counts: sums.into(),
            first_time_callers: sums.first_time_callers,
            unique_callers: totals.unique_callers,
            unique_callers_is_estimate: totals.unique_callers_is_estimate,
            talk_seconds: sums.talk_seconds,
            average_talk_seconds: sums.average_talk_seconds(),
            average_answer_seconds: sums.average_answer_seconds(),
            qualified: sums.qualified,
            value_cents: sums.value_cents,
        }
    }
}

impl From<Point> for SeriesPoint {
    fn from(Point { bucket, sums }: Point) -> Self {
        let is_hour = bucket.hour.is_some();
        Self {
            date: (!is_hour).then(|| bucket.day.to_string()),
            hour: is_hour.then_some(bucket.from),
            counts: sums.into(),
        }
    }
}

impl From<HourCount> for WeekHour {
    fn from(HourCount { hour, calls, missed }: HourCount) -> Self {
        Self { day_of_week: hour.day.to_monday_one_offset(), hour_of_day: hour.hour, calls, missed }
    }
}

impl From<ToCallBack> for CallerToCallBack {
    fn from(caller: ToCallBack) -> Self {
        Self {
            caller: caller.caller,
            caller_name: caller.caller_name,
            number_id: caller.number.to_string(),
            last_call_id: caller.call.to_string(),
            last_at: caller.at,
            times: caller.times,
        }
    }
}
