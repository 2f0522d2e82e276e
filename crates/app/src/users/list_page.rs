//! The Users page: the members of the business and its invitations.

use askama::Template;
use crewline_core::access::Role;

use crate::view::{Icon, Layout, Pager, Seats, SelectField, Sort, TextField, When};

/// The page.
#[derive(Template)]
#[template(path = "users/list.html")]
pub(crate) struct Users {
    pub(crate) layout: Layout,
    /// The filters.
    pub(crate) filters: UserFilters,
    /// Seats used and allowed.
    pub(crate) seats: Seats,
    /// Whether the role may invite.
    pub(crate) may_invite: bool,
    /// Whether the role sees Settings → Billing.
    pub(crate) may_see_billing: bool,
    /// The address of the CSV export, with the same filters.
    pub(crate) export_href: String,
    /// The rows.
    pub(crate) results: UserResults,
}

/// The filters with their current values.
pub(crate) struct UserFilters {
    /// `q`: part of the name or the address.
    pub(crate) search: TextField,
    /// `role`.
    pub(crate) role: SelectField,
    /// `status`: active, invited or expired.
    pub(crate) status: SelectField,
    /// `sort`, which stays when a filter changes.
    pub(crate) sort: String,
}

/// The rows: the part of the page that is reloaded when a filter changes.
#[derive(Template)]
#[template(path = "users/list_results.html")]
pub(crate) struct UserResults {
    /// The business's part of the address.
    pub(crate) slug: String,
    /// The id of the Log in as period that the page is shown under, for its form.
    pub(crate) period: Option<String>,
    /// The columns that sort, in the order of the table: Name, Role, Last active.
    pub(crate) columns: [Sort; 3],
    /// The rows of this page.
    pub(crate) rows: Vec<UserRow>,
    /// The count of rows on all pages, in words.
    pub(crate) count_words: String,
    /// All matching rows, if they are on several pages and few enough to select at once.
    pub(crate) all_matching: Option<AllMatching>,
    /// The links to the other pages.
    pub(crate) pager: Pager,
    /// Whether any filter is set. It decides the text of an empty list.
    pub(crate) filtered: bool,
    /// Whether the role may invite.
    pub(crate) may_invite: bool,
    /// Whether the role may edit and remove members.
    pub(crate) may_edit: bool,
    /// Whether the person who looks is the only user.
    pub(crate) alone: bool,
}

impl askama::filters::HtmlSafe for UserResults {}

impl UserResults {
    /// Whether any row can be selected.
    fn has_selectable_rows(&self) -> bool {
        self.rows.iter().any(|row| row.is_selectable)
    }

    fn has_members(&self) -> bool {
        self.may_edit && self.rows.iter().any(|row| row.is_selectable && row.status == UserStatus::Active)
    }

    fn has_invitations(&self) -> bool {
        self.rows.iter().any(|row| row.is_selectable && row.status != UserStatus::Active)
    }
}

/// All matching rows, to be selected with one checkbox.
pub(crate) struct AllMatching {
    /// How many, in words.
    pub(crate) count: String,
    /// The filters as a query string, to list the rows again.
    pub(crate) query: String,
}

/// The status of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UserStatus {
    /// A member.
    Active,
    /// Invited, with a link that works.
    Invited,
    /// Invited, with an expired link.
    Expired,
}

impl UserStatus {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Invited => "Invited",
            Self::Expired => "Expired",
        }
    }

    fn tone(self) -> &'static str {
        match self {
            Self::Active => "good",
            Self::Invited => "note",
            Self::Expired => "plain",
        }
    }
}

impl UserRow {
    /// The address in parts, between which a line may end.
    fn email_parts(&self) -> impl Iterator<Item = &str> {
        self.email.split_inclusive(['@', '.'])
    }

    /// Whether the viewer may do anything with it.
    fn has_actions(&self) -> bool {
        [&self.log_in_as, &self.edit, &self.remove, &self.resend, &self.cancel].iter().any(|href| href.is_some())
    }
}

/// A member, or somebody invited.
pub(crate) struct UserRow {
    /// The opaque id. Its prefix says whether it is a member or an invitation.
    pub(crate) id: String,
    /// The display name.
    pub(crate) name: String,
    /// The initials.
    pub(crate) initials: String,
    /// The address, as typed.
    pub(crate) email: String,
    /// The role.
    pub(crate) role: Role,
    /// The number access in words.
    pub(crate) access: String,
    /// The status.
    pub(crate) status: UserStatus,
    /// The problem with the delivery of an invitation, if there is one.
    pub(crate) problem: Option<String>,
    /// When a member was last active, or when an invitation expires.
    pub(crate) when: Option<When>,
    /// Whether it is the person who looks.
    pub(crate) is_self: bool,
    /// The page of the member or invitation.
    pub(crate) href: String,
    /// The addresses of the actions that the viewpoint may do on the row.
    pub(crate) log_in_as: Option<String>,
    pub(crate) edit: Option<String>,
    pub(crate) remove: Option<String>,
    pub(crate) resend: Option<String>,
    pub(crate) cancel: Option<String>,
    /// Whether any bulk action applies to the row.
    pub(crate) is_selectable: bool,
}

#[cfg(test)]
impl Users {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{crowded_layout, layout};
        let page = |shell: Layout, seats, results: UserResults| Self {
            layout: shell,
            filters: filters(),
            seats,
            may_invite: results.may_invite,
            may_see_billing: results.may_edit,
            export_href: "/b/northline/users/export".to_owned(),
            results,
        };
        let ten = Seats::new(7, Some(10));
        let none = UserResults { filtered: true, ..results(0, true) };
        let alone = UserResults { alone: true, ..results(1, true) };
        vec![
            ("typical", page(layout(Nav::Users), ten, results(7, true))),
            ("alone", page(layout(Nav::Users), Seats::new(1, None), alone)),
            ("full", page(crowded_layout(Nav::Users), Seats::new(5_012, Some(5_000)), results(50, true))),
            ("filtered", page(layout(Nav::Users), ten, none)),
            ("manager", page(layout(Nav::Users), ten, results(7, false))),
        ]
    }
}

#[cfg(test)]
fn filters() -> UserFilters {
    use crate::view::SelectOption;
    let choices = |words: &[&'static str]| words.iter().map(|word| SelectOption::new(*word, *word)).collect();
    UserFilters {
        search: TextField::new("q"),
        role: SelectField::new("role", "", choices(&["Owner", "Admin", "Manager", "Viewer"])),
        status: SelectField::new("status", "", choices(&["Active", "Invited", "Expired"])),
        sort: String::new(),
    }
}

#[cfg(test)]
fn results(count: usize, may_edit: bool) -> UserResults {
    use crate::view::samples::layout;
    use crate::view::{Direction, Nav};
    let column = |label, direction| Sort { label, href: format!("?sort={label}"), direction };
    UserResults {
        slug: "northline".to_owned(),
        period: layout(Nav::Users).period().map(str::to_owned),
        columns: [column("Name", Some(Direction::Ascending)), column("Role", None), column("Last active", None)],
        rows: (0..count).map(|at| row(at, may_edit)).collect(),
        count_words: format!("{count} users"),
        all_matching: (count > 20).then(|| AllMatching { count: "312".to_owned(), query: "role=viewer".to_owned() }),
        pager: Pager::by_order(None, (count > 20).then(|| "?cursor=x".to_owned())),
        filtered: false,
        may_invite: true,
        may_edit,
        alone: false,
    }
}

#[cfg(test)]
fn row(at: usize, may_edit: bool) -> UserRow {
    use crate::view::samples::{HTML, LONG, RTL, ago, day};
    let names = ["Olga Marsh", "Ada Dietrich", "Max Rivera", "Vera Kim", LONG, RTL, HTML];
    let name = names[at % names.len()].to_owned();
    let status =
        [UserStatus::Active, UserStatus::Active, UserStatus::Invited, UserStatus::Active, UserStatus::Expired][at % 5];
    let is_member = status == UserStatus::Active;
    let to = |what: &str, there: bool| there.then(|| format!("/b/northline/members/mem_{at}/{what}"));
    UserRow {
        id: format!("mem_{at}"),
        initials: crate::view::initials(&name),
        email: if at == 4 { format!("{}@example.com", "long".repeat(14)) } else { format!("person{at}@example.com") },
        name,
        role: [Role::Owner, Role::Admin, Role::Manager, Role::Viewer][at % 4],
        access: ["All numbers", "3 numbers, 1 group"][usize::from(at % 4 == 3)].to_owned(),
        status,
        problem: (at == 2).then(|| "Could not be delivered: no such user (550 5.1.1)".to_owned()),
        when: (at != 3).then(|| if at.is_multiple_of(2) { ago(at as i64 * 61) } else { day(at as i64 * 61) }),
        is_self: at == 0,
        href: format!("/b/northline/members/mem_{at}"),
        log_in_as: to("log-in-as", is_member && may_edit && at > 0),
        edit: to("edit", !is_member || (may_edit && at > 0)),
        remove: to("remove", is_member && may_edit && at > 0),
        resend: to("resend", !is_member),
        cancel: to("cancel", !is_member),
        is_selectable: !is_member || (may_edit && at > 0),
    }
}
