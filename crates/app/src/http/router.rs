//! Every route, one a line.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::timeout::TimeoutLayer;

use super::api_failure::ApiFailure;
use super::failure::not_found;
use super::routes::{Route, Routes};
use super::{flash, headers, health, metrics, origin, page_failure, shown_under};
use crate::handlers::{
    acceptance, access_picker, audit, calls, first_run, invitation, invite, invite_many, leave, live, log_in_as,
    member_edit, members, number_groups, number_sight, numbers, ownership, password_reset, recording, removal,
    selection, settings, settings_api, settings_billing, settings_business, settings_carrier, settings_profile,
    settings_security, sign_in, start, theme, unsubscribe, users, waiting,
};
use crate::state::App;
use crate::{api, assets, carrier};

/// The most that a form or a JSON body may hold, in bytes.
const BODY: usize = 1024 * 1024;
/// The most that a carrier's webhook may hold, in bytes: as much as a signed form is read of.
const WEBHOOK: usize = 64 * 1024;
/// How long a page or call may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pages that are open to everybody, and decide for themselves.
fn door() -> Routes {
    Routes::new()
        .open(Method::GET, "/", start::show)
        .open(Method::POST, "/first-run", first_run::create)
        .open(Method::GET, "/sign-in", sign_in::new)
        .open(Method::POST, "/sign-in", sign_in::create)
        .open(Method::POST, "/sign-out", sign_in::delete)
        .open(Method::GET, "/password-reset", password_reset::new)
        .open(Method::POST, "/password-reset", password_reset::create)
        .open(Method::GET, "/password-reset/{token}", password_reset::edit)
        .open(Method::POST, "/password-reset/{token}", password_reset::update)
        .open(Method::GET, "/invitations", waiting::index)
        .open(Method::GET, "/invitations/{token}", acceptance::new)
        .open(Method::POST, "/invitations/{token}", acceptance::create)
        .open(Method::POST, "/invitations/waiting/{invitation}", waiting::create)
        .open(Method::GET, "/invitations/waiting/{invitation}/refusal", waiting::confirm_refusal)
        .open(Method::POST, "/invitations/waiting/{invitation}/refusal", waiting::delete)
        .open(Method::POST, "/theme", theme::update)
        .open(Method::GET, "/unsubscribe/{reader}", unsubscribe::edit)
        .open(Method::POST, "/unsubscribe/{reader}", unsubscribe::update)
}

/// The pages of a business.
fn pages() -> Routes {
    Routes::new()
        .business(Method::GET, "/b/{business}", start::business)
        .business(Method::GET, "/b/{business}/calls", calls::index)
        .business(Method::GET, "/b/{business}/calls/export", calls::export)
        .business(Method::GET, "/b/{business}/calls/{call}", calls::show)
        .business(Method::GET, "/b/{business}/calls/{call}/recording", recording::show)
        .business(Method::GET, "/b/{business}/numbers", numbers::index)
        .business(Method::GET, "/b/{business}/numbers/new", numbers::new)
        .business(Method::POST, "/b/{business}/numbers/new", numbers::create)
        .business(Method::GET, "/b/{business}/numbers/{number}", numbers::show)
        .business(Method::GET, "/b/{business}/numbers/{number}/sight", number_sight::show)
        .business(Method::GET, "/b/{business}/numbers/{number}/edit", numbers::edit)
        .business(Method::POST, "/b/{business}/numbers/{number}/edit", numbers::update)
        .business(Method::GET, "/b/{business}/numbers/{number}/release", numbers::confirm_release)
        .business(Method::POST, "/b/{business}/numbers/{number}/release", numbers::release)
        .business(Method::GET, "/b/{business}/number-groups", number_groups::index)
        .business(Method::POST, "/b/{business}/number-groups/numbers", number_groups::numbers)
        .business(Method::GET, "/b/{business}/number-groups/new", number_groups::new)
        .business(Method::POST, "/b/{business}/number-groups/new", number_groups::create)
        .business(Method::GET, "/b/{business}/number-groups/{group}/edit", number_groups::edit)
        .business(Method::POST, "/b/{business}/number-groups/{group}/edit", number_groups::update)
        .business(Method::GET, "/b/{business}/number-groups/{group}/removal", number_groups::confirm_removal)
        .business(Method::POST, "/b/{business}/number-groups/{group}/removal", number_groups::delete)
        .business(Method::POST, "/b/{business}/number-access", access_picker::update)
        .business(Method::GET, "/b/{business}/audit", audit::index)
        .business(Method::GET, "/b/{business}/audit/export", audit::export)
        .business(Method::GET, "/b/{business}/users", users::index)
        .business(Method::GET, "/b/{business}/users/export", users::export)
        .business(Method::POST, "/b/{business}/users/selected", selection::act)
        .business(Method::POST, "/b/{business}/invitations/{invitation}/resend", invitation::resend)
        .business(Method::GET, "/b/{business}/invitations/{invitation}/cancel", invitation::confirm_cancel)
        .business(Method::POST, "/b/{business}/invitations/{invitation}/cancel", invitation::cancel)
        .business(Method::GET, "/b/{business}/members/{member}", members::show)
        .business(Method::GET, "/b/{business}/members/{member}/remove", removal::confirm)
        .business(Method::POST, "/b/{business}/members/{member}/remove", removal::delete)
        .business(Method::GET, "/b/{business}/invitations", invite::index)
        .business(Method::POST, "/b/{business}/invitations", invite::create)
        .business(Method::GET, "/b/{business}/invitations/new", invite::new)
        .business(Method::GET, "/b/{business}/invitations/many", invite_many::new)
        .business(Method::POST, "/b/{business}/invitations/many", invite_many::create)
        .business(Method::GET, "/b/{business}/members/{member}/edit", member_edit::edit)
        .business(Method::POST, "/b/{business}/members/{member}/edit", member_edit::update)
        .business(Method::POST, "/b/{business}/members/{member}/edit/effect", member_edit::effect)
        .business(Method::GET, "/b/{business}/members/{member}/ownership", ownership::new)
        .business(Method::POST, "/b/{business}/members/{member}/ownership", ownership::create)
        .business(Method::GET, "/b/{business}/ownership/new", ownership::choose)
        .business(Method::POST, "/b/{business}/ownership/withdrawal", ownership::delete)
        .business(Method::GET, "/b/{business}/ownership", ownership::show)
        .business(Method::POST, "/b/{business}/ownership", ownership::update)
        .business(Method::POST, "/b/{business}/ownership/refusal", ownership::refuse)
        .business(Method::GET, "/b/{business}/leave", leave::edit)
        .business(Method::POST, "/b/{business}/leave", leave::delete)
        .business(Method::GET, "/b/{business}/members/{member}/log-in-as", log_in_as::new)
        .business(Method::POST, "/b/{business}/members/{member}/log-in-as", log_in_as::create)
        .business(Method::GET, "/b/{business}/impersonation/changes", log_in_as::confirm_changes)
        .business(Method::POST, "/b/{business}/impersonation/changes", log_in_as::allow)
        .business(Method::POST, "/b/{business}/impersonation/end", log_in_as::delete)
        .business(Method::GET, "/b/{business}/settings", settings::show)
        .business(Method::GET, "/b/{business}/settings/profile", settings_profile::edit)
        .business(Method::POST, "/b/{business}/settings/profile", settings_profile::update)
        .business(Method::GET, "/b/{business}/settings/security", settings_security::show)
        .business(Method::POST, "/b/{business}/settings/security/password", settings_security::update_password)
        .business(Method::POST, "/b/{business}/settings/security/letters", settings_security::update_letters)
        .business(Method::POST, "/b/{business}/settings/security/sessions/end-others", settings_security::delete_others)
        .business(Method::POST, "/b/{business}/settings/security/sessions/{session}/end", settings_security::delete)
        .business(Method::GET, "/b/{business}/settings/business", settings_business::edit)
        .business(Method::POST, "/b/{business}/settings/business", settings_business::update)
        .business(Method::GET, "/b/{business}/settings/billing", settings_billing::show)
        .business(Method::GET, "/b/{business}/settings/carrier", settings_carrier::edit)
        .business(Method::POST, "/b/{business}/settings/carrier", settings_carrier::update)
        .business(Method::GET, "/b/{business}/settings/api", settings_api::index)
        .business(Method::POST, "/b/{business}/settings/api/tokens", settings_api::create)
        .business(Method::POST, "/b/{business}/settings/api/tokens/{token}/end", settings_api::delete)
}

/// What machines ask: signs of life, and the files that pages need.
fn plumbing() -> Routes {
    Routes::new().open(Method::GET, "/healthz", health::process).open(Method::GET, "/readyz", health::ready).open(
        Method::GET,
        "/assets/{hash}/{*name}",
        assets::serve,
    )
}

/// What goes on for as long as somebody watches or listens.
fn streams() -> Routes {
    Routes::new().business(Method::GET, "/b/{business}/live", live::show)
}

fn all(app: &App) -> Routes {
    let timed =
        |router: Router<App>| router.layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE));
    let shown =
        |router: Router<App>| router.layer(from_fn_with_state(app.clone(), page_failure::with_the_requests_own));
    let browsers = |router: Router<App>| {
        let router = timed(router.layer(from_fn_with_state(app.clone(), shown_under::marked)))
            .layer(from_fn_with_state(app.clone(), flash::said_once))
            .layer(from_fn_with_state(app.clone(), origin::own_pages_only));
        shown(router).layer(DefaultBodyLimit::max(BODY))
    };
    Routes::new()
        .part(door(), browsers)
        .part(pages(), browsers)
        .part(api::routes(), |router| timed(router).layer(DefaultBodyLimit::max(BODY)))
        .part(carrier::routes(), |router| timed(router).layer(DefaultBodyLimit::max(WEBHOOK)))
        .part(plumbing(), |router| shown(timed(router)))
        .part(streams(), shown)
}

/// The list of all routes, for the tests that walk it.
pub fn routes(app: &App) -> Vec<Route> {
    all(app).done().1
}

/// The whole router.
pub fn router(app: App) -> Router {
    let (router, _) = all(&app).done();
    // Where nobody asks for the counts, nothing is counted: it is a good part of what a short answer costs.
    let is_counted = app.config.metrics_bind.is_some();
    let shown = || from_fn_with_state(app.clone(), page_failure::with_the_requests_own);
    let router = router
        .fallback(unknown.layer(shown()))
        .method_not_allowed_fallback(unsupported.layer(shown()))
        .layer(from_fn(headers::on_every_answer))
        .with_state(app);
    if is_counted { router.layer(from_fn(metrics::count)) } else { router }
}

/// An address that is no route of ours.
async fn unknown(uri: Uri) -> Response {
    if uri.path().starts_with("/api/") {
        return ApiFailure::from(not_found()).into_response();
    }
    page_failure::for_status(StatusCode::NOT_FOUND)
}

/// A method that the address does not know.
async fn unsupported(uri: Uri) -> Response {
    if uri.path().starts_with("/api/") {
        let sentence = "This address does not know that method.";
        return ApiFailure::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", sentence).into_response();
    }
    page_failure::for_status(StatusCode::METHOD_NOT_ALLOWED)
}
