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
use crate::api::list::{Paging, cursor, parse_moment, parse_word, search_text};
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
    /// Where the next page begins; null at the end. A search for what many calls match may answer a page that is not
    /// full, and go on from here.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// One call.
#[derive(Serialize, ToSchema)]
#[schema(as = OneCall)]
pub(crate) struct One {
    call: CallWithTimeline,
}

/// Which calls: all that is said must hold.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Calls of a number, by its id.
    number_id: Option<String>,
    /// Calls of the numbers that are now in a group, by its id.
    group_id: Option<String>,
    /// Calls that came by this source.
    source: Option<String>,
    #[param(schema_with = schema_words::call_status, required = false)]
    status: Option<String>,
    /// Calls from this moment on (RFC 3339), or from the beginning of this day in the business's time zone.
    from: Option<String>,
    /// Calls before this moment (RFC 3339), or until the end of this day in the business's time zone.
    to: Option<String>,
    /// Callers by the beginning or the last digits of their number, or by the beginning of their name.
    q: Option<String>,
}

impl ListQuery {
    fn filter(self, zone: &TimeZone) -> Result<Filter, ApiFailure> {
        Ok(Filter {
            number: parse_word("number_id", self.number_id.as_deref(), "This is no id of a number.")?,
            group: parse_word("group_id", self.group_id.as_deref(), "This is no id of a number group.")?,
            source: search_text("source", self.source)?,
            status: self.status.as_deref().map(status).transpose()?,
            from: self.from.as_deref().map(|typed| parse_moment("from", typed, zone, false)).transpose()?,
            to: self.to.as_deref().map(|typed| parse_moment("to", typed, zone, true)).transpose()?,
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

/// How a list is written out.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FormatQuery {
    /// `csv`, which it is if this is left out, or `xlsx` for an Excel workbook of at most 250,000 calls.
    format: Option<String>,
}

/// The same calls as a table, all of them: in CSV or as a workbook, with moments in the person's time zone, or else in the business's.
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
    Params(form): Params<FormatQuery>,
) -> Result<Response, ApiFailure> {
    let form = exports::FileFormat::from_name(form.format.as_deref().unwrap_or_default())?;
    let viewpoint = may.viewpoint();
    let business = TimeZone::get(viewpoint.business_time_zone()).unwrap_or(TimeZone::UTC);
    let own = viewpoint.time_zone().and_then(|name| TimeZone::get(name).ok());
    let filter = query.filter(&business)?;
    Ok(export::calls(&app, &may, filter, own.unwrap_or(business), form).await?)
}
