//! Number access: the picker in forms, its JSON form, and the roles that a person may grant.

pub(crate) mod api;
pub(crate) mod picker;
pub(crate) mod picker_page;
pub(crate) mod roles;
