//! How much a member, or an address outside the team, sees: the counts, and the numbers and groups that were chosen.

use crewline_core::members::NumberAccess;
use crewline_core::numbers::{self, Status};
use crewline_core::visibility::{Chosen, MAX_COUNT, Surfaces};

use super::sight_part::{ChosenRow, SightPart, Surface};
use crate::view::{Layout, grouped, number_access};

/// The most numbers and groups that are listed.
pub(crate) const MAX_LISTED: i64 = 200;

/// The part of a page that says how much somebody sees, with a sentence about the counts.
pub(crate) fn sight(
    layout: &Layout,
    country: &str,
    access: &NumberAccess,
    chosen: Chosen,
    seen: Surfaces,
    about: &'static str,
) -> SightPart {
    let (of_numbers, of_groups) = match access {
        NumberAccess::All => (0, 0),
        NumberAccess::Specific { numbers, groups } => (numbers.len(), groups.len()),
    };
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
    SightPart {
        about,
        surfaces: surfaces(seen),
        more_numbers: of_numbers.saturating_sub(numbers.len()),
        more_groups: of_groups.saturating_sub(groups.len()),
        numbers,
        groups,
    }
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
