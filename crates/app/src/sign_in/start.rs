//! `/`: the first-run page, the sign-in page, or a redirect to the business that was opened last.

use axum::extract::State;
use axum::http::HeaderMap;
use crewline_core::access::{May, actions};
use crewline_core::{accounts, businesses};

use super::first_run;
use super::no_business_page::NoBusiness;
use crate::http::cookies;
use crate::http::guard::Page;
use crate::http::redirect::{go_to, with_cookie};
use crate::http::visitor::Visitor;
use crate::invitations::pending;
use crate::page::layout::Browser;
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::theme_from_key;

/// The cookie with the business that was opened last.
const LAST_BUSINESS_COOKIE: &str = "crewline_business";

/// Answers `/`.
pub(crate) async fn show(
    State(app): State<App>,
    browser: Browser,
    Visitor(person): Visitor,
    headers: HeaderMap,
) -> Answer {
    let Some(person) = person else {
        if !accounts::any_account_exists(&app.db).await? {
            return page(&first_run::empty(&browser));
        }
        return Ok(go_to("/sign-in"));
    };
    let links = businesses::of_user(&app.db, person.user).await?;
    let last = cookies::value(&headers, LAST_BUSINESS_COOKIE);
    let link = links.iter().find(|link| Some(link.slug.as_str()) == last).or(links.first());
    if let Some(link) = link {
        return Ok(go_to(&format!("/b/{}/calls", link.slug)));
    }
    let pending_page = pending::list(&app, &browser, &person).await?;
    if !pending_page.rows.is_empty() {
        return page(&pending_page);
    }
    let theme = theme_from_key(&person.theme);
    page(&NoBusiness { theme, flash: browser.flash().cloned(), email: person.email })
}

/// `/b/{business}`: redirects to the business's first page, and remembers the business for `/`.
pub(crate) async fn business(Page(may): Page<May<actions::SeeCalls>>, State(app): State<App>) -> Answer {
    let slug = may.viewpoint().slug();
    let answer = go_to(&format!("/b/{slug}/calls"));
    Ok(with_cookie(answer, cookies::set(&app.config, LAST_BUSINESS_COOKIE, slug, 400 * 86_400)))
}
