//! One member: their facts, and how much they see.

use axum::extract::State;
use crewline_core::access::{Held, Role, actions};
use crewline_core::members::Member;
use crewline_core::visibility;

use super::member_page::MemberPage;
use super::sight::{MAX_LISTED, sight};
use crate::http::guard::Page;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, with_query};
use crate::state::App;
use crate::view::{Nav, When, access_in_words};

/// The page of a member.
pub(crate) async fn show(
    Page(held): Page<Held<Member, actions::SeeUsers>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = held.viewpoint();
    let layout = build_layout(&app, viewpoint, &browser, Nav::Users).await?;
    let (zone, country) = (browser.zone(viewpoint), viewpoint.country());
    let seen = visibility::surfaces(&app.db, &Member::count_scope(&held)).await?;
    // Members may change their own display name.
    let is_self = held.id == viewpoint.member() && viewpoint.allows(actions::EditMembers);
    let chosen = visibility::chosen(&app.db, &held, MAX_LISTED).await?;
    let path = layout.href(&format!("/members/{}", held.id));
    page(&MemberPage {
        name: held.name.clone(),
        email: held.email.clone(),
        role: held.role,
        access: access_in_words(&held.access),
        sight: sight(&layout, country, &held.access, chosen, seen, "Counts match the member's own pages"),
        joined: When::day(held.joined_at.jiff(), &zone),
        last_active: held.last_active_at.map(|at| When::ago(at.jiff(), &zone, app.db.now().jiff())),
        log_in_as: held
            .allows_log_in_as_by(viewpoint)
            .then(|| with_query(&format!("{path}/log-in-as"), &[("return_to", path.as_str())])),
        edit: (is_self || held.is_editable_by(viewpoint)).then(|| format!("{path}/edit")),
        hand_over: (viewpoint.allows(actions::HandOverOwnership) && held.role != Role::Owner)
            .then(|| format!("{path}/ownership")),
        remove: held.is_removable_by(viewpoint).then(|| format!("{path}/remove")),
        layout,
    })
}
