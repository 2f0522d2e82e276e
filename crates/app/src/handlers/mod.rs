//! What answers the pages' addresses: each takes a proof (or is open to everybody and decides for itself), asks core,
//! and fills the page's view. One noun a file, beside the page of the same name in `pages`.

pub(crate) mod acceptance;
pub(crate) mod access_picker;
pub(crate) mod audit;
mod call;
mod call_row;
pub(crate) mod calls;
pub(crate) mod first_run;
pub(crate) mod frame;
pub(crate) mod invitation;
pub(crate) mod invite;
mod invite_list;
pub(crate) mod invite_many;
pub(crate) mod leave;
pub(crate) mod live;
pub(crate) mod log_in_as;
pub(crate) mod member_edit;
mod member_effect;
pub(crate) mod members;
mod menus;
pub(crate) mod number_groups;
pub(crate) mod number_sight;
pub(crate) mod numbers;
pub(crate) mod ownership;
pub(crate) mod password_reset;
pub(crate) mod recording;
pub(crate) mod removal;
mod roles;
mod seats_full;
pub(crate) mod selection;
pub(crate) mod settings;
pub(crate) mod settings_api;
pub(crate) mod settings_billing;
pub(crate) mod settings_business;
pub(crate) mod settings_carrier;
pub(crate) mod settings_profile;
pub(crate) mod settings_security;
pub(crate) mod sign_in;
pub(crate) mod start;
pub(crate) mod theme;
pub(crate) mod unsubscribe;
mod user_filter;
pub(crate) mod users;
pub(crate) mod waiting;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::http::page_failure::PageFailure;

/// What every handler of a page answers.
pub(crate) type Answer = Result<Response, PageFailure>;

/// A page, as the answer.
pub(crate) fn page(page: &impl Template) -> Answer {
    with_status(StatusCode::OK, page)
}

/// A form that was refused: 422, with what was typed.
pub(crate) fn refused(page: &impl Template) -> Answer {
    with_status(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// A page with another status.
pub(crate) fn with_status(status: StatusCode, page: &impl Template) -> Answer {
    match page.render() {
        Ok(html) => Ok((status, Html(html)).into_response()),
        Err(error) => Err(crewline_core::db::Error::Fault(error.to_string()).into()),
    }
}

/// An address with the filters that hold, and more.
pub(crate) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
