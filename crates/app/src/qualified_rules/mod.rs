//! Rules for qualified calls in the JSON API. Their page is in Settings.

pub(crate) mod api;
