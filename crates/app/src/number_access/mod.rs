//! Number access: the picker in forms, its JSON form, the roles that a person may grant, and what a change does to who sees
//! which numbers.

pub(crate) mod api;
pub(crate) mod api_effect;
pub(crate) mod effect_form;
pub(crate) mod effect_part;
pub(crate) mod picker;
pub(crate) mod picker_page;
pub(crate) mod roles;
