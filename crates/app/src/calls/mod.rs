//! Calls: the list, one call, and its recording.

pub(crate) mod api;
pub(crate) mod api_call;
pub(crate) mod api_recording;
pub(crate) mod call;
pub(crate) mod call_page;
pub(crate) mod call_row;
mod export;
pub(crate) mod list;
pub(crate) mod list_page;
pub(crate) mod recording;
mod recording_range;
