//! Calls: the list, one call, and its recording.

pub(crate) mod annotations;
pub(crate) mod annotations_page;
pub(crate) mod api;
pub(crate) mod api_annotations;
pub(crate) mod api_call;
pub(crate) mod api_recording;
pub(crate) mod call;
pub(crate) mod call_page;
pub(crate) mod call_row;
mod call_steps;
mod export;
pub(crate) mod length;
pub(crate) mod list;
mod list_address;
mod list_filters;
pub(crate) mod list_filters_page;
pub(crate) mod list_page;
pub(crate) mod note;
pub(crate) mod note_page;
mod question;
pub(crate) mod recording;
mod recording_name;
mod recording_range;
pub(crate) mod selected;
