//! One member, with what they see.

use axum::extract::State;
use crewline_core::access::{Held, Role, actions};
use crewline_core::members::{Member, NumberAccess};
use crewline_core::numbers::{self, Status};
use crewline_core::sight::{self, MOST, Surfaces};

use super::member_page::{Chosen, MemberPage, Surface};
use crate::http::guard::Page;
use crate::page::layout::{Browser, shell};
use crate::page::{Answer, page, with_query};
use crate::state::App;
use crate::view::{Nav, When, grouped, number_access};

/// Numbers and groups that are listed.
const LISTED: i64 = 200;

/// One member, and what they see.
pub(crate) async fn show(
    Page(held): Page<Held<Member, actions::SeeUsers>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = held.viewpoint();
    let shell = shell(&app, viewpoint, &browser, Nav::Users).await?;
    let (zone, country) = (browser.zone(viewpoint), viewpoint.country());
    let seen = sight::surfaces(&app.db, &held).await?;
    // One's own name is one's own.
    let is_self = held.id == viewpoint.member() && viewpoint.allows(actions::EditMembers);
    let chosen = sight::chosen(&app.db, &held, LISTED).await?;
    let counts = match &held.access {
        NumberAccess::All => None,
        NumberAccess::Specific { numbers, groups } => Some((numbers.len(), groups.len())),
    };
    let (of_numbers, of_groups) = counts.unwrap_or_default();
    let numbers: Vec<Chosen> = chosen
        .numbers
        .into_iter()
        .map(|number| {
            let phone = numbers::shown(number.phone_number.as_str(), country);
            let about =
                if number.status == Status::Released { format!("{phone}, released") } else { phone.to_string() };
            Chosen { name: number.friendly_name, about, href: shell.href(&format!("/numbers/{}", number.id)) }
        })
        .collect();
    let groups: Vec<Chosen> = chosen
        .groups
        .into_iter()
        .map(|group| Chosen {
            name: group.name,
            about: number_access(Some((usize::try_from(group.numbers).unwrap_or_default(), 0))),
            href: shell.href(&format!("/numbers?group_id={}", group.id)),
        })
        .collect();
    let path = shell.href(&format!("/members/{}", held.id));
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
            .is_open_to(viewpoint)
            .then(|| with_query(&format!("{path}/log-in-as"), &[("return_to", path.as_str())])),
        edit: (is_self || held.is_editable_by(viewpoint)).then(|| format!("{path}/edit")),
        hand_over: (viewpoint.allows(actions::HandOverOwnership) && held.role != Role::Owner)
            .then(|| format!("{path}/ownership")),
        remove: held.is_removable_by(viewpoint).then(|| format!("{path}/remove")),
        shell,
    })
}

fn surfaces(seen: Surfaces) -> Vec<Surface> {
    let Surfaces { active_numbers, released_numbers, groups, calls, recordings, sources } = seen;
    let exact = |label, count: i64| Surface { label, count: grouped(count), about: None };
    let bounded = |label, count: i64| Surface {
        count: if count < MOST { grouped(count) } else { format!("{} or more", grouped(count)) },
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
