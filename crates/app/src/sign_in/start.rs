//! `/`: the first-run page, signing in, or on to the business that was last looked at.

use axum::extract::State;
use axum::http::HeaderMap;
use crewline_core::access::{May, actions};
use crewline_core::{businesses, people};

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
use crate::view::theme_of;

/// The cookie that keeps the business that was last looked at.
const LAST: &str = "crewline_business";

/// Where to begin.
pub(crate) async fn show(
    State(app): State<App>,
    browser: Browser,
    Visitor(person): Visitor,
    headers: HeaderMap,
) -> Answer {
    let Some(person) = person else {
        if !people::any_account(&app.db).await? {
            return page(&first_run::empty(&browser));
        }
        return Ok(go_to("/sign-in"));
    };
    let links = businesses::of_user(&app.db, person.user).await?;
    let last = cookies::value(&headers, LAST);
    let link = links.iter().find(|link| Some(link.slug.as_str()) == last).or(links.first());
    if let Some(link) = link {
        return Ok(go_to(&format!("/b/{}/calls", link.slug)));
    }
    let waiting = pending::list(&app, &browser, &person).await?;
    if !waiting.rows.is_empty() {
        return page(&waiting);
    }
    let theme = theme_of(&person.theme);
    page(&NoBusiness { theme, flash: browser.flash().cloned(), email: person.email })
}

/// `/b/{business}`: a business's first page, which the browser begins with from now on.
pub(crate) async fn business(Page(may): Page<May<actions::SeeCalls>>, State(app): State<App>) -> Answer {
    let slug = may.viewpoint().slug();
    let answer = go_to(&format!("/b/{slug}/calls"));
    Ok(with_cookie(answer, cookies::set(&app.config, LAST, slug, 400 * 86_400)))
}
