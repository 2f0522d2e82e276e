//! Calls in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use crewline_core::access::{Held, May, actions};
use crewline_core::calls::{self, Call, Cursor, Detail, Filter};
use crewline_core::time::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::api_call::{CallRow, CallWithTimeline};
use super::export;
use super::question::{self, Reader};
use crate::api::list::{Paging, cursor, parse_moment, refuse_reversed};
use crate::api::refusals::{Always, OnOne, WithParameters};
use crate::api::{Answer, schema_words};
use crate::exports;
use crate::http::api_failure::ApiFailure;
use crate::http::extract::{Form, Params, QueryString};
use crate::http::guard::Api;
use crate::state::App;

/// A page of calls, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Calls {
    calls: Vec<CallRow>,
    /// The cursor of the next page; null at the end. A page may have fewer calls than the limit although more follow:
    /// continue with this cursor until it is null.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// One call.
#[derive(Serialize, ToSchema)]
#[schema(as = OneCall)]
pub(crate) struct One {
    call: CallWithTimeline,
}

/// The filters of the list: a call has to match all of them. One that is repeated takes any of its values, up to ten.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it describes the parameters, which are read from the query's pairs since some repeat")]
pub(crate) struct ListQuery {
    /// Calls of these numbers, by their ids.
    number_id: Option<Vec<String>>,
    /// Calls of the numbers that are in these groups now, by their ids; `none` for those in no group.
    group_id: Option<Vec<String>>,
    /// Calls whose number had one of these sources.
    source: Option<Vec<String>>,
    /// `true`: calls whose number had no source; besides those of `source`.
    source_none: Option<bool>,
    #[param(schema_with = schema_words::call_statuses, required = false)]
    status: Option<Vec<String>>,
    /// As reports count a call: `answered` (the two sides talked), `voicemail` (the caller left a message), `missed` (all else
    /// that has ended), `under_way`.
    #[param(schema_with = schema_words::counted_outcomes, required = false)]
    outcome: Option<Vec<String>>,
    /// Calls from this moment on (RFC 3339), or from the beginning of this day in the business's time zone.
    from: Option<String>,
    /// Calls before this moment (RFC 3339), or until the end of this day in the business's time zone.
    to: Option<String>,
    /// A period by its name, in the business's time zone, where neither `from` nor `to` is given.
    #[param(schema_with = schema_words::report_period, required = false)]
    period: Option<String>,
    /// Calls with one of these tags, by their names.
    tag: Option<Vec<String>>,
    /// `true`: calls without a tag; besides those of `tag`.
    tag_none: Option<bool>,
    #[param(schema_with = schema_words::qualified_filters, required = false)]
    qualified: Option<Vec<String>>,
    /// `true`: calls that are spam; `false`: those that are neither spam nor of a blocked caller, which reports count.
    spam: Option<bool>,
    /// `true`: calls that are their caller's first to the number; `false`: those that are not.
    first_time: Option<bool>,
    /// Calls that came in these hours of the day, 0 to 23, in the business's time zone. Without `from`, the 366 days before `to`
    /// or now are looked through.
    hour_of_day: Option<Vec<u8>>,
    /// Calls that came on these days of the week, 1 for Monday to 7, in the business's time zone. Without `from`, as for
    /// `hour_of_day`.
    day_of_week: Option<Vec<u8>>,
    /// Calls by the first or last digits of the caller's number, or by the beginning of the caller's name. Three or more digits
    /// that no number begins or ends with are looked for inside of the numbers.
    q: Option<String>,
}

fn filter(form: &Form, zone: &TimeZone, now: Timestamp) -> Result<Filter, ApiFailure> {
    let moment = |name, is_end| match form.has(name) {
        true => parse_moment(name, form.get(name), zone, is_end).map(Some),
        false => Ok(None),
    };
    let (from, to) = (moment("from", false)?, moment("to", true)?);
    refuse_reversed(from, to)?;
    let filter = question::read(form, Reader::Api, (from, to), zone, now);
    filter.map_err(|error| ApiFailure::field(error.name, error.sentence))
}

/// The calls that the member sees, newest first.
#[utoipa::path(
    get, path = "/api/v1/calls", tag = "calls", operation_id = "list_calls",
    params(ListQuery, Paging),
    responses((status = 200, description = "A page of calls", body = Calls), Always, WithParameters),
)]
pub(crate) async fn index(
    Api(may): Api<May<actions::SeeCalls>>,
    State(app): State<App>,
    query: QueryString,
    Params(paging): Params<Paging>,
) -> Answer<Calls> {
    let zone = TimeZone::get(may.viewpoint().business_time_zone()).unwrap_or(TimeZone::UTC);
    let filter = filter(&query, &zone, app.db.now())?;
    let (limit, place) = (paging.limit()?, paging.place::<Cursor>()?);
    let page = calls::list(&app.db, &may, &filter, place, limit).await?;
    Ok(Json(Calls {
        calls: page.calls.into_iter().map(CallRow::from).collect(),
        next_cursor: page.older.as_ref().map(cursor),
    }))
}

/// One call, with its timeline, its recordings and the changes of its annotations.
#[utoipa::path(
    get, path = "/api/v1/calls/{call}", tag = "calls", operation_id = "find_call",
    params(("call" = String, Path, description = "The call's id")),
    responses((status = 200, description = "The call", body = One), Always, OnOne),
)]
pub(crate) async fn show(Api(held): Api<Held<Call, actions::SeeCalls>>, State(app): State<App>) -> Answer<One> {
    let detail: Detail = calls::detail(&app.db, &held).await?;
    let changes = calls::annotation_changes(&app.db, &held).await?;
    Ok(Json(One { call: CallWithTimeline::to(held.viewpoint(), detail, changes) }))
}

/// The format of an export.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FormatQuery {
    /// `csv` (the default), or `xlsx` for an Excel workbook.
    format: Option<String>,
}

/// All calls that match the filters, as CSV or as a workbook. Times are in the person's time zone, or in the
/// business's when the person has set none.
#[utoipa::path(
    get, path = "/api/v1/calls/export", tag = "calls", operation_id = "export_calls",
    params(ListQuery, FormatQuery),
    responses(
        (
            status = 200, description = "The table",
            content(
                (String = "text/csv"),
                (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ),
        ),
        Always, WithParameters,
    ),
)]
pub(crate) async fn export(
    Api(may): Api<May<actions::Export>>,
    State(app): State<App>,
    query: QueryString,
    Params(FormatQuery { format }): Params<FormatQuery>,
) -> Result<Response, ApiFailure> {
    let format = exports::FileFormat::from_name(format.as_deref().unwrap_or_default())?;
    let viewpoint = may.viewpoint();
    let business = TimeZone::get(viewpoint.business_time_zone()).unwrap_or(TimeZone::UTC);
    let own = viewpoint.time_zone().and_then(|name| TimeZone::get(name).ok());
    let filter = filter(&query, &business, app.db.now())?;
    Ok(export::calls(&app, &may, filter, own.unwrap_or(business), format).await?)
}
