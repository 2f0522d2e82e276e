//! The Users page, and the same list as a table to keep.

use axum::extract::State;
use crewline_core::access::{May, Viewpoint, actions};
use crewline_core::invitations::Invitation;
use crewline_core::members::Member;
use crewline_core::roster::{self, Cursor, Row, Sort, SortKey, Standing};
use crewline_core::seats;
use jiff::tz::TimeZone;

use super::export;
use super::filter::UserListQuery;
use super::list_page as view;
use super::list_page::{Every, UserFilters, UserResults, UserRow, Users};
use super::selection;
use crate::http::extract::Asked;
use crate::http::guard::Page;
use crate::page::layout::{Browser, shell};
use crate::page::{Answer, page, with_query};
use crate::state::App;
use crate::view::{
    Choice, Choices, Direction, Entry, Nav, Pager, Seats, Sort as Column, When, access_in_words, grouped, initials,
};

/// Rows of a page.
const PAGE: i64 = 50;

/// The list.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeUsers>>,
    State(app): State<App>,
    browser: Browser,
    asked: Asked,
) -> Answer {
    let viewpoint = may.viewpoint();
    let shell = shell(&app, viewpoint, &browser, Nav::Users).await?;
    let UserListQuery { filter, sort } = UserListQuery::of(&asked)?;
    let cursor: Option<Cursor> = asked.cursor()?;
    let found = roster::list(&app.db, &may, &filter, sort, cursor.as_ref(), PAGE).await;
    let found = found.map_err(|error| asked.refused_by(error))?;
    let held = [("q", asked.get("q")), ("role", asked.get("role")), ("status", asked.get("status"))];
    let filtered = held.iter().any(|(_, value)| !value.trim().is_empty());
    let path = shell.href("/users");
    let at = |sort: Sort, cursor: &str| {
        let mut pairs = held.to_vec();
        let sort = sort_word(sort);
        pairs.extend([("sort", sort.as_str()), ("cursor", cursor)]);
        with_query(&path, &pairs)
    };
    let rows = Rows {
        viewpoint,
        zone: browser.zone(viewpoint),
        now: app.db.now().jiff(),
        here: at(sort, asked.get("cursor")),
    };
    let alone = !filtered && cursor.is_none() && found.rows.len() == 1;
    let count = roster::count(&app.db, &may, &filter).await?;
    let has_pages = found.previous.is_some() || found.next.is_some();
    let results = UserResults {
        slug: viewpoint.slug().to_owned(),
        period: shell.period().map(str::to_owned),
        columns: [
            column("Name", sort, UserListQuery::BY_NAME, &at),
            column("Role", sort, SortKey::Role.ascending(), &at),
            // The last active are what is looked for first.
            Column {
                direction: column("", sort, SortKey::LastActive.ascending(), &at).direction,
                ..column("Last active", sort, SortKey::LastActive.descending(), &at)
            },
        ],
        rows: found.rows.iter().map(|row| rows.row(row)).collect(),
        found: counted(count),
        every: (has_pages && count <= selection::MOST)
            .then(|| Every { count: grouped(count), query: with_query("", &held).trim_start_matches('?').to_owned() }),
        pager: Pager::by_order(
            found.previous.map(|previous| at(sort, &previous.to_string())),
            found.next.map(|next| at(sort, &next.to_string())),
        ),
        filtered,
        may_invite: viewpoint.allows(actions::Invite),
        may_edit: viewpoint.allows(actions::EditMembers),
        alone,
    };
    let roles = crewline_core::access::Role::ALL.iter().map(|role| Choice::new(role.word(), role.title()));
    let standings = [(Standing::Active, "Active"), (Standing::Invited, "Invited"), (Standing::Expired, "Expired")];
    let standings = standings.map(|(standing, label)| Choice::new(standing.word(), label));
    page(&Users {
        seats: Seats::of(seats::usage(&app.db, &may, &app.config.terms.plans).await?.seats),
        filters: UserFilters {
            search: Entry::filled("q", asked.get("q")),
            role: Choices::new("role", asked.get("role"), roles.collect()),
            status: Choices::new("status", asked.get("status"), standings.to_vec()),
            sort: sort_word(sort),
        },
        may_invite: results.may_invite,
        may_see_billing: viewpoint.allows(actions::SeeBilling),
        export_href: with_query(
            &shell.href("/users/export"),
            &[held.as_slice(), &[("sort", asked.get("sort"))]].concat(),
        ),
        shell,
        results,
    })
}

/// `1 user`, `1,204 users`.
fn counted(count: i64) -> String {
    match count {
        1 => "1 user".to_owned(),
        count => format!("{} users", grouped(count)),
    }
}

/// An order as the query says it: nothing for the one that the list has by itself.
fn sort_word(sort: Sort) -> String {
    if sort == UserListQuery::BY_NAME { String::new() } else { sort.to_string() }
}

/// The head of a column that sorts one way, and the other when it already does.
fn column(label: &'static str, sort: Sort, first: Sort, at: &impl Fn(Sort, &str) -> String) -> Column {
    let direction = match sort {
        _ if sort == first => Some(Direction::Ascending),
        _ if sort == first.reversed() => Some(Direction::Descending),
        _ => None,
    };
    Column { label, href: at(if sort == first { first.reversed() } else { first }, ""), direction }
}

/// What rows are made with.
struct Rows<'v> {
    viewpoint: &'v Viewpoint,
    zone: TimeZone,
    now: jiff::Timestamp,
    /// The page as it stands, for who comes back to it.
    here: String,
}

impl Rows<'_> {
    fn row(&self, row: &Row) -> UserRow {
        match row {
            Row::Member(member) => self.member(member),
            Row::Invitation(invitation) => self.invitation(invitation),
        }
    }

    fn member(&self, member: &Member) -> UserRow {
        let to = |what: &str| format!("/b/{}/members/{}{what}", self.viewpoint.slug(), member.id);
        let (edits, removes) = (member.is_editable_by(self.viewpoint), member.is_removable_by(self.viewpoint));
        let log_in_as = with_query(&to("/log-in-as"), &[("return_to", &self.here)]);
        UserRow {
            id: member.id.to_string(),
            name: member.name.clone(),
            initials: initials(&member.name),
            email: member.email.clone(),
            role: member.role,
            access: access_in_words(&member.access),
            status: view::Standing::Active,
            when: member.last_active_at.map(|at| When::ago(at.jiff(), &self.zone, self.now)),
            is_self: member.id == self.viewpoint.member(),
            href: Some(to("")),
            log_in_as: member.is_open_to(self.viewpoint).then_some(log_in_as),
            edit: edits.then(|| to("/edit")),
            remove: removes.then(|| to("/remove")),
            resend: None,
            cancel: None,
            is_selectable: edits || removes,
        }
    }

    fn invitation(&self, invitation: &Invitation) -> UserRow {
        let to = |what: &str| format!("/b/{}/invitations/{}{what}", self.viewpoint.slug(), invitation.id);
        let own = invitation.is_in_the_hands_of(self.viewpoint);
        let over = invitation.expires_at.jiff() <= self.now;
        let at = invitation.expires_at.jiff();
        UserRow {
            id: invitation.id.to_string(),
            name: invitation.name.clone(),
            initials: initials(&invitation.name),
            email: invitation.email.clone(),
            role: invitation.role,
            access: access_in_words(&invitation.access),
            status: if over { view::Standing::Expired } else { view::Standing::Invited },
            when: Some(match over {
                true => When::ago(at, &self.zone, self.now),
                false => When::until(at, &self.zone, self.now),
            }),
            is_self: false,
            href: None,
            log_in_as: None,
            edit: None,
            remove: None,
            resend: own.then(|| to("/resend")),
            cancel: own.then(|| to("/cancel")),
            is_selectable: own,
        }
    }
}

/// Everybody that the filters of the page let through, as a table.
pub(crate) async fn export(
    Page(may): Page<May<actions::SeeUsers>>,
    State(app): State<App>,
    browser: Browser,
    asked: Asked,
) -> Answer {
    let zone = browser.zone(may.viewpoint());
    let UserListQuery { filter, sort } = UserListQuery::of(&asked)?;
    Ok(export::users(&app, &may, filter, sort, zone).await?)
}
