//! Adding a number and editing one: the same form.

use askama::Template;

use crate::view::{Choices, Entry, Problem, Shell, problems};

/// The form of a number. It posts to its own address.
#[derive(Template)]
#[template(path = "numbers/form.html")]
pub(crate) struct NumberForm {
    /// The frame.
    pub(crate) shell: Shell,
    /// The number that is edited; none when one is added.
    pub(crate) editing: Option<EditedNumber>,
    /// `phone_number`, in any national format; not part of the form when editing.
    pub(crate) phone_number: Entry,
    /// `friendly_name`.
    pub(crate) friendly_name: Entry,
    /// `source`.
    pub(crate) source: Entry,
    /// `group_id`, the first option being no group.
    pub(crate) group: Choices,
    /// `forward_to`, in any national format.
    pub(crate) forward_to: Entry,
    /// `record_calls`.
    pub(crate) record_calls: bool,
    /// What is wrong with the whole, as a limit of the plan.
    pub(crate) error: Option<String>,
}

/// What can't be changed about a number.
pub(crate) struct EditedNumber {
    /// The opaque id.
    pub(crate) id: String,
    /// The friendly name as it is stored.
    pub(crate) name: String,
    /// The number, as this business writes it.
    pub(crate) phone: String,
}

impl NumberForm {
    /// Where the person came from, and where they go when they change their mind.
    fn done_href(&self) -> String {
        match &self.editing {
            Some(number) => self.shell.href(&format!("/numbers/{}", number.id)),
            None => self.shell.href("/numbers"),
        }
    }

    fn problems(&self) -> Vec<Problem> {
        problems([
            (self.phone_number.name, &self.phone_number.error),
            (self.friendly_name.name, &self.friendly_name.error),
            (self.source.name, &self.source.error),
            (self.group.name, &self.group.error),
            (self.forward_to.name, &self.forward_to.error),
        ])
    }
}

#[cfg(test)]
impl NumberForm {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_shell, options, shell};
        let groups = |count| {
            let none = std::iter::once(crate::view::Choice::new("", "No group"));
            none.chain(options("Group", count)).collect::<Vec<_>>()
        };
        let new = || Self {
            shell: shell(Nav::Numbers),
            editing: None,
            phone_number: Entry::new("phone_number"),
            friendly_name: Entry::new("friendly_name"),
            source: Entry::new("source"),
            group: Choices::new("group_id", "", groups(4)),
            forward_to: Entry::new("forward_to"),
            record_calls: false,
            error: None,
        };
        let refused = Self {
            phone_number: Entry::filled("phone_number", "(415) 555-01")
                .refused("This is too short for a phone number of the United States."),
            friendly_name: Entry::new("friendly_name").refused("Name the number after where people find it."),
            forward_to: Entry::filled("forward_to", "<b>office</b>").refused("Type a phone number."),
            record_calls: true,
            ..new()
        };
        let edit = Self {
            shell: crowded_shell(Nav::Numbers),
            editing: Some(EditedNumber {
                id: "num_1".to_owned(),
                name: HTML.to_owned(),
                phone: "(415) 555-0142".to_owned(),
            }),
            friendly_name: Entry::filled("friendly_name", HTML),
            group: Choices::new("group_id", "Group_3", groups(400)),
            ..new()
        };
        vec![("new", new()), ("refused", refused), ("edit", edit)]
    }
}
