//! The pages: one file per noun, each a view struct and its template under `templates/`, with samples of every state.

pub(crate) mod acceptance;
pub(crate) mod access_picker;
pub(crate) mod audit;
pub(crate) mod call;
pub(crate) mod calls;
pub(crate) mod failure;
pub(crate) mod first_run;
pub(crate) mod invitation;
pub(crate) mod invite;
pub(crate) mod invite_many;
pub(crate) mod leave;
pub(crate) mod log_in_as;
pub(crate) mod member;
pub(crate) mod member_edit;
pub(crate) mod no_business;
pub(crate) mod number;
pub(crate) mod number_form;
pub(crate) mod number_group_form;
pub(crate) mod number_groups;
pub(crate) mod number_sight;
pub(crate) mod numbers;
pub(crate) mod ownership;
pub(crate) mod password_reset;
pub(crate) mod removal;
pub(crate) mod seats_full;
pub(crate) mod selection;
pub(crate) mod settings;
pub(crate) mod settings_api;
pub(crate) mod settings_billing;
pub(crate) mod settings_business;
pub(crate) mod settings_carrier;
pub(crate) mod settings_profile;
pub(crate) mod settings_security;
pub(crate) mod sign_in;
pub(crate) mod unsubscribe;
pub(crate) mod users;
pub(crate) mod waiting;

#[cfg(test)]
mod gallery;
#[cfg(test)]
mod samples;
