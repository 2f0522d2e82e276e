//! The Users page, and its export.

use axum::extract::State;
use crewline_core::access::{May, Viewpoint, actions};
use crewline_core::invitations::Invitation;
use crewline_core::members::Member;
use crewline_core::seats;
use crewline_core::users::{self, Cursor, Row, Sort, SortKey, UserStatus};
use jiff::tz::TimeZone;

use super::export;
use super::filter::UserListQuery;
use super::list_page as view;
use super::list_page::{AllMatching, UserFilters, UserResults, UserRow, Users};
use super::selected;
use crate::http::extract::QueryString;
use crate::http::guard::Page;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, with_query};
use crate::state::App;
use crate::view::{
    Direction, Nav, Pager, Seats, SelectField, SelectOption, Sort as Column, TextField, When, access_in_words,
    delivery_in_words, grouped, initials,
};

/// Rows on a page.
const PAGE_SIZE: i64 = 50;

/// The list.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeUsers>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    let viewpoint = may.viewpoint();
    let layout = build_layout(&app, viewpoint, &browser, Nav::Users).await?;
    let UserListQuery { filter, sort } = UserListQuery::of(&query)?;
    let cursor: Option<Cursor> = query.cursor()?;
    let users = users::list(&app.db, &may, &filter, sort, cursor.as_ref(), PAGE_SIZE).await;
    let users = users.map_err(|error| query.refused_by(error))?;
    let filters = [("q", query.get("q")), ("role", query.get("role")), ("status", query.get("status"))];
    let filtered = filters.iter().any(|(_, value)| !value.trim().is_empty());
    let path = layout.href("/users");
    let at = |sort: Sort, cursor: &str| {
        let mut pairs = filters.to_vec();
        let sort = sort_word(sort);
        pairs.extend([("sort", sort.as_str()), ("cursor", cursor)]);
        with_query(&path, &pairs)
    };
    let rows = Rows {
        viewpoint,
        zone: browser.zone(viewpoint),
        now: app.db.now().jiff(),
        here: at(sort, query.get("cursor")),
    };
    let alone = !filtered && cursor.is_none() && users.rows.len() == 1;
    let count = users::count(&app.db, &may, &filter).await?;
    let has_pages = users.previous.is_some() || users.next.is_some();
    let results = UserResults {
        slug: viewpoint.slug().to_owned(),
        period: layout.period().map(str::to_owned),
        columns: [
            column("Name", sort, UserListQuery::BY_NAME, &at),
            column("Role", sort, SortKey::Role.ascending(), &at),
            // The first click sorts by the latest activity, because people look for that first.
            Column {
                direction: column("", sort, SortKey::LastActive.ascending(), &at).direction,
                ..column("Last active", sort, SortKey::LastActive.descending(), &at)
            },
        ],
        rows: users.rows.iter().map(|row| rows.row(row)).collect(),
        count_words: users_words(count),
        all_matching: (has_pages && count <= selected::MAX_SELECTED).then(|| AllMatching {
            count: grouped(count),
            query: with_query("", &filters).trim_start_matches('?').to_owned(),
        }),
        pager: Pager::by_order(
            users.previous.map(|previous| at(sort, &previous.to_string())),
            users.next.map(|next| at(sort, &next.to_string())),
        ),
        filtered,
        may_invite: viewpoint.allows(actions::Invite),
        may_edit: viewpoint.allows(actions::EditMembers),
        alone,
    };
    let roles = crewline_core::access::Role::ALL.iter().map(|role| SelectOption::new(role.word(), role.title()));
    let statuses = [(UserStatus::Active, "Active"), (UserStatus::Invited, "Invited"), (UserStatus::Expired, "Expired")];
    let statuses = statuses.map(|(status, label)| SelectOption::new(status.word(), label));
    page(&Users {
        seats: Seats::of(seats::usage(&app.db, &may, &app.config.terms.plans).await?.seats),
        filters: UserFilters {
            search: TextField::with_value("q", query.get("q")),
            role: SelectField::new("role", query.get("role"), roles.collect()),
            status: SelectField::new("status", query.get("status"), statuses.to_vec()),
            sort: sort_word(sort),
        },
        may_invite: results.may_invite,
        may_see_billing: viewpoint.allows(actions::SeeBilling),
        export_href: with_query(
            &layout.href("/users/export"),
            &[filters.as_slice(), &[("sort", query.get("sort"))]].concat(),
        ),
        layout,
        results,
    })
}

/// `1 user`, `1,204 users`.
fn users_words(count: i64) -> String {
    match count {
        1 => "1 user".to_owned(),
        count => format!("{} users", grouped(count)),
    }
}

/// An order as the query string has it; empty for the default order.
fn sort_word(sort: Sort) -> String {
    if sort == UserListQuery::BY_NAME { String::new() } else { sort.to_string() }
}

/// The header of a column. It sorts one way, and the other way when that order is already used.
fn column(label: &'static str, sort: Sort, first: Sort, at: &impl Fn(Sort, &str) -> String) -> Column {
    let direction = match sort {
        _ if sort == first => Some(Direction::Ascending),
        _ if sort == first.reversed() => Some(Direction::Descending),
        _ => None,
    };
    Column { label, href: at(if sort == first { first.reversed() } else { first }, ""), direction }
}

/// The data that the rows are built from.
struct Rows<'v> {
    viewpoint: &'v Viewpoint,
    zone: TimeZone,
    now: jiff::Timestamp,
    /// The address of this page, to return to.
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
        let (may_edit, may_remove) = (member.is_editable_by(self.viewpoint), member.is_removable_by(self.viewpoint));
        let log_in_as = with_query(&to("/log-in-as"), &[("return_to", &self.here)]);
        UserRow {
            id: member.id.to_string(),
            name: member.name.clone(),
            initials: initials(&member.name),
            email: member.email.clone(),
            role: member.role,
            access: access_in_words(&member.access),
            status: view::UserStatus::Active,
            problem: None,
            when: member.last_active_at.map(|at| When::ago(at.jiff(), &self.zone, self.now)),
            is_self: member.id == self.viewpoint.member(),
            href: to(""),
            log_in_as: member.allows_log_in_as_by(self.viewpoint).then_some(log_in_as),
            edit: may_edit.then(|| with_query(&to("/edit"), &[("return_to", &self.here)])),
            remove: may_remove.then(|| to("/remove")),
            resend: None,
            cancel: None,
            is_selectable: may_edit || may_remove,
        }
    }

    fn invitation(&self, invitation: &Invitation) -> UserRow {
        let to = |what: &str| format!("/b/{}/invitations/{}{what}", self.viewpoint.slug(), invitation.id);
        let may_manage = invitation.is_manageable_by(self.viewpoint);
        let is_expired = invitation.expires_at.jiff() <= self.now;
        let at = invitation.expires_at.jiff();
        UserRow {
            id: invitation.id.to_string(),
            name: invitation.name.clone(),
            initials: initials(&invitation.name),
            email: invitation.email.clone(),
            role: invitation.role,
            access: access_in_words(&invitation.access),
            status: if is_expired { view::UserStatus::Expired } else { view::UserStatus::Invited },
            problem: delivery_in_words(&invitation.delivery),
            when: Some(match is_expired {
                true => When::ago(at, &self.zone, self.now),
                false => When::until(at, &self.zone, self.now),
            }),
            is_self: false,
            href: to(""),
            log_in_as: None,
            edit: may_manage.then(|| with_query(&to("/edit"), &[("return_to", &self.here)])),
            remove: None,
            resend: may_manage.then(|| to("/resend")),
            cancel: may_manage.then(|| to("/cancel")),
            is_selectable: may_manage,
        }
    }
}

/// All members and invitations that match the filters, as a CSV file.
pub(crate) async fn export(
    Page(may): Page<May<actions::SeeUsers>>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    let zone = browser.zone(may.viewpoint());
    let UserListQuery { filter, sort } = UserListQuery::of(&query)?;
    Ok(export::users(&app, &may, filter, sort, zone).await?)
}
