//! The list of members.

use axum::response::Response;
use crewline_core::Error;
use crewline_core::access::{May, actions, still_stands};
use crewline_core::members::{self, Filter, Member, NumberAccess, Sort};
use jiff::tz::TimeZone;

use super::sheet::{Row, answer, pages};
use super::{PAGE, file_name, moment};
use crate::state::App;
use crate::view::number_access;

const HEAD: [&str; 7] = ["Name", "E-mail", "Role", "Number access", "Status", "Joined", "Last active"];

/// The active members that the filter lets through, in an order, with moments in a time zone.
///
/// # Errors
/// What reading the first members failed of.
pub(crate) async fn users(
    app: &App,
    may: &May<actions::SeeUsers>,
    filter: Filter,
    sort: Sort,
    zone: TimeZone,
) -> Result<Response, Error> {
    let name = file_name("users", may.viewpoint().slug(), app.db.now(), &zone);
    let (app, may) = (app.clone(), may.clone());
    let read = move |place: Option<members::Cursor>| {
        let (app, may, filter, zone) = (app.clone(), may.clone(), filter.clone(), zone.clone());
        async move {
            if place.is_some() {
                still_stands(&app.db, &may).await?;
            }
            let page = members::list(&app.db, &may, &filter, sort, place.as_ref(), PAGE).await?;
            Ok((page.members.into_iter().map(|member| row(member, &zone)).collect(), page.next))
        }
    };
    answer(&name, &HEAD, pages(read)).await
}

fn row(member: Member, zone: &TimeZone) -> Row {
    let access = match &member.access {
        NumberAccess::All => None,
        NumberAccess::Specific { numbers, groups } => Some((numbers.len(), groups.len())),
    };
    vec![
        member.name,
        member.email,
        member.role.title().to_owned(),
        number_access(access),
        member.status.to_string(),
        moment(member.joined_at, zone),
        member.last_active_at.map(|at| moment(at, zone)).unwrap_or_default(),
    ]
}
