//! The upgrade prompt.

use crewline_core::access::{Role, Viewpoint, actions};
use crewline_core::members;
use crewline_core::seats;
use crewline_core::time::Timestamp;

use super::upgrade_page::{SeatHolder, SeatsFull};
use crate::http::page_failure::PageFailure;
use crate::page::layout::{Browser, build_layout};
use crate::page::with_query;
use crate::settings::billing::plan_row;
use crate::state::App;
use crate::view::{Nav, When};

/// The most holders of seats that are listed, of each kind.
const MAX_LISTED: i64 = 8;

/// The prompt, or `None` when a seat is free.
pub(crate) async fn of(app: &App, browser: &Browser, viewpoint: &Viewpoint) -> Result<Option<SeatsFull>, PageFailure> {
    let (may, plans) = (viewpoint.may::<actions::SeeUsers>()?, &app.config.terms.plans);
    let usage = seats::usage(&app.db, &may, plans).await?;
    let Some(limit) = usage.seats.limit.filter(|_| usage.seats.is_full()) else { return Ok(None) };
    let holders = seats::holders(&app.db, &may, MAX_LISTED).await?;
    let (zone, now, slug) = (browser.zone(viewpoint), app.db.now().jiff(), viewpoint.slug());
    let ago = |at: Timestamp| When::ago(at.jiff(), &zone, now);
    let members = holders.members.into_iter().map(|each| SeatHolder {
        role: each.role,
        about: if each.since.is_some() { "last active" } else { "never active" },
        since: each.since.map(ago),
        href: format!("/b/{slug}/members/{}", each.id),
        may_cancel: false,
        name: each.name,
        email: each.email,
    });
    let invitations = holders.invitations.into_iter().map(|each| SeatHolder {
        role: each.role,
        about: "invited",
        since: each.since.map(ago),
        href: with_query(&format!("/b/{slug}/users"), &[("q", &each.email)]),
        may_cancel: holders.may_cancel.contains(&each.id),
        name: each.name,
        email: each.email,
    });
    let (members, invitations) = (members.collect::<Vec<_>>(), invitations.collect::<Vec<_>>());
    let may_see_billing = viewpoint.allows(actions::SeeBilling);
    Ok(Some(SeatsFull {
        layout: build_layout(app, viewpoint, browser, Nav::Users).await?,
        seats: (usage.seats.used, limit),
        more_members: usage.members - i64::try_from(members.len()).unwrap_or_default(),
        more_invitations: usage.invitations - i64::try_from(invitations.len()).unwrap_or_default(),
        members,
        invitations,
        larger: plans.larger_than(&usage.plan).map(plan_row).collect(),
        upgrade_url: plans.upgrade_url(&usage.plan).map(str::to_owned),
        plan: usage.plan.name.clone(),
        may_see_billing,
        owner_names: if may_see_billing { Vec::new() } else { owner_names(app, viewpoint).await? },
    }))
}

/// The names of the first two Owners.
async fn owner_names(app: &App, viewpoint: &Viewpoint) -> Result<Vec<String>, PageFailure> {
    let filter = members::Filter { q: None, role: Some(Role::Owner) };
    let owners =
        members::list(&app.db, &viewpoint.may()?, &filter, members::SortKey::Name.ascending(), None, 2).await?;
    Ok(owners.members.into_iter().map(|owner| owner.name).collect())
}
