//! Bulk actions: the confirmation page, and the page with the results.

use askama::Template;

use crate::number_access::effect_part::EffectPart;
use crate::number_access::picker_page::AccessPicker;
use crate::view::Layout;

/// A selected person.
pub(crate) struct Selected {
    /// The opaque id.
    pub(crate) id: String,
    /// The display name.
    pub(crate) name: String,
    /// The address, as typed.
    pub(crate) email: String,
}

/// The bulk actions that have a confirmation page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BulkAction {
    /// Remove members.
    Remove,
    /// Cancel invitations.
    Cancel,
    /// Send invitations again.
    Resend,
}

impl BulkAction {
    /// The action's value in the form.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::Cancel => "cancel",
            Self::Resend => "resend",
        }
    }
}

/// Why a change of members leaves some matching rows out.
const LEFT_OUT_REASON: &str = "only invited, or not yours to change";

fn left_out(count: usize, why: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 of those found is left out: {why}.")),
        count => Some(format!("{count} of those found are left out: {why}.")),
    }
}

/// The confirmation page.
#[derive(Template)]
#[template(path = "users/selection_confirm.html")]
pub(crate) struct SelectionConfirm {
    pub(crate) layout: Layout,
    /// The action.
    pub(crate) action: BulkAction,
    /// The selected people.
    pub(crate) people: Vec<Selected>,
    /// How many matching rows are left out.
    pub(crate) left_out: usize,
}

impl SelectionConfirm {
    fn left_out(&self) -> Option<String> {
        let why = match self.action {
            BulkAction::Remove => LEFT_OUT_REASON,
            BulkAction::Cancel | BulkAction::Resend => "members already, or not yours to invite",
        };
        left_out(self.left_out, why)
    }

    fn title(&self) -> String {
        let count = self.people.len();
        match (self.action, count) {
            (BulkAction::Remove, 1) => "Remove this member?".to_owned(),
            (BulkAction::Remove, _) => format!("Remove {count} members?"),
            (BulkAction::Cancel, 1) => "Cancel this invitation?".to_owned(),
            (BulkAction::Cancel, _) => format!("Cancel {count} invitations?"),
            (BulkAction::Resend, 1) => "Send this invitation again?".to_owned(),
            (BulkAction::Resend, _) => format!("Send {count} invitations again?"),
        }
    }

    fn button(&self) -> String {
        let count = self.people.len();
        match (self.action, count) {
            (BulkAction::Remove, 1) => "Remove 1 member".to_owned(),
            (BulkAction::Remove, _) => format!("Remove {count} members"),
            (BulkAction::Cancel, 1) => "Cancel 1 invitation".to_owned(),
            (BulkAction::Cancel, _) => format!("Cancel {count} invitations"),
            (BulkAction::Resend, 1) => "Resend 1 invitation".to_owned(),
            (BulkAction::Resend, _) => format!("Resend {count} invitations"),
        }
    }
}

/// The form for the number access of several members.
#[derive(Template)]
#[template(path = "users/selection_access.html")]
pub(crate) struct SelectionAccess {
    pub(crate) layout: Layout,
    /// The selected members.
    pub(crate) people: Vec<Selected>,
    /// How many matching rows are left out.
    pub(crate) left_out: usize,
    /// The picker.
    pub(crate) access: AccessPicker,
    /// Whether the person has to look at the effect before anything is saved.
    pub(crate) needs_confirmation: bool,
    /// The effect of saving.
    pub(crate) effect: EffectPart,
}

impl SelectionAccess {
    fn left_out(&self) -> Option<String> {
        left_out(self.left_out, LEFT_OUT_REASON)
    }

    fn about(&self) -> String {
        match self.people.as_slice() {
            [one] => format!("Of {}", one.name),
            people => format!("Of {} members, the same for each", people.len()),
        }
    }
}

/// A new invitation link, for an instance that sends no mail.
pub(crate) struct ShownLink {
    /// The opaque id of the invitation.
    pub(crate) id: String,
    /// The person's name.
    pub(crate) name: String,
    /// Their address, as typed.
    pub(crate) email: String,
    /// The link.
    pub(crate) link: String,
}

impl ShownLink {
    /// The label of the link's field.
    fn label(&self) -> String {
        format!("The link for {} ({})", self.name, self.email)
    }
}

/// The result for one selected person.
pub(crate) struct RowResult {
    /// The display name; `None` when the id no longer exists.
    pub(crate) name: Option<String>,
    /// The outcome in a sentence.
    pub(crate) sentence: String,
    /// Whether it was done.
    pub(crate) is_done: bool,
}

/// The page with the results.
#[derive(Template)]
#[template(path = "users/selection_done.html")]
pub(crate) struct SelectionDone {
    pub(crate) layout: Layout,
    /// The page's title: the action.
    pub(crate) title: &'static str,
    /// The results, in the order of the list.
    pub(crate) people: Vec<RowResult>,
    /// The links to hand over, when no mail is sent.
    pub(crate) links: Vec<ShownLink>,
}

impl SelectionDone {
    fn about(&self) -> String {
        let done = self.people.iter().filter(|each| each.is_done).count();
        match self.people.len() - done {
            0 => format!("All {done} are done"),
            refused => format!("{done} done, {refused} not"),
        }
    }
}

#[cfg(test)]
fn people(count: usize) -> Vec<Selected> {
    use crate::view::samples::{HTML, LONG, RTL};
    let names = ["Vera Kim", LONG, RTL, HTML];
    let person = |at: usize| Selected {
        id: format!("mem_{at}"),
        name: names[at % 4].to_owned(),
        email: format!("person{at}@example.com"),
    };
    (0..count).map(person).collect()
}

#[cfg(test)]
impl SelectionConfirm {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{crowded_layout, layout};
        let page =
            |shell: Layout, action, count| Self { layout: shell, action, people: people(count), left_out: count - 1 };
        vec![
            ("remove one", page(layout(Nav::Users), BulkAction::Remove, 1)),
            ("remove many", page(crowded_layout(Nav::Users), BulkAction::Remove, 50)),
            ("cancel one", page(layout(Nav::Users), BulkAction::Cancel, 1)),
            ("cancel many", page(layout(Nav::Users), BulkAction::Cancel, 4)),
            ("resend many", page(layout(Nav::Users), BulkAction::Resend, 2)),
        ]
    }
}

#[cfg(test)]
impl SelectionAccess {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{crowded_layout, layout};
        let page = |shell: Layout, count, access| Self {
            layout: shell,
            people: people(count),
            left_out: count - 1,
            access,
            needs_confirmation: false,
            effect: EffectPart::default(),
        };
        let shown = page(layout(Nav::Users), 3, AccessPicker::sample("specific", 8));
        vec![
            ("effect", Self { needs_confirmation: true, effect: EffectPart::sample(), ..shown }),
            ("one", page(layout(Nav::Users), 1, AccessPicker::sample("", 8))),
            ("many", page(crowded_layout(Nav::Users), 50, AccessPicker::sample("specific", 200))),
            ("refused", page(layout(Nav::Users), 4, AccessPicker::sample("specific", 0))),
        ]
    }
}

#[cfg(test)]
impl SelectionDone {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_layout, layout};
        let shown_link = |at: usize| ShownLink {
            id: format!("inv_{at}"),
            name: ["Thu Nguyen", HTML][at].to_owned(),
            email: "thu@brightdental.example".to_owned(),
            link: format!("https://calls.northline.example/invitations/{}{at}", "x".repeat(43)),
        };
        let done = |name: &str| RowResult {
            name: Some(name.to_owned()),
            sentence: "Removed. This ended with it: 2 signed-in browsers, 1 API token.".to_owned(),
            is_done: true,
        };
        let refused =
            RowResult { name: None, sentence: "This person is no longer in the list.".to_owned(), is_done: false };
        let page = |shell: Layout, people| Self { layout: shell, title: "Remove members", people, links: Vec::new() };
        vec![
            ("all", page(layout(Nav::Users), vec![done("Vera Kim"), done("Max Rivera")])),
            ("some", page(crowded_layout(Nav::Users), vec![done(HTML), refused])),
            (
                "links",
                Self { links: vec![shown_link(0), shown_link(1)], ..page(layout(Nav::Users), vec![done("Vera Kim")]) },
            ),
        ]
    }
}
