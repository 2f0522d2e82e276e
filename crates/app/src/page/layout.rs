//! The frame around a page of a business: what the sidebar, the switcher and the profile menu show to this viewpoint.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use crewline_core::access::{Viewpoint, actions};
use crewline_core::businesses;
use crewline_core::people::Theme;
use jiff::tz::TimeZone;

use crate::http::acting::acting;
use crate::http::cookies::{self, decoded};
use crate::http::flash;
use crate::http::page_failure::PageFailure;
use crate::state::App;
use crate::view::{BusinessName, Flash, Nav, Person, Shell, theme_of};

/// What the browser says of itself, for the frame: where it is, its time zone, and what the page before had to say.
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
            time_zone: cookies::value(&parts.headers, "time_zone").map(decoded),
            flash: flash::of(&parts.headers),
            theme: theme_of(cookies::value(&parts.headers, "crewline_theme").unwrap_or_default()),
            period: cookies::period(&app.config, &parts.headers),
        })
    }
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
            role: viewpoint.role(),
        },
        address: browser.address.clone(),
        flash: browser.flash.clone(),
        acting: acting(viewpoint, app.db.now(), browser.period.clone().unwrap_or_default()),
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
