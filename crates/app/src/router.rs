//! Every route, one a line.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::timeout::TimeoutLayer;

use crate::http::api_failure::ApiFailure;
use crate::http::failure::not_found;
use crate::http::routes::{Route, Routes};
use crate::http::{compression, flash, form_binding, headers, health, metrics, origin, page_failure, panics, patience};
use crate::page::failure;
use crate::state::App;
use crate::{
    assets, audit, calls, carrier, deletion, invitations, live, log_in_as, members, number_access, numbers, reports,
    router_api, settings, setup, sign_in, users,
};

/// The most bytes in a form or a JSON body.
const MAX_BODY_BYTES: usize = 1024 * 1024;
/// The most bytes in a carrier's webhook, as in a signed form.
const MAX_WEBHOOK_BYTES: usize = 64 * 1024;
/// How long a page or call may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// The pages that are open to everybody. Their handlers do the checks.
fn open_pages() -> Routes {
    Routes::new()
        .open(Method::GET, "/", sign_in::start::show)
        .open(Method::POST, "/first-run", sign_in::first_run::create)
        .open(Method::GET, "/sign-in", sign_in::session::new)
        .open(Method::POST, "/sign-in", sign_in::session::create)
        .open(Method::POST, "/sign-out", sign_in::session::delete)
        .open(Method::GET, "/password-reset", sign_in::password_reset::new)
        .open(Method::POST, "/password-reset", sign_in::password_reset::create)
        .open(Method::GET, "/password-reset/{token}", sign_in::password_reset::edit)
        .open(Method::POST, "/password-reset/{token}", sign_in::password_reset::update)
        .open(Method::GET, "/address-change/{token}", sign_in::address_change::edit)
        .open(Method::POST, "/address-change/{token}", sign_in::address_change::update)
        .open(Method::GET, "/invitations", invitations::pending::index)
        .open(Method::GET, "/invitations/{token}", invitations::acceptance::new)
        .open(Method::POST, "/invitations/{token}", invitations::acceptance::create)
        .open(Method::POST, "/invitations/waiting/{invitation}", invitations::pending::create)
        .open(Method::GET, "/invitations/waiting/{invitation}/refusal", invitations::pending::confirm_refusal)
        .open(Method::POST, "/invitations/waiting/{invitation}/refusal", invitations::pending::delete)
        .open(Method::POST, "/theme", settings::theme::update)
        .open(Method::GET, "/unsubscribe/{reader}", log_in_as::unsubscribe::edit)
        .open(Method::POST, "/unsubscribe/{reader}", log_in_as::unsubscribe::update)
        .open(Method::GET, "/report-letters/{letter}", reports::letters_end::edit)
        .open(Method::POST, "/report-letters/{letter}", reports::letters_end::update)
}

/// The pages of a business.
fn pages() -> Routes {
    Routes::new()
        .business(Method::GET, "/b/{business}", sign_in::start::business)
        .business(Method::GET, "/b/{business}/dashboard", reports::dashboard::show)
        .business(Method::POST, "/b/{business}/calls/{call}/called-back", reports::callers::update)
        .business(Method::GET, "/b/{business}/calls", calls::list::index)
        .business(Method::GET, "/b/{business}/calls/export", calls::list::export)
        .business(Method::GET, "/b/{business}/calls/columns", calls::columns::edit)
        .business(Method::POST, "/b/{business}/calls/columns", calls::columns::update)
        .business(Method::GET, "/b/{business}/call-views", calls::views::index)
        .business(Method::GET, "/b/{business}/call-views/new", calls::views::new)
        .business(Method::POST, "/b/{business}/call-views/new", calls::views::create)
        .business(Method::GET, "/b/{business}/call-views/{view}/edit", calls::views::edit)
        .business(Method::POST, "/b/{business}/call-views/{view}/edit", calls::views::update)
        .business(Method::POST, "/b/{business}/call-views/{view}/filters", calls::views::replace)
        .business(Method::GET, "/b/{business}/call-views/{view}/removal", calls::views::confirm_removal)
        .business(Method::POST, "/b/{business}/call-views/{view}/removal", calls::views::delete)
        .business(Method::GET, "/b/{business}/calls/{call}", calls::call::show)
        .business(Method::POST, "/b/{business}/calls/selected", calls::selected::act)
        .business(Method::POST, "/b/{business}/calls/{call}/annotations", calls::annotations::update)
        .business(Method::POST, "/b/{business}/calls/{call}/notes", calls::annotations::create_note)
        .business(Method::POST, "/b/{business}/calls/{call}/block", calls::annotations::block)
        .business(Method::GET, "/b/{business}/notes/{note}/edit", calls::note::edit)
        .business(Method::POST, "/b/{business}/notes/{note}/edit", calls::note::update)
        .business(Method::POST, "/b/{business}/notes/{note}/removal", calls::note::delete)
        .business(Method::GET, "/b/{business}/calls/{call}/recording", calls::recording::show)
        .business(Method::GET, "/b/{business}/analytics", reports::analytics::show)
        .business(Method::GET, "/b/{business}/analytics/export", reports::analytics::export)
        .business(Method::POST, "/b/{business}/analytics/preparation", reports::preparation::create)
        .business(Method::GET, "/b/{business}/reports", reports::saved::index)
        .business(Method::GET, "/b/{business}/reports/new", reports::saved::new)
        .business(Method::POST, "/b/{business}/reports/new", reports::saved::create)
        .business(Method::GET, "/b/{business}/reports/{report}/edit", reports::saved::edit)
        .business(Method::POST, "/b/{business}/reports/{report}/edit", reports::saved::update)
        .business(Method::GET, "/b/{business}/reports/{report}/schedule", reports::schedule::edit)
        .business(Method::POST, "/b/{business}/reports/{report}/schedule", reports::schedule::update)
        .business(Method::GET, "/b/{business}/reports/{report}/recipients/new", reports::outside::new)
        .business(Method::POST, "/b/{business}/reports/{report}/recipients/new", reports::outside::create)
        .business(Method::GET, "/b/{business}/report-recipients/{recipient}", reports::outside::show)
        .business(Method::GET, "/b/{business}/report-recipients/{recipient}/edit", reports::outside::edit)
        .business(Method::POST, "/b/{business}/report-recipients/{recipient}/edit", reports::outside::update)
        .business(Method::GET, "/b/{business}/report-recipients/{recipient}/removal", reports::outside::confirm_removal)
        .business(Method::POST, "/b/{business}/report-recipients/{recipient}/removal", reports::outside::delete)
        .business(Method::POST, "/b/{business}/reports/{report}/send", reports::saved::send)
        .business(Method::GET, "/b/{business}/reports/{report}/removal", reports::saved::confirm_removal)
        .business(Method::POST, "/b/{business}/reports/{report}/removal", reports::saved::delete)
        .business(Method::GET, "/b/{business}/numbers", numbers::list::index)
        .business(Method::GET, "/b/{business}/numbers/new", numbers::form::new)
        .business(Method::POST, "/b/{business}/numbers/new", numbers::form::create)
        .business(Method::GET, "/b/{business}/numbers/{number}", numbers::number::show)
        .business(Method::GET, "/b/{business}/numbers/{number}/sight", numbers::viewers::show)
        .business(Method::GET, "/b/{business}/numbers/{number}/edit", numbers::form::edit)
        .business(Method::POST, "/b/{business}/numbers/{number}/edit", numbers::form::update)
        .business(Method::POST, "/b/{business}/numbers/new/effect", numbers::form::effect_of_new)
        .business(Method::POST, "/b/{business}/numbers/{number}/edit/effect", numbers::form::effect)
        .business(Method::GET, "/b/{business}/numbers/{number}/release", numbers::number::confirm_release)
        .business(Method::POST, "/b/{business}/numbers/{number}/release", numbers::number::release)
        .business(Method::GET, "/b/{business}/number-groups", numbers::groups::group::index)
        .business(Method::POST, "/b/{business}/number-groups/numbers", numbers::groups::group::numbers)
        .business(Method::GET, "/b/{business}/number-groups/new", numbers::groups::group::new)
        .business(Method::POST, "/b/{business}/number-groups/new", numbers::groups::group::create)
        .business(Method::GET, "/b/{business}/number-groups/{group}/edit", numbers::groups::group::edit)
        .business(Method::POST, "/b/{business}/number-groups/{group}/edit", numbers::groups::group::update)
        .business(Method::POST, "/b/{business}/number-groups/new/effect", numbers::groups::group::effect_of_new)
        .business(Method::POST, "/b/{business}/number-groups/{group}/edit/effect", numbers::groups::group::effect)
        .business(Method::GET, "/b/{business}/number-groups/{group}/removal", numbers::groups::group::confirm_removal)
        .business(Method::POST, "/b/{business}/number-groups/{group}/removal", numbers::groups::group::delete)
        .business(Method::POST, "/b/{business}/number-access", number_access::picker::update)
        .business(Method::GET, "/b/{business}/audit", audit::list::index)
        .business(Method::GET, "/b/{business}/audit/export", audit::list::export)
        .business(Method::GET, "/b/{business}/users", users::list::index)
        .business(Method::GET, "/b/{business}/users/export", users::list::export)
        .business(Method::POST, "/b/{business}/users/selected", users::selection::act)
        .business(Method::POST, "/b/{business}/invitations/{invitation}/resend", invitations::invitation::resend)
        .business(Method::GET, "/b/{business}/invitations/{invitation}", invitations::invitation::show)
        .business(Method::GET, "/b/{business}/invitations/{invitation}/edit", invitations::edit::edit)
        .business(Method::POST, "/b/{business}/invitations/{invitation}/edit", invitations::edit::update)
        .business(Method::GET, "/b/{business}/invitations/{invitation}/cancel", invitations::invitation::confirm_cancel)
        .business(Method::POST, "/b/{business}/invitations/{invitation}/cancel", invitations::invitation::cancel)
        .business(Method::GET, "/b/{business}/members/{member}", members::member::show)
        .business(Method::GET, "/b/{business}/members/{member}/remove", members::removal::confirm)
        .business(Method::POST, "/b/{business}/members/{member}/remove", members::removal::delete)
        .business(Method::GET, "/b/{business}/invitations", invitations::invite::index)
        .business(Method::POST, "/b/{business}/invitations", invitations::invite::create)
        .business(Method::GET, "/b/{business}/invitations/new", invitations::invite::new)
        .business(Method::GET, "/b/{business}/invitations/many", invitations::invite_many::new)
        .business(Method::POST, "/b/{business}/invitations/many", invitations::invite_many::create)
        .business(Method::GET, "/b/{business}/members/{member}/edit", members::edit::edit)
        .business(Method::POST, "/b/{business}/members/{member}/edit", members::edit::update)
        .business(Method::POST, "/b/{business}/members/{member}/edit/effect", members::edit::effect)
        .business(Method::GET, "/b/{business}/members/{member}/ownership", members::ownership::new)
        .business(Method::POST, "/b/{business}/members/{member}/ownership", members::ownership::create)
        .business(Method::GET, "/b/{business}/ownership/new", members::ownership::choose)
        .business(Method::POST, "/b/{business}/ownership/withdrawal", members::ownership::delete)
        .business(Method::GET, "/b/{business}/ownership", members::ownership::show)
        .business(Method::POST, "/b/{business}/ownership", members::ownership::update)
        .business(Method::POST, "/b/{business}/ownership/refusal", members::ownership::refuse)
        .business(Method::GET, "/b/{business}/leave", members::leave::edit)
        .business(Method::POST, "/b/{business}/leave", members::leave::delete)
        .business(Method::GET, "/b/{business}/members/{member}/log-in-as", log_in_as::period::new)
        .business(Method::POST, "/b/{business}/members/{member}/log-in-as", log_in_as::period::create)
        .business(Method::GET, "/b/{business}/impersonation/changes", log_in_as::period::confirm_changes)
        .business(Method::POST, "/b/{business}/impersonation/changes", log_in_as::period::allow)
        .business(Method::POST, "/b/{business}/impersonation/end", log_in_as::period::delete)
        .business(Method::GET, "/b/{business}/setup", setup::steps::show)
        .business(Method::POST, "/b/{business}/setup/mail", setup::steps::test_mail)
        .business(Method::POST, "/b/{business}/setup/carrier", setup::steps::test_account)
        .business(Method::POST, "/b/{business}/setup/dismissal", setup::steps::dismiss)
        .business(Method::GET, "/b/{business}/settings", settings::tabs::show)
        .business(Method::GET, "/b/{business}/settings/profile", settings::profile::edit)
        .business(Method::POST, "/b/{business}/settings/profile", settings::profile::update)
        .business(Method::POST, "/b/{business}/settings/profile/email", settings::email::create)
        .business(Method::GET, "/b/{business}/settings/security", settings::security::show)
        .business(Method::POST, "/b/{business}/settings/security/password", settings::security::update_password)
        .business(Method::POST, "/b/{business}/settings/security/letters", settings::security::update_letters)
        .business(
            Method::POST,
            "/b/{business}/settings/security/sessions/end-others",
            settings::security::delete_others,
        )
        .business(Method::POST, "/b/{business}/settings/security/sessions/{session}/end", settings::security::delete)
        .business(Method::GET, "/b/{business}/settings/business", settings::business::edit)
        .business(Method::POST, "/b/{business}/settings/business", settings::business::update)
        .business(
            Method::POST,
            "/b/{business}/settings/business/existing-accounts",
            settings::existing_accounts::update,
        )
        .business(Method::GET, "/b/{business}/settings/business/deletion", deletion::form::new)
        .business(Method::POST, "/b/{business}/settings/business/deletion", deletion::form::create)
        .business(Method::GET, "/b/{business}/deletion", deletion::take_back::show)
        .business(Method::POST, "/b/{business}/deletion/withdrawal", deletion::take_back::create)
        .business(Method::POST, "/b/{business}/settings/business/jobs/{job}/retry", settings::failed_jobs::retry)
        .business(Method::GET, "/b/{business}/settings/tags", settings::tags::index)
        .business(Method::POST, "/b/{business}/settings/tags", settings::tags::create)
        .business(Method::GET, "/b/{business}/settings/tags/{tag}/edit", settings::tags::edit)
        .business(Method::POST, "/b/{business}/settings/tags/{tag}/edit", settings::tags::update)
        .business(Method::POST, "/b/{business}/settings/tags/{tag}/merge", settings::tags::merge)
        .business(Method::POST, "/b/{business}/settings/tags/{tag}/removal", settings::tags::delete)
        .business(Method::GET, "/b/{business}/settings/qualified-calls", settings::qualified_calls::index)
        .business(Method::POST, "/b/{business}/settings/qualified-calls/review", settings::qualified_calls::review)
        .business(Method::GET, "/b/{business}/settings/qualified-calls/new", settings::qualified_rule::new)
        .business(Method::POST, "/b/{business}/settings/qualified-calls/new", settings::qualified_rule::create)
        .business(Method::GET, "/b/{business}/settings/qualified-calls/{rule}/edit", settings::qualified_rule::edit)
        .business(Method::POST, "/b/{business}/settings/qualified-calls/{rule}/edit", settings::qualified_rule::update)
        .business(
            Method::POST,
            "/b/{business}/settings/qualified-calls/{rule}/place",
            settings::qualified_calls::change_place,
        )
        .business(
            Method::POST,
            "/b/{business}/settings/qualified-calls/{rule}/removal",
            settings::qualified_calls::delete,
        )
        .business(Method::GET, "/b/{business}/settings/blocked-callers", settings::blocked_callers::index)
        .business(Method::POST, "/b/{business}/settings/blocked-callers", settings::blocked_callers::create)
        .business(
            Method::POST,
            "/b/{business}/settings/blocked-callers/{blocked_caller}/removal",
            settings::blocked_callers::delete,
        )
        .business(Method::GET, "/b/{business}/settings/billing", settings::billing::show)
        .business(Method::GET, "/b/{business}/settings/carrier", settings::carrier::edit)
        .business(Method::POST, "/b/{business}/settings/carrier", settings::carrier::update)
        .business(Method::GET, "/b/{business}/settings/api", settings::tokens::index)
        .business(Method::POST, "/b/{business}/settings/api/tokens", settings::tokens::create)
        .business(Method::POST, "/b/{business}/settings/api/tokens/{token}/end", settings::tokens::delete)
}

/// Health checks, and the files that pages need.
fn infrastructure() -> Routes {
    Routes::new().open(Method::GET, "/healthz", health::liveness).open(Method::GET, "/readyz", health::readiness).open(
        Method::GET,
        "/assets/{hash}/{*name}",
        assets::serve,
    )
}

/// Streams, which have no time limit.
fn streams() -> Routes {
    Routes::new().business(Method::GET, "/b/{business}/live", live::stream::show)
}

fn all_routes(app: &App) -> Routes {
    let with_timeout = |router: Router<App>| {
        router
            .layer(from_fn(panics::answer_panics))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT))
    };
    let with_failure_pages =
        |router: Router<App>| router.layer(from_fn_with_state(app.clone(), failure::render_failures));
    let for_browsers = |router: Router<App>| {
        let router = with_timeout(router.layer(from_fn_with_state(app.clone(), form_binding::same_period_only)))
            .layer(from_fn_with_state(app.clone(), flash::clear_flash_once_shown))
            .layer(from_fn_with_state(app.clone(), origin::refuse_cross_site));
        with_failure_pages(router).layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
    };
    Routes::new()
        .with_part(open_pages(), for_browsers)
        .with_part(pages(), for_browsers)
        .with_part(router_api::routes(), |router| with_timeout(router).layer(DefaultBodyLimit::max(MAX_BODY_BYTES)))
        .with_part(carrier::routes(), |router| with_timeout(router).layer(DefaultBodyLimit::max(MAX_WEBHOOK_BYTES)))
        .with_part(infrastructure(), |router| with_failure_pages(with_timeout(router)))
        .with_part(streams(), |router| with_failure_pages(router.layer(from_fn(panics::answer_panics))))
}

/// The list of all routes, for the tests that walk it.
pub fn routes(app: &App) -> Vec<Route> {
    all_routes(app).into_parts().1
}

/// The whole router.
pub fn router(app: App) -> Router {
    let (router, _) = all_routes(&app).into_parts();
    // Counting is a good part of the cost of a short request, so it needs a metrics address.
    let is_counted = app.config.metrics_bind.is_some();
    let failure_layer = || from_fn_with_state(app.clone(), failure::render_failures);
    let router = router
        .fallback(unknown_address.layer(failure_layer()))
        .method_not_allowed_fallback(unsupported_method.layer(failure_layer()))
        .layer(from_fn_with_state(app.clone(), patience::limit_database_waits))
        .layer(compression::layer())
        .layer(from_fn_with_state(app.clone(), headers::set_response_headers))
        .with_state(app);
    if is_counted { router.layer(from_fn(metrics::count)) } else { router }
}

/// An address that is no route of ours.
async fn unknown_address(uri: Uri) -> Response {
    if uri.path().starts_with("/api/") {
        return ApiFailure::from(not_found()).into_response();
    }
    page_failure::for_status(StatusCode::NOT_FOUND)
}

/// A method that the address does not support.
async fn unsupported_method(uri: Uri) -> Response {
    if uri.path().starts_with("/api/") {
        let sentence = "This address does not support that method.";
        return ApiFailure::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", sentence).into_response();
    }
    page_failure::for_status(StatusCode::METHOD_NOT_ALLOWED)
}
