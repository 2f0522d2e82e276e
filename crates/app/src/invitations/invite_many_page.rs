//! Inviting a list: the form with the pasted rows and their mistakes, and the page with the results.

use askama::Template;

use crate::exports::csv::csv_bytes;
use crate::number_access::picker_page::AccessPicker;
use crate::view::{FieldProblem, Icon, Layout, Obstacle, Roles, TextField, Tone, field_problems};

/// The form. It posts to its own address.
#[derive(Template)]
#[template(path = "invitations/invite_many.html")]
pub(crate) struct InviteMany {
    pub(crate) layout: Layout,
    /// `rows`.
    pub(crate) rows: TextField,
    /// `role`: the role for rows that name none.
    pub(crate) roles: Roles,
    /// The number access for Viewers whose rows name none.
    pub(crate) access: AccessPicker,
    /// Seats used and allowed, in words.
    pub(crate) seats: String,
    /// The first rows that have mistakes.
    pub(crate) mistakes: Vec<RowAnswer>,
    /// How many more rows have mistakes.
    pub(crate) more_mistakes: usize,
    /// How many rows are correct.
    pub(crate) fine: usize,
    /// Why the list as a whole can't be invited.
    pub(crate) obstacle: Option<Obstacle>,
}

/// The results of a list.
#[derive(Template)]
#[template(path = "invitations/invite_many_done.html")]
pub(crate) struct InvitedMany {
    pub(crate) layout: Layout,
    /// The results, counted.
    pub(crate) summary: String,
    /// The result of each row.
    pub(crate) answers: Vec<RowAnswer>,
    /// Whether there are links to hand over.
    pub(crate) by_hand: bool,
}

/// The result of a row.
pub(crate) struct RowAnswer {
    /// The row's position, counted from one.
    pub(crate) place: usize,
    /// The name, as typed.
    pub(crate) name: String,
    /// The address, as typed.
    pub(crate) email: String,
    pub(crate) tone: Tone,
    /// The result, in sentences.
    pub(crate) sentences: Vec<String>,
    /// The link to the member, or to the row on the Users page.
    pub(crate) href: Option<String>,
    /// The link to hand over.
    pub(crate) link: Option<String>,
}

impl InvitedMany {
    /// Each person with the link to hand over.
    fn links(&self) -> impl Iterator<Item = [&str; 3]> {
        self.answers.iter().filter_map(|answer| Some([&*answer.name, &*answer.email, answer.link.as_deref()?]))
    }

    /// The links as a CSV file within an address, since they are stored nowhere.
    fn links_file(&self) -> String {
        let table = csv_bytes(std::iter::once(["Name", "E-mail", "Link"]).chain(self.links())).unwrap_or_default();
        let table = percent_encoding::percent_encode(&table, percent_encoding::NON_ALPHANUMERIC);
        format!("data:text/csv;charset=utf-8,%EF%BB%BF{table}")
    }
}

impl InviteMany {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.rows.name, &self.rows.error), ("number_access", &self.access.error)])
    }
}

#[cfg(test)]
fn answer(at: usize, tone: Tone, sentence: &str) -> RowAnswer {
    use crate::view::samples::{HTML, LONG, RTL};
    RowAnswer {
        place: at + 1,
        name: ["Vera Kim", LONG, RTL, HTML][at % 4].to_owned(),
        email: format!("vera.{at}@bayplumbing.example"),
        tone,
        sentences: vec![sentence.to_owned()],
        href: at.is_multiple_of(3).then(|| "/b/northline/users?q=vera".to_owned()),
        link: (at % 2 == 1).then(|| format!("/invitations/{}", "a1b2c3d4".repeat(6))),
    }
}

#[cfg(test)]
impl InviteMany {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_layout, layout};
        use crewline_core::access::Role;
        let empty = || Self {
            layout: layout(Nav::Users),
            rows: TextField::new("rows"),
            roles: Roles::new(vec![Role::Manager, Role::Viewer], "", None),
            access: AccessPicker { error: None, ..AccessPicker::sample("", 0) },
            seats: "4 of 25 seats".to_owned(),
            mistakes: Vec::new(),
            more_mistakes: 0,
            fine: 0,
            obstacle: None,
        };
        let mistake = |at| answer(at, Tone::Bad, "This is not an e-mail address. It looks like name@example.com.");
        let refused = Self {
            rows: TextField::with_value("rows", format!("{HTML},nobody\n")),
            mistakes: (0..3).map(mistake).collect(),
            fine: 1,
            ..empty()
        };
        let many = Self {
            layout: crowded_layout(Nav::Users),
            rows: TextField::with_value("rows", "x\n".repeat(501)).refused("Invite 500 people at once at most."),
            access: AccessPicker::sample("specific", 100),
            mistakes: (0..100).map(mistake).collect(),
            more_mistakes: 401,
            ..empty()
        };
        let full = Obstacle::with_link("3 seats are free.", "/b/northline/settings/billing", "Settings → Billing");
        vec![
            ("empty", empty()),
            ("refused", refused),
            ("many", many),
            ("no seats", Self { obstacle: Some(full), ..empty() }),
        ]
    }
}

#[cfg(test)]
impl InvitedMany {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{crowded_layout, layout};
        let page = |shell, count| Self {
            layout: shell,
            summary: "3 invitations are sent, 1 person is a member now.".to_owned(),
            answers: (0..count).map(|at| answer(at, Tone::Good, "Invited")).collect(),
            by_hand: count > 10,
        };
        vec![("typical", page(layout(Nav::Users), 4)), ("many", page(crowded_layout(Nav::Users), 500))]
    }
}
