//! The Users page: who is in the business, and who is invited.

use askama::Template;
use crewline_core::access::Role;

use crate::view::{Choices, Entry, Icon, Pager, Seats, Shell, Sort, When};

/// The page.
#[derive(Template)]
#[template(path = "users/list.html")]
pub(crate) struct Users {
    /// The frame.
    pub(crate) shell: Shell,
    /// What is filtered by.
    pub(crate) filters: UserFilters,
    /// Seats used and allowed.
    pub(crate) seats: Seats,
    /// Whether the role may invite.
    pub(crate) may_invite: bool,
    /// Whether the role sees Settings → Billing.
    pub(crate) may_see_billing: bool,
    /// Where the table is to be had as CSV, under the same filters.
    pub(crate) export_href: String,
    /// The rows.
    pub(crate) results: UserResults,
}

/// The filters, each with what is chosen.
pub(crate) struct UserFilters {
    /// `q`: part of the name or the address.
    pub(crate) search: Entry,
    /// `role`.
    pub(crate) role: Choices,
    /// `status`: active, invited or expired.
    pub(crate) status: Choices,
    /// `sort`, which stays when a filter changes.
    pub(crate) sort: String,
}

/// The rows: the part of the page that is fetched anew when a filter changes.
#[derive(Template)]
#[template(path = "users/list_results.html")]
pub(crate) struct UserResults {
    /// The business's part of the address.
    pub(crate) slug: String,
    /// What names the Log in as that the list is shown under, for its form.
    pub(crate) period: Option<String>,
    /// The columns that sort, in the order of the table: Name, Role, Last active.
    pub(crate) columns: [Sort; 3],
    /// The rows of this page.
    pub(crate) rows: Vec<UserRow>,
    /// How many there are on all pages, in words.
    pub(crate) found: String,
    /// All that were found, where they are on several pages and few enough for one go.
    pub(crate) every: Option<Every>,
    /// The ways on.
    pub(crate) pager: Pager,
    /// Whether any filter holds, which decides what an empty list says.
    pub(crate) filtered: bool,
    /// Whether the role may invite.
    pub(crate) may_invite: bool,
    /// Whether the role may edit and remove members.
    pub(crate) may_edit: bool,
    /// Whether nobody but oneself is here.
    pub(crate) alone: bool,
}

impl askama::filters::HtmlSafe for UserResults {}

impl UserResults {
    /// Whether there is anything to select rows for.
    fn selects(&self) -> bool {
        self.rows.iter().any(|row| row.is_selectable)
    }

    fn has_members(&self) -> bool {
        self.may_edit && self.rows.iter().any(|row| row.is_selectable && row.status == Standing::Active)
    }

    fn has_invitations(&self) -> bool {
        self.rows.iter().any(|row| row.is_selectable && row.status != Standing::Active)
    }
}

/// All that were found, to be selected with one box.
pub(crate) struct Every {
    /// How many, in words.
    pub(crate) count: String,
    /// By which filters they are found again.
    pub(crate) query: String,
}

/// How somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A member.
    Active,
    /// Invited, by a link that works.
    Invited,
    /// Invited, by a link whose time is over.
    Expired,
}

impl Standing {
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

/// A member, or somebody invited.
pub(crate) struct UserRow {
    /// The opaque id, which says of which kind.
    pub(crate) id: String,
    /// The display name.
    pub(crate) name: String,
    /// The letters that stand for them.
    pub(crate) initials: String,
    /// The address, as typed.
    pub(crate) email: String,
    /// The role.
    pub(crate) role: Role,
    /// The number access in words.
    pub(crate) access: String,
    /// How they stand.
    pub(crate) status: Standing,
    /// Of a member, when they were last active; of an invitation, when it expires or expired.
    pub(crate) when: Option<When>,
    /// Whether it is the person who looks.
    pub(crate) is_self: bool,
    /// The member's own page.
    pub(crate) href: Option<String>,
    /// Where Log in as begins, if it may.
    pub(crate) log_in_as: Option<String>,
    /// Where they are edited.
    pub(crate) edit: Option<String>,
    /// Where they are removed.
    pub(crate) remove: Option<String>,
    /// Where the invitation is sent again.
    pub(crate) resend: Option<String>,
    /// Where the invitation is cancelled.
    pub(crate) cancel: Option<String>,
    /// Whether there is anything to select the row for.
    pub(crate) is_selectable: bool,
}

#[cfg(test)]
impl Users {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{crowded_shell, shell};
        let page = |shell: Shell, seats, results: UserResults| Self {
            shell,
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
            ("typical", page(shell(Nav::Users), ten, results(7, true))),
            ("alone", page(shell(Nav::Users), Seats::new(1, None), alone)),
            ("full", page(crowded_shell(Nav::Users), Seats::new(5_012, Some(5_000)), results(50, true))),
            ("filtered", page(shell(Nav::Users), ten, none)),
            ("manager", page(shell(Nav::Users), ten, results(7, false))),
        ]
    }
}

#[cfg(test)]
fn filters() -> UserFilters {
    use crate::view::Choice;
    let choices = |words: &[&'static str]| words.iter().map(|word| Choice::new(*word, *word)).collect();
    UserFilters {
        search: Entry::new("q"),
        role: Choices::new("role", "", choices(&["Owner", "Admin", "Manager", "Viewer"])),
        status: Choices::new("status", "", choices(&["Active", "Invited", "Expired"])),
        sort: String::new(),
    }
}

#[cfg(test)]
fn results(count: usize, may_edit: bool) -> UserResults {
    use crate::view::samples::shell;
    use crate::view::{Direction, Nav};
    let column = |label, direction| Sort { label, href: format!("?sort={label}"), direction };
    UserResults {
        slug: "northline".to_owned(),
        period: shell(Nav::Users).period().map(str::to_owned),
        columns: [column("Name", Some(Direction::Ascending)), column("Role", None), column("Last active", None)],
        rows: (0..count).map(|at| row(at, may_edit)).collect(),
        found: format!("{count} users"),
        every: (count > 20).then(|| Every { count: "312".to_owned(), query: "role=viewer".to_owned() }),
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
    let status = [Standing::Active, Standing::Active, Standing::Invited, Standing::Active, Standing::Expired][at % 5];
    let is_member = status == Standing::Active;
    let to = |what: &str, there: bool| there.then(|| format!("/b/northline/members/mem_{at}/{what}"));
    UserRow {
        id: format!("mem_{at}"),
        initials: crate::view::initials(&name),
        email: if at == 4 { format!("{}@example.com", "long".repeat(14)) } else { format!("person{at}@example.com") },
        name,
        role: [Role::Owner, Role::Admin, Role::Manager, Role::Viewer][at % 4],
        access: ["All numbers", "3 numbers, 1 group"][usize::from(at % 4 == 3)].to_owned(),
        status,
        when: (at != 3).then(|| if at.is_multiple_of(2) { ago(at as i64 * 61) } else { day(at as i64 * 61) }),
        is_self: at == 0,
        href: to("", is_member),
        log_in_as: to("log-in-as", is_member && may_edit && at > 0),
        edit: to("edit", is_member && may_edit && at > 0),
        remove: to("remove", is_member && may_edit && at > 0),
        resend: to("resend", !is_member),
        cancel: to("cancel", !is_member),
        is_selectable: !is_member || (may_edit && at > 0),
    }
}
