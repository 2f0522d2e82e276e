//! The list of users as a CSV file.

use axum::response::Response;
use crewline_core::Error;
use crewline_core::access::{May, actions, revalidate};
use crewline_core::invitations::Invitation;
use crewline_core::members::Member;
use crewline_core::time::Timestamp;
use crewline_core::users::{self, Cursor, Filter, Row as User, Sort};
use jiff::tz::TimeZone;

use crate::exports::csv::{Row, answer, for_spreadsheets, pages};
use crate::exports::{FileFormat, PAGE_SIZE, file_name, moment};
use crate::state::App;
use crate::view::access_in_words;

const HEADER: [&str; 9] =
    ["Name", "E-mail", "Role", "Number access", "Status", "Joined", "Last active", "Invited", "Invitation expires"];

/// The members and invitations that match the filter, in an order, with times in a time zone.
///
/// # Errors
/// When the first rows can't be read.
pub(crate) async fn users(
    app: &App,
    may: &May<actions::SeeUsers>,
    filter: Filter,
    sort: Sort,
    zone: TimeZone,
) -> Result<Response, Error> {
    let name = file_name("users", may.viewpoint().slug(), app.db.now(), &zone, FileFormat::Csv);
    let (app, may) = (app.clone(), may.clone());
    let read = move |place: Option<Cursor>| {
        let (app, may, filter, zone) = (app.clone(), may.clone(), filter.clone(), zone.clone());
        async move {
            if place.is_some() {
                revalidate(&app.db, &may).await?;
            }
            let page = users::list(&app.db, &may, &filter, sort, place.as_ref(), PAGE_SIZE).await?;
            let now = app.db.now();
            Ok((page.rows.into_iter().map(|row| cells(row, &zone, now)).collect(), page.next))
        }
    };
    answer(&name, &HEADER, pages(read)).await.map(for_spreadsheets)
}

fn cells(user: User, zone: &TimeZone, now: Timestamp) -> Row {
    match user {
        User::Member(member) => member_cells(member, zone),
        User::Invitation(invitation) => invitation_cells(invitation, zone, now),
    }
}

fn member_cells(member: Member, zone: &TimeZone) -> Row {
    vec![
        member.name,
        member.email,
        member.role.title().to_owned(),
        access_in_words(&member.access),
        "Active".to_owned(),
        moment(member.joined_at, zone),
        member.last_active_at.map(|at| moment(at, zone)).unwrap_or_default(),
        String::new(),
        String::new(),
    ]
}

fn invitation_cells(invitation: Invitation, zone: &TimeZone, now: Timestamp) -> Row {
    vec![
        invitation.name,
        invitation.email,
        invitation.role.title().to_owned(),
        access_in_words(&invitation.access),
        if invitation.expires_at <= now { "Expired" } else { "Invited" }.to_owned(),
        String::new(),
        String::new(),
        moment(invitation.sent_at, zone),
        moment(invitation.expires_at, zone),
    ]
}
