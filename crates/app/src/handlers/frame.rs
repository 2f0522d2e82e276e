//! The frame around a page of a business: what the sidebar, the switcher and the profile menu show to this viewpoint.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use crewline_core::access::{Role as CoreRole, Viewpoint, actions};
use crewline_core::businesses;
use crewline_core::time::Timestamp;
use jiff::tz::TimeZone;

use super::with_cookie;
use crate::config::Config;
use crate::http::cookies;
use crate::http::page_failure::PageFailure;
use crate::state::App;
use crate::view::{Acting, BusinessName, Flash, Nav, Person, Role, Shell, Theme};

/// The cookie that carries one sentence to the next page.
const FLASH: &str = "crewline_flash";

/// What the browser says of itself, for the frame: where it is, its time zone, and what the page before had to say.
#[derive(Debug)]
pub(crate) struct Browser {
    address: String,
    time_zone: Option<String>,
    flash: Option<Flash>,
    theme: Theme,
}

impl FromRequestParts<App> for Browser {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        let cookie = |name| cookies::value(&parts.headers, name).map(decoded);
        Ok(Self {
            address: parts.uri.path_and_query().map(|at| at.as_str().to_owned()).unwrap_or_default(),
            time_zone: cookie("time_zone"),
            flash: cookie(FLASH).filter(|text| !text.is_empty()).map(|text| match text.split_once(':') {
                Some(("bad", sentence)) => Flash::bad(sentence),
                Some((_, sentence)) => Flash::good(sentence),
                None => Flash::good(text),
            }),
            theme: theme_of(cookies::value(&parts.headers, "crewline_theme").unwrap_or_default()),
        })
    }
}

fn decoded(value: &str) -> String {
    percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned()
}

fn theme_of(key: &str) -> Theme {
    Theme::from_key(key).unwrap_or_default()
}

impl Browser {
    /// The theme that this browser keeps.
    pub(crate) fn theme(&self) -> Theme {
        self.theme
    }

    /// What the page before had to say.
    pub(crate) fn flash(&self) -> Option<&Flash> {
        self.flash.as_ref()
    }

    /// The browser's time zone, as it says; nothing where it says nonsense.
    pub(crate) fn time_zone(&self) -> Option<&str> {
        self.time_zone.as_deref().filter(|name| crewline_core::text::time_zone(name).is_ok())
    }

    /// The person's time zone: the fixed one, else the browser's, else the business's.
    pub(crate) fn zone(&self, viewpoint: &Viewpoint) -> TimeZone {
        let names = [viewpoint.time_zone(), self.time_zone(), Some(viewpoint.business_time_zone())];
        names.into_iter().flatten().find_map(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
    }
}

/// The answer with a sentence for the next page.
pub(crate) fn saying(app: &App, response: Response, flash: &Flash) -> Response {
    with_cookie(response, flash_cookie(&app.config, flash))
}

/// The cookie that carries a sentence to the next page.
pub(crate) fn flash_cookie(config: &Config, flash: &Flash) -> Option<HeaderValue> {
    let text = format!("{}:{}", if flash.bad { "bad" } else { "good" }, flash.sentence);
    let value = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string();
    cookies::set(config, FLASH, &value, 60)
}

/// Takes the sentence away once a page has shown it. A part of a page shows none.
pub(crate) async fn said_once(State(app): State<App>, request: Request, next: Next) -> Response {
    let shows = request.method() == Method::GET && !request.headers().contains_key("x-fragment");
    let said = shows && cookies::value(request.headers(), FLASH).is_some_and(|text| !text.is_empty());
    let response = next.run(request).await;
    if said && response.status().is_success() {
        return with_cookie(response, cookies::set(&app.config, FLASH, "", 0));
    }
    response
}

/// The frame for a page of this viewpoint. The pages that it lists are those that exist and that the role may use.
pub(crate) async fn shell(
    app: &App,
    viewpoint: &Viewpoint,
    browser: &Browser,
    current: Nav,
) -> Result<Shell, PageFailure> {
    let businesses = if viewpoint.impersonation().is_some() {
        // The teammate's other businesses do not exist here.
        Vec::new()
    } else {
        businesses::of_user(&app.db, viewpoint.user()).await?
    };
    let here = BusinessName { name: viewpoint.business_name().to_owned(), slug: viewpoint.slug().to_owned() };
    Ok(Shell {
        theme: theme_of(viewpoint.theme()),
        businesses: if businesses.is_empty() {
            vec![here.clone()]
        } else {
            businesses.into_iter().map(|link| BusinessName { name: link.name, slug: link.slug }).collect()
        },
        business: here,
        nav: nav(viewpoint),
        current: Some(current),
        person: Person {
            id: viewpoint.member().to_string(),
            name: viewpoint.name().to_owned(),
            email: viewpoint.email().to_owned(),
            role: role(viewpoint.role()),
        },
        address: browser.address.clone(),
        flash: browser.flash.clone(),
        acting: acting(viewpoint, app.db.now()),
    })
}

/// What the banner of Log in as says, while it lasts.
pub(crate) fn acting(viewpoint: &Viewpoint, now: Timestamp) -> Option<Acting> {
    let (period, slug) = (viewpoint.impersonation()?, viewpoint.slug());
    Some(Acting {
        actor: viewpoint.actor().name.clone(),
        viewpoint: viewpoint.name().to_owned(),
        minutes_left: u64::try_from(period.expires_at.seconds_since(now) / 60).unwrap_or(0),
        changes_allowed: period.mode == crewline_core::access::Mode::Changes,
        changes_href: format!("/b/{slug}/impersonation/changes"),
        return_href: format!("/b/{slug}/impersonation/end"),
    })
}

/// The pages that exist, for this viewpoint.
fn nav(viewpoint: &Viewpoint) -> Vec<Nav> {
    let pages = [
        (Nav::Calls, viewpoint.allows(actions::SeeCalls)),
        (Nav::Numbers, viewpoint.allows(actions::SeeNumbers)),
        (Nav::Users, viewpoint.allows(actions::SeeUsers)),
        (Nav::AuditLog, viewpoint.allows(actions::SeeAuditLog)),
        (Nav::Settings, true),
    ];
    pages.into_iter().filter(|(_, allowed)| *allowed).map(|(page, _)| page).collect()
}

/// A role, as views show it.
pub(crate) fn role(role: CoreRole) -> Role {
    match role {
        CoreRole::Owner => Role::Owner,
        CoreRole::Admin => Role::Admin,
        CoreRole::Manager => Role::Manager,
        CoreRole::Viewer => Role::Viewer,
    }
}
