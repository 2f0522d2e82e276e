//! Calls in the JSON API.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use crewline_core::access::{Held, May, actions};
use crewline_core::calls::{self, Call, Cursor, Detail, Filter};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::api_call::{CallRow, CallWithTimeline};
use super::export;
use crate::api::list::{Paging, cursor, parse_moment, parse_word, refuse_reversed, search_text};
use crate::api::refusals::{Always, OnOne, WithParameters};
use crate::api::{Answer, schema_words};
use crate::exports;
use crate::http::api_failure::ApiFailure;
use crate::http::extract::Params;
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

/// The filters of the list: a call has to match all of them.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Calls of a number, by its id.
    number_id: Option<String>,
    /// Calls of the numbers that are in a group now, by its id.
    group_id: Option<String>,
    /// Calls whose number had this source.
    source: Option<String>,
    #[param(schema_with = schema_words::call_status, required = false)]
    status: Option<String>,
    /// Calls from this moment on (RFC 3339), or from the beginning of this day in the business's time zone.
    from: Option<String>,
    /// Calls before this moment (RFC 3339), or until the end of this day in the business's time zone.
    to: Option<String>,
    /// Calls with this tag, by its name.
    tag: Option<String>,
    #[param(schema_with = schema_words::qualified_filter, required = false)]
    qualified: Option<String>,
    /// `true`: calls that are spam; `false`: those that are not.
    spam: Option<bool>,
    /// Calls by the first or last digits of the caller's number, or by the beginning of the caller's name. Three or more digits
    /// that no number begins or ends with are looked for inside of the numbers.
    q: Option<String>,
}

impl ListQuery {
    fn filter(self, zone: &TimeZone) -> Result<Filter, ApiFailure> {
        let moment =
            |name, typed: Option<&str>, is_end| typed.map(|typed| parse_moment(name, typed, zone, is_end)).transpose();
        let (from, to) = (moment("from", self.from.as_deref(), false)?, moment("to", self.to.as_deref(), true)?);
        refuse_reversed(from, to)?;
        Ok(Filter {
            number: parse_word("number_id", self.number_id.as_deref(), "This is not the id of a number.")?,
            group: parse_word("group_id", self.group_id.as_deref(), "This is not the id of a number group.")?,
            source: search_text("source", self.source)?,
            status: self.status.as_deref().map(status).transpose()?,
            from,
            to,
            tag: search_text("tag", self.tag)?,
            qualified: parse_word("qualified", self.qualified.as_deref(), "Use true, false or none.")?,
            spam: self.spam,
            q: search_text("q", self.q)?,
        })
    }
}

fn status(typed: &str) -> Result<calls::CallStatus, ApiFailure> {
    typed.parse().map_err(|_| {
        let words = calls::CallStatus::ALL.iter().map(|status| status.word()).collect::<Vec<_>>().join(", ");
        ApiFailure::field("status", format!("Use one of {words}."))
    })
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
    Params(query): Params<ListQuery>,
    Params(paging): Params<Paging>,
) -> Answer<Calls> {
    let zone = TimeZone::get(may.viewpoint().business_time_zone()).unwrap_or(TimeZone::UTC);
    let filter = query.filter(&zone)?;
    let (limit, place) = (paging.limit()?, paging.place::<Cursor>()?);
    let page = calls::list(&app.db, &may, &filter, place, limit).await?;
    Ok(Json(Calls {
        calls: page.calls.into_iter().map(CallRow::from).collect(),
        next_cursor: page.older.as_ref().map(cursor),
    }))
}

/// One call, with its timeline and its recordings.
#[utoipa::path(
    get, path = "/api/v1/calls/{call}", tag = "calls", operation_id = "find_call",
    params(("call" = String, Path, description = "The call's id")),
    responses((status = 200, description = "The call", body = One), Always, OnOne),
)]
pub(crate) async fn show(Api(held): Api<Held<Call, actions::SeeCalls>>, State(app): State<App>) -> Answer<One> {
    let detail: Detail = calls::detail(&app.db, &held).await?;
    Ok(Json(One { call: detail.into() }))
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
    Params(query): Params<ListQuery>,
    Params(FormatQuery { format }): Params<FormatQuery>,
) -> Result<Response, ApiFailure> {
    let format = exports::FileFormat::from_name(format.as_deref().unwrap_or_default())?;
    let viewpoint = may.viewpoint();
    let business = TimeZone::get(viewpoint.business_time_zone()).unwrap_or(TimeZone::UTC);
    let own = viewpoint.time_zone().and_then(|name| TimeZone::get(name).ok());
    let filter = query.filter(&business)?;
    Ok(export::calls(&app, &may, filter, own.unwrap_or(business), format).await?)
}
