//! The form that deletes the business: what goes with it, its name to be typed, and the Owner's password.

use askama::Template;

use crate::view::{FieldProblem, Icon, Layout, TextField, field_problems};

/// The form.
#[derive(Template)]
#[template(path = "deletion/form.html")]
pub(crate) struct DeletionForm {
    pub(crate) layout: Layout,
    /// Everything that is deleted with the business, in words.
    pub(crate) contents: String,
    /// When everything is removed if it is deleted now, in words.
    pub(crate) removal: String,
    /// Whether the Owners get a letter.
    pub(crate) is_mailed: bool,
    /// `deleted_name`: the business's name, typed.
    pub(crate) deleted_name: TextField,
    /// `confirm_password`.
    pub(crate) confirm: TextField,
}

impl DeletionForm {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.deleted_name.name, &self.deleted_name.error), (self.confirm.name, &self.confirm.error)])
    }
}

#[cfg(test)]
impl DeletionForm {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_layout, layout};
        let page = |layout: Layout| Self {
            layout,
            contents: "12 members, 40 numbers, more than 10,000 calls".to_owned(),
            removal: "Tuesday, 1 December 2026, 06:05 (America/Los Angeles)".to_owned(),
            is_mailed: true,
            deleted_name: TextField::new("deleted_name"),
            confirm: TextField::new("confirm_password"),
        };
        let refused = Self {
            deleted_name: TextField::with_value("deleted_name", HTML).refused("Type the name as it is: Northline"),
            confirm: TextField::new("confirm_password").refused("This is not your password."),
            is_mailed: false,
            ..page(crowded_layout(Nav::Settings))
        };
        vec![("typical", page(layout(Nav::Settings))), ("refused", refused)]
    }
}
