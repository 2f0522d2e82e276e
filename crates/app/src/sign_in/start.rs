//! `/`: the first-run page, the sign-in page, or a redirect to the business that was opened last.

use axum::extract::State;
use axum::http::HeaderMap;
use crewline_core::access::{May, Role, actions};
use crewline_core::{accounts, businesses};

use super::first_run;
use super::no_business_page::{DeletedRow, NoBusiness};
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
            return page(&first_run::empty(&app, &browser, &headers)?);
        }
        return Ok(go_to("/sign-in"));
    };
    let (deleted, links): (Vec<_>, Vec<_>) =
        businesses::of_user(&app.db, person.user).await?.into_iter().partition(|link| link.removal_at.is_some());
    let last = cookies::value(&headers, LAST_BUSINESS_COOKIE);
    let link = links.iter().find(|link| Some(link.slug.as_str()) == last).or(links.first());
    if let Some(link) = link {
        return Ok(go_to(&format!("/b/{}/dashboard", link.slug)));
    }
    let pending_page = pending::list(&app, &browser, &person).await?;
    if !pending_page.rows.is_empty() {
        return page(&pending_page);
    }
    let theme = theme_from_key(&person.theme);
    let deleted = deleted.into_iter().map(|link| DeletedRow {
        href: (link.role == Role::Owner).then(|| format!("/b/{}/deletion", link.slug)),
        name: link.name,
    });
    let deleted = deleted.collect();
    page(&NoBusiness { theme, flash: browser.flash().cloned(), email: person.email, deleted })
}

/// `/b/{business}`: redirects to the business's first page, and remembers the business for `/`.
pub(crate) async fn business(Page(may): Page<May<actions::SeeDashboard>>, State(app): State<App>) -> Answer {
    let slug = may.viewpoint().slug();
    let answer = go_to(&format!("/b/{slug}/dashboard"));
    Ok(with_cookie(answer, cookies::set(&app.config, LAST_BUSINESS_COOKIE, slug, 400 * 86_400)))
}
