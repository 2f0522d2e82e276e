//! Builds the layout around a business's page: the sidebar, the switcher and the profile menu for a viewpoint.

use crewline_core::access::{Role, Viewpoint, actions};
use crewline_core::businesses;

pub(crate) use super::browser::{Browser, business_zone};
use super::setup_steps::setup_summary;
use crate::http::log_in_as_banner::log_in_as_banner;
use crate::http::page_failure::PageFailure;
use crate::state::App;
use crate::view::{BusinessName, Layout, Nav, Person, theme_from_key};

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
    let here = BusinessName::live(viewpoint.business_name().to_owned(), viewpoint.slug().to_owned());
    Ok(Layout {
        theme: theme_from_key(viewpoint.theme()),
        businesses: if businesses.is_empty() {
            vec![here.clone()]
        } else {
            // A deleted one is there for its Owners, who may take it back.
            let shown = businesses.into_iter().filter(|link| link.removal_at.is_none() || link.role == Role::Owner);
            shown
                .map(|link| BusinessName { name: link.name, slug: link.slug, is_deleted: link.removal_at.is_some() })
                .collect()
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
        setup: setup_summary(app, viewpoint, browser).await?,
    })
}

/// The layout for a failure: nothing in it tells which page was asked for, so that a page that does not exist looks like one
/// that the person may not see.
pub(super) async fn build_bare_layout(
    app: &App,
    viewpoint: &Viewpoint,
    browser: &Browser,
) -> Result<Layout, PageFailure> {
    let layout = build_layout(app, viewpoint, browser, Nav::Settings).await?;
    let address = layout.href("");
    Ok(Layout { current: None, address, flash: None, setup: None, ..layout })
}

/// The pages that exist and that the viewpoint may use.
fn nav_pages(viewpoint: &Viewpoint) -> Vec<Nav> {
    let pages = [
        (Nav::Dashboard, viewpoint.allows(actions::SeeDashboard)),
        (Nav::Calls, viewpoint.allows(actions::SeeCalls)),
        (Nav::Analytics, viewpoint.allows(actions::SeeAnalytics)),
        (Nav::Numbers, viewpoint.allows(actions::SeeNumbers)),
        (Nav::Users, viewpoint.allows(actions::SeeUsers)),
        (Nav::AuditLog, viewpoint.allows(actions::SeeAuditLog)),
        (Nav::Settings, true),
    ];
    pages.into_iter().filter(|(_, allowed)| *allowed).map(|(page, _)| page).collect()
}
