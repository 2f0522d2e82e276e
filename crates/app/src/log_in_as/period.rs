//! A period of Log in as: starting it, allowing changes, and returning to one's own account.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use crewline_core::access::{Held, May, actions, may_log_in_as};
use crewline_core::log_in_as::{allow_changes, end, start};
use crewline_core::members::Member;
use crewline_core::{Error, Fields};
use secrecy::ExposeSecret;

use super::period_page::{AllowChanges, LogInAs};
use crate::http::extract::{Form, QueryString};
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::log_in_as::return_path;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::{go_to, own_path, with_cookie};
use crate::http::{cookies, device};
use crate::page::closed::ClosedForm;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, TextField};

type Teammate = Held<Member, actions::LogInAs>;

async fn form(
    app: &App,
    browser: &Browser,
    held: &Teammate,
    reason: TextField,
    return_to: &str,
) -> Result<LogInAs, PageFailure> {
    let viewpoint = held.viewpoint();
    let return_to = own_path(return_to).map_or_else(|| format!("/b/{}", viewpoint.slug()), str::to_owned);
    let layout = build_layout(app, viewpoint, browser, Nav::Users).await?;
    let href = layout.href(&format!("/members/{}/log-in-as", held.id));
    Ok(LogInAs { layout, href, name: held.name.clone(), reason, return_to, error: None })
}

/// The form that asks for the reason, or why nobody may log in as this member.
pub(crate) async fn new(
    Page(held): Page<Teammate>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    let viewpoint = held.viewpoint();
    if let Err(rule) = may_log_in_as((viewpoint.member(), viewpoint.role()), (held.id, held.role)) {
        let form = ClosedForm { title: "Log in as", nav: Nav::Users, back: ("/users", "Users") };
        return form.answer(&app, &browser, viewpoint, rule).await;
    }
    page(&form(&app, &browser, &held, TextField::new("reason"), query.get("return_to")).await?)
}

/// Starts a period. Its cookie is set beside the person's own session cookie.
pub(crate) async fn create(
    Page(held): Page<Teammate>,
    State(app): State<App>,
    browser: Browser,
    parts: Parts,
    posted: Form,
) -> Answer {
    let (reason, return_to) = (posted.get("reason"), posted.get("return_to"));
    let reason_field = |fields: &Fields| TextField {
        error: fields.get("reason").map(str::to_owned),
        ..TextField::with_value("reason", reason)
    };
    let started = match start(&app.db, &held, reason, &device(&app.config, &parts)).await {
        Ok(started) => started,
        Err(Error::Fields(fields)) => {
            return refused(&form(&app, &browser, &held, reason_field(&fields), return_to).await?);
        }
        Err(Error::Rule(rule)) => {
            let page_shown = form(&app, &browser, &held, reason_field(&Fields::none()), return_to).await?;
            return refused(&LogInAs { error: Some(rule.to_string()), ..page_shown });
        }
        Err(error) => return Err(error.into()),
    };
    let slug = held.viewpoint().slug();
    let token = started.token.expose_secret();
    let return_to = own_path(return_to).unwrap_or_default();
    let mut answer = go_to(&format!("/b/{slug}"));
    for cookie in cookies::set_log_in_as(&app.config, slug, token, return_to) {
        answer = with_cookie(answer, cookie);
    }
    Ok(answer)
}

/// The confirmation page before changes are allowed. Without Log in as it redirects to the business.
pub(crate) async fn confirm_changes(
    Page(may): Page<May<actions::AllowChanges>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = may.viewpoint();
    if viewpoint.impersonation().is_none() {
        return Ok(go_to(&format!("/b/{}", viewpoint.slug())));
    }
    let layout = build_layout(&app, viewpoint, &browser, Nav::Calls).await?;
    page(&AllowChanges { layout, name: viewpoint.name().to_owned() })
}

/// Allows changes.
pub(crate) async fn allow(Page(may): Page<May<actions::AllowChanges>>, State(app): State<App>) -> Answer {
    let viewpoint = may.viewpoint();
    let answer = go_to(&format!("/b/{}", viewpoint.slug()));
    if viewpoint.impersonation().is_none() {
        return Ok(answer);
    }
    allow_changes(&app.db, &may).await?;
    let sentence = format!("Changes are allowed. What you change, you change as {}.", viewpoint.name());
    Ok(with_flash(&app, answer, &Flash::good(sentence)))
}

/// Return to my account: ends the period and redirects to the page where it was started.
pub(crate) async fn delete(
    Page(may): Page<May<actions::Return>>,
    State(app): State<App>,
    headers: HeaderMap,
) -> Answer {
    let slug = may.viewpoint().slug();
    end(&app.db, &may).await?;
    let mut answer = go_to(&return_path(&headers, slug));
    for cookie in cookies::clear_log_in_as(&app.config, slug) {
        answer = with_cookie(answer, cookie);
    }
    Ok(answer)
}
