//! Members: the page of one, editing, removing, leaving, and the hand-over of ownership.

pub(crate) mod api;
pub(crate) mod api_me;
pub(crate) mod edit;
pub(crate) mod edit_page;
mod effect;
pub(crate) mod leave;
pub(crate) mod leave_page;
pub(crate) mod member;
pub(crate) mod member_page;
pub(crate) mod ownership;
pub(crate) mod ownership_page;
pub(crate) mod removal;
pub(crate) mod removal_page;
pub(crate) mod sight;
pub(crate) mod sight_part;
