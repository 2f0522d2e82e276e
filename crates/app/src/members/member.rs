//! One member: their facts, and how much they see.

use axum::extract::State;
use crewline_core::access::{Held, Role, actions};
use crewline_core::members::{Member, NumberAccess};
use crewline_core::numbers::{self, Status};
use crewline_core::visibility::{self, MAX_COUNT, Surfaces};

use super::member_page::{ChosenRow, MemberPage, Surface};
use crate::http::guard::Page;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, with_query};
use crate::state::App;
use crate::view::{Nav, When, grouped, number_access};

/// The most numbers and groups that are listed.
const MAX_LISTED: i64 = 200;

/// The page of a member.
pub(crate) async fn show(
    Page(held): Page<Held<Member, actions::SeeUsers>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = held.viewpoint();
    let layout = build_layout(&app, viewpoint, &browser, Nav::Users).await?;
    let (zone, country) = (browser.zone(viewpoint), viewpoint.country());
    let seen = visibility::surfaces(&app.db, &held).await?;
    // Members may change their own display name.
    let is_self = held.id == viewpoint.member() && viewpoint.allows(actions::EditMembers);
    let chosen = visibility::chosen(&app.db, &held, MAX_LISTED).await?;
    let counts = match &held.access {
        NumberAccess::All => None,
        NumberAccess::Specific { numbers, groups } => Some((numbers.len(), groups.len())),
    };
    let (of_numbers, of_groups) = counts.unwrap_or_default();
    let numbers: Vec<ChosenRow> = chosen
        .numbers
        .into_iter()
        .map(|number| {
            let phone = numbers::formatted(number.phone_number.as_str(), country);
            let about =
                if number.status == Status::Released { format!("{phone}, released") } else { phone.to_string() };
            ChosenRow { name: number.friendly_name, about, href: layout.href(&format!("/numbers/{}", number.id)) }
        })
        .collect();
    let groups: Vec<ChosenRow> = chosen
        .groups
        .into_iter()
        .map(|group| ChosenRow {
            name: group.name,
            about: number_access(Some((usize::try_from(group.numbers).unwrap_or_default(), 0))),
            href: layout.href(&format!("/numbers?group_id={}", group.id)),
        })
        .collect();
    let path = layout.href(&format!("/members/{}", held.id));
    page(&MemberPage {
        name: held.name.clone(),
        email: held.email.clone(),
        role: held.role,
        access: number_access(counts),
        more_numbers: of_numbers.saturating_sub(numbers.len()),
        more_groups: of_groups.saturating_sub(groups.len()),
        numbers,
        groups,
        joined: When::day(held.joined_at.jiff(), &zone),
        last_active: held.last_active_at.map(|at| When::ago(at.jiff(), &zone, app.db.now().jiff())),
        surfaces: surfaces(seen),
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

fn surfaces(seen: Surfaces) -> Vec<Surface> {
    let Surfaces { active_numbers, released_numbers, groups, calls, recordings, sources } = seen;
    let exact = |label, count: i64| Surface { label, count: grouped(count), about: None };
    let bounded = |label, count: i64| Surface {
        count: if count < MAX_COUNT { grouped(count) } else { format!("{} or more", grouped(count)) },
        ..exact(label, count)
    };
    let released = (released_numbers > 0).then(|| format!("and {} released", grouped(released_numbers)));
    vec![
        Surface { about: released, ..exact("Numbers", active_numbers) },
        exact("Number groups", groups),
        bounded("Calls", calls),
        bounded("Recordings", recordings),
        exact("Sources to filter by", sources),
    ]
}
