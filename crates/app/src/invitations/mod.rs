//! Invitations: inviting, editing, sending again, cancelling, accepting and declining.

pub(crate) mod acceptance;
pub(crate) mod acceptance_page;
pub(crate) mod api;
pub(crate) mod api_acceptance;
pub(crate) mod edit;
pub(crate) mod edit_page;
pub(crate) mod invitation;
pub(crate) mod invitation_page;
pub(crate) mod invite;
pub(crate) mod invite_many;
pub(crate) mod invite_many_page;
pub(crate) mod invite_page;
mod pasted_list;
pub(crate) mod pending;
pub(crate) mod pending_page;
