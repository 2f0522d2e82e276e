//! The form to add a number or to edit one.

use askama::Template;

use crate::number_access::effect_part::EffectPart;
use crate::view::{FieldProblem, Layout, SelectField, TextField, field_problems};

/// The form of a number. It posts to its own address.
#[derive(Template)]
#[template(path = "numbers/form.html")]
pub(crate) struct NumberForm {
    pub(crate) layout: Layout,
    /// The page that the form was opened from, such as a list with its filters.
    pub(crate) return_to: Option<String>,
    /// The number that is edited; `None` when one is added.
    pub(crate) editing: Option<EditedNumber>,
    /// `phone_number`, in any national format; not part of the form when editing.
    pub(crate) phone_number: TextField,
    /// `friendly_name`.
    pub(crate) friendly_name: TextField,
    /// `source`.
    pub(crate) source: TextField,
    /// `group_id`; the first option is no group.
    pub(crate) group: SelectField,
    /// `forward_to`, in any national format.
    pub(crate) forward_to: TextField,
    /// `record_calls`.
    pub(crate) record_calls: bool,
    /// The members who see more or less by saving.
    pub(crate) effect: EffectPart,
    /// Whether the person has to look at the effect, and confirm it, before anything is saved.
    pub(crate) needs_confirmation: bool,
    /// Why it was refused, if the reason is not about a single field.
    pub(crate) error: Option<String>,
}

/// The parts of the edited number that the form can't change.
pub(crate) struct EditedNumber {
    /// The opaque id.
    pub(crate) id: String,
    /// The friendly name as it is stored.
    pub(crate) name: String,
    /// The number, as this business writes it.
    pub(crate) phone: String,
}

impl NumberForm {
    /// The page that the form was opened from. Cancel leads there.
    fn done_href(&self) -> String {
        if let Some(path) = &self.return_to {
            return path.clone();
        }
        match &self.editing {
            Some(number) => self.layout.href(&format!("/numbers/{}", number.id)),
            None => self.layout.href("/numbers"),
        }
    }

    /// The address that answers only the effect.
    fn effect_href(&self) -> String {
        match &self.editing {
            Some(number) => self.layout.href(&format!("/numbers/{}/edit/effect", number.id)),
            None => self.layout.href("/numbers/new/effect"),
        }
    }

    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([
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
        use crate::view::samples::{HTML, crowded_layout, layout, options};
        let groups = |count| {
            let none = std::iter::once(crate::view::SelectOption::new("", "No group"));
            none.chain(options("Group", count)).collect::<Vec<_>>()
        };
        let new = || Self {
            layout: layout(Nav::Numbers),
            return_to: None,
            editing: None,
            phone_number: TextField::new("phone_number"),
            friendly_name: TextField::new("friendly_name"),
            source: TextField::new("source"),
            group: SelectField::new("group_id", "", groups(4)),
            forward_to: TextField::new("forward_to"),
            record_calls: false,
            effect: EffectPart::default(),
            needs_confirmation: false,
            error: None,
        };
        let refused = Self {
            phone_number: TextField::with_value("phone_number", "(415) 555-01")
                .refused("This is too short for a phone number of the United States."),
            friendly_name: TextField::new("friendly_name").refused("Name the number after where people find it."),
            forward_to: TextField::with_value("forward_to", "<b>office</b>").refused("Type a phone number."),
            record_calls: true,
            ..new()
        };
        let edit = Self {
            layout: crowded_layout(Nav::Numbers),
            editing: Some(EditedNumber {
                id: "num_1".to_owned(),
                name: HTML.to_owned(),
                phone: "(415) 555-0142".to_owned(),
            }),
            friendly_name: TextField::with_value("friendly_name", HTML),
            group: SelectField::new("group_id", "Group_3", groups(400)),
            ..new()
        };
        let asked = Self {
            effect: EffectPart::sample(),
            needs_confirmation: true,
            friendly_name: TextField::with_value("friendly_name", "Truck wrap"),
            ..new()
        };
        vec![("new", new()), ("refused", refused), ("edit", edit), ("asked", asked)]
    }
}
