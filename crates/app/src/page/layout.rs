//! Builds the layout around a business's page: the sidebar, the switcher and the profile menu for a viewpoint.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use crewline_core::access::{Viewpoint, actions};
use crewline_core::accounts::Theme;
use crewline_core::businesses;
use jiff::tz::TimeZone;

use crate::http::cookies::{self, percent_decode};
use crate::http::flash;
use crate::http::log_in_as_banner::log_in_as_banner;
use crate::http::page_failure::PageFailure;
use crate::state::App;
use crate::view::{BusinessName, Flash, Layout, Nav, Person, theme_from_key};

/// The parts of the request that the layout needs: the address, preferences and the flash.
#[derive(Debug)]
pub(crate) struct Browser {
    address: String,
    time_zone: Option<String>,
    flash: Option<Flash>,
    theme: Theme,
    period: Option<String>,
}

impl FromRequestParts<App> for Browser {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self {
            address: parts.uri.path_and_query().map(|at| at.as_str().to_owned()).unwrap_or_default(),
            time_zone: cookies::value(&parts.headers, "time_zone").map(percent_decode),
            flash: flash::from_headers(&parts.headers),
            theme: theme_from_key(cookies::value(&parts.headers, "crewline_theme").unwrap_or_default()),
            period: cookies::period(&app.config, &parts.headers),
        })
    }
}

impl Browser {
    /// The theme in the browser's cookie.
    pub(crate) fn theme(&self) -> Theme {
        self.theme
    }

    /// The sentence that the previous response left for this page.
    pub(crate) fn flash(&self) -> Option<&Flash> {
        self.flash.as_ref()
    }

    /// The browser's time zone; `None` when there is no such zone.
    pub(crate) fn time_zone(&self) -> Option<&str> {
        self.time_zone.as_deref().filter(|name| crewline_core::text::time_zone(name).is_ok())
    }

    /// The person's time zone: their profile's, else the browser's, else the business's.
    pub(crate) fn zone(&self, viewpoint: &Viewpoint) -> TimeZone {
        let names = [viewpoint.time_zone(), self.time_zone(), Some(viewpoint.business_time_zone())];
        names.into_iter().flatten().find_map(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
    }
}

/// The layout for a page of this viewpoint.
pub(crate) async fn build_layout(
    app: &App,
    viewpoint: &Viewpoint,
    browser: &Browser,
    current: Nav,
) -> Result<Layout, PageFailure> {
    let businesses = if viewpoint.impersonation().is_some() {
        // Log in as shows none of the teammate's other businesses.
        Vec::new()
    } else {
        businesses::of_user(&app.db, viewpoint.user()).await?
    };
    let here = BusinessName { name: viewpoint.business_name().to_owned(), slug: viewpoint.slug().to_owned() };
    Ok(Layout {
        theme: theme_from_key(viewpoint.theme()),
        businesses: if businesses.is_empty() {
            vec![here.clone()]
        } else {
            businesses.into_iter().map(|link| BusinessName { name: link.name, slug: link.slug }).collect()
        },
        business: here,
        nav: nav_pages(viewpoint),
        current: Some(current),
        person: Person {
            id: viewpoint.member().to_string(),
            name: viewpoint.name().to_owned(),
            email: viewpoint.email().to_owned(),
            role: viewpoint.role(),
        },
        address: browser.address.clone(),
        flash: browser.flash.clone(),
        acting: log_in_as_banner(viewpoint, app.db.now(), browser.period.clone().unwrap_or_default()),
    })
}

/// The pages that exist and that the viewpoint may use.
fn nav_pages(viewpoint: &Viewpoint) -> Vec<Nav> {
    let pages = [
        (Nav::Calls, viewpoint.allows(actions::SeeCalls)),
        (Nav::Numbers, viewpoint.allows(actions::SeeNumbers)),
        (Nav::Users, viewpoint.allows(actions::SeeUsers)),
        (Nav::AuditLog, viewpoint.allows(actions::SeeAuditLog)),
        (Nav::Settings, true),
    ];
    pages.into_iter().filter(|(_, allowed)| *allowed).map(|(page, _)| page).collect()
}
